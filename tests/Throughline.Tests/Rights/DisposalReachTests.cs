using Dapper;
using Npgsql;
using Shouldly;
using Throughline.People.Items;
using Throughline.People.Matches;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights;
using Throughline.Rights.Disposal;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Rights;

/// <summary>A disposal reaches everything of the person, and nothing of anybody else's.</summary>
public sealed class DisposalReachTests
{
    private static DisposalRegister Register() => new(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));

    private static async Task DisposeAsync(World world, PersonId person, params (string Kind, Guid Id)[] items)
    {
        var all = items.Length > 0 ? items : await world.DoAsync(world.As("governance"), async db => (await db.WithPartnershipSightAsync(() => ItemCatalogue.OfPersonAsync(db, person))).Select(item => (item.Kind, item.Id)).ToArray());
        var request = await world.DoAsync(world.As("coordinator"), db => ProposeDisposal.DoAsync(db, person, all, "retention", "Its time is over"));
        await world.DoAsync(world.As("governance"), db => ApproveDisposal.DoAsync(db, Register(), request));
    }

    private static async Task<T> AdminAsync<T>(World world, Func<NpgsqlConnection, Task<T>> what)
    {
        await using var admin = new NpgsqlConnection(world.Database.AdminConnection);
        await admin.OpenAsync();
        return await what(admin);
    }

    [Fact]
    public async Task Person_InRegistersAndSealedCompartments_IsErased_AndTheRegistersStay()
    {
        await using var world = await World.CreateAsync();
        var person = await world.AboutSomebodyAsync();
        var act = world.As("coordinator");
        await AdminAsync(world, admin => admin.ExecuteAsync(
            """
            insert into conflict_of_interest (partnership_id, user_id, agency_id, surname, relation, declared_at, declared_by, person_id, linked_at, linked_by) values (@partnership, @user, @agency, 'Cousin', 'relative', @at, @user, @person, @at, @user);
            insert into audit_alert (partnership_id, kind, user_id, agency_id, person_id, on_date, first_at, last_at, entries, found_at) values (@partnership, 'no-relationship', @user, @agency, @person, '2026-11-01', @at, @at, 1, @at);
            insert into audit_watch (partnership_id, person_id, since, by_user, reason) values (@partnership, @person, @at, @user, 'In the public eye');
            insert into breach (partnership_id, opened_at, opened_by, known_at, from_at, to_at, person_id, facts) values (@partnership, @at, @user, @at, @at, @at + interval '1 day', @person, 'A file about ' || (select forenames || ' ' || surname from person_name where person_id = @person limit 1) || ' was lost');
            insert into sealed.compartment_key (id, compartment, wrapped, made_at) values (@key, 'victim', 'x', @at), (@other, 'protected address', 'x', @at);
            insert into sealed.victim (partnership_id, person_id, owner_agency_id, recorded_by, received_at, regime, gateway, review_on, key_id, nonce, content) values (@partnership, @person, @agency, @user, @at, 'part-3', 'x', '2030-01-01', @key, '', '');
            insert into sealed.protected_address (partnership_id, person_id, owner_agency_id, recorded_by, received_at, regime, gateway, review_on, key_id, nonce, content) values (@partnership, @person, @agency, @user, @at, 'part-3', 'x', '2030-01-01', @other, '', '')
            """, new { person = person.Value, partnership = act.Partnership.Value, agency = act.Agency.Value, user = act.User.Value, at = act.At.UtcDateTime, key = Guid.CreateVersion7(), other = Guid.CreateVersion7() }));
        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, person.ToString())).ShouldContain("sealed.victim.person_id", "what is sealed is looked through as well");
        await DisposeAsync(world, person);
        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, person.ToString())).ShouldBe(["audit_entry.person_ids"]);
        foreach (var (table, rows) in new[] { ("conflict_of_interest", 1L), ("audit_alert", 1L), ("breach", 1L), ("audit_watch", 0L), ("sealed.victim", 0L), ("sealed.protected_address", 0L) })
            (await AdminAsync(world, admin => admin.ExecuteScalarAsync<long>($"select count(*) from {table}"))).ShouldBe(rows, table);
        (await AdminAsync(world, admin => admin.ExecuteScalarAsync<bool>("select nobody_at is not null from conflict_of_interest"))).ShouldBeTrue("there is nothing left to link");
        (await AdminAsync(world, admin => admin.ExecuteScalarAsync<string>("select surname from conflict_of_interest"))).ShouldBe("[removed]");
        (await AdminAsync(world, admin => admin.ExecuteScalarAsync<string>("select facts from breach"))).ShouldBe("A file about [removed] was lost");
    }

    /// <summary>What another agency has sealed about them is that agency's to dispose of, and keeps the record.</summary>
    [Fact]
    public async Task Sealed_ByAnotherAgency_KeepsTheRecord()
    {
        await using var world = await World.CreateAsync();
        var person = await world.AboutSomebodyAsync();
        var act = world.As("coordinator");
        await AdminAsync(world, admin => admin.ExecuteAsync(
            """
            insert into sealed.compartment_key (id, compartment, wrapped, made_at) values (@key, 'victim', 'x', @at);
            insert into sealed.victim (partnership_id, person_id, owner_agency_id, recorded_by, received_at, regime, gateway, review_on, key_id, nonce, content) values (@partnership, @person, @agency, @user, @at, 'part-3', 'x', '2030-01-01', @key, '', '');
            """, new { partnership = act.Partnership.Value, person = person.Value, agency = world.Agencies["north-probation"].Value, user = act.User.Value, at = act.At.UtcDateTime, key = Guid.CreateVersion7() }));
        await DisposeAsync(world, person);
        (await AdminAsync(world, admin => admin.ExecuteScalarAsync<long>("select (select count(*) from sealed.victim) + (select count(*) from person_record where id = @Value)", person))).ShouldBe(2);
    }

    /// <summary>Numbers and names of a file's record are compared whole, and another date of birth makes it somebody else.</summary>
    [Theory]
    [InlineData("""{"phone": "+44 7700 900103"}""", true)]
    [InlineData("""{"phone": "07700-900103"}""", true)]
    [InlineData("""{"phone": "077009001034"}""", false)]
    [InlineData("""{"notes": "lives with Lee Marsh"}""", false)]
    [InlineData("""{"surname": "MARSH", "forenames": "lee "}""", true)]
    [InlineData("""{"surname": "Marsh", "forenames": "Leeanne"}""", false)]
    [InlineData("""{"surname": "Marsh", "forenames": "Lee", "date_of_birth": "1989-12-01"}""", true)]
    [InlineData("""{"surname": "Marsh", "forenames": "Lee", "date_of_birth": "1971-03-04"}""", false)]
    [InlineData("""{"surname": "Marsh", "forenames": "Lee", "date_of_birth": "the first of December"}""", true)]
    public async Task RecordOfAFile_IsAboutSomebody_ByWholeValues(string raw, bool isAbout)
    {
        await using var world = await World.CreateAsync();
        (await AdminAsync(world, admin => admin.ExecuteScalarAsync<bool>("select is_about(@raw::jsonb, array[spelled('07700 900103')], '{Marsh}', '{Lee}', '{1989-12-01}')", new { raw }))).ShouldBe(isAbout);
    }

    [Fact]
    public async Task Sealed_OfSomebodyElse_CannotBeReadByTheOwnerOfTheTables()
    {
        await using var world = await World.CreateAsync();
        var act = world.As("coordinator");
        (await AdminAsync(world, async admin =>
        {
            await admin.ExecuteAsync(
                """
                insert into sealed.compartment_key (id, compartment, wrapped, made_at) values (@key, 'victim', 'x', @at);
                insert into sealed.victim (partnership_id, person_id, owner_agency_id, recorded_by, received_at, regime, gateway, review_on, key_id, nonce, content) values (@partnership, uuid7(), @agency, @user, @at, 'part-3', 'x', '2030-01-01', @key, '', '');
                """, new { partnership = act.Partnership.Value, agency = act.Agency.Value, user = act.User.Value, at = act.At.UtcDateTime, key = Guid.CreateVersion7() });
            await admin.ExecuteAsync("set role throughline_owner");
            return await admin.ExecuteScalarAsync<long>("select count(*) from sealed.victim");
        })).ShouldBe(0);
    }

    [Fact]
    public async Task Spell_AtAPrisonThatManyNames_TakesNothingOfAnybodyElse()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        await world.InPrisonAsync(person);
        var spell = await world.ReadAsync<Guid>("select id from custody_spell");
        var (police, probation) = (world.Agencies["north-police"].Value, world.Agencies["north-probation"].Value);
        async Task RejectAsync(Guid agency, string raw)
        {
            var act = world.As("coordinator");
            await AdminAsync(world, admin => admin.ExecuteAsync(
                """
                insert into import (id, partnership_id, agency_id, profile, profile_version, file_name, sha256, bytes, mode, as_of, dry_run, state, asked_by, asked_at) values (@import, @partnership, @agency, 'police-nominals', 1, 'x.csv', '', 1, 'delta', '2026-11-01', false, 'failed', @user, @at);
                insert into import_chunk (import_id, partnership_id, number, content) values (@import, @partnership, 0, convert_to('a whole file', 'UTF8'));
                insert into import_reject (partnership_id, import_id, line, raw, problems) values (@partnership, @import, 2, @raw::jsonb, '[]')
                """, new { import = Guid.CreateVersion7(), partnership = act.Partnership.Value, agency, user = act.User.Value, at = act.At.UtcDateTime, raw }));
        }

        await RejectAsync(police, """{"surname": "MARSH", "forenames": "LEE", "prison": "HMP Northshire"}""");
        await RejectAsync(police, """{"surname": "OTHER", "forenames": "JO", "prison": "HMP Northshire"}""");
        await RejectAsync(probation, """{"surname": "MARSH", "forenames": "LEE", "prison": "HMP Northshire"}""");
        async Task EventAsync(string by, string words, object? data) => await world.DoAsync(world.As(by), db => Throughline.Platform.Processes.Records.ProcessAsync(db, "Test", person, null, "He is at HMP Northshire", [new("test", "plan", words, db.Act.On, data)]));
        await EventAsync("manager", "Visited him at HMP Northshire", null);
        await EventAsync("coordinator", "Told about another spell at HMP Northshire", new { item = Guid.CreateVersion7() });
        await EventAsync("coordinator", "Rang HMP Northshire about him", null);
        await EventAsync("coordinator", "Recorded HMP Northshire", new { item = spell });

        await AdminAsync(world, admin => admin.ExecuteAsync(
            "insert into ask_owner (partnership_id, person_id, category, owner_agency_id, from_agency_id, asked_by, asked_at, why, answer, answered_at, answered_by, answer_because) values (@partnership, @person, 'treatment', @probation, @police, @user, @at, 'He is back from HMP Northshire', 'refused', @at, @user, 'HMP Northshire has told us already')",
            new { partnership = world.North.Value, person = person.Value, probation, police, user = world.As("coordinator").User.Value, at = world.Clock.GetUtcNow().UtcDateTime }));

        await DisposeAsync(world, person, ("custody_spell", spell));
        (await AdminAsync(world, admin => admin.QuerySingleAsync<(string, string)>("select why, answer_because from ask_owner"))).ShouldBe(("He is back from [removed]", "HMP Northshire has told us already"), "each agency's own words of a question and its answer");
        (await AdminAsync(world, admin => admin.QueryAsync<string>("select (i.agency_id = @probation) || ' ' || (raw ->> 'surname') from import_reject r join import i on i.id = r.import_id order by 1", new { probation }))).ShouldBe(["false OTHER", "true MARSH"]);
        (await AdminAsync(world, admin => admin.QueryAsync<Guid>("select i.agency_id from import_chunk h join import i on i.id = h.import_id"))).ShouldBe([probation], "the agency's own whole files go");
        (await AdminAsync(world, admin => admin.QueryAsync<string>("select words from event where type = 'test' order by words"))).ShouldBe(["Rang [removed] about him", "Told about another spell at HMP Northshire", "Visited him at HMP Northshire"]);
        (await AdminAsync(world, admin => admin.QueryAsync<string>("select p.reason from process p join event e on e.process_id = p.id where e.words = 'Visited him at HMP Northshire'"))).ShouldBe(["He is at HMP Northshire"], "probation's own words");
    }

    [Fact]
    public async Task Record_ComparedWithAnother_LeavesNeitherNameNorKeyThere()
    {
        await using var world = await World.CreateAsync();
        var one = await world.DoAsync(world.As("coordinator"), db => Throughline.People.Create.CreatePerson.DoAsync(db, Typed("Quillfeather", "Osric"), true));
        var other = await world.DoAsync(world.As("coordinator"), db => Throughline.People.Create.CreatePerson.DoAsync(db, Typed("Marsh", "Lee"), true));
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            foreach (var person in new[] { one, other })
                await AddItem.DoAsync(db, person, ItemKind.PersonIdentifier, new() { Type = "pncid", Value = "2002/0073319Z" }, "he gave me Osric Quillfeather's card");
        });
        var match = await world.ReadAsync<Guid>("select id from possible_match limit 1");
        await world.DoAsync(world.As("coordinator"), db => DecideMatch.DoAsync(db, other, match, false, "Osric Quillfeather has other fingerprints"));
        await DisposeAsync(world, one);
        (await EveryItem.PlacesOfAsync(world.Database.AdminConnection, one.ToString())).ShouldBe(["audit_entry.person_ids"]);
        (await AdminAsync(world, admin => admin.QueryAsync<string>("select words from event where type = 'possible-match-decided'"))).ShouldBe(["Decided: a different person from another record that looked alike"]);
        (await AdminAsync(world, admin => admin.QueryAsync<string>("select reason from process where type = 'DecideMatch'"))).ShouldBe(["[removed] has other fingerprints"]);
        (await AdminAsync(world, admin => admin.QueryAsync<string>("select reason from audit_entry where reason is not null"))).ShouldBeEmpty("the audit can only be added to, and holds no data");
    }

    private static Throughline.People.Create.NewPerson Typed(string surname, string forenames) => new(surname, forenames, null, null, null, null, "Seen at the desk");
}
