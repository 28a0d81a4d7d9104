using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>Five wrong tries in fifteen minutes (CJIS AC-7), and an answer that tells nobody which accounts there are.</summary>
public sealed partial class LockOutTests
{
    [Fact]
    public async Task FiveWrong_LockForFifteenMinutes_AndFourDoNot()
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Nobody();
        await WrongAsync(browser, 4);
        (await browser.PasswordAsync()).Path.ShouldBe("/", "four are not five");
        using var other = site.Nobody();
        await WrongAsync(other, 5);
        (await other.PasswordAsync()).Status.ShouldBe(HttpStatusCode.BadRequest, "locked, and the password is right");
        site.World.Clock.Move(LockOut.Length - TimeSpan.FromSeconds(1));
        (await other.PasswordAsync()).Status.ShouldBe(HttpStatusCode.BadRequest);
        site.World.Clock.Move(TimeSpan.FromSeconds(1));
        (await other.PasswordAsync()).Path.ShouldBe("/");
    }

    [Fact]
    public async Task FiveWrong_SpreadOverMoreThanFifteenMinutes_DoNotLock()
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Nobody();
        await WrongAsync(browser, 4);
        site.World.Clock.Move(LockOut.Window);
        await WrongAsync(browser, 4);
        (await browser.PasswordAsync()).Path.ShouldBe("/", "the first four have left the window");
        using var other = site.Nobody();
        await WrongAsync(other, 4);
        site.World.Clock.Move(LockOut.Window - TimeSpan.FromSeconds(1));
        await WrongAsync(other, 1);
        (await other.PasswordAsync()).Status.ShouldBe(HttpStatusCode.BadRequest, "five within fifteen minutes");
    }

    [Fact]
    public async Task Administrator_Unlocks_AndTheTriesAreForgotten()
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Nobody();
        await WrongAsync(browser, 5);
        using var administrator = await site.SignInAsync("administrator");
        var page = await administrator.GetAsync($"/users/{site.World.As("coordinator").User}");
        (await administrator.SubmitAsync(page, "#unlock")).Main.ShouldContain("The account is unlocked");
        await WrongAsync(browser, 4);
        (await browser.PasswordAsync()).Path.ShouldBe("/");
    }

    [Fact]
    public async Task WrongTries_AtTheSameTime_AreAllCounted()
    {
        await using var site = await Site.StartAsync();
        var lockOut = new LockOut(site.World.Database.Source, site.World.Clock);
        var user = site.World.As("coordinator").User;
        var locked = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => lockOut.FailedAsync(user, Guess.Password)));
        locked.Count(one => one).ShouldBe(1);
        (await lockOut.IsLockedAsync(user, Guess.Password)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public async Task Codes_WrongFiveTimes_LockTheSecondStep(int wrong, bool isIn)
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var first = site.Nobody();
        var (app, _) = await first.SetUpAsync(site);
        using var browser = site.Nobody();
        await browser.PasswordAsync();
        for (var at = 0; at < wrong; at++)
            await browser.CodeAsync("000000");
        (await browser.CodeAsync(app.NextCode())).Path.ShouldBe(isIn ? "/" : "/sign-in/second-factor");
        if (isIn)
            return;
        (await EventsAsync(site)).ShouldContain("account locked");
        site.World.Clock.Move(LockOut.Length);
        using var later = site.Nobody();
        await later.PasswordAsync();
        (await later.CodeAsync(app.NextCode())).Path.ShouldBe("/");
    }

    /// <summary>Whoever knows an address can lock the door of its owner, and nothing behind it.</summary>
    [Fact]
    public async Task PasswordsWrongAtTheDoor_DoNotBindWhoeverIsInside()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var inside = site.Nobody();
        var (app, _) = await inside.SetUpAsync(site);
        using var attacker = site.Nobody();
        await WrongAsync(attacker, 5);
        site.World.Clock.Move(TimeSpan.FromMinutes(6));
        (await inside.CodeAsync(app.Code(), "/step-up?return=%2Fcohort")).Path.ShouldBe("/cohort", "stepping up goes on");
        (await inside.SubmitAsync(await inside.GetAsync("/account/password"), "form#password", new() { ["Current"] = World.Password, ["New"] = "seven green umbrellas" })).Main.ShouldContain("Your password is changed");
        using var door = site.Nobody();
        (await door.PasswordAsync(password: "seven green umbrellas")).Status.ShouldBe(HttpStatusCode.BadRequest, "the door stays locked: stepping up does not open it to more guesses");
    }

    /// <summary>One password on many accounts locks none of them; the address it comes from is stopped.</summary>
    [Fact]
    public async Task WrongPasswords_OfManyAccountsFromOneAddress_AreStopped()
    {
        await using var site = await Site.StartAsync(settings: new Dictionary<string, string?> { ["SignIn:WrongTriesPerAddress"] = "6" });
        using var browser = site.Nobody();
        for (var at = 0; at < 3; at++)
            (await browser.PasswordAsync()).Path.ShouldBe("/", "right ones do not count");
        for (var at = 0; at < 6; at++)
            (await browser.PasswordAsync($"somebody-{at}", "Spring2026")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var stopped = await browser.PasswordAsync("somebody-7", "Spring2026");
        stopped.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        stopped.Response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(15));
        (await browser.PasswordAsync()).Status.ShouldBe(HttpStatusCode.TooManyRequests, "no password is worked on");
        site.World.Clock.Move(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        (await browser.PasswordAsync()).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        site.World.Clock.Move(TimeSpan.FromSeconds(1));
        (await browser.PasswordAsync()).Path.ShouldBe("/");
    }

    [Fact]
    public void WrongPasswords_AddressesOfOneNetworkOfIPv6_CountTogether()
    {
        var clock = new Testing.FixedClock();
        var doors = new Throughline.Access.SignIn.SignInDoors(clock, new SignInSettings(true, null, 2));
        foreach (var (address, may) in new[] { ("2001:db8:1:2::1", true), ("2001:db8:1:2:ffff::9", true), ("2001:db8:1:2::3", false), ("2001:db8:1:3::1", true), ("203.0.113.1", true), ("::ffff:203.0.113.1", true), ("203.0.113.1", false), ("203.0.113.2", true) })
            doors.MayTry(IPAddress.Parse(address)).ShouldBe(may, address);
    }

    /// <summary>Of every kind: what was counted and what was written down come from one transaction, and there is just one.</summary>
    [Theory]
    [InlineData("coordinator@north.example", "wrong password")]
    [InlineData("nobody-here@north.example", "no such account, or disabled")]
    [InlineData("chair@north.example", "no such account, or disabled")]
    [InlineData("analyst@north.example", "locked")]
    [InlineData("manager@north.example", "wrong password")]
    public async Task Refusal_OfEveryKind_IsOneTransaction(string name, string detail)
    {
        await using var site = await Site.StartAsync();
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update app_user set disabled_at = now() where user_name = 'chair@north.example';
            update app_user set lockout_end = '2027-01-01' where user_name = 'analyst@north.example';
            update app_user set password_hash = null where user_name = 'manager@north.example'
            """);
        var before = await connection.QuerySingleAsync<long>("select coalesce(max(xmin::text::bigint), 0) from (select xmin from app_user union all select xmin from account_event) all_rows");
        using var browser = site.Nobody();
        await browser.PasswordAsync(name, "not the password");
        (await connection.QueryAsync<string>("select distinct xmin::text from app_user where xmin::text::bigint > @before union select distinct xmin::text from account_event where xmin::text::bigint > @before", new { before })).Count().ShouldBe(1);
        (await connection.QuerySingleAsync<string>("select detail from account_event where kind = 'sign-in refused' and xmin::text::bigint > @before", new { before })).ShouldBe(detail);
    }

    [Fact]
    public async Task UnknownWrongLockedAndDisabled_AreTheSameBytes()
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Nobody();
        await WrongAsync(browser, 5, "analyst");
        await using (var connection = await site.World.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("update app_user set disabled_at = now() where user_name = 'chair@north.example'");
        var answers = new List<string>();
        foreach (var (user, password) in new[] { ("coordinator", "wrong"), ("nosuchuser", "wrong"), ("analyst", "wrong"), ("analyst", World.Password), ("chair", World.Password) })
        {
            using var visitor = site.Nobody();
            var answer = await visitor.PasswordAsync(user, password);
            answers.Add($"{answer.Status} {string.Join('\n', answer.Response.Headers.Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}"))}\n" + Token().Replace(answer.Body, "token").Replace(user, "user", StringComparison.Ordinal));
        }

        answers.Distinct().Count().ShouldBe(1, string.Join("\n----\n", answers.Distinct()));
        answers[0].ShouldStartWith("BadRequest");
    }

    private static async Task WrongAsync(Browser browser, int times, string user = "coordinator")
    {
        for (var attempt = 0; attempt < times; attempt++)
            (await browser.PasswordAsync(user, "wrong")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(Site site)
    {
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select kind from account_event order by at, id")).AsList();
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*""", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
