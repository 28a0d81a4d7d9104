using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;
using Throughline.Ui.Forms;

namespace Throughline.Ui.TagHelpers;

/// <summary>
/// A field bound to a property of the model: its name, what was typed, what is wrong with it. <c>for</c> is the usual
/// way; a form that only filters a list may give <c>name</c> and <c>value</c> instead.
/// </summary>
public abstract class FieldTagHelper : ComponentTagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public ModelExpression? For { get; set; }

    public string? Name { get; set; }

    /// <summary>The question; the property's display name when not given.</summary>
    public string? Label { get; set; }

    /// <summary>"s", "m", "l" or "xl" for a bigger label.</summary>
    public string? LabelSize { get; set; }

    /// <summary>True when the question is the page's only one: the label is its h1.</summary>
    public bool IsHeading { get; set; }

    public string? Hint { get; set; }

    /// <summary>True adds "(optional)" to the label: everything else is expected to be answered.</summary>
    public bool Optional { get; set; }

    private protected string FullName => For is null
        ? Name ?? throw new InvalidOperationException($"<{GetType().Name}> needs for or name")
        : ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    private protected string Id => IdOf(FullName);

    private protected string LabelText => (Label ?? (For is null ? FullName : FieldName.Of(For.Metadata))) + (Optional ? " (optional)" : "");

    private protected LabelOptions LabelOptions => new()
    {
        Text = LabelText, IsPageHeading = IsHeading, Classes = Size("govuk-label"),
    };

    private protected FieldsetOptions FieldsetOptions => new()
    {
        Legend = new() { Text = LabelText, IsPageHeading = IsHeading, Classes = Size("govuk-fieldset__legend") ?? "govuk-fieldset__legend--s" },
    };

    private protected HintOptions? HintOptions => string.IsNullOrEmpty(Hint) ? null : new() { Text = Hint };

    private protected ErrorMessageOptions? Error => ErrorFor(FullName) is { } message ? new() { Text = message } : null;

    /// <summary>Notes where on the page the field stands, so that the error summary lists errors in the order of the fields.</summary>
    public override void Init(TagHelperContext context) => FieldOrder.Of(ViewContext.HttpContext).Add(FullName);

    /// <summary>The id that a field with this name gets; the error summary links to the same.</summary>
    internal static string IdOf(string name) => TagBuilder.CreateSanitizedId(name, "_");

    /// <summary>What was typed when there is such a thing, otherwise what the model holds.</summary>
    private protected string? ValueOf(string name, object? model)
    {
        if (ViewContext.ViewData.ModelState.TryGetValue(name, out var entry) && entry.RawValue is not null) return entry.AttemptedValue;
        return Text(model);
    }

    /// <summary>Several values, for checkboxes.</summary>
    private protected IReadOnlyList<string> ValuesOf(string name, object? model)
    {
        if (ViewContext.ViewData.ModelState.TryGetValue(name, out var entry) && entry.RawValue is not null)
            return entry.RawValue is string[] several ? several : [entry.AttemptedValue ?? ""];
        return model switch
        {
            null => [],
            string one => [one],
            IEnumerable many => [.. many.Cast<object?>().Select(v => Text(v) ?? "")],
            _ => [Text(model) ?? ""],
        };
    }

    private protected string? ErrorFor(string name) =>
        ViewContext.ViewData.ModelState.TryGetValue(name, out var entry) && entry is { ValidationState: ModelValidationState.Invalid, Errors: [var first, ..] }
            ? MessageOf(first)
            : null;

    internal static string MessageOf(ModelError error) => string.IsNullOrEmpty(error.ErrorMessage) ? "This cannot be read" : error.ErrorMessage;

    private protected static string? Text(object? model) => model switch
    {
        null => null,
        bool b => b ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToWords(),
        IFormattable f => f.ToString(format: null, CultureInfo.InvariantCulture),
        _ => model.ToString(),
    };

    private string? Size(string block) => LabelSize is null ? IsHeading ? block + "--l" : null : $"{block}--{LabelSize}";
}

/// <summary>The names of the fields of the page so far, from top to bottom.</summary>
internal static class FieldOrder
{
    private static readonly object Key = new();

    public static List<string> Of(HttpContext context)
    {
        if (context.Items[Key] is List<string> names) return names;
        names = [];
        context.Items[Key] = names;
        return names;
    }
}

/// <summary>One line of text: <c>&lt;tl-input for="Input.FamilyName" width="20" /&gt;</c>.</summary>
[HtmlTargetElement("tl-input", TagStructure = TagStructure.WithoutEndTag)]
public sealed class InputTagHelper : FieldTagHelper
{
    public string? Value { get; set; }
    public string? Type { get; set; }

