using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights;
using Throughline.Rights.Disposal;
using Throughline.Sharing.Lists;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Rights;

public sealed class DisposalTests
{
    [Fact]
    public async Task Everything_DisposedOf_IsGoneFromEveryTable_AndStaysGoneAfterARestore()
    {
        await using var world = await World.CreateAsync();
        var person = await world.AboutSomebodyAsync();
        await CarriersAsync(world, person);
        var barred = await BarredAsync(world, person);
        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, EveryItem.Canary)).Count.ShouldBeGreaterThan(60, "the words stand everywhere before");
        var name = new NpgsqlConnectionStringBuilder(world.Database.AdminConnection).Database!;
        world.Database.Source.Clear();
        NpgsqlConnection.ClearAllPools();
        await using var backup = await TestPostgres.FreshAsync(name);

        var register = new DisposalRegister(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));
        var items = await world.DoAsync(world.As("governance"), async db => (await db.WithPartnershipSightAsync(() => ItemCatalogue.OfPersonAsync(db, person))).Select(item => (item.Kind, item.Id)).ToList());
        var request = await world.DoAsync(world.As("coordinator"), db => ProposeDisposal.DoAsync(db, person, items, "retention", "Ten years without an event"));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator"), db => ApproveDisposal.DoAsync(db, register, request)))).ShouldBe("Somebody else must agree: you proposed it");
        await world.DoAsync(world.As("governance"), db => ApproveDisposal.DoAsync(db, register, request));

        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, EveryItem.Canary)).ShouldBe(["sharing_notice_about.words"], "the recipient must know whose copies to erase");
        (await world.ReadAsync<long>("select count(*) from sharing_notice_about", by: "governance")).ShouldBe(0, "for the recipient alone");
        (await world.DoAsync(barred, db => db.ValueAsync<long>("select count(*) from sharing_notice where kind = 'erasure'"))).ShouldBe(1);
        (await world.DoAsync(barred, db => db.ValueAsync<long>("select count(*) from sharing_notice_about"))).ShouldBe(0, "whoever was kept from the person is not told afterwards whom it was about");
        await world.DoAsync(world.As("manager"), async db =>
        {
            var notice = (await Throughline.Sharing.Notices.Notice.ListAsync(db, waiting: true)).ShouldHaveSingleItem();
            notice.About.ShouldNotBeNull().ShouldContain("Canary person_name forenames 4711");
            (await Throughline.Work.Today.DueItems.BetweenAgenciesAsync(db)).ShouldHaveSingleItem().Name.ShouldBe(notice.About, "it is among today's work, though the record is gone");
            await Throughline.Sharing.Notices.AcknowledgeNotice.DoAsync(db, notice.Id, "Erased in our system.");
        });
        foreach (var other in new[] { "drug-worker", "charity-worker", "prison-link", "chair" })
        {
            await world.DoAsync(world.As(other), async db =>
            {
                foreach (var notice in await Throughline.Sharing.Notices.Notice.ListAsync(db, waiting: true))
                    await Throughline.Sharing.Notices.AcknowledgeNotice.DoAsync(db, notice.Id, "We keep no copies.");
            });
        }

        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, EveryItem.Canary)).ShouldBeEmpty("and not a moment longer");
        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, person.ToString())).ShouldBe(["audit_entry.person_ids"], "the person's key is left in the audit, which says who looked and never what");
        File.ReadAllText(register.Place).ShouldNotContain(EveryItem.Canary);
        await ProofAsync(world.Database.AdminConnection, items.Count, reapplied: false);
        (await world.ReadAsync<long>("select count(*) from audit_entry where operation = 'erasure'", by: "governance")).ShouldBe(1);
        (await world.ReadAsync<long>("select count(*) from sharing_notice where kind = 'erasure'", by: "manager")).ShouldBe(1, "the recipient of the disclosure is told");

        (await EveryItem.PlacesOfAsync(backup.AdminConnection, EveryItem.Canary)).ShouldNotBeEmpty("the backup is from before");
        var (lines, rows) = await ReapplyDisposals.DoAsync(backup.AdminConnection, register, world.Clock.GetUtcNow());
        lines.ShouldBe(1);
        rows.ShouldBeGreaterThan(30);
        (await EveryItem.PlacesOfAsync(backup.AdminConnection, EveryItem.Canary)).ShouldBeEmpty();
        await ProofAsync(backup.AdminConnection, items.Count, reapplied: true);
        (await ReapplyDisposals.DoAsync(backup.AdminConnection, register, world.Clock.GetUtcNow())).Rows.ShouldBe(0, "once more does nothing");
    }

    /// <summary>Somebody of the agency that was given something, who is kept from the person.</summary>
    private static async Task<Act> BarredAsync(World world, PersonId person)
    {
        var (agency, now) = (world.Agencies["north-probation"], world.Clock.GetUtcNow());
        await using var db = new Db(world.Database.Source);
        await db.BeginForNobodyAsync();
        var user = await new Partnerships(db).AddUserAsync(world.North, new("sister@north.example", "Sally Ster", agency, [Role.OffenderManager], World.Password), now);
        await db.CommitAsync();
        await world.DoAsync(world.As("governance"), acting => ExcludeUser.DoAsync(acting, person, user, "His sister", null));
        return new Act(user, agency, world.North, "test", now);
    }

    [Fact]
    public async Task OneItem_DisposedOf_TakesItsWordsAndLeavesTheRest()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var phone = await world.DoAsync(world.As("coordinator"), db => Throughline.People.Items.AddItem.DoAsync(db, person, Throughline.People.Items.ItemKind.Phone, new() { Number = "07700 900123" }, "he gave me 07700 900123"));
        var register = new DisposalRegister(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));
        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, "900123")).ShouldContain("event.words");
        var request = await world.DoAsync(world.As("coordinator"), db => ProposeDisposal.DoAsync(db, person, [("person_phone", phone)], "not-needed", "He gave the number back"));
        await world.DoAsync(world.As("governance"), db => ApproveDisposal.DoAsync(db, register, request));
        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, "900123")).ShouldBeEmpty();
        (await world.ReadAsync<string>("select surname from person where id = @person", new { person })).ShouldBe("Marsh");
    }

    [Fact]
    public async Task Reason_ThatRepeatsTheItem_IsRefused()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.ItemAsync(person, "person_phone", "number", "'+447700900123'");
        var item = await world.ReadAsync<Guid>("select id from person_phone");
        var register = new DisposalRegister(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));
        var request = await world.DoAsync(world.As("coordinator"), db => ProposeDisposal.DoAsync(db, person, [("person_phone", item)], "not-needed", "+447700900123 is not his"));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => ApproveDisposal.DoAsync(db, register, request)))).ShouldNotBeNull().ShouldStartWith("The reason repeats what the item says");
        register.Lines().ShouldBeEmpty();
    }

    [Fact]
    public async Task RestoredCopy_IsBroughtUpToDate_BeforeItIsServed()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.ItemAsync(person, "person_phone", "number", "'+447700900123'");
        var item = await world.ReadAsync<Guid>("select id from person_phone");
        var name = new NpgsqlConnectionStringBuilder(world.Database.AdminConnection).Database!;
        world.Database.Source.Clear();
        NpgsqlConnection.ClearAllPools();
        await using var backup = await TestPostgres.FreshAsync(name);
        var register = new DisposalRegister(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));
        (await ReapplyDisposals.AtStartAsync(backup.AdminConnection, register, world.Clock.GetUtcNow())).ShouldBeNull("no register yet");
        register.Add($$"""{"disposal": "{{Guid.CreateVersion7()}}", "partnership": "{{Guid.CreateVersion7()}}"}""");
        var request = await world.DoAsync(world.As("coordinator"), db => ProposeDisposal.DoAsync(db, person, [("person_phone", item)], "not-needed", "He gave it back"));
        await world.DoAsync(world.As("governance"), db => ApproveDisposal.DoAsync(db, register, request));
        (await ReapplyDisposals.AtStartAsync(world.Database.AdminConnection, register, world.Clock.GetUtcNow())).ShouldBeNull("the database knows it; the other line is another database's");
        (await ReapplyDisposals.MissingAsync(backup.AdminConnection, register)).ShouldBe(1);
        (await ReapplyDisposals.AtStartAsync(backup.AdminConnection, register, world.Clock.GetUtcNow())).ShouldNotBeNull().ShouldContain("1 disposal of the register at");
        (await EveryItem.PlacesOfAsync(backup.AdminConnection, "7700900123")).ShouldBeEmpty();
        (await ReapplyDisposals.MissingAsync(backup.AdminConnection, register)).ShouldBe(0);
    }

    [Fact]
    public async Task Disposal_WhoseCommitFailed_AndThatWasRefusedThen_IsNotDoneByARestore()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.ItemAsync(person, "person_phone", "number", "'+447700900123'");
        var item = await world.ReadAsync<Guid>("select id from person_phone");
        var register = new DisposalRegister(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));
        var request = await world.DoAsync(world.As("coordinator"), db => ProposeDisposal.DoAsync(db, person, [("person_phone", item)], "not-needed", "He gave it back"));
        await using (var db = new Db(world.Database.Source))
        {
            await db.BeginAsync(world.As("governance"));
            await ApproveDisposal.DoAsync(db, register, request);
            await db.RollbackAsync();
        }

        register.Lines().Count.ShouldBe(1, "two people agreed: until somebody says otherwise it is to be done");
        await world.DoAsync(world.As("governance"), db => ApproveDisposal.RefuseAsync(db, register, request, "It is his after all"));
        register.Lines().ShouldBeEmpty();
        (await ReapplyDisposals.AtStartAsync(world.Database.AdminConnection, register, world.Clock.GetUtcNow())).ShouldBeNull();
        (await world.ReadAsync<long>("select count(*) from person_phone")).ShouldBe(1);
    }

    [Fact]
    public async Task Items_OfAnotherAgency_AreNotDisposedOf()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var item = await world.ReadAsync<Guid>("select id from person_name where person_id = @person", new { person }, by: "manager");
        var request = await world.DoAsync(world.As("coordinator"), db => ProposeDisposal.DoAsync(db, person, [("person_name", item)], "not-needed", "Not ours"));
        var register = new DisposalRegister(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => ApproveDisposal.DoAsync(db, register, request)))).ShouldBe("An item is not the agency's to dispose of, or it is gone.");
        (await world.ReadAsync<long>("select count(*) from person_name where id = @item", new { item }, by: "manager")).ShouldBe(1);
    }

    private static async Task ProofAsync(string connection, int items, bool reapplied)
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        (await admin.ExecuteScalarAsync<long>("select count(*) from disposal where person_removed and (reapplied_at is not null) = @reapplied", new { reapplied })).ShouldBe(1);
        (await admin.ExecuteScalarAsync<long>("select count(*) from disposal_item where item_fingerprint ~ '^[0-9a-f]{64}$'")).ShouldBeGreaterThanOrEqualTo(items);
    }

    /// <summary>Everything else that repeats an item's words.</summary>
    private static async Task CarriersAsync(World world, PersonId person)
    {
        await using var admin = new NpgsqlConnection(world.Database.AdminConnection);
        await admin.OpenAsync();
        var act = world.As("coordinator");
        await admin.ExecuteAsync(
            """
            insert into import (id, partnership_id, agency_id, profile, profile_version, file_name, sha256, bytes, mode, as_of, dry_run, state, sentence, warnings, asked_by, asked_at)
              values (@import, @partnership, @agency, 'police-nominals', 1, 'x.csv', '', 1, 'delta', '2026-11-01', false, 'done', 'Canary person_phone number 4711 is odd', '{Canary person_phone number 4711}', @user, @at);
            insert into import_reject (partnership_id, import_id, line, raw, problems) values (@partnership, @import, 2, '{"phone": "Canary person_phone number 4711"}', '[]');
            insert into person_search (partnership_id, user_id, terms, asked_at) values (@partnership, @user, '{"anything": "Canary person_name surname 4711"}', @at);
            insert into job_run (partnership_id, name, asked_by, asked_at, state, words) values (@partnership, 'x', @user, @at, 'done', 'Canary person_phone number 4711');
            insert into consent (partnership_id, person_id, owner_agency_id, categories, to_agencies, given_on, expires_on, how) values (@partnership, @person, @agency, '{}', '{}', '2026-01-01', '2027-01-01', 'Canary consent 4711');
            insert into ask_owner (partnership_id, person_id, category, owner_agency_id, from_agency_id, asked_by, asked_at, why) values (@partnership, @person, 'risk', @agency, @other, @user, @at, 'Canary why 4711');
            insert into disclosure (id, partnership_id, person_id, from_agency_id, to_agency_id, level, gateway, purpose, necessity, at, until_at, made_by) values (@disclosure, @partnership, @person, @agency, @other, 'full', 'cda-1998-s115', 'Canary purpose 4711', 'Canary necessity 4711', @at, @at + interval '1 month', @user);
            insert into disclosed_item (disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level, from_at, until_at) select @disclosure, @partnership, 'person_phone', id, category, @agency, @other, 'full', @at, @at + interval '1 month' from person_phone where person_id = @person;
            update person_phone set marking = 'owner' where person_id = @person
            """,
            new { person = person.Value, partnership = act.Partnership.Value, agency = world.Agencies["north-police"].Value, other = world.Agencies["north-probation"].Value, user = act.User.Value, at = act.At.UtcDateTime, import = Guid.CreateVersion7(), disclosure = Guid.CreateVersion7() });
    }
}
