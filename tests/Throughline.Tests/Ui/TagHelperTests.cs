using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Shouldly;
using Throughline.Ui.Components;
using Throughline.Ui.TagHelpers;
using Xunit;

namespace Throughline.Tests.Ui;

public sealed class TagHelperTests
{
    private readonly ViewContext view = new()
    {
        HttpContext = new DefaultHttpContext(),
        ViewData = new ViewDataDictionary(new EmptyModelMetadataProvider(), new ModelStateDictionary()),
    };

    private ModelStateDictionary State => view.ViewData.ModelState;

    [Fact]
    public async Task Input_ShowsTheModelsValue()
    {
        var field = await RunAsync(new InputTagHelper { ViewContext = view, For = For("FamilyName", "O'Neil <x>"), Hint = "As written" });
        var input = field.QuerySelector("input")!;
        input.GetAttribute("value").ShouldBe("O'Neil <x>");
        input.GetAttribute("name").ShouldBe("FamilyName");
        field.QuerySelector("label")!.TextContent.ShouldBe("Family name");
        field.QuerySelector("label")!.GetAttribute("for").ShouldBe(input.Id);
        input.GetAttribute("aria-describedby").ShouldBe("FamilyName-hint");
    }

    [Fact]
    public async Task Input_AfterAnError_KeepsWhatWasTyped()
    {
        State.SetModelValue("FamilyName", "typed", "typed");
        State.AddModelError("FamilyName", "Too short");
        var field = await RunAsync(new InputTagHelper { ViewContext = view, For = For("FamilyName", "stored") });
        field.QuerySelector("input")!.GetAttribute("value").ShouldBe("typed");
        field.QuerySelector(".govuk-error-message")!.TextContent.ShouldBe("Error: Too short");
        field.QuerySelector("input")!.GetAttribute("aria-describedby").ShouldBe("FamilyName-error");
    }

    [Fact]
    public async Task Input_ForAPassword_NeverWritesItBack()
    {
        State.SetModelValue("FamilyName", "hunter2", "hunter2");
        var field = await RunAsync(new InputTagHelper { ViewContext = view, For = For("FamilyName", "hunter2"), Type = "password" });
        field.OuterHtml.ShouldNotContain("hunter2");
        field.QuerySelector("input")!.GetAttribute("type").ShouldBe("password");
    }

    [Fact]
    public async Task DateInput_ShowsTheDateInThreeBoxes()
    {
        var field = await RunAsync(new DateInputTagHelper { ViewContext = view, For = For("BornOn", new DateOnly(1980, 5, 6)) });
        field.QuerySelectorAll("input").Select(i => (i.GetAttribute("name"), i.GetAttribute("value")))
            .ShouldBe([("BornOn.Day", "6"), ("BornOn.Month", "5"), ("BornOn.Year", "1980")]);
        field.QuerySelector("fieldset")!.GetAttribute("role").ShouldBe("group");
    }

    [Fact]
    public async Task DateInput_AfterAnError_KeepsTheBoxesAndMarksTheOneAtFault()
    {
        TypeDate("6", "13", "1980");
        State.AddModelError("BornOn", "Date of birth must be a real date");
        var field = await RunAsync(new DateInputTagHelper { ViewContext = view, For = For("BornOn", null) });
        field.QuerySelectorAll("input").Select(i => i.GetAttribute("value")).ShouldBe(["6", "13", "1980"]);
        field.QuerySelectorAll("input.govuk-input--error").Select(i => i.Id).ShouldBe(["BornOn-month"]);
    }

    [Fact]
    public async Task ErrorSummary_FollowsTheFieldsAndLinksToTheBoxAtFault()
    {
        TypeDate("6", "13", "1980");
        State.AddModelError("FamilyName", "Enter family name");
        State.AddModelError("BornOn", "Date of birth must be a real date");
        State.AddModelError("", "The plan has been agreed already");
        await RunAsync(new DateInputTagHelper { ViewContext = view, For = For("BornOn", null) });
        await RunAsync(new InputTagHelper { ViewContext = view, For = For("FamilyName", null) });
        var summary = await RunAsync(new ErrorSummaryTagHelper { ViewContext = view });
        summary.QuerySelectorAll("li").Select(l => l.TextContent)
            .ShouldBe(["Date of birth must be a real date", "Enter family name", "The plan has been agreed already"]);
        summary.QuerySelectorAll("a").Select(a => a.GetAttribute("href")).ShouldBe(["#BornOn-month", "#FamilyName"]);

        (await RunAsync(new ErrorSummaryTagHelper { ViewContext = view })).InnerHtml.ShouldBeEmpty("it is shown once");
    }

    [Fact]
    public async Task ErrorSummary_WhenNothingIsWrong_IsAbsent() =>
        (await RunAsync(new ErrorSummaryTagHelper { ViewContext = view })).InnerHtml.ShouldBeEmpty();

    [Fact]
    public async Task Radios_TickTheModelsValueAndReveal()
    {
        var radios = await RunAsync(new RadiosTagHelper
        {
            ViewContext = view, For = For("Decision", "wait"),
            Items = [new() { Value = "adopt", Text = "Adopt" }, new() { Value = "wait", Text = "Wait", Conditional = new() { Html = new HtmlString("<i>until</i>") } }],
        });
        radios.QuerySelectorAll("input[checked]").Select(i => i.GetAttribute("value")).ShouldBe(["wait"]);
        radios.QuerySelector("legend")!.TextContent.ShouldBe("Decision");
        radios.QuerySelector("#conditional-Decision-2 i").ShouldNotBeNull();
    }

