using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record CountMessageOptions
{
    public string? Classes { get; init; }
}

public sealed record CharacterCountOptions
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Rows { get; init; }
    public string? Value { get; init; }
    public string? Maxlength { get; init; }
    public string? Maxwords { get; init; }
    public string? Threshold { get; init; }
    public string? CountType { get; init; }
    public LabelOptions? Label { get; init; }
    public HintOptions? Hint { get; init; }
    public ErrorMessageOptions? ErrorMessage { get; init; }
    public FormGroupOptions? FormGroup { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
    public bool? Spellcheck { get; init; }
    public CountMessageOptions? CountMessage { get; init; }
    public string? TextareaDescriptionText { get; init; }
    public IReadOnlyDictionary<string, string>? CharactersUnderLimitText { get; init; }
    public string? CharactersAtLimitText { get; init; }
    public IReadOnlyDictionary<string, string>? CharactersOverLimitText { get; init; }
    public IReadOnlyDictionary<string, string>? WordsUnderLimitText { get; init; }
    public string? WordsAtLimitText { get; init; }
    public IReadOnlyDictionary<string, string>? WordsOverLimitText { get; init; }
}

/// <summary>A text area that says how much may be written, and with scripts counts down.</summary>
internal static class CharacterCount
{
    public static IHtmlContent Render(CharacterCountOptions options)
    {
        var id = Or(options.Id, options.Name ?? "");
        var limit = Has(options.Maxwords) ? options.Maxwords : options.Maxlength;
        var countType = Has(options.CountType) ? options.CountType : Has(options.Maxwords) ? "words" : null;
        var description = Or(options.TextareaDescriptionText, "You can enter up to %{count} " + (countType == "words" ? "words" : "characters"));
        var message = Hint.Render(new()
        {
            Id = id + "-info",
            Classes = Ids("govuk-character-count__message", options.CountMessage?.Classes),
            Text = Has(limit) ? description.Replace("%{count}", limit, StringComparison.Ordinal) : null,
        });
        return Textarea.Render(new()
        {
            Id = id, Name = options.Name, DescribedBy = id + "-info", Rows = options.Rows, Spellcheck = options.Spellcheck, Value = options.Value,
            Classes = Ids("govuk-js-character-count", options.Classes),
            Label = options.Label, Hint = options.Hint, ErrorMessage = options.ErrorMessage, Attributes = options.Attributes,
            FormGroup = new()
            {
                Classes = Ids("govuk-character-count", options.FormGroup?.Classes),
                Attributes = Data(options, countType, hasLimit: Has(limit)),
                BeforeInput = options.FormGroup?.BeforeInput,
                AfterInput = new() { Html = All(message, options.FormGroup?.AfterInput?.Content) },
            },
        });
    }

    private static Attributes Data(CharacterCountOptions options, string? countType, bool hasLimit)
    {
        var data = new Attributes { ["data-module"] = "govuk-character-count" };
        Put("data-maxlength", options.Maxlength);
        Put("data-maxwords", options.Maxwords);
        Put("data-threshold", options.Threshold);
        Put("data-count-type", countType);
        if (!hasLimit) Put("data-i18n.textarea-description.other", options.TextareaDescriptionText);
        Join(Plural.Attributes("characters-under-limit", options.CharactersUnderLimitText));
        Put("data-i18n.characters-at-limit", options.CharactersAtLimitText);
        Join(Plural.Attributes("characters-over-limit", options.CharactersOverLimitText));
        Join(Plural.Attributes("words-under-limit", options.WordsUnderLimitText));
        Put("data-i18n.words-at-limit", options.WordsAtLimitText);
        Join(Plural.Attributes("words-over-limit", options.WordsOverLimitText));
        Join(options.FormGroup?.Attributes);
        return data;

        void Put(string name, string? value)
        {
            if (Has(value)) data[name] = value;
        }

        void Join(Attributes? more)
        {
            foreach (var (name, value) in more ?? []) data[name] = value;
        }
    }
}
