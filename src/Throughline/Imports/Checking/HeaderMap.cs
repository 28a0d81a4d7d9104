using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;

namespace Throughline.Imports.Checking;

/// <summary>Which cell of a row is which of our columns, worked out once from the headings, the mapping and the constants.</summary>
internal sealed class HeaderMap
{
    private HeaderMap(Profile profile) => Source = [.. Enumerable.Repeat(-1, profile.Columns.Count)];

    /// <summary>For each of our columns the cell it comes from; -1 for none.</summary>
    public int[] Source { get; }

    /// <summary>For each of our columns the value every row has; null for none.</summary>
    public string?[] Constant { get; private set; } = [];

    public IReadOnlyList<ColumnUse> Uses { get; private set; } = [];

    public IReadOnlyList<string> Warnings { get; private set; } = [];

    public int Width => Uses.Count;

    /// <summary>How many of these headings are known: what the delimiter is judged by.</summary>
    public static int Recognised(IEnumerable<string> headings, Profile profile, ColumnMapping? mapping)
    {
        var theirs = Theirs(mapping);
        var leftOut = mapping is null ? [] : mapping.LeftOut.Select(Profile.Heading).ToHashSet(StringComparer.Ordinal);
        return headings.Count(h => profile.Match(h) >= 0 || theirs.ContainsKey(Profile.Heading(h)) || leftOut.Contains(Profile.Heading(h)));
    }

    /// <exception cref="FileRefused">A heading is missing, given twice or must never be sent.</exception>
    public static HeaderMap Read(RowReader header, Profile profile, ColumnMapping? mapping, CheckOptions options)
    {
        var headings = new List<string>();
        for (var i = 0; i < header.Count; i++) headings.Add(header.Field(i).Trim().ToString());
        while (headings.Count > 0 && headings[^1].Length == 0) headings.RemoveAt(headings.Count - 1);

        var map = new HeaderMap(profile);
        RefuseRepeats(headings);
        map.Assign(headings, profile, mapping);
        map.Constant = Constants(profile, mapping, options);
        map.RefuseMissing(headings, profile);
        return map;
    }

    private static void RefuseRepeats(List<string> headings)
    {
        foreach (var group in headings.Select((h, i) => (Name: Profile.Heading(h), Place: i + 1, As: h)).Where(h => h.Name.Length > 0).GroupBy(h => h.Name, StringComparer.Ordinal))
        {
            if (group.Skip(1).Any())
                throw new FileRefused($"The column “{group.First().As}” is there {group.Count()} times, as columns {string.Join(", ", group.Select(g => g.Place))}. Remove or rename all but one.") { Line = 1 };
        }
    }

    private void Assign(List<string> headings, Profile profile, ColumnMapping? mapping)
    {
        var theirs = Theirs(mapping);
        var leftOut = mapping is null ? [] : mapping.LeftOut.Select(Profile.Heading).ToHashSet(StringComparer.Ordinal);
        var uses = new List<ColumnUse>();
        var unknown = new List<string>();
        var refused = new List<string>();
        for (var i = 0; i < headings.Count; i++)
        {
            var heading = headings[i];
            var key = Profile.Heading(heading);
            var column = theirs.TryGetValue(key, out var ours) ? profile.IndexOf(ours) : leftOut.Contains(key) ? -1 : profile.Match(heading);
            // what a profile must never be sent is refused even when a mapping would leave it out: it has been sent
            if (column < 0 && profile.RefusedHeadings.Any(w => key.Contains(w, StringComparison.Ordinal))) refused.Add(heading);
            if (column < 0 && !leftOut.Contains(key)) unknown.Add(heading.Length > 0 ? heading : $"column {i + 1}, which has no name");
            if (column >= 0)
            {
                if (Source[column] >= 0)
                    throw new FileRefused($"The columns “{headings[Source[column]]}” and “{heading}” both mean {profile.Columns[column].Name}. Say in the mapping which one counts.") { Line = 1 };
                Source[column] = i;
            }
            uses.Add(new ColumnUse(heading, column >= 0 ? profile.Columns[column].Name : null));
        }
        if (refused.Count > 0)
        {
            throw new FileRefused($"The file has the column{(refused.Count > 1 ? "s" : "")} {Listed(refused)}: {profile.RefusedBecause}. "
                + "Nothing has been taken in or kept. Remove the whole column from the file and send it again.")
            { Line = 1 };
        }
        Uses = uses;
        Warnings = unknown.Count == 0 ? [] :
            [$"{(unknown.Count == 1 ? "One column is" : $"{unknown.Count} columns are")} not part of {profile.Name} and {(unknown.Count == 1 ? "was" : "were")} left out: {Listed(unknown)}."];
    }

    private static string?[] Constants(Profile profile, ColumnMapping? mapping, CheckOptions options)
    {
        var constants = new string?[profile.Columns.Count];
        foreach (var (name, value) in (mapping?.Constants ?? new Dictionary<string, string>(StringComparer.Ordinal)).Concat(options.Constants))
        {
            var i = profile.IndexOf(name);
            if (i < 0) throw new FileRefused($"A value for every row is given for {name}, which {profile.Name} does not have.");
            constants[i] = value;
        }
        return constants;
    }

    private void RefuseMissing(List<string> headings, Profile profile)
    {
        var missing = new List<string>();
        for (var i = 0; i < profile.Columns.Count; i++)
            if (profile.Columns[i].Required && Source[i] < 0 && Constant[i] is null) missing.Add(Missing(profile.Columns[i], headings));
        if (missing.Count > 0)
            throw new FileRefused($"{(missing.Count == 1 ? "A required column is" : $"{missing.Count} required columns are")} missing: {string.Join("; ", missing)}. Name the column so in the file, or say in the mapping which column it is.") { Line = 1 };
    }

    private string Missing(Column column, List<string> headings)
    {
        var wanted = Profile.Heading(column.Name);
        var near = headings.Where((h, i) => h.Length is > 0 and < 100 && !Source.Contains(i))
            .Select(h => (Heading: h, Far: column.AlsoNamed.Select(Profile.Heading).Append(wanted).Min(name => Distance(name, Profile.Heading(h)))))
            .Where(h => h.Far <= Math.Max(2, wanted.Length / 2) || Profile.Heading(h.Heading).Contains(wanted, StringComparison.Ordinal) || (Profile.Heading(h.Heading).Length > 3 && wanted.Contains(Profile.Heading(h.Heading), StringComparison.Ordinal)))
            .OrderBy(h => h.Far).ThenBy(h => h.Heading, StringComparer.Ordinal).Take(3).Select(h => $"“{h.Heading}”").ToList();
        return near.Count == 0 ? column.Name : $"{column.Name} (did you mean {string.Join(" or ", near)}?)";
    }

    private static Dictionary<string, string> Theirs(ColumnMapping? mapping)
    {
        var theirs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (mapping is not null)
            foreach (var (heading, ours) in mapping.Columns) theirs[Profile.Heading(heading)] = ours;
        return theirs;
    }

    private static string Listed(List<string> names) =>
        string.Join(", ", names.Take(30).Select(n => $"“{CellNormaliser.Short(n)}”")) + (names.Count > 30 ? $" and {names.Count - 30} more" : "");

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var next = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[b.Length];
    }
}
