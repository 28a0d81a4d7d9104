using Microsoft.AspNetCore.Razor.TagHelpers;
using Throughline.Ui.Components;
using Throughline.Ui.IdentityBar;

namespace Throughline.Ui.TagHelpers;

/// <summary>A button, or with <c>href</c> a link that looks like one. Words between the tags.</summary>
[HtmlTargetElement("tl-button")]
public sealed class ButtonTagHelper : ComponentTagHelper
{
    public string? Href { get; set; }
    public string? Type { get; set; }
    public string? Name { get; set; }
    public string? Value { get; set; }

    /// <summary>"secondary", "warning" or "inverse"; the main act of a page has none.</summary>
    public string? Kind { get; set; }
    public bool IsStart { get; set; }
    public bool Disabled { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Replace(output, Button.Render(new()
        {
            Html = await Inside(output), Href = Href, Type = Type, Name = Name, Value = Value, IsStartButton = IsStart, Disabled = Disabled,
            // a press that does something does it once
            PreventDoubleClick = Href is null && Type is null or "submit" ? true : null,
            Classes = Markup.Ids(Kind is null ? null : "govuk-button--" + Kind, Classes(output)), Attributes = Others(output),
        }));
    }
}

/// <summary>A word on a tinted block: <c>&lt;tl-tag colour="grey"&gt;Draft&lt;/tl-tag&gt;</c>. Never for a person's status: that is <c>&lt;tl-status&gt;</c>.</summary>
[HtmlTargetElement("tl-tag")]
public sealed class TagTagHelper : ComponentTagHelper
{
    public string? Colour { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Replace(output, Tag.Render(new()
        {
            Html = await Inside(output), Classes = Markup.Ids(Colour is null ? null : "govuk-tag--" + Colour, Classes(output)), Attributes = Others(output),
        }));
    }
}

/// <summary>The person's colour status: <c>&lt;tl-status of="Model.Status" /&gt;</c>; any enumeration or word that reads Red, Amber, Green, Blue or White.</summary>
[HtmlTargetElement("tl-status", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StatusTagHelper : ComponentTagHelper
{
    public object? Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) => Replace(output, StatusTag.Render(Of?.ToString()));
}

/// <summary>A pathway's need: <c>&lt;tl-need level="3" words="High need" /&gt;</c>.</summary>
[HtmlTargetElement("tl-need", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NeedTagHelper : ComponentTagHelper
{
    public int Level { get; set; }
    public int Steps { get; set; } = 4;
    public string Words { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output) => Replace(output, NeedLevelTag.Render(Words, Level, Steps));
}

/// <summary>The direction of travel: <c>&lt;tl-direction of="Improving" /&gt;</c>.</summary>
[HtmlTargetElement("tl-direction", TagStructure = TagStructure.WithoutEndTag)]
public sealed class DirectionTagHelper : ComponentTagHelper
{
    public Direction Of { get; set; }
    public string? Words { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) => Replace(output, DirectionTag.Render(Of, Words));
}

/// <summary>More for those who want it: <c>&lt;tl-details summary="How the score is made"&gt;…</c>.</summary>
[HtmlTargetElement("tl-details")]
public sealed class DetailsTagHelper : ComponentTagHelper
{
    public string Summary { get; set; } = "";
    public bool Open { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Replace(output, Details.Render(new()
        {
            SummaryText = Summary, Html = await Inside(output), Open = Open, Classes = Classes(output), Attributes = Others(output),
        }));
    }
}

/// <summary>A consequence that must not be missed.</summary>
[HtmlTargetElement("tl-warning")]
public sealed class WarningTagHelper : ComponentTagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Replace(output, WarningText.Render(new() { Html = await Inside(output), Classes = Classes(output), Attributes = Others(output) }));
    }
}

/// <summary>A passage set apart from the rest.</summary>
[HtmlTargetElement("tl-inset")]
public sealed class InsetTagHelper : ComponentTagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Replace(output, InsetText.Render(new() { Html = await Inside(output), Classes = Classes(output), Attributes = Others(output) }));
    }
}

/// <summary>The end of a journey; its heading is the page's h1.</summary>
[HtmlTargetElement("tl-panel")]
public sealed class PanelTagHelper : ComponentTagHelper
{
    public string Heading { get; set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Replace(output, Panel.Render(new() { TitleText = Heading, Html = await Inside(output), Classes = Classes(output), Attributes = Others(output) }));
    }
}

/// <summary>Back to where the person came from: <c>&lt;tl-back-link href="/people" /&gt;</c>, first in the BeforeContent section.</summary>
[HtmlTargetElement("tl-back-link")]
public sealed class BackLinkTagHelper : ComponentTagHelper
{
    public string? Href { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var link = BackLink.Render(new() { Href = Href, Html = await Inside(output), Classes = Classes(output), Attributes = Others(output) });
        // it stands outside main, so that "skip to main content" skips it; a landmark of its own keeps it findable
        Replace(output, new Element("nav").Attr("aria-label", "Back").Add(link));
    }
}

/// <summary>Where this page is: <c>&lt;tl-breadcrumbs&gt;&lt;tl-crumb href="/people"&gt;People&lt;/tl-crumb&gt;…</c>.</summary>
[HtmlTargetElement("tl-breadcrumbs")]
public sealed class BreadcrumbsTagHelper : ComponentTagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        var items = new List<BreadcrumbItem>();
        context.Items[typeof(CrumbTagHelper)] = items;
        await output.GetChildContentAsync();
        Replace(output, Breadcrumbs.Render(new() { Items = items, CollapseOnMobile = true, Classes = Classes(output), Attributes = Others(output) }));
    }
}

[HtmlTargetElement("tl-crumb", ParentTag = "tl-breadcrumbs")]
public sealed class CrumbTagHelper : ComponentTagHelper
{
    public string? Href { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        ((List<BreadcrumbItem>)context.Items[typeof(CrumbTagHelper)]).Add(new() { Href = Href, Html = await Inside(output) });
        output.SuppressOutput();
    }
}

/// <summary>The identity bar inside a page; usually the layout shows it from <c>ViewData</c>.</summary>
[HtmlTargetElement("tl-identity-bar", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IdentityBarTagHelper : ComponentTagHelper
{
    public IdentityBarModel Person { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output) => Replace(output, IdentityBar.IdentityBar.Render(Person));
}
