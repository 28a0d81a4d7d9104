using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record DetailsOptions
{
    public string? SummaryText { get; init; }
    public IHtmlContent? SummaryHtml { get; init; }
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Id { get; init; }
    public bool Open { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Details
{
    public static IHtmlContent Render(DetailsOptions options) => El("details").AttrIf("id", options.Id)
        .Class("govuk-details", options.Classes).Attrs(options.Attributes).Flag("open", options.Open)
        .Add(El("summary").Class("govuk-details__summary")
            .Add(El("span").Class("govuk-details__summary-text").TextOrHtml(options.SummaryText, options.SummaryHtml)))
        .Add(El("div").Class("govuk-details__text").TextOrHtml(options.Text, options.Html));
}

public sealed record InsetTextOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Id { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class InsetText
{
    public static IHtmlContent Render(InsetTextOptions options) => El("div").AttrIf("id", options.Id)
        .Class("govuk-inset-text", options.Classes).Attrs(options.Attributes).TextOrHtml(options.Text, options.Html);
}

public sealed record WarningTextOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? IconFallbackText { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class WarningText
{
    public static IHtmlContent Render(WarningTextOptions options) => El("div").Class("govuk-warning-text", options.Classes).Attrs(options.Attributes)
        .Add(El("span").Class("govuk-warning-text__icon").Attr("aria-hidden", "true").Text("!"))
        .Add(El("strong").Class("govuk-warning-text__text")
            .Add(Hidden(Or(options.IconFallbackText, "Warning"))).Text(" ").TextOrHtml(options.Text, options.Html));
}

public sealed record TagOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Tag
{
    public static IHtmlContent Render(TagOptions options) => El("strong").Class("govuk-tag", options.Classes)
        .Attrs(options.Attributes).TextOrHtml(options.Text, options.Html);
}

public sealed record PhaseBannerOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public TagOptions? Tag { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class PhaseBanner
{
    public static IHtmlContent Render(PhaseBannerOptions options) => El("div")
        .Class("govuk-phase-banner govuk-width-container", options.Classes).Attrs(options.Attributes)
        .Add(El("p").Class("govuk-phase-banner__content")
            .Add(Tag.Render(new()
            {
                Text = options.Tag?.Text, Html = options.Tag?.Html, Classes = Ids("govuk-phase-banner__content__tag", options.Tag?.Classes),
            }))
            .Text(" ")
            .Add(El("span").Class("govuk-phase-banner__text").TextOrHtml(options.Text, options.Html)));
}

public sealed record PanelAction
{
    public string? Text { get; init; }
    public string? Href { get; init; }
    public string? Type { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record PanelActions
{
    public IReadOnlyList<PanelAction>? Items { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record PanelOptions
{
    public string? TitleText { get; init; }
    public IHtmlContent? TitleHtml { get; init; }
    public string? HeadingLevel { get; init; }
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public PanelActions? Actions { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

/// <summary>The end of a journey ("You have adopted …"), or an interruption that asks the person to stop and think.</summary>
internal static class Panel
{
    public static IHtmlContent Render(PanelOptions options)
    {
        var interrupts = options.Classes?.Contains("govuk-panel--interruption", StringComparison.Ordinal) == true;
        var panel = El("div").Class("govuk-panel", interrupts ? null : "govuk-panel--confirmation", options.Classes).Attrs(options.Attributes)
            .Add(El("h" + Or(options.HeadingLevel, "1")).Class("govuk-panel__title").TextOrHtml(options.TitleText, options.TitleHtml));
        if (Has(options.Html) || Has(options.Text))
            panel.Add(El("div").Class("govuk-panel__body").TextOrHtml(options.Text, options.Html));
        if (!interrupts || options.Actions is not { } actions) return panel;
        return panel.Add(El("div").Class("govuk-panel__actions", actions.Classes).Attrs(actions.Attributes)
            .Add(actions.Items is { Count: > 0 } items ? El("div").Class("govuk-button-group").Add(items.Select(Action)) : null));
    }

    private static IHtmlContent Action(PanelAction action) => !Has(action.Href) || action.Type == "button"
        ? Button.Render(new()
        {
            Text = action.Text, Type = Or(action.Type, "button"), Href = action.Href, Attributes = action.Attributes,
            Classes = Ids("govuk-button--inverse", action.Classes),
        })
        : El("a").Class("govuk-link govuk-link--inverse", action.Classes).Attr("href", action.Href).Attrs(action.Attributes).Text(action.Text);
}

public sealed record NotificationBannerOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? TitleText { get; init; }
    public IHtmlContent? TitleHtml { get; init; }
    public string? TitleHeadingLevel { get; init; }
    public string? Type { get; init; }
    public string? Role { get; init; }
    public string? TitleId { get; init; }
    public bool? DisableAutoFocus { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class NotificationBanner
{
    public static IHtmlContent Render(NotificationBannerOptions options)
    {
        var succeeded = options.Type == "success";
        var titleId = Or(options.TitleId, "govuk-notification-banner-title");
        var content = El("div").Class("govuk-notification-banner__content");
        if (Has(options.Html)) content.Add(options.Html);
        else if (Has(options.Text)) content.Add(El("p").Class("govuk-notification-banner__heading").Text(options.Text));
        return El("div").Class("govuk-notification-banner", succeeded ? "govuk-notification-banner--success" : null, options.Classes)
            .Attr("role", Or(options.Role, succeeded ? "alert" : "region")).Attr("aria-labelledby", titleId)
            .Attr("data-module", "govuk-notification-banner")
            .Attr("data-disable-auto-focus", options.DisableAutoFocus switch { true => "true", false => "false", null => null })
            .Attrs(options.Attributes)
            .Add(El("div").Class("govuk-notification-banner__header")
                .Add(El("h" + Or(options.TitleHeadingLevel, "2")).Class("govuk-notification-banner__title").Attr("id", titleId)
                    .TextOrHtml(Or(options.TitleText, succeeded ? "Success" : "Important"), options.TitleHtml)))
            .Add(content);
    }
}
