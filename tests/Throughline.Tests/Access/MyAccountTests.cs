using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

public sealed class MyAccountTests
{
    [Fact]
    public async Task Token_Made_IsShownOnceWorksAndStopsWhenRevoked()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("manager", steppedUp: true);
        var empty = await browser.SubmitAsync(await browser.GetAsync("/account"), "form#token", []);
        empty.Status.ShouldBe(HttpStatusCode.BadRequest);
        empty.Main.ShouldContain("Say in 60 characters or fewer what the token is for");
        var made = await browser.SubmitAsync(empty, "form#token", new() { ["TokenName"] = "nightly report" });
        made.Status.ShouldBe(HttpStatusCode.OK);
        var token = made.Page.QuerySelector(".tl-token")!.TextContent;
        token.ShouldStartWith("thr_");
        var list = await browser.GetAsync("/account");
        list.Body.ShouldNotContain(token);
        list.Main.ShouldContain("nightly report");

        using var api = new HttpClient { BaseAddress = new Uri(site.Address) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (await api.PostAsJsonAsync("/api/v1/people/search", new { anything = "smith" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        // nobody else can revoke it
        using var other = await site.SignInAsync("coordinator", steppedUp: true);
        await other.SubmitAsync(await other.GetAsync("/account"), "form#token", new() { ["TokenName"] = "mine" });
        var theirs = list.Page.QuerySelector("input[name=token]")!.GetAttribute("value");
        (await other.SubmitAsync(await other.GetAsync("/account"), "form[action*=RevokeToken]", new() { ["token"] = theirs })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.SubmitAsync(list, "form[action*=RevokeToken]")).Main.ShouldContain("The token for “nightly report” no longer works");
        (await api.PostAsJsonAsync("/api/v1/people/search", new { anything = "smith" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Session_EndedFromAnotherDevice_IsSignedOut()
    {
        await using var site = await Site.StartAsync();
        using var lost = await site.SignInAsync("manager");
        using var browser = await site.SignInAsync("manager");
        var page = await browser.GetAsync("/account");
        (await browser.SubmitAsync(page, "form[action*=EndSession]")).Main.ShouldContain("The session is ended.");
        (await lost.GetAsync("/")).Path.ShouldStartWith("/sign-in");
        (await browser.SubmitAsync(await browser.GetAsync("/"), "header form")).Path.ShouldBe("/sign-in");
    }
}
