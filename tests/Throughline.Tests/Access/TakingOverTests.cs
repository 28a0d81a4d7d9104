using System.Net;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Access.Password;
using Throughline.Access.SigningIn;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Sharing.Sealed;
using Throughline.Testing;
using Throughline.Tests.Access.Keeping;
using Throughline.Tests.Review;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>What an administrator does to an account could make them its owner: then it is worth nothing that needed a second person.</summary>
public sealed class TakingOverTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("factors")]
    public async Task PasswordGivenOrFactorsRemoved_PowersEndAndASecondPersonIsAsked(string what)
    {
        await using var world = await World.CreateAsync();
        var (administrator, governance) = (world.As("administrator"), world.As("governance"));
        var second = await world.HireAsync("second", "Second Keeper", "north-police", [Role.Administrator]);
        await world.DoAsync(administrator, db => Keyholding.AskAsync(db, governance.User, Compartment.Victim, "Works with victims"));
        await world.DoAsync(second, async db => await Keyholding.ApproveAsync(db, (await Keyholding.ListAsync(db)).Single().Id));

        var waiting = what == "password" ? (await world.DoAsync(administrator, db => AccountActs.NewPasswordAsync(db, governance.User, "Rang from their desk"))).Waiting
            : await world.DoAsync(administrator, db => SigningInActs.RemoveFactorsAsync(db, governance.User, "Rang from their desk"));

        waiting.ShouldBe([Role.InformationGovernanceOfficer]);
        (await world.RolesOfAsync(governance.User)).ShouldBeEmpty();
        (await world.DoAsync(administrator, Keyholding.ListAsync)).ShouldBeEmpty("the key is ended");
        (await world.EventsOfAsync(governance.User)).ShouldContain(line => line.StartsWith("role taken: information-governance-officer", StringComparison.Ordinal) && line.Contains("Rang from their desk", StringComparison.Ordinal));
        var request = await world.DoAsync(second, db => db.ValueAsync<Guid>("select id from role_request where state = 'waiting'"));
        foreach (var who in new[] { administrator, governance })
            (await Record.ExceptionAsync(() => DecideAsync(world, who, request)) is RuleBroken or NotThere).ShouldBeTrue("neither whoever gave the password nor whoever has it");
        await world.DoAsync(second, db => Throughline.Access.GrantRoles.DecideRoleRequest.ApproveAsync(db, request));
        (await world.RolesOfAsync(governance.User)).ShouldBe(["information-governance-officer"]);
    }

    [Fact]
    public async Task PasswordGiven_OrdinaryRolesStay()
    {
        await using var world = await World.CreateAsync();
        (await world.DoAsync(world.As("administrator"), db => AccountActs.NewPasswordAsync(db, world.As("intelligence").User, "Came to my desk"))).Waiting.ShouldBeEmpty();
        (await world.RolesOfAsync(world.As("intelligence").User)).ShouldBe(["intelligence-officer"]);
    }

    [Fact]
    public async Task PasswordGiven_NeedsAReason_AndIsNeverOnesOwn()
    {
        await using var site = await Site.StartAsync();
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        var page = await administrator.GetAsync($"/users/{site.World.As("coordinator").User}");
        var refused = await administrator.SubmitAsync(page, "form#password");
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Main.ShouldContain("Say how you know that it is they who ask");
        var given = await administrator.SubmitAsync(page, "form#password", new() { ["PasswordReason"] = "Came to my desk" });
        given.Main.ShouldContain("IOM coordinator: begins again when a second person agrees");
        (await site.World.EventsOfAsync(site.World.As("coordinator").User)).ShouldContain("new password given: Came to my desk (by administrator@north.example)");
        var own = site.World.As("administrator");
        (await administrator.GetAsync($"/users/{own.User}")).Page.QuerySelector("form#password").ShouldBeNull();
        await Should.ThrowAsync<RuleBroken>(() => site.World.DoAsync(own, db => AccountActs.NewPasswordAsync(db, own.User, "It is me")));
        (await site.World.RolesOfAsync(own.User)).ShouldBe(["administrator"]);
    }

    [Theory]
    [InlineData("password", 0)]
    [InlineData("factors", 0)]
    [InlineData("sessions", 0)]
    [InlineData("tokens", 0)]
    [InlineData("nothing", 1)]
    public async Task Tokens_EndWithEveryContainment(string what, int left)
    {
        await using var site = await Site.StartAsync();
        var (world, user, administrator) = (site.World, site.World.As("coordinator").User, site.World.As("administrator"));
        using var program = await ReviewApiTests.ClientAsync(site, "coordinator");
        (await program.GetAsync("/api/v1/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var browser = await site.SignInAsync("administrator", steppedUp: true);
        var page = await browser.GetAsync($"/signing-in/{user}");
        page.Main.ShouldContain("Tokens of programs1");
        if (what == "password")
            await world.DoAsync(administrator, db => AccountActs.NewPasswordAsync(db, user, "Rang"));
        else if (what == "factors")
            await browser.SubmitAsync(page, "form#remove-factors", new() { ["Reason"] = "Rang" });
        else if (what == "sessions")
            (await browser.SubmitAsync(page, "form#end-sessions")).Main.ShouldContain("One token is revoked");
        else if (what == "tokens")
            (await browser.SubmitAsync(page, "form#revoke-tokens")).Main.ShouldContain("One token is revoked");
        (await program.GetAsync("/api/v1/account")).StatusCode.ShouldBe(left == 1 ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        (await browser.GetAsync($"/signing-in/{user}")).Main.ShouldContain($"Tokens of programs{left}");
    }

    [Theory]
    [InlineData(71, 59, true)]
    [InlineData(72, 0, false)]
    public async Task TemporaryPassword_IsGoodForThreeDays(int hours, int minutes, bool isGood)
    {
        await using var site = await Site.StartAsync();
        var password = (await site.World.DoAsync(site.World.As("administrator"), db => AccountActs.NewPasswordAsync(db, site.World.As("intelligence").User, "Rang"))).Password;
        site.World.Clock.Move(TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes));
        using var browser = site.Nobody();
        var answer = await browser.PasswordAsync("intelligence", password);
        answer.Path.ShouldBe(isGood ? "/account/password" : "/sign-in");
        if (!isGood)
            answer.Main.ShouldContain("was good for three days");
        (Passwords.TemporaryLasts - TimeSpan.FromHours(72)).ShouldBe(TimeSpan.Zero);
        using var other = site.Nobody();
        (await other.PasswordAsync("intelligence", "wrong")).Main.ShouldContain("The email address or the password is wrong");
    }

    /// <summary>Keeping a passkey writes the whole account, as the framework read it: what was changed in between must win.</summary>
    [Theory]
    [InlineData("disabled_at = '2026-11-20'")]
    [InlineData("password_hash = 'another'")]
    [InlineData("lockout_end = '2026-11-21'")]
    public async Task AccountRead_ThenChangedBySomebody_IsNotWrittenBack(string change)
    {
        await using var site = await Site.StartAsync();
        await using var scope = site.App.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var read = (await users.FindByNameAsync("coordinator@north.example"))!;
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync($"update app_user set {change} where user_name = 'coordinator@north.example'");
        (await users.UpdateAsync(read)).Succeeded.ShouldBeFalse();
        (await connection.QuerySingleAsync<bool>($"select ({change.Replace(" = ", " is not distinct from ", StringComparison.Ordinal)}) from app_user where user_name = 'coordinator@north.example'")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("o'brien@north.example")]
    [InlineData("zoë+iom@north.example")]
    public async Task Passkeys_TakeEveryAddressThatAnAccountMayHave(string address)
    {
        await using var site = await Site.StartAsync();
        await using (var connection = await site.World.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("update app_user set user_name = @address, normalized_user_name = upper(@address) where user_name = 'coordinator@north.example'", new { address });
        await using var scope = site.App.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var kept = await users.UpdateAsync((await users.FindByIdAsync(site.World.As("coordinator").User.ToString()))!);
        kept.Succeeded.ShouldBeTrue(string.Join(", ", kept.Errors.Select(error => error.Code)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FactorRemoved_OtherDevicesAreSignedOut_UnlessTheyShallStay(bool ends)
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var page = await browser.GetAsync("/account/second-factor");
        var app = Authenticator.From(site, page);
        await browser.SubmitAsync(page, "form#app", new() { ["Code"] = app.Code() });
        using var other = await site.SignInAsync("coordinator");
        await other.CodeAsync(app.NextCode());
        (await other.GetAsync("/people")).Path.ShouldBe("/people");
        var form = await browser.GetAsync("/account/second-factor");
        var removed = await browser.SubmitAsync(form, "form#remove-app", ends ? null : new() { ["EndOthers"] = null });
        removed.Main.ShouldContain(ends ? "Your other devices are signed out" : "its codes work no longer");
        (await other.GetAsync("/people")).Path.StartsWith("/sign-in", StringComparison.Ordinal).ShouldBe(ends);
        (await browser.GetAsync("/people")).Path.ShouldBe("/people");
    }

    [Fact]
    public void KeysOfApps_AreRandomAndOfTheHashsLength()
    {
        var keys = Enumerable.Range(0, 200).Select(_ => Throughline.Access.SecondFactors.Totp.NewSecret()).ToList();
        keys.ShouldAllBe(key => key.Length == 20);
        keys.Select(Convert.ToHexString).Distinct().Count().ShouldBe(200);
        keys.SelectMany(key => key).Distinct().Count().ShouldBeGreaterThan(240, "every byte comes up");
    }

    /// <summary>The format of a password's hash names its version: one of an older kind is still good, and is written anew.</summary>
    [Fact]
    public async Task PasswordHash_OfAnOlderKind_IsGoodAndWrittenAnew()
    {
        await using var site = await Site.StartAsync();
        var older = new PasswordHasher<AppUser>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV2 })).HashPassword(null!, World.Password);
        await site.World.ChangeAsync("update app_user set password_hash = @older where user_name = 'coordinator@north.example'", new { older });
        using var browser = await site.SignInAsync("coordinator");
        var now = await site.World.AskDatabaseAsync<string>("select password_hash from app_user where user_name = 'coordinator@north.example'");
        now.ShouldNotBe(older);
        Convert.FromBase64String(now)[0].ShouldBe((byte)1, "the newer format");
        using var again = await site.SignInAsync("coordinator");
    }

    [Fact]
    public void RecoveryCodes_AreLongEnoughForAFastHash() =>
        (Throughline.Access.SecondFactors.Factors.CodeGroups * 4 * Math.Log2(Throughline.Access.SecondFactors.Factors.CodeLetters.Length)).ShouldBeGreaterThan(112);

    private static Task DecideAsync(World world, Act who, Guid request) => world.DoAsync(who, db => Throughline.Access.GrantRoles.DecideRoleRequest.ApproveAsync(db, request));
}
