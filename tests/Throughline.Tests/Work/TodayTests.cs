using System.Net;
using Shouldly;
using Throughline.Platform;
using Throughline.Testing;
using Throughline.Tests.Review;
using Xunit;

namespace Throughline.Tests.Work;

public sealed class TodayTests
{
    [Fact]
    public async Task OffenderManager_SeesWhatIsDueWithWhyAndTheLookIsRecorded()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (ada, _) = await world.AdoptedAsync("Ada Red", "red", lead: "manager", reviewBy: new(2026, 11, 20));
        var (other, _) = await world.AdoptedAsync("Odd Other", "red", lead: "police-manager", reviewBy: new(2026, 11, 20));
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            await db.CustodyAsync(ada, new(2026, 6, 1), release: new(2026, 12, 4));
            await db.OrderAsync(ada, new(2026, 1, 1), new(2026, 12, 18), type: "licence");
            await db.EventAsync(ada, "breach", new(2026, 11, 18));
            await db.EventAsync(ada, "arrest", new(2026, 11, 19));
            await db.PredictorAsync(ada, new(2025, 11, 19));
            await db.CaseAsync(await db.PersonAsync("Nora Nominee"), "for-panel");
        });
        using var browser = await site.SignInAsync("manager");
        var page = await browser.GetAsync("/");
        page.Heading.ShouldBe("Today, Friday 20 November 2026");
        foreach (var words in new[] { "The status is due for review", "Release from HMP Northshire", "The licence ends", "An order was breached", "A new arrest or charge since you last looked", "The predictor is out of date: scored on 19 November 2025", "Your agency has not voted yet", "Nora Nominee" })
            page.Main.ShouldContain(words);
        page.Main.ShouldNotContain("Odd Other");
        (await world.LooksAsync("manager", ada)).ShouldBe(1, "once for the page");
        (await world.LooksAsync("manager", other)).ShouldBe(0);

        // opening the record is the look after which the arrest is no longer new
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await browser.GetAsync($"/people/{ada}/status");
        (await browser.GetAsync("/")).Main.ShouldNotContain("since you last looked");
    }

    [Theory]
    [InlineData(2026, 12, 4, true)]
    [InlineData(2026, 12, 5, false)]
    public async Task OffenderManager_ReleaseIsSoon_OnEitherSideOfFourteenDays(int year, int month, int day, bool expected)
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Red", "blue", lead: "manager", reviewBy: new(2027, 1, 1));
        await site.World.DoAsync(site.World.As("coordinator"), db => db.CustodyAsync(ada, new(2026, 6, 1), release: new(year, month, day)));
        using var browser = await site.SignInAsync("manager");
        (await browser.GetAsync("/")).Main.Contains("Release from", StringComparison.Ordinal).ShouldBe(expected);
    }

    [Fact]
    public async Task Neighbourhood_SeesItsAreaOnlyWithWhatChanged()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (ada, _) = await world.AdoptedAsync("Ada Aspley", "red", beat: "Aspley");
        await world.AdoptedAsync("Bea Bulwell", "red", beat: "Bulwell");
        await world.DoAsync(world.As("coordinator"), db => db.EventAsync(ada, "arrest", new(2026, 11, 18)));
        using var browser = await site.SignInAsync("neighbourhood");
        var page = await browser.GetAsync("/");
        page.Main.ShouldContain("Briefing for Aspley");
        page.Main.ShouldContain("Ada Aspley");
        page.Main.ShouldContain("Arrested");
        page.Main.ShouldNotContain("Bea Bulwell");
        (await world.LooksAsync("neighbourhood", ada)).ShouldBe(1, "once for the page");
    }

    [Fact]
    public async Task StrategicLead_SeesFiguresAndNoNames()
    {
        await using var site = await Site.StartAsync();
        await site.World.DoAsync(site.World.As("coordinator"), async db =>
        {
            for (var i = 0; i < 11; i++)
                await db.CaseAsync(await db.PersonAsync($"Amber Personage{i}"), status: "amber");
            for (var i = 0; i < 9; i++)
                await db.CaseAsync(await db.PersonAsync($"Red Personage{i}"), status: "red");
            for (var i = 0; i < 12; i++)
                await db.CaseAsync(await db.PersonAsync($"Green Personage{i}"), status: "green");
        });
        using var browser = await site.SignInAsync("lead");
        var page = await browser.GetAsync("/");
        page.Main.ShouldNotContain("Personage");
        Figure(page, "Green").ShouldBe("12");
        Figure(page, "Amber").ShouldStartWith("fewer than 10, or hidden");
        Figure(page, "Red").ShouldStartWith("fewer than 10, or hidden");
        Figure(page, "All").ShouldBe("32");
        page.Main.ShouldContain("Counts under 10 are not shown");
    }

    private static string Figure(Answer page, string row) =>
        page.Page.QuerySelectorAll("tbody tr").First(tr => tr.QuerySelector("th")!.TextContent.Trim() == row).QuerySelector("td")!.TextContent.Trim();

    [Theory]
    [InlineData("coordinator", "to screen")]
    [InlineData("chair", "people in the panel's list")]
    [InlineData("prison-link", "In custody")]
    [InlineData("charity-worker", "You are in nobody's case team")]
    [InlineData("analyst", "The matrix has not been run yet")]
    [InlineData("governance", "entries in the audit")]
    [InlineData("administrator", "accounts in use")]
    [InlineData("intelligence", "Back from the dormant list")]
    public async Task EveryRole_HasAFirstScreenThatSaysWhatToDoNext(string user, string words)
    {
        await using var site = await Site.StartAsync();
        await site.World.AdoptedAsync("Sam South", "red", partnership: "south");
        using var browser = await site.SignInAsync(user);
        var page = await browser.GetAsync("/");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Main.ShouldContain(words);
        page.Main.ShouldNotContain("Sam South");
        page.Page.QuerySelectorAll("h1").Length.ShouldBe(1);
    }

    [Fact]
    public async Task LinkWorker_SeesWhoTurnsEighteen()
    {
        await using var site = await Site.StartAsync();
        await site.World.DoAsync(site.World.As("coordinator"), async db =>
        {
            await db.CaseAsync(await db.PersonAsync("Yuri Young", born: new(2009, 1, 10)), status: "amber");
            await db.CaseAsync(await db.PersonAsync("Olga Older", born: new(2000, 1, 10)), status: "amber");
        });
        using var browser = await site.SignInAsync("prison-link");
        var page = await browser.GetAsync("/");
        page.Main.ShouldContain("Yuri Young");
        page.Main.ShouldNotContain("Olga Older");
        page.Main.ShouldContain("10 January 2027");
    }
}
