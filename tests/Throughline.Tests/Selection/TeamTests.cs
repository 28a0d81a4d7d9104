using Shouldly;
using Throughline.Platform;
using Throughline.Review;
using Throughline.Selection.Decide;
using Throughline.Selection.Finish;
using Throughline.Selection.Screen;
using Throughline.Selection.Team;
using Throughline.Sharing.Lists;
using Throughline.Testing;
using Throughline.Tests.Sharing;
using Xunit;

namespace Throughline.Tests.Selection;

/// <summary>
/// What clauses give to the case team begins with somebody's part and ends with it. A charity that works for probation is given
/// probation's contact details for its case team only (the default agreement), so its worker's sight of a telephone number shows it.
/// </summary>
public sealed class TeamTests
{
    private static NewPart Mentor(World world, int from = 0, int? until = null, string user = "charity-worker", string part = "mentor") =>
        new(world.As(user).User, part, world.Clock.Today.AddDays(from), until is { } days ? world.Clock.Today.AddDays(days) : null);

    private static Task<Guid> AddAsync(World world, PersonId person, NewPart part, string by = "coordinator") => world.DoAsync(world.As(by), db => AddToTeam.DoAsync(db, person, part));

    private static Task EndAsync(World world, PersonId person, Guid part, string by, DateOnly? lastDay = null, string because = "The work with him is done.") =>
        world.DoAsync(world.As(by), db => EndPart.DoAsync(db, person, part, because, lastDay));

    private static Task<bool> SeesPhoneAsync(World world, PersonId person, string user = "charity-worker") =>
        world.DoAsync(world.As(user), db => db.ValueAsync<bool>("select exists (select from person_phone where person_id = @person)", new { person }));

    private static Task<IReadOnlyList<TeamMember>> TeamAsync(World world, PersonId person, string by = "coordinator") => world.DoAsync(world.As(by), db => TeamMember.OfAsync(db, person));

    private static async Task<PersonId> WithPhoneAsync(World world, string surname = "Marsh")
    {
        var person = await world.PersonAsync(surname);
        await world.PhoneAsync(person, "+447700900123");
        return person;
    }

