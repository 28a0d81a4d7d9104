using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui;

/// <summary>One page of several about the same thing.</summary>
public sealed record SubNavigationItem(string Text, string Url, bool IsCurrent = false);

/// <summary>The pages about one person, or one meeting, under the identity bar (MoJ's sub navigation).</summary>
internal static class SubNavigation
{
    /// <summary>The key in <c>ViewData</c> under which a page leaves the list for the layout.</summary>
    public const string Key = "SubNavigation";

    public static IHtmlContent? Render(IReadOnlyList<SubNavigationItem>? items, string label) => items is not { Count: > 0 } ? null
        : El("nav").Class("moj-sub-navigation").Attr("aria-label", label)
            .Add(El("ul").Class("moj-sub-navigation__list").Add(items.Select(item => El("li").Class("moj-sub-navigation__item")
                .Add(El("a").Class("moj-sub-navigation__link").Attr("aria-current", item.IsCurrent ? "page" : null)
                    .Attr("href", item.Url).Text(item.Text)))));
}
