using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>Fixation, replay after sign-out, both sides of each limit, and ending sessions from elsewhere.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task SignIn_WithASessionKnownBefore_GetsAnotherAndEndsIt()
    {
        await using var site = await Site.StartAsync();
        using var planted = await site.SignInAsync("analyst");
        var known = SessionCookie(planted, site);
        using var browser = site.Nobody();
        browser.Cookies.Add(new Uri(site.Address), new Cookie("throughline", known));
        await browser.PasswordAsync();
        SessionCookie(browser, site).ShouldNotBe(known);
        (await browser.GetAsync("/account")).Main.ShouldContain("Cora Ordway");
        (await planted.GetAsync("/account")).Path.ShouldStartWith("/sign-in", Case.Sensitive, "the one who planted it has nothing");
    }

    [Fact]
    public async Task EachStep_GivesTheSessionANewKey_AndTheOldOneIsWorthNothing()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var first = site.Nobody();
        var (app, _) = await first.SetUpAsync(site);
        using var browser = site.Nobody();
        await browser.PasswordAsync();
        var half = SessionCookie(browser, site);
        await browser.CodeAsync(app.NextCode());
        var whole = SessionCookie(browser, site);
        await browser.CodeAsync(app.NextCode(), "/step-up");
        var steppedUp = SessionCookie(browser, site);
        new[] { half, whole, steppedUp }.Distinct().Count().ShouldBe(3);
        foreach (var (cookie, isGood) in new[] { (half, false), (whole, false), (steppedUp, true) })
        {
            using var thief = site.Nobody();
            thief.Cookies.Add(new Uri(site.Address), new Cookie("throughline", cookie));
            (await thief.GetAsync("/people")).Path.StartsWith("/sign-in", StringComparison.Ordinal).ShouldBe(!isGood);
        }
    }

    [Fact]
    public async Task SignOut_ClearsTheBrowser_AndACopyOfTheCookieIsWorthNothing()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var copy = SessionCookie(browser, site);
        using var quiet = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = browser.Cookies });
        var page = await browser.GetAsync("/");
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", page.Page.QuerySelector("header input[name=__RequestVerificationToken]")!.GetAttribute("value")!)]);
        using var answer = await quiet.PostAsync(new Uri(site.Address + "/sign-out"), form);
        answer.Headers.GetValues("Clear-Site-Data").Single().ShouldBe("\"cache\", \"cookies\", \"storage\"");
        using var thief = site.Nobody();
        thief.Cookies.Add(new Uri(site.Address), new Cookie("throughline", copy));
        (await thief.GetAsync("/")).Path.ShouldStartWith("/sign-in");
    }

    [Theory]
    [InlineData("access.idle-minutes", null, 15 * 60 - 1, true)]
    [InlineData("access.idle-minutes", null, 15 * 60, false)]
    [InlineData("access.idle-minutes", 30, 30 * 60 - 1, true)]
    [InlineData("access.idle-minutes", 30, 30 * 60, false)]
    public async Task Idle_AtItsLimit_EndsTheSession(string key, int? partnershipsOwn, int seconds, bool isAlive)
    {
        await using var site = await Site.StartAsync();
        if (partnershipsOwn is { } own)
            await site.World.DoAsync(site.World.As("coordinator"), db => db.SetNumberAsync(SessionNumbers.All.Single(number => number.Key == key), own));
        using var browser = await site.SignInAsync("coordinator");
        site.World.Clock.Move(TimeSpan.FromSeconds(seconds));
        var answer = await browser.GetAsync("/people");
        answer.Path.StartsWith("/sign-in", StringComparison.Ordinal).ShouldBe(!isAlive);
        if (!isAlive)
            answer.Main.ShouldContain("nothing happened for a while");
    }

    [Fact]
    public async Task Absolute_TenHours_EndsASessionInUse()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        for (var minutes = 0; minutes < 10 * 60 - 10; minutes += 10)
        {
            site.World.Clock.Move(TimeSpan.FromMinutes(10));
            (await browser.GetAsync("/how-this-works")).Path.ShouldBe("/how-this-works");
        }

        site.World.Clock.Move(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        (await browser.GetAsync("/how-this-works")).Path.ShouldBe("/how-this-works");
        site.World.Clock.Move(TimeSpan.FromSeconds(1));
        (await browser.GetAsync("/how-this-works")).Main.ShouldContain("as long as one may");
    }

    [Fact]
    public async Task LookingAtTheSession_OrAskingByItself_DoesNotProlongIt_AndStayingDoes()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        site.World.Clock.Move(TimeSpan.FromMinutes(14));
        var page = await browser.GetAsync("/session");
        page.Main.ShouldContain("You will be signed out at 10:45am");
        page.Response.Headers.GetValues("Refresh").Single().ShouldBe("61");
        site.World.Clock.Move(TimeSpan.FromSeconds(59));
        (await browser.GetAsync("/session")).Path.ShouldBe("/session");
        (await browser.SubmitAsync(page, "form#stay")).Main.ShouldContain("If nothing happens, you are signed out at 10:59am");
        site.World.Clock.Move(TimeSpan.FromMinutes(15));
        (await browser.GetAsync("/session")).Path.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task EndAll_ByTheUser_EndsThisOneToo()
    {
        await using var site = await Site.StartAsync();
        using var lost = await site.SignInAsync("manager");
        using var browser = await site.SignInAsync("manager");
        using var somebodyElse = await site.SignInAsync("coordinator");
        (await browser.SubmitAsync(await browser.GetAsync("/account"), "form#end-all")).Path.ShouldBe("/sign-in");
        (await lost.GetAsync("/")).Path.ShouldStartWith("/sign-in");
        (await browser.GetAsync("/")).Path.ShouldStartWith("/sign-in");
        (await somebodyElse.GetAsync("/")).Path.ShouldBe("/");
    }

    /// <summary>Two programs over one database, as two nodes are: what ends on one is over on the other, by the clock on the wall.</summary>
    [Fact]
    public async Task EndAll_OnOneNode_HoldsOnTheOtherWithinFiveSeconds()
    {
        await using var site = await Site.StartAsync();
        await using var second = Server.Build(site.World.Database, "http://127.0.0.1:0", demo: false, site.World.Clock, new Dictionary<string, string?> { ["SecondFactor"] = "offered" });
        await second.StartAsync();
        using var browser = await site.SignInAsync("manager");
        using var there = new Browser(second.Urls.First());
        there.Cookies.Add(new Uri(second.Urls.First()), new Cookie("throughline", SessionCookie(browser, site)));
        (await there.GetAsync("/how-this-works")).Path.ShouldBe("/how-this-works", "a session is every node's");
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        (await site.App.Services.GetRequiredService<Sessions>().EndAllOfAsync(site.World.As("manager").User, "ended by the administrator")).ShouldBe(1);
        (await there.GetAsync("/how-this-works")).Path.ShouldStartWith("/sign-in");
        System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static string SessionCookie(Browser browser, Site site) => browser.Cookies.GetCookies(new Uri(site.Address))["throughline"]!.Value;
}
