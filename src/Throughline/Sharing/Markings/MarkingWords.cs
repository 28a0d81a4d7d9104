namespace Throughline.Sharing.Markings;

/// <summary>Markings as they are kept and as they are said.</summary>
public static class MarkingWords
{
    public static Marking Parse(string code) => TryParse(code) ?? throw new ArgumentOutOfRangeException(nameof(code), code, "Not a marking.");

    public static Marking? TryParse(string? code) => code switch
    {
        "partnership" => Marking.Partnership,
        "agencies" => Marking.Agencies,
        "people" => Marking.People,
        "owner" => Marking.Owner,
        _ => null,
    };

    public static string Code(this Marking marking) => marking switch
    {
        Marking.Partnership => "partnership",
        Marking.Agencies => "agencies",
        Marking.People => "people",
        Marking.Owner => "owner",
        _ => throw new ArgumentOutOfRangeException(nameof(marking), marking, "Not a marking."),
    };

    public static string Of(Marking marking, string owner, IReadOnlyCollection<string> names) => marking switch
    {
        Marking.Partnership => "Partnership: the clauses of the agreements decide",
        Marking.Agencies => $"{owner} and, as far as the clauses let them, {InWords(names)}",
        Marking.People => $"Its author and, as far as the clauses let them, {InWords(names)}",
        Marking.Owner => $"{owner} only",
        _ => throw new ArgumentOutOfRangeException(nameof(marking), marking, "Not a marking."),
    };

    public static string InWords(IReadOnlyCollection<string> names) => names.Count switch
    {
        0 => "nobody else",
        1 => names.First(),
        _ => string.Join(", ", names.Take(names.Count - 1)) + " and " + names.Last(),
    };
}
