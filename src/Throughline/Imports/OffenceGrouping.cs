using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;

namespace Throughline.Imports;

/// <summary>
/// The offence group of an offence written in any of the codes agencies use: recorded crime (<c>28E</c>, <c>37/2</c>), Home Office
/// (<c>02801</c>, <c>028/01</c>), CJS (<c>TH68010</c>), or failing those its words.
/// </summary>
/// <remarks>The table is <c>Reference/offence-groups.csv</c>, each line with its source and the day from which it holds.</remarks>
internal sealed class OffenceGrouping
{
    public const string Other = "other";

    private readonly FrozenDictionary<(string Scheme, string Pattern), string> _codes;
    private readonly IReadOnlyList<(Regex Words, string Group)> _titles;

    private OffenceGrouping(FrozenDictionary<(string, string), string> codes, IReadOnlyList<(Regex, string)> titles) => (_codes, _titles) = (codes, titles);

    /// <summary>The table shipped with the program, as it holds on a day.</summary>
    public static OffenceGrouping Shipped(DateOnly? on = null)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Reference/offence-groups.csv")
            ?? throw new InvalidOperationException("offence-groups.csv is not in the program");
        return Read(stream, on);
    }

    /// <summary>Reads a table of scheme, pattern, group, source and valid_from; of several lines for one pattern the newest that holds on the day counts.</summary>
    public static OffenceGrouping Read(Stream table, DateOnly? on = null)
    {
        string[] columns = ["scheme", "pattern", "group", "source", "valid_from"];
        using var rows = RowSource.Open(table, ReadLimits.Standard, names => names.Count(n => columns.Contains(n)));
        rows.Read();
        var codes = new Dictionary<(string, string), (string Group, string From)>();
        var titles = new List<(Regex, string)>();
        var day = on?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        while (rows.Read())
        {
            var (scheme, pattern, group, from) = (rows.Field(0).ToString(), rows.Field(1).ToString(), rows.Field(2).ToString(), rows.Field(4).ToString());
            if (ProfileVocabularies.OffenceGroups.Find(group)?.Code != group) throw new InvalidDataException($"offence-groups.csv line {rows.Line}: “{group}” is not an offence group");
            if (day is not null && string.CompareOrdinal(from, day) > 0) continue;
            if (scheme == "title") titles.Add((new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture), group));
            else if (!codes.TryGetValue((scheme, pattern), out var known) || string.CompareOrdinal(known.From, from) <= 0) codes[(scheme, pattern)] = (group, from);
        }
        return new OffenceGrouping(codes.ToFrozenDictionary(c => c.Key, c => c.Value.Group), titles);
    }

    /// <summary>The group, <see cref="Other"/> when neither the code nor the words tell.</summary>
    public string Group(string? code, string? description = null) => Find(code, description) ?? Other;

    /// <summary>The group, or null when neither the code nor the words tell. A code counts before words.</summary>
    public string? Find(string? code, string? description = null) =>
        (string.IsNullOrWhiteSpace(code) ? null : ByCode(code)) ?? (string.IsNullOrWhiteSpace(description) ? null : ByWords(description));

    private string? ByCode(string text)
    {
        var code = text.Replace(" ", "", StringComparison.Ordinal).Replace('.', '/').ToUpperInvariant();
        if (code.Length > 24) return null;
        if (IsHomeOffice(code, out var five)) return At("ho-code", five) ?? At("ho-class", five[..3]);
        if (At("recorded-crime", code) is { } recorded) return recorded;
        // 058/A and 045 are recorded-crime codes with the noughts and the stroke of older lists
        if (At("recorded-crime", code.Replace("/", "", StringComparison.Ordinal).TrimStart('0')) is { } older && !char.IsAsciiLetter(code[0])) return older;
        return code.Length >= 6 && char.IsAsciiLetter(code[0]) ? At("cjs-code", code) ?? At("cjs-code", code[..Math.Min(7, code.Length)]) ?? At("cjs-act", code[..4]) : null;
    }

    /// <summary>Five digits, or class and sub-class parted by a stroke.</summary>
    private static bool IsHomeOffice(string code, out string five)
    {
        five = code.Length == 6 && code[3] == '/' ? string.Concat(code.AsSpan(0, 3), code.AsSpan(4)) : code;
        return five.Length == 5 && People.Identifiers.IdentifierText.AllDigits(five);
    }

    private string? At(string scheme, string pattern) => _codes.GetValueOrDefault((scheme, pattern));

    private string? ByWords(string description)
    {
        var words = description.Length > 1_000 ? description[..1_000] : description;
        foreach (var (pattern, group) in _titles)
            if (pattern.IsMatch(words)) return group;
        return null;
    }
}
