using System.Net;
using Shouldly;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.UrgentAccess;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

public sealed class UrgentAccessTests
{
    private const string Why = "He told his sister that he would kill himself tonight.";

    private static Task<Guid> BeginAsync(World world, PersonId person, string by = "coordinator") => world.DoAsync(world.As(by), db => BeginUrgentAccess.DoAsync(db, person, "risk-to-life", Why));

    [Fact]
    public async Task UrgentAccess_LastsSixtyMinutes_AndNotASecondLonger()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var item = await world.OneAsync("select id from drug_record");
        await BeginAsync(world, person);
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeTrue();
        (await world.SeesAsync("police-manager", "drug_record", item)).ShouldBeFalse("it is one user's, not the agency's");
        world.Clock.Move(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeTrue();
        world.Clock.Move(TimeSpan.FromSeconds(1));
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeFalse();
    }

    /// <summary>Whatever page or program writes it: the database holds the hour, its beginning, its end and its review.</summary>
    [Fact]
    public async Task UrgentAccess_WrittenByHand_IsAnHourFromNowAndTheUsersOwn()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        Task Insert(TimeSpan from, TimeSpan lasts, string by = "coordinator", string forWhom = "coordinator", string more = "", string values = "") => world.DoAsync(world.As(by), db => db.ExecuteAsync(
            $"insert into urgent_access (partnership_id, person_id, user_id, agency_id, ground, why, at, until_at, review_by{more}) values (@Partnership, @person, @user, @Agency, 'risk-to-life', 'x', @at, @until, @On{values})",
            new { db.Act.Partnership, person, user = world.As(forWhom).User, db.Act.Agency, at = db.Act.At + from, until = db.Act.At + from + lasts, db.Act.On }));
        var hour = TimeSpan.FromMinutes(60);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Insert(TimeSpan.Zero, hour + TimeSpan.FromSeconds(1)), "more than an hour");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Insert(TimeSpan.FromMinutes(1), hour), "an hour that begins later");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Insert(TimeSpan.Zero, hour, forWhom: "police-manager"), "for somebody else");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Insert(TimeSpan.Zero, hour, more: ", reviewed_at, finding", values: ", @at, 'justified'"), "reviewed by oneself");
        await Insert(TimeSpan.Zero, hour);

        Task<int> Change(string set, string by = "coordinator") => world.DoAsync(world.As(by), db => db.ExecuteAsync($"update urgent_access set {set}", new { db.Act.At, db.Act.User }));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Change("until_at = until_at + interval '1 hour'"), "longer");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Change("reviewed_at = @At, reviewed_by = @User, finding = 'justified'"), "reviewed by oneself");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Change("ended_at = @At - interval '1 minute'"), "ended in the past");
        (await Change("ended_at = @At", "police-manager")).ShouldBe(0, "somebody else's");
        (await Change("ended_at = @At")).ShouldBe(1);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Change("ended_at = null"), "begun again");
        (await Change("reviewed_at = @At, reviewed_by = @User, finding = 'justified'", "governance")).ShouldBe(1);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => Change("finding = 'not-justified'", "governance"), "reviewed twice");
    }

    [Fact]
    public async Task UrgentAccess_EndedEarly_HidesAtOnce()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await BeginAsync(world, person);
        world.Clock.Move(TimeSpan.FromMinutes(10));
        await world.DoAsync(world.As("coordinator"), db => EndUrgentAccess.DoAsync(db, person));
        (await world.SeesAsync("coordinator", "drug_record", await world.OneAsync("select id from drug_record"))).ShouldBeFalse();
    }

    [Fact]
    public async Task UrgentAccess_TellsOwnersAndGovernance_WithAReferenceAndNoData()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await BeginAsync(world, person, "manager");
        foreach (var told in new[] { "drug-worker", "manager", "governance", "chair" })
        {
            var notice = (await world.NoticesAsync(told)).ShouldHaveSingleItem();
            notice.ShouldStartWith("urgent-access: Urgent access was begun by somebody of North probation. Reference UA-");
            notice.ShouldNotContain("Marsh");
            notice.ShouldNotContain("kill");
        }

        (await world.DoAsync(world.As("manager"), db => db.ListAsync<Guid>("select to_agency_id from sharing_notice"))).ShouldHaveSingleItem("which agencies were told says which hold something");
    }

    [Fact]
    public async Task UrgentAccess_OfSomebodyWhomOneCannotName_IsNotFound()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("coordinator", "south"), db => BeginUrgentAccess.DoAsync(db, person, "risk-to-life", Why)));
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("coordinator"), db => BeginUrgentAccess.DoAsync(db, PersonId.New(), "risk-to-life", Why)));
        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync(
            "insert into person_exclusion (partnership_id, person_id, user_id, because, from_at, made_by) values (@Partnership, @person, @excluded, 'His brother', @At, @User)",
            new { db.Act.Partnership, person, excluded = world.As("coordinator").User, db.Act.At, db.Act.User }));
        await Should.ThrowAsync<NotThere>(() => BeginAsync(world, person));
    }

    [Fact]
    public async Task UrgentAccess_UsedAsOftenAsPolicyAllows_IsRefusedUntilTheNextDay()
    {
        await using var world = await World.CreateAsync();
        foreach (var surname in new[] { "Marsh", "Okafor", "Harding" })
            await BeginAsync(world, await world.PersonAsync(surname));
        var fourth = await world.PersonAsync("Kowalska");
        (await Arrange.BrokenRuleAsync(() => BeginAsync(world, fourth)))!.ShouldContain("You have used urgent access 3 times today");
        // 10:30 to the first instant of the next day
        world.Clock.Move(TimeSpan.FromHours(13.5) - TimeSpan.FromSeconds(1));
        (await Arrange.BrokenRuleAsync(() => BeginAsync(world, fourth))).ShouldNotBeNull();
        world.Clock.Move(TimeSpan.FromSeconds(1));
        (await Arrange.BrokenRuleAsync(() => BeginAsync(world, fourth))).ShouldBeNull();
    }

    [Fact]
    public async Task UrgentAccess_WithoutGroundOrWords_IsRefused()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        Task<string?> Refused(string ground, string why) => Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator"), db => BeginUrgentAccess.DoAsync(db, person, ground, why)));
        (await Refused("curiosity", Why)).ShouldBe("Choose what could happen");
        (await Refused("risk-to-life", "urgent")).ShouldBe("Say in your own words what is happening and why it cannot wait");
        await BeginAsync(world, person);
        (await Refused("risk-to-life", Why)).ShouldBe("You have urgent access to this person already");
    }

    [Fact]
    public async Task Pages_ShowTheTimeLeftEverywhere_AndEveryLookCarriesTheReason()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        using var browser = await site.SignInAsync("coordinator", steppedUp: true);
        var form = await browser.GetAsync($"/people/{person}/urgent-access");
        (await browser.SubmitAsync(form, "main form", [])).Main.ShouldContain("Confirm that you have to act now");
        var begun = await browser.SubmitAsync(form, "main form", new() { ["Ground"] = "risk-to-life", ["Why"] = Why, ["Confirmed"] = "true" });
        begun.Status.ShouldBe(HttpStatusCode.OK, begun.Main);
        world.Clock.Move(TimeSpan.FromMinutes(12.5));
        foreach (var page in new[] { "", "/identity", "/drugs", "/timeline", "/sharing", "/items/phone/add" })
            (await browser.GetAsync($"/people/{person}{page}")).Page.QuerySelector(".moj-banner")!.TextContent.ShouldContain("Urgent access: 48 minutes left", customMessage: page);
        (await browser.GetAsync($"/people/{person}/drugs")).Main.ShouldContain("attending");
        var reasons = await world.DoAsync(world.As("governance"), db => db.ListAsync<string>("select coalesce(reason, '') from audit_entry where operation = 'consultation' and person_ids @> array[@person] and at > @from and user_id = @user",
            new { person, from = db.Act.At.AddMinutes(-1), user = world.As("coordinator").User }));
        reasons.Count.ShouldBeGreaterThan(6);
        reasons.ShouldAllBe(reason => reason.StartsWith("Urgent access UA-", StringComparison.Ordinal) && !reason.Contains(Why));
        var page2 = await browser.GetAsync($"/people/{person}/urgent-access");
        page2.Main.ShouldContain("48 minutes left");
        (await browser.SubmitAsync(page2, "main form", [])).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync($"/people/{person}/drugs")).Page.QuerySelector(".moj-banner").ShouldBeNull();
        (await browser.GetAsync($"/people/{person}/drugs")).Main.ShouldNotContain("attending");
    }

    [Fact]
    public async Task Review_ByGovernance_IsDueInAWeek_AndNotByWhoeverUsedIt()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        var access = await BeginAsync(world, person);
        world.Clock.Move(TimeSpan.FromDays(7));
        using (var governance = await site.SignInAsync("governance"))
        {
            (await governance.GetAsync("/")).Main.ShouldContain("1 urgent accesses to review");
            (await governance.GetAsync("/")).Main.ShouldContain("0 urgent accesses whose review is overdue");
            (await governance.GetAsync("/sharing/urgent-access")).Main.ShouldNotContain("Overdue");
        }

        world.Clock.Move(TimeSpan.FromDays(1));
        using (var governance = await site.SignInAsync("governance"))
        {
            (await governance.GetAsync("/")).Main.ShouldContain("1 urgent accesses whose review is overdue");
            (await governance.GetAsync("/sharing/urgent-access")).Main.ShouldContain("Overdue");
            var page = await governance.GetAsync($"/sharing/urgent-access/{access}");
            page.Main.ShouldContain(Why);
            (await governance.SubmitAsync(page, "main form", [])).Main.ShouldContain("Choose whether it was justified");
            (await governance.SubmitAsync(page, "main form", new() { ["Finding"] = "justified", ["Words"] = "The sister confirmed the call." })).Main.ShouldContain("Reviewed");
            (await governance.SubmitAsync(page, "main form", new() { ["Finding"] = "not-justified", ["Words"] = "The sister confirmed the call." })).Status.ShouldBe(HttpStatusCode.Conflict);
        }

        (await world.ReadAsync<int>("select count(*)::int from breach", by: "governance")).ShouldBe(0, "a use that was justified is no breach");
        var own = await BeginAsync(world, person, "governance");
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => ReviewUrgentAccess.DoAsync(db, own, "justified", "I know that I had to."))))!.ShouldContain("another information governance officer");
        using var outsider = await site.SignInAsync("coordinator");
        (await outsider.GetAsync("/sharing/urgent-access")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Review_ThatFindsAUseNotJustified_PutsItOnTheRegisterOfBreaches()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        var access = await BeginAsync(world, person);
        using var governance = await site.SignInAsync("governance");
        var done = await governance.SubmitAsync(await governance.GetAsync($"/sharing/urgent-access/{access}"), "main form", new() { ["Finding"] = "not-justified", ["Words"] = "Nobody was in danger that day." });
        done.Heading.ShouldStartWith("Breach B-");
        done.Main.ShouldContain("was found not justified. Nobody was in danger that day.");
        done.Main.ShouldContain("72 hours left to tell the Information Commission");
        var (about, user) = await world.DoAsync(world.As("governance"), db => db.FirstAsync<(Guid, Guid)>("select person_id, about_user_id from breach"));
        (about, user).ShouldBe((person.Value, world.As("coordinator").User.Value));
        (await governance.GetAsync($"/sharing/urgent-access/{access}")).Page.QuerySelector($"a[href='{done.Path}']").ShouldNotBeNull();
        (await governance.GetAsync("/sharing/urgent-access")).Page.QuerySelector($"a[href='{done.Path}']").ShouldNotBeNull();
    }
}
