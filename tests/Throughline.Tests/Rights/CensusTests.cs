using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Platform.Database;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Rights;

/// <summary>No table about a person is forgotten by subject access, retention or disposal.</summary>
public sealed class CensusTests : IAsyncLifetime
{
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
    public async Task Tables_ThatNameAPerson_AreItemsOrSayHowTheyAreTreated() => (await ForgottenAsync()).ShouldBeEmpty();

    [Fact]
    public async Task Table_Planted_IsFound()
    {
        await catalogue.ExecuteAsync("create table planted (person_id uuid, words text); create table sealed.planted (person_id uuid)");
        (await ForgottenAsync()).ShouldBe(["planted", "sealed.planted"], ignoreOrder: true);
    }

    [Fact]
    public async Task List_NamesNoTableThatIsGone()
    {
        (await catalogue.QueryAsync<string>("select table_name from person_table where to_regclass(table_name) is null or table_name in (select table_name from item_kind)")).ShouldBeEmpty();
        (await catalogue.QueryAsync<string>("select t.table_name || '.' || c from person_table t, unnest(t.names_person_in) c where not exists (select from information_schema.columns k where to_regclass(t.table_name) = to_regclass(quote_ident(k.table_schema) || '.' || quote_ident(k.table_name)) and k.column_name = c)")).ShouldBeEmpty();
    }

    /// <summary>Disposal works as the owner of the tables: one whose policies leave it out would keep its rows without a word.</summary>
    [Fact]
    public async Task Tables_OnTheList_LetDisposalReachTheirRows() => (await catalogue.QueryAsync<string>(
        """
        select t.table_name from person_table t join pg_class c on c.oid = to_regclass(t.table_name)
        where c.relforcerowsecurity and (select count(distinct cmd) from (select unnest(case p.polcmd when '*' then array['r','d'] else array[p.polcmd::text] end) as cmd from pg_policy p where p.polrelid = c.oid and 'throughline_owner'::regrole = any (p.polroles)) x where cmd in ('r', 'd')) < 2
        """)).ShouldBeEmpty();

    [Fact]
    public async Task Roles_ThatWorkWithPeople_AreThoseOfTheProgram() =>
        (await catalogue.ExecuteScalarAsync<string[]>("select roles_with_people()")).ShouldBe(Throughline.Access.Roles.WithPeople.Select(role => Throughline.Access.Roles.Code(role)), ignoreOrder: true);

    [Fact]
    public async Task Kinds_AreAllCoveredByRetentionSubjectAccessAuditAndRestriction()
    {
        (await catalogue.ExecuteScalarAsync<long>("select count(*) from item_kind where retention_class is null or subject_access is null or audit_class is null or words = '' or dated = ''")).ShouldBe(0);
        (await catalogue.QueryAsync<string>("select table_name from item_kind k where not exists (select from pg_policy p where p.polrelid = k.table_name::regclass and p.polname = 'restricted' and not p.polpermissive)"))
            .ShouldBeEmpty("a restricted item must be hidden in every table: call keep_restrictable");
        (await catalogue.QueryAsync<string>("select table_name from item_kind k where not exists (select from information_schema.columns c where c.table_name = k.table_name and c.column_name = 'review_on' and c.is_nullable = 'NO')")).ShouldBeEmpty("no item without a review date");
    }

    /// <summary>No item without all of its parts, whoever adds a kind and however.</summary>
    [Fact]
    public async Task Kinds_HaveEveryColumnPolicyAndCheckThatAnItemHas()
    {
        (await LackingAsync()).ShouldBeEmpty();
        await catalogue.ExecuteAsync("alter table person_phone alter column gateway drop not null, alter column marking drop not null, drop constraint person_phone_category_is_known, drop constraint person_phone_gateway_is_known; drop policy changed on person_phone; drop trigger complete_item on person_phone");
        (await LackingAsync()).ShouldBe(
            ["person_phone: column gateway may be empty", "person_phone: column marking may be empty", "person_phone: constraint category_is_known", "person_phone: constraint gateway_is_known", "person_phone: policy changed", "person_phone: trigger complete_item"], ignoreOrder: true);
    }

    /// <summary>What is sealed is not an item, and yet has an owner, a category, an author, a power and a review date.</summary>
    [Fact]
    public async Task SealedTables_ThatNameAPerson_HaveWhatEveryItemHas()
    {
        (await SealedLackingAsync()).ShouldBeEmpty();
        await catalogue.ExecuteAsync("create table sealed.planted (person_id uuid, owner_agency_id uuid not null)");
        (await SealedLackingAsync()).ShouldContain("planted: category");
        (await SealedLackingAsync()).ShouldContain("planted: policy keyholders");
    }

    private Task<IEnumerable<string>> LackingAsync() => catalogue.QueryAsync<string>(
        """
        select k.table_name || ': column ' || c || ' may be empty' from item_kind k,
          unnest(array['id','partnership_id','person_id','owner_agency_id','category','marking','marked_for','recorded_by','received_at','regime','gateway','review_on']) c
        where not (k.table_name = 'event' and c = 'person_id') and not exists (select from pg_attribute a where a.attrelid = k.table_name::regclass and a.attname = c and a.attnotnull)
        union all
        select k.table_name || ': policy ' || p from item_kind k, unnest(array['shown','added','changed','owner_keeps','restricted']) p
        where not exists (select from pg_policy x where x.polrelid = k.table_name::regclass and x.polname = p)
        union all
        select k.table_name || ': trigger complete_item' from item_kind k where not exists (select from pg_trigger t where t.tgrelid = k.table_name::regclass and t.tgname = 'complete_item')
        union all
        select k.table_name || ': constraint ' || c from item_kind k, unnest(array['category_is_known','gateway_is_known']) c
        where not exists (select from pg_constraint x where x.conrelid = k.table_name::regclass and x.conname = k.table_name || '_' || c)
          and not (c = 'gateway_is_known' and exists (select from pg_trigger t where t.tgrelid = k.table_name::regclass and t.tgname = 'rows_name_what_exists'))
        """);

    private Task<IEnumerable<string>> SealedLackingAsync() => catalogue.QueryAsync<string>(
        """
        with named as (select c.oid, c.relname::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id' where c.relnamespace = 'sealed'::regnamespace and c.relkind = 'r')
        select n.name || ': ' || c from named n, unnest(array['id','partnership_id','person_id','owner_agency_id','category','recorded_by','received_at','regime','gateway','review_on']) c
        where not exists (select from pg_attribute a where a.attrelid = n.oid and a.attname = c and a.attnotnull)
        union all
        select n.name || ': policy keyholders' from named n where not exists (select from pg_policy p join pg_class c on c.oid = p.polrelid where p.polrelid = n.oid and p.polname = 'keyholders' and c.relforcerowsecurity)
        """);

    private Task<IEnumerable<string>> ForgottenAsync() => catalogue.QueryAsync<string>(
        """
        select distinct case c.table_schema when 'public' then '' else c.table_schema || '.' end || c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE' and (c.column_name = 'person_id' or c.column_name like '%\_person\_id')
          and case c.table_schema when 'public' then '' else c.table_schema || '.' end || c.table_name not in (select table_name from item_kind union all select table_name from person_table)
        """);
}
