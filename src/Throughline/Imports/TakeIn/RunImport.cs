using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;

namespace Throughline.Imports.TakeIn;

/// <summary>Takes in the file of an import and writes down what became of it, in the same transaction as its rows.</summary>
internal static class RunImport
{
    /// <summary>From a job or the command line. The stream is opened when the reading begins.</summary>
    public static async Task<TakeInReport> RunAsync(
        Func<Db> newDb, Act act, Guid id, Func<ImportRow, Stream> open, OffenceGrouping grouping, IEnumerable<IAfterTakeIn> after, Func<long, string, Task> progress, CancellationToken cancel)
    {
        var import = await StartAsync(newDb, act, id);
        var profile = ImportProfiles.Find(import.Profile, import.ProfileVersion) ?? throw new InvalidOperationException($"There is no profile {import.Profile} version {import.ProfileVersion}.");
        var choices = ImportChoices.Read(import.Options);
        var mapping = choices.Mapping is null ? null : ColumnMapping.Parse(choices.Mapping).Mapping;
        var options = new CheckOptions(import.AsOf) { Constants = choices.Constants };
        var results = ImportFile.Check(open(import), import.FileName, profile, mapping, options);
        return await ApplyAsync(newDb, act, import, profile, results, new TakeInOptions(import.DryRun, (code, words) => grouping.Group(code, words)) { WithdrawConfirmed = choices.WithdrawConfirmed, After = [.. after] }, progress, cancel);
    }

    private static async Task<TakeInReport> ApplyAsync(
        Func<Db> newDb, Act act, ImportRow import, Profile profile, IEnumerable<ReadResult> results, TakeInOptions options, Func<long, string, Task> progress, CancellationToken cancel)
    {
        try
        {
            await using var db = newDb();
            await db.BeginAsync(act with { Purpose = $"import of {import.FileName}", IsService = true }, cancel);
            await db.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('import ' || @Id, 0))", new { Id = import.Id.ToString() }, cancel);
            var report = await new TakeInFile(db, profile, import, options).RunAsync(results, progress, cancel);
            if (report.FileRefused is not null || report.IsHeld)
            {
                await db.RollbackAsync();
                await FinishAloneAsync(newDb, act, import.Id, report);
                return report;
            }

            await FinishAsync(db, import.Id, report, "done", "");
            await db.CommitAsync(cancel);
            return report;
        }
        catch (OperationCanceledException)
        {
            await FailAsync(newDb, act, import.Id, "cancelled", "Stopped before it finished. Nothing of it was taken in.");
            throw;
        }
        catch (Exception)
        {
            await FailAsync(newDb, act, import.Id, "failed", $"The program failed, and nothing of the file was taken in. Reference {import.Id}.");
            throw;
        }
    }

    private static async Task<ImportRow> StartAsync(Func<Db> newDb, Act act, Guid id)
    {
        await using var db = newDb();
        await db.BeginAsync(act);
        // an import that runs under nobody's lock, and that no job will run again, was killed: its transaction is gone
        await db.ExecuteAsync(
            """
            with stopped as (update import i set state = 'failed', sentence = 'Stopped before it finished. Nothing of it was taken in: send the file again.', finished_at = @at
            where i.state = 'running' and i.id <> @id and not exists (select from job_run j where j.subject_id = i.id and j.state in ('waiting', 'running'))
              and pg_try_advisory_xact_lock(hashtextextended('import ' || i.id, 0)) returning i.id)
            delete from import_chunk h using stopped s where h.import_id = s.id
            """, new { id, at = act.At });
        await db.ExecuteAsync("update import set state = 'running', started_at = @at, sentence = '' where id = @id", new { id, at = act.At });
        var import = await ImportStore.FindAsync(db, id) ?? throw new NotThere("The import");
        await db.CommitAsync();
        return import;
    }

    private static async Task FinishAloneAsync(Func<Db> newDb, Act act, Guid id, TakeInReport report)
    {
        await using var db = newDb();
        await db.BeginAsync(act);
        await FinishAsync(db, id, report, report.IsHeld ? "held" : "failed", report.Held ?? report.FileRefused ?? "");
        await db.CommitAsync();
    }

    internal static async Task FinishAsync(Db db, Guid id, TakeInReport report, string state, string sentence)
    {
        await db.ExecuteAsync(
            """
            update import set state = @state, sentence = @sentence, warnings = @warnings, finished_at = clock_timestamp(), rows_read = @Read, rows_new = @New, rows_changed = @Changed, rows_unchanged = @Unchanged,
              rows_withdrawn = @Withdrawn, rows_quarantined = @Quarantined, rows_repeated = @Repeated, people_new = @PeopleNew, possible_matches = @PossibleMatches, progress_words = ''
            where id = @id
            """,
            new { id, state, sentence, warnings = report.Warnings.ToArray(), report.Read, report.New, report.Changed, report.Unchanged, report.Withdrawn, report.Quarantined, report.Repeated, report.PeopleNew, report.PossibleMatches });
        if (state != "held")
            await ForgetFileAsync(db, id);
    }

    /// <summary>A file is kept while it may still be taken in, and not a moment longer: it is full of people.</summary>
    private static Task ForgetFileAsync(Db db, Guid id) => db.ExecuteAsync("delete from import_chunk where import_id = @id", new { id });

    private static async Task FailAsync(Func<Db> newDb, Act act, Guid id, string state, string sentence)
    {
        await using var db = newDb();
        await db.BeginAsync(act);
        await db.ExecuteAsync("update import set state = @state, sentence = @sentence, finished_at = clock_timestamp() where id = @id", new { id, state, sentence });
        await ForgetFileAsync(db, id);
        await db.CommitAsync();
    }
}

/// <summary>The job behind an upload.</summary>
internal sealed class ImportJob(OffenceGrouping grouping, IEnumerable<IAfterTakeIn> after) : IJob
{
    public const string JobName = "import";

    public string Name => JobName;

    public async Task RunAsync(JobContext context, CancellationToken cancel)
    {
        var id = context.Subject ?? throw new InvalidOperationException("An import job needs its import.");
        await RunImport.RunAsync(context.NewDb, context.Act, id, import => ImportStore.Open(context.NewDb, context.Act, import.Id), grouping, after, (rows, words) => context.Progress(rows, null, words), cancel);
    }
}
