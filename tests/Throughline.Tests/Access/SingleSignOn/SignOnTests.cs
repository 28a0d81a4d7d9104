using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.SingleSignOn;

/// <summary>Single sign-on against a real OpenID provider.</summary>
public sealed class SignOnTests
{
    [Fact]
    public async Task InvitedUser_SignsInAtTheAgency_AndIsKnownTheNextTime()
    {
        await using var here = await ReadyAsync();
        var (site, administrator) = (here.Site, here.Administrator);
        var invitation = await administrator.InviteAsync(site, "coordinator");
        using var browser = site.Nobody();
        var page = await browser.InvitedAsync(invitation);
        page.Main.ShouldContain("coordinator@north.example");
        var there = await browser.GetAsync(page.Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!);
        var back = await browser.SignInThereAsync(there, "cora-at-the-police");
        back.Path.ShouldBe("/", back.Main);
        (await browser.GetAsync("/account")).Main.ShouldContain("Cora Ordway");
        (await browser.InvitedAsync(invitation)).Main.ShouldContain("was used already", Case.Sensitive, "an invitation is good once");

        using var again = site.Nobody();
        var list = await again.GetAsync("/sign-in/agency?then=%2Fcohort");
        list.Main.ShouldContain("North police");
        (await again.SignInThereAsync(await again.GetAsync(list.Page.QuerySelector("main li a")!.GetAttribute("href")!), "cora-at-the-police")).Path.ShouldBe("/cohort");
        (await again.PasswordAsync()).Status.ShouldBe(HttpStatusCode.BadRequest, "the password works no longer");
        (await administrator.GetAsync($"/signing-in/{site.World.As("coordinator").User}")).Main.ShouldContain("Connected, as cora-at-the-police@north.example");
        (await site.AskDatabaseAsync<string>("select string_agg(kind, ', ' order by at, id) from account_event where kind like '%single sign-on%'")).ShouldBe("single sign-on set, invited to single sign-on, single sign-on connected");
    }

    [Fact]
    public async Task Required_TheSecondFactorIsAskedForAllTheSame()
    {
        await using var here = await ReadyAsync();
        var invitation = await here.Administrator.InviteAsync(here.Site, "coordinator");
        using var browser = await here.Site.SignInAsync("coordinator");
        var page = await browser.GetAsync("/account/second-factor");
        await browser.SubmitAsync(page, "form#app", new() { ["Code"] = Authenticator.From(here.Site, page).Code() });
        using var visitor = here.Site.Nobody();
        var there = await visitor.GetAsync((await visitor.InvitedAsync(invitation)).Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!);
        (await visitor.SignInThereAsync(there, "cora")).Path.ShouldBe("/sign-in/second-factor");
    }

    [Fact]
    public async Task SomebodyNotInvited_IsNobody_ThoughTheEmailAddressIsAnAccounts()
    {
        await using var here = await ReadyAsync();
        using var browser = here.Site.Nobody();
        // the provider says coordinator@north.example, which is an account of this very agency
        var back = await browser.SignInThereAsync(await browser.GetAsync($"/sign-in/agency/{here.Agency}"), "coordinator");
        back.Status.ShouldBe(HttpStatusCode.BadRequest);
        back.Main.ShouldContain("no account here is connected with you");
        (await browser.GetAsync("/")).Path.ShouldStartWith("/sign-in");
        (await here.Site.AskDatabaseAsync<string>("select detail from account_event where kind = 'sign-in refused' order by at desc, id desc limit 1")).ShouldBe("single sign-on, North police: nobody here is coordinator");
    }

