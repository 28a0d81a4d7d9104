using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Throughline.Access.Audit.Checkpoints;
using Throughline.Access.Audit.Tree;
using Throughline.People.Search;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Selection.Matrices;
using Throughline.Selection.Scores;
using Throughline.Sharing.Sealed;
using Throughline.Testing;
using Throughline.Tests.Selection;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>
/// What both worlds have, drawn from a seed: people whom the agencies know, with cases in every state, events, custody, orders,
/// scores; one act of every kind, so that every address with a key has something for somebody; lists, sealed entries, markers.
/// </summary>
internal sealed class DrawnWorld
{
    private static readonly string[] Surnames = ["Okafor", "Whitfield", "Ahmed", "Novak", "Harding", "O'Neill", "Begum", "Kowalska", "Ferris", "Adeyemi", "Brennan", "Castle"];

    private static readonly string[] Forenames = ["Danny", "Sam", "Yusuf", "Petra", "Leigh", "Ann", "Tomasz", "Grace", "Ryan", "Maya"];

    private readonly World world;
    private readonly Dictionary<Guid, Guid> cases = [];
    private readonly Dictionary<(Guid Owner, Guid To, string Category), int> grants = [];

    private DrawnWorld(World world, Random random) => (this.world, Random) = (world, random);

    public Random Random { get; }

    public World World => world;

    public Guid CharityAgency => world.Agencies["north-charity"].Value;

    public List<Guid> People { get; } = [];

    public IReadOnlyList<Guid> Cases => [.. cases.Values];

    /// <summary>Of whom the agencies know, and about whom there is a case; no list is about them.</summary>
    public IReadOnlyList<Guid> WithCases => [People[0], People[1], People[2], People[4]];

    public Guid Unscored => People[5];

    /// <summary>The manager may not see them.</summary>
    public Guid Excluded => People[6];

    /// <summary>The coordinator alone may see them.</summary>
    public Guid Restricted => People[7];

    /// <summary>Of whom every agency that may know that there is something knows it already.</summary>
    public Guid WithMarkers => People[0];

    public UserId ExcludedFrom => world.As("manager").User;

    public UserId AllowedAlone => world.As("coordinator").User;

    public string Keyholder => "coordinator";

    public Guid SouthPerson { get; private set; }

    /// <summary>Somebody on the staff who is none of the viewers.</summary>
    public Guid Bystander { get; private set; }

    public Guid Matrix { get; private set; }

    public Guid Draft { get; private set; }

    public Guid Run { get; private set; }

    public Guid Agreement { get; private set; }

    public Guid AgreementDraft { get; private set; }

    public Guid DraftClause { get; private set; }

    public Guid Item { get; private set; }

    public Guid AuditEntry { get; private set; }

    public Dictionary<string, Guid> Searches { get; } = [];

    /// <summary>How many entries the smallest tree of the audit had before the script: proofs are asked of this tree, for the script makes it grow.</summary>
    public long TreeSize { get; private set; }

    public const int FirstKnown = 0x0f00;

    /// <summary>One act of every kind between the drug service and the police, which both worlds have.</summary>
    public IReadOnlyList<Hidden> Known { get; private set; } = [];

    public IReadOnlyList<string> Tables { get; private set; } = [];

    public Dictionary<string, IReadOnlyList<(string Name, string Type)>> Needed { get; } = [];

    public List<(string Item, string Kind, string Category, Guid Person, Guid Owner)> ExpiredDisclosures { get; } = [];

    public Guid CaseOf(Guid person) => cases.GetValueOrDefault(person, cases[People[0]]);

    public Guid UserOf(string owner, string partnership = "north") =>
        world.As(owner switch { "police" => "police-manager", "drug-service" => "drug-worker", "prison" => "prison-link", "charity" => "charity-worker", "council" => "chair", _ => "manager" }, partnership).User.Value;

    /// <summary>The most that a clause passes from an agency to another of a category: 0 nothing, 1 that there is something, 2 a summary, 3 all.</summary>
    public int HighestGrant(Guid owner, Guid to, string category) => grants.GetValueOrDefault((owner, to, category));

    private T One<T>(IReadOnlyList<T> of) => of[Random.Next(of.Count)];

    public static async Task<DrawnWorld> BuildAsync(World world, int seed)
    {
        var drawn = new DrawnWorld(world, new Random(seed));
        await drawn.PeopleAsync();
        await using var connection = new NpgsqlConnection(world.Database.AdminConnection);
        await connection.OpenAsync();
        await drawn.ListsAsync(connection);
        await drawn.ReadAsync(connection);
        await drawn.MarkersAsync(connection);
        return drawn;
    }

