using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Access.Brake;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Testing;
using Throughline.Tests.Imports.TakeIn;
using Throughline.Tests.Review;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Access.Keeping;

public sealed partial class BrakeTests
{
    [Fact]
    public async Task Hour_TheNumberItselfIsOpened_OneMoreIsStopped_AndGovernanceLiftsItForTheDay()
    {
        await using var site = await Site.StartAsync();
        var people = await PeopleAsync(site, 64);
        using var manager = await site.SignInAsync("police-manager");
        foreach (var person in people.Take(60))
            (await manager.GetAsync($"/people/{person}")).Status.ShouldBe(HttpStatusCode.OK);
        var stopped = await manager.GetAsync($"/people/{people[60]}");
        stopped.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        stopped.Heading.ShouldBe("You have opened many records");
        stopped.Main.ShouldContain("more than the 60 people that your role here opens in an hour");
        stopped.Main.ShouldContain("Gwen Ivor (North police)");
        stopped.Main.ShouldContain("You can open others from 11:31am");
        stopped.Response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromHours(1));
        stopped.Body.ShouldNotContain("Quillfeather");
        (await LooksAsync(site, people[60])).ShouldBe(0, "nobody was shown, so no look is written");
        (await manager.GetAsync($"/people/{people[7]}/offending")).Status.ShouldBe(HttpStatusCode.OK, "what is open stays open");
        (await manager.GetAsync($"/people/{people[61]}")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await manager.GetAsync("/people")).Status.ShouldBe(HttpStatusCode.OK);

