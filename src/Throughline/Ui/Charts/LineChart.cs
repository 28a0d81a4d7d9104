using System.Globalization;
using Microsoft.AspNetCore.Html;
using Throughline.Ui.Components;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Charts;

/// <summary>A value on a day; null where nothing was measured, which leaves a gap rather than a false line.</summary>
internal sealed record LinePoint(DateOnly On, double? Value);

/// <summary>One line.</summary>
internal sealed record LineSeries(string Name, IReadOnlyList<LinePoint> Points);

/// <summary>A stretch of days shaded behind the lines: "In custody".</summary>
internal sealed record DateBand(string Label, DateOnly From, DateOnly To);

/// <summary>Values over time. The axis begins at nought; lines differ by marker and dash as well as colour.</summary>
internal static class LineChart
{
    private const double Left = 56;
    private const double Right = ChartFigure.Width - 20;
    private const double Top = 24;
    private const double Bottom = 244;
    private const double Height = 280;

    /// <exception cref="ArgumentException">There is no point with a value, one is negative, or there are more than four series.</exception>
    public static IHtmlContent Render(
        ChartCaption caption, IReadOnlyList<LineSeries> series, string valueName, IReadOnlyList<DateBand>? bands = null)
    {
        if (series.Count is 0 or > 4) throw new ArgumentException("One to four lines can be told apart", nameof(series));
        var points = series.SelectMany(s => s.Points).ToArray();
        if (!points.Any(p => p.Value is not null)) throw new ArgumentException("There is nothing to draw", nameof(series));
        foreach (var value in points.Select(p => p.Value).OfType<double>()) HorizontalBarChart.Check(value);

        var scale = new Scale(points.Min(p => p.On), points.Max(p => p.On), Svg.Axis(points.Max(p => p.Value ?? 0)));
        List<IHtmlContent?> drawing =
        [
            .. (bands ?? []).Select(band => Band(band, scale)),
            .. Grid(scale), Svg.Text(4, 14, valueName),
            .. series.Select((line, at) => Draw(line, at + 1, scale)),
        ];
        var legend = series.Count == 1 ? null : ChartFigure.Legend(series.Select((line, at) => (
            All(Svg.Line(1, 8, 27, 8, LineClass(at + 1)), Marker(14, 8, at + 1)), line.Name)));
        var days = points.Select(p => p.On).Distinct().Order().ToArray();
        return ChartFigure.Render(caption, Height, drawing, legend, ["Date", .. series.Select(s => s.Name)],
            days.Select(day => (string[])[day.ToWords(), .. series.Select(s =>
                s.Points.FirstOrDefault(p => p.On == day)?.Value is { } value ? ChartFigure.Number(value) : "Not measured")]));
    }

    private static string LineClass(int number) => $"tl-chart__line tl-stroke-{number} tl-dash-{number}";

    private static IHtmlContent Band(DateBand band, Scale scale)
    {
        var (x1, x2) = (scale.X(band.From < scale.First ? scale.First : band.From), scale.X(band.To > scale.Last ? scale.Last : band.To));
        return All(Svg.Rect(x1, Top, x2 - x1, Bottom - Top, "tl-chart__band"), Svg.Text(x1 + 4, Top + 14, band.Label));
    }

    private static IEnumerable<IHtmlContent?> Grid(Scale scale)
    {
        for (var value = 0.0; value <= scale.Values.Top * 1.0001; value += scale.Values.Step)
        {
            yield return Svg.Line(Left, scale.Y(value), Right, scale.Y(value), value == 0 ? "tl-chart__axis" : "tl-chart__grid");
            yield return Svg.Text(Left - 8, scale.Y(value) + 5, ChartFigure.Number(value), "tl-chart__text--end");
        }

        foreach (var day in scale.Ticks())
        {
            yield return Svg.Line(scale.X(day), Bottom, scale.X(day), Bottom + 5, "tl-chart__axis");
            yield return Svg.Text(scale.X(day), Bottom + 22, scale.Words(day),
                day == scale.First ? null : day == scale.Last ? "tl-chart__text--end" : "tl-chart__text--middle");
        }
    }

