using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record PaginationItem
{
    public string? Number { get; init; }
    public string? VisuallyHiddenText { get; init; }
    public string? Href { get; init; }
    public bool Current { get; init; }
    public bool Ellipsis { get; init; }
    public Attributes? Attributes { get; init; }

    internal bool IsEmpty => this == new PaginationItem();
}

public sealed record PaginationLink
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? LabelText { get; init; }
    public string? Href { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record PaginationOptions
{
    public IReadOnlyList<PaginationItem?>? Items { get; init; }
    public PaginationLink? Previous { get; init; }
    public PaginationLink? Next { get; init; }
    public string? LandmarkLabel { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Pagination
{
    private const string PreviousPath =
        "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z";
    private const string NextPath =
        "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z";

    public static IHtmlContent Render(PaginationOptions options)
    {
        // without numbers the two links stand on lines of their own and may carry the title of the page they lead to
        var isBlock = options.Items is null && (options.Next is not null || options.Previous is not null);
        return El("nav").Class("govuk-pagination", isBlock ? "govuk-pagination--block" : null, options.Classes)
            .Attr("aria-label", Or(options.LandmarkLabel, "Pagination")).Attrs(options.Attributes)
            .Add(Has(options.Previous?.Href) ? Link(options.Previous!, "prev", "Previous", isBlock) : null)
            .Add(options.Items is null ? null : El("ul").Class("govuk-pagination__list")
                .Add(options.Items.Where(i => i is { IsEmpty: false }).Select(i => Item(i!))))
            .Add(Has(options.Next?.Href) ? Link(options.Next!, "next", "Next", isBlock) : null);
    }

    private static Element Item(PaginationItem item)
    {
        var entry = El("li").Class("govuk-pagination__item", item.Current ? "govuk-pagination__item--current" : null,
            item.Ellipsis ? "govuk-pagination__item--ellipsis" : null);
        return item.Ellipsis
            ? entry.Text("⋯")
            : entry.Add(El("a").Class("govuk-link govuk-pagination__link").Attr("href", item.Href ?? "")
                .Attr("aria-label", item.VisuallyHiddenText ?? "Page " + item.Number)
                .Attr("aria-current", item.Current ? "page" : null).Attrs(item.Attributes).Text(item.Number));
    }

    private static Element Link(PaginationLink link, string kind, string word, bool isBlock)
    {
        var arrow = El("svg").Class($"govuk-pagination__icon govuk-pagination__icon--{kind}").Attr("xmlns", "http://www.w3.org/2000/svg")
            .Attr("height", "13").Attr("width", "15").Attr("aria-hidden", "true").Attr("focusable", "false").Attr("viewBox", "0 0 15 13")
            .Add(El("path").Attr("d", kind == "prev" ? PreviousPath : NextPath));
        var title = El("span")
            .Class("govuk-pagination__link-title", isBlock && !Has(link.LabelText) ? "govuk-pagination__link-title--decorated" : null);
        if (Has(link.Html) || Has(link.Text)) title.TextOrHtml(link.Text, link.Html);
        else title.Text(word).Add(Hidden(" page"));

        var anchor = El("a").Class("govuk-link govuk-pagination__link").Attr("href", link.Href).Attr("rel", kind).Attrs(link.Attributes);
        if (isBlock || kind == "prev") anchor.Add(arrow).Text(" ");
        anchor.Add(title);
        if (isBlock && Has(link.LabelText))
            anchor.Add(Hidden(":")).Text(" ").Add(El("span").Class("govuk-pagination__link-label").Text(link.LabelText));
        if (!isBlock && kind == "next") anchor.Text(" ").Add(arrow);
        return El("div").Class("govuk-pagination__" + kind).Add(anchor);
    }
}