    [Fact]
    public async Task Sight_BeginsWithTheFirstDayAndEndsWithTheLast_BothSides()
    {
        await using var world = await World.CreateAsync();
        var person = await WithPhoneAsync(world);
        await world.AdoptedAsync(person);
        await AddAsync(world, person, Mentor(world, from: 1, until: 3));
        foreach (var expected in new[] { false, true, true, true, false })
        {
            (await SeesPhoneAsync(world, person)).ShouldBe(expected, world.Clock.Today.ToString("yyyy-MM-dd"));
            world.Clock.Move(TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public async Task Sight_OfAPartThatEndsAtOnce_IsGoneAtOnce()
    {
        await using var world = await World.CreateAsync();
        var person = await WithPhoneAsync(world);
        await world.AdoptedAsync(person);
        var part = await AddAsync(world, person, Mentor(world));
        (await SeesPhoneAsync(world, person)).ShouldBeTrue();
        await EndAsync(world, person, part, "coordinator");
        (await SeesPhoneAsync(world, person)).ShouldBeFalse();
        var ended = (await TeamAsync(world, person)).Single(one => one.Id == part);
        (ended.EndedBy, ended.EndedBecause, ended.IsOn(world.Clock.Today)).ShouldBe(("Cora Ordway", "The work with him is done.", false));
        await AddAsync(world, person, Mentor(world));
        (await SeesPhoneAsync(world, person)).ShouldBeTrue("somebody who left can come back on the same day");
    }

    [Fact]
    public async Task Sight_OnThePages_FollowsThePart()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await WithPhoneAsync(world);
        await world.AdoptedAsync(person);
        using var worker = await site.SignInAsync("charity-worker");
        (await worker.GetAsync($"/people/{person}/contact")).Main.ShouldNotContain("900123");
        var part = await AddAsync(world, person, Mentor(world));
        (await worker.GetAsync($"/people/{person}/contact")).Main.ShouldContain("900123");
        await EndAsync(world, person, part, "coordinator");
        (await worker.GetAsync($"/people/{person}/contact")).Main.ShouldNotContain("900123");
    }

    [Theory]
    [InlineData("refuse", false)]
    [InlineData("adopt", false)]
    [InlineData("defer", true)]
    [InlineData("not now", false)]
    public async Task Nominator_SeesWhileTheReferralIsOpen_AndNoLonger(string outcome, bool after)
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await WithPhoneAsync(world);
        using var worker = await site.SignInAsync("charity-worker");
        (await SeesPhoneAsync(world, person)).ShouldBeFalse("nobody has referred him yet");
        var id = await world.NominatedAsync(person, "charity-worker");
        (await SeesPhoneAsync(world, person)).ShouldBeTrue();
        (await SeesPhoneAsync(world, person, "chair")).ShouldBeFalse("the council has no part in the referral");
        (await worker.GetAsync($"/people/{person}/contact")).Main.ShouldContain("900123");
        await world.DoAsync(world.As("coordinator"), db => ScreenNomination.DoAsync(db, id, outcome == "not now" ? ScreenNomination.NotNow : ScreenNomination.ToPanel, "Two agencies know him and no plan covers the burglaries."));
        if (outcome != "not now")
        {
            (await SeesPhoneAsync(world, person)).ShouldBeTrue("the panel has not decided");
            await world.VoteAsync(id, "coordinator", outcome);
            await world.VoteAsync(id, "manager", outcome);
            await world.DecideAsync(id, outcome switch
            {
                "adopt" => world.Adoption(),
                "defer" => new Decision { Outcome = "defer", Reasons = "The court sentences him next month; wait for it.", DeferredUntil = world.Clock.Today.AddDays(30) },
                _ => new Decision { Outcome = "refuse", Reasons = "Probation will supervise more closely by itself first." },
            });
        }

        (await SeesPhoneAsync(world, person)).ShouldBe(after);
        (await worker.GetAsync($"/people/{person}/contact")).Main.Contains("900123", StringComparison.Ordinal).ShouldBe(after);
        (await TeamAsync(world, person)).Where(part => part.WithReferral && part.IsOn(world.Clock.Today)).Select(part => part.Name).Order().ShouldBe(after ? ["Chas Waring", "Cora Ordway"] : []);
        if (outcome == "not now")
        {
            await world.NominatedAsync(person, "charity-worker");
            (await SeesPhoneAsync(world, person)).ShouldBeTrue("nominated again");
        }
    }

    [Fact]
    public async Task Nominator_WithAPartOfTheirOwn_KeepsIt_AndIsNotThereTwice()
    {
        await using var world = await World.CreateAsync();
        var person = await WithPhoneAsync(world);
        await world.NominatedAsync(person);
        await AddAsync(world, person, Mentor(world));
        var id = await world.NominatedAsync(person, "charity-worker");
        (await TeamAsync(world, person)).Count(part => part.Name == "Chas Waring").ShouldBe(1);
        await world.DoAsync(world.As("coordinator"), db => ScreenNomination.DoAsync(db, id, ScreenNomination.NotNow, "Two agencies know him and no plan covers the burglaries."));
        (await SeesPhoneAsync(world, person)).ShouldBeTrue("the mentor's part did not come with the referral");
    }

    [Fact]
    public async Task Adopted_TheNominatorLeads_WithOnePartAlone()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        var parts = await TeamAsync(world, person);
        parts.Where(part => part.IsOn(world.Clock.Today)).Select(part => (part.Name, part.Part)).ShouldBe([("Owen Mannering", "lead professional")]);
        parts.Where(part => !part.IsOn(world.Clock.Today)).Select(part => (part.Name, part.EndedBecause)).ShouldBe([("Cora Ordway", "The panel adopted the person"), ("Owen Mannering", "The panel adopted the person")], ignoreOrder: true);
    }

