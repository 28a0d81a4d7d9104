using Throughline.Access.SecondFactors;
using Throughline.Testing;

namespace Throughline.Tests.Access;

/// <summary>Somebody's telephone: reads the key from the page and shows codes, by the site's clock.</summary>
internal sealed class Authenticator(Site site, byte[] key)
{
    public static Authenticator From(Site site, Answer page) => new(site, Totp.FromText(page.Page.QuerySelector("#key")!.TextContent));

    /// <summary>What the app shows now, or so many steps before or after.</summary>
    public string Code(int steps = 0) => Totp.CodeAt(key, Totp.StepAt(site.World.Clock.GetUtcNow()) + steps);

    /// <summary>The next code: a code is good for one time, so the clock moves on first.</summary>
    public string NextCode()
    {
        site.World.Clock.Move(TimeSpan.FromSeconds(Totp.StepSeconds));
        return Code();
    }
}

/// <summary>Signing in step by step, as a user does.</summary>
internal static class SigningIn
{
    public static readonly Dictionary<string, string?> Required = new() { ["SecondFactor"] = "required" };

    public static async Task<Answer> PasswordAsync(this Testing.Browser browser, string user = "coordinator", string password = World.Password, string then = "") =>
        await browser.SubmitAsync(await browser.GetAsync("/sign-in" + then), "form#sign-in", new() { ["UserName"] = user.Contains('@') ? user : $"{user}@north.example", ["Password"] = password });

    /// <summary>Signs in for the first time, sets up the app, and goes on.</summary>
    public static async Task<(Authenticator App, IReadOnlyList<string> Codes)> SetUpAsync(this Testing.Browser browser, Site site, string user = "coordinator")
    {
        var page = await browser.PasswordAsync(user);
        var app = Authenticator.From(site, page);
        var codes = await browser.SubmitAsync(page, "form#app", new() { ["Code"] = app.Code() });
        return (app, [.. codes.Page.QuerySelectorAll("#recovery-codes code").Select(code => code.TextContent)]);
    }

    public static async Task<Answer> CodeAsync(this Testing.Browser browser, string code, string page = "/sign-in/second-factor") =>
        await browser.SubmitAsync(await browser.GetAsync(page), "form#code", new() { ["Code"] = code });
}
