using System.Net;
using Dapper;
using Shouldly;
using Throughline.Access;
using Throughline.Access.Keeping;
using Throughline.Access.Leave;
using Throughline.Access.SetUp;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Testing;
using Throughline.Tests.Review;
using Throughline.Tests.Selection;
using Throughline.Tests.Sharing;
using Xunit;

namespace Throughline.Tests.Access.Keeping;

public sealed class LeavingTests
{
    [Fact]
    public async Task Leaver_Now_LosesSessionsTokensAndRolesAtTheNextRequest()
    {
        await using var site = await Site.StartAsync();
        var who = site.World.As("coordinator").User;
        using var leaver = await site.SignInAsync("coordinator");
        using var program = await ReviewApiTests.ClientAsync(site, "coordinator");
        (await program.GetAsync("/api/v1/review/today")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        var page = await administrator.GetAsync($"/users/{who}");
        (await administrator.SubmitAsync(page, "#leave")).Main.ShouldContain("Say why");
        (await administrator.SubmitAsync(page, "#leave", new() { ["LeaveReason"] = "New post elsewhere" })).Main.ShouldContain("The account is closed");
        (await leaver.GetAsync("/")).Path.ShouldStartWith("/sign-in");
        (await program.GetAsync("/api/v1/review/today")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await site.World.RolesOfAsync(who)).ShouldBeEmpty();
        (await site.World.AskDatabaseAsync<long>("select count(*) from api_token where user_id = @Value and revoked_at is null", who)).ShouldBe(0);
        using var back = site.Nobody();
        (await back.SubmitAsync(await back.GetAsync("/sign-in"), "form[method=post]", new() { ["UserName"] = "coordinator@north.example", ["Password"] = World.Password })).Path.ShouldStartWith("/sign-in");

        var reopened = await administrator.SubmitAsync(await administrator.GetAsync($"/users/{who}"), "#reopen", new() { ["ReopenReason"] = "Came back" });
        reopened.Main.ShouldContain("IOM coordinator: begins when a second person agrees");
        (await site.World.RolesOfAsync(who)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(23, 59, true)]
    [InlineData(24, 0, false)]
    public async Task Leaver_OnTheirLastDay_WorksUntilMidnightAndNoLonger(int hour, int minute, bool isIn)
    {
        await using var site = await Site.StartAsync();
        var who = site.World.As("intelligence").User;
        using var leaver = await site.SignInAsync("intelligence");
        var administrator = site.World.As("administrator");
        await site.World.DoAsync(administrator, db => LetLeave.DoAsync(db, who, site.World.Clock.Today, "Retires"));
        var at = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero).AddHours(hour).AddMinutes(minute);
        site.World.Clock.Move(at - site.World.Clock.GetUtcNow());
        await site.World.ChangeAsync("update session set seen_at = @at, expires_at = @until", new { at, until = at.AddHours(5) });
        (await leaver.GetAsync("/cohort")).Path.StartsWith("/cohort", StringComparison.Ordinal).ShouldBe(isIn);
        var kept = await KeepAsync(site.World);
        kept.LeaversClosed.ShouldBe(isIn ? 0 : 1);
        (await KeepAsync(site.World)).LeaversClosed.ShouldBe(0, "twice does nothing more");
        (await site.World.AskDatabaseAsync<bool>("select closed_at is not null from app_user where id = @Value", who)).ShouldBe(!isIn);
    }

    [Theory]
    [InlineData(75 * 24 * 60 - 1, false, false)]
    [InlineData(75 * 24 * 60, true, false)]
    [InlineData(90 * 24 * 60 - 1, true, false)]
    [InlineData(90 * 24 * 60, true, true)]
    public async Task Unused_Account_IsShownAfter75DaysAndClosedAfter90(int minutes, bool isShown, bool isClosed)
    {
        await using var world = await World.CreateAsync();
        var second = await world.HireAsync("second", "Second Keeper", "north-police", [Role.Administrator]);
        world.Clock.Move(TimeSpan.FromMinutes(minutes));
        await world.ChangeAsync("insert into session (id, user_id, partnership_id, started_at, seen_at, expires_at) values (gen_random_uuid(), @user, @north, @at, @at, @at)", new { user = second.User.Value, north = world.North.Value, at = world.Clock.GetUtcNow() });
        var keeper = second with { At = world.Clock.GetUtcNow() };
        var shown = await world.DoAsync(keeper, db => AccountList.ListAsync(db, new AccountFilter("unused")));
        shown.Any(account => account.FullName == "Ian Tell").ShouldBe(isShown);
        shown.ShouldNotContain(account => account.Id == second.User, "was used a moment ago");
        await KeepAsync(world);
        var who = world.As("intelligence").User;
        (await world.AskDatabaseAsync<bool>("select closed_at is not null from app_user where id = @Value", who)).ShouldBe(isClosed);
        (await world.AskDatabaseAsync<bool>("select closed_at is not null from app_user where id = @Value", second.User)).ShouldBeFalse();
        (await world.AskDatabaseAsync<bool>("select closed_at is not null from app_user where id = @Value", world.As("administrator").User)).ShouldBe(isClosed, "there is another administrator");
        if (!isClosed)
            return;
        (await world.EventsOfAsync(who)).ShouldContain(line => line.StartsWith("account closed: Not used for 90 days (by jobs@north)", StringComparison.Ordinal));
        await world.DoAsync(keeper, db => ReopenAccount.DoAsync(db, who, "Was on leave"));
        (await world.RolesOfAsync(who)).ShouldBe(["intelligence-officer"]);
        (await KeepAsync(world)).UnusedClosed.ShouldBe(0, "opened again, it has its days anew");
    }

    [Fact]
    public async Task Unused_OnlyAdministratorOfAnAgency_StaysAndGovernanceSeesIt()
    {
        await using var site = await Site.StartAsync();
        site.World.Clock.Move(TimeSpan.FromDays(120));
        using var governance = await site.SignInAsync("governance", steppedUp: true);
        await KeepAsync(site.World);
        (await site.World.AskDatabaseAsync<bool>("select closed_at is null from app_user where id = @Value", site.World.As("administrator").User)).ShouldBeTrue();
        (await site.World.AskDatabaseAsync<bool>("select closed_at is null from app_user where id = @Value", site.World.As("administrator", "south").User)).ShouldBeTrue("another partnership keeps its own");
        (await governance.GetAsync("/")).Main.ShouldContain("1 agencies whose only administrator has not used their account for long");
    }

    [Fact]
    public async Task Mover_ToAnotherAgency_LosesRolesAndKeepsSightUntilADate()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var who = world.As("police-manager").User;
        using var mover = await site.SignInAsync("police-manager");
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        var page = await administrator.GetAsync($"/users/{who}");
        (await administrator.SubmitAsync(page, "#move", new() { ["MoveReason"] = "Seconded" })).Main.ShouldContain("Choose where they move to");
        var place = $"{world.Agencies["north-probation"]}:{world.North}";
        (await administrator.SubmitAsync(page, "#move", new() { ["Place"] = place, ["MoveReason"] = "Seconded" })).Main.ShouldContain("Moved.");
        (await mover.GetAsync("/")).Path.ShouldStartWith("/sign-in");
        (await world.RolesOfAsync(who)).ShouldBeEmpty();
        (await world.AskDatabaseAsync<DateTime>("select keeps_sight_until::timestamp from user_move where user_id = @Value and from_partnership_id is not null", who)).ShouldBe(new DateTime(2026, 12, 18), "28 days");
        (await world.AskDatabaseAsync<string>("select roles::text from user_move where user_id = @Value", who)).ShouldBe("{offender-manager}");
        (await administrator.GetAsync($"/users/{who}")).Status.ShouldBe(HttpStatusCode.NotFound, "the account is the other agency's now");
        var there = await world.HireAsync("there", "Admin There", "north-probation", [Role.Administrator]);
        (await world.DoAsync(there, db => AccountActs.SetRolesAsync(db, who, [Role.OffenderManager], null, null))).ShouldBeEmpty();
        (await world.RolesOfAsync(who)).ShouldBe(["offender-manager"]);
    }

