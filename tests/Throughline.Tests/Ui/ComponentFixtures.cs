using System.Text.Json;
using Microsoft.AspNetCore.Html;
using Throughline.Ui.Components;

namespace Throughline.Tests.Ui;

/// <summary>The cases that govuk-frontend ships with each component: options in, markup out.</summary>
internal static class ComponentFixtures
{
    /// <summary>Every component we have ported, and how its options become markup.</summary>
    public static readonly IReadOnlyDictionary<string, Func<JsonElement, IHtmlContent?>> Ported =
        new Dictionary<string, Func<JsonElement, IHtmlContent?>>(StringComparer.Ordinal)
        {
            ["accordion"] = json => Accordion.Render(ComponentJson.Read<AccordionOptions>(json)),
            ["back-link"] = json => BackLink.Render(ComponentJson.Read<BackLinkOptions>(json)),
            ["breadcrumbs"] = json => Breadcrumbs.Render(ComponentJson.Read<BreadcrumbsOptions>(json)),
            ["button"] = json => Button.Render(ComponentJson.Read<ButtonOptions>(json)),
            ["character-count"] = json => CharacterCount.Render(ComponentJson.Read<CharacterCountOptions>(json)),
            ["checkboxes"] = json => Checkboxes.Render(ComponentJson.Read<CheckboxesOptions>(json)),
            ["date-input"] = json => DateInput.Render(ComponentJson.Read<DateInputOptions>(json)),
            ["details"] = json => Details.Render(ComponentJson.Read<DetailsOptions>(json)),
            ["error-message"] = json => ErrorMessage.Render(ComponentJson.Read<ErrorMessageOptions>(json)),
            ["error-summary"] = json => ErrorSummary.Render(ComponentJson.Read<ErrorSummaryOptions>(json)),
            ["fieldset"] = json => Fieldset.Render(ComponentJson.Read<FieldsetOptions>(json)),
            ["file-upload"] = json => FileUpload.Render(ComponentJson.Read<FileUploadOptions>(json)),
            ["generic-header"] = json => GenericHeader.Render(ComponentJson.Read<GenericHeaderOptions>(json)),
            ["hint"] = json => Hint.Render(ComponentJson.Read<HintOptions>(json)),
            ["input"] = json => Input.Render(ComponentJson.Read<InputOptions>(json)),
            ["inset-text"] = json => InsetText.Render(ComponentJson.Read<InsetTextOptions>(json)),
            ["label"] = json => Label.Render(ComponentJson.Read<LabelOptions>(json)),
            ["notification-banner"] = json => NotificationBanner.Render(ComponentJson.Read<NotificationBannerOptions>(json)),
            ["pagination"] = json => Pagination.Render(ComponentJson.Read<PaginationOptions>(json)),
            ["panel"] = json => Panel.Render(ComponentJson.Read<PanelOptions>(json)),
            ["password-input"] = json => PasswordInput.Render(ComponentJson.Read<PasswordInputOptions>(json)),
            ["phase-banner"] = json => PhaseBanner.Render(ComponentJson.Read<PhaseBannerOptions>(json)),
            ["radios"] = json => Radios.Render(ComponentJson.Read<RadiosOptions>(json)),
            ["select"] = json => Select.Render(ComponentJson.Read<SelectOptions>(json)),
            ["service-navigation"] = json => ServiceNavigation.Render(ComponentJson.Read<ServiceNavigationOptions>(json)),
            ["skip-link"] = json => SkipLink.Render(ComponentJson.Read<SkipLinkOptions>(json)),
            ["summary-list"] = json => SummaryList.Render(ComponentJson.Read<SummaryListOptions>(json)),
            ["table"] = json => Table.Render(ComponentJson.Read<TableOptions>(json)),
            ["tabs"] = json => Tabs.Render(ComponentJson.Read<TabsOptions>(json)),
            ["tag"] = json => Tag.Render(ComponentJson.Read<TagOptions>(json)),
            ["task-list"] = json => TaskList.Render(ComponentJson.Read<TaskListOptions>(json)),
            ["textarea"] = json => Textarea.Render(ComponentJson.Read<TextareaOptions>(json)),
            ["warning-text"] = json => WarningText.Render(ComponentJson.Read<WarningTextOptions>(json)),
        };

    /// <summary>Components of govuk-frontend that we leave out, and why: the list is complete, and a test keeps it so.</summary>
    public static readonly IReadOnlyDictionary<string, string> LeftOut = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cookie-banner"] = "only strictly necessary cookies are set, so nothing is asked",
        ["exit-this-page"] = "for members of the public at risk; this is a service for practitioners",
        ["feedback"] = "GOV.UK's own feedback bar",
        ["footer"] = "carries the crown and Crown copyright, which are not ours; the layout has a plain footer",
        ["header"] = "carries the GOV.UK logo, which is not ours; the layout uses generic-header",
        ["language-navigation"] = "English only for now",
    };

    public sealed record Fixture(string Component, string Name, JsonElement Options, string Html)
    {
        public string Key => $"{Component}: {Name}";
    }

    private static readonly Lazy<IReadOnlyList<Fixture>> Read = new(ReadAll);

    public static IReadOnlyList<Fixture> All => Read.Value;

    public static string Folder
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
                if (File.Exists(Path.Combine(at.FullName, "Throughline.slnx")))
                    return Path.Combine(at.FullName, "frontend/node_modules/govuk-frontend/dist/govuk/components");
            throw new InvalidOperationException("The tests run outside the repository");
        }
    }

    private static List<Fixture> ReadAll()
    {
        if (!Directory.Exists(Folder)) return [];
        var all = new List<Fixture>();
        foreach (var component in Ported.Keys)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, component, "fixtures.json")));
            all.AddRange(json.RootElement.GetProperty("fixtures").EnumerateArray().Select(f => new Fixture(
                component, f.GetProperty("name").GetString()!, f.GetProperty("options").Clone(), f.GetProperty("html").GetString()!)));
        }

        return all;
    }
}
