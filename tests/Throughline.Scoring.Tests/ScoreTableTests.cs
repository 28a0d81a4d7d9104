using Shouldly;
using Xunit;
using static Throughline.Scoring.Tests.Sample;

namespace Throughline.Scoring.Tests;

public sealed class ScoreTableTests
{
    private static ScoreTable Table(params int[] arrests)
    {
        var input = new ScoringInput();
        for (var p = 0; p < arrests.Length; p++)
        {
            input.AddPerson(new ScoredPerson { PersonId = $"P{p}" });
            for (var a = 0; a < arrests[p]; a++)
                input.AddEvent(p, EventKind.Arrest, OffenceGroup.Other, AsOf.AddDays(-a), id: $"A{p}-{a}");
        }

        return new Scorer(Matrix(Factor(Arrests(Months(6)), Each(3)))).Score(input, AsOf);
    }

    [Fact]
    public void Rank_WithTies_IsConsecutiveInOrderOfPersonId()
    {
        var table = Table(1, 5, 1, 5);
        table.ByRank.Select(table.PersonId).ShouldBe(["P1", "P3", "P0", "P2"]);
        Enumerable.Range(0, 4).Select(table.Rank).ShouldBe([3, 1, 4, 2]);
    }

    [Fact]
    public void Ties_OfIdsInEitherCase_AreOrdinal()
    {
        var input = new ScoringInput();
        foreach (var id in new[] { "b", "a", "B", "10", "9" })
            input.AddPerson(new ScoredPerson { PersonId = id });
        var table = new Scorer(Matrix(Factor(Arrests(), Each(1)))).Score(input, AsOf);
        table.ByRank.Select(table.PersonId).ShouldBe(["10", "9", "B", "a", "b"]);
    }

    [Theory]
    [InlineData(19.9999, LinePosition.BetweenLines)]
    [InlineData(20, LinePosition.AtOrAboveEntry)]
    [InlineData(10, LinePosition.BetweenLines)]
    [InlineData(9.9999, LinePosition.BelowExit)]
    public void Position_OnEachSideOfTheLines_IncludesTheLine(double total, LinePosition position) =>
        Score(One(null, AsOf), Factor(Arrests(), Each((decimal)total))).Position.ShouldBe(position);

    [Theory]
    [InlineData(17.9999, false)]
    [InlineData(18, true)]
    [InlineData(22, true)]
    [InlineData(22.0001, false)]
    public void NearEntryLine_OnEachSideOfTheMargin_IncludesIt(double total, bool near) =>
        Score(One(null, AsOf), Factor(Arrests(), Each((decimal)total))).NearEntryLine.ShouldBe(near);

    [Fact]
    public void Explain_ACount_SaysSinceWhenAndFreezesTheDates()
    {
        var score = Table(4).Explain("P0")!;
        score.Factors[0].Words.ShouldBe("4 arrests since 20 May 2026: 12 points");
        score.Factors[0].Inputs.Events.Select(e => e.Id).ShouldBe(["A0-3", "A0-2", "A0-1", "A0-0"]);
        score.BySource.ShouldBe([new SourcePoints(SourceGroup.Arrests, 12)]);
        PersonScore.FromJson(score.ToJson()).ToJson().ShouldBe(score.ToJson());
    }

    [Fact]
    public void WhatWouldChange_OneMoreEventAndOldestLeaving_GivePointsAndRank()
    {
        var table = Table(2, 2, 3);
        var changes = table.Explain("P1")!.WhatWouldChange;
        changes[0].Words.ShouldBe("One more arrest would add 3 points and move from rank 3 to 1.");
        changes[1].Words.ShouldBe("The oldest arrest leaves the window on 20 May 2027 and takes 3 points off; the rank stays 3, others unchanged.");
        changes[1].On.ShouldBe(Day("2027-05-20"));
        table.Explain("P0")!.WhatWouldChange[1].NewRank.ShouldBe(3);
    }

    [Fact]
    public void WhatWouldChange_AgreesWithScoringTheChangedInput()
    {
        var before = Table(2, 5, 3, 0, 4);
        for (var p = 0; p < 5; p++)
        {
            var counts = new[] { 2, 5, 3, 0, 4 };
            counts[p]++;
            var change = before.Explain(p).WhatWouldChange.Single(c => c.Kind == ChangeKind.OneMoreEvent);
            change.NewRank.ShouldBe(Table(counts).Rank(p));
            change.NewTotal.ShouldBe(Table(counts).Total(p));
        }
    }

    [Fact]
    public void WhatWouldChange_AcrossALine_SaysWhichSide()
    {
        var changes = Table(6, 1).Explain("P0")!.WhatWouldChange;
        changes[0].Words.ShouldBe("One more arrest would add 3 points and stay at rank 1, at or above the entry line.");
        changes[0].NewPosition.ShouldBe(LinePosition.AtOrAboveEntry);
        Table(7, 1).Explain("P0")!.WhatWouldChange[1].Words.ShouldContain("the rank stays 1, between the lines, others unchanged");
    }

