using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Throughline.Selection.ScoreFiles;
using Throughline.Tests.House;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Abuse;

/// <summary>
/// OWASP ASVS 5.0.0, requirement by requirement: docs/reference/asvs.csv names the tests, or says why it does not apply, or frankly "not yet".
/// UPDATE_DOCS=1 writes docs/reference/asvs.md from it.
/// </summary>
public sealed partial class AsvsTests(ITestOutputHelper output)
{
    private const string NotApplicable = "does not apply: ";
    private const string NotYet = "not yet: ";

    /// <summary>Chapters of which level 3 is asked for as well (security.md 1.1).</summary>
    private static readonly string[] Whole = ["2", "5", "7", "8", "14", "15", "16"];

    /// <summary>The level of each requirement, in order, by section. From the standard's own table, release 5.0.0.</summary>
    private static readonly Dictionary<string, string> Levels = new()
    {
        ["1.1"] = "22", ["1.2"] = "1111122223", ["1.3"] = "112222222223", ["1.4"] = "222", ["1.5"] = "123", ["2.1"] = "122", ["2.2"] = "112", ["2.3"] = "12223",
        ["2.4"] = "23", ["3.1"] = "3", ["3.2"] = "113", ["3.3"] = "12223", ["3.4"] = "11222233", ["3.5"] = "11122333", ["3.6"] = "3", ["3.7"] = "22333",
        ["4.1"] = "12233", ["4.2"] = "23333", ["4.3"] = "22", ["4.4"] = "1222", ["5.1"] = "2", ["5.2"] = "112333", ["5.3"] = "113", ["5.4"] = "222",
        ["6.1"] = "122", ["6.2"] = "111111112222", ["6.3"] = "11223333", ["6.4"] = "112233", ["6.5"] = "22222333", ["6.6"] = "2223", ["6.7"] = "33", ["6.8"] = "2222",
        ["7.1"] = "222", ["7.2"] = "1111", ["7.3"] = "22", ["7.4"] = "11222", ["7.5"] = "223", ["7.6"] = "22", ["8.1"] = "1233", ["8.2"] = "1123",
        ["8.3"] = "133", ["8.4"] = "23", ["9.1"] = "111", ["9.2"] = "1222", ["10.1"] = "22", ["10.2"] = "223", ["10.3"] = "22223", ["10.4"] = "1111122222233333",
        ["10.5"] = "22222", ["10.6"] = "22", ["10.7"] = "222", ["11.1"] = "2233", ["11.2"] = "22233", ["11.3"] = "11233", ["11.4"] = "1222", ["11.5"] = "23",
        ["11.6"] = "23", ["11.7"] = "33", ["12.1"] = "12233", ["12.2"] = "11", ["12.3"] = "22223", ["13.1"] = "2333", ["13.2"] = "222223", ["13.3"] = "2233",
        ["13.4"] = "1222233", ["14.1"] = "22", ["14.2"] = "12223333", ["14.3"] = "122", ["15.1"] = "12233", ["15.2"] = "12233", ["15.3"] = "1222222", ["15.4"] = "3333",
        ["16.1"] = "2", ["16.2"] = "22222", ["16.3"] = "2222", ["16.4"] = "222", ["16.5"] = "2223", ["17.1"] = "23", ["17.2"] = "22223333", ["17.3"] = "22",
    };

    private sealed record Row(string Id, int Level, string Subject, string Answer)
    {
        public bool IsTested => !Answer.StartsWith(NotApplicable, StringComparison.Ordinal) && !Answer.StartsWith(NotYet, StringComparison.Ordinal);

        public IEnumerable<string> Tests => IsTested ? Answer.Split(';', StringSplitOptions.TrimEntries) : [];
    }

