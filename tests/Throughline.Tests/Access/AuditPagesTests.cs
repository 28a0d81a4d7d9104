using System.Net;
using Shouldly;
using Throughline.Access.Audit;
using Throughline.Cli;
using Throughline.Platform;
using Throughline.Testing;
using Throughline.Tests.Access.Audit;
using Throughline.Tests.Review;
using Xunit;

namespace Throughline.Tests.Access;

public sealed class AuditPagesTests
{
    [Fact]
    public async Task Audit_WhoLookedAtThisPerson_IsFoundByNameAndTheLookIsRecorded()
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Able", "red");
        using (var manager = await site.SignInAsync("manager"))
            await manager.GetAsync($"/people/{ada}/status");
        using var browser = await site.SignInAsync("governance");
        var page = await browser.GetAsync("/audit");
        var found = await browser.SubmitAsync(page, "#find", new() { ["Search"] = "able" });
        found.Path.ShouldBe("/audit");
        found.Main.ShouldContain("Ada Able");
        var about = await browser.GetAsync($"/audit?person={ada}");
        about.Main.ShouldContain("Owen Mannering, North probation");
        (await site.World.LooksAsync("governance", ada)).ShouldBeGreaterThan(0);
        var none = await browser.GetAsync($"/audit?person={ada}&operation=erasure");
        none.Main.ShouldContain("Nothing matches");
        (await browser.GetAsync($"/audit?person={ada}&to=2026-11-19")).Main.ShouldContain("Nothing matches");
        (await browser.GetAsync($"/audit?person={ada}&from=2026-11-20&to=2026-11-20")).Main.ShouldContain("Owen Mannering");
    }

    [Fact]
    public async Task Audit_OtherPartnershipOrRole_SeesNothing()
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Able", "red");
        using var manager = await site.SignInAsync("manager");
        await manager.GetAsync($"/people/{ada}/status");
        (await manager.GetAsync("/audit")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var south = await site.SignInAsync("governance", "south");
        var page = await south.GetAsync($"/audit?person={ada}");
        page.Main.ShouldContain("Nothing matches");
        page.Main.ShouldNotContain("Ada Able");
    }

    [Fact]
    public async Task Audit_Export_NeedsAReasonAndIsTheListOneSees()
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Able", "red");
        using (var manager = await site.SignInAsync("manager"))
            await manager.GetAsync($"/people/{ada}/status");
        using var browser = await site.SignInAsync("governance", steppedUp: true);
        var page = await browser.GetAsync($"/audit?person={ada}&operation=consultation");
        (await browser.SubmitAsync(page, "#export")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var file = await browser.SubmitAsync(page, "#export", new() { ["Reason"] = "Subject access" });
        file.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        file.Body.ShouldStartWith(AuditSearch.Columns);
        file.Body.ShouldContain("Owen Mannering");
        (await site.World.DoAsync(site.World.As("governance"), db => db.ValueAsync<int>("select count(*)::int from audit_entry where subject = 'export of the audit' and reason = 'Subject access'"))).ShouldBe(1);
    }

    [Fact]
    public async Task Unusual_SurnameHoursRelationshipAndVolume_AreFound()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (relative, _) = await world.AdoptedAsync("Tim Mannering", "red", lead: "manager");
        var (stranger, _) = await world.AdoptedAsync("Ada Able", "red");
        using (var manager = await site.SignInAsync("manager"))
        {
            await manager.GetAsync($"/people/{relative}/status");
            await manager.GetAsync($"/people/{stranger}/status");
        }

        (await KindsAsync(world)).ShouldBe(["no-relationship Ada Able", "same-surname Tim Mannering"]);
        // the day closes at 8pm: 7:59pm is inside, 8pm is outside
        world.Clock.Move(new TimeSpan(9, 29, 0));
        using (var coordinator = await site.SignInAsync("coordinator"))
        {
            await coordinator.GetAsync($"/people/{stranger}/status");
            (await KindsAsync(world)).ShouldNotContain("out-of-hours ");
            world.Clock.Move(TimeSpan.FromMinutes(1));
            await coordinator.GetAsync($"/people/{stranger}/status");
        }

        (await KindsAsync(world)).ShouldContain("out-of-hours ");
        await world.DoAsync(world.As("administrator"), db => db.SetNumberAsync(AuditNumbers.PeopleInADay, 10));
        (await KindsAsync(world)).ShouldNotContain("many-people ");
        using var browser = await site.SignInAsync("governance");
        var page = await browser.GetAsync("/audit/unusual");
        page.Main.ShouldContain("Looked at somebody with the same surname");
        page.Main.ShouldContain("None proves anything");
        page.Main.ShouldNotContain("Mannering", Case.Insensitive, "the list names nobody");
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public async Task Unusual_ManyPeople_OnEitherSideOfTheNumber(int people, bool expected)
    {
        await using var world = await World.CreateAsync();
        await world.DoAsync(world.As("administrator"), db => db.SetNumberAsync(AuditNumbers.PeopleInADay, 10));
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            var seen = new List<PersonId>();
            for (var i = 0; i < people; i++)
                seen.Add(await db.PersonAsync($"Person Number{i}"));
            await Platform.Processes.Records.LookedAtAsync(db, seen, ["identity"], "test");
        });
        (await KindsAsync(world)).Contains("many-people ").ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, 5, false)]
    [InlineData(1, 5, true)]
    [InlineData(1, 6, false)]
    [InlineData(2, 6, true)]
    public async Task Unusual_OnADayOff_OnEitherSideOfTheWorkingWeek(int daysAfterFriday, int workingDays, bool expected)
    {
        await using var world = await World.CreateAsync();
        await world.DoAsync(world.As("administrator"), db => db.SetNumberAsync(AuditNumbers.WorkingDays, workingDays));
        world.Clock.Move(TimeSpan.FromDays(daysAfterFriday));
        await world.DoAsync(world.As("coordinator"), async db => await Platform.Processes.Records.LookedAtAsync(db, [await db.PersonAsync("Ada Able")], ["identity"], "test"));
        (await KindsAsync(world)).Contains("out-of-hours ").ShouldBe(expected);
    }

    [Fact]
    public async Task Command_Who_OfARecordThatIsGone_StillAnswersFromEveryPartnership()
    {
        await using var world = await World.CreateAsync();
        var gone = PersonId.New();
        foreach (var partnership in new[] { "north", "south" })
            await world.DoAsync(world.As("coordinator", partnership), db => Platform.Processes.Records.LookedAtAsync(db, [gone], ["identity"], "before the disposal"));
        (await AuditCommand.FindAsync(world.Database, gone, world.Clock.GetUtcNow(), default))!.Count.ShouldBe(2);
        var asked = (await AuditCommand.FindAsync(world.Database, gone, world.Clock.GetUtcNow(), default))!;
        asked.Count(line => line.Reason == $"asked on the command line by {Environment.UserName}").ShouldBe(2, "asking is recorded where there was something to ask for");
    }

    [Fact]
    public async Task Command_Who_PrintsTheEntriesAndRecordsItself()
    {
        await using var world = await World.CreateAsync();
        var (ada, _) = await world.AdoptedAsync("Ada Able", "red");
        await world.DoAsync(world.As("manager"), db => Platform.Processes.Records.LookedAtAsync(db, [ada], ["identity"], "test"));
        (await AuditCommand.FindAsync(world.Database, ada, world.Clock.GetUtcNow(), default))!.ShouldHaveSingleItem().UserName.ShouldBe("Owen Mannering");
        (await AuditCommand.FindAsync(world.Database, ada, world.Clock.GetUtcNow(), default))!.Count.ShouldBe(2);
        (await AuditCommand.FindAsync(world.Database, PersonId.New(), world.Clock.GetUtcNow(), default)).ShouldBeNull();
    }

    [Fact]
    public void Csv_Formula_BecomesText() => AuditSearch.Csv(
    [
        new()
        {
            Id = Guid.Empty, At = DateTimeOffset.UnixEpoch, Operation = "consultation", UserId = default, UserName = "=cmd()", Agency = "A, B", PersonIds = [], Categories = ["a", "b"], Subject = "s", Purpose = "p",
        },
    ]).ShouldContain(",'=cmd(),\"A, B\",,a;b,");

    private static async Task<List<string>> KindsAsync(World world)
    {
        await world.FindUnusualAsync();
        return await world.DoAsync(world.As("governance"), async db => (await db.ListAsync<string>(
            "select distinct a.kind || ' ' || coalesce(p.forenames || ' ' || p.surname, '') from audit_alert a left join person p on p.id = a.person_id order by 1")).ToList());
    }
}
