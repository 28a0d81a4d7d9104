using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Throughline.Statistics.Tests;

public sealed class DiscriminationTests
{
    [Fact]
    public void Area_ByHand_WithATie()
    {
        // Positives 3, 4; negatives 1, 2, 3. Pairs won 5, tied 1: 5.5 / 6. Placements {5/6, 1} and {1, 1, 3/4};
        // variance = (1/72)/2 + (1/48)/3 = 1/72.
        var area = Discrimination.Area([3, 4, 1, 2, 3], [true, true, false, false, false]);
        area.Area.ShouldBe(5.5 / 6, 1e-14);
        area.StandardError.ShouldBe(Math.Sqrt(1 / 72.0), 1e-14);
        area.Upper.ShouldBe(1);
        area.Lower.ShouldBe((5.5 / 6) - (1.959963984540054 * Math.Sqrt(1 / 72.0)), 1e-14);
        (area.Positives, area.Negatives).ShouldBe((2, 3));
    }

    [Fact]
    public void Area_OfTheReferenceModel_IsRsCStatistic()
    {
        var columns = PoolReference.Columns;
        var fit = LogisticRegression.Fit(columns, PoolReference.Treated);
        var p = Enumerable.Range(0, PoolReference.Treated.Length).Select(i => fit.Probability([.. columns.Select(c => c[i])])).ToArray();
        Discrimination.Area(p, PoolReference.Treated).Area.ShouldBe(PoolReference.Answers.GetProperty("c_statistic").GetDouble(), 1e-10);
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, 1)]
    [InlineData(new double[] { 4, 3, 2, 1 }, 0)]
    [InlineData(new double[] { 1, 1, 1, 1 }, 0.5)]
    public void Area_AtItsEnds_IsExact(double[] scores, double area) =>
        Discrimination.Area(scores, [false, false, true, true]).Area.ShouldBe(area);

    [Fact]
    public void Area_OfAnyList_IsTheShareOfPairsWon() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var n = random.Next(4, 60);
            var scores = Enumerable.Range(0, n).Select(_ => (double)random.Next(10)).ToArray();
            var outcomes = Enumerable.Range(0, n).Select(i => i < 2 || (i >= 4 && random.Next(2) == 0)).ToArray();
            var pairs = from i in Enumerable.Range(0, n)
                        where outcomes[i]
                        from j in Enumerable.Range(0, n)
                        where !outcomes[j]
                        select scores[i] > scores[j] ? 1.0 : scores[i] < scores[j] ? 0.0 : 0.5;
            var area = Discrimination.Area(scores, outcomes);
            area.Area.ShouldBe(pairs.Average(), 1e-12);
            Discrimination.Area([.. scores.Select(s => -s)], outcomes).Area.ShouldBe(1 - area.Area, 1e-12);
            Discrimination.Area([.. scores.Select(s => Math.Exp(s))], outcomes).StandardError.ShouldBe(area.StandardError, 1e-12);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20_261_120, 1_234_567));

    [Fact]
    public void Compare_AListWithItself_IsNothing()
    {
        var same = Discrimination.Compare([3, 4, 1, 2, 3], [3, 4, 1, 2, 3], [true, true, false, false, false]);
        (same.Difference, same.StandardError).ShouldBe((0, 0));
    }

    [Fact]
    public void Compare_ByHand_UsesPairedPlacements()
    {
        // Second list: positives 1, 4; negatives 2, 3, 0: placements {1/3, 1}, {1/2, 1/2, 1}. First: {5/6, 1}, {1, 1, 3/4}.
        // Differences {1/2, 0} (variance 1/8) and {1/2, 1/2, -1/4} (variance 3/16); difference 1/4.
        var compared = Discrimination.Compare([3, 4, 1, 2, 3], [1, 4, 2, 3, 0], [true, true, false, false, false]);
        compared.Difference.ShouldBe(0.25, 1e-14);
        compared.StandardError.ShouldBe(Math.Sqrt((1 / 8.0 / 2) + (3 / 16.0 / 3)), 1e-14);
    }

    [Fact]
    public void Area_WhatItCannotMeasure_IsRefused()
    {
        Should.Throw<ArgumentException>(() => Discrimination.Area([1, 2, 3], [true, false, false]));
        Should.Throw<ArgumentException>(() => Discrimination.Area([1, 2, 3, double.NaN], [true, false, false, true]));
        Should.Throw<ArgumentException>(() => Discrimination.Area([1, 2], [true, false, false, true]));
    }
}
