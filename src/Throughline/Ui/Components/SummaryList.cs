using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

public sealed record SummaryText
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? Classes { get; init; }
}

public sealed record SummaryAction
{
    public string? Href { get; init; }
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }

    /// <summary>What the link changes, for somebody who hears only the link: "date of birth".</summary>
    public string? VisuallyHiddenText { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record SummaryActions
{
    public IReadOnlyList<SummaryAction>? Items { get; init; }
    public string? Classes { get; init; }
}

public sealed record SummaryRow
{
    public SummaryText? Key { get; init; }
    public SummaryText? Value { get; init; }
    public SummaryActions? Actions { get; init; }
    public string? Classes { get; init; }
}

public sealed record SummaryCardTitle
{
    public string? Text { get; init; }
    public IHtmlContent? Html { get; init; }
    public string? HeadingLevel { get; init; }
    public string? Classes { get; init; }
}

public sealed record SummaryCardOptions
{
    public SummaryCardTitle? Title { get; init; }
    public SummaryActions? Actions { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

public sealed record SummaryListOptions
{
    public IReadOnlyList<SummaryRow?>? Rows { get; init; }
    public SummaryCardOptions? Card { get; init; }
    public string? Classes { get; init; }
    public Attributes? Attributes { get; init; }
}

internal static class SummaryList
{
    public static IHtmlContent Render(SummaryListOptions options)
    {
        var rows = (options.Rows ?? []).OfType<SummaryRow>().ToArray();
        var anyHasActions = rows.Any(r => r.Actions?.Items is { Count: > 0 });
        var list = El("dl").Class("govuk-summary-list", options.Classes).Attrs(options.Attributes)
            .Add(rows.Select(row => Row(row, anyHasActions, options.Card?.Title)));
        return options.Card is { } card ? Card(card, list) : list;
    }

    private static Element Row(SummaryRow row, bool anyHasActions, SummaryCardTitle? title)
    {
        var element = El("div")
            .Class("govuk-summary-list__row", anyHasActions && row.Actions?.Items is null ? "govuk-summary-list__row--no-actions" : null, row.Classes)
            .Add(El("dt").Class("govuk-summary-list__key", row.Key?.Classes).TextOrHtml(row.Key?.Text, row.Key?.Html))
            .Add(El("dd").Class("govuk-summary-list__value", row.Value?.Classes).TextOrHtml(row.Value?.Text, row.Value?.Html));
        if (row.Actions?.Items is not { Count: > 0 } actions) return element;
        return element.Add(El("dd").Class("govuk-summary-list__actions", row.Actions.Classes).Add(actions.Count == 1
            ? Link(actions[0], title)
            : El("ul").Class("govuk-summary-list__actions-list")
                .Add(actions.Select(a => El("li").Class("govuk-summary-list__actions-list-item").Add(Link(a, title))))));
    }

    private static Element Card(SummaryCardOptions card, IHtmlContent list)
    {
        var header = El("div").Class("govuk-summary-card__title-wrapper");
        if (card.Title is { } title)
            header.Add(El("h" + Or(title.HeadingLevel, "2")).Class("govuk-summary-card__title", title.Classes).TextOrHtml(title.Text, title.Html));
        if (card.Actions?.Items is { Count: > 0 } actions)
            header.Add(actions.Count == 1
                ? El("div").Class("govuk-summary-card__actions", card.Actions.Classes).Add(Link(actions[0], card.Title))
                : El("ul").Class("govuk-summary-card__actions", card.Actions.Classes)
                    .Add(actions.Select(a => El("li").Class("govuk-summary-card__action").Add(Link(a, card.Title)))));
        return El("div").Class("govuk-summary-card", card.Classes).Attrs(card.Attributes)
            .Add(header).Add(El("div").Class("govuk-summary-card__content").Add(list));
    }

    private static Element Link(SummaryAction action, SummaryCardTitle? title)
    {
        var link = El("a").Class("govuk-link", action.Classes).Attr("href", action.Href ?? "").Attrs(action.Attributes)
            .TextOrHtml(action.Text, action.Html);
        if (!Has(action.VisuallyHiddenText) && title is null) return link;
        var hidden = El("span").Class("govuk-visually-hidden");
        if (Has(action.VisuallyHiddenText)) hidden.Text(" " + action.VisuallyHiddenText);
        if (title is not null) hidden.Text(" (").TextOrHtml(title.Text, title.Html).Text(")");
        return link.Add(hidden);
    }
}
