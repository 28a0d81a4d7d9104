using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;
using Throughline.Testing;
using Throughline.Tests.Access;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Browser.Tests;

/// <summary>Passkeys, with a key that the browser imitates; signing in without scripts; and the cover over a page whose session ends.</summary>
[Collection(InChromium.Name)]
public sealed class SigningInTests(Chromium chromium)
{
    /// <summary>A passkey belongs to a name; an address of figures has none.</summary>
    private static string ByName(Site site) => site.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    [Fact]
    public async Task Passkey_SetUpAtTheFirstSignIn_IsGivenAtTheNextAndToStepUp()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        await using var desk = await Desk.OpenAsync(chromium, site);
        var key = await VirtualKey.PlugInAsync(desk);
        await desk.GiveAsync(ByName(site) + "/sign-in", "coordinator");
        await desk.FillAsync("Name of the passkey", "work laptop");
        await desk.PressAsync("Add a passkey");
        await Expect(desk.Heading("Your recovery codes")).ToBeVisibleAsync();
        await desk.PressAsync("I have kept them: continue");
        await desk.SignOutAsync();

        await desk.GiveAsync(ByName(site) + "/sign-in?then=%2Fcohort", "coordinator");
        await Expect(desk.Heading("Give your second factor")).ToBeVisibleAsync();
        await key.SetPresentAsync(false);
        await desk.PressAsync("Use a passkey");
        await Expect(desk.Page.GetByText("The passkey was not given.")).ToBeVisibleAsync();
        await key.SetPresentAsync(true);
        await desk.GoAsync(ByName(site) + "/sign-in/second-factor?then=%2Fcohort");
        await desk.PressAsync("Use a passkey");
        await Expect(desk.Page).ToHaveURLAsync(ByName(site) + "/cohort");

        site.World.Clock.Move(TimeSpan.FromMinutes(6));
        await desk.GoAsync(ByName(site) + "/step-up?return=%2Faccount%2Fsecond-factor");
        await desk.PressAsync("Use a passkey");
        await desk.SeesAsync("Confirmed. For 5 minutes");
        await desk.SeesAsync("work laptop");
        await desk.PressAsync("Remove the passkey work laptop");
        await desk.SeesAsync("is removed");
        desk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Passkey_AnswerUsedAgain_OrOfSomebodyElse_IsRefused()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        await using var desk = await Desk.OpenAsync(chromium, site);
        await VirtualKey.PlugInAsync(desk);
        await desk.GiveAsync(ByName(site) + "/sign-in", "coordinator");
        await desk.PressAsync("Add a passkey");
        await desk.PressAsync("I have kept them: continue");
        await desk.SignOutAsync();

        await desk.GiveAsync(ByName(site) + "/sign-in", "coordinator");
        var answer = await AnswerAsync(desk);
        (await PostAsync(desk, answer)).ShouldBe("/", "it is good");
        // a second session of the same person, with the answer that the first gave
        await desk.Page.Context.ClearCookiesAsync();
        await desk.GiveAsync(ByName(site) + "/sign-in", "coordinator");
        (await PostAsync(desk, answer)).ShouldBe("/sign-in/second-factor", "nothing was asked in this session");
        await AnswerAsync(desk);
        (await PostAsync(desk, answer)).ShouldBe("/sign-in/second-factor", "something else was asked");

