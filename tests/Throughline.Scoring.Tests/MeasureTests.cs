using Shouldly;
using Xunit;
using static Throughline.Scoring.Tests.Sample;

namespace Throughline.Scoring.Tests;

public sealed class MeasureTests
{
    [Theory]
    [InlineData("2026-05-19", 0)]
    [InlineData("2026-05-20", 3)]
    [InlineData("2026-11-20", 3)]
    [InlineData("2026-11-21", 0)]
    public void EventCount_OnEachSideOfTheWindow_CountsBothEnds(string date, int points) =>
        Score(One(null, Day(date)), Factor(Arrests(Months(6)), Each(3))).Total.ShouldBe(points);

    [Theory]
    [InlineData("2026-10-20", 0)]
    [InlineData("2026-10-21", 3)]
    public void EventCount_WindowInDays_CountsItsFirstDay(string date, int points) =>
        Score(One(null, Day(date)), Factor(Arrests(new Window { Days = 30 }), Each(3))).Total.ShouldBe(points);

    [Fact]
    public void Window_FromALongerMonth_StartsOnTheLastDayOfTheShorter()
    {
        Months(6).FirstDay(Day("2026-08-31")).ShouldBe(Day("2026-02-28"));
        Months(6).LeavesOn(Day("2026-02-28")).ShouldBe(Day("2026-09-01"));
        Months(6).LeavesOn(Day("2026-05-20")).ShouldBe(Day("2026-11-21"));
        new Window { Days = 30 }.LeavesOn(Day("2026-10-21")).ShouldBe(Day("2026-11-21"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 12)]
    [InlineData(4, 12)]
    public void EventCount_Banded_GivesThePointsOfTheBandReached(int arrests, int points) =>
        Score(One(null, [.. Enumerable.Repeat(AsOf, arrests)]), Factor(Arrests(), Bands((1, 5), (3, 12)))).Total.ShouldBe(points);

    [Fact]
    public void EventCount_ByOffence_CountsOnlyTheGroupsNamed()
    {
        var input = One();
        input.AddEvent(0, EventKind.Arrest, OffenceGroup.BurglaryResidential, AsOf);
        input.AddEvent(0, EventKind.Arrest, OffenceGroup.RobberyPersonal, AsOf);
        input.AddEvent(0, EventKind.Arrest, OffenceGroup.Shoplifting, AsOf);
        input.AddEvent(0, EventKind.Charge, OffenceGroup.BurglaryResidential, AsOf);
        Score(input, Factor(Arrests(null, "neighbourhood-crime"), Each(1))).Total.ShouldBe(2);
        Score(input, Factor(Arrests(null, "shoplifting", "neighbourhood-crime"), Each(1))).Total.ShouldBe(3);
        Score(input, Factor(Arrests(null, "neighbourhood-crime"), Each(1))).Factors[0].Words
            .ShouldBe("2 arrests for neighbourhood crime ever: 2 points");
    }

    [Theory]
    [InlineData(3, 30)]
    [InlineData(4, 30)]
    [InlineData(2, 20)]
    public void Cap_BelowAtAndAbove_IsTheMostAFactorGives(int arrests, int points)
    {
        var score = Score(One(null, [.. Enumerable.Repeat(AsOf, arrests)]), Factor(Arrests(), Each(10), cap: 30));
        score.Total.ShouldBe(points);
        score.Factors[0].CapApplied.ShouldBe(arrests > 3);
        score.Factors[0].PointsBeforeCap.ShouldBe(arrests * 10);
    }

    [Fact]
    public void Rate_WithCustody_DividesByDaysAtLibertyAndTakesOverlapsOffOnce()
    {
        // The window holds 365 days before the as-of date; custody [1 Jan, 11 Jan) and [6 Jan, 21 Jan) is 20 different days.
        var input = One(null, AsOf, AsOf, AsOf);
        input.AddCustody(0, Day("2026-01-01"), Day("2026-01-11"));
        input.AddCustody(0, Day("2026-01-06"), Day("2026-01-21"));
        var rate = new RateAtLibertyMeasure { Events = [EventKind.Arrest], Window = new Window { Days = 365 }, MinimumLibertyDays = 345 };
        var score = Score(input, Factor(rate, Each(1)));
        score.Factors[0].Inputs.LibertyDays.ShouldBe(345);
        score.Total.ShouldBe(decimal.Round(3 * 365m / 345, 4));
        score.Provisional.ShouldBeFalse();
    }

    [Fact]
    public void Rate_BelowTheMinimumDenominator_IsProvisionalWithoutPoints()
    {
        var input = One(null, AsOf);
        input.AddCustody(0, Day("2026-01-01"), Day("2026-01-21"));
        var rate = new RateAtLibertyMeasure { Events = [EventKind.Arrest], Window = new Window { Days = 365 }, MinimumLibertyDays = 346 };
        var score = Score(input, Factor(rate, Each(1), cap: 50));
        score.Total.ShouldBe(0);
        score.Missing.Single().What.ShouldContain("345 days at liberty");
        score.Missing.Single().MostItCouldAdd.ShouldBe(50);
        score.MostWithMissing.ShouldBe(50);
    }

    [Fact]
    public void Rate_InCustodyStill_CountsCustodyToTheAsOfDate()
    {
        var input = One();
        input.AddCustody(0, AsOf.AddDays(-9), null);
        var rate = new RateAtLibertyMeasure { Events = [EventKind.Arrest], Window = new Window { Days = 99 }, MinimumLibertyDays = 1 };
        Score(input, Factor(rate, Each(1))).Factors[0].Inputs.LibertyDays.ShouldBe(90);
    }

    [Theory]
    [InlineData("2026-11-20", 10)]
    [InlineData("2026-10-21", 10)]
    [InlineData("2026-10-20", 5)]
    [InlineData("2026-08-22", 5)]
    [InlineData("2026-08-21", 0)]
    [InlineData("2026-11-21", 0)]
    public void Recency_OnEachSideOfTheBands_FallsWithDays(string date, int points) =>
        Score(One(null, Day(date)), Factor(new RecencyMeasure { Events = [EventKind.Arrest] }, Bands((0, 10), (31, 5), (91, 0)))).Total.ShouldBe(points);

    [Fact]
    public void Recency_WithoutAnEvent_IsNotMissing()
    {
        var score = Score(One(), Factor(new RecencyMeasure { Events = [EventKind.Arrest] }, Bands((0, 10))));
        score.Total.ShouldBe(0);
        score.Provisional.ShouldBeFalse();
        score.Factors[0].Words.ShouldBe("no arrest ever: 0 points");
    }

    [Fact]
    public void HarmSum_WithHalfLife_HalvesEveryHalfLife()
    {
        var input = One();
        input.AddEvent(0, EventKind.Conviction, OffenceGroup.BurglaryResidential, AsOf, 100);
        input.AddEvent(0, EventKind.Conviction, OffenceGroup.BurglaryResidential, AsOf.AddDays(-200), 100);
        input.AddEvent(0, EventKind.Conviction, OffenceGroup.BurglaryResidential, AsOf.AddDays(-100), 100);
        Score(input, Factor(new HarmSumMeasure { Events = [EventKind.Conviction], HalfLifeDays = 100 }, Each(0.1m))).Total.ShouldBe(17.5m);
        Score(input, Factor(new HarmSumMeasure { Events = [EventKind.Conviction] }, Each(0.1m))).Total.ShouldBe(30m);
    }

    [Fact]
    public void HarmSum_WithAnUnweightedEvent_IsProvisionalAndKeepsTheRest()
    {
        var input = One();
        input.AddEvent(0, EventKind.Conviction, OffenceGroup.Other, AsOf, 100);
        input.AddEvent(0, EventKind.Conviction, OffenceGroup.Other, AsOf);
        var score = Score(input, Factor(new HarmSumMeasure { Events = [EventKind.Conviction] }, Each(0.1m), cap: 20));
        score.Total.ShouldBe(10);
        score.Missing.Single().What.ShouldBe("the harm weight of 1 event");
        score.Missing.Single().MostItCouldAdd.ShouldBe(10);
    }

    [Theory]
    [InlineData("2026-05-20", 74.99, 8)]
    [InlineData("2026-05-20", 75, 12)]
    [InlineData("2026-05-20", 49.9, 0)]
    [InlineData("2026-05-20", 50, 8)]
    [InlineData("2026-05-19", 75, null)]
    public void Predictor_OnEachSideOfBandAndAge_ScoresOrIsMissing(string on, double percent, int? points)
    {
        var person = new ScoredPerson { PersonId = "P1", Predictors = [new("ogrs3_two_year", (decimal)percent, null, Day(on))] };
        var measure = new PredictorMeasure { Predictor = "ogrs3_two_year", NewestWithinMonths = 6 };
        var score = Score(One(person), Factor(measure, Bands((50, 8), (75, 12))));
        score.Total.ShouldBe(points ?? 0);
        score.Provisional.ShouldBe(points is null);
    }

    [Fact]
    public void Predictor_SeveralReadings_TakesTheNewestNotAfterTheAsOfDate()
    {
        var person = new ScoredPerson
        {
            PersonId = "P1",
            Predictors = [new("arp", 80, "high", Day("2026-11-21")), new("arp", 40, "low", Day("2026-01-01")), new("arp", 60, "medium", Day("2026-11-20"))],
        };
        var score = Score(
            One(person),
            Factor(new PredictorMeasure { Predictor = "arp" }, Each(0.1m), id: "percent"),
            Factor(new PredictorMeasure { Predictor = "arp" }, Categories(("low", 1), ("Medium", 2), ("high", 3)), id: "band"));
        score.Factors.Select(f => f.Points).ShouldBe([6, 2]);
        score.Factors[0].Inputs.AssessedOn.ShouldBe(Day("2026-11-20"));
    }

    [Theory]
    [InlineData("high", 5, false)]
    [InlineData("VERY_HIGH", 10, false)]
    [InlineData("low", 0, false)]
    [InlineData(null, 0, true)]
    public void Rosh_ByLevel_ScoresOrIsMissing(string? level, int points, bool provisional)
    {
        var score = Score(One(new ScoredPerson { PersonId = "P1", Rosh = level }), Factor(new RoshMeasure(), Categories(("high", 5), ("very_high", 10))));
        score.Total.ShouldBe(points);
        score.Provisional.ShouldBe(provisional);
    }

    [Theory]
    [InlineData("2026-08-20", null, 10)]
    [InlineData("2026-08-19", null, 0)]
    [InlineData("2026-08-19", "dropped_out", 6)]
    [InlineData("2026-11-21", "in_treatment", 2)]
    public void DrugUse_TestOrTreatment_GivesTheHigher(string test, string? status, int points)
    {
        var person = new ScoredPerson { PersonId = "P1", PositiveDrugTests = [Day(test)], TreatmentStatus = status };
        var factor = Factor(new DrugUseMeasure { Window = Months(3) }, Categories(("positive_test", 10), ("dropped_out", 6), ("in_treatment", 2)));
        Score(One(person), factor).Total.ShouldBe(points);
        Score(One(person), factor).Provisional.ShouldBeFalse();
        Score(One(), factor).Provisional.ShouldBeTrue();
        Score(One(), factor with { WhenMissing = WhenMissing.Zero }).Provisional.ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-11-20", "2026-11-20", 7)]
    [InlineData("2026-11-21", null, 0)]
    [InlineData(null, "2026-11-19", 0)]
    [InlineData(null, null, 7)]
    public void Designation_HeldOnTheAsOfDate_Counts(string? from, string? to, int points)
    {
        var person = new ScoredPerson { PersonId = "P1", Designations = [new("PPO", from is null ? null : Day(from), to is null ? null : Day(to))] };
        Score(One(person), Factor(new DesignationMeasure(), Categories(("PPO", 7)))).Total.ShouldBe(points);
    }

    [Theory]
    [InlineData("2008-11-20", 18)]
    [InlineData("2008-11-21", 17)]
    public void Age_OnAndBeforeTheBirthday_IsInWholeYears(string born, int age) =>
        Score(One(new ScoredPerson { PersonId = "P1", DateOfBirth = Day(born) }), Factor(new AgeMeasure(), Each(1))).Total.ShouldBe(age);

    [Fact]
    public void Facts_NumberAndCategory_ScoreOrAreNamedAsMissing()
    {
        var person = new ScoredPerson
        {
            PersonId = "P1",
            Numbers = new Dictionary<string, decimal> { ["first_sanction_age"] = 13 },
            Categories = new Dictionary<string, string> { ["accommodation"] = "Homeless" },
        };
        Factor[] factors =
        [
            Factor(new NumberFactMeasure { Fact = "first_sanction_age" }, Bands((0, 6), (14, 3), (18, 0)), id: "n"),
            Factor(new CategoryFactMeasure { Fact = "accommodation" }, Categories(("homeless", 4)), id: "c"),
        ];
        Score(One(person), factors).Total.ShouldBe(10);
        Score(One(), factors).Missing.Select(m => m.What).ShouldBe(["first_sanction_age", "accommodation"]);
    }
}
