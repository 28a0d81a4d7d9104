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
    public async Task Password_Changed_WorksAndSignsOtherDevicesOut()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("manager");
        using var other = await site.SignInAsync("manager");
        var page = await browser.GetAsync("/account");
        var changed = await browser.SubmitAsync(page, "form#password", new() { ["CurrentPassword"] = World.Password, ["NewPassword"] = "seven green umbrellas" });
        changed.Status.ShouldBe(HttpStatusCode.OK);
        changed.Main.ShouldContain("Password changed.");
        (await other.GetAsync("/account")).Path.ShouldStartWith("/sign-in");
        (await browser.GetAsync("/account")).Path.ShouldBe("/account");
        using var again = site.Nobody();
        (await again.SubmitAsync(await again.GetAsync("/sign-in"), "main form", new() { ["UserName"] = "manager@north.example", ["Password"] = "seven green umbrellas" })).Path.ShouldBe("/");
    }

    [Theory]
    [InlineData("wrong", "seven green umbrellas", "The current password is wrong")]
    [InlineData("", "seven green umbrellas", "Enter your current password")]
    [InlineData(World.Password, "elevenchars", "The new password must have at least 12 characters")]
    [InlineData(World.Password, World.Password, "The new password must be different from the current one")]
    public async Task Password_Refused_SaysWhy(string current, string fresh, string sentence)
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("manager");
        var answer = await browser.SubmitAsync(await browser.GetAsync("/account"), "form#password", new() { ["CurrentPassword"] = current, ["NewPassword"] = fresh });
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain(sentence);
        answer.Body.ShouldNotContain(fresh + "\"");
    }

    [Fact]
    public async Task Token_Made_IsShownOnceWorksAndStopsWhenRevoked()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("manager");
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
        using var other = await site.SignInAsync("coordinator");
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
