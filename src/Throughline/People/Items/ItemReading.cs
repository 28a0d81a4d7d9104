using Throughline.People.Identifiers;

namespace Throughline.People.Items;

/// <summary>A field that cannot be used, and the sentence that says why.</summary>
public sealed record Problem(string Field, string Sentence);

/// <summary>Reads what was typed into canonical values, collecting every problem at once.</summary>
internal sealed class ItemReading(DateOnly today)
{
    public DateOnly Today => today;

    public List<Problem> Problems { get; } = [];

    /// <summary>Column and canonical value, in the order of the columns.</summary>
    public Dictionary<string, object?> Values { get; } = [];

    public bool IsGood => Problems.Count == 0;

    public void Wrong(string field, string sentence) => Problems.Add(new(field, sentence));

    public string? Text(string field, string column, string? typed, string? missing = null, int longest = 200)
    {
        var text = string.Join(' ', (typed ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length == 0 && missing is not null)
            Wrong(field, missing);
        else if (text.Length > longest)
            Wrong(field, $"{field switch { nameof(ItemInput.Surname) => "Family name", nameof(ItemInput.Forenames) => "Given names", _ => Words.Of(column) }} must be {longest} characters or fewer");
        else if (text.Any(char.IsControl))
            Wrong(field, $"{Words.Of(column)} has characters in it that cannot be kept");
        return Keep(column, text.Length == 0 ? null : text);
    }

    public string? Code(string field, string column, string? typed, Vocabulary vocabulary, string? missing = null)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            if (missing is not null)
                Wrong(field, missing);
            return Keep(column, null);
        }

        if (vocabulary.Find(typed) is { } term)
            return Keep(column, term.Code);
        Wrong(field, $"“{typed.Trim()}” is not one of: {vocabulary.Codes}");
        return Keep(column, null);
    }

    public string? Checked(string field, string column, string? typed, Func<string, Identifier> parse, string what, string? missing = null)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            if (missing is not null)
                Wrong(field, missing);
            return Keep(column, null);
        }

        var read = parse(typed);
        if (!read.IsValid)
            Wrong(field, $"{what} “{typed.Trim()}” {read.Because}");
        return Keep(column, read.Canonical);
    }

    public void Dates(DateOnly? from, DateOnly? to)
    {
        Values["from_on"] = from;
        Values["to_on"] = to;
        if (from > today)
            Wrong(nameof(ItemInput.FromOn), "First day must be today or in the past");
        if (from is { } first && to is { } last && last < first)
            Wrong(nameof(ItemInput.ToOn), "Last day must be the same as or after the first day");
    }

    private string? Keep(string column, string? value)
    {
        Values[column] = value;
        return value;
    }
}
