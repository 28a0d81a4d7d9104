using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Imports.TakeIn;

/// <summary>
/// Takes in a checked file, whole or not at all, in one transaction: rows are staged, joined to people, compared with what
/// the agency sent before, and written where they are new or changed. The same file twice writes nothing. A snapshot
/// withdraws what it no longer holds, unless it may not be whole or would withdraw more than a person would believe.
/// </summary>
internal sealed class TakeInFile(Db db, Profile profile, ImportRow import, TakeInOptions options)
{
    /// <summary>A snapshot that would end more than this share of what was there is held until somebody says that it is right.</summary>
    public const double MostWithdrawnUnasked = 0.2;

    private const int SmallEnoughToBelieve = 10;

    private const int ManyRows = 5_000;

    private static readonly string[] PersonTables = ["person_record", "person_name", "person_birth_date", "person_identifier"];

    private bool mayWithdraw;

    private object Values => new { partnership = import.Partnership, agency = import.Agency, import = import.Id, user = import.AskedBy, now = import.At, profile = profile.Name, asOf = import.AsOf, file = import.FileName, refType = "ref:" + import.AgencyCode };

    public async Task<TakeInReport> RunAsync(IEnumerable<ReadResult> results, Func<long, string, Task> progress, CancellationToken cancel)
    {
        var staging = new Staging(db, profile);
        var read = await staging.FillAsync(results, rows => progress(rows, $"Checked {rows:N0} rows"), options.GroupOf, cancel);
        if (read.Refused is { } refused)
            return TakeInReport.Refused(refused, read.Warnings);
        await SettleRowsOfOneKeyAsync(cancel);
        var total = read.Checked!.Rows;
        var people = new JoinPeople.Joined(0, 0);
        var join = new JoinPeople(db, profile, import);
        if (profile.AboutPeople)
        {
            await progress(total, "Finding whom the rows are about");
            await join.FindAsync(cancel);
        }

        await progress(total, "Comparing with what was sent before");
        var report = await CompareAsync(read, cancel);
        report = report with { Quarantined = await QuarantineAsync(cancel) };
        if (options.DryRun || report.IsHeld)
            return report;
        await progress(total, "Writing what is new");
        await NoteKeepingAsync(cancel);
        if (profile.AboutPeople)
            people = await join.CreateAsync(cancel);
        await WriteAsync(report, cancel);
        await RecordAsync(report, people, cancel);
        foreach (var then in options.After)
            await then.AfterAsync(db, import.At, cancel);
        return report with { PeopleNew = people.NewPeople, PossibleMatches = people.PossibleMatches };
    }

    private async Task SettleRowsOfOneKeyAsync(CancellationToken cancel)
    {
        await db.ExecuteAsync("delete from staged s using staged later where later.replaces = s.line", cancel: cancel);
        await db.ExecuteAsync(
            """
            update staged s set problems = jsonb_build_array(jsonb_build_object('field', '', 'found', replace(s.key, chr(31), ' + '), 'expected', 'one row for each key',
              'sentence', 'Line ' || s.line || ': another row of the file, on line ' || c.line || ', has the same key and other values. Both are set aside.'))
            from staged c where c.conflicts_with = s.line and s.problems is null
            """, cancel: cancel);
    }

    private async Task<TakeInReport> CompareAsync(Staging.Outcome read, CancellationToken cancel)
    {
        await db.ExecuteAsync(
            """
            create temporary table todo on commit drop as
            select s.line, s.key, s.hash, s.v, s.ref, null::uuid as person_id, coalesce(r.id, nextval('source_row_id_seq')) as source_row_id, r.id is null as is_new
            from staged s left join source_row r on r.agency_id = @agency and r.partnership_id = @partnership and r.profile = @profile and r.key = s.key
            where s.problems is null and (r.id is null or r.hash <> s.hash or r.withdrawn_at is not null)
            """, Values, cancel);
        var counts = await db.FirstAsync<Counts>(
            """
            select (select count(*) from staged where problems is null) as good, count(*) filter (where is_new) as fresh, count(*) filter (where not is_new) as changed from todo
            """, Values, cancel) ?? throw new InvalidOperationException("A count gave no row.");
        var missing = 0L;
        string? held = null;
        var warnings = read.Warnings.ToList();
        if (import.Mode == "snapshot")
        {
            var (inForce, gone) = await MissingAsync(cancel);
            if (read.Checked!.IncompleteBecause is { } because)
                warnings.Add($"{because} Because the file may not be whole, nothing that is missing from it was ended ({gone:N0} rows).");
            else if (gone > SmallEnoughToBelieve && gone > inForce * MostWithdrawnUnasked && !options.WithdrawConfirmed)
                held = $"This file would end {gone:N0} of the {inForce:N0} rows that {import.AgencyName} sent before: more than one in five. If that is right, confirm it; if the file is not whole, send it again. Nothing has been taken in.";
            mayWithdraw = read.Checked.IncompleteBecause is null;
            missing = mayWithdraw ? gone : 0;
        }

        return new TakeInReport
        {
            Read = read.Checked!.Rows,
            Repeated = read.Checked.Identical + read.Checked.Replaced,
            New = counts.Fresh,
            Changed = counts.Changed,
            Unchanged = counts.Good - counts.Fresh - counts.Changed,
            Withdrawn = missing,
            Warnings = warnings,
            Held = held,
        };
    }

