using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record TableCell
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }

    /// <summary>"numeric" aligns right.</summary>
    public string? Format { get; init; }
    public string? Classes { get; init; }
    public string? Colspan { get; init; }
    public string? Rowspan { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record TableOptions
{
    public IReadOnlyList<IReadOnlyList<TableCell>?>? Rows { get; init; }
    public IReadOnlyList<TableCell>? Head { get; init; }
    public string? Caption { get; init; }
    public string? CaptionClasses { get; init; }
    public bool FirstCellIsHeader { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Table
{
    public static IHtmlContent Render(TableOptions options)
    {
        var table = El("table").Class("govuk-table", options.Classes).Attrs(options.Attributes);
        if (Has(options.Caption)) table.Add(El("caption").Class("govuk-table__caption", options.CaptionClasses).Text(options.Caption));
        if (options.Head is { } head)
            table.Add(El("thead").Class("govuk-table__head").Add(El("tr").Class("govuk-table__row")
                .Add(head.Select(cell => Cell(El("th").Attr("scope", "col"), cell, "govuk-table__header")))));
        return table.Add(El("tbody").Class("govuk-table__body").Add((options.Rows ?? []).Select(row => row is null ? null
            : El("tr").Class("govuk-table__row").Add(row.Select((cell, at) => at == 0 && options.FirstCellIsHeader
                ? Cell(El("th").Attr("scope", "row"), cell with { Format = null }, "govuk-table__header")
                : Cell(El("td"), cell, "govuk-table__cell"))))));
    }

    private static Element Cell(Element element, TableCell cell, string block) => element
        .Class(block, Has(cell.Format) ? block + "--" + cell.Format : null, cell.Classes)
        .AttrIf("colspan", cell.Colspan).AttrIf("rowspan", cell.Rowspan).Attrs(cell.Attributes).TextOrHtml(cell.Text, cell.Html);
}
