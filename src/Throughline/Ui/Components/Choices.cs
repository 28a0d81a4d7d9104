using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record ConditionalOptions
{
    public IHtmlContent? Html { get; init; }
}

/// <summary>One radio button or checkbox, or a divider ("or") between them.</summary>
public sealed record ChoiceItem
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Value { get; init; }
    public LabelOptions? Label { get; init; }
    public HintOptions? Hint { get; init; }
    public string? Divider { get; init; }
    public bool? Checked { get; init; }
    public ConditionalOptions? Conditional { get; init; }

    /// <summary>Checkboxes only: "exclusive" unticks the others ("None of these").</summary>
    public string? Behaviour { get; init; }
    public bool Disabled { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record RadiosOptions
{
    public FieldsetOptions? Fieldset { get; init; }
    public HintOptions? Hint { get; init; }
    public ErrorMessageOptions? ErrorMessage { get; init; }
    public FormGroupOptions? FormGroup { get; init; }
    public string? IdPrefix { get; init; }
    public string? Name { get; init; }
    public IReadOnlyList<ChoiceItem?>? Items { get; init; }
    public string? Value { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Radios
{
    public static IHtmlContent Render(RadiosOptions options)
    {
        var (describedBy, hint, error) = FormGroup.Describe(
            Or(options.IdPrefix, options.Name ?? ""), options.Fieldset?.DescribedBy, options.Hint, options.ErrorMessage);
        var items = new ChoiceItems("radio", options.Name, Or(options.IdPrefix, options.Name ?? ""), null,
            item => item.Checked ?? (Has(options.Value) && item.Value == options.Value));
        var list = El("div").Class("govuk-radios", options.Classes).Attrs(options.Attributes).Attr("data-module", "govuk-radios")
            .Add(options.FormGroup?.BeforeInputs?.Content).Add(items.Render(options.Items)).Add(options.FormGroup?.AfterInputs?.Content);
        return ChoiceItems.Group(options.FormGroup, options.Fieldset, describedBy, hint, error, list);
    }
}

public sealed record CheckboxesOptions
{
    public string? DescribedBy { get; init; }
    public FieldsetOptions? Fieldset { get; init; }
    public HintOptions? Hint { get; init; }
    public ErrorMessageOptions? ErrorMessage { get; init; }
    public FormGroupOptions? FormGroup { get; init; }
    public string? IdPrefix { get; init; }
    public string? Name { get; init; }
    public IReadOnlyList<ChoiceItem?>? Items { get; init; }
    public IReadOnlyList<string>? Values { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Checkboxes
{
    public static IHtmlContent Render(CheckboxesOptions options)
    {
        var (describedBy, hint, error) = FormGroup.Describe(
            Or(options.IdPrefix, options.Name ?? ""), Or(options.Fieldset?.DescribedBy, options.DescribedBy ?? ""), options.Hint, options.ErrorMessage);
        // without a fieldset nothing else carries the description, so each box does
        var items = new ChoiceItems("checkbox", options.Name, Or(options.IdPrefix, options.Name ?? ""),
            options.Fieldset is null ? describedBy : null,
            item => item.Checked ?? (options.Values is { } values && values.Contains(item.Value, StringComparer.Ordinal)));
        var list = El("div").Class("govuk-checkboxes", options.Classes).Attrs(options.Attributes).Attr("data-module", "govuk-checkboxes")
            .Add(options.FormGroup?.BeforeInputs?.Content).Add(items.Render(options.Items)).Add(options.FormGroup?.AfterInputs?.Content);
        return ChoiceItems.Group(options.FormGroup, options.Fieldset, describedBy, hint, error, list);
    }
}

/// <summary>Radios and checkboxes are the same list but for the type, the class names and what is ticked.</summary>
internal sealed class ChoiceItems(string type, string? name, string idPrefix, string? describedBy, Func<ChoiceItem, bool> isChecked)
{
    private readonly string block = type == "radio" ? "govuk-radios" : "govuk-checkboxes";

    public static IHtmlContent Group(FormGroupOptions? group, FieldsetOptions? fieldset, string? describedBy,
        IHtmlContent? hint, IHtmlContent? error, IHtmlContent list)
    {
        var inner = All(hint, error, list);
        return FormGroup.Open(group, error is not null).Add(fieldset is null
            ? inner
            : Fieldset.Render(new()
            {
                DescribedBy = describedBy, Classes = fieldset.Classes, Attributes = fieldset.Attributes,
                Role = fieldset.Role, Legend = fieldset.Legend, Html = inner,
            }));
    }

    public IEnumerable<IHtmlContent?> Render(IReadOnlyList<ChoiceItem?>? items) =>
        (items ?? []).Select((item, index) => item is null ? null : Item(item, index + 1));

    private IHtmlContent Item(ChoiceItem item, int number)
    {
        if (Has(item.Divider)) return El("div").Class(block + "__divider").Text(item.Divider);

        // the first has no number, so that the error summary can link to it
        var id = Or(item.Id, number > 1 ? idPrefix + "-" + number : idPrefix);
        var ticked = isChecked(item);
        var hintId = item.Hint is { } h && (Has(h.Text) || Has(h.Html)) ? id + "-item-hint" : null;
        var conditionalId = Has(item.Conditional?.Html) ? "conditional-" + id : null;
        var input = El("input").Class(block + "__input").Attr("id", id).Attr("name", type == "radio" ? name ?? "" : Or(item.Name, name ?? ""))
            .Attr("type", type).Attr("value", item.Value ?? "").Flag("checked", ticked).Flag("disabled", item.Disabled)
            .Attr("data-aria-controls", conditionalId).AttrIf("data-behaviour", item.Behaviour)
            .Attr("aria-describedby", Ids(describedBy, hintId)).Attrs(item.Attributes);
        var label = Label.Render(new()
        {
            Text = item.Text, Html = item.Html, For = id, Attributes = item.Label?.Attributes,
            Classes = Ids(block + "__label", item.Label?.Classes),
        });
        var hint = hintId is null ? null : Hint.Render(item.Hint! with { Id = hintId, Classes = Ids(block + "__hint", item.Hint.Classes) });
        var conditional = conditionalId is null ? null : El("div")
            .Class(block + "__conditional", ticked ? null : block + "__conditional--hidden").Attr("id", conditionalId).Add(item.Conditional!.Html);
        return All(El("div").Class(block + "__item").Add(input).Add(label).Add(hint), conditional);
    }
}
