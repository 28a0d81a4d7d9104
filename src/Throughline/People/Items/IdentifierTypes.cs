using Throughline.People.Identifiers;

namespace Throughline.People.Items;

/// <summary>A kind of identifier that may be recorded by hand, with its check rule. Agencies' own references come with their extracts.</summary>
internal sealed record IdentifierType(string Code, string Name, Func<string, int, Identifier> Parse);

internal static class IdentifierTypes
{
    public static readonly IReadOnlyList<IdentifierType> All =
    [
        new("pncid", "PNCID", Pncid.Parse),
        new("cro", "CRO number", (text, _) => Cro.Parse(text)),
        new("crn", "Probation CRN", (text, _) => Crn.Parse(text)),
        new("prison_number", "Prison number", (text, _) => PrisonNumber.Parse(text)),
        new("nhs_number", "NHS number", (text, _) => NhsNumber.Parse(text)),
    ];

    public static IdentifierType? Find(string? code) => All.FirstOrDefault(type => type.Code == code);

    /// <summary>"PNCID"; an agency's own reference ("ref:northshire-police") as "Reference of northshire-police".</summary>
    public static string NameOf(string code) =>
        Find(code)?.Name ?? (code.StartsWith("ref:", StringComparison.Ordinal) ? "Reference of " + code["ref:".Length..] : Words.Of(code));

    /// <summary>Everything that a text could be as an identifier, in canonical spelling.</summary>
    public static IEnumerable<(string Type, string Value)> Readings(string text, int thisYear) =>
        All.Select(type => (type.Code, Read: type.Parse(text, thisYear))).Where(found => found.Read.IsValid).Select(found => (found.Code, found.Read.Canonical!));
}
