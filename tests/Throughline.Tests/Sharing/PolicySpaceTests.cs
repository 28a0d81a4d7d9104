using Shouldly;
using Throughline.Platform;
using Throughline.Sharing;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Sharing;

/// <summary>The rule against its oracle in every cell, and what must hold between cells. The bench walks the whole space.</summary>
public sealed class PolicySpaceTests(ITestOutputHelper output)
{
    [Fact]
    public void Decide_InEveryCell_SaysWhatTheOracleSays()
    {
        var space = PolicySpace.Walk(whole: false);

        output.WriteLine($"{space.Cells:N0} cells by the rule and by the oracle in {space.Took.TotalSeconds:N0} s; the rule alone {space.DecisionsPerSecond:N0} a second; {space.Disagreements:N0} disagreements, {space.Broken:N0} broken invariants");
        space.FirstDisagreement.ShouldBeNull();
        space.FirstBroken.ShouldBeNull();
        space.Disagreements.ShouldBe(0);
        space.Broken.ShouldBe(0);
        space.Cells.ShouldBeGreaterThan(250_000_000);
    }

    /// <summary>Half past midnight on a summer's night is still yesterday by Greenwich. Clauses and kept sight go by the day where the work is done.</summary>
    [Theory]
    [InlineData("2026-06-14T23:30:00+00:00", 0, Level.Full)]
    [InlineData("2026-06-14T23:30:00+00:00", -1, Level.Nothing)]
    [InlineData("2026-06-14T22:59:59+00:00", -1, Level.Full)]
    [InlineData("2026-12-14T23:30:00+00:00", -1, Level.Nothing)]
    public void Decide_OnASummerNight_GoesByTheDayInEngland(string instant, int lastDay, Level expected)
    {
        var now = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);
        var until = (now.Month == 6 ? new DateOnly(2026, 6, 15) : new DateOnly(2026, 12, 14)).AddDays(lastDay);
        var (me, mine, theirs) = (UserId.New(), AgencyId.New(), AgencyId.New());
        var item = new ItemLabel(theirs, "treatment", Marking.Partnership, [], UserId.New());
        Standing[] standings =
        [
            new() { HasCase = true, Grants = [new(Guid.CreateVersion7(), "treatment", Level.Full, Condition.Cohort, false, until, until)] },
            new() { HasCase = true, Kept = new(theirs, until, []) },
        ];
        foreach (var standing in standings)
        {
            SharingRule.Decide(new(me, mine), item, standing, now).Level.ShouldBe(expected);
            Oracle.Of(new(me, mine), item, standing, now).Level.ShouldBe(expected);
        }
    }
}
