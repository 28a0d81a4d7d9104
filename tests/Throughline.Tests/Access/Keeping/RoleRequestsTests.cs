using System.Net;
using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Access.GrantRoles;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.Keeping;

public sealed class RoleRequestsTests
{
    [Fact]
    public async Task PowerfulRole_BeginsWhenASecondPersonAgreesAndNotBefore()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var who = world.As("intelligence").User;
        using var intelligence = await site.SignInAsync("intelligence");
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        var page = await administrator.GetAsync($"/users/{who}");
        (await administrator.SubmitAsync(page, "#roles", new() { ["Roles"] = "coordinator" })).Main.ShouldContain("Say why they need the role");
        var asked = await administrator.SubmitAsync(page, "#roles", new() { ["Roles"] = "coordinator", ["RoleReason"] = "Stands in for Cora in December" });
        asked.Main.ShouldContain("begins when a second person agrees");
        asked.Main.ShouldContain("Gwen Ivor (North police) decides", Case.Sensitive, "the only other person of the agency who can");
        (await intelligence.GetAsync("/review")).Status.ShouldBe(HttpStatusCode.NotFound);

        using var governance = await site.SignInAsync("governance", steppedUp: true);
        var list = await governance.GetAsync("/users/requests");
        list.Main.ShouldContain("yours to decide");
        var request = await governance.GetAsync(list.Page.QuerySelector("main table a")!.GetAttribute("href")!);
        request.Heading.ShouldBe("IOM coordinator for Ian Tell");
        var agreed = await governance.SubmitAsync(request, "#approve");
        agreed.Main.ShouldContain("Agreed");
        (await intelligence.GetAsync("/review")).Status.ShouldBe(HttpStatusCode.OK);
        (await world.EventsOfAsync(who)).ShouldContain(line => line.StartsWith("role given: coordinator: asked for by Ada Minton, agreed (by governance@north.example", StringComparison.Ordinal));
        (await administrator.GetAsync($"/users/{who}")).Main.ShouldContain("Agreed by Gwen Ivor");
    }

    [Theory]
    [InlineData(Role.Administrator, true)]
    [InlineData(Role.InformationGovernanceOfficer, true)]
    [InlineData(Role.Coordinator, true)]
    [InlineData(Role.StrategicLead, true)]
    [InlineData(Role.Analyst, true)]
    [InlineData(Role.OffenderManager, false)]
    [InlineData(Role.IntelligenceOfficer, false)]
    [InlineData(Role.NeighbourhoodOfficer, false)]
    [InlineData(Role.LinkWorker, false)]
    [InlineData(Role.PartnerWorker, false)]
    [InlineData(Role.Chair, false)]
    public async Task Role_GivenByAnAdministrator_WaitsWhenItIsPowerful(Role role, bool waits)
    {
        await using var world = await World.CreateAsync();
        var newcomer = await world.HireAsync("newcomer", "New Comer", "north-police", []);
        await world.DoAsync(world.As("administrator"), db => AccountActs.SetRolesAsync(db, newcomer.User, [role], "Aspley", "Is needed"));
        (await world.RolesOfAsync(newcomer.User)).ShouldBe(waits ? [] : [role.Code()]);
        (await world.DoAsync(world.As("administrator"), db => RoleRequests.CountAsync(db, "waiting"))).ShouldBe(waits ? 1 : 0);
    }

    [Fact]
    public async Task NeitherTheAskerNorTheUser_MayAgree()
    {
        await using var world = await World.CreateAsync();
        var second = await world.HireAsync("second", "Second Keeper", "north-police", [Role.Administrator]);
        var request = await AskAsync(world, second.User, Role.Analyst);
        foreach (var who in new[] { world.As("administrator"), second })
            (await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(who, db => DecideRoleRequest.ApproveAsync(db, request)))).Message.ShouldContain("a second person does");
        await world.DoAsync(world.As("governance"), db => DecideRoleRequest.ApproveAsync(db, request));
        (await world.RolesOfAsync(second.User)).ShouldBe(["administrator", "analyst"]);
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("governance"), db => DecideRoleRequest.ApproveAsync(db, request)));
    }

    [Fact]
    public async Task OwnAccount_CannotBeGivenAnything()
    {
        await using var world = await World.CreateAsync();
        var me = world.As("administrator");
        foreach (var role in new[] { Role.Coordinator, Role.OffenderManager })
            (await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(me, db => AccountActs.SetRolesAsync(db, me.User, [Role.Administrator, role], null, "I need it")))).Message.ShouldContain("Nobody gives themselves a role");
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(me, db => AccountActs.SetRolesAsync(db, me.User, [Role.Administrator], "Aspley", null)));
        (await world.RolesOfAsync(me.User)).ShouldBe(["administrator"]);
    }

    [Fact]
    public async Task PowerfulRole_WrittenPastTheProgram_IsRefusedByTheDatabase()
    {
        await using var world = await World.CreateAsync();
        var me = world.As("administrator");
        const string Insert = "insert into user_role (user_id, partnership_id, role, granted_at) values (@user, @partnership, @role, @at)";
        var refused = await Should.ThrowAsync<PostgresException>(() => world.DoAsync(me, db => db.ExecuteAsync(Insert, new { user = me.User, partnership = me.Partnership, role = "coordinator", at = me.At })));
        refused.SqlState.ShouldBe("23514");
        // the request of somebody else's role does not serve
        var request = await AskAsync(world, world.As("intelligence").User, Role.Analyst);
        await world.DoAsync(world.As("governance"), db => DecideRoleRequest.ApproveAsync(db, request));
        await Should.ThrowAsync<PostgresException>(() => world.DoAsync(me, db => db.ExecuteAsync(Insert.Replace("granted_at)", "granted_at, request_id)", StringComparison.Ordinal).Replace("@at)", "@at, @request)", StringComparison.Ordinal), new { user = me.User, partnership = me.Partnership, role = "analyst", at = me.At, request })));
        await Should.ThrowAsync<PostgresException>(() => world.DoAsync(me, db => db.ExecuteAsync(
            "insert into role_request (partnership_id, agency_id, user_id, role, reason, asked_by, asked_at, expires_at) values (@partnership, @agency, @user, 'analyst', 'x', @user, @at, @at)", new { user = me.User, agency = me.Agency, partnership = me.Partnership, at = me.At })));
    }

    [Fact]
    public async Task AgencyWithOneAdministrator_GovernanceOfAnotherAgencyDecides()
    {
        await using var world = await World.CreateAsync();
        var only = await world.HireAsync("only", "Only One", "north-charity", [Role.Administrator]);
        var worker = world.As("charity-worker").User;
        await world.DoAsync(only, db => AccountActs.SetRolesAsync(db, worker, [Role.PartnerWorker, Role.Analyst], null, "Makes the yearly report"));
        var request = (await world.DoAsync(only, db => RoleRequests.ListAsync(db, "waiting"))).ShouldHaveSingleItem();
        request.GoesToAnotherAgency.ShouldBeTrue();
        request.WhoDecides.ShouldContain("an information governance officer of another agency decides: Gwen Ivor (North police)");
        (await world.DoAsync(world.As("administrator"), db => RoleRequests.WaitingForMeAsync(db))).ShouldBe(0, "an administrator of another agency has no say");
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("administrator"), db => DecideRoleRequest.ApproveAsync(db, request.Id)));
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("governance", "south"), db => DecideRoleRequest.ApproveAsync(db, request.Id)));
        await world.DoAsync(world.As("governance"), db => DecideRoleRequest.ApproveAsync(db, request.Id));
        (await world.RolesOfAsync(worker)).ShouldContain("analyst");

        // as soon as the charity has a second person, it is the charity's own matter
        await world.HireAsync("another", "Another One", "north-charity", [Role.Administrator]);
        await world.DoAsync(only, db => AccountActs.SetRolesAsync(db, worker, [Role.PartnerWorker, Role.Analyst, Role.Coordinator], null, "Stands in"));
        (await world.DoAsync(world.As("governance"), db => RoleRequests.WaitingForMeAsync(db))).ShouldBe(0);
    }

    [Theory]
    [InlineData(14 * 24 * 60 - 1, true)]
    [InlineData(14 * 24 * 60, false)]
    public async Task Request_NobodyAnswers_EndsAfterFourteenDays(int minutes, bool stillOpen)
    {
        await using var world = await World.CreateAsync();
        var who = world.As("intelligence").User;
        var request = await AskAsync(world, who, Role.Analyst);
        world.Clock.Move(TimeSpan.FromMinutes(minutes));
        (await world.DoAsync(world.As("governance"), db => RoleRequests.WaitingForMeAsync(db))).ShouldBe(stillOpen ? 1 : 0);
        if (stillOpen)
        {
            await world.DoAsync(world.As("governance"), db => DecideRoleRequest.ApproveAsync(db, request));
            return;
        }

        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("governance"), db => DecideRoleRequest.ApproveAsync(db, request)));
        (await world.DoAsync(world.As("administrator"), db => ExpireRoleRequests.DoAsync(db))).ShouldBe(1);
        (await world.EventsOfAsync(who)).ShouldContain(line => line.StartsWith("role request ended", StringComparison.Ordinal));
        await AskAsync(world, who, Role.Analyst);
    }

    [Fact]
    public async Task Request_DeclinedOrTakenBack_SaysWhyAndGivesNothing()
    {
        await using var site = await Site.StartAsync();
        var who = site.World.As("intelligence").User;
        var request = await AskAsync(site.World, who, Role.Analyst);
        using var governance = await site.SignInAsync("governance", steppedUp: true);
        var page = await governance.GetAsync($"/users/requests/{request}");
        (await governance.SubmitAsync(page, "#decline")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await governance.SubmitAsync(page, "#decline", new() { ["Reason"] = "One analyst is enough" })).Main.ShouldContain("Declined");
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        (await administrator.GetAsync($"/users/requests/{request}")).Main.ShouldContain("Declined by Gwen Ivor");
        (await administrator.GetAsync($"/users/{who}")).Main.ShouldContain("One analyst is enough");

        var second = await AskAsync(site.World, who, Role.Analyst);
        (await administrator.SubmitAsync(await administrator.GetAsync($"/users/requests/{second}"), "#withdraw")).Main.ShouldContain("taken back");
        (await administrator.GetAsync("/users/requests?state=all")).Main.ShouldContain("2 requests");
        (await site.World.RolesOfAsync(who)).ShouldBe(["intelligence-officer"]);
        using var coordinator = await site.SignInAsync("coordinator");
        (await coordinator.GetAsync("/users/requests")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<Guid> AskAsync(World world, UserId who, Role role)
    {
        var asker = world.As("administrator");
        await world.DoAsync(asker, db => AskForRole.DoAsync(db, who, role, null, "Is needed"));
        return await world.DoAsync(asker, db => db.ValueAsync<Guid>("select id from role_request where user_id = @who and state = 'waiting'", new { who }));
    }
}
