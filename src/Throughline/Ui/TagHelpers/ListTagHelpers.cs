using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;

namespace Throughline.Ui.TagHelpers;

/// <summary>
/// The pages of a list: <c>&lt;tl-pagination page="2" pages="14" /&gt;</c>. Links keep every filter of the present
/// address and change only <c>page</c>, so they still work when copied into a message.
/// </summary>
[HtmlTargetElement("tl-pagination", TagStructure = TagStructure.WithoutEndTag)]
public sealed class PaginationTagHelper : ComponentTagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>The present page, from 1.</summary>
    public int Page { get; set; } = 1;

    /// <summary>How many there are; with one there is nothing to show.</summary>
    public int Pages { get; set; }

    /// <summary>The name of the query value that says which page.</summary>
    public string Parameter { get; set; } = "page";

    public string? Label { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Pages <= 1)
        {
            output.SuppressOutput();
            return;
        }

        Replace(output, Pagination.Render(new()
        {
            Previous = Page > 1 ? new() { Href = Url(Page - 1) } : null,
            Next = Page < Pages ? new() { Href = Url(Page + 1) } : null,
            Items = [.. Numbers(Page, Pages).Select(n => n is null
                ? new PaginationItem { Ellipsis = true }
                : new() { Number = n.Value.ToString(CultureInfo.InvariantCulture), Href = Url(n.Value), Current = n == Page })],
            LandmarkLabel = Label,
        }));
    }

    /// <summary>First, last, the present and its neighbours; null where some are left out. A gap of one is filled: "1 … 3" saves nothing.</summary>
    internal static IEnumerable<int?> Numbers(int page, int pages)
    {
        var last = 0;
        foreach (var number in Enumerable.Range(1, pages).Where(n => n == 1 || n == pages || Math.Abs(n - page) <= 1))
        {
            if (number == last + 2) yield return number - 1;
            else if (number > last + 2) yield return null;
            yield return number;
            last = number;
        }
    }

    private string Url(int page)
    {
        var request = ViewContext.HttpContext.Request;
        var query = new QueryBuilder();
        foreach (var (name, values) in request.Query)
            if (!string.Equals(name, Parameter, StringComparison.OrdinalIgnoreCase))
                foreach (var value in values)
                    query.Add(name, value ?? "");
        query.Add(Parameter, page.ToString(CultureInfo.InvariantCulture));
        return request.PathBase + request.Path + query.ToQueryString();
    }
}

/// <summary>Facts in pairs: <c>&lt;tl-summary-list&gt;&lt;tl-row key="Name" change="/…" &gt;Ada&lt;/tl-row&gt;…</c>.</summary>
[HtmlTargetElement("tl-summary-list")]
public sealed class SummaryListTagHelper : ComponentTagHelper
{
    /// <summary>Puts the list into a card with this title.</summary>
    public string? CardTitle { get; set; }

    public bool NoBorder { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        var rows = new List<SummaryRow>();
        context.Items[typeof(RowTagHelper)] = rows;
        await output.GetChildContentAsync();
        Replace(output, SummaryList.Render(new()
        {
            Rows = rows, Card = CardTitle is null ? null : new() { Title = new() { Text = CardTitle } },
            Classes = Markup.Ids(NoBorder ? "govuk-summary-list--no-border" : null, Classes(output)), Attributes = Others(output),
        }));
    }
}

[HtmlTargetElement("tl-row", ParentTag = "tl-summary-list")]
public sealed class RowTagHelper : ComponentTagHelper
{
    public string Key { get; set; } = "";

    /// <summary>The address of the page that changes it, or null when it cannot be changed.</summary>
    public string? Change { get; set; }

    public string ChangeText { get; set; } = "Change";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        ((List<SummaryRow>)context.Items[typeof(RowTagHelper)]).Add(new()
        {
            Key = new() { Text = Key },
            Value = await Inside(output) is { } value ? new() { Html = value } : new() { Text = "Not recorded" },
            Actions = Change is null ? null : new()
            {
                Items = [new() { Href = Change, Text = ChangeText, VisuallyHiddenText = Forms.FieldName.WithinSentence(Key) }],
            },
        });
        output.SuppressOutput();
    }
}

/// <summary>Around a wide table, so that it scrolls and the page does not: <c>&lt;tl-scroll label="People"&gt;&lt;table …</c>.</summary>
[HtmlTargetElement("tl-scroll")]
public sealed class ScrollTagHelper : ComponentTagHelper
{
    public string Label { get; set; } = "Table";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Replace(output, new Element("div").Class("tl-scroll", Classes(output)).Attr("role", "region").Attr("aria-label", Label)
            .Attr("tabindex", "0").Attrs(Others(output)).Add(await Inside(output)));
    }
}

/// <summary>
/// Shows the progress of long work and asks again by itself: <c>&lt;tl-refresh id="progress" url="/imports/7" seconds="2"
/// done="Model.IsFinished"&gt;</c>. Without scripts its "Refresh" link does the same.
/// </summary>
[HtmlTargetElement("tl-refresh")]
public sealed class RefreshTagHelper : ComponentTagHelper
{
    public string Id { get; set; } = "progress";

    /// <summary>A page that holds this same region, or a fragment with only its content.</summary>
    public string Url { get; set; } = "";

    public int Seconds { get; set; } = 3;

    /// <summary>True stops the asking.</summary>
    public bool Done { get; set; }

    /// <summary>Where to go when done, if anywhere.</summary>
    public string? Go { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var region = new Element("div").Class("tl-refresh", Classes(output)).Attr("id", Id).Attr("aria-live", "polite").Attrs(Others(output));
        if (Done) region.Attr("data-refresh-done", "").Attr("data-refresh-go", Go);
        else region.Attr("data-refresh-url", Url).Attr("data-refresh-seconds", Seconds.ToString(CultureInfo.InvariantCulture));
        region.Add(await Inside(output));
        if (!Done)
            region.Add(new Element("p").Class("govuk-body tl-refresh__link").Add(new Element("a").Class("govuk-link").Attr("href", Url).Text("Refresh")));
        Replace(output, region);
    }
}
