using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;
using Throughline.Platform.Processes;
using Throughline.Scoring;
using Throughline.Selection.Matrices;

namespace Throughline.Selection.Scores;

/// <summary>
/// Scores everybody in the partnership with the matrix in use, and keeps each score with its inputs as they were. It writes
/// scores and nothing else: no case is opened, moved or decided here.
/// </summary>
public static class ScorePeople
{
    /// <summary>The name of the job, in job_run and for whoever runs jobs.</summary>
    public const string JobName = "score-people";

    /// <summary>Up to this many people are scored while the user waits.</summary>
    public const int MostWhileWaiting = 20_000;

    private const int Batch = 500;

    /// <summary>Scores while the user waits, in the acting transaction, and gives the run's id.</summary>
    public static async Task<Guid> DoAsync(Db db, DateOnly? asOf = null, CancellationToken cancel = default)
    {
        var run = await RunAsync(db, asOf, cancel: cancel);
        var count = await db.ValueAsync<long>("select people from scoring_run where id = @run", new { run }, cancel);
        await db.ExecuteAsync(
            """
            insert into job_run (partnership_id, name, subject_id, asked_by, asked_at, started_at, finished_at, state, done, total, words)
            values (@Partnership, @JobName, @run, @User, @At, @At, @At, 'done', @count, @count, @words)
            """,
            new { db.Act.Partnership, JobName, run, db.Act.User, db.Act.At, count, words = $"{count} people scored" }, cancel);
        return run;
    }

    /// <summary>Scores in the acting transaction, saying how far it is.</summary>
    internal static async Task<Guid> RunAsync(Db db, DateOnly? asOf = null, Func<long, long?, string, Task>? progress = null, CancellationToken cancel = default)
    {
        var inUse = await SavedMatrix.InUseAsync(db);
        new Rule("No selection matrix is in use. Put one in use first", "HMI Probation and HMI Constabulary 2014, 4.4: an agreed matrix", inUse is not null).Check();
        var matrix = inUse!.Read();
        var day = asOf ?? db.Act.On;
        new Rule($"The matrix takes effect on {matrix.EffectiveFrom:d MMMM yyyy}: scores cannot be made for an earlier day", "A matrix is effective-dated", day >= matrix.EffectiveFrom).Check();
        new Rule("Scores cannot be made for a day to come", "Scores describe what is known", day <= db.Act.On).Check();

        var run = Guid.CreateVersion7(db.Act.At);
        var common = await CommonInputs.ForAsync(db, cancel);
        await db.ExecuteAsync(
            """
            insert into scoring_run (id, partnership_id, matrix_id, as_of, asked_at, asked_by, entry_line, exit_line, left_out)
            values (@run, @Partnership, @matrix, @day, @At, @User, @entry, @exit, @LeftOut)
            """,
            new { run, db.Act.Partnership, matrix = inUse.Id, day, db.Act.At, db.Act.User, entry = matrix.Thresholds.Entry, exit = matrix.Thresholds.Exit, common.LeftOut }, cancel);
        var input = await ScoringFacts.ReadAsync(db, day, (await SelectionSettings.LoadAsync(db)).HarmScheme, common, cancel);
        var table = new Scorer(matrix).Score(input, day, cancel);
        await WriteAsync(db, run, table, common, progress, cancel);
        var summary = new
        {
            entry = Enumerable.Range(0, table.Count).Count(person => table.Position(person) == LinePosition.AtOrAboveEntry),
            between = Enumerable.Range(0, table.Count).Count(person => table.Position(person) == LinePosition.BetweenLines),
            below = Enumerable.Range(0, table.Count).Count(person => table.Position(person) == LinePosition.BelowExit),
            stability = table.Stability().Select(factor => new { factor = factor.FactorId, raised = factor.CrossWhenRaised, lowered = factor.CrossWhenLowered }),
        };
        await db.ExecuteAsync("update scoring_run set finished_at = @At, people = @count, summary = @summary::jsonb where id = @run",
            new { run, db.Act.At, count = table.Count, summary = JsonSerializer.Serialize(summary) }, cancel);
        await db.ProcessAsync("ScorePeople", null, null, null,
            [new Happened("PeopleScored", "offending", $"People scored with {inUse.Name}, version {inUse.Version}", db.Act.On)],
            new Recorded(AuditOperation.Alteration) { People = [.. table.ByRank.Select(person => new PersonId(Guid.Parse(table.PersonId(person))))], Categories = [.. matrix.Factors.SelectMany(factor => StoredScore.OfGroup(factor.Group)).Append("risk").Distinct()] },
            new { run, asOf = day }, cancel);
        return run;
    }

