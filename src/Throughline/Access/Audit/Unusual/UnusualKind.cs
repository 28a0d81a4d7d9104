using System.Collections.Frozen;

namespace Throughline.Access.Audit.Unusual;

/// <summary>The kinds of use worth a question. None proves anything.</summary>
internal static class UnusualKind
{
    private static readonly FrozenDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        ["watched"] = "Looked at a record whose every look is asked about",
        ["same-surname"] = "Looked at somebody with the same surname",
        ["same-address"] = "Looked at somebody at a postcode close to them",
        ["no-relationship"] = "Opened the record of somebody with whom no case, area or role connects them",
        ["after-closed"] = "Looked after the case was closed",
        ["out-of-hours"] = "Looked outside working hours",
        ["many-people"] = "Looked at very many people in a day",
        ["many-in-an-hour"] = "Opened many more records in an hour than others do",
        ["one-after-another"] = "Opened many records one after another",
    }.ToFrozenDictionary();

    public static IEnumerable<string> All => Kinds.Keys.Order(StringComparer.Ordinal);

    public static string WordsOf(string kind) => Kinds.GetValueOrDefault(kind) ?? throw new InvalidOperationException($"{kind} is not a kind of unusual use.");
}
