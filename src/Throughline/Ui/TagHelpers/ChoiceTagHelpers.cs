using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;

namespace Throughline.Ui.TagHelpers;

/// <summary>A list to choose one from; use it only when radios would be too many.</summary>
[HtmlTargetElement("tl-select", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SelectTagHelper : FieldTagHelper
{
    public IEnumerable<SelectItem> Items { get; set; } = [];
    public string? Value { get; set; }

    /// <summary>An empty first entry: "Choose an agency".</summary>
    public string? Placeholder { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var items = Placeholder is null ? Items : Items.Prepend(new() { Value = "", Text = Placeholder });
        Replace(output, Select.Render(new()
        {
            Id = Id, Name = FullName, Items = [.. items], Value = ValueOf(FullName, For?.Model ?? Value),
            Label = LabelOptions, Hint = HintOptions, ErrorMessage = Error, Classes = Classes(output), Attributes = Others(output),
        }));
    }
}

/// <summary>What radios and checkboxes share: items given, or written as <c>&lt;tl-choice&gt;</c> between the tags.</summary>
public abstract class ChoicesTagHelper : FieldTagHelper
{
    public IEnumerable<ChoiceItem> Items { get; set; } = [];

    public bool Inline { get; set; }

    public bool Small { get; set; }

    private protected async Task<IReadOnlyList<ChoiceItem?>> CollectAsync(TagHelperContext context, TagHelperOutput output)
    {
        var written = new List<ChoiceItem>();
        context.Items[typeof(ChoiceTagHelper)] = written;
        await output.GetChildContentAsync();
        return [.. Items, .. written];
    }

    private protected string? ClassesOf(TagHelperOutput output, string block) =>
        Markup.Ids(Inline ? block + "--inline" : null, Small ? block + "--small" : null, Classes(output));
}

/// <summary>One of several: <c>&lt;tl-radios for="Input.Decision"&gt;&lt;tl-choice value="adopt"&gt;Adopt&lt;/tl-choice&gt;…</c>.</summary>
[HtmlTargetElement("tl-radios")]
public sealed class RadiosTagHelper : ChoicesTagHelper
{
    public string? Value { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        var items = await CollectAsync(context, output);
        Replace(output, Radios.Render(new()
        {
            IdPrefix = Id, Name = FullName, Items = items, Value = ValueOf(FullName, For?.Model ?? Value), Fieldset = FieldsetOptions,
            Hint = HintOptions, ErrorMessage = Error, Classes = ClassesOf(output, "govuk-radios"), Attributes = Others(output),
        }));
    }
}

/// <summary>Any of several, bound to a list or an array; or one box bound to a bool with value "true".</summary>
[HtmlTargetElement("tl-checkboxes")]
public sealed class CheckboxesTagHelper : ChoicesTagHelper
{
    public IReadOnlyList<string> Values { get; set; } = [];

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        var items = await CollectAsync(context, output);
        Replace(output, Checkboxes.Render(new()
        {
            IdPrefix = Id, Name = FullName, Items = items, Values = ValuesOf(FullName, For?.Model ?? Values), Fieldset = FieldsetOptions,
            Hint = HintOptions, ErrorMessage = Error, Classes = ClassesOf(output, "govuk-checkboxes"), Attributes = Others(output),
        }));
    }
}

/// <summary>
/// One choice. Its words stand between the tags; what it reveals when chosen in a <c>&lt;tl-reveal&gt;</c> inside;
/// <c>divider="or"</c> puts a word before it.
/// </summary>
[HtmlTargetElement("tl-choice")]
public sealed class ChoiceTagHelper : ComponentTagHelper
{
    public string Value { get; set; } = "";
    public string? Hint { get; set; }
    public string? Divider { get; set; }
    public bool Disabled { get; set; }

    /// <summary>Checkboxes: choosing this unticks the others.</summary>
    public bool Exclusive { get; set; }

    /// <summary>The key that chooses it inside a form with <c>data-shortcuts</c>.</summary>
    public string? Shortcut { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        var choices = (List<ChoiceItem>)context.Items[typeof(ChoiceTagHelper)];
        var reveal = new RevealTagHelper.Slot();
        context.Items[typeof(RevealTagHelper)] = reveal;
        var words = await Inside(output);
        var attributes = Others(output);
        if (Shortcut is not null) (attributes ??= [])["data-shortcut"] = Shortcut;
        if (Divider is not null) choices.Add(new() { Divider = Divider });
        choices.Add(new()
        {
            Value = Value, Html = words, Disabled = Disabled, Behaviour = Exclusive ? "exclusive" : null, Attributes = attributes,
            Hint = Hint is null ? null : new() { Text = Hint },
            Conditional = reveal.Content is null ? null : new() { Html = reveal.Content },
        });
        output.SuppressOutput();
    }
}

/// <summary>Fields that only matter when the choice around them is chosen. Without scripts they always show.</summary>
[HtmlTargetElement("tl-reveal", ParentTag = "tl-choice")]
public sealed class RevealTagHelper : ComponentTagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        ((Slot)context.Items[typeof(RevealTagHelper)]).Content = await Inside(output);
        output.SuppressOutput();
    }

    internal sealed class Slot
    {
        public IHtmlContent? Content { get; set; }
    }
}
