using Npgsql;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Testing;

namespace Throughline.Tests.Sharing;

/// <summary>A row of an item table with what the rule knows of it.</summary>
internal sealed record KeptItem(string Table, Guid Id, Guid Person, ItemLabel Label, bool IsCurrent);

/// <summary>
/// A partnership in which every kind of item, category, marking, clause and standing occurs: drawn with a fixed seed, written
/// set by set as the schema's owner, and remembered, so that the rule can be asked about each cell without reading it back.
/// </summary>
internal sealed partial class KeptWorld : IAsyncDisposable
{
    private readonly Random random = new(20261120);
    private readonly List<(string Table, string ChangedBy)> tables = [];
    private readonly List<(Guid Owner, Guid To, Grant Grant)> grants = [];
    private readonly List<(Guid Person, Guid User, bool Holds)> excluded = [], team = [], urgent = [];
    private readonly List<(Guid Person, HashSet<Guid> Allowed, bool Holds)> restricted = [];
    private readonly List<(Guid Person, Guid Owner, string[] Categories, Guid[] To, bool Holds)> consents = [];
    private readonly List<(Guid Item, Guid To, Told Told)> told = [];
    private readonly Dictionary<Guid, (Guid From, DateOnly Until)> moved = [];
    private readonly HashSet<Guid> left = [];
    private readonly HashSet<(Guid Person, Guid User)> kept = [];
    private readonly HashSet<Guid> withCase = [];
    private readonly Dictionary<Guid, Guid> caseOf = [];
    private ILookup<Guid, (Guid To, Told Told)> toldOf = null!;
    private ILookup<(Guid, Guid), Grant> grantsOf = null!;

    private readonly DateTimeOffset? at;

    private KeptWorld(World world, DateTimeOffset? at) => (World, this.at) = (world, at);

    public World World { get; }

    public List<Looker> Viewers { get; } = [];

    public List<Guid> People { get; } = [];

    public List<KeptItem> Items { get; } = [];

    public IReadOnlyList<string> Tables => [.. tables.Select(t => t.Table)];

    private DateTimeOffset Now => at ?? World.Clock.GetUtcNow();

    private DateOnly Today => UkTime.DateOf(Now);

    /// <param name="at">When everybody looks; the world's own time when left out.</param>
    public static async Task<KeptWorld> CreateAsync(int viewers, int people, int itemsEach, DateTimeOffset? at = null)
    {
        var kept = new KeptWorld(await World.CreateAsync(), at);
        await using var connection = new NpgsqlConnection(kept.World.Database.AdminConnection);
        await connection.OpenAsync();
        await kept.WriteViewersAsync(connection, viewers);
        await kept.WriteGrantsAsync(connection);
        await kept.WritePeopleAsync(connection, people);
        await kept.WriteItemsAsync(connection, itemsEach);
        await kept.WriteStandingsAsync(connection);
        await kept.WriteDisclosuresAsync(connection);
        await kept.WriteRestrictionsAsync(connection);
        await RunAsync(connection, "analyze");
        kept.toldOf = kept.told.ToLookup(t => t.Item, t => (t.To, t.Told));
        kept.grantsOf = kept.grants.ToLookup(g => (g.Owner, g.To), g => g.Grant);
        return kept;
    }

    /// <summary>What the rule says of one cell.</summary>
    public Decision Decide(Looker viewer, KeptItem item) => SharingRule.Decide(viewer, item.Label, StandingOf(viewer, item), Now);

