using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Html;
using Shouldly;
using Throughline.Ui.Charts;
using Throughline.Ui.Components;
using Xunit;

namespace Throughline.Tests.Ui;

public sealed class ChartTests
{
    private static readonly ChartCaption Caption = new("arrests", "Arrests <in> 2026", "They fell.", "Police records", new(2026, 11, 20));

    public static TheoryData<string> Kinds() => ["bars", "stack", "line", "waterfall"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chart_HasTitleDescriptionSourceDateAndTable(string kind)
    {
        var figure = Parse(Draw(kind));
        var svg = figure.QuerySelector(".tl-chart__plot")!;
        svg.GetAttribute("role").ShouldBe("img");
        svg.GetAttribute("aria-labelledby").ShouldBe("arrests-title arrests-desc");
        figure.QuerySelector("#arrests-title")!.TextContent.ShouldBe("Arrests <in> 2026");
        figure.QuerySelector("#arrests-desc")!.TextContent.ShouldBe("They fell.");
        figure.QuerySelector("figcaption")!.TextContent.ShouldBe("Arrests <in> 2026");
        figure.QuerySelector(".tl-chart__source")!.TextContent.ShouldBe("Police records, 20 November 2026");
        figure.QuerySelectorAll("details table caption").Length.ShouldBe(1);
        figure.QuerySelectorAll("tbody tr").Length.ShouldBeGreaterThan(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chart_HasNoInlineStyleAndDistinctIds(string kind)
    {
        var figure = Parse(Draw(kind));
        figure.QuerySelectorAll("[style], style, script").ShouldBeEmpty();
        var ids = figure.QuerySelectorAll("[id]").Select(e => e.Id).ToArray();
        ids.Distinct().Count().ShouldBe(ids.Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chart_StaysInsideItsBox(string kind)
    {
        var svg = Parse(Draw(kind)).QuerySelector(".tl-chart__plot")!;
        var box = svg.GetAttribute("viewBox")!.Split(' ').Select(Number).ToArray();
        foreach (var rect in svg.QuerySelectorAll("rect"))
        {
            var (x, width) = (Number(rect.GetAttribute("x")!), Number(rect.GetAttribute("width")!));
            x.ShouldBeGreaterThanOrEqualTo(0);
            (x + width).ShouldBeLessThanOrEqualTo(box[2]);
        }
    }

    [Fact]
    public void Bars_AreAsLongAsTheirValues()
    {
        var widths = Parse(Draw("bars")).QuerySelectorAll("rect.tl-series-1").Select(r => Number(r.GetAttribute("width")!)).ToArray();
        (widths[0] / widths[1]).ShouldBe(4, 0.01);
    }

    [Fact]
    public void Waterfall_EndsWhereItsPointsAddUp()
    {
        var figure = Parse(Draw("waterfall"));
        figure.QuerySelectorAll("tbody tr")[^1].QuerySelectorAll("td, th")[^1].TextContent.ShouldBe("23");
        figure.TextContent.ShouldContain("+18");
        figure.TextContent.ShouldContain("−7");
        // what lowers the score is drawn hollow, so that colour is not what says it
        figure.QuerySelectorAll("rect.tl-chart__down").Length.ShouldBe(1);
    }

    [Fact]
    public void Line_LeavesAGapWhereNothingWasMeasured()
    {
        var figure = Parse(Draw("line"));
        figure.QuerySelector("path.tl-stroke-1")!.GetAttribute("d")!.Count(c => c == 'M').ShouldBe(2);
        figure.TextContent.ShouldContain("Not measured");
        figure.QuerySelector("path.tl-stroke-2")!.ClassList.ShouldContain("tl-dash-2");
    }

    [Fact]
    public void Stack_DrawsAStatusInItsOwnColour()
    {
        var figure = Parse(Draw("stack"));
        figure.QuerySelectorAll("rect.tl-series-red").ShouldNotBeEmpty();
        figure.QuerySelectorAll("rect.tl-series-green").ShouldNotBeEmpty();
        figure.QuerySelectorAll(".tl-legend__item span").Select(s => s.TextContent).ShouldBe(["Red", "Green", "Other"]);
    }

    [Fact]
    public void Charts_RefuseWhatCannotBeDrawn()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => HorizontalBarChart.Render(Caption, [new("a", -1)], "n"));
        Should.Throw<ArgumentOutOfRangeException>(() => HorizontalBarChart.Render(Caption, [new("a", double.NaN)], "n"));
        Should.Throw<ArgumentException>(() => StackedBarChart.Render(Caption, ["a", "b"], [new("x", [1])], "n"));
        Should.Throw<ArgumentException>(() => LineChart.Render(Caption, [new("a", [new(new(2026, 1, 1), null)])], "n"));
    }

    [Fact]
    public void Charts_OfNothing_DrawNothing()
    {
        Parse(HorizontalBarChart.Render(Caption, [], "n")).QuerySelectorAll("rect").ShouldBeEmpty();
        Markup.ToString(HorizontalBarChart.Render(Caption, [new("a", 0)], "n")).ShouldNotContain("NaN");
        Markup.ToString(WaterfallChart.Render(Caption, [], "Score")).ShouldNotContain("NaN");
        Markup.ToString(Sparkline.Render([], "x")).ShouldContain("No figures yet");
        Markup.ToString(Sparkline.Render([3], "x")).ShouldNotContain("NaN");
        Markup.ToString(Sparkline.Render([3, 3, 3], "Steady at 3")).ShouldContain("aria-label=\"Steady at 3\"");
    }

    [Theory]
    [InlineData(0, 1, 4)]
    [InlineData(4, 1, 4)]
    [InlineData(41, 20, 60)]
    [InlineData(1000, 500, 1000)]
    [InlineData(0.35, 0.1, 0.4)]
    public void Axis_HasRoundSteps(double highest, double step, double top)
    {
        var axis = Svg.Axis(highest);
        axis.Step.ShouldBe(step, 1e-9);
        axis.Top.ShouldBe(top, 1e-9);
    }

    private static IHtmlContent Draw(string kind) => kind switch
    {
        "bars" => HorizontalBarChart.Render(Caption, [new("Police", 40), new("Probation", 10), new("None", 0)], "People"),
        "stack" => StackedBarChart.Render(Caption, ["Red", "Green", "Other"], [new("North", [4, 0, 9]), new("South", [1, 2, 3])], "Ward"),
        "line" => LineChart.Render(Caption,
            [
                new("Cohort", [new(new(2026, 1, 1), 9), new(new(2026, 3, 1), 7), new(new(2026, 5, 1), null), new(new(2026, 7, 1), 4)]),
                new("Compared", [new(new(2026, 1, 1), 8), new(new(2026, 7, 1), 8)]),
            ], "Arrests", [new("In custody", new(2025, 12, 1), new(2026, 2, 1))]),
        _ => WaterfallChart.Render(Caption, [new("Arrests", 18, "six"), new("Burglary", 12), new("Custody", -7)], "Score"),
    };

    private static IElement Parse(IHtmlContent content) =>
        new HtmlParser().ParseDocument("<!doctype html><body>" + Markup.ToString(content)).Body!.FirstElementChild!;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
