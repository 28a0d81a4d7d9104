using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>Another site cannot make a user's browser do anything: ASVS 3.5.1 to 3.5.3.</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed class ForgeryTests(AttackedSite attacked)
{
    /// <summary>Re-executed for whatever failed, with the verb that failed; it does nothing.</summary>
    private const string TheErrorPage = "/error/{status:int}";

    [Fact]
    public async Task Post_WithoutAToken_IsRefusedEverywhereAndChangesNothing()
    {
        var posts = attacked.Endpoints.Where(endpoint => endpoint.Methods.Contains("POST") && endpoint is { IsPage: true, Route: not TheErrorPage }).ToList();
        posts.Count.ShouldBeGreaterThan(20);
        foreach (var endpoint in posts)
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var address = await attacked.AddressAsync(endpoint);
            var page = await caller.GetAsync(address);
            var fields = Form.Of(page, Form.Plausible).SelectMany(form => form.Fields).Where(field => field.Key != Form.Token).DistinctBy(field => field.Key).ToList();
            var before = await attacked.StateAsync();
            foreach (var handler in endpoint.Posts.DefaultIfEmpty(""))
            {
                var reply = await caller.PostAsync(WithHandler(address, handler), fields);
                reply.Status.ShouldBe(400, $"{endpoint} {handler}");
                foreach (var token in new[] { "", "x", page.Token.Length > 40 ? page.Token[..^10] + "AAAAAAAAAA" : "CfDJ8AAAA" })
                    (await caller.PostAsync(WithHandler(address, handler), [.. fields, new(Form.Token, token)])).Status.ShouldBe(400, $"{endpoint} {handler} with the token “{token}”");
            }

            AttackedSite.Changed(before, await attacked.StateAsync()).Where(IsAnAct).ShouldBeEmpty(endpoint.Route);
        }
    }

    /// <summary>Whether a change of the table is something that somebody did: not what a look leaves behind, nor the sealing of the audit record in the background.</summary>
    private static bool IsAnAct(string table) => !Looks.Contains(table) && !table.StartsWith("audit", StringComparison.Ordinal);

    /// <summary>What a look leaves behind, when a session or a token was last used, and a key for an app that waits to be confirmed.</summary>
    private static readonly string[] Looks = ["session", "api_token", "last_look", "account_event", "person_search", "data_protection_key", "authenticator"];

    [Fact]
    public async Task Post_WithTheTokenOfAnotherUser_IsRefused()
    {
        var coordinator = await attacked.CallerAsync("coordinator");
        var chair = await attacked.CallerAsync("chair");
        var (mine, theirs) = ((await coordinator.GetAsync("/people")).Token, (await chair.GetAsync("/people")).Token);
        mine.Length.ShouldBeGreaterThan(40);
        (await coordinator.PostAsync("/people", new(Form.Token, theirs), new("Anything", "Begum"))).Status.ShouldBe(400);
        (await coordinator.PostAsync("/people", new(Form.Token, mine), new("Anything", "Begum"))).Status.ShouldBe(302);
    }

    [Fact]
    public async Task Post_ToTheApiWithTheCookieOfASession_IsNobodys()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.IsApi && endpoint.Methods.Contains("POST")))
        {
            var signedIn = await attacked.CallerAsync(attacked.WhoMay(endpoint));
            var before = await attacked.StateAsync();
            (await signedIn.JsonAsync(await attacked.AddressAsync(endpoint), "{}")).Status.ShouldBeOneOf([401, 415], endpoint.Route);
            // what a form of another site can send without asking first
            (await signedIn.SendAsync(HttpMethod.Post, await attacked.AddressAsync(endpoint), new StringContent("{}", System.Text.Encoding.UTF8, "text/plain"))).Status.ShouldBeOneOf([401, 415], endpoint.Route);
            AttackedSite.Changed(before, await attacked.StateAsync()).Where(IsAnAct).ShouldBeEmpty(endpoint.Route);
        }
    }

    [Fact]
    public async Task Pages_AllThatTakePosts_AskForTheToken()
    {
        var excused = Endpoint.Routed(attacked.Site).Where(endpoint => endpoint.Metadata.OfType<Microsoft.AspNetCore.Mvc.IgnoreAntiforgeryTokenAttribute>().Any() || endpoint.Metadata.OfType<IAntiforgeryMetadata>().Any(data => !data.RequiresValidation))
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'));
        excused.ShouldBeSubsetOf([TheErrorPage]);
        using var nobody = attacked.Nobody();
        var before = await attacked.StateAsync();
        (await nobody.PostAsync("/error/404")).Status.ShouldBe(404);
        AttackedSite.Changed(before, await attacked.StateAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_OfEverything_ChangesNothingButWhatWasLookedAt()
    {
        var all = new List<(Endpoint Endpoint, Caller Caller, string Address)>();
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Gets))
            all.Add((endpoint, await attacked.WhoMayAsync(endpoint), await attacked.AddressAsync(endpoint)));
        var before = await attacked.StateAsync();
        foreach (var (endpoint, caller, address) in all)
        {
            await caller.GetAsync(address);
            await caller.SendAsync(HttpMethod.Head, address);
            var after = await attacked.StateAsync();
            AttackedSite.Changed(before, after).Where(IsAnAct).ShouldBeEmpty(endpoint.Route);
            before = after;
        }
    }

    [Fact]
    public async Task Cookies_All_AreForThisSiteAloneAndOutOfReachOfScripts()
    {
        using var nobody = attacked.Nobody();
        var replies = new List<Reply>();
        nobody.Told = replies.Add;
        var signIn = await nobody.GetAsync("/sign-in");
        using var browser = await attacked.Site.SignInAsync("analyst");
        using var analyst = new Caller(attacked.Site.Address, browser.Cookies) { Told = replies.Add };
        var search = await analyst.GetAsync("/people");
        await analyst.PostAsync("/people", new(Form.Token, search.Token), new("Anything", "Begum"));
        await analyst.GetAsync("/cohort?sort=name");
        var set = replies.SelectMany(reply => reply.Response.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : []).ToList();
        set.ShouldNotBeEmpty();
        signIn.Token.ShouldNotBeEmpty();
        foreach (var line in set)
        {
            line.ShouldContain("httponly", Case.Insensitive);
            line.ShouldMatch("(?i)samesite=(strict|lax)");
            line.ShouldNotContain("domain=", Case.Insensitive);
            line.Split(';')[0].Length.ShouldBeLessThan(4096);
        }
    }

    internal static string WithHandler(string address, string handler) => handler.Length == 0 ? address : address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "handler=" + handler;
}