    private async Task<(long InForce, long Gone)> MissingAsync(CancellationToken cancel)
    {
        await db.ExecuteAsync(
            """
            create temporary table gone on commit drop as
            select r.id from source_row r where r.agency_id = @agency and r.partnership_id = @partnership and r.profile = @profile and r.withdrawn_at is null
              and not exists (select from staged s where s.key = r.key)
            """, Values, cancel);
        return (
            await db.ValueAsync<long>("select count(*) from source_row r where r.agency_id = @agency and r.partnership_id = @partnership and r.profile = @profile and r.withdrawn_at is null", Values, cancel),
            await db.ValueAsync<long>("select count(*) from gone", cancel: cancel));
    }

    private async Task<long> QuarantineAsync(CancellationToken cancel) => await db.ExecuteAsync(
        """
        insert into import_reject (partnership_id, import_id, line, raw, problems)
        select @partnership, @import, s.line, (select jsonb_object_agg(c.name, s.v[c.place]) from unnest(@columns) with ordinality c (name, place)), s.problems
        from staged s where s.problems is not null
        on conflict (import_id, line) do nothing
        """, new { partnership = import.Partnership, import = import.Id, columns = profile.Columns.Select(c => c.Name).ToArray() }, cancel);

    /// <summary>Regime, gateway and review date are the agency's own for each category: asked once for the file, not once a row.</summary>
    private Task NoteKeepingAsync(CancellationToken cancel) => db.ExecuteAsync(
        """
        create temporary table keeping on commit drop as
        select c.category, a.regime, usual_gateway(a.id) as gateway, next_review(a.id, c.category, @on) as review_on from agency a cross join (select distinct usual_category as category from item_kind union values ('intelligence'), ('drug test')) c where a.id = @agency
        """, new { agency = import.Agency, on = UkTime.DateOf(import.At) }, cancel);

    private async Task WriteAsync(TakeInReport report, CancellationToken cancel)
    {
        var targets = Targets.Of(profile);
        if (profile.AboutPeople)
            await db.ExecuteAsync("update todo t set person_id = w.person_id from who w where w.ref = t.ref; create index on todo (person_id, line)", Values, cancel);
        await db.ExecuteAsync("analyze todo", cancel: cancel);
        foreach (var table in targets.Tables)
            await db.ExecuteAsync($"update {table} i set superseded_at = @now from todo t where not t.is_new and i.source_row_id = t.source_row_id and i.superseded_at is null", Values, cancel);
        await db.ExecuteAsync(
            """
            insert into source_row (id, partnership_id, agency_id, profile, key, hash, person_id, import_id, line, received_at)
            select source_row_id, @partnership, @agency, @profile, key, hash, person_id, @import, line, @now from todo where is_new;
            """, Values, cancel);
        await db.ExecuteAsync(
            "update source_row r set hash = t.hash, person_id = t.person_id, import_id = @import, line = t.line, received_at = @now, withdrawn_at = null from todo t where not t.is_new and r.id = t.source_row_id", Values, cancel);
        foreach (var statement in targets.Statements)
            await db.ExecuteAsync(statement, Values, cancel);
        if (mayWithdraw)
        {
            foreach (var table in targets.Tables.Where(table => table != "recorded_crime"))
                await db.ExecuteAsync($"update {table} i set withdrawn_at = @now from gone g where i.source_row_id = g.id and i.superseded_at is null and i.withdrawn_at is null", Values, cancel);
            await db.ExecuteAsync("update source_row r set withdrawn_at = @now from gone g where r.id = g.id", Values, cancel);
        }

        if (report.New > ManyRows)
            await db.ExecuteAsync("analyze " + string.Join(", ", (string[])[.. targets.Tables, "source_row", .. profile.AboutPeople ? PersonTables : []]), cancel: cancel);
    }

    private async Task RecordAsync(TakeInReport report, JoinPeople.Joined people, CancellationToken cancel)
    {
        var words = $"{import.AgencyName} sent {import.FileName} ({profile.Title}): {report.New:N0} new rows, {report.Changed:N0} changed, {report.Unchanged:N0} unchanged, {report.Withdrawn:N0} ended, {report.Quarantined:N0} set aside; {people.NewPeople:N0} new people.";
        await db.ProcessAsync("imports.take-in", null, null, null, [new Happened("imports.taken-in", "import", words, db.Act.On, new { import = import.Id })], cancel: cancel);
        var about = profile.AboutPeople ? await db.ListAsync<PersonId>("select distinct person_id from todo", cancel: cancel) : [];
        await db.AuditAsync(AuditOperation.Collection, about.ToList(), profile.Columns.AuditWords(), $"import {import.Id}", null, cancel);
    }

    private sealed class Counts
    {
        public required long Good { get; init; }

        public required long Fresh { get; init; }

        public required long Changed { get; init; }
    }
}

internal sealed record TakeInOptions(bool DryRun, Func<string?, string?, string> GroupOf)
{
    /// <summary>Somebody has looked at how much a snapshot would end, and says that it is right.</summary>
    public bool WithdrawConfirmed { get; init; }

    public IReadOnlyList<IAfterTakeIn> After { get; init; } = [];
}

/// <summary>What became of the rows of a file.</summary>
internal sealed record TakeInReport
{
    public long Read { get; init; }

    public long New { get; init; }

    public long Changed { get; init; }

    public long Unchanged { get; init; }

    public long Withdrawn { get; init; }

    public long Quarantined { get; init; }

    public long Repeated { get; init; }

    public long PeopleNew { get; init; }

    public long PossibleMatches { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public string? Held { get; init; }

    public string? FileRefused { get; init; }

    public bool IsHeld => Held is not null;

    public static TakeInReport Refused(string sentence, IReadOnlyList<string> warnings) => new() { FileRefused = sentence, Warnings = warnings };
}