    [Fact]
    public async Task Checkboxes_TickEveryValueOfTheModel()
    {
        var boxes = await RunAsync(new CheckboxesTagHelper
        {
            ViewContext = view, For = For("Needs", new List<string> { "drugs", "housing" }),
            Items = [new() { Value = "housing", Text = "Housing" }, new() { Value = "work", Text = "Work" }, new() { Value = "drugs", Text = "Drugs" }],
        });
        boxes.QuerySelectorAll("input[checked]").Select(i => i.GetAttribute("value")).ShouldBe(["housing", "drugs"]);
    }

    [Fact]
    public async Task Button_KeepsOtherAttributesDecodedOnce()
    {
        var button = await RunAsync(new ButtonTagHelper { Kind = "warning" }, "Remove",
            new("data-shortcut", new HtmlString("a&amp;b")), new("class", new HtmlString("x")), new("formnovalidate"));
        var element = button.QuerySelector("button")!;
        element.GetAttribute("data-shortcut").ShouldBe("a&b");
        element.ClassName.ShouldBe("govuk-button govuk-button--warning x");
        element.HasAttribute("formnovalidate").ShouldBeTrue();
        element.GetAttribute("data-prevent-double-click").ShouldBe("true");
    }

    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(1, 5, "1 2 … 5")]
    [InlineData(3, 5, "1 2 3 4 5")]
    [InlineData(5, 14, "1 … 4 5 6 … 14")]
    [InlineData(4, 14, "1 2 3 4 5 … 14")]
    [InlineData(14, 14, "1 … 13 14")]
    public void Pagination_ShowsTheEndsAndTheNeighbours(int page, int pages, string shown) =>
        string.Join(' ', PaginationTagHelper.Numbers(page, pages).Select(n => n?.ToString() ?? "…")).ShouldBe(shown);

    [Fact]
    public async Task Pagination_KeepsTheFilters()
    {
        view.HttpContext.Request.Path = "/people";
        view.HttpContext.Request.QueryString = new("?status=Red&status=Amber&q=a%26b&page=2");
        var pages = await RunAsync(new PaginationTagHelper { ViewContext = view, Page = 2, Pages = 3 });
        pages.QuerySelector("a[rel=next]")!.GetAttribute("href").ShouldBe("/people?status=Red&status=Amber&q=a%26b&page=3");
        pages.QuerySelector("a[aria-current=page]")!.TextContent.ShouldBe("2");
    }

    [Fact]
    public async Task Refresh_StopsAskingWhenDone()
    {
        var asking = await RunAsync(new RefreshTagHelper { Url = "/imports/7", Seconds = 2 }, "Working");
        asking.QuerySelector("#progress")!.GetAttribute("data-refresh-url").ShouldBe("/imports/7");
        asking.QuerySelector("a")!.TextContent.ShouldBe("Refresh");
        var done = await RunAsync(new RefreshTagHelper { Url = "/imports/7", Done = true, Go = "/imports/7/result" }, "Finished");
        done.QuerySelector("[data-refresh-url]").ShouldBeNull();
        done.QuerySelector("[data-refresh-done]")!.GetAttribute("data-refresh-go").ShouldBe("/imports/7/result");
    }

    [Theory]
    [InlineData("Red", "red")]
    [InlineData("white", "white")]
    [InlineData("Purple", "none")]
    [InlineData(null, "none")]
    public void Status_IsAlwaysAWord(string? status, string suffix)
    {
        var tag = Parse(StatusTag.Render(status)).FirstElementChild!;
        tag.ClassList.ShouldContain("tl-status--" + suffix);
        tag.TextContent.ShouldBe("Status: " + (suffix == "none" ? "No status" : char.ToUpperInvariant(suffix[0]) + suffix[1..]));
    }

    [Fact]
    public void StatusNeedAndDirection_ShareNoClass()
    {
        string[] Classes(IHtmlContent content) => [.. Parse(content).QuerySelectorAll("[class]").SelectMany(e => e.ClassList)];
        var (status, need, direction) = (Classes(StatusTag.Render("Red")), Classes(NeedLevelTag.Render("High need", 3)), Classes(DirectionTag.Render(Direction.GettingWorse)));
        status.Intersect(need).ShouldBeEmpty();
        status.Intersect(direction).ShouldBeEmpty();
        need.Intersect(direction).ShouldBeEmpty();
    }

    private void TypeDate(string day, string month, string year)
    {
        State.SetModelValue("BornOn.Day", day, day);
        State.SetModelValue("BornOn.Month", month, month);
        State.SetModelValue("BornOn.Year", year, year);
    }

    private static ModelExpression For(string name, object? model)
    {
        var provider = new EmptyModelMetadataProvider();
        return new(name, new ModelExplorer(provider, provider.GetMetadataForProperty(typeof(Form), name), model));
    }

    private static async Task<IElement> RunAsync(TagHelper helper, string inside = "", params TagHelperAttribute[] attributes)
    {
        var context = new TagHelperContext([.. attributes], new Dictionary<object, object>(), "test");
        var output = new TagHelperOutput("tl-test", [.. attributes],
            (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent().SetContent(inside)));
        helper.Init(context);
        await helper.ProcessAsync(context, output);
        return Parse(output);
    }

    private static IElement Parse(IHtmlContent content) => new HtmlParser().ParseDocument("<!doctype html><body>" + Markup.ToString(content)).Body!;

    private sealed class Form
    {
        public string? FamilyName { get; set; }
        public DateOnly? BornOn { get; set; }
        public string? Decision { get; set; }
        public string[] Needs { get; set; } = [];
    }
}