        using var governance = await site.SignInAsync("governance", steppedUp: true);
        var home = await governance.GetAsync("/");
        home.Main.ShouldContain("1 users stopped for opening many records");
        var list = await governance.GetAsync("/users/brake");
        list.Main.ShouldContain("2 Open");
        list.Main.ShouldNotContain("Pat Rowle", Case.Sensitive, "a reference, not the data");
        var item = await governance.GetAsync(list.Page.QuerySelector("main tbody a")!.GetAttribute("href")!);
        item.Main.ShouldContain("Pat Rowle");
        (await governance.SubmitAsync(item, "#settle", new() { ["lift"] = "yes" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await governance.SubmitAsync(item, "#settle", new() { ["lift"] = "yes", ["Because"] = "Prepares the yearly file review" })).Main.ShouldContain("Lifted until midnight");
        (await manager.GetAsync($"/people/{people[62]}")).Status.ShouldBe(HttpStatusCode.OK);
        (await governance.GetAsync(item.Path)).Main.ShouldContain("Lifted for the day: the number once more");
        (await site.World.EventsOfAsync(site.World.As("police-manager").User)).ShouldContain(line => line.StartsWith("brake lifted for the day", StringComparison.Ordinal));
        using var other = await site.SignInAsync("intelligence");
        (await other.GetAsync($"/people/{people[63]}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Lift_GivesTheNumberOnceMore_AndTheNextStopIsAnotherQuestion()
    {
        await using var site = await Site.StartAsync();
        await NumberAsync(site.World, Role.OffenderManager, 10, 100);
        var people = await PeopleAsync(site, 32);
        using var manager = await site.SignInAsync("police-manager");
        using var governance = await site.SignInAsync("governance", steppedUp: true);
        var opened = 0;
        foreach (var most in new[] { 10, 20, 30 })
        {
            for (; opened < most; opened++)
                (await manager.GetAsync($"/people/{people[opened]}")).Status.ShouldBe(HttpStatusCode.OK, $"number {opened + 1}");
            (await manager.GetAsync($"/people/{people[opened]}")).Main.ShouldContain($"the {most} people that your role here opens in an hour");
            var list = await governance.GetAsync("/users/brake");
            list.Main.ShouldContain($"more than {most} people in an hour");
            var item = await governance.GetAsync(list.Page.QuerySelector("main tbody a")!.GetAttribute("href")!);
            await governance.SubmitAsync(item, "#settle", new() { ["lift"] = "yes", ["Because"] = "Yearly file review" });
            (await governance.GetAsync("/users/brake")).Main.ShouldContain("every stop has been settled");
        }
    }

    /// <summary>Pages about one person whose address names something else: a subject-access request, a disclosure, an entry.</summary>
    [Fact]
    public async Task PageThatOpensSomebody_CountsThoughItsAddressNamesNobody()
    {
        await using var site = await Site.StartAsync();
        await NumberAsync(site.World, Role.InformationGovernanceOfficer, 5, 100);
        var people = await PeopleAsync(site, 7);
        using var governance = await site.SignInAsync("governance");
        foreach (var person in people.Take(5))
            (await governance.GetAsync($"/rights/people/{person}")).Status.ShouldBe(HttpStatusCode.OK);
        var stopped = await governance.GetAsync($"/rights/people/{people[5]}");
        stopped.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        stopped.Body.ShouldNotContain("Quillfeather");
        (await LooksAsync(site, people[5])).ShouldBe(0);
        (await governance.GetAsync($"/rights/people/{people[0]}")).Status.ShouldBe(HttpStatusCode.OK, "what is open stays open");
    }

    /// <summary>Who records a look at one person in their own words says that they open them, or the gate does it for them; so does the API, all of it.</summary>
    [Fact]
    public void PagesThatRecordOnePerson_SayThatTheyOpenThem()
    {
        var silent = new List<string>();
        var pages = 0;
        foreach (var (path, text) in House.Checkout.Files("src/Throughline", ".cs").Where(file => !file.Path.EndsWith("Api.cs", StringComparison.Ordinal)))
        {
            foreach (var one in PageClass().Split(text).Skip(1).Where(one => OnePerson().IsMatch(one)))
            {
                pages++;
                if (!one.Contains("[Opens]", StringComparison.Ordinal) && !one.Contains("[TakesOut]", StringComparison.Ordinal) && !one.Contains("[AboutPerson", StringComparison.Ordinal) && !one.Contains(": ItemPage", StringComparison.Ordinal) && !one.Contains(": ChangeItemPage", StringComparison.Ordinal))
                    silent.Add(path + ": " + one.Split('\n').First(line => line.Contains("class ", StringComparison.Ordinal)).Trim());
            }
        }

        pages.ShouldBeGreaterThan(12);
        silent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(488, HttpStatusCode.OK)]
    [InlineData(489, HttpStatusCode.TooManyRequests)]
    public async Task Lists_EverybodyShownInADay_HaveACeilingToo(int shownBefore, HttpStatusCode expected)
    {
        await using var site = await Site.StartAsync();
        foreach (var person in await PeopleAsync(site, 12))
            await site.World.AdoptedAsync(new PersonId(person));
        await site.World.DoAsync(site.World.As("coordinator"), async db =>
        {
            await db.SetNumberAsync(BrakeNumbers.Shown, 500);
            await db.LookedAtAsync([.. Enumerable.Range(0, shownBefore).Select(_ => new PersonId(Guid.CreateVersion7()))], ["identity"], "lists of this morning");
        });
        using var coordinator = await site.SignInAsync("coordinator");
        var list = await coordinator.GetAsync("/cohort");
        list.Status.ShouldBe(expected);
        list.Body.Contains("Quillfeather", StringComparison.Ordinal).ShouldBe(expected == HttpStatusCode.OK);
        if (expected != HttpStatusCode.OK)
            list.Main.ShouldContain("more than the 500 people that anybody here is shown in a day");
    }

    /// <summary>A refusal that tells that somebody is recorded already is a look: it leaves a row, and a loop of guesses is stopped.</summary>
    [Fact]
    public async Task ApiRefusals_AreRecorded_AndThoseThatTellOfSomebodyCount()
    {
        await using var site = await Site.StartAsync();
        await NumberAsync(site.World, Role.OffenderManager, 5, 100);
        await site.World.SendAsync("police-nominals", Senders.Folk("P1,02/73319Z,Quillfeather,Adelaide,1990-01-02,07700 900123,PPO"));
        using var client = await ReviewApiTests.ClientAsync(site, "police-manager");

        async Task<HttpStatusCode> TryAsync(string surname, string identifier = "02/73319Z")
        {
            using var answer = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
                client, "/api/v1/people/", new { surname, forenames = "Ann", dateOfBirth = "1961-01-02", identifierType = "pncid", identifier, source = "Told us", noneOfThem = true });
            return answer.StatusCode;
        }

        Task<int> RowsAsync() => site.World.DoAsync(site.World.As("governance"), db => db.ValueAsync<int>("select count(*)::int from audit_entry where subject = @RefusedForSomebody and cardinality(person_ids) = 0", new { OpenedRecords.RefusedForSomebody }));
        for (var at = 0; at < 5; at++)
            (await TryAsync($"Guess{(char)('a' + at)}")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RowsAsync()).ShouldBe(5);
        (await TryAsync("Guessing")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await RowsAsync()).ShouldBe(5, "the sixth was told nothing");
        (await site.World.DoAsync(site.World.As("governance"), db => BrakeStop.CountAsync(db, "open"))).ShouldBe(1);
        (await TryAsync("", "")).ShouldBe(HttpStatusCode.BadRequest, "a refusal about how a field is filled in tells of nobody");
    }

    [Fact]
    public async Task Hour_Passes_AndTheDaysNumberHolds()
    {
        await using var site = await Site.StartAsync();
        await NumberAsync(site.World, Role.OffenderManager, 10, 25);
        var people = await PeopleAsync(site, 27);
        using var manager = await site.SignInAsync("police-manager");
        for (var at = 0; at < 25; at++)
        {
            if (at % 10 == 0 && at > 0)
            {
                (await manager.GetAsync($"/people/{people[at]}")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
                await MoveAsync(site, TimeSpan.FromMinutes(60));
            }

            (await manager.GetAsync($"/people/{people[at]}")).Status.ShouldBe(HttpStatusCode.OK, $"number {at + 1}");
        }

        await MoveAsync(site, TimeSpan.FromHours(2));
        (await manager.GetAsync($"/people/{people[25]}")).Main.ShouldContain("25 people that your role here opens in a day");
        (await manager.GetAsync($"/people/{people[3]}")).Status.ShouldBe(HttpStatusCode.OK, "opened today already");
        await MoveAsync(site, new DateTimeOffset(2026, 11, 20, 23, 59, 0, TimeSpan.Zero) - site.World.Clock.GetUtcNow());
        (await manager.GetAsync($"/people/{people[25]}")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        await MoveAsync(site, TimeSpan.FromMinutes(1));
        (await manager.GetAsync($"/people/{people[25]}")).Status.ShouldBe(HttpStatusCode.OK, "a new day");
    }

    [Theory]
    [InlineData(12, HttpStatusCode.OK)]
    [InlineData(11, HttpStatusCode.TooManyRequests)]
    public async Task ExportAndApi_CountThePeopleInThem(int number, HttpStatusCode expected)
    {
        await using var site = await Site.StartAsync();
        await NumberAsync(site.World, Role.Coordinator, number, 100);
        var people = await PeopleAsync(site, 12);
        foreach (var person in people)
            await site.World.AdoptedAsync(new PersonId(person));
        using var coordinator = await site.SignInAsync("coordinator", steppedUp: true);
        (await coordinator.GetAsync("/cohort")).Main.ShouldContain("12 people in this list", Case.Sensitive, "a list on a page does not count");
        var file = await coordinator.GetAsync("/cohort?handler=Csv");
        file.Status.ShouldBe(expected);
        file.Body.Contains("Quillfeather", StringComparison.Ordinal).ShouldBe(expected == HttpStatusCode.OK);

        await using var second = await Site.StartAsync();
        await NumberAsync(second.World, Role.Coordinator, number, 100);
        foreach (var person in await PeopleAsync(second, 12))
            await second.World.AdoptedAsync(new PersonId(person));
        using var client = await ReviewApiTests.ClientAsync(second, "coordinator");
        var answer = await client.GetAsync("/api/v1/cases?state=adopted");
        answer.StatusCode.ShouldBe(expected);
        var body = await answer.Content.ReadAsStringAsync();
        body.Contains("Quillfeather", StringComparison.Ordinal).ShouldBe(expected == HttpStatusCode.OK);
        if (expected == HttpStatusCode.OK)
            return;
        body.ShouldContain("too-many-people");
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task ManyRequestsAtOnce_NotOneMoreIsOpened()
    {
        await using var site = await Site.StartAsync();
        await NumberAsync(site.World, Role.OffenderManager, 10, 100);
        var people = await PeopleAsync(site, 24);
        using var manager = await site.SignInAsync("police-manager");
        foreach (var person in people.Take(8))
            await manager.GetAsync($"/people/{person}");
        var answers = await Task.WhenAll(people.Skip(8).Select(person => manager.GetAsync($"/people/{person}")));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(2);
        answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests).ShouldBe(14);
        (await site.World.DoAsync(site.World.As("governance"), db => db.ValueAsync<int>("select tries from brake_stop"))).ShouldBe(14);
    }

    [Fact]
    public async Task Governance_DoesNotLiftTheirOwn_NorAnotherDays()
    {
        await using var world = await World.CreateAsync();
        var governance = world.As("governance");
        await world.DoAsync(governance, db => db.ExecuteAsync(
            "insert into brake_stop (partnership_id, user_id, agency_id, reference, period, number, on_date, stopped_at, last_tried_at) values (@Partnership, @User, @Agency, 'ABCDEFGH', 'hour', 60, @On, @At, @At)", governance));
        var stop = (await world.DoAsync(governance, db => BrakeStop.ListAsync(db, "open", 1, 10))).ShouldHaveSingleItem();
        (await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(governance, db => SettleBrakeStop.DoAsync(db, stop, true, "It was me")))).Message.ShouldContain("Nobody lifts their own");
        var second = await world.HireAsync("second-governance", "Second Governor", "north-council", [Role.InformationGovernanceOfficer]);
        (await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(second with { At = second.At.AddDays(1) }, db => SettleBrakeStop.DoAsync(db, stop, true, "Fine")))).Message.ShouldContain("The day it was for is over");
        await world.DoAsync(second with { At = second.At.AddDays(1) }, db => SettleBrakeStop.DoAsync(db, stop, false, "Was an audit of ours"));
        (await world.DoAsync(governance, db => BrakeStop.CountAsync(db, "open"))).ShouldBe(0);
    }

    /// <summary>What the brake asks reads the user's own entries of the day and nothing else, however large the audit is.</summary>
    [Fact]
    public async Task Question_IsAnsweredFromTheIndexOnTheUser()
    {
        await using var world = await World.CreateAsync();
        var manager = world.As("manager");
        await using var connection = new NpgsqlConnection(world.Database.AdminConnection);
        await connection.OpenAsync();
        await connection.ExecuteAsync(
            """
            insert into audit_entry (partnership_id, at, operation, user_id, agency_id, person_ids, subject, purpose)
            select @Partnership, @At - make_interval(mins => n / 2), 'consultation', case when n % 500 = 0 then @User else @other end, @Agency, array[gen_random_uuid()], 'people/{id}', 'people/{id}' from generate_series(1, 100000) n
            """, new { Partnership = manager.Partnership.Value, manager.At, User = manager.User.Value, other = world.As("coordinator").User.Value, Agency = manager.Agency.Value });
        await connection.ExecuteAsync("analyze audit_entry");
        var plan = string.Join('\n', await world.DoAsync(manager, db => db.ListAsync<string>("explain (analyze, costs off, timing off) " + OpenedRecords.Sql, OpenedRecords.Values(manager, null))));
        plan.ShouldContain("Index Cond: ((user_id = ");
        plan.ShouldNotContain("Seq Scan on audit_entry");
        (await world.DoAsync(manager, db => OpenedRecords.OfAsync(db, null))).InTheHour.ShouldBe(0);
        (await world.DoAsync(manager, db => OpenedRecords.OfAsync(db, null))).InTheDay.ShouldBe(2, "at 500 and 1000 halves of a minute ago");
    }

    [Theory]
    [InlineData("2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z")]
    [InlineData("2026-07-01T23:30:00Z", "2026-07-01T23:00:00Z")]
    [InlineData("2026-03-29T09:00:00Z", "2026-03-29T00:00:00Z")]
    [InlineData("2026-10-25T12:00:00Z", "2026-10-24T23:00:00Z")]
    public void Midnight_IsThatOfEnglandAndWales(string at, string midnight) =>
        OpenedRecords.Midnight(DateTimeOffset.Parse(at)).ShouldBe(DateTimeOffset.Parse(midnight));

    [Fact]
    public async Task Numbers_OfSeveralRoles_TheHighestHolds()
    {
        await using var world = await World.CreateAsync();
        await NumberAsync(world, Role.OffenderManager, 10, 25);
        var act = world.As("manager");
        (await world.DoAsync(act, db => BrakeNumbers.LimitAsync(db, [Role.OffenderManager]))).ShouldBe(new BrakeLimit(10, 25));
        (await world.DoAsync(act, db => BrakeNumbers.LimitAsync(db, [Role.OffenderManager, Role.LinkWorker]))).ShouldBe(new BrakeLimit(60, 250));
        (await world.DoAsync(act, db => BrakeNumbers.LimitAsync(db, [Role.StrategicLead, Role.Administrator]))).ShouldBeNull();
    }

    private static async Task<List<Guid>> PeopleAsync(Site site, int count)
    {
        await site.World.SendAsync("police-nominals", Senders.Folk([.. Enumerable.Range(0, count).Select(n => $"P{n},,Quillfeather{(char)('a' + n / 26)}{(char)('a' + n % 26)},Given,{1935 + n}-01-02,07700 9{n:00000},PPO")]));
        var people = await site.World.DoAsync(site.World.As("coordinator"), db => db.ListAsync<Guid>("select id from person order by id"));
        people.Count.ShouldBe(count);
        return [.. people];
    }

    private static Task<long> LooksAsync(Site site, Guid person) =>
        site.World.DoAsync(site.World.As("governance"), db => db.ValueAsync<long>("select count(*) from audit_entry where operation = 'consultation' and person_ids @> array[@person]", new { person }));

    private static Task NumberAsync(World world, Role role, int hour, int day) => world.DoAsync(world.As("coordinator"), async db =>
    {
        await db.SetNumberAsync(BrakeNumbers.HourOf(role), hour);
        await db.SetNumberAsync(BrakeNumbers.DayOf(role), day);
    });

    private static Task MoveAsync(Site site, TimeSpan by)
    {
        site.World.Clock.Move(by);
        return site.World.ChangeAsync("update session set seen_at = @at, expires_at = @until", new { at = site.World.Clock.GetUtcNow(), until = site.World.Clock.GetUtcNow().AddHours(9) });
    }

    /// <summary>A page and its attributes: from the line before the first of them.</summary>
    [GeneratedRegex(@"\n(?=\[Allow)", RegexOptions.None, 1000)]
    private static partial Regex PageClass();

    [GeneratedRegex(@"(LookedAtAsync\(\[[A-Za-z.!]+\]|Handling\.LookedAsync\()", RegexOptions.NonBacktracking)]
    private static partial Regex OnePerson();
}