    private Standing StandingOf(Looker viewer, KeptItem item) => new()
    {
        IsExcluded = excluded.Exists(x => x.Holds && x.Person == item.Person && x.User == viewer.User.Value),
        IsShutOut = restricted.Exists(r => r.Holds && r.Person == item.Person && !r.Allowed.Contains(viewer.User.Value)),
        HasCase = withCase.Contains(item.Person),
        IsOnCaseTeam = withCase.Contains(item.Person) && team.Exists(t => t.Holds && t.Person == item.Person && t.User == viewer.User.Value),
        Kept = kept.Contains((item.Person, viewer.User.Value)) && moved[viewer.User.Value] is var (from, until) ? new(AgencyId.From(from), until, [.. grantsOf[(item.Label.Owner.Value, from)]]) : null,
        Consents = consents.Exists(c => c.Holds && c.Person == item.Person && c.Owner == item.Label.Owner.Value && c.Categories.Contains(item.Label.Category) && c.To.Contains(viewer.Agency.Value)),
        Grants = [.. grantsOf[(item.Label.Owner.Value, viewer.Agency.Value)]],
        Disclosures = [.. toldOf[item.Id].Where(t => t.To == viewer.Agency.Value).Select(t => t.Told)],
        Urgent = urgent.Exists(u => u.Holds && u.Person == item.Person && u.User == viewer.User.Value) ? (Now.AddMinutes(-1), Now.AddMinutes(1)) : null,
    };

    public Act ActOf(Looker viewer) => new(viewer.User, viewer.Agency, World.North, "test", Now, viewer.IsService);

    private T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private bool Chance(double of) => random.NextDouble() < of;

    private Guid[] Agencies => [.. World.Agencies.Where(a => a.Key.StartsWith("north-", StringComparison.Ordinal)).Select(a => a.Value.Value)];

    private Guid[] Users => [.. Viewers.Select(v => v.User.Value)];

    private Guid Administrator => World.As("administrator").User.Value;

    private static readonly string[] OutOfOrder = ["suspended", "lapsed", "untrained", "unvetted", "closed"];

    /// <summary>What the partnership asks for, accounts of every standing, and some who moved here from another agency.</summary>
    private async Task WriteViewersAsync(NpgsqlConnection connection, int count)
    {
        for (var i = 0; i < count; i++)
            Viewers.Add(new(UserId.From(Guid.CreateVersion7()), AgencyId.From(Agencies[i % Agencies.Length]), i % 11 == 10 ? OutOfOrder[i / 11 % OutOfOrder.Length] : null, i % 40 == 39));
        await RunAsync(connection,
            """
            update partnership set settings = settings || '{"access":{"vetting":["nppv2","sc"],"training":["iom-basics"]}}' where id = @partnership;
            insert into app_user (id, full_name, agency_id, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, disabled_at, closed_at)
            select v.id, 'Viewer', v.agency, now(), false, false, false, false, 0, case when v.off in ('suspended','closed') then timestamptz '2026-11-01' end, case when v.off = 'closed' then timestamptz '2026-11-01' end
            from unnest(@ids, @agencies, @off) v (id, agency, off);
            insert into user_role (user_id, partnership_id, role, granted_at) select v, @partnership, 'offender-manager', now() from unnest(@ids) v;
            insert into user_standing (user_id, code, obtained_on, expires_on, recorded_at, recorded_by)
            select v.id, s.code, @today - 99, case when v.off = 'lapsed' then @today - 1 else @today end, now(), @by
            from unnest(@ids, @off) v (id, off), (values ('nppv2','unvetted'), ('iom-basics','untrained')) s (code, lacking) where v.off <> s.lacking
            """, ("ids", Users), ("agencies", Viewers.Select(v => v.Agency.Value).ToArray()), ("off", Viewers.Select(v => v.AccountOutOfOrder ?? "").ToArray()), ("partnership", World.North.Value), ("today", Today), ("by", Administrator));
        // those who are on teams are the first eight: some of them moved, and the account of one was closed for a while
        foreach (var (i, days) in new[] { (1, 0), (2, 20), (4, 0), (5, -1), (13, 20) })
        {
            var (user, to) = (Viewers[i].User.Value, Viewers[i].Agency.Value);
            var from = Agencies[(i + 1) % Agencies.Length];
            moved[user] = (from, Today.AddDays(days));
            left.Add(user);
            await RunAsync(connection, "insert into user_move (user_id, from_agency_id, to_agency_id, from_partnership_id, to_partnership_id, at, keeps_sight_until, moved_by, reason, roles) values (@user, @from, @to, @partnership, @partnership, @at, @until, @by, 'test', '{}')",
                ("user", user), ("from", from), ("to", to), ("partnership", World.North.Value), ("at", Now.AddDays(-5)), ("until", Today.AddDays(days)), ("by", Administrator));
        }

        left.Add(Viewers[3].User.Value);
        await RunAsync(connection, "insert into account_closing (user_id, agency_id, at, closed_by, because, roles, reopened_at) values (@user, @agency, @at, @by, 'test', '[]', @at)",
            ("user", Viewers[3].User.Value), ("agency", Viewers[3].Agency.Value), ("at", Now.AddDays(-5)), ("by", Administrator));
    }