    private static IHtmlContent Draw(LineSeries line, int number, Scale scale)
    {
        var path = new System.Text.StringBuilder();
        var markers = new List<IHtmlContent>();
        var isDown = false;
        foreach (var point in line.Points.OrderBy(p => p.On))
        {
            if (point.Value is not { } value)
            {
                isDown = false;
                continue;
            }

            path.Append(isDown ? 'L' : 'M').Append(Svg.N(scale.X(point.On))).Append(' ').Append(Svg.N(scale.Y(value)));
            markers.Add(Marker(scale.X(point.On), scale.Y(value), number));
            isDown = true;
        }

        // many markers would hide the line; the ends are enough to tell lines apart
        var shown = markers.Count <= 40 ? markers : [markers[0], markers[^1]];
        return All([Svg.El("path").Class(LineClass(number)).Attr("d", path.ToString()), .. shown]);
    }

    private static Element Marker(double x, double y, int number) => number switch
    {
        1 => Svg.El("circle").Class("tl-marker-1").Attr("cx", Svg.N(x)).Attr("cy", Svg.N(y)).Attr("r", "4.5"),
        2 => Svg.Rect(x - 4, y - 4, 8, 8, "tl-marker-2"),
        3 => Svg.El("path").Class("tl-marker-3").Attr("d", $"M{Svg.N(x)} {Svg.N(y - 6)}l6 10h-12z"),
        _ => Svg.El("path").Class("tl-marker-4").Attr("d", $"M{Svg.N(x)} {Svg.N(y - 6)}l6 6-6 6-6-6z"),
    };

    private sealed record Scale(DateOnly First, DateOnly Last, (double Step, double Top) Values)
    {
        private int Days => Math.Max(1, Last.DayNumber - First.DayNumber);

        public double X(DateOnly day) => Left + (double)(day.DayNumber - First.DayNumber) / Days * (Right - Left);

        public double Y(double value) => Bottom - value / Values.Top * (Bottom - Top);

        public IEnumerable<DateOnly> Ticks() => Last == First ? [First] : Enumerable.Range(0, 5).Select(at => First.AddDays(Days * at / 4)).Distinct();

        public string Words(DateOnly day) => day.ToString(Days > 300 ? "MMM yyyy" : "d MMM", CultureInfo.InvariantCulture);
    }
}

/// <summary>A line the size of a word, beside the number it leads to. It needs no table: the words say what it shows.</summary>
internal static class Sparkline
{
    /// <param name="values">In the order of time, evenly spaced.</param>
    /// <param name="words">"Arrests a month, last 12 months: from 4 down to 1".</param>
    public static IHtmlContent Render(IReadOnlyList<double> values, string words)
    {
        if (values.Count == 0) return El("span").Class("tl-source").Text("No figures yet");
        var (low, high) = (Math.Min(0, values.Min()), values.Max());
        var range = high > low ? high - low : 1;
        var step = values.Count > 1 ? 108.0 / (values.Count - 1) : 0;
        var points = values.Select((v, at) => (X: 4 + at * step, Y: 24 - (v - low) / range * 20)).ToArray();
        var path = string.Join(' ', points.Select((p, at) => $"{(at == 0 ? 'M' : 'L')}{Svg.N(p.X)} {Svg.N(p.Y)}"));
        return Svg.El("svg").Class("tl-sparkline").Attr("viewBox", "0 0 120 28").Attr("role", "img").Attr("aria-label", words).Attr("focusable", "false")
            .Add(Svg.El("title").Text(words))
            .Add(Svg.El("path").Class("tl-sparkline__line").Attr("d", path))
            .Add(Svg.El("circle").Class("tl-sparkline__last").Attr("cx", Svg.N(points[^1].X)).Attr("cy", Svg.N(points[^1].Y)).Attr("r", "3.5"));
    }
}
