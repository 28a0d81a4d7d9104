using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Rights.SubjectAccess;

/// <summary>
/// Finds other people in what is held about one: associates, and names of others whom the partnership knows. It proposes; somebody decides. What
/// may name somebody whom nobody here knows is read first, whatever kind of item it is: free text stands everywhere.
/// </summary>
internal sealed class ThirdParties
{
    /// <summary>Words beside which somebody else is usually spoken of; whoever decides must read such an item.</summary>
    private static readonly string[] OfOthers =
    [
        "brother", "sister", "mother", "father", "mum", "dad", "wife", "husband", "partner", "girlfriend", "boyfriend", "son", "daughter", "child", "children", "cousin", "uncle", "aunt", "neighbour", "friend", "associate",
        "victim", "witness", "complainant", "informant", "caller",
    ];

    /// <summary>Words with a capital that name no person: days, months, and the abbreviations of the field.</summary>
    private static readonly HashSet<string> NotNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
        "Police", "Probation", "Prison", "Council", "Court", "Crown", "Magistrates", "English", "British", "HMP", "HMPPS", "YOI", "PNC", "PNCID", "CRO", "NOMIS", "MAPPA", "MARAC", "IOM", "OGRS", "OGRS3", "OASYS", "OVP", "OSP", "ROSH", "ATR", "DRR", "HDC", "GPS", "DNA", "CPS", "NHS", "UK", "ID",
    };

    /// <summary>A prison's name is a place, though its word stands where a name might.</summary>
    private static readonly HashSet<string> BeforePlaces = new(StringComparer.OrdinalIgnoreCase) { "HMP", "YOI", "HMPYOI" };

    private readonly IReadOnlyList<string> names;
    private readonly HashSet<string> own;
    private readonly HashSet<string> parts;
    private readonly HashSet<string> known;

    private ThirdParties(IReadOnlyList<string> names, IReadOnlyList<string> own, IEnumerable<string> known)
    {
        this.names = names;
        this.own = new(own, StringComparer.OrdinalIgnoreCase);
        parts = new(own.Concat(names).SelectMany(name => name.Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparer.OrdinalIgnoreCase);
        this.known = new(known, StringComparer.OrdinalIgnoreCase);
    }

    public static async Task<ThirdParties> OfAsync(Db db, IReadOnlyCollection<Guid> people, IReadOnlyList<FoundItem> items)
    {
        var who = people.ToArray();
        var own = await db.ListAsync<string>("select distinct full_text from person_name where person_id = any (@who)", new { who });
        var associates = await db.ListAsync<string>("select distinct name from person_associate where person_id = any (@who)", new { who });
        var pairs = items.SelectMany(item => Capitalised(item.AllText)).Select(pair => pair.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        var others = await db.ListAsync<string>(
            "select distinct n.forenames || ' ' || n.surname from person_name n where n.full_text = any (@pairs) and n.person_id <> all (@who) and n.full_text <> all (@own)", new { pairs, who, own = own.ToArray() });
        var words = items.SelectMany(item => Capitals(item.AllText)).Select(capital => capital.Word.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        var known = await db.ListAsync<string>(
            "select lower(forenames) from person_name where lower(forenames) = any (@words) and person_id <> all (@who) union select lower(surname) from person_name where lower(surname) = any (@words) and person_id <> all (@who)", new { words, who });
        // the longest first, so that "Dale Marsh-Hill" is not left as "-Hill"
        return new([.. associates.Concat(others).Select(name => name.Trim()).Where(name => name.Length > 1).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(name => name.Length)], own, known);
    }

    /// <summary>For a test of the rule alone.</summary>
    internal static ThirdParties Of(IReadOnlyList<string> names, IReadOnlyList<string> own, params string[] known) => new(names, own, known);

    /// <summary>Names of others that stand in a text as words.</summary>
    public string[] In(string text) => [.. names.Where(name => Find(text, name, 0) >= 0)];

    /// <summary>Whether somebody must read the item: it speaks of others, or names somebody whom nobody here knows.</summary>
    public bool AsksForALook(FoundItem item) => AsksForALook(item.AllText);

    internal bool AsksForALook(string text) =>
        text.Split([' ', ',', '.', ';', ':', '\n', '(', ')', '\''], StringSplitOptions.RemoveEmptyEntries).Any(word => OfOthers.Contains(word, StringComparer.OrdinalIgnoreCase))
        || Capitalised(text).Any(pair => !own.Contains(pair) && !names.Contains(pair, StringComparer.OrdinalIgnoreCase) && !pair.Split(' ').All(parts.Contains))
        || Capitals(text).Any(capital => !parts.Contains(capital.Word) && (known.Contains(capital.Word) || !capital.BeginsASentence && !IsCode(capital.Word)));

    public static string Without(string text, IEnumerable<string> redactions)
    {
        foreach (var name in redactions.Where(name => name.Length > 0).OrderByDescending(name => name.Length))
        {
            for (var at = Find(text, name, 0); at >= 0; at = Find(text, name, at + Removed.Length))
                text = string.Concat(text.AsSpan(0, at), Removed, text.AsSpan(at + name.Length));
        }

        return text;
    }

    public const string Removed = "[removed: about somebody else]";

    /// <summary>Words with capitals that stand beside each other: two, and three.</summary>
    internal static IEnumerable<string> Capitalised(string text)
    {
        foreach (var words in Sentences(text))
        {
            for (var i = 0; i + 1 < words.Length; i++)
            {
                if (!IsName(words[i]) || !IsName(words[i + 1]))
                    continue;
                yield return $"{words[i]} {words[i + 1]}";
                if (i + 2 < words.Length && IsName(words[i + 2]))
                    yield return $"{words[i]} {words[i + 1]} {words[i + 2]}";
            }
        }
    }

    private static IEnumerable<(string Word, bool BeginsASentence)> Capitals(string text) => Sentences(text).SelectMany(words =>
        words.Index().Where(at => IsName(at.Item) && (at.Index == 0 || !BeforePlaces.Contains(words[at.Index - 1]))).Select(at => (at.Item, at.Index == 0)));

    private static IEnumerable<string[]> Sentences(string text) => text.Split(['\n', '.', ';', ':', ',', '(', ')', '!', '?', '"'], StringSplitOptions.RemoveEmptyEntries)
        .Select(sentence => sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.EndsWith("'s", StringComparison.OrdinalIgnoreCase) ? word[..^2] : word).ToArray());

    private static bool IsName(string word) => word.Length > 1 && char.IsUpper(word[0]) && !NotNames.Contains(word) && word.All(letter => char.IsLetter(letter) || letter is '-' or '\'' or '’');

    // one word in capitals, short: more often an abbreviation than a name; two beside each other are looked at all the same
    private static bool IsCode(string word) => word.Length <= 4 && word.All(char.IsUpper);

    /// <summary>Where a name stands as words of its own: "Ann" is not in "annual".</summary>
    private static int Find(string text, string name, int from)
    {
        if (from >= text.Length)
            return -1;
        for (var at = text.IndexOf(name, from, StringComparison.OrdinalIgnoreCase); at >= 0; at = at + 1 < text.Length ? text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase) : -1)
        {
            if (IsEdge(text, at - 1, name[0]) && IsEdge(text, at + name.Length, name[^1]))
                return at;
        }

        return -1;
    }

    private static bool IsEdge(string text, int beside, char inside) => beside < 0 || beside >= text.Length || !char.IsLetterOrDigit(inside) || !char.IsLetterOrDigit(text[beside]);
}
