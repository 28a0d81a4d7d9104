using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Keeping;

/// <summary>Asks once a day, for each partnership, that a job is done. Several nodes ask once between them.</summary>
/// <param name="job">The job's name.</param>
/// <param name="oneAtATime">The advisory lock under which one node asks.</param>
/// <param name="first">How long after the start the first look is: a program that has just started has better things to do.</param>
internal abstract partial class AskedDaily(string job, long oneAtATime, TimeSpan first, NpgsqlDataSource source, TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = first; !stoppingToken.IsCancellationRequested; wait = Between)
        {
            try
            {
                await Task.Delay(wait, clock, stoppingToken);
                await AskAsync(job, oneAtATime, source, clock.GetUtcNow(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException exception)
            {
                DatabaseAway(exception.Message);
            }
        }
    }

    /// <summary>Asks for the partnerships that nobody has asked for today; how many.</summary>
    protected static async Task<int> AskAsync(string job, long oneAtATime, NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = new Db(source);
        await db.BeginForNobodyAsync(cancel);
        if (!await db.ValueAsync<bool>("select pg_try_advisory_xact_lock(@oneAtATime)", new { oneAtATime }, cancel))
            return 0;
        var partnerships = await db.ListAsync<PartnershipId>(
            """
            select p.id from partnership p where not exists (select from job_run j where j.partnership_id = p.id and j.name = @job
              and (j.asked_at at time zone 'Europe/London')::date = (@now at time zone 'Europe/London')::date)
            """, new { job, now }, cancel);
        foreach (var partnership in partnerships)
        {
            var act = await new Partnerships(db).ServiceAsync(partnership, "job " + job, now);
            await db.ExecuteAsync(
                "insert into job_run (id, partnership_id, name, asked_by, asked_at, state) values (@id, @partnership, @job, @User, @now, 'waiting')",
                new { id = Guid.CreateVersion7(now), partnership, job, act.User, now }, cancel);
        }

        await db.CommitAsync(cancel);
        return partnerships.Count;
    }

    [LoggerMessage(LogLevel.Warning, "The database is away: {Why}")]
    private partial void DatabaseAway(string why);
}
