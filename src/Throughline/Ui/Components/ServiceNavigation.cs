using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record ServiceNavigationItem
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Href { get; init; }

    /// <summary>This very page.</summary>
    public bool Current { get; init; }

    /// <summary>A page within this part of the service.</summary>
    public bool Active { get; init; }
    public Attributes? Attributes { get; init; }
}

/// <summary>What stands at the end of the bar; in govuk-frontend's options plain HTML, or HTML with an alignment.</summary>
[JsonConverter(typeof(EndSlotJson))]
public sealed record ServiceNavigationEnd(IHtmlContent? Html, string? Align = null);

public sealed record ServiceNavigationSlots
{
    public IHtmlContent? Start { get; init; }
    public ServiceNavigationEnd? End { get; init; }
    public IHtmlContent? NavigationStart { get; init; }
    public IHtmlContent? NavigationEnd { get; init; }
}

public sealed record ServiceNavigationOptions
{
    public IReadOnlyList<ServiceNavigationItem?>? Navigation { get; init; }
    public string? ServiceName { get; init; }
    public string? ServiceUrl { get; init; }
    public string? NavigationLabel { get; init; }
    public string? NavigationId { get; init; }
    public string? NavigationClasses { get; init; }
    public bool? CollapseNavigationOnMobile { get; init; }
    public string? MenuButtonText { get; init; }
    public string? MenuButtonLabel { get; init; }
    public string? AriaLabel { get; init; }
    public ServiceNavigationSlots? Slots { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

/// <summary>The bar under the header that lists the parts of the service.</summary>
internal static class ServiceNavigation
{
    public static IHtmlContent Render(ServiceNavigationOptions options)
    {
        var end = options.Slots?.End;
        var inner = El("div").Class("govuk-width-container", end?.Align == "inline" ? "govuk-service-navigation__inlining-container" : null)
            .Add(options.Slots?.Start)
            .Add(El("div").Class("govuk-service-navigation__container").Add(Name(options)).Add(Navigation(options)))
            .Add(end?.Html);
        // named, it is a landmark of its own; unnamed, the nav inside is landmark enough
        var isLandmark = Has(options.ServiceName) || Has(options.Slots?.Start) || Has(end?.Html);
        return El(isLandmark ? "section" : "div").Attr("aria-label", isLandmark ? options.AriaLabel ?? "Service information" : null)
            .Class("govuk-service-navigation", options.Classes).Attr("data-module", "govuk-service-navigation")
            .Attrs(options.Attributes).Add(inner);
    }

    private static Element? Name(ServiceNavigationOptions options) => !Has(options.ServiceName) ? null
        : El("span").Class("govuk-service-navigation__service-name").Add(Has(options.ServiceUrl)
            ? El("a").Attr("href", options.ServiceUrl).Class("govuk-service-navigation__link").Text(options.ServiceName)
            : El("span").Class("govuk-service-navigation__text").Text(options.ServiceName));

    private static Element? Navigation(ServiceNavigationOptions options)
    {
        var items = (options.Navigation ?? []).OfType<ServiceNavigationItem>().ToArray();
        if (items.Length == 0 && !Has(options.Slots?.NavigationStart) && !Has(options.Slots?.NavigationEnd)) return null;

        var menu = Or(options.MenuButtonText, "Menu");
        var id = Or(options.NavigationId, "navigation");
        var nav = El("nav").Attr("aria-label", Or(options.NavigationLabel, menu)).Class("govuk-service-navigation__wrapper", options.NavigationClasses);
        if (options.CollapseNavigationOnMobile ?? items.Length > 1)
            nav.Add(El("button").Attr("type", "button").Class("govuk-service-navigation__toggle govuk-js-service-navigation-toggle")
                .Attr("aria-controls", id)
                .AttrIf("aria-label", options.MenuButtonLabel == menu ? null : options.MenuButtonLabel)
                .Flag("hidden", on: true).Attr("aria-hidden", "true").Text(menu));
        return nav.Add(El("ul").Class("govuk-service-navigation__list").Attr("id", id)
            .Add(options.Slots?.NavigationStart).Add(items.Select(Item)).Add(options.Slots?.NavigationEnd));
    }

    private static Element Item(ServiceNavigationItem item)
    {
        var here = item.Active || item.Current;
        var current = here ? item.Current ? "page" : "true" : null;
        // strong, so that somebody who overrides the colours still sees where they are
        IHtmlContent words = here
            ? El("strong").Class("govuk-service-navigation__active-fallback").TextOrHtml(item.Text, item.Html)
            : Has(item.Html) ? item.Html! : Text(item.Text);
        var entry = El("li").Class("govuk-service-navigation__item", here ? "govuk-service-navigation__item--active" : null);
        if (Has(item.Href))
            return entry.Add(El("a").Class("govuk-service-navigation__link").Attr("href", item.Href)
                .Attr("aria-current", current).Attrs(item.Attributes).Add(words));
        return Has(item.Html) || Has(item.Text)
            ? entry.Add(El("span").Class("govuk-service-navigation__text").Attr("aria-current", current).Add(words))
            : entry;
    }
}

internal sealed class EndSlotJson : JsonConverter<ServiceNavigationEnd>
{
    private sealed record Aligned(IHtmlContent? Html, string? Align);

    public override ServiceNavigationEnd? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new(JsonSerializer.Deserialize<IHtmlContent>(ref reader, options));
        var aligned = JsonSerializer.Deserialize<Aligned>(ref reader, options);
        return aligned is null ? null : new(aligned.Html, aligned.Align);
    }

    public override void Write(Utf8JsonWriter writer, ServiceNavigationEnd value, JsonSerializerOptions options) => throw new NotSupportedException();
}
