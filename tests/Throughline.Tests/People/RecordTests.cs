using System.Net;
using Shouldly;
using Throughline.People;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.People;

public sealed class RecordTests
{
    private static readonly string[] Tabs = ["", "/identity", "/contact", "/offending", "/supervision", "/custody", "/drugs", "/tags", "/needs", "/matches", "/timeline"];

    [Fact]
    public async Task Record_EveryPage_HasOneHeadingATitleAndTellsWhatToDoWhenEmpty()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("charity-worker");
        var person = await browser.CreateAsync("Daniel", "Okafor", "17/7/1991");
        using var south = await site.SignInAsync("coordinator", "south");
        using var lead = await site.SignInAsync("lead");
        foreach (var tab in Tabs)
        {
            var page = await browser.GetAsync($"/people/{person}{tab}");
            page.Status.ShouldBe(HttpStatusCode.OK, tab);
            page.Page.QuerySelectorAll("h1").Length.ShouldBe(1, tab);
            page.Page.QuerySelector("title")!.TextContent.ShouldBe(page.Heading + " - Throughline");
            page.Page.QuerySelector(".tl-identity")!.TextContent.ShouldContain("Daniel Okafor");
            page.Page.QuerySelector(".moj-sub-navigation [aria-current=page]")!.GetAttribute("href").ShouldBe($"/people/{person}{tab}");
            page.Page.QuerySelectorAll("[id]").GroupBy(element => element.Id).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty(tab);
            page.Page.QuerySelectorAll("table").ShouldAllBe(table => table.QuerySelector("caption") != null);
            page.Main.ToLowerInvariant().ShouldNotContain("nominal");
            (await south.GetAsync($"/people/{person}{tab}")).Status.ShouldBe(HttpStatusCode.NotFound, tab);
            (await lead.GetAsync($"/people/{person}{tab}")).Status.ShouldBe(HttpStatusCode.NotFound, tab);
            (await browser.GetAsync($"/people/{Guid.CreateVersion7()}{tab}")).Status.ShouldBe(HttpStatusCode.NotFound, tab);
        }