    private async Task WriteGrantsAsync(NpgsqlConnection connection)
    {
        await RunAsync(connection, "delete from sharing_grant");
        foreach (var owner in Agencies)
        {
            foreach (var to in Agencies)
            {
                if (owner == to || Chance(0.05))
                    continue; // two that never signed
                foreach (var category in Category.All)
                {
                    for (var more = 0; more < 2 && Chance(more == 0 ? 0.6 : 0.3); more++)
                    {
                        var (from, until) = One<(int, int)>([(-30, 30), (0, 30), (-30, 0), (0, 0), (-30, -1), (1, 30)]);
                        grants.Add((owner, to, new(Guid.Empty, category, One([Level.Full, Level.Full, Level.Full, Level.Summary, Level.Existence]), One([Condition.CaseTeam, Condition.Cohort]), Chance(0.35), Today.AddDays(from), Today.AddDays(until))));
                    }
                }
            }
        }

        await RunAsync(connection,
            """
            insert into sharing_grant (partnership_id, to_agency_id, owner_agency_id, category, level, condition, needs_consent, clause_id, from_on, until_on)
            select @partnership, g.to_agency, g.owner, g.category, g.level, g.condition, g.consent, (select id from clause where partnership_id = @partnership limit 1), g.from_on, g.until_on
            from unnest(@to, @owner, @category, @level, @condition, @consent, @from, @until) g (to_agency, owner, category, level, condition, consent, from_on, until_on)
            """,
            ("partnership", World.North.Value), ("to", grants.Select(g => g.To).ToArray()), ("owner", grants.Select(g => g.Owner).ToArray()), ("category", grants.Select(g => g.Grant.Category).ToArray()),
            ("level", grants.Select(g => g.Grant.Level.ToString().ToLowerInvariant()).ToArray()), ("condition", grants.Select(g => g.Grant.Condition == Condition.CaseTeam ? "case-team" : "cohort").ToArray()),
            ("consent", grants.Select(g => g.Grant.NeedsConsent).ToArray()), ("from", grants.Select(g => g.Grant.FromOn).ToArray()), ("until", grants.Select(g => g.Grant.UntilOn).ToArray()));
    }

    private async Task WritePeopleAsync(NpgsqlConnection connection, int count)
    {
        for (var i = 0; i < count; i++)
            People.Add(Guid.CreateVersion7());
        await RunAsync(connection, "insert into person_record (id, partnership_id, created_at, created_by) select p, @partnership, @now, @by from unnest(@people) p",
            ("people", People.ToArray()), ("partnership", World.North.Value), ("now", Now), ("by", Administrator));
        await RunAsync(connection,
            """
            insert into process (id, partnership_id, type, at, user_id, agency_id) values (@process, @partnership, 'test', @now, @by, @agency);
            insert into selection_matrix (id, partnership_id, name, version, body, state, saved_at, saved_by) values (@process, @partnership, 'test', 1, '{}', 'retired', @now, @by);
            insert into scoring_run (id, partnership_id, matrix_id, as_of, asked_at, asked_by) select r, @partnership, @process, @now::date, @now, @by from unnest(@runs) r;
            """, ("process", Process), ("partnership", World.North.Value), ("now", Now), ("by", Administrator), ("agency", Agencies[0]), ("runs", Runs));
    }

