using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

/// <summary>One of the three boxes of a date.</summary>
public sealed record DateInputItem
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Label { get; init; }
    public string? Value { get; init; }
    public string? Autocomplete { get; init; }
    public string? Inputmode { get; init; }
    public string? Pattern { get; init; }
    public string? Classes { get; init; }

    /// <summary>Whether this box is at fault; null lets the whole date be marked.</summary>
    public bool? Error { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record DateInputOptions
{
    public string? Id { get; init; }
    public string? NamePrefix { get; init; }
    public DateInputPart Day { get; init; }
    public DateInputPart Month { get; init; }
    public DateInputPart Year { get; init; }
    public IReadOnlyList<DateInputItem?>? Items { get; init; }
    public IReadOnlyDictionary<string, string?>? Values { get; init; }
    public HintOptions? Hint { get; init; }
    public ErrorMessageOptions? ErrorMessage { get; init; }
    public FormGroupOptions? FormGroup { get; init; }
    public FieldsetOptions? Fieldset { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

/// <summary>A box of the date: as usual (the default), given, or left out (<c>false</c> in govuk-frontend's options).</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(DateInputPartJson))]
public readonly record struct DateInputPart(DateInputItem? Item, bool IsLeftOut = false)
{
    public static implicit operator DateInputPart(DateInputItem item) => new(item);
}

internal sealed class DateInputPartJson : System.Text.Json.Serialization.JsonConverter<DateInputPart>
{
    public override DateInputPart Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
        reader.TokenType == System.Text.Json.JsonTokenType.False
            ? new(null, IsLeftOut: true)
            : new(System.Text.Json.JsonSerializer.Deserialize<DateInputItem>(ref reader, options));

    public override void Write(System.Text.Json.Utf8JsonWriter writer, DateInputPart value, System.Text.Json.JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>Day, month and year in three boxes: the only date entry that everybody can use.</summary>
internal static class DateInput
{
    public static IHtmlContent Render(DateInputOptions options)
    {
        DateInputItem?[] usual =
        [
            Usual(options, options.Day, "day", "govuk-input--width-2"),
            Usual(options, options.Month, "month", "govuk-input--width-2"),
            Usual(options, options.Year, "year", "govuk-input--width-4"),
        ];
        var boxes = options.Items is { Count: > 0 } given ? given : usual;
        var anyIsAtFault = boxes.Any(b => b is not null && IsAtFault(b));
        var (describedBy, hint, error) = FormGroup.Describe(options.Id, options.Fieldset?.DescribedBy, options.Hint, options.ErrorMessage);
        var list = El("div").Class("govuk-date-input", options.Classes).Attrs(options.Attributes).AttrIf("id", options.Id)
            .Add(options.FormGroup?.BeforeInputs?.Content)
            .Add(boxes.OfType<DateInputItem>().Select(b => Box(options, b, usual, anyIsAtFault)))
            .Add(options.FormGroup?.AfterInputs?.Content);
        // the role makes JAWS read the description of a group of text boxes
        return ChoiceItems.Group(options.FormGroup, options.Fieldset is null ? null : options.Fieldset with { Role = "group" },
            describedBy, hint, error, list);
    }

    private static DateInputItem? Usual(DateInputOptions options, DateInputPart part, string name, string classes) =>
        part.IsLeftOut ? null
        : part.Item is { } item ? item with { Name = item.Name ?? name }
        : new() { Name = name, Classes = classes, Value = options.Values?.GetValueOrDefault(name) };

    private static bool IsAtFault(DateInputItem box) =>
        box.Error == true || box.Classes?.Contains("govuk-input--error", StringComparison.Ordinal) == true;

    private static Element Box(DateInputOptions options, DateInputItem box, DateInputItem?[] usual, bool anyIsAtFault)
    {
        var at = Has(box.Name)
            ? Array.FindIndex(usual, u => u?.Name == box.Name) is >= 0 and var found ? found : Array.IndexOf(["day", "month", "year"], box.Name)
            : -1;
        var name = box.Name ?? "";
        var value = box.Value ?? (at >= 0 ? usual[at]?.Value : null);
        var marked = (box.Classes is null || !box.Classes.Contains("govuk-input--error", StringComparison.Ordinal))
            && (IsAtFault(box) || (box.Error != false && options.ErrorMessage is not null && !anyIsAtFault));
        var width = box.Classes?.Contains("govuk-input--width-", StringComparison.Ordinal) == true
            ? null
            : "govuk-input--width-" + (at == 2 ? "4" : "2");
        var prefixed = Has(options.NamePrefix) ? options.NamePrefix + "-" + name : name;
        return El("div").Class("govuk-date-input__item").Add(Input.Render(new()
        {
            Label = new() { Text = Or(box.Label, Capital(name)), Classes = "govuk-date-input__label" },
            Id = Or(box.Id, options.Id + "-" + name),
            Classes = Ids("govuk-date-input__input", marked ? "govuk-input--error" : null, width, box.Classes),
            Name = prefixed,
            Value = value ?? options.Values?.GetValueOrDefault(prefixed),
            Type = "text",
            Inputmode = Or(box.Inputmode, "numeric"),
            Autocomplete = box.Autocomplete,
            Pattern = box.Pattern,
            Attributes = box.Attributes,
        }));
    }

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();
}
