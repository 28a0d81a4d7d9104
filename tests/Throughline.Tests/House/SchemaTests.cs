using System.Collections.Frozen;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Platform.Database;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.House;

/// <summary>What PostgreSQL's own catalogue says about the migrated schema. There is no other model to compare it with (ADR 11).</summary>
public sealed class SchemaTests : IAsyncLifetime
{
    /// <summary>Tables of a partnership that are read before anybody acts in one, and so cannot be kept by the acting partnership.</summary>
    private static readonly FrozenDictionary<string, string> ReadBeforeAnAct = new Dictionary<string, string>
    {
        ["partnership_agency"] = "which agencies a partnership has: read to set up and to sign in; names no person",
        ["user_role"] = "who may act: read to find out in which partnership a user acts",
        ["session"] = "read from the cookie, before it is known who acts",
        ["api_token"] = "read from the token, before it is known who acts",
        ["job_run"] = "the queue: claimed by the runner for every partnership, before it acts as whoever asked",
    }.ToFrozenDictionary();

    /// <summary>Tables that name a person and yet are not items.</summary>
    private static readonly FrozenDictionary<string, string> NotItems = new Dictionary<string, string>
    {
        ["source_row"] = "the envelope of items: which record of which extract they came from",
        ["possible_match"] = "a question about two records, not information about a person",
        ["process"] = "what somebody meant to do; its events carry the information, and its rows are seen through them",
        ["person_with_case"] = "an index of the policies: that there is an open case, and no more",
        ["consent"] = "the person's own act, seen by the service that took it and the agencies it names",
        ["person_exclusion"] = "a list kept by information governance",
        ["person_restriction"] = "a list kept by information governance",
        ["disclosure"] = "the ledger: which items went to whom; never what they say",
        ["ask_owner"] = "a question between two agencies, seen by both",
        ["urgent_access"] = "who opened what in an emergency, seen by that user and information governance",
        ["sharing_notice"] = "a notice between two agencies, seen by both",
        ["conflict_of_interest"] = "what a worker declared about themselves; the exclusion list is made from it",
        ["audit_alert"] = "a question about a use, found in the audit; holds nothing of the record",
        ["audit_watch"] = "that looks at a record are asked about; holds nothing of it",
        ["breach"] = "the register that the Data Protection Act 2018 s.67 asks for",
        ["subject_access"] = "the person's own request, kept by information governance",
        ["subject_access_item"] = "what was decided about an item, kept by information governance and seen by its owner",
        ["subject_access_pack"] = "the file that the person was given, kept by information governance",
        ["item_restriction"] = "that an item is restricted, seen by its owner and information governance",
        ["retention_review"] = "why an item is still kept, seen by its owner and information governance",
        ["retention_group"] = "the review group in which an agency put a person, seen by that agency and information governance",
        ["rectification"] = "what the person asked to have put right, seen by the owner of the item and information governance",
        ["disposal_request"] = "a disposal that waits for a second person of the owner agency",
    }.ToFrozenDictionary();

    private static readonly string[] ItemColumns =
        ["id", "partnership_id", "person_id", "owner_agency_id", "category", "marking", "source_row_id", "received_at", "recorded_by", "superseded_at", "withdrawn_at", "marked_for", "regime", "gateway", "review_on"];

    private DatabaseServer database = null!;
    private NpgsqlConnection catalogue = null!;

