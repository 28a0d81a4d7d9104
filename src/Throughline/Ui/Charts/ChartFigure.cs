using System.Globalization;
using Microsoft.AspNetCore.Html;
using Throughline.Ui.Components;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Charts;

/// <summary>What stands with every chart: no number without its date and source.</summary>
/// <param name="Id">Unique on the page; it begins every id inside the drawing.</param>
/// <param name="Title">What is shown, and of whom.</param>
/// <param name="Summary">What the picture says in a sentence or two, for those who do not see it.</param>
/// <param name="Source">Where the numbers come from.</param>
/// <param name="AsOf">The day to which they are true.</param>
internal sealed record ChartCaption(string Id, string Title, string Summary, string Source, DateOnly AsOf);

/// <summary>
/// The figure around a drawing: its heading, the drawing with title and description, where and when the numbers come
/// from, and the numbers themselves in a table.
/// </summary>
internal static class ChartFigure
{
    public const double Width = 640;

    public static IHtmlContent Render(ChartCaption caption, double height, IEnumerable<IHtmlContent?> drawing, IHtmlContent? legend,
        IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, int wordColumns = 1)
    {
        var svg = Svg.El("svg").Class("tl-chart__plot").Attr("viewBox", $"0 0 {Svg.N(Width)} {Svg.N(height)}")
            .Attr("role", "img").Attr("focusable", "false").Attr("aria-labelledby", $"{caption.Id}-title {caption.Id}-desc")
            .Add(Svg.El("title").Attr("id", caption.Id + "-title").Text(caption.Title))
            .Add(Svg.El("desc").Attr("id", caption.Id + "-desc").Text(caption.Summary))
            .Add(drawing);
        var table = Table.Render(new()
        {
            Caption = caption.Title, CaptionClasses = "govuk-visually-hidden", Classes = "tl-table--compact", FirstCellIsHeader = true,
            Head = [.. head.Select((text, at) => new TableCell { Text = text, Format = at < wordColumns ? null : "numeric" })],
            Rows = [.. rows.Select(row => row.Select((text, at) => new TableCell { Text = text, Format = at < wordColumns ? null : "numeric" }).ToArray())],
        });
        return El("figure").Class("tl-chart").Attr("id", caption.Id)
            .Add(El("figcaption").Class("tl-chart__title").Text(caption.Title))
            .Add(legend)
            .Add(El("div").Class("tl-chart__scroll").Attr("role", "region").Attr("aria-label", $"Chart: {caption.Title}").Attr("tabindex", "0").Add(svg))
            .Add(El("p").Class("tl-chart__source").Text($"{caption.Source}, {caption.AsOf.ToWords()}"))
            .Add(Details.Render(new()
            {
                SummaryText = "The numbers in a table",
                Html = El("div").Class("tl-scroll").Attr("role", "region").Attr("aria-label", $"Table: {caption.Title}").Attr("tabindex", "0").Add(table),
            }));
    }

    /// <summary>Names beside the pattern or marker of each series, as text above the drawing.</summary>
    public static IHtmlContent Legend(IEnumerable<(IHtmlContent Key, string Name)> entries) => El("ul").Class("tl-legend")
        .Add(entries.Select(entry => El("li").Class("tl-legend__item")
            .Add(Svg.El("svg").Class("tl-legend__key").Attr("viewBox", "0 0 28 16").Attr("aria-hidden", "true").Attr("focusable", "false").Add(entry.Key))
            .Add(El("span").Text(entry.Name))));

    public static string Number(double value) => Math.Round(value, 2).ToString("#,0.##", CultureInfo.InvariantCulture);

    public static string Signed(double value) => value switch { > 0 => "+" + Number(value), < 0 => "−" + Number(-value), _ => "0" };
}

/// <summary>The few shapes that charts are made of. Colours are classes; no style attribute is ever written.</summary>
internal static class Svg
{
    private static readonly double[] Multiples = [1, 2, 5, 10];

