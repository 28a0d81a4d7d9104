using Shouldly;
using Throughline.Cli;
using Throughline.Evaluation.Reports;
using Throughline.Platform;
using Throughline.Tests.Demonstration;
using Xunit;

namespace Throughline.Tests.Evaluation;

/// <summary>The demonstration seeded at full size, read back by the reports: each published figure, within its rounding.</summary>
[Collection(nameof(SeededDemonstration))]
public sealed class PublishedFiguresTests(SeededDemonstration seeded)
{
    public static TheoryData<string> Reports => [.. ReportCatalogue.All.Select(report => report.Name)];

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Report_SeededDemonstration_AgreesWithEveryPublishedFigure(string name)
    {
        var report = ReportCatalogue.Find(name)!;
        var partnerships = await ReportCommand.RunAsync(seeded.Database, report, null, UkTime.DateOf(seeded.Clock.GetUtcNow()), seeded.Clock.GetUtcNow());
        partnerships.Count.ShouldBe(5);
        foreach (var (partnership, figure) in partnerships.SelectMany(p => p.Figures.Select(f => (p, f))))
        {
            if (figure.Published is not { } published)
                continue;
            var rounding = figure.Unit == FigureUnit.Mean ? 0.005m : 0.5m + (100m / figure.Of!.Value);
            // 004 table 3.2 leaves no more than 27 and 26 per cent under no order there: see docs/reference/reports.md
            if (name == "status" && partnership.Code is "thornwood" or "calderstone")
                rounding = 4.2m;
            Math.Abs(figure.Value!.Value - published).ShouldBeLessThanOrEqualTo(rounding, $"{partnership.Code}: {figure.Group} {figure.Measure}");
        }
    }

    [Fact]
    public async Task Status_EveryPartnership_IsAPartitionOfTheCohort()
    {
        var on = UkTime.DateOf(seeded.Clock.GetUtcNow());
        var status = await ReportCommand.RunAsync(seeded.Database, ReportCatalogue.Find("status")!, null, on, seeded.Clock.GetUtcNow());
        status.Select(p => (p.Code, p.Figures.Sum(f => f.People))).ShouldBe([("avonmere", 438), ("calderstone", 670), ("hammerwich", 215), ("lunedale", 421), ("thornwood", 591)]);
        var supervision = await ReportCommand.RunAsync(seeded.Database, ReportCatalogue.Find("supervision")!, "lunedale", on, seeded.Clock.GetUtcNow());
        supervision.Single().Figures[0].People.ShouldBe(143);
    }

    [Fact]
    public async Task AsOf_AYearEarlier_CountsThoseWhoWereAdoptedByThen()
    {
        var on = UkTime.DateOf(seeded.Clock.GetUtcNow()).AddYears(-1);
        var earlier = await ReportCommand.RunAsync(seeded.Database, ReportCatalogue.Find("status")!, "avonmere", on, seeded.Clock.GetUtcNow());
        earlier.Single().Figures.Sum(f => f.People).ShouldNotBeNull().ShouldBeInRange(20, 437);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("html")]
    public async Task Write_EveryFormat_IsTheSameEachTimeAndNamesTheSource(string format)
    {
        var on = UkTime.DateOf(seeded.Clock.GetUtcNow());
        var report = ReportCatalogue.Find("needs")!;
        var one = ReportWriter.Write(report, on, await ReportCommand.RunAsync(seeded.Database, report, "avonmere", on, seeded.Clock.GetUtcNow()), format);
        var again = ReportWriter.Write(report, on, await ReportCommand.RunAsync(seeded.Database, report, "avonmere", on, seeded.Clock.GetUtcNow()), format);
        one.ShouldBe(again);
        one.ShouldContain("002 5.12");
        one.ShouldContain("Drug misuse");
    }

    [Fact]
    public async Task Suppressed_EveryReport_NoHiddenCountCanBeWorkedOut()
    {
        foreach (var report in ReportCatalogue.All)
        {
            var on = UkTime.DateOf(seeded.Clock.GetUtcNow());
            var open = await seeded.AsAsync("hammerwich", db => report.RunAsync(db, on, suppress: false));
            var closed = await seeded.AsAsync("hammerwich", db => report.RunAsync(db, on, suppress: true));
            closed.Figures.Where(f => !f.IsHidden && f.People is not null).ShouldAllBe(f => f.People >= 10 && f.Of >= 10);
            closed.Figures.Where(f => f.IsHidden).ShouldAllBe(f => f.People == null && f.Value == null && f.Difference == null);
            foreach (var (group, hidden) in closed.Figures.GroupBy(f => f.Group).Select(g => (g.Key, g.Where(f => f.IsHidden).ToList())).Where(g => g.Item2.Count > 0 && report.Name is not ("supervision" or "offences" or "needs")))
            {
                hidden.Count.ShouldBeGreaterThanOrEqualTo(2, $"{report.Name} {group}");
                open.Figures.Where(f => f.Group == group && hidden.Any(h => h.Measure == f.Measure)).Sum(f => f.People!.Value).ShouldBeGreaterThanOrEqualTo(10);
            }
        }
    }
}
