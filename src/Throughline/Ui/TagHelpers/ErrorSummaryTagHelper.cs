using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;
using Throughline.Ui.Forms;

namespace Throughline.Ui.TagHelpers;

/// <summary>
/// What is wrong with the form, first on the page, each linked to its field, in the order of the fields. Nothing when
/// nothing is wrong. The layout shows it, so a page need not; a page that does (after its fields, or in a place of its
/// own) keeps the layout from showing it twice.
/// </summary>
[HtmlTargetElement("tl-error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper : ComponentTagHelper
{
    private const string Shown = "ErrorSummaryShown";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var state = ViewContext.ViewData.ModelState;
        var fields = FieldOrder.Of(ViewContext.HttpContext);
        var errors = (from entry in state
                      where entry.Value is { ValidationState: ModelValidationState.Invalid }
                      let place = fields.FindIndex(f => string.Equals(f, entry.Key, StringComparison.OrdinalIgnoreCase))
                      orderby place < 0 ? int.MaxValue : place
                      from error in entry.Value.Errors
                      select new ErrorSummaryItem { Text = FieldTagHelper.MessageOf(error), Href = Href(state, entry.Key) })
            .DistinctBy(item => (item.Text, item.Href)).ToArray();
        if (errors.Length == 0 || ViewContext.ViewData.ContainsKey(Shown))
        {
            output.SuppressOutput();
            return;
        }

        ViewContext.ViewData[Shown] = true;
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
