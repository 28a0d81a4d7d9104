using Shouldly;
using Xunit;

namespace Throughline.Statistics.Tests;

public sealed class CalibrationTests
{
    // 100 people at 0.2 of whom 20, and 100 at 0.6 of whom 60.
    private static readonly double[] Perfect = [.. Enumerable.Repeat(0.2, 100), .. Enumerable.Repeat(0.6, 100)];
    private static readonly bool[] Outcomes = [.. Enumerable.Range(0, 100).Select(i => i < 20), .. Enumerable.Range(0, 100).Select(i => i < 60)];

    [Fact]
    public void Assess_PerfectProbabilities_GiveSlopeOneAndInterceptZero()
    {
        var result = Calibration.Assess(Perfect, Outcomes, bands: 2);
        result.Slope!.Value.ShouldBe(1, 1e-9);
        result.Intercept!.Value.ShouldBe(0, 1e-9);
        result.InTheLarge.ShouldBe(0, 1e-9);
        result.ExpectedOverObserved.ShouldBe(1, 1e-12);
        result.Brier.ShouldBe(((100 * .2 * .8) + (100 * .6 * .4)) / 200, 1e-12);
        result.Bands.Select(b => (b.People, Math.Round(b.MeanProbability, 9), b.ObservedShare)).ShouldBe([(100, 0.2, 0.2), (100, 0.6, 0.6)]);
    }

    [Fact]
    public void Assess_ProbabilitiesTwiceAsExtreme_GiveSlopeOneHalf()
    {
        var extreme = Perfect.Select(p => LogisticRegression.Logistic(2 * Math.Log(p / (1 - p)))).ToArray();
        var result = Calibration.Assess(extreme, Outcomes);
        result.Slope!.Value.ShouldBe(0.5, 1e-9);
        result.Intercept!.Value.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Assess_LogitsShiftedUp_AreTooHighInTheLarge()
    {
        var shifted = Perfect.Select(p => LogisticRegression.Logistic(Math.Log(p / (1 - p)) + 0.7)).ToArray();
        var result = Calibration.Assess(shifted, Outcomes);
        result.InTheLarge.ShouldBe(-0.7, 1e-9);
        result.ExpectedOverObserved.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Assess_OneProbabilityForAll_HasNoSlope()
    {
        var result = Calibration.Assess([.. Enumerable.Repeat(0.4, 200)], Outcomes);
        result.Slope.ShouldBeNull();
        result.InTheLarge.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Assess_ZeroAndOne_AreAllowed() => Calibration.Assess([0, 1, 0, 1], [false, true, true, false], 2).Brier.ShouldBe(0.5);

    [Fact]
    public void Assess_UnevenBands_HoldEveryone() =>
        Calibration.Assess([.. Perfect.Take(197)], [.. Outcomes.Take(197)]).Bands.Sum(b => b.People).ShouldBe(197);

    [Fact]
    public void Assess_WhatItCannotAssess_IsRefused()
    {
        Should.Throw<ArgumentException>(() => Calibration.Assess([0.1, 1.1], [true, false], 1));
        Should.Throw<ArgumentException>(() => Calibration.Assess([0.1, double.NaN], [true, false], 1));
        Should.Throw<ArgumentException>(() => Calibration.Assess([0.1, 0.2], [true, true], 1));
        Should.Throw<ArgumentException>(() => Calibration.Assess([0.1, 0.2], [true, false], 3));
        Should.Throw<ArgumentException>(() => Calibration.Assess([0.1], [true, false], 1));
    }

    [Fact]
    public void ByGroup_AGroupThatIsTooSmall_SaysWhy()
    {
        string[] groups = [.. Enumerable.Repeat("M", 100), .. Enumerable.Repeat("F", 99), "X"];
        var figures = ByGroup.Compute(groups, rows => Calibration.Assess([.. rows.Select(i => Perfect[i])], [.. rows.Select(i => Outcomes[i])], 1));
        figures.Select(f => (f.Group, f.People, f.Refused is null)).ShouldBe([("F", 99, true), ("M", 100, true), ("X", 1, false)]);
        figures[1].Figure!.Observed.ShouldBe(20);
    }
}
