using System.Text.RegularExpressions;
using Shouldly;
using Throughline.Platform;
using Throughline.Review;
using Xunit;

namespace Throughline.Tests.Review;

public sealed partial class StatusMovesTests
{
    [Theory]
    [InlineData(null, "amber", null, "first")]
    [InlineData("red", "amber", null, "better")]
    [InlineData("green", "red", null, "worse")]
    [InlineData("amber", "amber", null, "same")]
    [InlineData("red", "blue", null, "custody")]
    [InlineData("blue", "amber", "red", "better")]
    [InlineData("blue", "amber", "green", "worse")]
    [InlineData("blue", "amber", "amber", "same")]
    [InlineData("blue", "amber", null, "first")]
    [InlineData("green", "white", null, "dormant")]
    [InlineData("white", "green", null, "worse")]
    public void Direction_OfAMove_FollowsTheTable(string? from, string to, string? last, string expected) =>
        StatusMoves.Direction(StatusDefinitions.Defaults, from, to, last).ShouldBe(expected);

    [Fact]
    public void Direction_PositionsChanged_FollowsThePartnershipsOrder()
    {
        var reversed = StatusDefinitions.Defaults.Select(s => s with { Position = 9 - s.Position }).ToList();
        StatusMoves.Direction(reversed, "red", "green", null).ShouldBe("worse");
    }

    [Fact]
    public void Reference_IsWhatTheProgramDoes()
    {
        var path = Path.Combine(Home.Folder, "docs/reference/statuses.md");
        var rendered = StatusMoves.Document(StatusDefinitions.Defaults);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, rendered);
        }

        File.ReadAllText(path).ShouldBe(rendered, "run the tests with UPDATE_DOCS=1 to write it again");
    }

    /// <summary>No code path from a score to a status: whatever writes a colour reads no score, and nothing that knows scores writes a colour.</summary>
    [Fact]
    public void NoCodePath_FromAScoreToAStatus()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Home.Folder, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(Home.Folder, file), File.ReadAllText);
        files.Count.ShouldBeGreaterThan(50);
        var writers = files.Where(file => WritesStatus().IsMatch(file.Value)).Select(file => file.Key).Order(StringComparer.Ordinal).ToList();
        writers.ShouldBe(["src/Throughline/Review/SetStatus.cs", "src/Throughline/Review/UndoStatus.cs"]);
        var readsScores = files.Where(file => file.Key.StartsWith("src/Throughline/Review/", StringComparison.Ordinal) && ReadsScores().IsMatch(file.Value)).Select(file => file.Key).ToList();
        readsScores.ShouldBeEmpty();
        SampleThatMustMatch().ShouldBeTrue();
    }

    // the patterns themselves must be able to fail
    private static bool SampleThatMustMatch() =>
        WritesStatus().IsMatch("insert into status_change (") && WritesStatus().IsMatch("update iom_case set status = 'red'") && ReadsScores().IsMatch("from score s") && !WritesStatus().IsMatch("update iom_case set status_review_by = @by");

    [GeneratedRegex(@"insert into status_change|update iom_case(\s+\w+)?\s+set[^;""]*?(?<![_\w])status\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex WritesStatus();

    [GeneratedRegex(@"\b(from|join)\s+(score|scoring_run|predictor_score|selection_matrix)\b|Throughline\.Scoring", RegexOptions.IgnoreCase)]
    private static partial Regex ReadsScores();
}
