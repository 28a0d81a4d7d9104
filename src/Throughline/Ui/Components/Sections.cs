using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record TabPanel
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record TabItem
{
    public string? Id { get; init; }
    public string? Label { get; init; }
    public TabPanel? Panel { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record TabsOptions
{
    public string? Id { get; init; }
    public string? IdPrefix { get; init; }
    public string? Title { get; init; }
    public IReadOnlyList<TabItem?>? Items { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

/// <summary>Tabs with scripts, a list of contents with sections without them.</summary>
internal static class Tabs
{
    public static IHtmlContent Render(TabsOptions options)
    {
        var tabs = El("div").AttrIf("id", options.Id).Class("govuk-tabs", options.Classes).Attrs(options.Attributes)
            .Attr("data-module", "govuk-tabs").Add(El("h2").Class("govuk-tabs__title").Text(options.Title ?? "Contents"));
        if (options.Items is not { Count: > 0 } items) return tabs;
        return tabs
            .Add(El("ul").Class("govuk-tabs__list").Add(items.Select((item, at) => item is null ? null : ListItem(item, Id(item, at), at))))
            .Add(items.Select((item, at) => item is null ? null : Panel(item, Id(item, at), at)));

        string Id(TabItem item, int at) => Or(item.Id, $"{options.IdPrefix}-{at + 1}");
    }

    private static Element ListItem(TabItem item, string id, int at) => El("li")
        .Class("govuk-tabs__list-item", at == 0 ? "govuk-tabs__list-item--selected" : null)
        .Add(El("a").Class("govuk-tabs__tab").Attr("href", "#" + id).Attrs(item.Attributes).Text(item.Label));

    private static Element Panel(TabItem item, string id, int at)
    {
        var panel = El("div").Class("govuk-tabs__panel", at > 0 ? "govuk-tabs__panel--hidden" : null).Attr("id", id).Attrs(item.Panel?.Attributes);
        if (Has(item.Panel?.Html)) return panel.Add(item.Panel!.Html);
        return Has(item.Panel?.Text) ? panel.Add(El("p").Class("govuk-body").Text(item.Panel!.Text)) : panel;
    }
}

public sealed record AccordionItem
{
    public ContentOptions? Heading { get; init; }
    public ContentOptions? Summary { get; init; }
    public ContentOptions? Content { get; init; }
    public bool Expanded { get; init; }
}

public sealed record AccordionOptions
{
    public string? Id { get; init; }
    public string? HeadingLevel { get; init; }
    public IReadOnlyList<AccordionItem?>? Items { get; init; }
    public bool? RememberExpanded { get; init; }
    public string? HideAllSectionsText { get; init; }
    public string? HideSectionText { get; init; }
    public string? HideSectionAriaLabelText { get; init; }
    public string? ShowAllSectionsText { get; init; }
    public string? ShowSectionText { get; init; }
    public string? ShowSectionAriaLabelText { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class Accordion
{
    public static IHtmlContent Render(AccordionOptions options) => El("div").Class("govuk-accordion", options.Classes)
        .Attr("data-module", "govuk-accordion").Attr("id", options.Id ?? "")
        .AttrIf("data-i18n.hide-all-sections", options.HideAllSectionsText)
        .AttrIf("data-i18n.hide-section", options.HideSectionText)
        .AttrIf("data-i18n.hide-section-aria-label", options.HideSectionAriaLabelText)
        .AttrIf("data-i18n.show-all-sections", options.ShowAllSectionsText)
        .AttrIf("data-i18n.show-section", options.ShowSectionText)
        .AttrIf("data-i18n.show-section-aria-label", options.ShowSectionAriaLabelText)
        .Attr("data-remember-expanded", options.RememberExpanded switch { true => "true", false => "false", null => null })
        .Attrs(options.Attributes)
        .Add((options.Items ?? []).Select((item, at) => item is null ? null : Section(options, item, at + 1)));

    private static Element Section(AccordionOptions options, AccordionItem item, int number)
    {
        var header = El("div").Class("govuk-accordion__section-header")
            .Add(El("h" + Or(options.HeadingLevel, "2")).Class("govuk-accordion__section-heading")
                .Add(El("span").Class("govuk-accordion__section-button").Attr("id", $"{options.Id}-heading-{number}")
                    .TextOrHtml(item.Heading?.Text, item.Heading?.Html)));
        if (item.Summary is { IsEmpty: false } summary)
            header.Add(El("div").Class("govuk-accordion__section-summary govuk-body").Attr("id", $"{options.Id}-summary-{number}").Add(summary.Content));
        var content = El("div").Attr("id", $"{options.Id}-content-{number}").Class("govuk-accordion__section-content");
        if (Has(item.Content?.Html)) content.Add(item.Content!.Html);
        else if (Has(item.Content?.Text)) content.Add(El("p").Class("govuk-body").Text(item.Content!.Text));
        return El("div").Class("govuk-accordion__section", item.Expanded ? "govuk-accordion__section--expanded" : null).Add(header).Add(content);
    }
}

public sealed record TaskStatus
{
    public TagOptions? Tag { get; init; }
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Classes { get; init; }
}

public sealed record TaskItem
{
    public SummaryText? Title { get; init; }
    public ContentOptions? Hint { get; init; }
    public TaskStatus? Status { get; init; }
    public string? Href { get; init; }
    public string? Classes { get; init; }
}

public sealed record TaskListOptions
{
    public IReadOnlyList<TaskItem?>? Items { get; init; }
    public string? IdPrefix { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class TaskList
{
    public static IHtmlContent Render(TaskListOptions options) => El("ul").Class("govuk-task-list", options.Classes).Attrs(options.Attributes)
        .Add((options.Items ?? []).Select((item, at) => item is null ? null : Item(item, $"{Or(options.IdPrefix, "task-list")}-{at + 1}")));

    private static Element Item(TaskItem item, string id)
    {
        var hintId = item.Hint is null ? null : id + "-hint";
        var name = Has(item.Href)
            ? El("a").Class("govuk-link govuk-task-list__link", item.Title?.Classes).Attr("href", item.Href)
                .Attr("aria-describedby", Ids(hintId, id + "-status"))
            : El("div").Class(item.Title?.Classes);
        var status = El("div").Class("govuk-task-list__status", item.Status?.Classes).Attr("id", id + "-status");
        return El("li").Class("govuk-task-list__item", Has(item.Href) ? "govuk-task-list__item--with-link" : null, item.Classes)
            .Add(El("div").Class("govuk-task-list__name-and-hint")
                .Add(name.TextOrHtml(item.Title?.Text, item.Title?.Html))
                .Add(hintId is null ? null : El("div").Attr("id", hintId).Class("govuk-task-list__hint").Add(item.Hint!.Content)))
            .Add(item.Status?.Tag is { } tag ? status.Add(Tag.Render(tag)) : status.TextOrHtml(item.Status?.Text, item.Status?.Html));
    }
}
