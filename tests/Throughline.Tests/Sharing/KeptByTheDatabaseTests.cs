using Npgsql;
using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing.Agreements.Members;
using Throughline.Testing;
using Throughline.Tests.Access.Keeping;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>What no page decides: the database itself refuses it, whoever writes.</summary>
public sealed class KeptByTheDatabaseTests
{
    private static Task<int> WriteAsync(World world, string by, string sql, object? values = null) => world.DoAsync(world.As(by), db => db.ExecuteAsync(sql, values));

    [Theory]
    [InlineData("victim", "oma-2007-s14", false)]
    [InlineData("protected address", "oma-2007-s14", false)]
    [InlineData("gossip", "oma-2007-s14", false)]
    [InlineData("contact details", "no-such-power", false)]
    [InlineData("contact details", "oma-2007-s14", true)]
    public async Task Item_OfAnUnknownOrSealedCategoryOrPower_IsRefused(string category, string gateway, bool isTaken)
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        Task<int> Insert() => world.DoAsync(world.As("manager"), db => db.ExecuteAsync(
            "insert into person_phone (partnership_id, person_id, category, gateway, number) values (@Partnership, @person, @category, @gateway, '+447700900123')", new { db.Act.Partnership, person, category, gateway }));
        if (isTaken)
            (await Insert()).ShouldBe(1);
        else
            await Should.ThrowAsync<PostgresException>(Insert);
    }

    [Fact]
    public async Task PublicProtection_CarriesOneDisclosureAtATime_AndNoClause()
    {
        await using var world = await World.CreateAsync();
        (await world.ReadAsync<string>("select kind from gateway where code = 'cja-2003-s325'")).ShouldBe("case-by-case");
        (await world.ReadAsync<long>("select count(*) from sharing_grant g join clause c on c.id = g.clause_id where c.gateway = 'cja-2003-s325'", by: "governance")).ShouldBe(0);
    }

    [Fact]
    public async Task AgencyThatLeft_SeesNobodyFromTheDayAfter_AndComesBackUnsigned()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var item = await world.OneAsync("select id from drug_record");
        await world.DiscloseAsync(person, world.Asked("police", days: 30));
        await world.DoAsync(world.As("administrator"), db => MemberActs.LeaveAsync(db, world.Agencies["north-drug-service"], world.Clock.Today, "The contract ends"));
        const string Reason = "select account_in_order(@User, @Partnership, @At)";
        Task<string?> Order() => world.DoAsync(world.As("drug-worker"), db => db.FirstAsync<string>(Reason, new { db.Act.User, db.Act.Partnership, db.Act.At }));
        (await Order()).ShouldBeNull("the last day counts");
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeTrue();
        (await world.SeesAsync("drug-worker", "drug_record", item)).ShouldBeTrue();
        world.Clock.Move(TimeSpan.FromDays(1));
        (await Order()).ShouldBe("agency-left");
        (await world.SeesAsync("drug-worker", "drug_record", item)).ShouldBeFalse();
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeFalse("what ran to others ended too");
        await world.DoAsync(world.As("administrator"), db => MemberActs.AddAsync(db, new("north-drug-service", "North drug service", "drug-service", "")));
        (await Order()).ShouldBeNull();
        (await world.ReadAsync<bool>("select withdrew_at is not null from agreement_party where agency_id = @id", new { id = world.Agencies["north-drug-service"] }, by: "governance")).ShouldBeTrue();
        (await world.ReadAsync<long>("select count(*) from sharing_grant where @id in (owner_agency_id, to_agency_id)", new { id = world.Agencies["north-drug-service"] }, by: "governance")).ShouldBe(0, "nothing passes before it has signed");
    }

    [Fact]
    public async Task Agreement_WrittenByHand_BeginsAsADraftApprovedAndSignedByNobodyElse()
    {
        await using var world = await World.CreateAsync();
        const string New = "insert into agreement (partnership_id, series_id, version, name, purpose, state, written_at, written_by, approved_by) select id, uuid7(), 1, 'x', 'x', @state, now(), @writer::uuid, @approver::uuid from partnership where code = 'north'";
        var (me, other) = (world.As("coordinator").User, world.As("governance").User);
        await Should.ThrowAsync<PostgresException>(() => WriteAsync(world, "coordinator", New, new { state = "in-force", writer = me, approver = (UserId?)null }));
        await Should.ThrowAsync<PostgresException>(() => WriteAsync(world, "coordinator", New, new { state = "draft", writer = me, approver = (UserId?)other }));
        await Should.ThrowAsync<PostgresException>(() => WriteAsync(world, "coordinator", New, new { state = "draft", writer = other, approver = (UserId?)null }));
        (await WriteAsync(world, "coordinator", New, new { state = "draft", writer = me, approver = (UserId?)null })).ShouldBe(1);
        await Should.ThrowAsync<PostgresException>(() => WriteAsync(world, "coordinator", "update agreement set approved_by = @other where name = 'x'", new { other }));
        (await WriteAsync(world, "governance", "update agreement set approved_by = @other where name = 'x'", new { other })).ShouldBe(1);
        const string Party = "insert into agreement_party (agreement_id, partnership_id, agency_id, signed_at, signed_by) select id, partnership_id, @agency, now(), @by from agreement where name = 'x'";
        await Should.ThrowAsync<PostgresException>(() => WriteAsync(world, "coordinator", Party, new { agency = world.Agencies["north-council"], by = me }));
        await Should.ThrowAsync<PostgresException>(() => WriteAsync(world, "coordinator", Party, new { agency = world.Agencies["north-police"], by = other }));
        (await WriteAsync(world, "coordinator", Party, new { agency = world.Agencies["north-police"], by = me })).ShouldBe(1);
        await Should.ThrowAsync<PostgresException>(() => WriteAsync(world, "chair", "update agreement_party set withdrew_at = now(), withdrew_by = @by where agreement_id = (select id from agreement where name = 'x')", new { by = world.As("chair").User }));
    }

    /// <summary>Who looked, who knows whom, who is asked about: not for colleagues.</summary>
    [Fact]
    public async Task TablesThatNamePeople_AreForGovernanceAndTheRowsOwnUser()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.DoAsync(world.As("manager") with { Purpose = "people/{id}" }, async db =>
        {
            await db.LookedAtAsync([person], ["identity"], "people");
            await db.ExecuteAsync("insert into declared_tie (partnership_id, user_id, kind, value, declared_at) values (@Partnership, @User, 'surname', 'marsh', @At)", new { db.Act.Partnership, db.Act.User, db.Act.At });
            await db.ExecuteAsync("insert into conflict_of_interest (partnership_id, user_id, agency_id, surname, relation, declared_at, declared_by) values (@Partnership, @User, @Agency, 'Marsh', 'relative', @At, @User)", new { db.Act.Partnership, db.Act.User, db.Act.Agency, db.Act.At });
            await db.ExecuteAsync("insert into brake_stop (partnership_id, user_id, agency_id, reference, period, number, on_date, stopped_at, last_tried_at) values (@Partnership, @User, @Agency, 'B-1', 'hour', 1, @On, @At, @At)", new { db.Act.Partnership, db.Act.User, db.Act.Agency, db.Act.At, db.Act.On });
        });
        await world.DoAsync(world.As("governance"), async db =>
        {
            await db.ExecuteAsync("insert into audit_watch (partnership_id, person_id, since, by_user, reason) values (@Partnership, @person, @At, @User, 'x')", new { db.Act.Partnership, person, db.Act.At, db.Act.User });
            await db.ExecuteAsync("insert into breach (partnership_id, opened_at, opened_by, known_at, from_at, to_at, facts) values (@Partnership, @At, @User, @At, @At - interval '1 day', @At, 'x')", new { db.Act.Partnership, db.Act.At, db.Act.User });
        });
        var rows = new Dictionary<string, string>
        {
            ["audit_entry where operation = 'consultation'"] = "manager", ["audit_about((select id from person_record limit 1), null, null) where operation = 'consultation'"] = "manager", ["declared_tie"] = "manager",
            ["conflict_of_interest"] = "manager", ["brake_stop"] = "manager", ["audit_watch"] = "governance", ["breach"] = "governance",
        };
        foreach (var (table, own) in rows)
        {
            (await world.ReadAsync<long>($"select count(*) from {table}", by: own)).ShouldBe(1, table);
            (await world.ReadAsync<long>($"select count(*) from {table}", by: "governance")).ShouldBe(table == "declared_tie" ? 0 : 1, table);
            (await world.ReadAsync<long>($"select count(*) from {table}")).ShouldBe(0, table);
        }

        await Should.ThrowAsync<PostgresException>(() => WriteAsync(world, "manager", "update brake_stop set lifted = true"));
        (await WriteAsync(world, "governance", "update brake_stop set lifted = true")).ShouldBe(1);
        (await world.ReadAsync<int>("select looks from seen_before(@user, @person, now() + interval '99 years')", new { user = world.As("manager").User, person })).ShouldBe(0, "thirty days before and no more");
        world.Clock.Move(TimeSpan.FromMinutes(1));
        (await world.DoAsync(world.As("chair"), db => db.ValueAsync<int>("select looks from seen_before(@user, @person, @At)", new { user = world.As("manager").User, person, db.Act.At }))).ShouldBe(1);
    }

    [Fact]
    public async Task SeenBefore_CountsPagesAboutThePerson_AndKnowsThePapersByTheirOwnAddress()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        async Task<(int Looks, bool Pack, bool Score)> AfterAsync(string page)
        {
            await world.DoAsync(world.As("manager") with { Purpose = page }, db => db.LookedAtAsync([person], ["identity"], page));
            world.Clock.Move(TimeSpan.FromMinutes(1));
            return await world.DoAsync(world.As("governance"), db => db.FirstAsync<(int, bool, bool)>("select looks, the_pack, the_score from seen_before(@user, @person, @At)", new { user = world.As("manager").User, person, db.Act.At }));
        }

        (await AfterAsync("panel")).ShouldBe((0, false, false), "a list of cases before the panel is none of their papers");
        (await AfterAsync("scores")).ShouldBe((0, false, false));
        (await AfterAsync("people/{id}/decisions")).ShouldBe((1, false, false));
        (await AfterAsync("people/{id}/score (opened)")).ShouldBe((2, false, true));
        (await AfterAsync("people/{id}/score")).ShouldBe((2, false, true), "the same page again");
        (await AfterAsync("people/{id}/panel")).ShouldBe((3, true, true));
        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync(
            "insert into person_exclusion (partnership_id, person_id, user_id, because, from_at, made_by) values (@Partnership, @person, @excluded, 'His brother', @At, @User)", new { db.Act.Partnership, person, excluded = world.As("chair").User, db.Act.At, db.Act.User }));
        (await world.DoAsync(world.As("chair"), db => db.ValueAsync<int>("select looks from seen_before(@user, @person, @At)", new { user = world.As("manager").User, person, db.Act.At }))).ShouldBe(0, "whoever is kept from the person learns nothing of looks at them");
    }

    [Fact]
    public async Task Process_AboutSomebodyKeptFromTheUser_IsHiddenThoughTheyDidIt()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person, "manager");
        const string Mine = "select count(*) from process where user_id = current_actor() and person_id is not null";
        (await world.ReadAsync<long>(Mine, by: "manager")).ShouldBeGreaterThan(0);
        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync(
            "insert into person_exclusion (partnership_id, person_id, user_id, because, from_at, made_by) values (@Partnership, @person, @excluded, 'His brother', @At, @User)",
            new { db.Act.Partnership, person, excluded = world.As("manager").User, db.Act.At, db.Act.User }));
        (await world.ReadAsync<long>(Mine, by: "manager")).ShouldBe(0);
    }
}