    public async Task InitializeAsync()
    {
        database = await TestPostgres.FreshAsync();
        catalogue = new NpgsqlConnection(database.AdminConnection);
        await catalogue.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await catalogue.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Tables_OfAPartnership_HaveRowLevelSecurityForced()
    {
        var open = await OpenTablesAsync();
        open.ShouldBe(ReadBeforeAnAct.Keys, ignoreOrder: true);
        // person stands for all that are kept: were nothing found, nothing would be checked
        (await catalogue.ExecuteScalarAsync<bool>("select relforcerowsecurity from pg_class where oid = 'person_record'::regclass")).ShouldBeTrue();
    }

    [Fact]
    public async Task Table_PlantedWithoutRowLevelSecurity_IsFound()
    {
        await catalogue.ExecuteAsync("create table planted (partnership_id uuid not null)");
        (await OpenTablesAsync()).ShouldContain("planted");
        await catalogue.ExecuteAsync("alter table planted enable row level security; create policy p on planted to throughline_app using (true)");
        (await OpenTablesAsync()).ShouldContain("planted", "not forced: its owner would see all");
        await catalogue.ExecuteAsync("alter table planted force row level security; drop policy p on planted");
        (await OpenTablesAsync()).ShouldContain("planted", "no policy: nobody wrote its rule");
    }

    [Fact]
    public async Task Role_ThatServes_CannotStepRoundRowLevelSecurity()
    {
        (await catalogue.ExecuteScalarAsync<long>("select count(*) from pg_roles where rolname in ('throughline_app', 'throughline_owner') and not rolsuper and not rolbypassrls and not rolcreaterole")).ShouldBe(2);
        (await catalogue.ExecuteScalarAsync<long>("select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r','v','m') and relowner = 'throughline_app'::regrole")).ShouldBe(0);
        (await catalogue.ExecuteScalarAsync<bool>("select pg_has_role('throughline_app', 'throughline_owner', 'member')")).ShouldBeFalse();
    }

    [Fact]
    public async Task Tables_AboutAPerson_HoldItems()
    {
        var lacking = await TablesLackingItemColumnsAsync();
        lacking.Where(table => !NotItems.ContainsKey(table.Key)).Select(table => $"{table.Key} lacks {string.Join(", ", table.Value)}")
            .ShouldBeEmpty("a table about a person holds items, or says in this test why not");
        NotItems.Keys.Except(lacking.Keys).ShouldBeEmpty("these are items by now, or gone: take them off the list");
    }

    [Fact]
    public async Task Table_PlantedWithoutAnOwner_IsFound()
    {
        await catalogue.ExecuteAsync("create table planted (like person_phone including all); alter table planted drop column owner_agency_id cascade, drop column marking cascade");
        (await TablesLackingItemColumnsAsync())["planted"].ShouldBe(["owner_agency_id", "marking"], ignoreOrder: true);
    }

    [Fact]
    public async Task Accounts_AsEntityFrameworkMapsThem_AreTheSchemas()
    {
        await using var accounts = new AccountsContext(new DbContextOptionsBuilder<AccountsContext>().UseNpgsql(database.Source).Options);
        var columns = (await catalogue.QueryAsync<(string Table, string Column, bool Nullable)>(
            "select table_name, column_name, is_nullable = 'YES' from information_schema.columns where table_schema = 'public'")).ToDictionary(c => (c.Table, c.Column), c => c.Nullable);
        var mapped = accounts.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson()).SelectMany(entity => entity.GetProperties().Select(property => (
            Table: entity.GetTableName()!, Column: property.GetColumnName(StoreObjectIdentifier.Table(entity.GetTableName()!))!, property.IsNullable))).ToList();
        mapped.Count.ShouldBeGreaterThan(20);
        mapped.ShouldContain(column => column.Table == "app_user_passkey");
        foreach (var (table, column, nullable) in mapped)
        {
            columns.ShouldContainKey((table, column));
            columns[(table, column)].ShouldBe(nullable, $"{table}.{column} may be null in the one and not in the other");
        }
    }

    private async Task<IReadOnlyList<string>> OpenTablesAsync() => (await catalogue.QueryAsync<string>(
        """
        select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'partnership_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
          and not (c.relrowsecurity and c.relforcerowsecurity
                   and exists (select from pg_policy p where p.polrelid = c.oid and 'throughline_app'::regrole = any (p.polroles)))
        """)).AsList();

    private async Task<Dictionary<string, string[]>> TablesLackingItemColumnsAsync() => (await catalogue.QueryAsync<(string Table, string[] Lacking)>(
        """
        select c.relname::text, array(select wanted from unnest(@ItemColumns) wanted
          where not exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = wanted and not w.attisdropped))
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        """, new { ItemColumns })).Where(table => table.Lacking.Length > 0).ToDictionary(table => table.Table, table => table.Lacking);
}
