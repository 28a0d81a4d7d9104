using System.Text.RegularExpressions;
using Dapper;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Throughline.Access;
using Throughline.Access.SecondFactors;
using Throughline.Access.SingleSignOn;
using Throughline.Platform;
using Throughline.Testing;
using Throughline.Tests.Access;
using Throughline.Tests;
using Throughline.Tests.Imports.TakeIn;
using Xunit;
using static Microsoft.Playwright.Assertions;
using static Throughline.Tests.EveryAddress;

namespace Throughline.Browser.Tests;

/// <summary>
/// Every page of the program, as somebody who may see it: one h1 that the title repeats, nothing that axe finds, no sideways
/// scrolling on a telephone, no complaint of the browser. The pages come from the program itself, so that a new one is tested.
/// </summary>
[Collection(InChromium.Name)]
public sealed partial class EveryPageTests(Chromium chromium, SmallSite shared) : IClassFixture<SmallSite>
{
    private static readonly AxeRunOptions Everything = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        ResultTypes = [ResultType.Violations],
    };

    private readonly List<string> faults = [];

    [Fact]
    public async Task EveryPage_ForWhoMaySeeIt_IsSoundAccessibleAndNarrow()
    {
        var (site, small) = (shared.Site, shared.World);
        var pages = EndpointCensus.Rows(site.App).Where(IsPage).ToList();
        pages.Count.ShouldBeGreaterThan(50, "the census names the pages");
        var visits = new List<(string User, string Address)>();
        foreach (var page in pages)
        {
            var addresses = await AddressesAsync(small, page.Route);
            // a consent belongs to a drug service, which no coordinator signs in for: visited below
            if (page.Route.EndsWith("/withdraw", StringComparison.Ordinal) && page.Route.Contains("/consents/", StringComparison.Ordinal))
            {
                visits.Add(("drug-worker", $"/people/{shared.World.Shared.Person}/consents/{shared.World.Shared.Consent}/withdraw"));
                visits.Add(("drug-worker", $"/people/{shared.World.Shared.Person}/consents"));
                visits.Add(("drug-worker", $"/people/{shared.World.Shared.Person}/disclose"));
                visits.Add(("drug-worker", $"/sharing/questions/{shared.World.Shared.Question}"));
                visits.Add(("governance", $"/sharing/lists/new?person={shared.World.Shared.Person}"));
                continue;
            }

            if (addresses.Count == 0)
                faults.Add($"{page.Route}: the test does not know what to put in this address; teach it in AddressesAsync");
            visits.AddRange(addresses.Select(address => (WhoMay(page), address)));
        }

        // open to all, for they are between signed in and not: and something else again for somebody who is
        visits.AddRange(new[] { "/account/password", "/account/second-factor", "/session", "/step-up?return=%2Faccount" }.Select(address => ("coordinator", address)));
        // the first screen is different for each role
        visits.AddRange(Users.Values.Where(user => user != "coordinator").Select(user => (user, "/")));
        await using var desk = await Desk.OpenAsync(chromium, site);
        foreach (var group in visits.Distinct().GroupBy(visit => visit.User))
        {
            await desk.Page.Context.ClearCookiesAsync();
            if (group.Key.Length > 0)
                await desk.SignInAsync(group.Key);
            var links = new Dictionary<string, string>();
            foreach (var (user, address) in group)
            {
                await VisitAsync(desk, user, address);
                foreach (var link in await desk.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter(h => h.startsWith('/'))"))
                    links.TryAdd(Key().Replace(link.Split('#')[0].Split('?')[0], "*"), $"{link} (on {address})");
            }

            await FollowAsync(desk, group.Key, links.Values);
        }

        faults.AddRange(desk.Complaints);
        faults.ShouldBeEmpty($"{visits.Count} pages were visited");
    }

    /// <summary>What a form says when it comes back is a page as well.</summary>
    [Fact]
    public async Task EveryForm_SentEmpty_ComesBackWithAnErrorSummaryAndStaysAccessible()
    {
        var (site, small) = (shared.Site, shared.World);
        await using var desk = await Desk.OpenAsync(chromium, site);
        await desk.SignInAsync("coordinator");
        foreach (var (address, button) in new[]
        {
            ("/people", "Search"), ("/imports/new", "Send"), ($"/imports/{small.Import}/rows/{small.BadRow}", "Set aside for good"),
            ($"/people/{small.Nobodys}/nominate", "Nominate"), ($"/people/{small.BeforePanel}/panel", "Vote"), ($"/people/{small.Adopted}/status", "Decide"),
            ($"/people/{small.Adopted}/items/phone/add", "Add"), ($"/matrix/{small.Draft}", "Put in use"), ("/screening", "Record for Stephen Harding"),
            ("/account/password", "Change the password"), ("/account/second-factor", "Set up the app"),
            ("/account/password", "Change the password"), ("/sharing/agreements/new", "Begin the draft"),
        })
        {
            await desk.GoAsync(address);
            await desk.PressAsync(button);
            var summary = desk.Page.GetByRole(AriaRole.Alert);
            await Expect(summary).ToHaveCountAsync(1);
            await Expect(summary).ToContainTextAsync("There is a problem");
            (await desk.Page.TitleAsync()).ShouldStartWith("Error: ");
            await LookAsync(desk, $"{address} sent empty");
        }

        faults.AddRange(desk.Complaints);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Demonstration_SignInPage_IsAccessible()
    {
        await using var site = await Site.StartAsync(demo: true);
        await using var desk = await Desk.OpenAsync(chromium, site);
        await VisitAsync(desk, "", "/demo");
        await desk.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Cora Ordway.*North", RegexOptions.None, TimeSpan.FromSeconds(1)) }).ClickAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Today");
        await LookAsync(desk, "/ of the demonstration");
        faults.AddRange(desk.Complaints);
        faults.ShouldBeEmpty();
    }

    /// <summary>The pages that only somebody half way through signing in sees, or somebody who is invited.</summary>
    [Fact]
    public async Task Pages_OfSigningIn_AreSoundAtEachStep()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        await using var desk = await Desk.OpenAsync(chromium, site);
        await desk.GiveAsync("/sign-in", "coordinator");
        await Expect(desk.Heading("Your second factor")).ToBeVisibleAsync();
        await LookAsync(desk, "setting up a second factor");
        var app = new Authenticator(site, Totp.FromText(await desk.Page.Locator("#key").InnerTextAsync()));
        await desk.FillAsync("Code that the app shows", app.Code());
        await desk.PressAsync("Set up the app");
        await Expect(desk.Heading("Your recovery codes")).ToBeVisibleAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Print them" })).ToBeVisibleAsync();
        await LookAsync(desk, "recovery codes");
        await desk.PressAsync("I have kept them: continue");
        await VisitAsync(desk, "coordinator", "/account/second-factor");
        await VisitAsync(desk, "coordinator", "/step-up?return=%2Faccount");
        await desk.SignOutAsync();
        await desk.GiveAsync("/sign-in", "coordinator");
        await Expect(desk.Heading("Give your second factor")).ToBeVisibleAsync();
        await LookAsync(desk, "the second step");
        await desk.PressAsync("Continue");
        await Expect(desk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is a problem");
        await LookAsync(desk, "the second step sent empty");

        var agency = site.World.Agencies["north-police"].Value;
        await using (var connection = await site.World.Database.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                insert into agency_sign_on (agency_id, issuer, authorisation_endpoint, token_endpoint, userinfo_endpoint, says_issuer, client_id, client_secret, name_claim, is_on, changed_at, changed_by)
                values (@agency, 'https://login.example', 'https://login.example/a', 'https://login.example/t', 'https://login.example/u', true, 'c', @secret, 'email', true, @now, @by)
                """, new { agency, secret = site.App.Services.GetRequiredService<SignOn>().Protect("s"), now = site.World.Clock.GetUtcNow(), by = site.World.As("administrator").User.Value });
        }

        await desk.Page.Context.ClearCookiesAsync();
        await VisitAsync(desk, "", "/sign-in");
        await VisitAsync(desk, "", "/sign-in/agency");
        await VisitAsync(desk, "", "/sign-in/invitation");
        faults.AddRange(desk.Complaints);
        faults.ShouldBeEmpty();
    }

    private async Task VisitAsync(Desk desk, string user, string address)
    {
        var who = user.Length == 0 ? "nobody" : user;
        var response = await desk.GoAsync(address);
        var expected = address.StartsWith("/error/", StringComparison.Ordinal) ? int.Parse(address[7..]) : 200;
        if (response.Status != expected)
        {
            faults.Add($"{address} ({who}): answered {response.Status}");
            return;
        }

        foreach (Match inline in Inline().Matches(await response.TextAsync()))
            faults.Add($"{address} ({who}): inline {inline.Value}");
        if ((await desk.Page.TitleAsync()).StartsWith("Error: ", StringComparison.Ordinal))
            faults.Add($"{address} ({who}): speaks of an error before anything was sent");
        await LookAsync(desk, $"{address} ({who})");
    }

    /// <summary>One link of each kind leads to a page, for whoever is shown it.</summary>
    private async Task FollowAsync(Desk desk, string user, IEnumerable<string> links)
    {
        foreach (var link in links)
        {
            var answer = await desk.Page.Context.APIRequest.GetAsync(link.Split(' ')[0]);
            if (!answer.Ok)
                faults.Add($"the link {link} is shown to {user} and answers {answer.Status}");
        }
    }

    private async Task LookAsync(Desk desk, string where)
    {
        var page = desk.Page;
        var headings = await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).AllInnerTextsAsync();
        if (headings.Count != 1)
            faults.Add($"{where}: {headings.Count} h1");
        else if (!Same(await page.TitleAsync(), headings[0]))
            faults.Add($"{where}: the title \"{await page.TitleAsync()}\" does not hold the heading \"{headings[0]}\"");

        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => { d.open = true })");
        foreach (var violation in (await page.RunAxe(Everything)).Violations)
            faults.Add($"{where}: {violation.Id} ({violation.Impact}), {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");

        await page.SetViewportSizeAsync(320, 640);
        var width = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        if (width > 320)
        {
            var wide = await page.EvaluateAsync<string[]>(
                "() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => !e.closest('.tl-scroll') && e.getBoundingClientRect().right > 320).slice(0, 3).map(e => e.outerHTML.slice(0, 120))");
            faults.Add($"{where}: {width} pixels wide on a telephone: {string.Join(" | ", wide)}");
        }

        await page.SetViewportSizeAsync(1280, 900);
    }

    /// <summary>The title says what the heading says; on a page about a person it may say less than the whole heading, or more.</summary>
    private static bool Same(string title, string heading)
    {
        static string[] Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value)];
        var said = Words(title.Replace(" - Throughline", "", StringComparison.Ordinal));
        var head = Words(heading);
        return said.Length > 0 && (head.All(said.Contains) || said.Where(word => word != "error").All(head.Contains));
    }

    internal static bool IsPage(EndpointCensus.Row row) =>
        !row.Route.StartsWith("/api", StringComparison.Ordinal) && !row.Route.EndsWith(".csv", StringComparison.Ordinal) && !row.Route.EndsWith(".pdf", StringComparison.Ordinal) && row.Route != "/demo" && row.Route != "/health"
        // on the way to a provider and back, or by invitation: in a test of their own
        && !row.Route.StartsWith("/sign-in/agency/", StringComparison.Ordinal) && !row.Route.StartsWith("/sign-in/invitation/", StringComparison.Ordinal)
        && (row.Methods.Length == 0 || row.Methods.Contains("GET", StringComparison.Ordinal));

    private static string WhoMay(EndpointCensus.Row page) =>
        page.Who.StartsWith("anybody:", StringComparison.Ordinal) ? ""
        : page.Who == "anybody signed in" ? "coordinator"
        // what governance does, governance looks at, also where others may
        : page.Route.StartsWith("/rights", StringComparison.Ordinal) ? "governance"
        : Users[Users.Keys.First(role => page.Who.Split(", ").Contains(role))];

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Key();

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();
}