        // somebody else's session, answered with this key
        await desk.Page.Context.ClearCookiesAsync();
        using var other = new Testing.Browser(ByName(site));
        await other.SetUpAsync(site, "analyst");
        await desk.GiveAsync(ByName(site) + "/sign-in", "analyst");
        await AskAsync(desk);
        (await PostAsync(desk, answer)).ShouldBe("/sign-in/second-factor");
    }

    [Fact]
    public async Task SettingUpAndSigningIn_WithoutScripts()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        await using var desk = await Desk.OpenAsync(chromium, site, scripts: false);
        await desk.GiveAsync("/sign-in", "manager");
        var app = new Authenticator(site, Throughline.Access.SecondFactors.Totp.FromText(await desk.Page.Locator("#key").InnerTextAsync()));
        await Expect(desk.Page.GetByRole(AriaRole.Img, new() { Name = "Picture for the authenticator app" })).ToBeVisibleAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" })).ToHaveCountAsync(0);
        await desk.FillAsync("Code that the app shows", app.Code());
        await desk.PressAsync("Set up the app");
        var codes = await desk.Page.Locator("#recovery-codes code").AllInnerTextsAsync();
        await desk.PressAsync("I have kept them: continue");
        await desk.SignOutAsync();
        await desk.GiveAsync("/sign-in", "manager");
        await desk.FillAsync("Code", codes[3]);
        await desk.PressAsync("Continue");
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Today");
        await Expect(desk.Page.GetByText("If nothing happens, you are signed out at 10:45am.")).ToBeVisibleAsync();
        desk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Session_AboutToEnd_CoversThePage_AndKeepsWhatWasTyped()
    {
        await using var site = await Site.StartAsync();
        await using var desk = await Desk.OpenAsync(chromium, site);
        await desk.Page.Clock.InstallAsync();
        await desk.SignInAsync("coordinator");
        await desk.GoAsync("/people");
        await desk.FillAsync("Find a person by anything you know", "half a sentence");
        var dialog = desk.Page.GetByRole(AriaRole.Dialog, new() { Name = "You will be signed out soon" });
        await TimePassesAsync(desk, site, TimeSpan.FromMinutes(13) + TimeSpan.FromSeconds(1));
        await Expect(dialog).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stay signed in" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await TimePassesAsync(desk, site, TimeSpan.FromMinutes(13) + TimeSpan.FromSeconds(1));
        await Expect(dialog).ToBeVisibleAsync();
        await TimePassesAsync(desk, site, TimeSpan.FromMinutes(2));
        var over = desk.Page.GetByRole(AriaRole.Dialog, new() { Name = "You have been signed out" });
        await Expect(over).ToBeVisibleAsync();
        await desk.KeyAsync("Escape");
        await Expect(over).ToBeVisibleAsync();

        var other = await desk.Page.Context.NewPageAsync();
        await other.GotoAsync("/sign-in");
        await other.GetByLabel("Email address", new() { Exact = true }).FillAsync("coordinator@north.example");
        await other.GetByLabel("Password", new() { Exact = true }).FillAsync(World.Password);
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(other.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Today");
        await desk.KeyAsync("Escape");
        await Expect(over).ToBeHiddenAsync();
        await desk.PressAsync("Search");
        await Expect(desk.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/people/search/", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(desk.Page.GetByLabel("Find a person by anything you know", new() { Exact = true })).ToHaveValueAsync("half a sentence");
        desk.Complaints.ShouldBeEmpty();
    }

    private static async Task TimePassesAsync(Desk desk, Site site, TimeSpan time)
    {
        site.World.Clock.Move(time);
        await desk.Page.Clock.FastForwardAsync((long)time.TotalMilliseconds);
    }

    /// <summary>Asks for the question and lets the key answer it, without sending the answer.</summary>
    private static Task<string> AnswerAsync(Desk desk) => desk.Page.EvaluateAsync<string>(
        """
        async () => {
          const form = document.querySelector('#passkey')
          const asked = await fetch(form.dataset.passkeyQuestion, { method: 'POST', body: new FormData(form) })
          const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json()) })
          return JSON.stringify(credential.toJSON())
        }
        """);

    private static Task AskAsync(Desk desk) => desk.Page.EvaluateAsync(
        "async () => { await fetch('/sign-in/second-factor?handler=PasskeyOptions', { method: 'POST', body: new FormData(document.querySelector('#code')) }) }");

    /// <summary>Sends an answer, and says where that led.</summary>
    private static Task<string> PostAsync(Desk desk, string answer) => desk.Page.EvaluateAsync<string>(
        """
        async (answer) => {
          const body = new FormData(document.querySelector('#code'))
          body.set('Credential', answer)
          body.delete('Code')
          return new URL((await fetch('/sign-in/second-factor', { method: 'POST', body })).url).pathname
        }
        """, answer);

    /// <summary>A security key that the browser imitates (WebAuthn, 11: user agent automation).</summary>
    private sealed class VirtualKey(ICDPSession session, string id)
    {
        public static async Task<VirtualKey> PlugInAsync(Desk desk)
        {
            var session = await desk.Page.Context.NewCDPSessionAsync(desk.Page);
            await session.SendAsync("WebAuthn.enable");
            var options = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true };
            var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = options });
            return new VirtualKey(session, added!.Value.GetProperty("authenticatorId").GetString()!);
        }

        /// <summary>A finger that is not the owner's, or the owner's again.</summary>
        public Task<JsonElement?> SetPresentAsync(bool isPresent) => session.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = id, ["isUserVerified"] = isPresent });
    }
}
