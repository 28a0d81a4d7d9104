using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Throughline.Imports.Profiles;

/// <summary>How one agency's headings and codes become ours: made once for an agency, saved, and applied to each of its files.</summary>
internal sealed record ColumnMapping
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
    };

    public string Name { get; init; } = "";

    public string Profile { get; init; } = "";

    public int Version { get; init; } = 1;

    /// <summary>Their heading to our column name.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Our column name to their value to our value. An empty value means "not given".</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>Our column name to the value every row has, for columns the file does not hold.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>.NET date formats tried before ISO and dd/MM/yyyy, such as <c>dd-MMM-yyyy</c>.</summary>
    public IReadOnlyList<string> DateFormats { get; init; } = [];

    /// <summary>Their headings that are known and left out on purpose, without a warning.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Reads a saved mapping; the sentence says what is wrong with it, and the mapping is then null.</summary>
    public static (ColumnMapping? Mapping, string? Problem) Parse(string json)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize<ColumnMapping>(json, Json);
            return mapping is null ? (null, "The mapping is empty.") : (mapping, null);
        }
        catch (JsonException e)
        {
            return (null, $"The mapping is not valid at line {(e.LineNumber ?? 0) + 1}: {e.Message}");
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>What is wrong with this mapping for a profile, one sentence each; empty when it can be used.</summary>
    public IReadOnlyList<string> ProblemsFor(Profile profile)
    {
        var problems = new List<string>();
        if (Profile.Length > 0 && Profile != profile.Name) problems.Add($"The mapping is for {Profile}, not for {profile.Name}.");
        foreach (var (theirs, ours) in Columns)
            if (profile.IndexOf(ours) < 0) problems.Add($"The mapping sends the column “{theirs}” to {ours}, which {profile.Name} does not have.");
        foreach (var name in Values.Keys.Concat(Constants.Keys))
            if (profile.IndexOf(name) < 0) problems.Add($"The mapping names the column {name}, which {profile.Name} does not have.");
        foreach (var format in DateFormats.Where(f => !IsDateFormat(f))) problems.Add($"“{format}” is not a date format with day, month and year.");
        return problems;
    }

    private static bool IsDateFormat(string format)
    {
        try
        {
            var probe = new DateOnly(1987, 11, 23);
            return DateOnly.TryParseExact(probe.ToString(format, System.Globalization.CultureInfo.InvariantCulture), format,
                System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var back) && back == probe;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Mappings shipped with the program, for public files whose headings are known.</summary>
    public static IReadOnlyList<ColumnMapping> Shipped { get; } = ReadShipped();

    private static List<ColumnMapping> ReadShipped()
    {
        var program = Assembly.GetExecutingAssembly();
        var found = new List<ColumnMapping>();
        foreach (var name in program.GetManifestResourceNames().Where(n => n.StartsWith("Reference/mapping-", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = program.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            var (mapping, problem) = Parse(reader.ReadToEnd());
            found.Add(mapping ?? throw new InvalidOperationException($"{name}: {problem}"));
        }
        return found;
    }
}