    private async Task PeopleAsync()
    {
        for (var i = 0; i < 8; i++)
            People.Add(i is 0 or 3 ? (await world.PersonAsync("Marsh", forenames: i == 0 ? "Lee" : "Leigh")).Value : (await world.PersonAsync(One(Surnames), forenames: One(Forenames))).Value);
        SouthPerson = (await world.PersonAsync("Southern", "south", "Sid")).Value;
        foreach (var at in new[] { 0, 1, 6 })
            cases[People[at]] = (await world.AdoptedAsync(new(People[at]))).Value;
        foreach (var at in new[] { 2, 7 })
            cases[People[at]] = (await world.ForPanelAsync(new(People[at]))).Value;
        cases[People[4]] = (await world.NominatedAsync(new(People[4]))).Value;
        foreach (var person in People)
        {
            for (var events = Random.Next(1, 5); events > 0; events--)
                await world.EventAsync(new(person), One(["arrest", "conviction"]), $"2026-{Random.Next(1, 11):00}-{Random.Next(1, 28):00}", One(["burglary-residential", "robbery-personal"]));
        }

        await world.InPrisonAsync(new(People[1]));
        await world.OnOrderAsync(new(People[0]));
        if (Random.Next(2) == 0)
            await world.OnOrderAsync(new(People[2]));
        await world.ItemAsync(new(People[0]), "drug_record", "kind, on_date, substance, treatment_status", "'treatment', '2026-11-01', 'heroin', 'attending'", "drug-worker");
        Matrix = await world.MatrixInUseAsync();
        Draft = await world.DoAsync(world.As("coordinator"), db => StartDraft.DoAsync(db, ShippedMatrices.Read("matrix-fixed-flex-free"), "to compare"));
        Run = await world.DoAsync(world.As("coordinator"), db => ScorePeople.DoAsync(db));
        AgreementDraft = await world.DoAsync(world.As("coordinator"), async db =>
            await Throughline.Sharing.Agreements.Write.WriteAgreement.NewVersionAsync(db, await db.ValueAsync<Guid>("select id from agreement where state = 'in-force' order by id limit 1")));
    }

    private async Task ListsAsync(NpgsqlConnection connection)
    {
        Bystander = await connection.ExecuteScalarAsync<Guid>(
            """
            insert into app_user (id, full_name, agency_id, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            values ('01a80000-0000-7000-8000-00000000b001', 'Barry Stander', @police, '2026-01-01', false, false, false, false, 0) returning id
            """, new { police = world.Agencies["north-police"].Value });
        await connection.ExecuteAsync(
            """
            insert into person_exclusion (partnership_id, person_id, user_id, because, from_at, made_by, made_at, confirmed_by, confirmed_at) values (@north, @Excluded, @manager, 'His sister', '2026-10-01', @governance, '2026-10-01', @governance, '2026-10-01');
            insert into person_restriction (partnership_id, person_id, because, allowed_users, from_at, made_by, made_at, confirmed_by, confirmed_at) values (@north, @Restricted, 'A councillor', array[@coordinator], '2026-10-01', @governance, '2026-10-01', @governance, '2026-10-01');
            update iom_case set status = 'red', status_since = '2026-11-19', status_review_by = '2026-11-20' where id = @first;
            update iom_case set status = 'green', status_since = '2026-11-19', status_review_by = '2026-11-20' where id = @second;
            delete from score where person_id in (@Unscored, @Excluded, @Restricted);
            insert into possible_match (id, partnership_id, person_id, other_person_id, because, found_at) values ('01a80000-0000-7000-8000-000000000001', @north, least(@one, @other), greatest(@one, @other), 'Names alike', '2026-11-18');
            insert into sealed.keyholder (partnership_id, agency_id, user_id, compartment, because, asked_by, asked_at, approved_by, approved_at)
            select @north, @police, @coordinator, c, 'Speaks with victims', @administrator, '2026-10-01', @governance, '2026-10-01' from unnest(array['victim','protected address']) c;
            """, new
            {
                north = world.North.Value, police = world.Agencies["north-police"].Value, Excluded, Restricted, Unscored, one = People[0], other = People[3], first = cases[People[0]], second = cases[People[1]],
                manager = world.As("manager").User.Value, coordinator = world.As("coordinator").User.Value, governance = world.As("governance").User.Value, administrator = world.As("administrator").User.Value,
            });
        // a file of the police as well: nobody of the drug service may open files
        Known = [new HiddenActs(world, this, FirstKnown + 0x80).ImportOf("police"), .. new HiddenActs(world, this, FirstKnown).Between("drug-service", "police", People[2])];
        foreach (var act in Known)
            await act.WriteAsync(connection, 1);
        await connection.ExecuteAsync(
            """
            update subject_access set extended_on = '2026-11-19', extended_because = 'complex', extended_words = 'Three agencies hold files.' where person_id = @person;
            insert into access_review (partnership_id, agency_id, opened_at, due_on) values (@north, @police, '2026-11-19', '2026-12-19');
            insert into person_phone (partnership_id, person_id, owner_agency_id, recorded_by, received_at, category, number, review_on) values (@north, @overdue, @police, @coordinator, '2020-11-01', 'contact details', '+447700900199', '2026-11-01');
            """, new { north = world.North.Value, police = world.Agencies["north-police"].Value, person = People[2], overdue = People[0], coordinator = world.As("coordinator").User.Value });
    }

