using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record LabelOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? For { get; init; }
    public bool IsPageHeading { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

/// <summary>The label of one field; as the page's heading it is the h1.</summary>
internal static class Label
{
    public static IHtmlContent? Render(LabelOptions? options)
    {
        if (options is null || !(Has(options.Html) || Has(options.Text))) return null;
        var label = El("label").Class("govuk-label", options.Classes).Attrs(options.Attributes).AttrIf("for", options.For)
            .TextOrHtml(options.Text, options.Html);
        return options.IsPageHeading ? El("h1").Class("govuk-label-wrapper").Add(label) : label;
    }
}

public sealed record HintOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Id { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Hint
{
    public static IHtmlContent Render(HintOptions options) => El("div").AttrIf("id", options.Id)
        .Class("govuk-hint", options.Classes).Attrs(options.Attributes).TextOrHtml(options.Text, options.Html);
}

public sealed record ErrorMessageOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Id { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }

    /// <summary>"Error" unless given; empty (or "false", as in govuk-frontend's options) leaves the prefix out.</summary>
    public string? VisuallyHiddenText { get; init; }
}

internal static class ErrorMessage
{
    public static IHtmlContent Render(ErrorMessageOptions options)
    {
        var prefix = options.VisuallyHiddenText ?? "Error";
        var message = El("p").AttrIf("id", options.Id).Class("govuk-error-message", options.Classes).Attrs(options.Attributes);
        if (prefix is not ("" or "false")) message.Add(Hidden(prefix + ":")).Text(" ");
        return message.TextOrHtml(options.Text, options.Html);
    }
}

public sealed record LegendOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public bool IsPageHeading { get; init; }
    public string? Classes { get; init; }
}

public sealed record FieldsetOptions
{
    public LegendOptions? Legend { get; init; }
    public string? DescribedBy { get; init; }
    public string? Classes { get; init; }
    public string? Role { get; init; }
    public Attributes? Attributes { get; init; }
    public IHtmlContent? Html { get; init; }
}

/// <summary>A group of fields with one question; the legend may be the page's h1.</summary>
internal static class Fieldset
{
    public static IHtmlContent Render(FieldsetOptions options) => El("fieldset").Class("govuk-fieldset", options.Classes)
        .AttrIf("role", options.Role).AttrIf("aria-describedby", options.DescribedBy).Attrs(options.Attributes)
        .Add(Legend(options.Legend)).Add(options.Html);

    private static Element? Legend(LegendOptions? legend)
    {
        if (legend is null || !(Has(legend.Html) || Has(legend.Text))) return null;
        var element = El("legend").Class("govuk-fieldset__legend", legend.Classes);
        return legend.IsPageHeading
            ? element.Add(El("h1").Class("govuk-fieldset__heading").TextOrHtml(legend.Text, legend.Html))
            : element.TextOrHtml(legend.Text, legend.Html);
    }
}

/// <summary>Text or HTML put beside a field by the form group.</summary>
public sealed record ContentOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }

    internal bool IsEmpty => !Has(Html) && !Has(Text);

    internal IHtmlContent Content => Has(Html) ? Html! : Markup.Text(Text);
}

public sealed record FormGroupOptions
{
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
    public ContentOptions? BeforeInput { get; init; }
    public ContentOptions? AfterInput { get; init; }
    public ContentOptions? BeforeInputs { get; init; }
    public ContentOptions? AfterInputs { get; init; }
}

/// <summary>What every field is wrapped in: the group, then label, hint and error in the order screen readers expect.</summary>
internal static class FormGroup
{
    public static Element Open(FormGroupOptions? group, bool hasError) => El("div")
        .Class("govuk-form-group", hasError ? "govuk-form-group--error" : null, group?.Classes).Attrs(group?.Attributes);

    /// <summary>The hint and error of the field with that id, and the ids that describe it, in govuk-frontend's order.</summary>
    public static (string? DescribedBy, IHtmlContent? Hint, IHtmlContent? Error) Describe(
        string? id, string? describedBy, HintOptions? hint, ErrorMessageOptions? error)
    {
        var hintId = hint is null ? null : id + "-hint";
        var errorId = error is null ? null : id + "-error";
        return (
            Ids(describedBy, hintId, errorId),
            hint is null ? null : Hint.Render(hint with { Id = hintId }),
            error is null ? null : ErrorMessage.Render(error with { Id = errorId }));
    }
}