    /// <summary>A score is for the agencies that it was made for by name: whoever is given scores later was not among those whose sight bounded this one.</summary>
    private static async Task WriteAsync(Db db, Guid run, ScoreTable table, CommonInputs common, Func<long, long?, string, Task>? progress, CancellationToken cancel)
    {
        var done = 0;
        var ownAlone = await common.ForOwnAgencyAloneAsync(db, cancel);
        foreach (var batch in table.ByRank.Chunk(Batch))
        {
            cancel.ThrowIfCancellationRequested();
            var scores = batch.Select(table.Explain).ToList();
            await db.ExecuteAsync(
                """
                insert into score (run_id, partnership_id, person_id, total, rank, line, provisional, stability, by_source, detail, marking, marked_for)
                select @run, @Partnership, person, total, rank, line, provisional, stability, by_source::jsonb, detail::jsonb, 'agencies', case when own_alone then '{}' else @Readers::uuid[] end
                from unnest(@people, @totals, @ranks, @lines, @provisional, @stability, @bySource, @details, @ownAlone) as s (person, total, rank, line, provisional, stability, by_source, detail, own_alone)
                """,
                new
                {
                    run,
                    db.Act.Partnership,
                    common.Readers,
                    ownAlone = scores.Select(score => ownAlone.Contains(Guid.Parse(score.PersonId))).ToArray(),
                    people = scores.Select(score => Guid.Parse(score.PersonId)).ToArray(),
                    totals = scores.Select(score => score.Total).ToArray(),
                    ranks = scores.Select(score => score.Rank).ToArray(),
                    lines = scores.Select(score => ScoreWords.Line(score.Position)).ToArray(),
                    provisional = scores.Select(score => score.Provisional).ToArray(),
                    stability = scores.Select(score => score.Stability.ShareSameSide).ToArray(),
                    bySource = scores.Select(score => JsonSerializer.Serialize(score.BySource.ToDictionary(source => ScoreWords.Source(source.Group), source => source.Points))).ToArray(),
                    details = scores.Select(score => score.ToJson()).ToArray(),
                }, cancel);
            done += batch.Length;
            if (progress is not null)
                await progress(done, table.Count, $"{done:N0} of {table.Count:N0} people scored");
        }
    }
}

/// <summary>Scoring that is too long for a request.</summary>
internal sealed class ScoringJob : IJob
{
    public string Name => ScorePeople.JobName;

    public async Task RunAsync(JobContext context, CancellationToken cancel)
    {
        await using var db = context.NewDb();
        await db.BeginAsync(context.Act, cancel);
        await ScorePeople.RunAsync(db, progress: context.Progress, cancel: cancel);
        await db.CommitAsync(cancel);
    }
}

/// <summary>The words and codes in which scores are stored and shown.</summary>
public static class ScoreWords
{
    public static string Line(LinePosition position) => position switch
    {
        LinePosition.AtOrAboveEntry => "entry",
        LinePosition.BetweenLines => "between",
        LinePosition.BelowExit => "below",
        _ => throw new ArgumentOutOfRangeException(nameof(position)),
    };

    public static string LineInWords(string line) => line switch
    {
        "entry" => "At or above the entry line",
        "between" => "Between the lines",
        "below" => "Below the exit line",
        _ => throw new ArgumentOutOfRangeException(nameof(line)),
    };

    public static string Source(SourceGroup group) => group.ToString();

    public static string Points(decimal points) => points.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How far the side of the line hangs on the weights.</summary>
    public static string Stability(decimal share) => share switch
    {
        1 => "Firm: no weight changed by a tenth moves it over the entry line",
        >= 0.8m => "Mostly firm: a few weights changed by a tenth would move it over the entry line",
        _ => "Loose: many weights changed by a tenth would move it over the entry line",
    };
}
