using System.Net;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;

namespace Throughline.Ui.TagHelpers;

/// <summary>A tag helper that replaces itself by a component.</summary>
public abstract class ComponentTagHelper : TagHelper
{
    /// <summary>Writes the component in place of the tag.</summary>
    private protected static void Replace(TagHelperOutput output, IHtmlContent? content)
    {
        output.TagName = null;
        output.Attributes.Clear();
        if (content is null) output.SuppressOutput();
        else output.Content.SetHtmlContent(content);
    }

    /// <summary>The class attribute that the page's author wrote on the tag.</summary>
    private protected static string? Classes(TagHelperOutput output) =>
        output.Attributes.TryGetAttribute("class", out var found) ? Plain(found.Value) : null;

    /// <summary>Everything else the author wrote on the tag, for the component's main element.</summary>
    private protected static Attributes? Others(TagHelperOutput output)
    {
        Attributes? others = null;
        foreach (var attribute in output.Attributes)
        {
            if (string.Equals(attribute.Name, "class", StringComparison.OrdinalIgnoreCase)) continue;
            (others ??= [])[attribute.Name] = attribute.ValueStyle == HtmlAttributeValueStyle.Minimized ? null : Plain(attribute.Value);
        }

        return others;
    }

    /// <summary>What stands between the tags, or null when that is nothing.</summary>
    private protected static async Task<IHtmlContent?> Inside(TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        return content.IsEmptyOrWhiteSpace ? null : content;
    }

    /// <summary>Literal attributes arrive encoded already; components encode, so decode first.</summary>
    private static string? Plain(object? value) => value switch
    {
        null => null,
        IHtmlContent html => WebUtility.HtmlDecode(Markup.ToString(html)),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
    };
}