    /// <summary>A place in a team is seen to the end of its last day: with an account that is closed it ended yesterday.</summary>
    [Fact]
    public async Task Closed_PlacesInTeams_EndedTheDayBefore()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        var who = world.As("police-manager").User;
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(
            "insert into case_team (id, partnership_id, case_id, user_id, part, from_on) select uuid7(), @Partnership, id, @who, 'mentor', @On from iom_case where person_id = @person", new { db.Act.Partnership, who, db.Act.On, person }));
        await world.DoAsync(world.As("administrator"), db => LetLeave.DoAsync(db, who, null, "Left for another force"));
        (await world.ReadAsync<string>("select to_on::text || ' ' || ended_with from case_team where user_id = @who", new { who })).ShouldBe("2026-11-19 account");
    }

    /// <summary>The person on whose team the mover was, as the former agency saw them, to the last day; and nothing of a place in a team.</summary>
    [Fact]
    public async Task Mover_ToAnotherAgency_SeesWhomTheyWorkedWithToTheDayThatTheyAreTold()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (person, other) = (await world.PersonAsync(), await world.PersonAsync(surname: "Hollis"));
        foreach (var one in new[] { person, other })
        {
            await world.NominatedAsync(one);
            await world.EventAsync(one, "arrest", "2026-10-01");
        }

        var who = world.As("police-manager").User;
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(
            "insert into case_team (id, partnership_id, case_id, user_id, part, from_on) select uuid7(), @Partnership, id, @who, 'lead professional', @On from iom_case where person_id = @person", new { db.Act.Partnership, who, db.Act.On, person }));
        world.Clock.Move(TimeSpan.FromMinutes(1));
        async Task<Guid[]> Seen(string agency) => [.. await world.DoAsync(world.As("police-manager") with { Agency = world.Agencies[agency] }, db => db.ListAsync<Guid>("select person_id from offence_event order by 1"))];
        (await Seen("north-police")).ShouldBe([person.Value, other.Value], ignoreOrder: true);
        await world.DoAsync(world.As("administrator"), db => MoveUser.DoAsync(db, who, world.Agencies["north-charity"], world.North, "Seconded"));
        var there = await world.HireAsync("there", "Admin There", "north-charity", [Role.Administrator]);
        await world.DoAsync(there, db => AccountActs.SetRolesAsync(db, who, [Role.PartnerWorker], null, null));
        (await Seen("north-charity")).ShouldBe([person.Value], "of the one whom they worked with");
        (await world.DoAsync(world.As("charity-worker"), db => db.ListAsync<Guid>("select person_id from offence_event"))).ShouldBeEmpty("it is the mover's, not the agency's");
        (await world.DoAsync(world.As("coordinator"), db => db.ValueAsync<bool>("select to_on = '2026-11-20' from case_team where user_id = @who", new { who }))).ShouldBeTrue("the place in the team ended");
        (await world.DoAsync(world.As("police-manager") with { Agency = world.Agencies["north-charity"] }, db => db.ValueAsync<int>("select cardinality(people_of_my_cases())"))).ShouldBe(0, "and with it what consent and the clauses give to the team");

        using (var browser = await site.SignInAsync("police-manager"))
        {
            (await browser.GetAsync($"/people/{person}")).Page.Body!.TextContent.ShouldContain("You worked with this person at North police before you moved. You keep sight of what you saw there until 18 December 2026.");
            var item = await world.OneAsync("select id from offence_event where person_id = @person", new { person });
            (await browser.GetAsync($"/people/{person}/items/offence_event/{item}/sharing")).Main.ShouldContain("You worked with this person at North police before you moved. You keep sight of what you saw there until 18 December 2026, while the case is open.");
            (await browser.GetAsync("/account")).Main.ShouldContain("1 person with whom you worked at North police, as you saw them there, until 18 December 2026");
        }

        world.Clock.Move(TimeSpan.FromDays(28));
        (await Seen("north-charity")).ShouldBe([person.Value], "the last day counts");
        world.Clock.Move(TimeSpan.FromDays(1));
        (await Seen("north-charity")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReopenedAccount_HasNoPlaceInATeamAndNoKey()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        var who = world.As("police-manager").User;
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(
            "insert into case_team (id, partnership_id, case_id, user_id, part, from_on) select uuid7(), @Partnership, id, @who, 'lead professional', @On from iom_case where person_id = @person", new { db.Act.Partnership, who, db.Act.On, person }));
        await using (var admin = new Npgsql.NpgsqlConnection(world.Database.AdminConnection))
        {
            await admin.OpenAsync();
            await admin.ExecuteAsync("insert into sealed.keyholder (partnership_id, agency_id, user_id, compartment, because, asked_by, asked_at, approved_by, approved_at) values (@partnership, @agency, @who, 'victim', 'test', @by, now(), @second, now())",
                new { partnership = world.North.Value, agency = world.Agencies["north-police"].Value, who = who.Value, by = world.As("coordinator").User.Value, second = world.As("governance").User.Value });
        }

        world.Clock.Move(TimeSpan.FromMinutes(1));
        const string Has = "select cardinality(people_of_my_cases()) + case when sealed.holds('victim') then 1 else 0 end";
        (await world.DoAsync(world.As("police-manager"), db => db.ValueAsync<int>(Has))).ShouldBe(2);
        await world.DoAsync(world.As("administrator"), db => CloseAccount.DoAsync(db, who, "Left"));
        await world.DoAsync(world.As("administrator"), db => ReopenAccount.DoAsync(db, who, "Came back"));
        (await world.DoAsync(world.As("police-manager"), db => db.ValueAsync<int>(Has))).ShouldBe(0);
    }

    [Fact]
    public async Task Mover_ToAnotherPartnership_LosesOnlyTheRolesOfTheOldOne()
    {
        await using var world = await World.CreateAsync();
        var who = world.As("intelligence").User;
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("administrator"), db => MoveUser.DoAsync(db, who, world.Agencies["north-police"], world.South, "Regional post")));
        await using (var db = new Db(world.Database.Source))
        {
            await db.BeginForNobodyAsync();
            await db.ExecuteAsync("insert into partnership_agency (partnership_id, agency_id, joined_on) values (@South, @agency, '2026-01-01')", new { world.South, agency = world.Agencies["north-police"] });
            await db.ExecuteAsync("insert into user_role (user_id, partnership_id, role, granted_at) values (@who, @South, 'offender-manager', now())", new { who, world.South });
            await db.CommitAsync();
        }

        await world.DoAsync(world.As("administrator"), db => MoveUser.DoAsync(db, who, world.Agencies["north-police"], world.South, "Regional post"));
        (await world.RolesOfAsync(who)).ShouldBe(["offender-manager"]);
        (await world.AskDatabaseAsync<long>("select count(*) from user_move where user_id = @Value", who)).ShouldBe(1);
    }

    [Fact]
    public async Task DailyKeeping_IsAskedForOnceADay()
    {
        await using var world = await World.CreateAsync();
        (await KeepAccountsDaily.AskAsync(world.Database.Source, world.Clock.GetUtcNow(), default)).ShouldBe(2);
        (await KeepAccountsDaily.AskAsync(world.Database.Source, world.Clock.GetUtcNow().AddHours(13), default)).ShouldBe(0);
        (await KeepAccountsDaily.AskAsync(world.Database.Source, world.Clock.GetUtcNow().AddHours(14), default)).ShouldBe(2, "after midnight");
    }

    internal static async Task<Kept> KeepAsync(World world)
    {
        await using var db = new Db(world.Database.Source);
        await db.BeginForNobodyAsync();
        var act = await new Partnerships(db).ServiceAsync(world.North, "job keep-accounts", world.Clock.GetUtcNow());
        await db.CommitAsync();
        return await world.DoAsync(act, db => KeepAccounts.DoAsync(db));
    }
}