    private async Task ReadAsync(NpgsqlConnection connection)
    {
        Tables = [.. await connection.QueryAsync<string>("select table_name from item_kind order by 1")];
        var needed = await connection.QueryAsync<(string Table, string Name, string Type)>(
            """
            select k.table_name, c.column_name, c.data_type from item_kind k join information_schema.columns c on c.table_schema = 'public' and c.table_name = k.table_name
            where c.is_nullable = 'NO' and c.column_default is null and c.is_identity = 'NO' and c.is_generated = 'NEVER'
              and c.column_name not in ('id','partnership_id','person_id','owner_agency_id','category','marking','marked_for','recorded_by','received_at','regime','gateway','review_on')
            """);
        foreach (var group in needed.GroupBy(row => row.Table))
            Needed[group.Key] = [.. group.Select(row => (row.Name, row.Type))];
        foreach (var table in Tables)
            Needed.TryAdd(table, []);
        foreach (var (owner, to, category, level) in await connection.QueryAsync<(Guid, Guid, string, int)>(
            "select owner_agency_id, to_agency_id, category, max(case level when 'full' then 3 when 'summary' then 2 else 1 end) from sharing_grant group by 1, 2, 3"))
            grants[(owner, to, category)] = level;
        Agreement = await connection.ExecuteScalarAsync<Guid>("select id from agreement where state = 'in-force' and partnership_id = @north order by id limit 1", new { north = world.North.Value });
        DraftClause = await connection.ExecuteScalarAsync<Guid>("select id from clause where agreement_id = @AgreementDraft order by place limit 1", new { AgreementDraft });
        Item = await connection.ExecuteScalarAsync<Guid>("select id from person_name where person_id = @person and owner_agency_id = @police limit 1", new { person = People[0], police = world.Agencies["north-police"].Value });
    }

    /// <summary>Where a clause lets somebody know that there is something, there is something already: one more is not to be told from none.</summary>
    private async Task MarkersAsync(NpgsqlConnection connection)
    {
        foreach (var (owner, category) in grants.Where(grant => grant.Value == 1).Select(grant => (grant.Key.Owner, grant.Key.Category)).Distinct())
        {
            await connection.ExecuteAsync(
                "insert into registration (partnership_id, person_id, owner_agency_id, recorded_by, received_at, category, code, detail) select @north, @WithMarkers, @owner, u.id, '2026-11-01', @category, 'RVIO', 'Known' from app_user u where u.agency_id = @owner and u.user_name is not null order by u.id limit 1",
                new { north = world.North.Value, WithMarkers, owner, category });
        }
    }

    /// <summary>What needs the running program: a sealed entry that opens, kept searches, and disclosures that are over of items that may not be there.</summary>
    public async Task FinishAsync(Site site, IReadOnlyList<Onlooker> lookers)
    {
        await world.DoAsync(world.As(Keyholder), async db =>
        {
            var entries = new SealedEntries(db, site.App.Services.GetRequiredService<IDataProtectionProvider>());
            foreach (var compartment in Compartment.All)
                await entries.AddAsync(compartment, new(People[0]), new("Vera Tims", "1 Safe Street", "No calls"));
        });
        foreach (var (name, clue) in Script.Clues)
        {
            var json = System.Text.Json.JsonSerializer.Serialize(clue);
            var looker = lookers[Searches.Count % lookers.Count];
            Searches[name] = await world.DoAsync(looker.Act, db => System.Text.Json.JsonSerializer.Deserialize<SearchTerms>(json)!.Tidy().KeepAsync(db));
        }

        await using var connection = new NpgsqlConnection(world.Database.AdminConnection);
        await connection.OpenAsync();
        // the other partnership has a tree as well, as large as the proofs that are asked of it
        for (var i = 0; i < 5; i++)
            await world.DoAsync(world.As("governance", "south"), db => db.AuditAsync(AuditOperation.Consultation, [], ["identity"], "before the script", null));
        await new AuditKeeper(world.Database.Source, site.App.Services.GetRequiredService<CheckpointKeys>(), world.Clock, NullLogger<AuditKeeper>.Instance).RoundAsync();
        (AuditEntry, TreeSize) = await connection.QuerySingleAsync<(Guid, long)>("select (select entry_id from audit_leaf where partnership_id = @north and seq = 0), (select min(n) from (select count(*) as n from audit_leaf group by partnership_id) trees)", new { north = world.North.Value });
        await connection.ExecuteAsync("set session_replication_role = replica"); // the item itself is in one world only
        foreach (var (item, kind, category, person, owner) in ExpiredDisclosures)
        {
            await connection.ExecuteAsync(
                """
                with d as (insert into disclosure (partnership_id, person_id, from_agency_id, to_agency_id, level, gateway, purpose, necessity, at, until_at, made_by)
                  values (@north, @person, @owner, @to, 'full', (select min(code) from gateway), 'A visit', 'Safety', '2026-10-01', '2026-11-01', (select id from app_user where agency_id = @owner order by id limit 1)) returning *)
                insert into disclosed_item (disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level, from_at, until_at)
                select id, partnership_id, @kind, @item, @category, from_agency_id, to_agency_id, level, at, until_at from d
                """, new { north = world.North.Value, person, owner, to = world.Agencies["north-charity"].Value, kind, item = Guid.Parse(item), category });
        }

        await connection.ExecuteAsync("reset session_replication_role");
    }
}
