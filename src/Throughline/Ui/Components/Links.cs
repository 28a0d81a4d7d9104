using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record BackLinkOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Href { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class BackLink
{
    public static IHtmlContent Render(BackLinkOptions options) => El("a").Attr("href", Or(options.Href, "#"))
        .Class("govuk-back-link", options.Classes).Attrs(options.Attributes).TextOrHtml(Or(options.Text, "Back"), options.Html);
}

public sealed record SkipLinkOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Href { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class SkipLink
{
    public static IHtmlContent Render(SkipLinkOptions options) => El("a").Attr("href", Or(options.Href, "#content"))
        .Class("govuk-skip-link", options.Classes).Attrs(options.Attributes).Attr("data-module", "govuk-skip-link")
        .TextOrHtml(options.Text, options.Html);
}

public sealed record BreadcrumbItem
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Href { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record BreadcrumbsOptions
{
    public IReadOnlyList<BreadcrumbItem>? Items { get; init; }
    public bool CollapseOnMobile { get; init; }
    public string? LabelText { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Breadcrumbs
{
    public static IHtmlContent Render(BreadcrumbsOptions options) => El("nav")
        .Class("govuk-breadcrumbs", options.Classes, options.CollapseOnMobile ? "govuk-breadcrumbs--collapse-on-mobile" : null)
        .Attrs(options.Attributes).Attr("aria-label", options.LabelText ?? "Breadcrumb")
        .Add(El("ol").Class("govuk-breadcrumbs__list").Add((options.Items ?? []).Select(Item)));

    private static Element Item(BreadcrumbItem item)
    {
        var entry = El("li").Class("govuk-breadcrumbs__list-item");
        return Has(item.Href)
            ? entry.Add(El("a").Class("govuk-breadcrumbs__link").Attr("href", item.Href).Attrs(item.Attributes).TextOrHtml(item.Text, item.Html))
            : entry.Attr("aria-current", "page").TextOrHtml(item.Text, item.Html);
    }
}

public sealed record GenericHeaderOptions
{
    public string? Url { get; init; }
    public string? LogoText { get; init; }
    public IHtmlContent? LogoHtml { get; init; }
    public string? ContainerClasses { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

/// <summary>The header for services that are not GOV.UK: our name, no crown.</summary>
internal static class GenericHeader
{
    public static IHtmlContent Render(GenericHeaderOptions options) => El("div").Class("govuk-generic-header", options.Classes)
        .Attrs(options.Attributes)
        .Add(El("div").Class("govuk-generic-header__container", options.ContainerClasses ?? "govuk-width-container")
            .Add(El("div").Class("govuk-generic-header__logo")
                .Add(El("a").Attr("href", Or(options.Url, "/")).Class("govuk-generic-header__homepage-link")
                    .TextOrHtml(options.LogoText, options.LogoHtml))));
}
