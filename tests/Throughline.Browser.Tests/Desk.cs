using Microsoft.Playwright;
using Shouldly;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Browser.Tests;

/// <summary>Somebody at a browser. Everything is found as a person finds it: by role and by label.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly IBrowserContext context;
    /// <summary>Tells the desk, as each page has loaded, what a browser would remember of it.</summary>
    private const string TellWhatIsKept =
        "addEventListener('load', () => console.debug('kept: ' + JSON.stringify([document.title, document.cookie, { ...localStorage }, { ...sessionStorage }, history.state])))";

    private readonly Site site;
    private readonly List<string> complaints = [];
    private readonly List<string> remembered = [];

    private Desk(Site site, IBrowserContext context, IPage page)
    {
        this.site = site;
        this.context = context;
        context.Request += (_, request) => Remember(Uri.UnescapeDataString(request.Url));
        context.Response += (_, response) => Remember(string.Join('\n', response.Headers.Select(header => $"{header.Key}: {header.Value}")));
        context.Console += (_, message) => Remember(message.Text);
        Page = page;
        // what a page is answered (404, 400) is for the tests to judge; a script, style or picture that fails is always a fault
        page.Console += (_, message) => Note(message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal), message.Text);
        page.PageError += (_, error) => Note(true, error);
        page.Response += (_, response) => Note(response.Status >= 400 && !response.Request.IsNavigationRequest, $"{response.Status} {response.Url}");
    }

    public IPage Page { get; }

    /// <summary>Everything the browser complained about: errors of scripts, files that failed, refusals by the content security policy.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<Desk> OpenAsync(Chromium chromium, Site site, bool scripts = true)
    {
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = site.Address, JavaScriptEnabled = scripts, ViewportSize = new() { Width = 1280, Height = 900 }, Locale = "en-GB" });
        context.SetDefaultTimeout(20_000);
        SetDefaultExpectTimeout(20_000);
        await context.AddInitScriptAsync(TellWhatIsKept);
        return new Desk(site, context, await context.NewPageAsync());
    }

    private void Remember(string text)
    {
        lock (remembered)
            remembered.Add(text);
    }

    private void Note(bool isFault, string words)
    {
        if (isFault)
            complaints.Add($"{words} (on {Page.Url})");
    }

    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(path))!;

    /// <summary>Gives the password, and whatever comes after it comes.</summary>
    public async Task GiveAsync(string signInPage, string user, string partnership = "north")
    {
        await GoAsync(signInPage);
        await FillAsync("Email address", $"{user}@{partnership}.example");
        await FillAsync("Password", World.Password);
        await PressAsync("Sign in");
    }

    public async Task SignInAsync(string user, string partnership = "north")
    {
        await GiveAsync("/sign-in", user, partnership);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Today");
    }

    public async Task SignOutAsync()
    {
        await PressAsync("Sign out");
        await Expect(Heading("Sign in")).ToBeVisibleAsync();
    }

    /// <summary>Hands the desk over to somebody else.</summary>
    public async Task HandOverToAsync(string user, string partnership = "north")
    {
        await SignOutAsync();
        await SignInAsync(user, partnership);
    }

    public ILocator Main => Page.GetByRole(AriaRole.Main);

    public ILocator Heading(string words) => Page.GetByRole(AriaRole.Heading, new() { Name = words, Level = 1 });

    public ILocator Link(string words) => Page.GetByRole(AriaRole.Link, new() { Name = words, Exact = true });

    public Task FollowAsync(string link) => Link(link).First.ClickAsync();

    public Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    public Task FillAsync(string label, string value) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(value);

    public Task ChooseAsync(string label, string option) => Page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = option });

    public Task MarkAsync(string choice) => Page.GetByRole(AriaRole.Radio, new() { Name = choice, Exact = true }).CheckAsync();

    public Task SeesAsync(string words) => Expect(Main).ToContainTextAsync(words);

    /// <summary>The act that was just done is confirmed at the top of the page.</summary>
    public Task IsToldAsync(string words) => Expect(Page.GetByRole(AriaRole.Main)).ToContainTextAsync(words);

    /// <summary>Nobody who was looked at is named in an address, a header, a title, a cookie or what the browser stores.</summary>
    public async ValueTask DisposeAsync()
    {
        var canaries = await Canaries.OfAsync(site.World);
        foreach (var cookie in await context.CookiesAsync())
            Remember($"cookie {cookie.Name}={Uri.UnescapeDataString(cookie.Value)}");
        await context.DisposeAsync();
        lock (remembered)
            remembered.Distinct().SelectMany(text => Canaries.In(text, canaries).Select(found => $"{found}: {text[..Math.Min(300, text.Length)]}")).Take(10).ShouldBeEmpty("somebody is named where a browser or a log keeps it");
    }
}
