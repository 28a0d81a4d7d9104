using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record FileUploadOptions
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public bool Disabled { get; init; }
    public bool Multiple { get; init; }
    public string? DescribedBy { get; init; }
    public LabelOptions? Label { get; init; }
    public HintOptions? Hint { get; init; }
    public ErrorMessageOptions? ErrorMessage { get; init; }
    public FormGroupOptions? FormGroup { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }

    /// <summary>Drag and drop where scripts run; a plain file field where they do not.</summary>
    public bool Javascript { get; init; }
    public string? WrapperClasses { get; init; }
    public Attributes? WrapperAttributes { get; init; }
    public string? ChooseFilesButtonText { get; init; }
    public string? DropInstructionText { get; init; }
    public string? NoFileChosenText { get; init; }
    public string? EnteredDropZoneText { get; init; }
    public string? LeftDropZoneText { get; init; }
    public IReadOnlyDictionary<string, string>? MultipleFilesChosenText { get; init; }
}

internal static class FileUpload
{
    public static IHtmlContent Render(FileUploadOptions options)
    {
        var id = Or(options.Id, options.Name ?? "");
        var (describedBy, hint, error) = FormGroup.Describe(id, options.DescribedBy, options.Hint, options.ErrorMessage);
        var input = El("input").Class("govuk-file-upload", options.Classes, error is null ? null : "govuk-file-upload--error")
            .Attr("id", id).Attr("name", options.Name ?? "").Attr("type", "file")
            .Flag("disabled", options.Disabled).Flag("multiple", options.Multiple)
            .Attr("aria-describedby", describedBy).Attrs(options.Attributes);
        return FormGroup.Open(options.FormGroup, error is not null)
            .Add(Label.Render(options.Label is null ? null : options.Label with { For = id })).Add(hint).Add(error)
            .Add(options.FormGroup?.BeforeInput?.Content)
            .Add(options.Javascript ? Wrapper(options).Add(input) : input)
            .Add(options.FormGroup?.AfterInput?.Content);
    }

    private static Element Wrapper(FileUploadOptions options) => El("div")
        .Class("govuk-file-upload-wrapper", options.WrapperClasses).Attr("data-module", "govuk-file-upload")
        .AttrIf("data-i18n.choose-files-button", options.ChooseFilesButtonText)
        .AttrIf("data-i18n.no-file-chosen", options.NoFileChosenText)
        .Attrs(Plural.Attributes("multiple-files-chosen", options.MultipleFilesChosenText))
        .AttrIf("data-i18n.drop-instruction", options.DropInstructionText)
        .AttrIf("data-i18n.entered-drop-zone", options.EnteredDropZoneText)
        .AttrIf("data-i18n.left-drop-zone", options.LeftDropZoneText)
        .Attrs(options.WrapperAttributes);
}

/// <summary>Messages by plural rule ("one", "other") as the data attributes that govuk-frontend's scripts read.</summary>
internal static class Plural
{
    public static Attributes? Attributes(string key, IReadOnlyDictionary<string, string>? messages)
    {
        if (messages is null) return null;
        var attributes = new Attributes();
        foreach (var (rule, message) in messages) attributes[$"data-i18n.{key}.{rule}"] = message;
        return attributes;
    }
}