    /// <summary>2, 3, 4, 5, 10, 20 or 30 characters wide, when the answer's length is known.</summary>
    public int? Width { get; set; }
    public string? Prefix { get; set; }
    public string? Suffix { get; set; }
    public string? Inputmode { get; set; }
    public string? Autocomplete { get; set; }
    public bool? Spellcheck { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var options = new InputOptions
        {
            Id = Id, Name = FullName, Type = Type, Inputmode = Inputmode, Autocomplete = Autocomplete, Spellcheck = Spellcheck,
            // a password is never written back into a page
            Value = Type == "password" ? null : ValueOf(FullName, For?.Model ?? Value),
            Label = LabelOptions, Hint = HintOptions, ErrorMessage = Error,
            Prefix = Prefix is null ? null : new() { Text = Prefix },
            Suffix = Suffix is null ? null : new() { Text = Suffix },
            Classes = Markup.Ids(Width is null ? null : $"govuk-input--width-{Width}", Classes(output)),
            Attributes = Others(output),
        };
        Replace(output, Type != "password" ? Input.Render(options) : PasswordInput.Render(new()
        {
            Id = Id, Name = FullName, Label = LabelOptions, Hint = HintOptions, ErrorMessage = Error,
            Autocomplete = Autocomplete, Classes = Width is null ? Markup.Ids("govuk-input--width-20", options.Classes) : options.Classes,
            Attributes = options.Attributes,
        }));
    }
}

/// <summary>Several lines: <c>&lt;tl-textarea for="Input.Reasons" rows="5" max-length="2000" /&gt;</c>.</summary>
[HtmlTargetElement("tl-textarea", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TextareaTagHelper : FieldTagHelper
{
    public int Rows { get; set; } = 5;

    /// <summary>Shows how many characters are left. Check the same limit on the server.</summary>
    public int? MaxLength { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var rows = Rows.ToString(CultureInfo.InvariantCulture);
        var value = ValueOf(FullName, For?.Model);
        Replace(output, MaxLength is { } limit
            ? CharacterCount.Render(new()
            {
                Id = Id, Name = FullName, Rows = rows, Value = value, Maxlength = limit.ToString(CultureInfo.InvariantCulture),
                Label = LabelOptions, Hint = HintOptions, ErrorMessage = Error, Classes = Classes(output), Attributes = Others(output),
            })
            : Textarea.Render(new()
            {
                Id = Id, Name = FullName, Rows = rows, Value = value,
                Label = LabelOptions, Hint = HintOptions, ErrorMessage = Error, Classes = Classes(output), Attributes = Others(output),
            }));
    }
}

/// <summary>A file: <c>&lt;tl-file-upload for="Input.File" accept=".csv,.xlsx" /&gt;</c> in a form with <c>enctype="multipart/form-data"</c>.</summary>
[HtmlTargetElement("tl-file-upload", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FileUploadTagHelper : FieldTagHelper
{
    public bool Multiple { get; set; }

    /// <summary>
    /// The design system's drop zone. Off, because the browser's own field takes dropped files as well and its name is
    /// read as it is seen (the drop zone's is not: WCAG 2.5.3).
    /// </summary>
    public bool DropZone { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Replace(output, FileUpload.Render(new()
        {
            Id = Id, Name = FullName, Multiple = Multiple, Javascript = DropZone,
            Label = LabelOptions, Hint = HintOptions, ErrorMessage = Error, Classes = Classes(output), Attributes = Others(output),
        }));
    }
}

/// <summary>A date in three boxes, bound to <c>DateOnly?</c>: <c>&lt;tl-date-input for="Input.ReleasedOn" /&gt;</c>.</summary>
[HtmlTargetElement("tl-date-input", TagStructure = TagStructure.WithoutEndTag)]
public sealed class DateInputTagHelper : FieldTagHelper
{
    /// <summary>"bday" and so on: "bday-day", "bday-month" and "bday-year" go to the boxes.</summary>
    public string? Autocomplete { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var date = For?.Model as DateOnly?;
        var typed = new DateParts(
            ValueOf(FullName + ".Day", date?.Day), ValueOf(FullName + ".Month", date?.Month), ValueOf(FullName + ".Year", date?.Year));
        var error = Error;
        var faults = error is null ? default : typed.Read("").Faults;
        // an error that is not in one box (missing, too late) is in all of them
        var all = error is not null && !faults.Any;
        Replace(output, DateInput.Render(new()
        {
            Id = Id, Fieldset = FieldsetOptions, Hint = HintOptions, ErrorMessage = error, Classes = Classes(output), Attributes = Others(output),
            Items =
            [
                Box("Day", typed.Day, 2, all || faults.Day),
                Box("Month", typed.Month, 2, all || faults.Month),
                Box("Year", typed.Year, 4, all || faults.Year),
            ],
        }));
    }

    private DateInputItem Box(string part, string? value, int width, bool isAtFault) => new()
    {
        Id = $"{Id}-{part.ToLowerInvariant()}", Name = $"{FullName}.{part}", Label = part, Value = value, Error = isAtFault,
        Classes = $"govuk-input--width-{width}", Autocomplete = Autocomplete is null ? null : $"{Autocomplete}-{part.ToLowerInvariant()}",
    };
}
