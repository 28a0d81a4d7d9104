using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record ErrorSummaryItem
{
    public string? Href { get; init; }
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record ErrorSummaryOptions
{
    public string? TitleText { get; init; }
    public IHtmlContent? TitleHtml { get; init; }
    public string? DescriptionText { get; init; }
    public IHtmlContent? DescriptionHtml { get; init; }
    public IReadOnlyList<ErrorSummaryItem>? ErrorList { get; init; }
    public bool? DisableAutoFocus { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class ErrorSummary
{
    public static IHtmlContent Render(ErrorSummaryOptions options)
    {
        var body = El("div").Class("govuk-error-summary__body");
        if (Has(options.DescriptionHtml) || Has(options.DescriptionText))
            body.Add(El("p").TextOrHtml(options.DescriptionText, options.DescriptionHtml));
        if (options.ErrorList is { Count: > 0 } errors)
            body.Add(El("ul").Class("govuk-list govuk-error-summary__list").Add(errors.Select(e => El("li").Add(Item(e)))));
        // the alert is inside, or the script that moves the focus here would cut the announcement short
        return El("div").Class("govuk-error-summary", options.Classes)
            .Attr("data-disable-auto-focus", options.DisableAutoFocus switch { true => "true", false => "false", null => null })
            .Attrs(options.Attributes).Attr("data-module", "govuk-error-summary")
            .Add(El("div").Attr("role", "alert")
                .Add(El("h2").Class("govuk-error-summary__title").TextOrHtml(options.TitleText, options.TitleHtml))
                .Add(body));
    }

    private static IHtmlContent Item(ErrorSummaryItem item)
    {
        if (Has(item.Href)) return El("a").Attr("href", item.Href).Attrs(item.Attributes).TextOrHtml(item.Text, item.Html);
        return Has(item.Html) ? item.Html! : Text(item.Text);
    }
}
