using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>A session is of whoever signed in, from then until they sign out.</summary>
public sealed class SessionTests
{
    private static string? CookieOf(Site site, CookieContainer cookies) => cookies.GetCookies(new Uri(site.Address))["throughline"]?.Value;

    private static async Task<bool> IsSignedInAsync(Site site, string? cookie)
    {
        using var caller = new Caller(site.Address);
        if (cookie is not null)
            caller.Cookies.Add(new Uri(site.Address), new Cookie("throughline", cookie));
        return (await caller.GetAsync("/account")).Status == 200;
    }

    [Fact]
    public async Task Fixation_CookieBroughtToTheSignIn_IsNotAdopted()
    {
        await using var site = await Site.StartAsync();
        using var attacker = await site.SignInAsync("drug-worker");
        var planted = CookieOf(site, attacker.Cookies)!;
        foreach (var brought in new[] { planted, "x", Guid.CreateVersion7().ToString() })
        {
            using var victim = site.Nobody();
            victim.Cookies.Add(new Uri(site.Address), new Cookie("throughline", brought));
            var page = await victim.GetAsync("/sign-in");
            await victim.SubmitAsync(page, "main form[method=post]", new() { ["UserName"] = "coordinator@north.example", ["Password"] = World.Password });
            var given = CookieOf(site, victim.Cookies);
            given.ShouldNotBe(brought);
            (await IsSignedInAsync(site, given)).ShouldBeTrue();
        }

        // the session that was brought along ended with the sign-in
        (await IsSignedInAsync(site, planted)).ShouldBeFalse();
    }

    [Fact]
    public async Task SignIn_Again_EndsTheSessionBefore()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var first = CookieOf(site, browser.Cookies);
        await browser.SubmitAsync(await browser.GetAsync("/sign-in"), "main form[method=post]", new() { ["UserName"] = "coordinator@north.example", ["Password"] = World.Password });
        CookieOf(site, browser.Cookies).ShouldNotBe(first);
        (await IsSignedInAsync(site, first)).ShouldBeFalse();
        (await IsSignedInAsync(site, CookieOf(site, browser.Cookies))).ShouldBeTrue();
    }

    [Fact]
    public async Task Replay_AfterSigningOut_IsNobody()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var cookie = CookieOf(site, browser.Cookies);
        var form = await browser.GetAsync("/people");
        (await IsSignedInAsync(site, cookie)).ShouldBeTrue();
        await browser.SubmitAsync(form, "form.tl-header__form");
        (await IsSignedInAsync(site, cookie)).ShouldBeFalse();
        using var replayed = new Caller(site.Address);
        replayed.Cookies.Add(new Uri(site.Address), new Cookie("throughline", cookie));
        (await replayed.PostAsync("/people", new KeyValuePair<string, string>("Anything", "Begum"))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Cookie_AlteredAnywhere_IsNobody()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var cookie = CookieOf(site, browser.Cookies)!;
        for (var at = 0; at < cookie.Length; at += 7)
        {
            var altered = cookie[..at] + (cookie[at] == 'A' ? 'B' : 'A') + cookie[(at + 1)..];
            (await IsSignedInAsync(site, altered)).ShouldBeFalse($"altered at {at}");
        }

        foreach (var forged in new[] { "", "x", cookie[..20], cookie + "AAAA", new string('A', 3000), "../../etc/passwd", "%00", "null", "0" })
            (await IsSignedInAsync(site, forged)).ShouldBeFalse(forged);
        // the key of a session is not its cookie: somebody who reads the table cannot sign in with it
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        (await IsSignedInAsync(site, (await connection.QueryFirstAsync<Guid>("select id from session limit 1")).ToString())).ShouldBeFalse();
    }

    [Fact]
    public async Task Token_RevokedExpiredOrAltered_IsNobody()
    {
        await using var site = await Site.StartAsync();
        var act = site.World.As("coordinator");
        var token = await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test");
        async Task<int> WithAsync(string bearer)
        {
            using var api = new Caller(site.Address, bearer: bearer);
            return (await api.GetAsync("/api/v1/cases")).Status;
        }

        (await WithAsync(token)).ShouldBe(200);
        foreach (var wrong in new[] { token[..^1], token + "0", token.ToUpperInvariant(), "thr_" + new string('0', 64), "thr_" })
            (await WithAsync(wrong)).ShouldBe(401);
        site.World.Clock.Move(ApiTokens.Life + TimeSpan.FromSeconds(1));
        (await WithAsync(token)).ShouldBe(401);
        site.World.Clock.Move(-ApiTokens.Life);
        (await WithAsync(token)).ShouldBe(200);
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("update api_token set revoked_at = now()");
        (await WithAsync(token)).ShouldBe(401);
    }

    [Fact]
    public async Task SigningOut_OfAnotherSite_NeedsTheForm()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        using var caller = new Caller(site.Address, browser.Cookies);
        (await caller.GetAsync("/sign-out")).Status.ShouldBe(200);
        (await caller.PostAsync("/sign-out")).Status.ShouldBe(400);
        (await IsSignedInAsync(site, CookieOf(site, browser.Cookies))).ShouldBeTrue();
    }
}
