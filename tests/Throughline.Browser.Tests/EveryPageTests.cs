using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Throughline.Access;
using Throughline.Evaluation.Reports;
using Throughline.People.Items;
using Throughline.Testing;
using Throughline.Tests.Imports.TakeIn;
using Xunit;
using static Microsoft.Playwright.Assertions;

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
            if (addresses.Count == 0)
                faults.Add($"{page.Route}: the test does not know what to put in this address; teach it in AddressesAsync");
            visits.AddRange(addresses.Select(address => (WhoMay(page), address)));
        }

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
            ("/account/password", "Change the password"),
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
        await desk.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Cora Ordway.*North") }).ClickAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Today");
        await LookAsync(desk, "/ of the demonstration");
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

    private static bool IsPage(EndpointCensus.Row row) =>
        !row.Route.StartsWith("/api", StringComparison.Ordinal) && !row.Route.EndsWith(".csv", StringComparison.Ordinal) && row.Route != "/demo" && row.Route != "/health"
        && (row.Methods.Length == 0 || row.Methods.Contains("GET", StringComparison.Ordinal));

    /// <summary>The role codes with the test world's users, who sees most first.</summary>
    private static readonly Dictionary<string, string> Users = new()
    {
        ["coordinator"] = "coordinator", ["chair"] = "chair", ["offender-manager"] = "manager", ["partner-worker"] = "drug-worker", ["link-worker"] = "prison-link",
        ["analyst"] = "analyst", ["intelligence-officer"] = "intelligence", ["neighbourhood-officer"] = "neighbourhood", ["strategic-lead"] = "lead",
        ["information-governance-officer"] = "governance", ["administrator"] = "administrator",
    };

    private static string WhoMay(EndpointCensus.Row page) =>
        page.Who.StartsWith("anybody:", StringComparison.Ordinal) ? ""
        : page.Who == "anybody signed in" ? "coordinator"
        : Users[Users.Keys.First(role => page.Who.Split(", ").Contains(role))];

    private static async Task<IReadOnlyList<string>> AddressesAsync(SmallWorld small, string route)
    {
        var world = small.World;
        if (route is "/" || !route.Contains('{', StringComparison.Ordinal))
            return route == "/matrix/compare" ? [$"{route}?one={small.Matrix}&other={small.Draft}"] : [route];
        return route switch
        {
            "/error/{status:int}" => ["/error/404", "/error/409", "/error/500"],
            "/reports/{name}" => [.. ReportCatalogue.All.Select(report => "/reports/" + report.Name)],
            "/users/{user}" => [$"/users/{world.As("coordinator").User}"],
            "/imports/{importId:guid}" => [$"/imports/{small.Import}"],
            "/imports/{importId:guid}/rows/{rowId:guid}" => [$"/imports/{small.Import}/rows/{small.BadRow}"],
            "/people/search/{search:guid}" => [$"/people/search/{await SearchAsync(world)}"],
            "/people/new/{search:guid}" => [$"/people/new/{await SearchAsync(world)}"],
            "/people/{id}/items/{kind}/add" => [.. ItemKind.All.Select(kind => $"/people/{small.Adopted}/items/{kind.Code}/add")],
            "/people/{id}/items/{kind}/{item:guid}/correct" or "/people/{id}/items/{kind}/{item:guid}/withdraw" => [await ItemAsync(small, route)],
            "/people/{id}/letter" => [$"/people/{small.WithLetter}/letter", $"/people/{small.WithLetter}/letter?printed={await world.AskAsync<Guid>("select id from letter limit 1")}"],
            "/people/{id}/matches" => [$"/people/{small.WithMatch}/matches"],
            "/people/{id}/matches/{match:guid}" => [$"/people/{small.WithMatch}/matches/{small.Match}"],
            "/people/{id}/nominate" => [$"/people/{small.Nobodys}/nominate", $"/people/{small.BeforePanel}/nominate"],
            "/people/{id}/panel" => [$"/people/{small.BeforePanel}/panel", $"/people/{small.Adopted}/panel"],
            "/people/{id}" or "/people/{id}/status" or "/people/{id}/custody" => [route.Replace("{id}", small.Adopted.ToString(), StringComparison.Ordinal), route.Replace("{id}", small.BeforePanel.ToString(), StringComparison.Ordinal)],
            _ when route.StartsWith("/matrix/", StringComparison.Ordinal) =>
                [MatrixPart().Replace(route, "inclusions").Replace("{matrix:guid}", small.Draft.ToString(), StringComparison.Ordinal).Replace("{number:int}", "1", StringComparison.Ordinal)],
            _ when route.StartsWith("/people/{id}/", StringComparison.Ordinal) && route.Count(letter => letter == '{') == 1 => [route.Replace("{id}", small.Adopted.ToString(), StringComparison.Ordinal)],
            _ => [],
        };
    }

    private static Task<Guid> SearchAsync(World world) => world.DoAsync(world.As("coordinator"), db => new Throughline.People.Search.SearchTerms { Anything = "Lee Marsh" }.KeepAsync(db));

    private static async Task<string> ItemAsync(SmallWorld small, string route)
    {
        var (person, item) = (await small.World.AskAsync<Guid>("select person_id from person_phone where superseded_at is null and withdrawn_at is null order by id limit 1"),
            await small.World.AskAsync<Guid>("select id from person_phone where superseded_at is null and withdrawn_at is null order by id limit 1"));
        return route.Replace("{id}", person.ToString(), StringComparison.Ordinal).Replace("{kind}", "phone", StringComparison.Ordinal).Replace("{item:guid}", item.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Key();

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{list:.*?\)\)?\}")]
    private static partial Regex MatrixPart();
}