    private Guid Process { get; } = Guid.CreateVersion7();

    private Guid[] Runs { get; } = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7())];

    /// <summary>What a table needs besides the columns of every item; `i` counts the rows of one person, `u` is some viewer.</summary>
    private static string Needed(string table, string column, string type) => (table, column) switch
    {
        ("iom_case", "state") => "d.state",
        ("iom_case", "opened_at") => "now()",
        ("person_name", "kind") => "'name'",
        ("screening", "outcome") => "'not-now'",
        ("panel_vote", "vote") => "'adopt'",
        ("panel_decision", "outcome") => "'adopt'",
        ("status_change", "direction") => "'same'",
        ("score", "line") => "'below'",
        ("representation", "kind") => "'representation'",
        ("representation", "about") => "'panel_decision'",
        ("representation", "decided_by") => "d.u",
        ("score", "run_id") => "(@runs)[d.i + 1]",
        (_, "case_id") => "d.case_id",
        (_, "process_id") => "@process",
        (_, "user_id") => "d.u",
        ("nomination", "agency_id") => "(@agencies)[d.i + 1]",
        (_, "agency_id") => "d.owner",
        ("daily_review", "on_date") => "date '2026-01-01' + d.i",
        ("case_team", "from_on") => "d.from_on",
        _ => type switch
        {
            "text" => "'x'",
            "date" => "date '2026-11-01'",
            "integer" or "numeric" or "smallint" => "1",
            "boolean" => "false",
            "jsonb" => "'{}'::jsonb",
            "timestamp with time zone" => "now()",
            "ARRAY" => "'{}'",
            "uuid" => "uuid7()",
            _ => throw new InvalidOperationException($"{table}.{column} of type {type}"),
        },
    };

    private static readonly HashSet<string> OfEveryItem = ["id", "partnership_id", "person_id", "owner_agency_id", "category", "marking", "marked_for", "recorded_by", "received_at", "superseded_at", "withdrawn_at", "regime", "gateway", "review_on"];

    private async Task WriteItemsAsync(NpgsqlConnection connection, int each)
    {
        await using (var kinds = new NpgsqlCommand("select table_name, changed_by from item_kind order by table_name = 'iom_case' desc, table_name", connection))
        await using (var reader = await kinds.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add((reader.GetString(0), reader.GetString(1)));
        }

        foreach (var (table, changedBy) in tables)
            await WriteTableAsync(connection, table, changedBy, each);
    }

    private sealed record Draft(Guid Id, Guid Person, int I, Guid Owner, string Category, Marking Marking, Guid[] MarkedFor, Guid By, bool Withdrawn, Guid? Case, Guid User, string State, DateOnly From, DateOnly? To, bool Early);

    private async Task WriteTableAsync(NpgsqlConnection connection, string table, string changedBy, int each)
    {
        var drafts = new List<Draft>();
        foreach (var person in People)
        {
            // teams are many, so that consent, team, move and clause meet
            for (var i = 0; i < (table == "case_team" ? 6 * each : each); i++)
                drafts.Add(DraftOf(table, person, i));
        }

        Items.AddRange(drafts.Select(d => new KeptItem(table, d.Id, d.Person,
            new(AgencyId.From(d.Owner), d.Category, d.Marking, d.MarkedFor, UserId.From(d.By), changedBy == "whoever-sees" && table != "score" && (table != "event" || d.Case is not null)), !d.Withdrawn)));
        var columns = new List<(string Name, string Value)>();
        await using (var needed = new NpgsqlCommand("select column_name, data_type from information_schema.columns where table_schema = 'public' and table_name = @table and (is_nullable = 'NO' and column_default is null and is_identity = 'NO' and is_generated = 'NEVER' or table_name = 'event' and column_name = 'case_id')", connection) { Parameters = { new("table", table) } })
        await using (var reader = await needed.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                if (!OfEveryItem.Contains(reader.GetString(0)))
                    columns.Add((reader.GetString(0), Needed(table, reader.GetString(0), reader.GetString(1))));
            }
        }

        if (table == "case_team")
            columns.Add(("to_on", "d.to_on"));
        if (table == "panel_vote")
            columns.Add(("replaced_at", "now()"));
        await RunAsync(connection,
            $"""
            insert into {table} (id, partnership_id, person_id, owner_agency_id, category, marking, marked_for, recorded_by, received_at, withdrawn_at{string.Concat(columns.Select(c => ", " + c.Name))})
            select d.id, @partnership, d.person, d.owner, d.category, d.marking, d.marked_for::uuid[], d.by, case when d.early then @now - interval '10 days' else @now end, case when d.withdrawn then @now end{string.Concat(columns.Select(c => ", " + c.Value))}
            from unnest(@id, @person, @i, @owner, @category, @marking, @marked_for, @by, @withdrawn, @case, @u, @state, @from_on, @to_on, @early) d (id, person, i, owner, category, marking, marked_for, by, withdrawn, case_id, u, state, from_on, to_on, early)
            """,
            ("partnership", World.North.Value), ("now", Now), ("process", Process), ("runs", Runs), ("agencies", Agencies),
            ("id", drafts.Select(d => d.Id).ToArray()), ("person", drafts.Select(d => d.Person).ToArray()), ("i", drafts.Select(d => d.I).ToArray()), ("owner", drafts.Select(d => d.Owner).ToArray()),
            ("category", drafts.Select(d => d.Category).ToArray()), ("marking", drafts.Select(d => d.Marking.ToString().ToLowerInvariant()).ToArray()), ("marked_for", drafts.Select(d => "{" + string.Join(',', d.MarkedFor) + "}").ToArray()),
            ("by", drafts.Select(d => d.By).ToArray()), ("withdrawn", drafts.Select(d => d.Withdrawn).ToArray()), ("case", drafts.Select(d => d.Case).ToArray()), ("u", drafts.Select(d => d.User).ToArray()),
            ("state", drafts.Select(d => d.State).ToArray()), ("from_on", drafts.Select(d => d.From).ToArray()), ("to_on", drafts.Select(d => d.To).ToArray()), ("early", drafts.Select(d => d.Early).ToArray()));
    }

    private Draft DraftOf(string table, Guid person, int i)
    {
        var marking = One([Marking.Partnership, Marking.Partnership, Marking.Agencies, Marking.People, Marking.Owner]);
        Guid[] markedFor = marking switch
        {
            Marking.Agencies => [One(Agencies), One(Agencies)],
            Marking.People => [.. Enumerable.Range(0, 12).Select(_ => One(Users))],
            _ => [],
        };
        var id = Guid.CreateVersion7();
        var state = "exited";
        if (table == "iom_case" && i == 0)
        {
            caseOf[person] = id;
            state = One(["nominated", "for-panel", "adopted", "deferred", "refused", "exited"]);
            if (state is not ("refused" or "exited"))
                withCase.Add(person);
        }

        // few are on many teams, so that consent, team and clause meet
        var user = table == "case_team" ? Users[random.Next(8)] : One(Users);
        var (from, to) = One<(int, int?)>([(-30, null), (0, 0), (-30, 5), (-30, -1), (1, null), (-30, -6)]);
        var early = table == "case_team" && Chance(0.5);
        if (table == "case_team")
        {
            team.Add((person, user, from <= 0 && (to is null || to >= 0) && !(early && left.Contains(user))));
            // the move was five days ago
            if (early && moved.TryGetValue(user, out var move) && move.Until >= Today && from <= -5 && (to is null || to >= -5) && withCase.Contains(person))
                kept.Add((person, user));
        }

        return new(id, person, i, One(Agencies), One(Category.All), marking, markedFor, One(Users), Chance(0.1), table == "event" && Chance(0.5) ? null : caseOf.GetValueOrDefault(person) is var c && c != default ? c : null, user, state, Today.AddDays(from), to is { } days ? Today.AddDays(days) : null, early);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params (string Name, object Value)[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
