using System.Net;
using Dapper;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>Signing in with a password and something that one has, as it is in a real installation.</summary>
public sealed class SecondFactorTests
{
    [Fact]
    public async Task FirstSignIn_WithoutAFactor_SetsOneUpBeforeAnythingElse()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var browser = site.Nobody();
        var page = await browser.PasswordAsync(then: "?then=%2Fcohort");
        page.Path.ShouldBe("/account/second-factor?then=%2Fcohort");
        page.Heading.ShouldBe("Your second factor");
        page.Page.QuerySelector("header form").ShouldBeNull("nobody is signed in yet");
        foreach (var closed in new[] { "/", "/people", "/account", "/cohort?handler=Csv" })
            (await browser.GetAsync(closed)).Path.ShouldStartWith("/account/second-factor");
        page.Page.QuerySelector("img.tl-qr")!.GetAttribute("src")!.ShouldStartWith("data:image/svg+xml;base64,");

        var app = Authenticator.From(site, page);
        var wrong = await browser.SubmitAsync(page, "form#app", new() { ["Code"] = "000000" });
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Page.QuerySelector("#key")!.TextContent.ShouldBe(page.Page.QuerySelector("#key")!.TextContent, "the picture was scanned already");
        var codes = await browser.SubmitAsync(wrong, "form#app", new() { ["Code"] = app.Code() });
        codes.Heading.ShouldBe("Your recovery codes");
        codes.Page.QuerySelectorAll("#recovery-codes code").Length.ShouldBe(10);
        (await browser.GetAsync(codes.Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!)).Path.ShouldBe("/cohort");
        var again = await browser.GetAsync("/account/second-factor");
        again.Page.QuerySelector("#recovery-codes").ShouldBeNull("shown once");
        again.Main.ShouldContain("10 of 10");
        (await EventsAsync(site)).ShouldBe(["signed in", "authenticator set up", "recovery codes made"]);
    }

    [Fact]
    public async Task NextSignIn_AsksForTheCodeAndTakesItOnce()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var first = site.Nobody();
        var (app, _) = await first.SetUpAsync(site);
        var code = app.NextCode();
        using var browser = site.Nobody();
        (await browser.PasswordAsync()).Path.ShouldBe("/sign-in/second-factor");
        (await browser.GetAsync("/people")).Path.ShouldBe("/sign-in/second-factor?then=%2Fpeople");
        (await browser.GetAsync("/account/second-factor")).Path.ShouldStartWith("/sign-in/second-factor", Case.Sensitive, "or a second key could be set up beside the first");
        (await browser.GetAsync("/account/password")).Path.ShouldStartWith("/sign-in/second-factor");
        (await browser.CodeAsync("123456")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.CodeAsync(code, "/sign-in/second-factor?then=%2Fcohort")).Path.ShouldBe("/cohort");

        using var watcher = site.Nobody();
        await watcher.PasswordAsync();
        var replayed = await watcher.CodeAsync(code);
        replayed.Status.ShouldBe(HttpStatusCode.BadRequest);
        replayed.Main.ShouldContain("was used before");
        // an earlier code that the tolerance for clocks would still allow is no way round it
        (await watcher.CodeAsync(app.Code(-1))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await watcher.CodeAsync(app.NextCode())).Path.ShouldBe("/");
    }

    [Fact]
    public async Task TwoRequests_WithOneCodeAtTheSameTime_OneIsLetIn()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var first = site.Nobody();
        var (app, _) = await first.SetUpAsync(site);
        var code = app.NextCode();
        var browsers = Enumerable.Range(0, 4).Select(_ => site.Nobody()).ToList();
        foreach (var browser in browsers)
            await browser.PasswordAsync();
        var answers = await Task.WhenAll(browsers.Select(browser => browser.CodeAsync(code)));
        answers.Count(answer => answer.Path == "/").ShouldBe(1);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task RecoveryCode_LetsInOnce_AndNewOnesReplaceTheOld()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var first = site.Nobody();
        var (app, codes) = await first.SetUpAsync(site);
        using var browser = site.Nobody();
        await browser.PasswordAsync();
        (await browser.CodeAsync(codes[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal))).Path.ShouldBe("/", "as it was written down");
        using var again = site.Nobody();
        await again.PasswordAsync();
        (await again.CodeAsync(codes[0])).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await again.CodeAsync(app.NextCode())).Path.ShouldBe("/");
        var page = await again.GetAsync("/account/second-factor");
        page.Main.ShouldContain("9 of 10");
        (await again.SubmitAsync(page, "form#new-codes")).Heading.ShouldBe("Your recovery codes");
        using var late = site.Nobody();
        await late.PasswordAsync();
        (await late.CodeAsync(codes[1])).Status.ShouldBe(HttpStatusCode.BadRequest);

        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        var kept = await connection.QueryAsync<string>("select encode(code_hash, 'escape') from recovery_code union all select secret from authenticator");
        kept.ShouldNotContain(text => codes.Any(code => text.Contains(code, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Factors_ChangedWithoutAFreshOne_AreNot()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var browser = site.Nobody();
        var (app, _) = await browser.SetUpAsync(site);
        site.World.Clock.Move(TimeSpan.FromMinutes(6));
        var page = await browser.GetAsync("/account/second-factor");
        (await browser.SubmitAsync(page, "form#remove-app")).Path.ShouldStartWith("/step-up");
        (await browser.GetAsync("/account/second-factor")).Page.QuerySelector("form#remove-app").ShouldNotBeNull();
        (await browser.CodeAsync(app.Code(), "/step-up?return=%2Faccount%2Fsecond-factor")).Path.ShouldBe("/account/second-factor");
        (await browser.SubmitAsync(await browser.GetAsync("/account/second-factor"), "form#remove-app")).Main.ShouldContain("The app is removed");
        // the installation requires one: before anything else, another is set up
        (await browser.GetAsync("/people")).Path.ShouldStartWith("/account/second-factor");
    }

    [Fact]
    public async Task FactorSetUpOnOneDevice_IsAskedForOnTheOthers()
    {
        await using var site = await Site.StartAsync();
        using var other = await site.SignInAsync("coordinator");
        using var browser = await site.SignInAsync("coordinator");
        var page = await browser.GetAsync("/account/second-factor");
        await browser.SubmitAsync(page, "form#app", new() { ["Code"] = Authenticator.From(site, page).Code() });
        (await browser.GetAsync("/people")).Path.ShouldBe("/people");
        (await other.GetAsync("/people")).Path.ShouldStartWith("/sign-in/second-factor");
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(Site site)
    {
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select kind from account_event where user_name = 'coordinator@north.example' order by at, id")).AsList();
    }
}
