using Shouldly;
using Throughline.Platform;
using Throughline.Selection;
using Throughline.Selection.Decide;
using Throughline.Selection.Finish;
using Throughline.Selection.Scores;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class DecisionTests
{
    [Fact]
    public async Task Decide_ThreeAgenciesVoteAndOneDissents_KeepsTheDissent()
    {
        await using var world = await World.CreateAsync();
        var id = await world.ForPanelAsync(await world.PersonAsync());
        await world.VoteAsync(id, "coordinator", "adopt");
        await world.VoteAsync(id, "manager", "adopt");
        await world.VoteAsync(id, "drug-worker", "refuse", "He has a mentor already and trusts nobody else yet.");
        await world.DecideAsync(id, world.Adoption());
        (await world.ReadAsync<string[]>("select dissent from panel_decision")).ShouldHaveSingleItem().ShouldBe("North drug service voted \"Do not adopt\": He has a mentor already and trusts nobody else yet.");
        (await world.ReadAsync<string>("select state || ' ' || cohort_type || ' ' || first_step from iom_case")).ShouldBe("adopted Free letter");
        (await world.ReadAsync<int>("select count(*)::int from status_change")).ShouldBe(0);
        (await world.ReadAsync<string?>("select status from iom_case")).ShouldBeNull();
        (await world.ReadAsync<string>("select part from case_team where not with_referral")).ShouldBe("lead professional");
        (await world.ReadAsync<string>("select words from event where type = 'CaseDecided'")).ShouldContain("1 agency dissented");
    }

    [Fact]
    public async Task Vote_Changed_ReplacesAndKeepsTheOld()
    {
        await using var world = await World.CreateAsync();
        var id = await world.ForPanelAsync(await world.PersonAsync());
        await world.VoteAsync(id, "coordinator", "adopt");
        world.Clock.Move(TimeSpan.FromMinutes(5));
        await world.VoteAsync(id, "police-manager", "refuse", "The arrests were for another person of that name.");
        await world.VoteAsync(id, "police-manager", "refuse", "The arrests were for another person of that name.");
        var votes = await world.DoAsync(world.As("chair"), db => Vote.OfAsync(db, id, withReplaced: true));
        votes.Select(vote => (vote.Choice, vote.ReplacedAt is null)).ShouldBe([("adopt", false), ("refuse", true)]);
    }

    [Fact]
    public async Task Vote_OutsideThePanelOrThePartnership_IsRefused()
    {
        await using var world = await World.CreateAsync();
        var id = await world.NominatedAsync(await world.PersonAsync());
        (await Arrange.BrokenRuleAsync(() => world.VoteAsync(id, "coordinator", "adopt")))!.ShouldContain("not considering this person now");
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update partnership_agency set left_on = '2026-11-19' where agency_id = @id", new { id = world.Agencies["north-drug-service"] }));
        await Should.ThrowAsync<NotThere>(() => world.VoteAsync(id, "drug-worker", "adopt"), "an agency that has left sees nobody");
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("coordinator", "south"), db => CastVote.DoAsync(db, id, "adopt", Arrange.Reasons)));
    }

    [Fact]
    public async Task Decide_BeforeTwoAgenciesTookSides_IsRefused()
    {
        await using var world = await World.CreateAsync();
        var id = await world.ForPanelAsync(await world.PersonAsync());
        await world.VoteAsync(id, "coordinator", "adopt");
        await world.VoteAsync(id, "drug-worker", "abstain");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption())))!.ShouldContain("At least 2 agencies must have voted before a decision; 1 has");
        await world.VoteAsync(id, "manager", "adopt");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption(), "manager")))!.ShouldContain("chair or the IOM coordinator");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption()))).ShouldBeNull();
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption())))!.ShouldContain("not considering this person now");
    }

    [Fact]
    public async Task Decide_PartnershipThatAsksForThreeVotes_IsObeyed()
    {
        await using var world = await World.CreateAsync();
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(
            """update partnership set settings = '{"selection": {"minimumVotes": 3, "cohortTypes": ["Gold"]}}' where id = @Partnership""", new { db.Act.Partnership }));
        var id = await world.VotedAsync(await world.PersonAsync());
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption() with { CohortType = "Gold" })))!.ShouldContain("At least 3 agencies");
        await world.VoteAsync(id, "drug-worker", "adopt");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption())))!.ShouldContain("cohort types");
        await world.DecideAsync(id, world.Adoption() with { CohortType = "Gold" });
    }

    [Fact]
    public async Task Decide_AgainstTheMajority_NeedsReasons()
    {
        await using var world = await World.CreateAsync();
        var id = await world.VotedAsync(await world.PersonAsync());
        var refusal = new Decision { Outcome = "refuse", Reasons = "Probation will supervise more closely by itself first." };
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, refusal)))!.ShouldContain("Most agencies voted \"Adopt\"");
        await world.DecideAsync(id, refusal with { AgainstMajorityReasons = "The offer that both agencies described begins only in March." });
        (await world.ReadAsync<string>("select state from iom_case")).ShouldBe("refused");
    }

    [Fact]
    public async Task Decide_WhenTheScoreSaysOtherwise_NeedsDepartureAndItsReasons()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.MatrixInUseAsync();
        await world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db));
        var id = await world.VotedAsync(person);
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption())))!.ShouldContain("agrees with the score or departs");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption() with { AgreesWithScore = true })))!.ShouldContain("The score suggests otherwise");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption() with { AgreesWithScore = false, DepartureReasons = "ok" })))!.ShouldContain("Say why the decision departs");
        await world.DecideAsync(id, world.Adoption() with { AgreesWithScore = false, DepartureReasons = "The burglaries are known to housing but not yet recorded." });
        (await world.ReadAsync<string>("select score_line || ' ' || agrees_with_score || ' ' || departure_reasons from panel_decision")).ShouldBe("below false The burglaries are known to housing but not yet recorded.");
    }

    [Theory]
    [InlineData("entry", "adopt", false)]
    [InlineData("entry", "defer", true)]
    [InlineData("entry", "refuse", true)]
    [InlineData("between", "adopt", false)]
    [InlineData("between", "refuse", false)]
    [InlineData("below", "adopt", true)]
    [InlineData("below", "defer", false)]
    [InlineData("below", "refuse", false)]
    public void Score_SaysOtherwise_OnlyAcrossItsLine(string line, string outcome, bool otherwise) =>
        DecisionRules.SaysOtherwise(new ScoreBeside { RunId = Guid.Empty, AsOf = default, Total = 1, Rank = 1, Line = line, Provisional = false }, outcome).ShouldBe(otherwise);

    [Fact]
    public async Task Adopt_EachThingThatIsNeeded_IsAskedFor()
    {
        await using var world = await World.CreateAsync();
        var id = await world.VotedAsync(await world.PersonAsync());
        var whole = world.Adoption();
        var expected = new (Decision Lacking, string Sentence)[]
        {
            (whole with { Outcome = null }, "Choose what was decided"),
            (whole with { Reasons = "ok" }, "Give the reasons for the decision"),
            (whole with { LeadAgency = null }, "Choose the lead agency"),
            (whole with { LeadAgency = world.Agencies["south-police"] }, "Choose the lead agency"),
            (whole with { LeadProfessional = null }, "lead professional who works for the lead agency"),
            (whole with { LeadProfessional = world.As("police-manager").User }, "lead professional who works for the lead agency"),
            (whole with { LeadProfessional = world.As("lead").User, LeadAgency = world.Agencies["north-council"] }, "lead professional who works for the lead agency"),
            (whole with { CohortType = "Gold" }, "cohort types"),
            (whole with { FirstStep = null }, "Choose the first step"),
            (whole with { FirstStep = "prison-visit" }, "in prison now"),
            (whole with { Why = "because" }, "plain English why this person is here"),
        };
        foreach (var (lacking, sentence) in expected)
            (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, lacking)))!.ShouldContain(sentence);
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, whole))).ShouldBeNull();
    }

    [Fact]
    public async Task Adopt_FirstStep_FitsWhereThePersonIs()
    {
        await using var world = await World.CreateAsync();
        var inside = await world.PersonAsync("Inside");
        await world.InPrisonAsync(inside);
        await world.AdoptedAsync(inside, world.Adoption() with { FirstStep = FirstSteps.PrisonVisit });
        var ordered = await world.PersonAsync("Ordered");
        await world.OnOrderAsync(ordered);
        var id = await world.VotedAsync(ordered);
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption())))!.ShouldContain("under no order or licence");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption() with { FirstStep = "joint-visit" }))).ShouldBeNull();
    }

    [Fact]
    public async Task Defer_UntilADate_ComesBackAndIsVotedOnAgain()
    {
        await using var world = await World.CreateAsync();
        var id = await world.VotedAsync(await world.PersonAsync());
        var deferral = new Decision { Outcome = "defer", Reasons = "The court sentences him on 2 December; wait for it.", AgainstMajorityReasons = "Both agencies agreed to wait once they had heard of the date." };
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, deferral with { DeferredUntil = new DateOnly(2026, 11, 20) })))!.ShouldContain("after today");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, deferral with { DeferredUntil = new DateOnly(2027, 11, 21) })))!.ShouldContain("within a year");
        await world.DecideAsync(id, deferral with { DeferredUntil = new DateOnly(2026, 11, 21) });
        await world.DoAsync(world.As("coordinator"), db => BringBack.DoAsync(db, id, "Sentenced: a community order begins on Monday."));
        (await world.ReadAsync<string>("select state from iom_case")).ShouldBe("for-panel");
        (await Arrange.BrokenRuleAsync(() => world.DecideAsync(id, world.Adoption())))!.ShouldContain("0 have");
        (await world.ReadAsync<int>("select count(*)::int from panel_vote")).ShouldBe(2);
    }

    [Fact]
    public async Task End_ThenNominatedAgain_IsANewCase()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var id = await world.AdoptedAsync(person);
        (await Arrange.BrokenRuleAsync(() => world.NominatedAsync(person, "drug-worker")))!.ShouldContain("on the cohort already");
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("manager"), db => EndCase.DoAsync(db, id, Arrange.Reasons))))!.ShouldContain("chair or the IOM coordinator");
        await world.DoAsync(world.As("chair"), db => EndCase.DoAsync(db, id, "Ten months without an arrest and in steady work."));
        (await world.NominatedAsync(person, "drug-worker")).ShouldNotBe(id);
        (await world.ReadAsync<DateOnly>("select to_on from case_team where not with_referral")).ShouldBe(world.Clock.Today);
    }
}
