using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Throughline.Platform;

namespace Throughline.Evaluation.Reports;

/// <summary>Writes a report as text, CSV, JSON or HTML. The same figures give the same bytes.</summary>
internal static class ReportWriter
{
    public const string HiddenWords = "fewer than 10, or hidden to protect one";

    public static readonly IReadOnlyList<string> Formats = ["text", "csv", "json", "html"];

    public static string Write(Report report, DateOnly on, IReadOnlyList<PartnershipReport> partnerships, string format) => format switch
    {
        "text" => Text(report, on, partnerships),
        "csv" => Csv(report, on, partnerships),
        "json" => Json(report, on, partnerships),
        "html" => Html(report, on, partnerships),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };

    public static string Day(DateOnly on) => on.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Number(decimal? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";

    public static string Signed(decimal? value) => value switch { null => "", 0 => "0", > 0 => "+" + Number(value), _ => "\u2212" + Number(-value) };

    public static string Live(Figure figure) => figure.IsHidden ? "hidden" : figure.Value is null ? "none" : figure.Unit == FigureUnit.PerCent
        ? figure.Rounded!.Value.ToString("0.0", CultureInfo.InvariantCulture) + "%" : figure.Rounded!.Value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string PublishedWords(Figure figure) => figure.Published is { } published ? Number(published) + (figure.Unit == FigureUnit.PerCent ? "%" : "") : "not given";

    private static string Label(Figure figure) => figure.Group.Length > 0 ? $"{figure.Group}: {figure.Measure}" : figure.Measure;

    /// <summary>One partnership: a line for each measure. Several: a line for each partnership, "live (published, difference)".</summary>
    private static string Text(Report report, DateOnly on, IReadOnlyList<PartnershipReport> partnerships)
    {
        var text = new StringBuilder($"{report.Title}, {Day(on)}\nPublished: {report.Source}\n\n");
        if (partnerships.Count == 1)
        {
            text.Append(partnerships[0].Name).Append('\n');
            Table(text, [["Measure", "People", "Of", "Live", "Published", "Difference", "Source"], .. partnerships[0].Figures.Select(f => new[] { Label(f), f.People?.ToString(CultureInfo.InvariantCulture) ?? "", f.Of?.ToString(CultureInfo.InvariantCulture) ?? "", Live(f), PublishedWords(f), Signed(f.Difference), f.Source })]);
            return text.ToString();
        }

        foreach (var group in partnerships.SelectMany(p => p.Figures).Select(f => f.Group).Distinct().ToList())
        {
            if (group.Length > 0)
                text.Append(group).Append('\n');
            var measures = partnerships.SelectMany(p => p.Figures).Where(f => f.Group == group).Select(f => f.Measure).Distinct().ToList();
            Table(text,
            [
                ["Partnership", "People", .. measures],
                .. partnerships.Select(p =>
                {
                    var figures = p.Figures.Where(f => f.Group == group).ToDictionary(f => f.Measure, StringComparer.Ordinal);
                    return (string[])[p.Code, figures.Values.Max(f => f.Of)?.ToString(CultureInfo.InvariantCulture) ?? "", .. measures.Select(m => $"{Live(figures[m])} ({PublishedWords(figures[m])}{(figures[m].Difference is { } d ? ", " + Signed(d) : "")})")];
                }),
            ]);
            text.Append('\n');
        }

        return text.Append("Each cell: live (published, difference).\n").ToString();
    }

    private static void Table(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i].Length)).ToArray();
        foreach (var row in rows)
            text.Append(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
    }

    private static string Csv(Report report, DateOnly on, IReadOnlyList<PartnershipReport> partnerships)
    {
        using var text = new StringWriter();
        var csv = new CsvWriter(text);
        csv.WriteRow("report", "as_of", "partnership", "partnership_name", "group", "measure", "people", "of", "value", "unit", "published", "difference", "hidden", "source");
        foreach (var (p, f) in partnerships.SelectMany(p => p.Figures.Select(f => (p, f))))
        {
            csv.WriteRow(
                report.Name, on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), p.Code, p.Name, f.Group, f.Measure, f.People?.ToString(CultureInfo.InvariantCulture) ?? "", f.Of?.ToString(CultureInfo.InvariantCulture) ?? "",
                Number(f.Rounded), f.UnitWords, Number(f.Published), Number(f.Difference), f.IsHidden ? "yes" : "no", f.Source);
        }

        return text.ToString();
    }

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Json(Report report, DateOnly on, IReadOnlyList<PartnershipReport> partnerships) => JsonSerializer.Serialize(new
    {
        report = report.Name,
        report.Title,
        asOf = on,
        published = report.Source,
        report.Definition,
        partnerships = partnerships.Select(p => new
        {
            p.Code,
            p.Name,
            figures = p.Figures.Select(f => new { f.Group, f.Measure, f.People, f.Of, value = f.Rounded, unit = f.UnitWords, f.Published, f.Difference, hidden = f.IsHidden, f.Source }),
        }),
    }, JsonOptions) + "\n";

    private static string Html(Report report, DateOnly on, IReadOnlyList<PartnershipReport> partnerships)
    {
        static string E(string text) => WebUtility.HtmlEncode(text);
        var html = new StringBuilder($"<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head><meta charset=\"utf-8\"><title>{E(report.Title)}</title></head>\n<body>\n<h1 class=\"govuk-heading-l\">{E(report.Title)}</h1>\n<p class=\"govuk-body\">{Day(on)}. Published: {E(report.Source)}.</p>\n");
        foreach (var p in partnerships)
        {
            html.Append($"<table class=\"govuk-table\">\n<caption class=\"govuk-table__caption govuk-table__caption--m\">{E(p.Name)}</caption>\n<thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\">");
            foreach (var head in new[] { "Measure", "People", "Of", "Live", "Published", "Difference", "Source" })
                html.Append($"<th scope=\"col\" class=\"govuk-table__header\">{head}</th>");
            html.Append("</tr></thead>\n<tbody class=\"govuk-table__body\">\n");
            foreach (var f in p.Figures)
            {
                html.Append($"<tr class=\"govuk-table__row\"><th scope=\"row\" class=\"govuk-table__header\">{E(Label(f))}</th>");
                foreach (var cell in new[] { f.People?.ToString(CultureInfo.InvariantCulture) ?? "", f.Of?.ToString(CultureInfo.InvariantCulture) ?? "", Live(f), PublishedWords(f), Signed(f.Difference) })
                    html.Append($"<td class=\"govuk-table__cell govuk-table__cell--numeric\">{E(cell)}</td>");
                html.Append($"<td class=\"govuk-table__cell\">{E(f.Source)}</td></tr>\n");
            }

            html.Append("</tbody>\n</table>\n");
        }

        return html.Append("</body>\n</html>\n").ToString();
    }
}