    private static List<Row> Rows()
    {
        using var text = new CsvText(new StringReader(Checkout.Read("docs/reference/asvs.csv")));
        text.Read();
        text.Read()!.ShouldBe(["id", "level", "subject", "answer"]);
        var rows = new List<Row>();
        while (text.Read() is { } cells)
            rows.Add(new Row(cells[0], int.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture), cells[2], cells[3]));
        return rows;
    }

    private static Dictionary<string, int> Asked() => Levels.SelectMany(section => section.Value.Select((level, at) => (Id: $"{section.Key}.{at + 1}", Level: level - '0')))
        .Where(one => one.Level < 3 || Whole.Contains(one.Id.Split('.')[0])).ToDictionary(one => one.Id, one => one.Level);

    [Fact]
    public void Levels_AddUpToTheStandards()
    {
        var all = string.Concat(Levels.Values);
        (all.Length, all.Count(level => level == '1'), all.Count(level => level == '2'), all.Count(level => level == '3')).ShouldBe((345, 70, 183, 92));
    }

    [Fact]
    public void Rows_AreThereOnceForEachRequirement()
    {
        var rows = Rows();
        var asked = Asked();
        rows.Select(row => row.Id).ShouldBe(asked.Keys, ignoreOrder: true);
        rows.Where(row => asked[row.Id] != row.Level).ShouldBeEmpty();
        rows.Where(row => row.Subject.Length < 3 || row.Answer.Length < 10).ShouldBeEmpty();
    }

    [Fact]
    public void Tests_ThatRowsName_AreTests()
    {
        var known = KnownTests();
        known.Count.ShouldBeGreaterThan(400);
        Rows().SelectMany(row => row.Tests.Select(test => (row.Id, Test: test))).Where(named => !known.Contains(named.Test)).Select(named => $"{named.Id}: {named.Test}").ShouldBeEmpty();
    }

    [Fact]
    public void NotApplicable_AlwaysSaysWhy() =>
        Rows().Where(row => row.Answer.StartsWith(NotApplicable, StringComparison.Ordinal) && row.Answer.Length < NotApplicable.Length + 8).ShouldBeEmpty();

    /// <summary>The number in the first line of the file only ever goes down.</summary>
    [Fact]
    public void NotYet_IsNoMoreThanTheFileSays()
    {
        var rows = Rows();
        var open = rows.Where(row => row.Answer.StartsWith(NotYet, StringComparison.Ordinal)).ToList();
        output.WriteLine($"{rows.Count} requirements: {rows.Count(row => row.IsTested)} tested, {rows.Count(row => row.Answer.StartsWith(NotApplicable, StringComparison.Ordinal))} that do not apply, {open.Count} not yet");
        var most = int.Parse(AtMost().Match(Checkout.Read("docs/reference/asvs.csv")).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        open.Count.ShouldBe(most, "fewer: write the new number into the first line of docs/reference/asvs.csv; more: prove them");
    }

    [Fact]
    public void Document_SaysWhatTheFileSays()
    {
        var path = Path.Combine(Checkout.Root, "docs/reference/asvs.md");
        var now = Document(Rows());
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, now);
        File.ReadAllText(path).ShouldBe(now, "docs/reference/asvs.md is out of date: run the tests with UPDATE_DOCS=1 and read the difference");
    }

    private static string Document(List<Row> rows)
    {
        var open = rows.Count(row => row.Answer.StartsWith(NotYet, StringComparison.Ordinal));
        var text = new StringBuilder(
            $"""
            # OWASP ASVS 5.0.0, requirement by requirement

            Made from [asvs.csv](asvs.csv) by a test, which also checks that every requirement of levels 1 and 2, and of level 3 in chapters {string.Join(", ", Whole)}, is here once and that every
            test exists. The subjects are our own words; the requirements are OWASP's: look them up by their number. {rows.Count} requirements: {rows.Count(row => row.IsTested)} tested,
            {rows.Count(row => row.Answer.StartsWith(NotApplicable, StringComparison.Ordinal))} that do not apply, {open} not yet.

            | Requirement | Level | Subject | Answer |
            | --- | --- | --- | --- |

            """);
        foreach (var row in rows)
            text.Append($"| {row.Id} | {row.Level} | {row.Subject} | {(row.IsTested ? string.Join("<br>", row.Tests.Select(test => $"`{test}`")) : row.Answer)} |\n");
        return text.ToString();
    }

    /// <summary>Every test of every test project, as its source names it.</summary>
    private static HashSet<string> KnownTests()
    {
        var known = new HashSet<string>();
        foreach (var (_, text) in Checkout.Files("tests", ".cs"))
        {
            var name = "";
            var isTest = false;
            foreach (var line in text.Split('\n'))
            {
                if (ClassName().Match(line) is { Success: true } type)
                    name = type.Groups[1].Value;
                else if (line.TrimStart().StartsWith("[Fact", StringComparison.Ordinal) || line.TrimStart().StartsWith("[Theory", StringComparison.Ordinal))
                    isTest = true;
                else if (isTest && MethodName().Match(line) is { Success: true } method)
                {
                    known.Add($"{name}.{method.Groups[1].Value}");
                    isTest = false;
                }
            }
        }

        return known;
    }

    [GeneratedRegex("^# not yet, at most: ([0-9]+)", RegexOptions.NonBacktracking)]
    private static partial Regex AtMost();

    [GeneratedRegex("^(?:public|internal) (?:sealed |static |partial |abstract )*class ([A-Za-z0-9]+)", RegexOptions.NonBacktracking)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^    public (?:async )?[A-Za-z<>]+ ([A-Za-z0-9_]+)\(", RegexOptions.NonBacktracking)]
    private static partial Regex MethodName();
}
