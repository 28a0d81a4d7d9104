using System.Text;
using Shouldly;
using Throughline.Platform;
using Throughline.Sharing.Agreements;
using Xunit;

namespace Throughline.Tests.Sharing;

public sealed class AgreementStateTests
{
    private static readonly AgreementState[] All = Enum.GetValues<AgreementState>();

    [Fact]
    public void Moves_EveryPair_AreAsTheReferencePageSays()
    {
        var path = Path.Combine(Home.Folder, "docs/reference/agreement-states.md");
        var now = Page();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, now);
        File.Exists(path).ShouldBeTrue("run the tests with UPDATE_DOCS=1 to write " + path);
        File.ReadAllText(path).ShouldBe(now, "the table of moves has changed: read the change, then run the tests with UPDATE_DOCS=1");
    }

    [Fact]
    public void Moves_EveryPair_HoldOrSayWhyNot()
    {
        foreach (var from in All)
        {
            foreach (var to in All)
            {
                var rule = AgreementMoves.MayMove(from, to);
                rule.Holds.ShouldBe(AgreementMoves.Table.Any(move => move.From == from && move.To == to));
                rule.Sentence.ShouldContain(from.Words().ToLowerInvariant());
            }
        }
    }

    [Fact]
    public void Codes_EveryState_AreReadBack()
    {
        foreach (var state in All)
            AgreementStates.Parse(state.Code()).ShouldBe(state);
    }

    [Theory]
    [InlineData(24, "2028-11-19", true)]
    [InlineData(24, "2028-11-20", false)]
    [InlineData(1, "2026-12-19", true)]
    [InlineData(1, "2026-12-20", false)]
    public void LastDay_AtTheLongestTerm_BothSides(int months, string ends, bool holds) =>
        AgreementRules.EndsInTime(new(2026, 11, 20), DateOnly.Parse(ends, System.Globalization.CultureInfo.InvariantCulture), months).Holds.ShouldBe(holds);

    [Theory]
    [InlineData("2026-11-20", AgreementState.InForce)]
    [InlineData("2026-11-19", AgreementState.Ended)]
    public void State_OnTheLastDayAndTheDayAfter_FollowsTheDate(string ends, AgreementState expected)
    {
        var agreement = new Agreement
        {
            Id = Guid.Empty, PartnershipId = default, PartnershipName = "", SeriesId = Guid.Empty, Version = 1, Name = "", Purpose = "", State = "in-force", Contact = "", WrittenAt = default, WrittenBy = default, WrittenByName = "",
            Writers = [], ReachesBelow = false, Revision = 1, EndsOn = DateOnly.Parse(ends, System.Globalization.CultureInfo.InvariantCulture),
        };
        agreement.StateOn(new(2026, 11, 20)).ShouldBe(expected);
    }

    private static string Page()
    {
        var page = new StringBuilder("# States of an agreement\n\nGenerated from the table of moves (`src/Throughline/Sharing/Agreements/AgreementState.cs`) by a test. A trigger of the database refuses every other move of a user.\n\n");
        page.Append("| from \\ to |").AppendJoin('|', All.Select(to => $" {to.Words()} ")).Append("|\n|---|").AppendJoin('|', All.Select(_ => "---")).Append("|\n");
        foreach (var from in All)
            page.Append($"| **{from.Words()}** |").AppendJoin('|', All.Select(to => AgreementMoves.Find(from, to) is { } move ? $" {move.By} " : " no ")).Append("|\n");
        page.Append("\n| act | who |\n|---|---|\n");
        foreach (var move in AgreementMoves.Table.DistinctBy(move => (move.By, move.Who)))
            page.Append($"| {move.By} | {move.Who} |\n");
        page.Append("\nA new version is a draft of its own. When it comes into force the version before it ends in the same transaction; both stay readable. The day after its last day an agreement shares nothing and counts as ended, whoever says so.\n");
        return page.ToString();
    }
}
