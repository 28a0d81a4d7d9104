using System.Text.RegularExpressions;
using Shouldly;
using Throughline.Platform;
using Xunit;

namespace Throughline.Tests.Selection;

/// <summary>There is no code path from a score to a status, or from a score to a case.</summary>
public sealed partial class ArchitectureTests
{
    [GeneratedRegex(@"status_change|status_since|status_review|status_definition|k\.status|\bset\s+status|update\s+iom_case|insert\s+into\s+(iom_case|status_|panel_|nomination|screening)|MoveAsync|DecideCase|NominatePerson|ScreenNomination|EndCase", RegexOptions.IgnoreCase)]
    private static partial Regex Forbidden();

    private static IEnumerable<string> ScoringSource() =>
        Directory.EnumerateFiles(Path.Combine(Home.Folder, "src/Throughline/Selection"), "*.cs*", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(Path.Combine(Home.Folder, "src/Throughline/Selection"), path).StartsWith("Scor", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Path.Combine(Home.Folder, "src/Throughline.Scoring"), "*.cs"));

    [Fact]
    public void Scores_Source_TouchesNoStatusAndNoCase()
    {
        ScoringSource().Count().ShouldBeGreaterThan(20);
        ScoringSource().Where(path => Forbidden().IsMatch(File.ReadAllText(path))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("insert into status_change (case_id) values (1)")]
    [InlineData("update iom_case set state = 'adopted'")]
    [InlineData("select k.status from iom_case k")]
    [InlineData("await DecideCase.DoAsync(db, id, decision);")]
    public void Scores_SourceThatDid_WouldBeFound(string source) => Forbidden().IsMatch(source).ShouldBeTrue();
}
