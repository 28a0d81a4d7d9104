using System.Net;
using System.Net.Http.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>What an administrator does about how people sign in, and the order in which a new account is led.</summary>
public sealed class SigningInPagesTests
{
    [Fact]
    public async Task NewAccount_ChangesThePasswordThenSetsUpAFactor_AndNothingElseOpensBefore()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        await TemporaryAsync(site, "coordinator");
        using var browser = site.Nobody();
        var page = await browser.PasswordAsync(then: "?then=%2Fcohort");
        page.Path.ShouldBe("/account/password?then=%2Fcohort");
        page.Main.ShouldContain("Choose one that only you know");
        foreach (var closed in new[] { "/people", "/account/second-factor", "/account", "/step-up" })
            (await browser.GetAsync(closed)).Path.ShouldStartWith("/account/password");
        (await browser.SubmitAsync(page, "form#password", new() { ["Current"] = World.Password, ["New"] = World.Password })).Status.ShouldBe(HttpStatusCode.BadRequest);
        var next = await browser.SubmitAsync(page, "form#password", new() { ["Current"] = World.Password, ["New"] = "seven green umbrellas" });
        next.Path.ShouldBe("/account/second-factor?then=%2Fcohort");
        var codes = await browser.SubmitAsync(next, "form#app", new() { ["Code"] = Authenticator.From(site, next).Code() });
        (await browser.GetAsync(codes.Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!)).Path.ShouldBe("/cohort");
    }

    [Fact]
    public async Task TemporaryPassword_OfAnAccountWithAFactor_AsksForTheFactorFirst()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var first = site.Nobody();
        var (app, _) = await first.SetUpAsync(site);
        await TemporaryAsync(site, "coordinator");
        (await first.GetAsync("/people")).Path.ShouldStartWith("/account/password", Case.Sensitive, "forced in sessions that are open, too");
        using var browser = site.Nobody();
        (await browser.PasswordAsync()).Path.ShouldBe("/sign-in/second-factor", "or whoever heard the temporary password could choose the next");
        (await browser.CodeAsync(app.NextCode())).Path.ShouldBe("/account/password");
    }

    [Fact]
    public async Task Administrator_EndsAllSessionsOfAUser_AndItHoldsAtOnce()
    {
        await using var site = await Site.StartAsync();
        using var one = await site.SignInAsync("coordinator");
        using var two = await site.SignInAsync("coordinator");
        using var administrator = await site.SignInAsync("administrator");
        (await administrator.GetAsync("/signing-in")).Main.ShouldContain("Cora Ordway");
        var page = await administrator.GetAsync($"/signing-in/{site.World.As("coordinator").User}");
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        (await administrator.SubmitAsync(page, "form#end-sessions")).Main.ShouldContain("2 sessions are ended");
        (await one.GetAsync("/people")).Path.ShouldStartWith("/sign-in");
        (await two.GetAsync("/people")).Main.ShouldContain("Your session was ended");
        System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await administrator.GetAsync("/people")).Status.ShouldBe(HttpStatusCode.NotFound, "still signed in, and not for administrators");
        (await EventsAsync(site)).ShouldContain("sessions ended: all 2 (by administrator@north.example)");
    }

    [Fact]
    public async Task Administrator_RemovesFactors_WithAReasonAndAFreshFactor_AndNotTheirOwn()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var user = site.Nobody();
        await user.SetUpAsync(site);
        using var administrator = site.Nobody();
        var (app, _) = await administrator.SetUpAsync(site, "administrator");
        var address = $"/signing-in/{site.World.As("coordinator").User}";
        var page = await administrator.GetAsync(address);
        (await administrator.SubmitAsync(page, "form#remove-factors")).Main.ShouldContain("Say how you know that it is they who ask");
        site.World.Clock.Move(TimeSpan.FromMinutes(6));
        (await administrator.SubmitAsync(page, "form#remove-factors", new() { ["Reason"] = "Came to my desk" })).Path.ShouldBe("/step-up?return=" + Uri.EscapeDataString(address));
        (await user.GetAsync("/people")).Path.ShouldBe("/people");
        (await administrator.CodeAsync(app.Code(), "/step-up?return=" + Uri.EscapeDataString(address))).Path.ShouldBe(address);
        (await administrator.SubmitAsync(await administrator.GetAsync(address), "form#remove-factors", new() { ["Reason"] = "Came to my desk" })).Main.ShouldContain("Their second factors are removed");
        (await user.GetAsync("/people")).Path.ShouldStartWith("/sign-in");
        using var again = site.Nobody();
        (await again.PasswordAsync()).Main.ShouldContain("Your account has no role in any partnership yet", Case.Insensitive, "a coordinator begins again when a second person agrees");
        await site.World.DoAsync(site.World.As("governance"), async db => await Throughline.Access.GrantRoles.DecideRoleRequest.ApproveAsync(db, (await Throughline.Access.GrantRoles.RoleRequests.ListAsync(db, "waiting")).Single().Id));
        (await again.PasswordAsync()).Path.ShouldBe("/account/second-factor");

        var own = await administrator.GetAsync($"/signing-in/{site.World.As("administrator").User}");
        (await administrator.SubmitAsync(own, "form#remove-factors", new() { ["Reason"] = "Mine" })).Main.ShouldContain("another administrator does that");
        (await EventsAsync(site)).ShouldContain("second factors removed: Came to my desk (by administrator@north.example)");
    }

    [Theory]
    [InlineData("RemoveFactors")]
    [InlineData("EndSessions")]
    [InlineData("Invite")]
    [InlineData("Disconnect")]
    public async Task Administrator_OfAnotherAgencyOrPartnership_FindsNobody(string handler)
    {
        await using var site = await Site.StartAsync();
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        var page = await administrator.GetAsync($"/signing-in/{site.World.As("coordinator").User}");
        foreach (var somebody in new[] { site.World.As("manager").User, site.World.As("coordinator", "south").User })
            (await administrator.SubmitAsync(page, "form#remove-factors", new() { ["Reason"] = "x" }, post: $"/signing-in/{somebody}?handler={handler}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var coordinator = await site.SignInAsync("coordinator", steppedUp: true);
        (await coordinator.GetAsync($"/signing-in/{site.World.As("coordinator").User}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Api_SaysWhatTheTokenIs_AndEndsOnesSessions()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var act = site.World.As("coordinator");
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "nightly", mayExport: true));
        var account = (await client.GetFromJsonAsync<TokenAccount>("/api/v1/account"))!;
        (account.User, account.Token, account.MayExport).ShouldBe(("Cora Ordway", "nightly", true));
        account.Roles.ShouldBe(["coordinator"]);
        using var ended = await client.PostAsync(new Uri("/api/v1/account/sessions/end", UriKind.Relative), null);
        (await ended.Content.ReadAsStringAsync()).ShouldBe("""{"ended":1}""");
        (await browser.GetAsync("/")).Path.ShouldStartWith("/sign-in");
    }

    private static async Task TemporaryAsync(Site site, string user)
    {
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("update app_user set password_is_temporary = true where user_name = @name", new { name = user + "@north.example" });
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(Site site)
    {
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select kind || ': ' || detail from account_event where user_name = 'coordinator@north.example'")).AsList();
    }
}
