using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;

namespace Throughline.Ui.TagHelpers;

/// <summary>
/// What has just been done, said once on the next page: the act calls <see cref="Notification.Succeeded"/> and
/// redirects; the layout shows it.
/// </summary>
[HtmlTargetElement("tl-notification", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NotificationTagHelper : ComponentTagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var message = ViewContext.TempData[Notification.Key] as string;
        Replace(output, string.IsNullOrEmpty(message) ? null : NotificationBanner.Render(new() { Text = message, Type = "success" }));
    }
}

/// <summary>How an act leaves its message for the next page.</summary>
internal static class Notification
{
    public const string Key = "Notification";

    /// <summary>Call it just before redirecting: <c>TempData.Succeeded("Plan agreed")</c>.</summary>
    public static void Succeeded(this ITempDataDictionary tempData, string message) => tempData[Key] = message;
}
