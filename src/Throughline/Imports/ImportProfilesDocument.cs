using System.Text;
using Throughline.Imports.Profiles;

namespace Throughline.Imports;

/// <summary>The page <c>docs/reference/import-profiles.md</c>, written from the profiles so that it cannot fall behind them.</summary>
internal static class ImportProfilesDocument
{
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("""
            # Import profiles

            Generated from the profiles in `src/Throughline/Imports/Profiles`; a test compares the two. To write it again, run the tests
            with `UPDATE_DOCS=1`.

            A file is CSV (UTF-8, comma, semicolon, tab or bar), the same packed with gzip, or an Excel workbook (`.xlsx`, first visible
            sheet). The first row holds the column names; capitals, spaces, hyphens and underscores in them do not matter. Columns that a
            profile does not have are left out with a warning. Dates are `2026-11-20` or `20/11/2026`. A row with anything wrong is set
            aside with everything that is wrong with it, and the good rows can go in.


            """.ReplaceLineEndings("\n"));
        page.Append("| profile | about | mode | key | sent by |\n| --- | --- | --- | --- | --- |\n");
        foreach (var p in ImportProfiles.All)
            page.Append($"| [{p.Name}](#{p.Name}) | {p.Title} | {p.Mode.ToString().ToLowerInvariant()} | {p.KeyText} | {string.Join(", ", p.SentBy.Select(Words))} |\n");
        foreach (var p in ImportProfiles.All) Write(page, p);
        return page.ToString();
    }

    internal static string ModeWords(ImportMode mode) => mode switch
    {
        ImportMode.Snapshot => "Snapshot: the file is the whole current picture, and what is missing from it has ended.",
        ImportMode.Delta => "Delta: the file adds and changes, and what is missing from it stays.",
        _ => throw new InvalidOperationException($"No words for {mode}"),
    };

    /// <summary>"MonitoringProvider" as "monitoring provider".</summary>
    internal static string Words<T>(T value) where T : struct, Enum
    {
        var words = new StringBuilder();
        foreach (var c in value.ToString())
        {
            if (char.IsUpper(c) && words.Length > 0) words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }
        return words.ToString();
    }

    private static void Write(StringBuilder page, Profile p)
    {
        page.Append($"\n## {p.Name}\n\n{p.Title}, version {p.Version}. {p.Description}\n\n{ModeWords(p.Mode)} ");
        page.Append(p.Duplicates == DuplicateRule.LastWins ? "Of several rows with one key the last counts.\n\n" : "Rows with one key and different values are set aside together.\n\n");
        if (p.RefusedHeadings.Count > 0)
            page.Append($"A file with a column whose name holds any of {string.Join(", ", p.RefusedHeadings.Select(w => $"`{w}`"))} is refused: {p.RefusedBecause}.\n\n");
        page.Append("| column | required | what it is | expected | example | category of information |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var c in p.Columns)
            page.Append($"| {c.Name} | {(c.Required ? "yes" : "")} | {Cell(c.Description)} | {Cell(c.Expected)} | {Cell(c.Example)} | {Words(c.Category)} |\n");
        if (p.Rules.Count > 0)
        {
            page.Append("\nA row is also set aside when:\n\n");
            foreach (var r in p.Rules) page.Append($"- {r.Sentence}\n");
        }
        foreach (var v in p.Columns.Where(c => c.Vocabulary is not null).Select(c => c.Vocabulary!).DistinctBy(v => v.Name))
        {
            page.Append($"\n{v.Name} ({v.Source}): ");
            page.Append(string.Join("; ", v.Terms.Select(t => t.Code == t.Name ? $"`{t.Code}`" : $"`{t.Code}` {t.Name}"))).Append(".\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
