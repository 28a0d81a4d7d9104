using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;
using Throughline.Ui.Forms;

namespace Throughline.Ui.TagHelpers;

/// <summary>
/// What is wrong with the form, first on the page, each linked to its field. Nothing when nothing is wrong. It also puts
/// "Error: " before the page's title, which is what a screen reader says first.
/// </summary>
[HtmlTargetElement("tl-error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper : ComponentTagHelper
{
    /// <summary>The key in <c>ViewData</c> that tells the layout to begin the title with "Error: ".</summary>
    internal const string HasErrors = "HasErrors";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var state = ViewContext.ViewData.ModelState;
        var errors = (from entry in state
                      where entry.Value is { ValidationState: ModelValidationState.Invalid }
                      from error in entry.Value.Errors
                      select new ErrorSummaryItem { Text = FieldTagHelper.MessageOf(error), Href = Href(state, entry.Key) }).ToArray();
        if (errors.Length == 0)
        {
            output.SuppressOutput();
            return;
        }

        ViewContext.ViewData[HasErrors] = true;
        Replace(output, ErrorSummary.Render(new() { TitleText = "There is a problem", ErrorList = errors }));
    }

    /// <summary>The field's own id; for a date, its first box at fault.</summary>
    private static string? Href(ModelStateDictionary state, string key)
    {
        if (key.Length == 0) return null;
        var id = FieldTagHelper.IdOf(key);
        if (!state.ContainsKey(key + ".Day")) return "#" + id;
        var typed = new DateParts(Box("Day"), Box("Month"), Box("Year"));
        return $"#{id}-{typed.Read("").Faults.First}";

        string? Box(string part) => state.TryGetValue($"{key}.{part}", out var entry) ? entry.AttemptedValue : null;
    }
}
