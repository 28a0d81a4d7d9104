using Shouldly;
using Xunit;

namespace Throughline.Statistics.Tests;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Fit_ReferenceData_AgreesWithR()
    {
        var fit = LogisticRegression.Fit(PoolReference.Columns, PoolReference.Treated);
        fit.Converged.ShouldBeTrue();
        var coefficients = PoolReference.Answers.GetProperty("coef").EnumerateArray().Select(c => c.GetDouble()).ToArray();
        var errors = PoolReference.Answers.GetProperty("se").EnumerateArray().Select(c => c.GetDouble()).ToArray();
        for (var j = 0; j < coefficients.Length; j++)
        {
            fit.Coefficients[j].ShouldBe(coefficients[j], 1e-8 * Math.Max(1, Math.Abs(coefficients[j])));
            fit.StandardErrors[j].ShouldBe(errors[j], 1e-8 * Math.Max(1, errors[j]));
        }

        fit.LogLikelihood.ShouldBe(PoolReference.Answers.GetProperty("loglik").GetDouble(), 1e-8);
    }

    [Fact]
    public void Fit_TwoByTwoTable_GivesTheLogOddsRatio()
    {
        // 10 of 40 without the feature, 30 of 60 with it: odds 1/3 and 1, odds ratio 3; SE² = 1/10 + 1/30 + 1/30 + 1/30.
        double[] x = [.. Enumerable.Repeat(0.0, 40), .. Enumerable.Repeat(1.0, 60)];
        bool[] y = [.. Enumerable.Range(0, 40).Select(i => i < 10), .. Enumerable.Range(0, 60).Select(i => i < 30)];
        var fit = LogisticRegression.Fit([x], y);
        fit.Coefficients[0].ShouldBe(Math.Log(1 / 3.0), 1e-10);
        fit.Coefficients[1].ShouldBe(Math.Log(3), 1e-10);
        fit.StandardErrors[1].ShouldBe(Math.Sqrt((1 / 10.0) + (3 / 30.0)), 1e-10);
        fit.Probability(0).ShouldBe(0.25, 1e-10);
        fit.Probability(1).ShouldBe(0.5, 1e-10);
        fit.LogLikelihood.ShouldBe((10 * Math.Log(.25)) + (30 * Math.Log(.75)) + (60 * Math.Log(.5)), 1e-10);
    }

    [Fact]
    public void Fit_WithoutFeatures_GivesTheLogOdds()
    {
        var fit = LogisticRegression.Fit([], [true, false, false, false]);
        fit.Coefficients.Single().ShouldBe(Math.Log(1 / 3.0), 1e-12);
        fit.StandardErrors.Single().ShouldBe(Math.Sqrt(1 / (4 * .25 * .75)), 1e-10);
    }

    [Fact]
    public void Fit_InOtherUnits_ChangesOnlyTheUnits()
    {
        var columns = PoolReference.Columns.Take(4).ToArray();
        var thousandths = columns.Select(c => c.Select(x => (x * 1000) + 7).ToArray()).ToArray();
        var (a, b) = (LogisticRegression.Fit(columns, PoolReference.Treated), LogisticRegression.Fit(thousandths, PoolReference.Treated));
        for (var j = 1; j <= 4; j++)
            (b.Coefficients[j] * 1000).ShouldBe(a.Coefficients[j], 1e-9);
        b.LogLikelihood.ShouldBe(a.LogLikelihood, 1e-9);
    }

    [Fact]
    public void Fit_SeparatedOutcomes_DoesNotConverge()
    {
        double[] x = [1, 2, 3, 4, 5, 6];
        bool[] y = [false, false, false, true, true, true];
        Should.NotThrow(() => { try { LogisticRegression.Fit([x], y).Converged.ShouldBeFalse(); } catch (ArgumentException) { } });
    }

    [Fact]
    public void Fit_WhatItCannotFit_IsRefused()
    {
        bool[] y = [true, false, true, false];
        Should.Throw<ArgumentException>(() => LogisticRegression.Fit([[1, 1, 1, 1]], y)).Message.ShouldContain("constant");
        Should.Throw<ArgumentException>(() => LogisticRegression.Fit([[1, 2, 3]], y)).Message.ShouldContain("3 rows");
        Should.Throw<ArgumentException>(() => LogisticRegression.Fit([[1, 2, 3, double.NaN]], y)).Message.ShouldContain("not finite");
        Should.Throw<ArgumentException>(() => LogisticRegression.Fit([[1, 2, 3, 5], [2, 4, 6, 10]], y)).Message.ShouldContain("dependent");
        Should.Throw<ArgumentException>(() => LogisticRegression.Fit([[1, 2]], [true, true])).Message.ShouldContain("Both");
    }
}
