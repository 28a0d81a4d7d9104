using Microsoft.AspNetCore.Html;
using Throughline.Ui.Components;

namespace Throughline.Ui.Charts;

/// <summary>One bar.</summary>
/// <param name="Note">Words to print instead of the number, such as "12 of 40".</param>
internal sealed record Bar(string Label, double Value, string? Note = null);

/// <summary>Bars that lie, so that their labels can be read. They begin at nought, always.</summary>
internal static class HorizontalBarChart
{
    private const double Left = 210;
    private const double Right = ChartFigure.Width - 90;
    private const double Row = 34;

    /// <exception cref="ArgumentOutOfRangeException">A value is negative or not a number.</exception>
    public static IHtmlContent Render(ChartCaption caption, IReadOnlyList<Bar> bars, string valueName)
    {
        foreach (var bar in bars) Check(bar.Value);
        var top = Svg.Axis(bars.Select(b => b.Value).DefaultIfEmpty().Max()).Top;
        var height = bars.Count * Row + 8;
        var drawing = new List<IHtmlContent?> { Svg.Line(Left, 2, Left, height - 4, "tl-chart__axis") };
        for (var at = 0; at < bars.Count; at++)
        {
            var (label, value, note) = bars[at];
            var y = 4 + at * Row;
            var width = value / top * (Right - Left);
            drawing.Add(Svg.Label(Left - 8, y + Row / 2, label, 28));
            drawing.Add(Svg.Rect(Left, y + 5, width, Row - 10, "tl-series-1"));
            drawing.Add(Svg.Text(Left + width + 8, y + Row / 2 + 5, note ?? ChartFigure.Number(value), "tl-chart__text--strong"));
        }

        return ChartFigure.Render(caption, height, drawing, legend: null, ["", valueName],
            bars.Select(b => new[] { b.Label, b.Note ?? ChartFigure.Number(b.Value) }));
    }

    internal static void Check(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A bar's length is a number from 0");
    }
}

/// <summary>One bar of a stack: a label and a value for each series, in the series' order.</summary>
internal sealed record Stack(string Label, IReadOnlyList<double> Values);

/// <summary>Bars made of parts; every part has a pattern as well as a colour, and its number where there is room.</summary>
internal static class StackedBarChart
{
    private const double Left = 190;
    private const double Right = ChartFigure.Width - 60;
    private const double Row = 38;

    /// <exception cref="ArgumentException">There are more than six series, or a stack does not have one value for each.</exception>
    public static IHtmlContent Render(ChartCaption caption, IReadOnlyList<string> series, IReadOnlyList<Stack> stacks, string labelName)
    {
        if (series.Count is 0 or > 6) throw new ArgumentException("One to six series can be told apart", nameof(series));
        if (stacks.Any(s => s.Values.Count != series.Count)) throw new ArgumentException("Every stack needs a value for every series", nameof(stacks));
        foreach (var value in stacks.SelectMany(s => s.Values)) HorizontalBarChart.Check(value);

        var top = Svg.Axis(stacks.Select(s => s.Values.Sum()).DefaultIfEmpty().Max()).Top;
        var height = stacks.Count * Row + 8;
        var drawing = new List<IHtmlContent?> { Svg.Patterns(caption.Id, series.Count), Svg.Line(Left, 2, Left, height - 4, "tl-chart__axis") };
        for (var at = 0; at < stacks.Count; at++) drawing.AddRange(Draw(caption.Id, series, stacks[at], 4 + at * Row, (Right - Left) / top));

        // the legend shares the drawing's patterns, so it is drawn from the same ids
        var legend = ChartFigure.Legend(series.Select((name, number) => (Svg.Block(caption.Id, number + 1, name, 1, 1, 26, 14), name)));
        return ChartFigure.Render(caption, height, drawing, legend, [labelName, .. series, "Total"],
            stacks.Select(s => (string[])[s.Label, .. s.Values.Select(ChartFigure.Number), ChartFigure.Number(s.Values.Sum())]));
    }

