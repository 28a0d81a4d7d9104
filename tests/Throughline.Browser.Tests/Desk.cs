using Microsoft.Playwright;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Browser.Tests;

/// <summary>Somebody at a browser. Everything is found as a person finds it: by role and by label.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    private Desk(IBrowserContext context, IPage page)
    {
        this.context = context;
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
        return new Desk(context, await context.NewPageAsync());
    }

    private void Note(bool isFault, string words)
    {
        if (isFault)
            complaints.Add($"{words} (on {Page.Url})");
    }

    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(path))!;

    public async Task SignInAsync(string user, string partnership = "north")
    {
        await GoAsync("/sign-in");
        await FillAsync("Email address", $"{user}@{partnership}.example");
        await FillAsync("Password", World.Password);
        await PressAsync("Sign in");
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

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
