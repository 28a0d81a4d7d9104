using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Shouldly;
using Throughline.Ui;
using Xunit;

namespace Throughline.Tests.Ui;

public sealed class PipelineTests(UiHost host) : IClassFixture<UiHost>
{
    [Fact]
    public async Task UnknownAddress_Answers404InTheFrame()
    {
        var (response, page) = await GetAsync("/nowhere");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.QuerySelectorAll("h1").Single().TextContent.ShouldBe("Page not found");
        page.Title.ShouldBe("Page not found - Throughline");
        page.DocumentElement.GetAttribute("lang").ShouldBe("en-GB");
        page.QuerySelector(".govuk-skip-link")!.GetAttribute("href").ShouldBe("#main-content");
        page.GetElementById("main-content").ShouldNotBeNull();
    }

    [Fact]
    public async Task SomebodyElsesRecord_ReadsExactlyLikeOneThatDoesNotExist()
    {
        var (notYours, notYoursPage) = await GetAsync("/not-yours");
        var (_, unknownPage) = await GetAsync("/nowhere");
        notYours.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        notYoursPage.QuerySelector("main")!.InnerHtml.ShouldBe(unknownPage.QuerySelector("main")!.InnerHtml);
    }

    [Fact]
    public async Task Failure_GivesAReferenceAndNoSecrets()
    {
        var (response, page) = await GetAsync("/boom");
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        page.QuerySelector("h1")!.TextContent.ShouldBe("Something went wrong");
        page.QuerySelector("main strong")!.TextContent.Length.ShouldBeGreaterThan(8);
        page.DocumentElement.OuterHtml.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Conflict_OnAPost_SaysThatSomebodyElseChangedIt()
    {
        using var response = await host.Client.PostAsync("/conflict", content: null);
        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadAsStringAsync()).ShouldContain("Somebody else has changed this");
    }

    [Fact]
    public async Task ApiAnswers_AreNotReplacedByPages()
    {
        using var response = await host.Client.GetAsync("/api/nowhere");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync()).ShouldContain("not-found");
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/boom")]
    [InlineData("/api/nowhere")]
    [InlineData("/error/400")]
    public async Task EveryAnswer_CarriesTheSecurityHeaders(string url)
    {
        using var response = await host.Client.GetAsync(url);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldBe(SecurityHeaders.ContentSecurityPolicy);
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.GetValues("X-Frame-Options").Single().ShouldBe("DENY");
        response.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        response.Headers.GetValues("Cross-Origin-Opener-Policy").Single().ShouldBe("same-origin");
        response.Headers.GetValues("Cross-Origin-Resource-Policy").Single().ShouldBe("same-origin");
        response.Headers.Contains("Permissions-Policy").ShouldBeTrue();
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/boom")]
    public async Task Pages_HoldNothingInline(string url)
    {
        var (_, page) = await GetAsync(url);
        page.QuerySelectorAll("script:not([src]), style, [style]").ShouldBeEmpty();
        page.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Frame_SaysWhoseItIsWhoIsSignedInAndThatThePeopleAreInvented()
    {
        var (_, page) = await GetAsync("/nowhere");
        page.QuerySelector("header")!.TextContent.ShouldContain("Northshire IOM");
        page.QuerySelector(".tl-header__user span")!.TextContent.ShouldBe("Priya <Shah>, Probation Service");
        page.Body!.TextContent.ShouldContain("Invented people: this is a demonstration");
        var signOut = (IHtmlFormElement)page.QuerySelector("form[action='/sign-out']")!;
        signOut.Method.ShouldBe("post");
        signOut.QuerySelector("input[name=__RequestVerificationToken]").ShouldNotBeNull();
    }

    [Fact]
    public async Task AccessibilityPage_IsThereForEverybody()
    {
        var (response, page) = await GetAsync("/accessibility");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.QuerySelectorAll("h1").Single().TextContent.ShouldBe("Accessibility");
    }

    [Fact]
    public async Task Frame_ShowsOnlyThePartsThatThisPersonMayOpen()
    {
        var (_, page) = await GetAsync("/nowhere");
        page.QuerySelectorAll("nav[aria-label=Main] a").Select(a => a.TextContent.Trim()).ShouldBe(["Today", "People"]);
    }

    private async Task<(HttpResponseMessage Response, IHtmlDocument Page)> GetAsync(string url)
    {
        var response = await host.Client.GetAsync(url);
        return (response, new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync()));
    }
}