    private static IEnumerable<IHtmlContent?> Draw(string id, IReadOnlyList<string> series, Stack stack, double y, double scale)
    {
        yield return Svg.Label(Left - 8, y + Row / 2, stack.Label, 25);
        var x = Left;
        for (var number = 0; number < stack.Values.Count; number++)
        {
            var value = stack.Values[number];
            if (value <= 0) continue;
            var width = value * scale;
            yield return Svg.Block(id, number + 1, series[number], x, y + 5, width, Row - 10);
            var words = ChartFigure.Number(value);
            var plate = words.Length * 8 + 8;
            if (width > plate + 6)
            {
                yield return Svg.Rect(x + width / 2 - plate / 2.0, y + Row / 2 - 9, plate, 18, "tl-chart__plate");
                yield return Svg.Text(x + width / 2, y + Row / 2 + 5, words, "tl-chart__text--middle");
            }

            x += width;
        }

        yield return Svg.Text(x + 8, y + Row / 2 + 5, ChartFigure.Number(stack.Values.Sum()), "tl-chart__text--strong");
    }
}

/// <summary>One step of a waterfall: a factor and the points it adds, or takes away when negative.</summary>
internal sealed record Contribution(string Factor, double Points, string? Because = null);

/// <summary>How a total is made: every factor's points, one after another, to the sum. This is how a score explains itself.</summary>
internal static class WaterfallChart
{
    private const double Left = 230;
    private const double Right = ChartFigure.Width - 70;
    private const double Row = 34;

    /// <param name="caption">The chart's words.</param>
    /// <param name="contributions">In the order in which they should be read.</param>
    /// <param name="totalName">"Score".</param>
    /// <param name="start">Where the sum begins, for models with a base value.</param>
    public static IHtmlContent Render(ChartCaption caption, IReadOnlyList<Contribution> contributions, string totalName, double start = 0)
    {
        var sums = new List<double> { start };
        foreach (var contribution in contributions) sums.Add(sums[^1] + contribution.Points);
        var low = Math.Min(0, sums.Min());
        var high = Math.Max(sums.Max(), low + 1e-9);
        double X(double points) => Left + (points - low) / (high - low) * (Right - Left);

        var hasStart = start != 0;
        var rows = contributions.Count + (hasStart ? 2 : 1);
        var height = rows * Row + 8;
        var drawing = new List<IHtmlContent?> { Svg.Line(X(0), 2, X(0), height - 4, "tl-chart__axis") };
        var y = 4.0;
        if (hasStart) Bar("Start", 0, start, "tl-chart__total", ChartFigure.Number(start));
        for (var at = 0; at < contributions.Count; at++)
        {
            var points = contributions[at].Points;
            Bar(contributions[at].Factor, sums[at], sums[at + 1], points < 0 ? "tl-chart__down" : "tl-chart__up", ChartFigure.Signed(points));
            drawing.Add(Svg.Line(X(sums[at + 1]), y - 5, X(sums[at + 1]), y + 5, "tl-chart__join"));
        }

        Bar(totalName, 0, sums[^1], "tl-chart__total", ChartFigure.Number(sums[^1]));

        var anyBecause = contributions.Any(c => c.Because is not null);
        return ChartFigure.Render(caption, height, drawing, legend: null,
            anyBecause ? ["Factor", "Because", "Points", "Sum so far"] : ["Factor", "Points", "Sum so far"],
            contributions
                .Select((c, at) => Cells(c.Factor, c.Because ?? "", ChartFigure.Signed(c.Points), ChartFigure.Number(sums[at + 1])))
                .Append(Cells(totalName, "", "", ChartFigure.Number(sums[^1]))),
            wordColumns: anyBecause ? 2 : 1);

        void Bar(string label, double from, double to, string classes, string words)
        {
            var (x1, x2) = (X(Math.Min(from, to)), X(Math.Max(from, to)));
            drawing.Add(Svg.Label(Left - 8, y + Row / 2, label, 31));
            drawing.Add(Svg.Rect(x1, y + 5, Math.Max(1, x2 - x1), Row - 10, classes));
            drawing.Add(Svg.Text(x2 + 8, y + Row / 2 + 5, words, "tl-chart__text--strong"));
            y += Row;
        }

        string[] Cells(string factor, string because, string points, string sum) =>
            anyBecause ? [factor, because, points, sum] : [factor, points, sum];
    }
}