    [Fact]
    public async Task Ended_Case_EndsEveryPart_AlsoOnesThatWhoeverEndsItCannotRead()
    {
        await using var world = await World.CreateAsync();
        var person = await WithPhoneAsync(world);
        var id = await world.AdoptedAsync(person);
        var part = await AddAsync(world, person, Mentor(world, until: 90));
        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync("update case_team set marking = 'owner' where id = @part", new { part }));
        (await TeamAsync(world, person, "chair")).ShouldNotContain(one => one.Id == part);
        await world.DoAsync(world.As("chair"), db => EndCase.DoAsync(db, id, "Ten months without an arrest and in steady work."));
        (await SeesPhoneAsync(world, person)).ShouldBeFalse();
        (await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ValueAsync<int>("select count(*)::int from case_team where to_on is null or to_on > @On", new { db.Act.On }))).ShouldBe(0);
    }

    [Fact]
    public async Task Ended_TakenBackTheSameDay_PartsGoOnAsTheyWereMeant()
    {
        await using var world = await World.CreateAsync();
        var person = await WithPhoneAsync(world);
        var id = await world.AdoptedAsync(person);
        await AddAsync(world, person, Mentor(world, until: 90));
        var gone = await AddAsync(world, person, Mentor(world, user: "drug-worker", part: "drug or alcohol worker"));
        await EndAsync(world, person, gone, "drug-worker");
        await world.DoAsync(world.As("coordinator"), db => SetStatus.DoAsync(db, id, "green", "Keeps every appointment."));
        world.Clock.Move(TimeSpan.FromMinutes(5));
        var white = await world.DoAsync(world.As("coordinator"), db => SetStatus.DoAsync(db, id, "white", "Doing well for a year, all agencies agree"));
        (await SeesPhoneAsync(world, person)).ShouldBeFalse();
        world.Clock.Move(TimeSpan.FromMinutes(5));
        await world.DoAsync(world.As("manager"), db => UndoStatus.DoAsync(db, id, white, "pressed the wrong key"));
        (await SeesPhoneAsync(world, person)).ShouldBeTrue();
        var parts = await TeamAsync(world, person);
        parts.Single(part => part.Name == "Chas Waring").ToOn.ShouldBe(world.Clock.Today.AddDays(90));
        parts.Single(part => part.IsLead).ToOn.ShouldBeNull();
        parts.Single(part => part.Id == gone).IsOn(world.Clock.Today).ShouldBeFalse("ended for itself, not with the case");
    }

    [Fact]
    public async Task Add_ByWhoDecides_AndByNobodyElse()
    {
        await using var world = await World.CreateAsync();
        foreach (var (user, may) in new[] { ("coordinator", true), ("chair", true), ("manager", true), ("police-manager", false), ("drug-worker", false), ("analyst", false) })
        {
            var person = await world.PersonAsync("P" + user);
            await world.AdoptedAsync(person);
            var sentence = await Arrange.BrokenRuleAsync(() => AddAsync(world, person, Mentor(world), user));
            if (may)
                sentence.ShouldBeNull(user);
            else
                sentence!.ShouldContain("coordinator, the panel's chair or the lead professional", customMessage: user);
        }
    }

    [Fact]
    public async Task Add_EachRule_HasTwoSides()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, person, Mentor(world))))!.ShouldContain("no open case");
        await world.AdoptedAsync(person);
        var wrong = new (NewPart Part, string Sentence)[]
        {
            (Mentor(world) with { User = null }, "for an agency that belongs to the partnership today"),
            (Mentor(world) with { User = world.As("charity-worker", "south").User }, "for an agency that belongs to the partnership today"),
            (Mentor(world, user: "lead"), "for an agency that belongs to the partnership today"),
            (Mentor(world, part: "lead professional"), "handed over"),
            (Mentor(world) with { Part = null }, "one of the partnership's parts"),
            (Mentor(world, from: -1), "begins today or later"),
            (Mentor(world) with { From = null }, "begins today or later"),
            (Mentor(world, from: 366), "within a year"),
            (Mentor(world, from: 2, until: 1), "the first day or later"),
            (Mentor(world, user: "manager"), "is on this team on those days already"),
        };
        foreach (var (part, sentence) in wrong)
            (await Arrange.BrokenRuleAsync(() => AddAsync(world, person, part)))!.ShouldContain(sentence);
        await AddAsync(world, person, Mentor(world, until: 5));
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, person, Mentor(world, from: 5))))!.ShouldContain("Chas Waring is on this team on those days already");
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, person, Mentor(world, from: 6, until: 6)))).ShouldBeNull();
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update partnership_agency set left_on = @On::date - 1 where agency_id = @id", new { db.Act.On, id = world.Agencies["north-drug-service"] }));
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, person, Mentor(world, user: "drug-worker"))))!.ShouldContain("belongs to the partnership today");
        await Should.ThrowAsync<RuleBroken>(() => AddAsync(world, person, Mentor(world), "analyst"));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator", "south"), db => AddToTeam.DoAsync(db, person, Mentor(world)))))!.ShouldContain("no open case");
    }

    [Fact]
    public async Task Add_SomebodyKeptApart_IsRefusedWithoutSayingWhy()
    {
        await using var world = await World.CreateAsync();
        var (excluded, restricted, free) = (await world.PersonAsync("Excluded"), await world.PersonAsync("Restricted"), await world.PersonAsync("Free"));
        foreach (var person in new[] { excluded, restricted, free })
            await world.NominatedAsync(person);
        await world.DoAsync(world.As("governance"), db => ExcludeUser.DoAsync(db, excluded, world.As("charity-worker").User, "His sister", null));
        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync(
            "insert into person_restriction (partnership_id, person_id, because, allowed_users, from_at, made_by) values (@Partnership, @restricted, 'Known to staff', @allowed, @At, @User)",
            new { db.Act.Partnership, restricted, allowed = new[] { world.As("coordinator").User.Value, world.As("police-manager").User.Value }, db.Act.At, db.Act.User }));
        const string Apart = "Chas Waring cannot have a part in this case. Information governance can say more";
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, excluded, Mentor(world)))).ShouldBe(Apart);
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, restricted, Mentor(world)))).ShouldBe(Apart);
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, restricted, Mentor(world, user: "police-manager", part: "police officer")))).ShouldBeNull();
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, free, Mentor(world)))).ShouldBeNull();
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("""update partnership set settings = settings || '{"access": {"training": ["information-governance"]}}' where id = @Partnership""", new { db.Act.Partnership }));
        var id = new CaseId(await world.OneAsync("select id from iom_case where person_id = @free", new { free }));
        (await world.DoAsync(world.As("coordinator") with { IsService = true }, db => TeamRules.StandingAsync(db, id, world.As("drug-worker").User, db.Act.On, null))).ShouldBe(Standing.KeptApart, "untrained");
        (await world.DoAsync(world.As("police-manager"), db => db.FirstAsync<string>("select team_standing(c.id, @who, @On, null) from iom_case c where c.person_id = @free", new { free, who = world.As("charity-worker").User, db.Act.On })))
            .ShouldBeNull("nobody but those who decide learns how somebody stands");
    }

    [Fact]
    public async Task End_ByTheWorkerOrWhoDecides_NeverTheLeads()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        var part = await AddAsync(world, person, Mentor(world, until: 10));
        (await Arrange.BrokenRuleAsync(() => EndAsync(world, person, part, "police-manager")))!.ShouldContain("Only the worker themself");
        (await Arrange.BrokenRuleAsync(() => EndAsync(world, person, part, "coordinator", because: " ")))!.ShouldContain("Say why");
        (await Arrange.BrokenRuleAsync(() => EndAsync(world, person, part, "coordinator", world.Clock.Today.AddDays(-1))))!.ShouldContain("today or later");
        (await Arrange.BrokenRuleAsync(() => EndAsync(world, person, part, "coordinator", world.Clock.Today.AddDays(10))))!.ShouldContain("anyway");
        (await Arrange.BrokenRuleAsync(() => EndAsync(world, person, part, "charity-worker", world.Clock.Today.AddDays(9)))).ShouldBeNull();
        var lead = (await TeamAsync(world, person)).Single(one => one.IsLead).Id;
        (await Arrange.BrokenRuleAsync(() => EndAsync(world, person, lead, "manager")))!.ShouldContain("hand the lead over");
        await EndAsync(world, person, part, "charity-worker");
        await Should.ThrowAsync<NotThere>(() => EndAsync(world, person, part, "coordinator"));
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("coordinator", "south"), db => EndPart.DoAsync(db, person, lead, "Not theirs to end", null)));
    }

    [Fact]
    public async Task HandOver_MovesTheLead_AndWhatTheyMayDecide()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        Task HandAsync(string by, string to, string because = "He has moved to the other side of town.", string? staysAs = null) =>
            world.DoAsync(world.As(by), db => HandOverLead.DoAsync(db, person, world.As(to).User, because, staysAs));
        (await Arrange.BrokenRuleAsync(() => HandAsync("coordinator", "police-manager")))!.ShouldContain("when it adopts");
        var other = await world.PersonAsync("Other");
        await world.AdoptedAsync(other);
        person = other;
        await AddAsync(world, person, Mentor(world, user: "police-manager", part: "police officer"));
        (await Arrange.BrokenRuleAsync(() => HandAsync("police-manager", "police-manager")))!.ShouldContain("lead professional decides");
        (await Arrange.BrokenRuleAsync(() => HandAsync("manager", "manager")))!.ShouldContain("another professional");
        (await Arrange.BrokenRuleAsync(() => HandAsync("manager", "analyst")))!.ShouldContain("another professional");
        (await Arrange.BrokenRuleAsync(() => HandAsync("manager", "police-manager", because: "")))!.ShouldContain("Say why");
        (await Arrange.BrokenRuleAsync(() => HandAsync("manager", "police-manager", staysAs: "king")))!.ShouldContain("one of the partnership's parts");
        await HandAsync("manager", "police-manager", staysAs: "offender manager");
        (await TeamAsync(world, person)).Where(part => part.IsOn(world.Clock.Today)).Select(part => (part.Name, part.Part)).ShouldBe([("Pat Rowle", "lead professional"), ("Owen Mannering", "offender manager")]);
        (await world.ReadAsync<string>("select u.full_name || ', ' || a.name from iom_case k join app_user u on u.id = k.lead_user_id join agency a on a.id = k.lead_agency_id where k.person_id = @person", new { person })).ShouldBe("Pat Rowle, North police");
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, person, Mentor(world), "manager")))!.ShouldContain("coordinator, the panel's chair or the lead professional");
        (await Arrange.BrokenRuleAsync(() => AddAsync(world, person, Mentor(world), "police-manager"))).ShouldBeNull();
        (await world.ReadAsync<string>("select words from event where type = 'LeadHandedOver'")).ShouldBe("Pat Rowle of North police leads now, after Owen Mannering");
    }

    [Fact]
    public async Task News_OfAWorker_ReachesThoseWhoReadTheirAgencysPlans_AndNobodyElse()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        await AddAsync(world, person, Mentor(world));
        async Task<(int Rows, int News)> ReadAsync(string by) => (
            await world.ReadAsync<int>("select count(*)::int from case_team where part = 'mentor'", by: by), await world.ReadAsync<int>("select count(*)::int from event where type = 'JoinedTeam' and words like 'Chas Waring%'", by: by));
        (await ReadAsync("coordinator")).ShouldBe((1, 1));
        (await ReadAsync("manager")).ShouldBe((1, 1));
        (await ReadAsync("chair")).ShouldBe((1, 1));
        (await ReadAsync("prison-link")).ShouldBe((0, 0), "charities tell prisons nothing of their part in a plan");
        (await world.ReadAsync<int>("select count(*)::int from audit_entry where subject = 'AddToTeam' and @person = any (person_ids)", new { person })).ShouldBe(1);
    }
}
