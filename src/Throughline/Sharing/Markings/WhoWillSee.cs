using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Why;

namespace Throughline.Sharing.Markings;

/// <summary>
/// Who will see what a form is about to write, said before it is saved. It stands alone where narrowing would defeat the work
/// (a vote must be read by the panel); elsewhere it is part of <see cref="MarkingQuestion"/>.
/// </summary>
public sealed record WhoWillSee(string Sentence, IReadOnlyList<AgencySight> Sights)
{
    /// <summary>Rows of a case and the events that tell of them: what they say together is seen by whoever sees one of them.</summary>
    /// <param name="what">As the sentence has it: "this vote".</param>
    public static Task<WhoWillSee> OfCaseRowAsync(Db db, PersonId person, string what, params string[] categories) => OfAsync(db, person, what, isOfCase: true, categories);

    /// <summary>Something that is not of the case: it is shared as the clauses share what each agency knows.</summary>
    public static Task<WhoWillSee> OfItemAsync(Db db, PersonId person, string what, params string[] categories) => OfAsync(db, person, what, isOfCase: false, categories);

    /// <summary>For lists of people, without anybody's own exceptions: a part in somebody's case team adds to it, and an entry on a list takes away.</summary>
    public static Task<WhoWillSee> UsuallyAsync(Db db, string what, params string[] categories) => OfAsync(db, default, what, isOfCase: true, categories);

    private static async Task<WhoWillSee> OfAsync(Db db, PersonId person, string what, bool isOfCase, string[] categories)
    {
        var sights = await AllAsync(db, person, categories, MarkingChoice.Usual, db.Act.User, isOfCase);
        return new(WhoSees.Sentence(sights, what: what), WhoSees.ByAgency(sights));
    }

    /// <summary>Everybody who sees something of these categories, each by the way that shows most of it.</summary>
    internal static async Task<IReadOnlyList<Sight>> AllAsync(Db db, PersonId person, IReadOnlyCollection<string> categories, MarkingChoice choice, UserId author, bool isOfCase, Guid? item = null)
    {
        var all = new List<Sight>();
        foreach (var category in categories)
            all.AddRange(await WhoSees.OfAsync(db, person, new ItemLabel(db.Act.Agency, category, choice.Marking, choice.For, author, isOfCase), item));
        return [.. all.GroupBy(sight => sight.UserId).Select(ways => ways.MaxBy(sight => sight.Level switch { "full" => 3, "summary" => 2, _ => 1 })!)];
    }
}
