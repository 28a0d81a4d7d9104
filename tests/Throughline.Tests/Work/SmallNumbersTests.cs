using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Throughline.Work.Today;
using Xunit;

namespace Throughline.Tests.Work;

public sealed class SmallNumbersTests
{
    [Theory]
    [InlineData(9, null)]
    [InlineData(10, 10)]
    [InlineData(11, 11)]
    public void Alone_OnEitherSideOfTen(int count, int? expected) => SmallNumbers.Suppress(count).ShouldBe(expected);

    [Fact]
    public void OneSmallCell_HidesTheNextSmallestToo() => SmallNumbers.Suppress([9, 10, 11]).ShouldBe([null, null, 11]);

    [Fact]
    public void NothingSmall_HidesNothing() => SmallNumbers.Suppress([10, 11, 40]).ShouldBe([10, 11, 40]);

    [Fact]
    public void TwoSmallCellsThatAddUpToLittle_HideAThird() => SmallNumbers.Suppress([0, 3, 12, 40]).ShouldBe([null, null, null, 40]);

    [Fact]
    public void TwoSmallCellsThatAddUpToTen_AreEnough() => SmallNumbers.Suppress([4, 6, 12]).ShouldBe([null, null, 12]);

    /// <summary>Whoever knows the total and everything shown cannot work out a count under ten.</summary>
    [Fact]
    public void Suppress_AnyCounts_LeavesNothingToWorkOut() => Prop.ForAll(
        Gen.Choose(0, 30).ListOf().ToArbitrary(),
        counts =>
        {
            var all = counts.ToList();
            var shown = SmallNumbers.Suppress(all);
            var hidden = all.Where((_, at) => shown[at] is null).ToList();
            var total = SmallNumbers.Suppress(all.Sum());
            return shown.All(count => count is null or >= 10) && (hidden.Count == 0 || total is null || hidden.Count == all.Count || (hidden.Count > 1 && hidden.Sum() >= 10));
        }).QuickCheckThrowOnFailure();
}
