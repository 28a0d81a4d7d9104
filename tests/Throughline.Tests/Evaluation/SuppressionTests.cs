using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Throughline.Evaluation.Reports;
using Xunit;

namespace Throughline.Tests.Evaluation;

public sealed class SuppressionTests
{
    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(11, false)]
    public void Hide_AroundTheLine_HidesUnderTenOnly(int count, bool hidden) =>
        Suppression.Hide([count, 200, 300])[0].ShouldBe(hidden);

    [Fact]
    public void Hide_OneSmallCount_HidesTheSmallestOtherToo() => Suppression.Hide([200, 4, 60, 300]).ShouldBe([false, true, true, false]);

    [Fact]
    public void Hide_SmallCountsThatTogetherAreSmall_HideOneMore() => Suppression.Hide([3, 4, 60, 300]).ShouldBe([true, true, true, false]);

    [Fact]
    public void Hide_SmallCountsThatTogetherAreNotSmall_HideNoMore() => Suppression.Hide([8, 4, 60, 300]).ShouldBe([true, true, false, false]);

    [Fact]
    public void Hide_Nought_IsACountLikeAnyOther() => Suppression.Hide([0, 50, 60]).ShouldBe([true, true, false]);

    [Fact]
    public void Hide_TwoCounts_AreHiddenTogether() => Suppression.Hide([9, 400]).ShouldBe([true, true]);

    [Theory]
    [InlineData(9, null, true)]
    [InlineData(10, null, false)]
    [InlineData(100, 109, true)]
    [InlineData(100, 110, false)]
    public void HidesTotal_SmallOrSmallRemainder_Hides(int total, int? within, bool hides) => Suppression.HidesTotal(total, within).ShouldBe(hides);

    /// <summary>Whatever the counts: nothing small is shown, and the total less what is shown is never one count nor a small number.</summary>
    [Fact]
    public void Hide_AnyCounts_NothingSmallCanBeWorkedOut() => Prop.ForAll(
        Gen.Choose(0, 40).ArrayOf().Where(counts => counts.Length is > 1 and < 8).ToArbitrary(),
        counts =>
        {
            var hidden = Suppression.Hide(counts);
            var rest = counts.Where((_, i) => hidden[i]).ToList();
            return counts.Where((_, i) => !hidden[i]).All(count => count >= 10)
                && (rest.Count == 0 || rest.Count == counts.Length || (rest.Count >= 2 && rest.Sum() >= 10));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Document_Reports_IsWhatTheCatalogueSays()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Throughline.slnx")))
            folder = folder.Parent;
        File.ReadAllText(Path.Combine(folder.FullName, "docs/reference/reports.md")).ShouldBe(ReportCatalogue.Document());
    }
}
