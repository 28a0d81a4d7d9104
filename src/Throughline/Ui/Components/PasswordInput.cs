using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record PasswordButtonOptions
{
    public string? Classes { get; init; }
}

public sealed record PasswordInputOptions
{
    public string? Id { get; init; }
    public string? Name { get; init; }
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
    public PasswordButtonOptions? Button { get; init; }
    public string? ShowPasswordText { get; init; }
    public string? HidePasswordText { get; init; }
    public string? ShowPasswordAriaLabelText { get; init; }
    public string? HidePasswordAriaLabelText { get; init; }
    public string? PasswordShownAnnouncementText { get; init; }
    public string? PasswordHiddenAnnouncementText { get; init; }
}

/// <summary>A password field with a button, hidden without scripts, that shows what was typed.</summary>
internal static class PasswordInput
{
    public static IHtmlContent Render(PasswordInputOptions options)
    {
        var id = Or(options.Id, options.Name ?? "");
        var button = Button.Render(new()
        {
            Type = "button",
            Classes = Ids("govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle", options.Button?.Classes),
            Text = options.ShowPasswordText ?? "Show",
            Attributes = new() { ["aria-controls"] = id, ["aria-label"] = options.ShowPasswordAriaLabelText ?? "Show password", ["hidden"] = null },
        });
        return Input.Render(new()
        {
            FormGroup = new()
            {
                Classes = Ids("govuk-password-input", options.FormGroup?.Classes),
                Attributes = Data(options),
                BeforeInput = options.FormGroup?.BeforeInput,
                AfterInput = new() { Html = All(button, options.FormGroup?.AfterInput?.Content) },
            },
            InputWrapper = new() { Classes = "govuk-password-input__wrapper" },
            Label = options.Label, Hint = options.Hint, ErrorMessage = options.ErrorMessage,
            Classes = Ids("govuk-password-input__input govuk-js-password-input-input", options.Classes),
            Id = id, Name = options.Name, Type = "password", Spellcheck = false, Autocapitalize = "none",
            Autocomplete = Or(options.Autocomplete, "current-password"),
            Value = options.Value, Disabled = options.Disabled, DescribedBy = options.DescribedBy, Attributes = options.Attributes,
        });
    }

    private static Attributes Data(PasswordInputOptions options)
    {
        var data = new Attributes { ["data-module"] = "govuk-password-input" };
        Put("data-i18n.show-password", options.ShowPasswordText);
        Put("data-i18n.hide-password", options.HidePasswordText);
        Put("data-i18n.show-password-aria-label", options.ShowPasswordAriaLabelText);
        Put("data-i18n.hide-password-aria-label", options.HidePasswordAriaLabelText);
        Put("data-i18n.password-shown-announcement", options.PasswordShownAnnouncementText);
        Put("data-i18n.password-hidden-announcement", options.PasswordHiddenAnnouncementText);
        foreach (var (name, value) in options.FormGroup?.Attributes ?? []) data[name] = value;
        return data;

        void Put(string name, string? value)
        {
            if (Has(value)) data[name] = value;
        }
    }
}
