using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record AffixOptions
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record InputWrapperOptions
{
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record InputOptions
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Type { get; init; }
    public string? Inputmode { get; init; }
    public string? Value { get; init; }
    public bool Disabled { get; init; }
    public string? DescribedBy { get; init; }
    public LabelOptions? Label { get; init; }
    public HintOptions? Hint { get; init; }
    public ErrorMessageOptions? ErrorMessage { get; init; }
    public AffixOptions? Prefix { get; init; }
    public AffixOptions? Suffix { get; init; }
    public FormGroupOptions? FormGroup { get; init; }
    public string? Classes { get; init; }
    public string? Autocomplete { get; init; }
    public string? Pattern { get; init; }
    public bool? Spellcheck { get; init; }
    public string? Autocapitalize { get; init; }
    public InputWrapperOptions? InputWrapper { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Input
{
    public static IHtmlContent Render(InputOptions options)
    {
        var id = Or(options.Id, options.Name ?? "");
        var (describedBy, hint, error) = FormGroup.Describe(id, options.DescribedBy, options.Hint, options.ErrorMessage);
        var group = FormGroup.Open(options.FormGroup, error is not null)
            .Add(Label.Render(options.Label is null ? null : options.Label with { For = id })).Add(hint).Add(error);
        var input = El("input").Class("govuk-input", options.Classes, error is null ? null : "govuk-input--error")
            .Attr("id", id).Attr("name", options.Name ?? "").Attr("type", Or(options.Type, "text"))
            .Attr("spellcheck", options.Spellcheck switch { true => "true", false => "false", null => null })
            .Attr("value", options.Value).Flag("disabled", options.Disabled).Attr("aria-describedby", describedBy)
            .Attr("autocomplete", options.Autocomplete).Attr("autocapitalize", options.Autocapitalize)
            .Attr("pattern", options.Pattern).Attr("inputmode", options.Inputmode).Attrs(options.Attributes);

        var before = options.FormGroup?.BeforeInput is { IsEmpty: false } b ? b.Content : null;
        var after = options.FormGroup?.AfterInput is { IsEmpty: false } a ? a.Content : null;
        var prefix = Affix(options.Prefix, "prefix");
        var suffix = Affix(options.Suffix, "suffix");
        if (before is null && after is null && prefix is null && suffix is null) return group.Add(input);
        return group.Add(El("div").Class("govuk-input__wrapper", options.InputWrapper?.Classes).Attrs(options.InputWrapper?.Attributes)
            .Add(before).Add(prefix).Add(input).Add(suffix).Add(after));
    }

    private static Element? Affix(AffixOptions? affix, string kind) => affix is null || !(Has(affix.Html) || Has(affix.Text))
        ? null
        : El("div").Class("govuk-input__" + kind, affix.Classes).Attr("aria-hidden", "true").Attrs(affix.Attributes)
            .TextOrHtml(affix.Text, affix.Html);
}

public sealed record TextareaOptions
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public bool? Spellcheck { get; init; }
    public string? Rows { get; init; }
    public string? Value { get; init; }
    public bool Disabled { get; init; }
    public string? DescribedBy { get; init; }
    public LabelOptions? Label { get; init; }
    public HintOptions? Hint { get; init; }
    public ErrorMessageOptions? ErrorMessage { get; init; }
    public FormGroupOptions? FormGroup { get; init; }
    public string? Classes { get; init; }
    public string? Autocomplete { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Textarea
{
    public static IHtmlContent Render(TextareaOptions options)
    {
        var id = Or(options.Id, options.Name ?? "");
        var (describedBy, hint, error) = FormGroup.Describe(id, options.DescribedBy, options.Hint, options.ErrorMessage);
        return FormGroup.Open(options.FormGroup, error is not null)
            .Add(Label.Render(options.Label is null ? null : options.Label with { For = id })).Add(hint).Add(error)
            .Add(options.FormGroup?.BeforeInput?.Content)
            .Add(El("textarea").Class("govuk-textarea", error is null ? null : "govuk-textarea--error", options.Classes)
                .Attr("id", id).Attr("name", options.Name ?? "").Attr("rows", Or(options.Rows, "5"))
                .Attr("spellcheck", options.Spellcheck switch { true => "true", false => "false", null => null })
                .Flag("disabled", options.Disabled).Attr("aria-describedby", describedBy)
                .AttrIf("autocomplete", options.Autocomplete).Attrs(options.Attributes)
                // HTML drops one newline straight after <textarea>; give it one so that the person's own first line stays
                .Text(options.Value is ['\n' or '\r', ..] ? "\n" + options.Value : options.Value))
            .Add(options.FormGroup?.AfterInput?.Content);
    }
}

public sealed record SelectItem
{
    public string? Value { get; init; }
    public string? Text { get; init; }
    public bool? Selected { get; init; }
    public bool Disabled { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record SelectOptions
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public IReadOnlyList<SelectItem?>? Items { get; init; }
    public string? Value { get; init; }
    public bool Disabled { get; init; }
    public string? DescribedBy { get; init; }
    public LabelOptions? Label { get; init; }
    public HintOptions? Hint { get; init; }
    public ErrorMessageOptions? ErrorMessage { get; init; }
    public FormGroupOptions? FormGroup { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Select
{
    public static IHtmlContent Render(SelectOptions options)
    {
        var id = Or(options.Id, options.Name ?? "");
        var (describedBy, hint, error) = FormGroup.Describe(id, options.DescribedBy, options.Hint, options.ErrorMessage);
        return FormGroup.Open(options.FormGroup, error is not null)
            .Add(Label.Render(options.Label is null ? null : options.Label with { For = id })).Add(hint).Add(error)
            .Add(options.FormGroup?.BeforeInput?.Content)
            .Add(El("select").Class("govuk-select", options.Classes, error is null ? null : "govuk-select--error")
                .Attr("id", id).Attr("name", options.Name ?? "").Flag("disabled", options.Disabled)
                .Attr("aria-describedby", describedBy).Attrs(options.Attributes)
                .Add((options.Items ?? []).OfType<SelectItem>().Select(item => Option(item, options.Value))))
            .Add(options.FormGroup?.AfterInput?.Content);
    }

    private static Element Option(SelectItem item, string? value)
    {
        var chosen = item.Selected ?? (Has(value) && (item.Value ?? item.Text) == value);
        return El("option").Attr("value", item.Value).Flag("selected", chosen).Flag("disabled", item.Disabled)
            .Attrs(item.Attributes).Text(item.Text);
    }
}