    public static Element El(string name) => new(name);

    /// <summary>A coordinate, to a tenth.</summary>
    public static string N(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    public static Element Rect(double x, double y, double width, double height, string classes) => El("rect").Class(classes)
        .Attr("x", N(x)).Attr("y", N(y)).Attr("width", N(Math.Max(0, width))).Attr("height", N(height));

    public static Element Line(double x1, double y1, double x2, double y2, string classes) => El("line").Class(classes)
        .Attr("x1", N(x1)).Attr("y1", N(y1)).Attr("x2", N(x2)).Attr("y2", N(y2));

    public static Element Text(double x, double y, string text, string? classes = null) => El("text").Class("tl-chart__text", classes)
        .Attr("x", N(x)).Attr("y", N(y)).Text(text);

    /// <summary>A label that ends at <paramref name="x"/>, on two lines when it is long, its middle at <paramref name="y"/>.</summary>
    public static IHtmlContent Label(double x, double y, string text, int charactersPerLine)
    {
        var lines = Wrap(text, charactersPerLine);
        var top = y + 5 - (lines.Count - 1) * 8;
        return All([.. lines.Select((line, at) => Text(x, top + at * 16, line, "tl-chart__text--end"))]);
    }

    /// <summary>At most two lines; what does not fit ends in an ellipsis (the table has it whole).</summary>
    internal static IReadOnlyList<string> Wrap(string text, int charactersPerLine)
    {
        if (text.Length <= charactersPerLine) return [text];
        var at = text.LastIndexOf(' ', charactersPerLine);
        if (at <= 0) return [Cut(text, charactersPerLine)];
        return [text[..at], Cut(text[(at + 1)..], charactersPerLine)];
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)].TrimEnd() + "…";

    /// <summary>The white hatching laid over series 2 to 6, so that they differ without their colours.</summary>
    public static Element Patterns(string id, int series) => El("defs").Add(Enumerable.Range(2, Math.Max(0, series - 1)).Select(number =>
    {
        var pattern = El("pattern").Attr("id", $"{id}-pattern-{number}").Attr("width", "8").Attr("height", "8").Attr("patternUnits", "userSpaceOnUse");
        return number switch
        {
            2 => pattern.Add(Path("M-2 2 2-2M0 8 8 0M6 10 10 6")),
            3 => pattern.Add(El("circle").Class("tl-pattern-dot").Attr("cx", "4").Attr("cy", "4").Attr("r", "1.8")),
            4 => pattern.Add(Path("M0 4h8")),
            5 => pattern.Add(Path("M-2 6 2 10M0 0 8 8M6-2 10 2")),
            _ => pattern.Add(Path("M4 0v8")),
        };

        static Element Path(string d) => El("path").Class("tl-pattern").Attr("d", d);
    }));

    /// <summary>
    /// A filled block of a series: its colour, and its pattern over it. A series that is a status has that status's own
    /// colour, since red for "Green" would be believed.
    /// </summary>
    public static IHtmlContent Block(string id, int series, string name, double x, double y, double width, double height) => All(
        Rect(x, y, width, height, "tl-series-" + (StatusTag.Suffix(name) is not "none" and var status ? status : N(series))),
        series == 1 || StatusTag.Suffix(name) == "white" ? null : Rect(x, y, width, height, "tl-chart__pattern").Attr("fill", $"url(#{id}-pattern-{series})"),
        Rect(x, y, width, height, "tl-chart__outline"));

    /// <summary>Round steps for an axis from 0: 1, 2 or 5 times a power of ten, four to six of them.</summary>
    public static (double Step, double Top) Axis(double highest)
    {
        if (highest <= 0) return (1, 4);
        var rough = highest / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = Multiples.Select(m => m * power).First(s => s >= rough * 0.999);
        return (step, Math.Ceiling(highest / step - 1e-9) * step);
    }
}
