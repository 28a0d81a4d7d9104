using System.Net;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Access.Standing;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Testing;
using Throughline.Tests.Imports.TakeIn;
using Throughline.Tests.Review;
using Xunit;

namespace Throughline.Tests.Access.Keeping;

public sealed class StandingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 30, 0, TimeSpan.Zero);

    /// <summary>Every combination of account, holdings and needs, the SQL function against its twin.</summary>
    [Fact]
    public async Task AccountInOrder_SqlAndTwin_AgreeOnEveryCombination()
    {
        await using var world = await World.CreateAsync();
        await using var connection = new NpgsqlConnection(world.Database.AdminConnection);
        await connection.OpenAsync();
        var user = world.As("manager").User.Value;
        var recorder = world.As("administrator").User.Value;
        var today = new DateOnly(2026, 11, 20);
        (DateTimeOffset? Disabled, DateTimeOffset? Closed, DateOnly? Leaves, bool Service)[] accounts =
        [
            (null, null, null, false), (Now, null, null, false), (Now, Now, null, false), (null, null, today, false), (null, null, today.AddDays(-1), false), (Now, Now, today.AddDays(-1), true), (Now, null, today.AddDays(3), false),
        ];
        (DateOnly From, DateOnly To)?[] spells = [null, (today.AddDays(-9), today), (today.AddDays(-9), today.AddDays(-1)), (today.AddDays(1), today.AddDays(9))];
        AccessNeeds[] needs = [AccessNeeds.None, new(["nppv2", "sc"], []), new([], ["iom-basics"]), new(["nppv2"], ["iom-basics", "information-sharing"])];
        var cells = 0;
        foreach (var need in needs)
        {
            await connection.ExecuteAsync("update partnership set settings = settings || jsonb_build_object('access', jsonb_build_object('vetting', to_jsonb(@Vetting), 'training', to_jsonb(@Training))) where id = @id", new { Vetting = need.Vetting.ToArray(), Training = need.Training.ToArray(), id = world.North.Value });
            foreach (var spell in spells)
                foreach (var training in spells)
                    foreach (var both in new[] { true, false })
                    {
                        await connection.ExecuteAsync("delete from user_standing");
                        var holds = new List<Held>();
                        void Hold(string code, (DateOnly From, DateOnly To)? when)
                        {
                            if (when is { } days)
                                holds.Add(new Held(code, days.From, days.To));
                        }

                        Hold(both ? "nppv2" : "sc", spell);
                        Hold("iom-basics", training);
                        Hold("information-sharing", both ? training : null);
                        foreach (var held in holds)
                            await connection.ExecuteAsync("insert into user_standing (user_id, code, obtained_on, expires_on, recorded_at, recorded_by) values (@user, @Code, @ObtainedOn, @ExpiresOn, @Now, @recorder)", new { user, held.Code, held.ObtainedOn, held.ExpiresOn, Now, recorder });
                        foreach (var (disabled, closed, leaves, service) in accounts)
                        {
                            await connection.ExecuteAsync("update app_user set disabled_at = @disabled, closed_at = @closed, leaves_on = @leaves, is_service = @service where id = @user", new { disabled, closed, leaves, service, user });
                            foreach (var at in new[] { Now, new DateTimeOffset(2026, 11, 20, 23, 59, 59, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero) })
                            {
                                var sql = await connection.ExecuteScalarAsync<string?>("select account_in_order(@user, @inside, @at)", new { user, inside = world.North.Value, at });
                                var twin = AccountOrder.ProblemAt(new AccountFacts(service, disabled, closed, leaves, holds), need, at)?.Code();
                                sql.ShouldBe(twin, $"{need}, vetting {spell}, training {training}, both {both}, account {(disabled, closed, leaves, service)} at {at}");
                                cells++;
                            }
                        }
                    }
        }

        cells.ShouldBe(4 * 4 * 4 * 2 * 7 * 3);
        (await connection.ExecuteScalarAsync<string?>("select account_in_order(gen_random_uuid(), @inside, @Now)", new { inside = world.North.Value, Now })).ShouldBe("closed");
        AccountOrder.ProblemAt(null, AccessNeeds.None, Now).ShouldBe(AccountProblem.Closed);
    }

    [Fact]
    public async Task Vetting_Expires_TakesSightOfPeopleTheSameSecond()
    {
        await using var site = await Site.StartAsync();
        await site.World.SendAsync("police-nominals", Senders.Folk("P1,02/73319Z,Quillfeather,Ada,1990-01-02,07700 900123,PPO"));
        var person = await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<Guid>("select id from person"));
        await NeedAsync(site.World, ["nppv2"], []);
        await HoldAsync(site.World, "coordinator", "nppv2", site.World.Clock.Today);
        // the session must outlive the night: seen_at is moved with the clock
        using var browser = await site.SignInAsync("coordinator");
        using var client = await ReviewApiTests.ClientAsync(site, "coordinator");
        await ToAsync(site, new DateTimeOffset(2026, 11, 20, 23, 59, 59, TimeSpan.Zero));
        (await browser.GetAsync($"/people/{person}")).Main.ShouldContain("Quillfeather");
        (await browser.GetAsync("/")).Main.ShouldContain("NPPV level 2 ends on 20 November 2026, today");

        await ToAsync(site, new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        foreach (var address in new[] { $"/people/{person}", $"/people/{person}/offending", $"/people/{Guid.CreateVersion7()}", "/people", "/cohort", "/cohort?handler=Csv", "/review", "/matches", "/scores", "/panel" })
        {
            var answer = await browser.GetAsync(address);
            answer.Path.ShouldBe("/account/standing", address);
            answer.Body.ShouldNotContain("Quillfeather");
        }

        var first = await browser.GetAsync("/");
        first.Main.ShouldContain("Vetting that this partnership asks for is missing or has expired");
        first.Body.ShouldNotContain("Quillfeather");
        var refused = await client.GetAsync($"/api/v1/people/{person}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("account-not-in-order");
        (await browser.GetAsync("/account/standing")).Main.ShouldContain("Ada Minton", Case.Sensitive, "who can put it right");

        await HoldAsync(site.World, "coordinator", "sc", new DateOnly(2028, 1, 1));
        (await browser.GetAsync($"/people/{person}")).Path.ShouldBe("/account/standing", "SC is not what this partnership asks for");
        await HoldAsync(site.World, "coordinator", "nppv2", new DateOnly(2028, 1, 1));
        (await browser.GetAsync($"/people/{person}")).Main.ShouldContain("Quillfeather");
    }

    [Theory]
    [InlineData(61, false, false)]
    [InlineData(60, true, false)]
    [InlineData(15, true, false)]
    [InlineData(14, true, true)]
    public async Task Training_EndsInSoManyDays_IsSaidToTheUserAndTheAdministrator(int days, bool soon, bool verySoon)
    {
        await using var site = await Site.StartAsync();
        await NeedAsync(site.World, [], ["information-sharing"], site.World.As("governance").User, site.World.As("administrator").User);
        await HoldAsync(site.World, "analyst", "information-sharing", site.World.Clock.Today.AddDays(days));
        using var analyst = await site.SignInAsync("analyst");
        var first = await analyst.GetAsync("/");
        first.Main.Contains("Information sharing ends on", StringComparison.Ordinal).ShouldBe(soon);
        first.Page.QuerySelectorAll(".govuk-warning-text").Length.ShouldBe(verySoon ? 1 : 0);
        using var administrator = await site.SignInAsync("administrator");
        var home = (await administrator.GetAsync("/")).Main;
        home.ShouldContain($"{(soon ? 1 : 0)} accounts whose vetting or training ends soon");
        home.ShouldContain($"{(verySoon ? 1 : 0)} accounts whose vetting or training ends very soon");
        (await administrator.GetAsync("/users?show=expiring")).Main.Contains("Anna Lister", StringComparison.Ordinal).ShouldBe(soon);
        (await administrator.GetAsync("/users?show=lacking")).Main.ShouldContain("Cora Ordway");
    }

    [Fact]
    public async Task Recording_ByAnAdministratorOfTheAgency_AndNeverForOneself()
    {
        await using var site = await Site.StartAsync();
        using var administrator = await site.SignInAsync("administrator");
        var who = site.World.As("coordinator").User;
        var page = await administrator.GetAsync($"/users/{who}");
        (await administrator.SubmitAsync(page, "#standing")).Main.ShouldContain("Choose the vetting or the training");
        var wrong = await administrator.SubmitAsync(page, "#standing", Dates("nppv3", 2027, 2030));
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Main.ShouldContain("not in the future");
        var recorded = await administrator.SubmitAsync(page, "#standing", Dates("nppv3", 2024, 2029));
        recorded.Main.ShouldContain("3 March 2029");
        var standing = recorded.Page.QuerySelector("#end-standing button[name=standing]")!.GetAttribute("value");
        (await administrator.SubmitAsync(recorded, "#end-standing", new() { ["standing"] = standing })).Main.ShouldContain("Say why it ends");
        (await administrator.SubmitAsync(recorded, "#end-standing", new() { ["standing"] = standing, ["EndReason"] = "Withdrawn by the force" })).Main.ShouldContain("Nothing is recorded");
        (await site.World.EventsOfAsync(who)).ShouldContain(line => line.StartsWith("vetting ended: NPPV level 3: Withdrawn by the force", StringComparison.Ordinal));

        var me = site.World.As("administrator");
        (await administrator.GetAsync($"/users/{me.User}")).Page.QuerySelector("#standing").ShouldBeNull();
        (await Should.ThrowAsync<RuleBroken>(() => site.World.DoAsync(me, db => RecordStanding.DoAsync(db, me.User, "sc", me.On, me.On)))).Message.ShouldContain("Nobody records their own");
        await Should.ThrowAsync<NotThere>(() => site.World.DoAsync(me, db => RecordStanding.DoAsync(db, site.World.As("manager").User, "sc", me.On, me.On)));
    }

    [Fact]
    public async Task Needs_AreSetByGovernance_WhoSeesFirstWhomItAffects()
    {
        await using var site = await Site.StartAsync();
        await HoldAsync(site.World, "governance", "nppv2", new DateOnly(2028, 1, 1));
        using var governance = await site.SignInAsync("governance");
        var page = await governance.GetAsync("/users/needs");
        page.Page.QuerySelector("input[value=nppv1]").ShouldBeNull("what is not enough cannot be chosen, and the page says why");
        page.Main.ShouldContain("is not enough: lets somebody into premises and not into information");
        (await governance.SubmitAsync(page, "#needs", new() { ["Vetting"] = "nppv1" })).Main.ShouldContain("lets somebody into premises and not into information");
        (await governance.SubmitAsync(page, "#needs", new() { ["Vetting"] = "sc" })).Main.ShouldContain("You would lose sight yourself");
        var seen = await governance.SubmitAsync(page, "#needs", new() { ["Vetting"] = "nppv2" });
        seen.Main.ShouldContain("people would see nobody from the moment you save");
        (await site.World.AskDatabaseAsync<string>("select settings::text from partnership where code = 'north'")).ShouldNotContain("nppv2");
        (await governance.SubmitAsync(seen, "#needs", new() { ["confirmed"] = "yes" })).Main.ShouldContain("It holds from now");
        using var coordinator = await site.SignInAsync("coordinator");
        (await coordinator.GetAsync("/cohort")).Path.ShouldBe("/account/standing");
    }

    private static Dictionary<string, string?> Dates(string kind, int from, int to) => new()
    {
        ["Kind"] = kind, ["ObtainedOn.Day"] = "3", ["ObtainedOn.Month"] = "3", ["ObtainedOn.Year"] = $"{from}", ["ExpiresOn.Day"] = "3", ["ExpiresOn.Month"] = "3", ["ExpiresOn.Year"] = $"{to}",
    };

    private static Task ToAsync(Site site, DateTimeOffset at)
    {
        site.World.Clock.Move(at - site.World.Clock.GetUtcNow());
        return site.World.ChangeAsync("update session set seen_at = @at, expires_at = @until", new { at, until = at.AddHours(9) });
    }

    private static async Task NeedAsync(World world, string[] vetting, string[] training, params UserId[] exempt)
    {
        await world.ChangeAsync("update partnership set settings = settings || jsonb_build_object('access', jsonb_build_object('vetting', to_jsonb(@vetting), 'training', to_jsonb(@training))) where code = 'north'", new { vetting, training });
        foreach (var user in exempt)
            await world.ChangeAsync("insert into user_standing (user_id, code, obtained_on, expires_on, recorded_at, recorded_by) select @user, 'information-sharing', '2020-01-01', '2040-01-01', now(), id from app_user where user_name = 'manager@north.example'", new { user = user.Value });
    }

    private static Task HoldAsync(World world, string kind, string code, DateOnly until) => world.DoAsync(world.As("administrator"), db => RecordStanding.DoAsync(db, world.As(kind).User, code, new DateOnly(2020, 1, 1), until));
}