        (await browser.GetAsync("/people/nonsense")).Status.ShouldBe(HttpStatusCode.NotFound);
        var looks = await site.World.DoAsync(site.World.As("governance"), db =>
            db.ValueAsync<int>("select count(distinct subject)::int from audit_entry where operation = 'consultation' and user_id = @User and @person = any(person_ids) and subject like 'people/{id}%'", new { site.World.As("charity-worker").User, person }));
        looks.ShouldBe(Tabs.Length);
    }

    [Fact]
    public async Task Summary_OrderAndCustody_SaysStatutoryWhereAndWhy()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("manager");
        var person = await browser.CreateAsync("Daniel", "Okafor", "17/7/1991");
        (await browser.GetAsync($"/people/{person}")).Main.ShouldContain("Non-statutory: no order or licence is recorded");
        await site.World.DoAsync(site.World.As("manager"), async db =>
        {
            await RecordPeople.OrderAsync(db, person, new(Guid.CreateVersion7(), "community-order", new(2026, 1, 12), new(2027, 1, 11)));
            await RecordPeople.SpellAsync(db, person, new(Guid.CreateVersion7(), "HMP Northmoor", new(2026, 11, 1)));
            await RecordPeople.EventAsync(db, person, "arrest", new(2026, 10, 31));
        });
        var page = await browser.GetAsync($"/people/{person}");
        page.Main.ShouldContain("Statutory: community order since 12 January 2026, due to end on 11 January 2027");
        page.Main.ShouldContain("In custody, HMP Northmoor, since 1 November 2026");
        page.Main.ShouldContain("31 October 2026: Arrest: Burglary of a dwelling");
        page.Main.ShouldContain("not and has not been considered for the cohort");
        page.Page.QuerySelector(".tl-identity")!.TextContent.ShouldContain("Statutory");
        (await browser.GetAsync($"/people/{person}/supervision")).Main.ShouldContain("Unpaid work 100 hours");
        (await browser.GetAsync($"/people/{person}/custody")).Main.ShouldContain("HMP Northmoor Sentenced 1 November 2026");
    }

    [Fact]
    public async Task Offending_FiltersAndPages_ShowWhatFits()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var person = await browser.CreateAsync("Daniel", "Okafor");
        await site.World.DoAsync(site.World.As("coordinator"), async db =>
        {
            for (var month = 0; month < 30; month++)
                await RecordPeople.EventAsync(db, person, month % 3 == 0 ? "conviction" : "arrest", new DateOnly(2026, 11, 1).AddMonths(-month), month % 2 == 0 ? "shoplifting" : "burglary-residential");
        });
        var all = await browser.GetAsync($"/people/{person}/offending");
        all.Main.ShouldContain("30 events, page 1 of 2");
        all.Page.QuerySelectorAll("tbody tr").Length.ShouldBe(25);
        (await browser.GetAsync($"/people/{person}/offending?p=2")).Page.QuerySelectorAll("tbody tr").Length.ShouldBe(5);
        var some = await browser.SubmitAsync(all, "main form", new() { ["Kind"] = "conviction", ["Group"] = "shoplifting", ["From.Day"] = "1", ["From.Month"] = "11", ["From.Year"] = "2025" });
        some.Main.ShouldContain("3 events");
        some.Main.ShouldContain("Show every event");
        var wrong = await browser.SubmitAsync(all, "main form", new() { ["From.Day"] = "2", ["From.Month"] = "11", ["From.Year"] = "2025", ["To.Day"] = "1", ["To.Month"] = "11", ["To.Year"] = "2025" });
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Main.ShouldContain("To must be the same as or after from");
    }

    [Fact]
    public async Task Timeline_ActsAndFacts_AreOneListByMonthWithFiltersAndPages()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var person = await browser.CreateAsync("Daniel", "Okafor");
        await site.World.DoAsync(site.World.As("coordinator"), async db =>
        {
            await RecordPeople.OrderAsync(db, person, new(Guid.CreateVersion7(), "licence", new(2026, 1, 12), new(2027, 1, 11), new(2026, 10, 2)));
            await RecordPeople.SpellAsync(db, person, new(Guid.CreateVersion7(), "HMP Northmoor", new(2025, 11, 1), new(2026, 1, 12)));
            for (var day = 0; day < 55; day++)
                await RecordPeople.EventAsync(db, person, "arrest", new DateOnly(2024, 6, 1).AddDays(-day), place: "Mill Lane");
        });
        var page = await browser.GetAsync($"/people/{person}/timeline");
        page.Main.ShouldContain("60 entries, page 1 of 2");
        page.Page.QuerySelectorAll("h2").Select(heading => heading.TextContent).Where(heading => heading.EndsWith("20" + heading[^2..], StringComparison.Ordinal)).Take(5)
            .ShouldBe(["November 2026", "October 2026", "January 2026", "November 2025", "June 2024"]);
        page.Main.ShouldContain("Licence ended");
        page.Main.ShouldContain("Released from HMP Northmoor");
        page.Main.ShouldContain("Arrest: Burglary of a dwelling, Mill Lane");
        (await browser.GetAsync($"/people/{person}/timeline?p=2")).Main.ShouldContain("page 2 of 2");
        var custody = await browser.GetAsync($"/people/{person}/timeline?kind=custody&kind=order");
        custody.Main.ShouldContain("4 entries");
        custody.Page.QuerySelectorAll("input[name=Kind]:checked").Length.ShouldBe(2);
        (await browser.GetAsync($"/people/{person}/timeline?from=2026-01-12&to=2026-01-12")).Main.ShouldContain("2 entries");
        (await browser.GetAsync($"/people/{person}/timeline?kind=tag")).Main.ShouldContain("Nothing fits");
    }

    [Fact]
    public async Task Matches_SameIdentifierAdded_AreDecidedByAPersonWithAReason()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var one = await browser.CreateAsync("Daniel", "Okafor", null, new() { ["IdentifierType"] = "pncid", ["Identifier"] = "02/73319Z" });
        var two = await browser.CreateAsync("Zbigniew", "Kowalski");
        await browser.AddAsync(two, "identifier", new() { ["Type"] = "pncid", ["Value"] = "2002/0073319Z" });
        var list = await browser.GetAsync($"/people/{one}/matches");
        list.Main.ShouldContain("Both records have PNCID 2002/0073319Z");
        list.Main.ShouldContain("this release cannot join them yet");
        var form = await browser.GetAsync(list.Page.QuerySelector("main a[href*='/matches/']")!.GetAttribute("href")!);
        form.Main.ShouldContain("Zbigniew Kowalski");
        var empty = await browser.SubmitAsync(form, "main form", []);
        empty.Status.ShouldBe(HttpStatusCode.BadRequest);
        empty.Main.ShouldContain("Choose whether they are the same person");
        empty.Main.ShouldContain("Say why");
        var done = await browser.SubmitAsync(form, "main form", new() { ["Decision"] = "different", ["Reason"] = "Fingerprints differ" });
        done.Status.ShouldBe(HttpStatusCode.OK);
        done.Main.ShouldContain("Different people Fingerprints differ Cora Ordway");
        (await browser.SubmitAsync(form, "main form", new() { ["Decision"] = "same", ["Reason"] = "No" })).Status.ShouldBe(HttpStatusCode.Conflict);
        foreach (var person in new[] { one, two })
            (await browser.GetAsync($"/people/{person}/timeline")).Main.ShouldContain("Decided: a different person from");
        using var south = await site.SignInAsync("coordinator", "south");
        (await south.GetAsync(form.Path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
