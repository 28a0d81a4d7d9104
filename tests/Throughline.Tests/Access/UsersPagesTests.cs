using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

public sealed partial class UsersPagesTests
{
    [Fact]
    public async Task Add_Account_ShowsThePasswordOnceAndItSignsIn()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("administrator", steppedUp: true);
        var page = await browser.GetAsync("/users");
        page.Main.ShouldContain("Cora Ordway");
        page.Main.ShouldNotContain("Owen Mannering", Case.Sensitive, "another agency's account");
        (await browser.SubmitAsync(page, "#add", new() { ["FullName"] = "New Person" })).Main.ShouldContain("Choose at least one role");
        var added = await browser.SubmitAsync(page, "#add", new() { ["FullName"] = "New Person", ["Email"] = "new@north.example", ["Roles"] = "offender-manager" });
        var password = Password().Match(added.Main).Value;
        (await browser.GetAsync("/users")).Main.ShouldNotContain(password);

        using var newcomer = site.Nobody();
        var changing = await newcomer.SubmitAsync(await newcomer.GetAsync("/sign-in"), "form[method=post]", new() { ["UserName"] = "new@north.example", ["Password"] = password });
        changing.Path.ShouldBe("/account/password");
        (await newcomer.SubmitAsync(changing, "main form", new() { ["Current"] = "wrong", ["New"] = "three odd words here" })).Main.ShouldContain("The present password is wrong");
        (await newcomer.SubmitAsync(changing, "main form", new() { ["Current"] = password, ["New"] = "short" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        var changed = await newcomer.SubmitAsync(changing, "main form", new() { ["Current"] = password, ["New"] = "three odd words here" });
        changed.Path.ShouldBe("/");
        (await newcomer.GetAsync("/review")).Status.ShouldBe(HttpStatusCode.OK);
        (await EventsAsync(site, "new@north.example")).ShouldContain("account added");
    }

    [Fact]
    public async Task Disable_Account_EndsItsSessionsAndTokensAtTheNextRequest()
    {
        await using var site = await Site.StartAsync();
        using var coordinator = await site.SignInAsync("coordinator");
        using var client = await Review.ReviewApiTests.ClientAsync(site, "coordinator");
        (await client.GetAsync("/api/v1/review/today")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var browser = await site.SignInAsync("administrator", steppedUp: true);
        var id = site.World.As("coordinator").User;
        var page = await browser.GetAsync($"/users/{id}");
        (await browser.SubmitAsync(page, "#disable")).Main.ShouldContain("Say why the account is disabled");
        (await coordinator.GetAsync("/")).Path.ShouldBe("/");
        var disabled = await browser.SubmitAsync(page, "#disable", new() { ["Reason"] = "Has left" });
        disabled.Main.ShouldContain("its sessions are ended");
        (await coordinator.GetAsync("/")).Path.ShouldStartWith("/sign-in");
        (await client.GetAsync("/api/v1/review/today")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await browser.SubmitAsync(disabled, "#enable");
        (await coordinator.GetAsync("/")).Path.ShouldStartWith("/sign-in", Case.Sensitive, "an ended session does not come back");
        (await EventsAsync(site, "coordinator@north.example")).ShouldBe(["account enabled", "account disabled", "signed in"]);
    }

    [Fact]
    public async Task Roles_GivenAndTaken_HoldAtTheNextRequest()
    {
        await using var site = await Site.StartAsync();
        using var analyst = await site.SignInAsync("analyst");
        (await analyst.GetAsync("/review")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var browser = await site.SignInAsync("administrator", steppedUp: true);
        var page = await browser.GetAsync($"/users/{site.World.As("analyst").User}");
        var given = await browser.SubmitAsync(page, "#roles", new() { ["Roles"] = "offender-manager" });
        given.Main.ShouldContain("The roles are changed");
        (await analyst.GetAsync("/review")).Status.ShouldBe(HttpStatusCode.OK);
        (await EventsAsync(site, "analyst@north.example")).ShouldBe(["role given", "role taken", "signed in"], ignoreOrder: true);
    }

    [Fact]
    public async Task OwnAccount_CannotBeDisabledNorLoseItsAdministration()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("administrator", steppedUp: true);
        var page = await browser.GetAsync($"/users/{site.World.As("administrator").User}");
        page.Page.QuerySelector("#disable").ShouldBeNull();
        var refused = await browser.SubmitAsync(page, "#roles", new() { ["Roles"] = "analyst" });
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Main.ShouldContain("You cannot take the administrator's role from yourself");
    }

    [Fact]
    public async Task AnotherAgencysAccount_IsNotFound()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("administrator", steppedUp: true);
        (await browser.GetAsync($"/users/{site.World.As("manager").User}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync($"/users/{site.World.As("coordinator", "south").User}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var coordinator = await site.SignInAsync("coordinator");
        (await coordinator.GetAsync("/users")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Unlock_LockedAccount_SignsInAgain()
    {
        await using var site = await Site.StartAsync();
        using var visitor = site.Nobody();
        for (var attempt = 0; attempt < 5; attempt++)
            await visitor.SubmitAsync(await visitor.GetAsync("/sign-in"), "form[method=post]", new() { ["UserName"] = "coordinator@north.example", ["Password"] = "no" });
        using var browser = await site.SignInAsync("administrator", steppedUp: true);
        // Identity locks by the machine's clock, not by the clock of the test
        await using (var connection = await site.World.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("update app_user set lockout_end = @until where user_name = 'coordinator@north.example'", new { until = site.World.Clock.GetUtcNow().AddMinutes(15) });
        (await browser.GetAsync("/users?show=locked")).Main.ShouldContain("1 account");
        await browser.SubmitAsync(await browser.GetAsync($"/users/{site.World.As("coordinator").User}"), "#unlock");
        using var again = await site.SignInAsync("coordinator");
    }

    private static async Task<List<string>> EventsAsync(Site site, string userName)
    {
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select kind from account_event where user_name = @userName order by at desc, id desc", new { userName })).AsList();
    }

    [GeneratedRegex("[a-z0-9]{4}(-[a-z0-9]{4}){4}")]
    private static partial Regex Password();
}
