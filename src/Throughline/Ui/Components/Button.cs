using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record ButtonOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Name { get; init; }
    public string? Type { get; init; }
    public string? Value { get; init; }
    public bool Disabled { get; init; }
    public string? Href { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
    public bool? PreventDoubleClick { get; init; }
    public bool IsStartButton { get; init; }
    public string? Id { get; init; }
}

internal static class Button
{
    public static IHtmlContent Render(ButtonOptions options)
    {
        var element = Has(options.Href)
            ? El("a").Attr("href", options.Href).Attr("role", "button").Attr("draggable", "false")
            : El("button").Attr("type", Or(options.Type, "submit")).AttrIf("value", options.Value).AttrIf("name", options.Name)
                .Flag("disabled", options.Disabled).Attr("aria-disabled", options.Disabled ? "true" : null)
                .Attr("data-prevent-double-click", options.PreventDoubleClick switch { true => "true", false => "false", null => null });
        element.Class("govuk-button", options.Classes, options.IsStartButton ? "govuk-button--start" : null)
            .Attr("data-module", "govuk-button").Attrs(options.Attributes).AttrIf("id", options.Id);
        // a start button is a flex box, which would eat the spaces between elements
        if (Has(options.Html) && options.IsStartButton) element.Add(El("span").Add(options.Html));
        else element.TextOrHtml(options.Text, options.Html);
        return options.IsStartButton ? element.Add(Arrow()) : element;
    }

    private static Element Arrow() => El("svg").Class("govuk-button__start-icon").Attr("xmlns", "http://www.w3.org/2000/svg")
        .Attr("width", "17.5").Attr("height", "19").Attr("viewBox", "0 0 33 40").Attr("aria-hidden", "true").Attr("focusable", "false")
        .Add(El("path").Attr("fill", "currentColor").Attr("d", "M0 0h13l20 20-20 20H0l20-20z"));
}
