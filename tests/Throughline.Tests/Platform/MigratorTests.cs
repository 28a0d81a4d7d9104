using Npgsql;
using Shouldly;
using Throughline.Platform.Database;
using Throughline.Testing;
using Xunit;

// not Throughline.Tests.Platform: that would hide Throughline.Platform from every test that says Platform.Something
namespace Throughline.Tests.PlatformTests;

public sealed class MigratorTests
{
    [Fact]
    public async Task Run_UpToDate_DoesNothing()
    {
        await using var database = await TestPostgres.FreshAsync();
        (await new Migrator(database.AdminConnection).RunAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_EmptyDatabaseFromTwoNodesAtOnce_RunsEachScriptOnce()
    {
        await using var database = await TestPostgres.FreshAsync("template0");
        var ran = await Task.WhenAll(new Migrator(database.AdminConnection).RunAsync(), new Migrator(database.AdminConnection).RunAsync());
        ran.SelectMany(names => names).ShouldBe(Migrator.Scripts().Select(script => script.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task Run_ScriptChangedSinceItWasApplied_IsRefused()
    {
        await using var database = await TestPostgres.FreshAsync();
        var name = Migrator.Scripts().First().Name;
        await DoAsync(database, $"update schema_migration set hash = 'of another text' where name = '{name}'");
        var refused = await Should.ThrowAsync<DatabaseUnavailable>(() => new Migrator(database.AdminConnection).RunAsync());
        refused.Message.ShouldBe($"Migration {name} has changed since it was applied. Migrations are forward only: restore the file and write a new one.");
    }

    [Fact]
    public async Task Run_AScriptNotYetRecorded_FailsWhole()
    {
        await using var database = await TestPostgres.FreshAsync();
        var first = Migrator.Scripts().First().Name;
        await DoAsync(database, $"delete from schema_migration where name = '{first}'");
        // what it makes is there already, so it fails: nothing of it may be recorded
        await Should.ThrowAsync<PostgresException>(() => new Migrator(database.AdminConnection).RunAsync());
        await using var connection = new NpgsqlConnection(database.AdminConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*) from schema_migration where name = '{first}'", connection);
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    /// <summary>The last script of the version before agreements.</summary>
    private const string BeforeAgreements = "0011-analyze.sql";

    /// <summary>A partnership of that version: two agencies, somebody whose case is open, somebody whose case is over, what was decided, scored and written down.</summary>
    private const string OfThatVersion =
        """
        insert into partnership (id, code, name, brand, created_at) values ('00000000-0000-0000-0000-0000000000a1', 'old', 'Old', 'Old', '2025-01-01');
        insert into agency (id, code, name, type, regime, created_at) select ('00000000-0000-0000-0000-0000000000b' || n)::uuid, t, t, t, 'part-3', '2025-01-01' from (values (1, 'police'), (2, 'probation')) v (n, t);
        insert into partnership_agency (partnership_id, agency_id, joined_on) select p.id, a.id, '2025-01-01' from partnership p, agency a;
        insert into app_user (id, user_name, full_name, agency_id, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
          select ('00000000-0000-0000-0000-0000000000c' || n)::uuid, who, who, ('00000000-0000-0000-0000-0000000000b' || n)::uuid, '2025-01-01', false, false, false, false, 0 from (values (1, 'ann'), (2, 'bob')) v (n, who);
        insert into user_role (user_id, partnership_id, role, granted_at) select id, '00000000-0000-0000-0000-0000000000a1', 'coordinator', '2025-01-01' from app_user where user_name = 'ann';
        insert into person (id, partnership_id, surname, forenames, date_of_birth, created_at, created_by)
          select ('00000000-0000-0000-0000-0000000000d' || n)::uuid, '00000000-0000-0000-0000-0000000000a1', name, 'Lee', '1990-02-03', '2025-01-01', '00000000-0000-0000-0000-0000000000c1' from (values (1, 'Open'), (2, 'Over')) v (n, name);
        insert into iom_case (id, partnership_id, person_id, state, opened_at)
          select ('00000000-0000-0000-0000-0000000000e' || n)::uuid, '00000000-0000-0000-0000-0000000000a1', ('00000000-0000-0000-0000-0000000000d' || n)::uuid, state, '2025-02-01' from (values (1, 'adopted'), (2, 'exited')) v (n, state);
        insert into nomination (partnership_id, case_id, agency_id, user_id, at, reasons, reason_kind) select partnership_id, id, '00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000c2', '2025-02-01', 'Offends', 'offending' from iom_case;
        insert into panel_decision (partnership_id, case_id, user_id, at, outcome, reasons) select partnership_id, id, '00000000-0000-0000-0000-0000000000c1', '2025-03-01', 'adopt', 'Because' from iom_case;
        insert into case_team (partnership_id, case_id, user_id, part, from_on) select partnership_id, id, '00000000-0000-0000-0000-0000000000c2', 'Lead professional', '2025-03-01' from iom_case;
        insert into process (id, partnership_id, type, at, user_id, agency_id) values ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000a1', 'adopt', '2025-03-01', '00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000b1');
        insert into event (process_id, partnership_id, person_id, type, at, on_date, owner_agency_id, category, words)
          values ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000d1', 'adopted', '2025-03-01', '2025-03-01', '00000000-0000-0000-0000-0000000000b1', 'plan', 'Adopted');
        insert into audit_entry (partnership_id, at, operation, user_id, agency_id, subject, purpose) values ('00000000-0000-0000-0000-0000000000a1', '2025-03-01', 'consultation', '00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000b1', 'people', 'a look');
        """;

    /// <summary>Forced row-level security binds the owner of the tables as well, and would hide from a script what it is to move.</summary>
    [Fact]
    public async Task Run_OverWhatAnEarlierVersionHolds_KeepsItAllWithItsOwnersAndReviewDates()
    {
        await using var database = await TestPostgres.FreshAsync("template0");
        (await new Migrator(database.AdminConnection) { Last = BeforeAgreements }.RunAsync())[^1].ShouldBe(BeforeAgreements);
        await DoAsync(database, OfThatVersion);

        (await new Migrator(database.AdminConnection).RunAsync()).ShouldNotBeEmpty();

        await using var connection = new NpgsqlConnection(database.AdminConnection);
        async Task<string?> AskAsync(string sql) => (string?)await Dapper.SqlMapper.ExecuteScalarAsync(connection, sql);
        (await AskAsync("select string_agg(n.surname || ' ' || a.code, ', ' order by n.surname) from person_name n join agency a on a.id = n.owner_agency_id")).ShouldBe("Open police, Over police", "who somebody is, is what an agency says of them");
        (await AskAsync("select string_agg(concat_ws(' ', k, c), ', ' order by k) from (select kind as k, count(*) as c from item group by 1) counted")).ShouldBe("case_team 2, event 1, iom_case 2, nomination 2, panel_decision 2, person_birth_date 2, person_name 2");
        (await AskAsync("select string_agg(kind, ', ') from item where owner_agency_id is null or recorded_by is null or received_at is null or regime is null or gateway is null or review_on is null")).ShouldBeNull("every item has what an item has");
        (await AskAsync("select string_agg(distinct a.code, ', ') from iom_case c join agency a on a.id = c.owner_agency_id")).ShouldBe("probation", "whoever nominated first");
        (await AskAsync("select string_agg(person_id::text, ', ') from person_with_case")).ShouldBe("00000000-0000-0000-0000-0000000000d1", "the open case, and not the one that is over");
        (await AskAsync("select count(*)::text from audit_pending")).ShouldBe("1", "what was looked at before gets its place in the tree");
        (await AskAsync("select string_agg(c.relname, ', ') from pg_class c where c.relkind = 'r' and c.relrowsecurity and not c.relforcerowsecurity")).ShouldBeNull("the owner is bound again");
    }

    private static async Task DoAsync(DatabaseServer database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.AdminConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