    [Fact]
    public void WhatWouldChange_AtTheCap_DoesNotOfferAnotherEvent()
    {
        var score = Score(One(null, AsOf, AsOf), Factor(Arrests(), Each(10), cap: 20));
        score.WhatWouldChange.ShouldBeEmpty();
    }

    [Fact]
    public void WhatWouldChange_TimeAndBands_AreNamed()
    {
        var person = new ScoredPerson
        {
            PersonId = "P1",
            DateOfBirth = Day("2004-02-29"),
            Rosh = "medium",
            Predictors = [new("arp", 60, null, null)],
        };
        var score = Score(
            One(person, AsOf.AddDays(-10)),
            Factor(new RecencyMeasure { Events = [EventKind.Arrest] }, Bands((0, 10), (31, 5)), id: "recency"),
            Factor(new AgeMeasure(), Bands((10, 5), (23, 2)), id: "age"),
            Factor(new RoshMeasure(), Categories(("high", 4)), id: "rosh"),
            Factor(new PredictorMeasure { Predictor = "arp" }, Bands((50, 1), (75, 3)), id: "arp"),
            Factor(new NumberFactMeasure { Fact = "priors" }, Bands((3, 6)), id: "priors"));
        score.WhatWouldChange.Select(c => c.Words).ShouldBe(
        [
            "No arrest until 11 December 2026 would take 5 points off and stay at rank 1.",
            "Turning 23 on 1 March 2027 would take 3 points off and stay at rank 1.",
            "Risk of serious harm at high would add 4 points and stay at rank 1, at or above the entry line.",
            "arp at 75% would add 2 points and stay at rank 1.",
            "Knowing priors, at the most it can give, would add 6 points and stay at rank 1, at or above the entry line.",
        ]);
    }

    [Fact]
    public void Stability_NearTheLine_NamesTheFactorThatDecides()
    {
        // 15 + 4 = 19 against 20: only the first factor's extra tenth (1.5) crosses.
        var score = Score(
            One(null, AsOf),
            Factor(Arrests(), Each(15), id: "a"),
            Factor(Arrests(), Each(4), id: "b"));
        score.Stability.Perturbations.ShouldBe(4);
        score.Stability.SameSide.ShouldBe(3);
        score.Stability.ShareSameSide.ShouldBe(0.75m);
        score.Stability.DecidedBy.ShouldBe(["a"]);
    }

    [Fact]
    public void Stability_OfTheList_CountsPeopleWhoCross()
    {
        var stability = Table(6, 7, 8, 1).Stability().Single();
        stability.ShouldBe(new FactorStability("f", CrossWhenRaised: 0, CrossWhenLowered: 1));
    }

    [Fact]
    public void Rules_MetUnmetAndUntestable_AreFlagsAndLeaveTheTotalAlone()
    {
        var rule = new ConsiderationRule
        {
            Id = "child",
            Sentence = "Not for this list, because children are managed by the youth offending team.",
            Source = "Local.",
            Measure = new AgeMeasure(),
            Test = new RuleTest { Below = 18 },
        };
        var matrix = Matrix(Factor(Arrests(), Each(1))) with
        {
            Exclusions = [rule],
            Inclusions = [rule with { Id = "mappa", Measure = new DesignationMeasure(), Test = new RuleTest { AnyOf = ["mappa"] } }],
        };
        PersonScore Of(ScoredPerson person) => new Scorer(matrix).Score(One(person, AsOf), AsOf).Explain(0);
        var child = Of(new ScoredPerson { PersonId = "P1", DateOfBirth = Day("2008-11-21"), Designations = [new("MAPPA")] });
        child.Exclusions.Select(r => r.RuleId).ShouldBe(["child"]);
        child.Inclusions.Select(r => r.RuleId).ShouldBe(["mappa"]);
        child.Total.ShouldBe(1);
        Of(new ScoredPerson { PersonId = "P1", DateOfBirth = Day("2008-11-20") }).Exclusions.ShouldBeEmpty();
        Of(new ScoredPerson { PersonId = "P1" }).Untested.Single().ShouldBe(new UntestedRule("child", "a date of birth"));
    }

    [Fact]
    public void Score_BeforeTheMatrixTakesEffect_IsRefused()
    {
        var scorer = new Scorer(Matrix(Factor(Arrests(), Each(1))));
        Should.Throw<ArgumentOutOfRangeException>(() => scorer.Score(One(), Day("2019-12-31")));
        scorer.Score(One(), Day("2020-01-01")).Count.ShouldBe(1);
    }

    [Fact]
    public void Score_Nobody_GivesAnEmptyTable() =>
        new Scorer(Matrix(Factor(Arrests(), Each(1)))).Score(new ScoringInput(), AsOf).Count.ShouldBe(0);
}
