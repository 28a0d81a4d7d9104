using System.Net;
using Shouldly;
using Throughline.Access.Audit.Unusual;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Testing;
using Throughline.Tests.Review;
using Xunit;

namespace Throughline.Tests.Access.Audit;

public sealed class UnusualTests
{
    private static Task OpenAsync(World world, string user, PersonId person) =>
        world.DoAsync(world.As(user) with { Purpose = "people/{id}" }, db => db.LookedAtAsync([person], ["identity"], "people/{id}"));

    private static async Task<List<string>> KindsAsync(World world)
    {
        await world.FindUnusualAsync();
        return await world.DoAsync(world.As("governance"), async db => (await db.ListAsync<string>("select kind from audit_alert order by kind")).ToList());
    }

    [Fact]
    public async Task DeclaredSurnameOrPostcode_IsAskedAbout_AndShownToNobodyElse()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (cousin, _) = await world.AdoptedAsync("Tim Quillfeather", lead: "manager");
        var (neighbour, _) = await world.AdoptedAsync("Ann Other", lead: "manager");
        await world.DoAsync(world.As("manager"), db => db.ExecuteAsync(
            "insert into person_address (partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, address, postcode) values (@Partnership, @neighbour, @Agency, 'contact details', @At, @User, '1 Mill Lane', 'NG1 1AA')",
            new { db.Act.Partnership, neighbour, db.Act.Agency, db.Act.At, db.Act.User }));
        using var manager = await site.SignInAsync("manager");
        var page = await manager.GetAsync("/account/ties");
        (await manager.SubmitAsync(page, "#add", new() { ["Kind"] = "surname" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        page = await manager.SubmitAsync(page, "#add", new() { ["Kind"] = "surname", ["Value"] = " quillfeather" });
        page = await manager.SubmitAsync(page, "#add", new() { ["Kind"] = "postcode", ["Value"] = "ng11aa" });
        page.Main.ShouldContain("Postcode NG11AA");
        using (var other = await site.SignInAsync("coordinator"))
            (await other.GetAsync("/account/ties")).Main.ShouldContain("You have told none");
        await OpenAsync(world, "manager", cousin);
        await OpenAsync(world, "manager", neighbour);
        (await KindsAsync(world)).ShouldBe(["same-address", "same-surname"]);
        (await manager.SubmitAsync(page, "main table form")).Main.ShouldContain("1 name or place");
    }

    [Fact]
    public async Task ClosedCase_LookedAtLongAfter_IsAskedAbout_OnEitherSideOfTheNumber()
    {
        await using var world = await World.CreateAsync();
        var (left, _) = await world.AdoptedAsync("Ada Able", lead: "manager");
        await world.DoAsync(world.As("manager"), db => db.ExecuteAsync("update iom_case set state = 'exited', exited_on = @on where person_id = @left", new { left, on = db.Act.On.AddDays(-28) }));
        await OpenAsync(world, "manager", left);
        (await KindsAsync(world)).ShouldBeEmpty();
        await world.DoAsync(world.As("manager"), db => db.ExecuteAsync("update iom_case set exited_on = exited_on - 1 where person_id = @left", new { left }));
        await OpenAsync(world, "manager", left);
        (await KindsAsync(world)).ShouldBe(["after-closed"]);
    }

    [Theory]
    [InlineData(20, 61, false)]
    [InlineData(21, 61, true)]
    public async Task ManyRecordsInAnHour_MoreThanTheNumberAndThanOthers_AreAskedAbout(int records, int secondsApart, bool expected)
    {
        await using var world = await World.CreateAsync();
        var people = await PeopleAsync(world, records);
        foreach (var person in people)
        {
            await OpenAsync(world, "coordinator", person);
            world.Clock.Move(TimeSpan.FromSeconds(secondsApart));
        }

        (await KindsAsync(world)).Contains("many-in-an-hour").ShouldBe(expected);
    }

    [Fact]
    public async Task ManyRecordsInAnHour_WhenOthersDoTheSame_AreNotAskedAbout()
    {
        await using var world = await World.CreateAsync();
        var people = await PeopleAsync(world, 22);
        foreach (var user in new[] { "chair", "intelligence", "coordinator" })
        {
            foreach (var person in people)
                await OpenAsync(world, user, person);
            world.Clock.Move(TimeSpan.FromHours(1));
        }

        await world.FindUnusualAsync();
        (await world.AdminAsync<int>("select count(*)::int from audit_alert where kind = 'many-in-an-hour' and user_id = @user", new { user = world.As("coordinator").User.Value })).ShouldBe(0);
    }

    [Theory]
    [InlineData(15, 60, true)]
    [InlineData(14, 60, false)]
    [InlineData(15, 61, false)]
    public async Task RecordsOneAfterAnother_WithinAMinuteEach_AreAskedAbout(int records, int secondsApart, bool expected)
    {
        await using var world = await World.CreateAsync();
        foreach (var person in await PeopleAsync(world, records))
        {
            await OpenAsync(world, "coordinator", person);
            world.Clock.Move(TimeSpan.FromSeconds(secondsApart));
        }

        (await KindsAsync(world)).Contains("one-after-another").ShouldBe(expected);
    }

    [Fact]
    public async Task WatchedRecord_EveryLookIsAskedAbout_FromThenUntilItEnds()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (known, _) = await world.AdoptedAsync("Fay Mous", lead: "manager");
        await OpenAsync(world, "manager", known);
        world.Clock.Move(TimeSpan.FromMinutes(1));
        using var governance = await site.SignInAsync("governance");
        var page = await governance.GetAsync($"/audit?person={known}");
        (await governance.SubmitAsync(page, "#watch")).Status.ShouldBe(HttpStatusCode.BadRequest);
        page = await governance.SubmitAsync(page, "#watch", new() { ["Reason"] = "In the newspapers" });
        page.Main.ShouldContain("Every look at this record is asked about");
        (await KindsAsync(world)).ShouldBeEmpty("the look was before");
        await OpenAsync(world, "manager", known);
        (await KindsAsync(world)).ShouldBe(["watched"]);
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await governance.SubmitAsync(await governance.GetAsync($"/audit?person={known}"), "#watch");
        await OpenAsync(world, "police-manager", known);
        (await KindsAsync(world)).ShouldNotContain("watched police-manager");
        (await world.AdminAsync<int>("select count(*)::int from audit_alert where kind = 'watched'")).ShouldBe(1);
    }

    [Fact]
    public async Task Review_SeenExplainedEscalated_KeepsEveryStepAndLeavesTheList()
    {
        await using var site = await Site.StartAsync();
        var (relative, _) = await site.World.AdoptedAsync("Tim Mannering", lead: "manager");
        await OpenAsync(site.World, "manager", relative);
        await site.World.FindUnusualAsync();
        using var governance = await site.SignInAsync("governance");
        var list = await governance.GetAsync("/audit/unusual");
        list.Main.ShouldNotContain("Mannering");
        var one = await governance.GetAsync(list.Page.QuerySelector("main table a")!.GetAttribute("href")!);
        one.Main.ShouldContain("Owen Mannering, North probation");
        one.Main.ShouldContain("Tim Mannering");
        (await site.World.LooksAsync("governance", relative)).ShouldBe(1);
        (await governance.SubmitAsync(one, "#review")).Main.ShouldContain("Say what came of it");
        (await governance.SubmitAsync(one, "#review", new() { ["Outcome"] = "explained" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await governance.SubmitAsync(one, "#review", new() { ["Outcome"] = "seen" })).Main.ShouldContain("Nothing waits for a review");
        await governance.SubmitAsync(one, "#review", new() { ["Outcome"] = "explained", ["Note"] = "His own case; no relation" });
        (await governance.GetAsync(one.Path)).Main.ShouldContain("Explained by Gwen Ivor on 20 November 2026 at 10:30am: His own case; no relation");
        (await governance.GetAsync("/audit/unusual?state=explained")).Main.ShouldContain("1 unusual use");
        (await governance.GetAsync($"/audit/unusual/{Guid.CreateVersion7()}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Review_OfOnesOwnUse_IsRefused()
    {
        await using var world = await World.CreateAsync();
        var (relative, _) = await world.AdoptedAsync("Ann Ivor");
        await OpenAsync(world, "governance", relative);
        await world.FindUnusualAsync();
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("governance"), async db =>
            await ReviewAlert.DoAsync(db, (await Alerts.FindAsync(db, await db.ValueAsync<Guid>("select id from audit_alert")))!, "seen", null)));
    }

    [Fact]
    public async Task Found_InPartsOrAtOnce_IsTheSame()
    {
        await using var world = await World.CreateAsync();
        var (stranger, _) = await world.AdoptedAsync("Ada Able");
        for (var i = 0; i < 3; i++)
        {
            await OpenAsync(world, "manager", stranger);
            await world.FindUnusualAsync();
        }

        (await world.AdminAsync<string>("select string_agg(kind || ' ' || entries, ', ') from audit_alert")).ShouldBe("no-relationship 3");
    }

    private static Task<List<PersonId>> PeopleAsync(World world, int count) => world.DoAsync(world.As("coordinator"), async db =>
    {
        var people = new List<PersonId>();
        for (var i = 0; i < count; i++)
            people.Add(await db.PersonAsync($"Person Number{i}"));
        return people;
    });
}