    [Fact]
    public async Task UserOfAnotherAgency_IsNeitherInvitedNorLetIn()
    {
        await using var here = await ReadyAsync();
        var (site, administrator) = (here.Site, here.Administrator);
        (await administrator.GetAsync($"/signing-in/{site.World.As("manager").User}")).Status.ShouldBe(HttpStatusCode.NotFound, "probation's, not the police's");
        var own = await administrator.GetAsync($"/signing-in/{site.World.As("coordinator").User}");
        (await administrator.SubmitAsync(own, "form#invite", post: $"/signing-in/{site.World.As("manager").User}?handler=Invite")).Status.ShouldBe(HttpStatusCode.NotFound);

        // one who was connected and has moved to another agency since
        var invitation = await administrator.InviteAsync(site, "coordinator");
        using var browser = site.Nobody();
        await browser.SignInThereAsync(await browser.GetAsync((await browser.InvitedAsync(invitation)).Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!), "cora");
        await site.RunAsync($"update app_user set agency_id = '{site.World.Agencies["north-council"]}' where user_name = 'coordinator@north.example'");
        using var moved = site.Nobody();
        (await moved.SignInThereAsync(await moved.GetAsync($"/sign-in/agency/{here.Agency}"), "cora")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task OnePersonThere_IsOneAccountHere()
    {
        await using var here = await ReadyAsync();
        foreach (var (user, isBound) in new[] { ("coordinator", true), ("analyst", false) })
        {
            var invitation = await here.Administrator.InviteAsync(here.Site, user);
            using var browser = here.Site.Nobody();
            var back = await browser.SignInThereAsync(await browser.GetAsync((await browser.InvitedAsync(invitation)).Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!), "the same person");
            (back.Path == "/").ShouldBe(isBound, back.Main);
        }
    }

    [Fact]
    public async Task Answer_ChangedOrUsedAgain_IsRefused()
    {
        await using var here = await ReadyAsync();
        var invitation = await here.Administrator.InviteAsync(here.Site, "coordinator");
        using var first = here.Site.Nobody();
        await first.SignInThereAsync(await first.GetAsync((await first.InvitedAsync(invitation)).Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!), "cora");

        async Task<HttpStatusCode> WithAsync(Func<Dictionary<string, string?>, Dictionary<string, string?>> change)
        {
            using var walker = new Walker(here.Site, here.Agency);
            var answer = await walker.AnswerAsync("cora");
            return (await walker.Browser.GetAsync(QueryHelpers.AddQueryString(answer.Path, change(answer.Query)))).Status;
        }

        (await WithAsync(query => query)).ShouldBe(HttpStatusCode.OK, "unchanged, it is good");
        (await WithAsync(query => new(query) { ["state"] = query["state"]![..^4] + "AAAA" })).ShouldBe(HttpStatusCode.BadRequest, "wrong state");
        (await WithAsync(query => new(query) { ["state"] = "" })).ShouldBe(HttpStatusCode.BadRequest, "no state");
        (await WithAsync(query => new(query) { ["iss"] = "http://localhost:1" })).ShouldBe(HttpStatusCode.BadRequest, "another issuer's answer");
        (await WithAsync(query => new(query.Where(part => part.Key != "iss")))).ShouldBe(HttpStatusCode.BadRequest, "an issuer that names itself does so always");
        (await WithAsync(query => new(query) { ["code"] = "not-a-code" })).ShouldBe(HttpStatusCode.BadRequest, "a code that was never given");
        (await WithAsync(query => new() { ["error"] = "access_denied", ["state"] = query["state"], ["iss"] = query["iss"] })).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Code_UsedAgain_OrInAnotherBrowser_IsRefused()
    {
        await using var here = await ReadyAsync();
        var invitation = await here.Administrator.InviteAsync(here.Site, "coordinator");
        using var first = here.Site.Nobody();
        await first.SignInThereAsync(await first.GetAsync((await first.InvitedAsync(invitation)).Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!), "cora");
        using var walker = new Walker(here.Site, here.Agency);
        var answer = await walker.AnswerAsync("cora");
        var address = QueryHelpers.AddQueryString(answer.Path, answer.Query);

        // a thief who has the whole address and another browser: the state is not tied to it
        using var thief = here.Site.Nobody();
        (await thief.GetAsync(address)).Status.ShouldBe(HttpStatusCode.BadRequest);
        // a thief who puts the code into an answer of their own: the verifier is another (PKCE)
        using var other = new Walker(here.Site, here.Agency);
        var theirs = await other.AnswerAsync("mallory");
        (await other.Browser.GetAsync(QueryHelpers.AddQueryString(theirs.Path, new Dictionary<string, string?>(theirs.Query) { ["code"] = answer.Query["code"] }))).Status.ShouldBe(HttpStatusCode.BadRequest);

        using var once = new Walker(here.Site, here.Agency);
        var good = await once.AnswerAsync("cora");
        var goodAddress = QueryHelpers.AddQueryString(good.Path, good.Query);
        (await once.Browser.GetAsync(goodAddress)).Path.ShouldBe("/");
        (await once.Browser.GetAsync(goodAddress)).Status.ShouldBe(HttpStatusCode.BadRequest, "used once");
    }

    /// <summary>A page elsewhere that leads a browser here would sign somebody in, as somebody, without their having done anything.</summary>
    [Fact]
    public async Task Link_OnAnotherSite_SignsNobodyIn()
    {
        await using var fake = await FakeProvider.StartAsync();
        await using var site = await Agencies.SiteAsync(fake.Issuer);
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        (await administrator.SetAsync(fake.Issuer)).Main.ShouldContain("Saved.");
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        foreach (var (from, leads) in new[] { ("cross-site", "/sign-in/agency"), ("same-origin", fake.Issuer), ("none", fake.Issuer) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/sign-in/agency/{site.World.Agencies["north-police"]}");
            request.Headers.Add("Sec-Fetch-Site", from);
            using var answer = await client.SendAsync(request);
            answer.Headers.Location!.OriginalString.ShouldStartWith(leads, Case.Sensitive, from);
        }
    }

    [Fact]
    public async Task Invitation_IsTypedAndNeverInAnAddress()
    {
        await using var fake = await FakeProvider.StartAsync();
        await using var site = await Agencies.SiteAsync(fake.Issuer);
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        (await administrator.SetAsync(fake.Issuer)).Main.ShouldContain("Saved.");
        var code = await administrator.InviteAsync(site, "coordinator");
        using var browser = site.Nobody();
        (await browser.InvitedAsync("abcd-efgh-jkmn-pqrs-tuvw")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var page = await browser.InvitedAsync(code.ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal));
        page.Main.ShouldContain("coordinator@north.example");
        page.Page.QuerySelectorAll("a[href]").ShouldNotContain(link => link.GetAttribute("href")!.Contains(code, StringComparison.OrdinalIgnoreCase));
        page.Path.ShouldBe("/sign-in/invitation");
    }

    [Fact]
    public async Task Secret_IsKeptProtected_AndNotShown()
    {
        await using var here = await ReadyAsync();
        (await here.Site.AskDatabaseAsync<string>("select client_secret from agency_sign_on")).ShouldNotContain("a secret of the tests");
        (await here.Administrator.GetAsync("/single-sign-on")).Body.ShouldNotContain("a secret of the tests");
        // saved again without it, it stays
        (await here.Administrator.SetAsync(here.Provider.Issuer, secret: "")).Main.ShouldContain("Saved.");
        using var walker = new Walker(here.Site, here.Agency);
        (await walker.AnswerAsync("cora")).Query.ShouldContainKey("code");
    }

    private static async Task<Ready> ReadyAsync()
    {
        var provider = await OidcProvider.StartAsync();
        var site = await Agencies.SiteAsync(provider.Issuer);
        var agency = site.World.Agencies["north-police"].Value;
        await provider.ServeAsync($"{site.Address}/sign-in/agency/{agency}/back");
        var administrator = await site.SignInAsync("administrator", steppedUp: true);
        (await administrator.SetAsync(provider.Issuer)).Main.ShouldContain("Saved.");
        return new Ready(site, provider, administrator, agency);
    }

    private sealed record Ready(Site Site, OidcProvider Provider, Browser Administrator, Guid Agency) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Administrator.Dispose();
            await Site.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }
}
