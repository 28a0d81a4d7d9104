using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Throughline.Platform.Database;

namespace Throughline.Platform.Jobs;

/// <summary>
/// Runs waiting jobs one at a time. A job is claimed with <c>for update skip locked</c>, so several nodes share one queue; an
/// advisory lock is held while it runs, so that a job whose node was killed is seen to be nobody's and runs again. Jobs work in
/// one transaction, so running again starts from nothing half done.
/// </summary>
internal sealed partial class JobRunner(NpgsqlDataSource source, IServiceScopeFactory scopes, TimeProvider clock, ILogger<JobRunner> log) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await RunNextAsync(stoppingToken))
                    await Task.Delay(Rest, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException exception)
            {
                DatabaseAway(exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    /// <summary>Claims and runs one job; false when there is none.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancel)
    {
        await using var claim = await source.OpenConnectionAsync(cancel);
        var job = await ClaimAsync(claim, cancel);
        if (job is null)
            return false;
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var body = scope.ServiceProvider.GetServices<IJob>().FirstOrDefault(one => one.Name == job.Name) ?? throw new InvalidOperationException($"There is no job called {job.Name}.");
            var act = new Act(job.UserId, job.AgencyId, job.PartnershipId, "job " + job.Name, clock.GetUtcNow());
            await body.RunAsync(new JobContext(job.Id, act, job.SubjectId, () => new Db(source), (done, total, words) => ProgressAsync(job.Id, done, total, words, cancelling)), cancelling.Token);
            await EndAsync(job.Id, "done", null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await EndAsync(job.Id, "cancelled", "Stopped because somebody asked. Nothing of it was kept.");
        }
        catch (OperationCanceledException)
        {
            throw; // the program is stopping: the job is nobody's and runs again at the next start
        }
        catch (RuleBroken broken)
        {
            await EndAsync(job.Id, "failed", broken.Message);
        }
        catch (Exception exception)
        {
            JobFailed(exception, job.Name, job.Id);
            await EndAsync(job.Id, "failed", $"It failed, and nothing of it was kept. Reference {job.Id}.");
        }
        finally
        {
            await claim.ExecuteAsync("select pg_advisory_unlock(hashtextextended(@id, 0))", new { id = job.Id.ToString() });
        }

        return true;
    }

    private async Task<Claimed?> ClaimAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // waiting, or running under nobody's lock: its node was killed
        var candidates = await connection.QueryAsync<Claimed>(new CommandDefinition(
            """
            select j.id, j.name, j.subject_id, j.partnership_id, u.id as user_id, u.agency_id from job_run j join app_user u on u.id = j.asked_by
            where j.state in ('waiting', 'running') order by j.asked_at limit 20
            """, cancellationToken: cancel));
        foreach (var candidate in candidates)
        {
            if (!await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(hashtextextended(@id, 0))", new { id = candidate.Id.ToString() }))
                continue;
            var claimed = await connection.ExecuteAsync(
                "update job_run set state = 'running', started_at = @now where id = @id and state in ('waiting', 'running')", new { candidate.Id, now = clock.GetUtcNow() });
            if (claimed == 1)
                return candidate;
            await connection.ExecuteAsync("select pg_advisory_unlock(hashtextextended(@id, 0))", new { id = candidate.Id.ToString() });
        }

        return null;
    }

    private async Task ProgressAsync(Guid job, long done, long? total, string words, CancellationTokenSource cancelling)
    {
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        var cancelAsked = await connection.ExecuteScalarAsync<bool>(
            "update job_run set done = @done, total = coalesce(@total, total), words = @words where id = @job returning cancel_asked", new { done, total, words, job });
        if (cancelAsked)
            await cancelling.CancelAsync();
    }

    private async Task EndAsync(Guid job, string state, string? words)
    {
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync("update job_run set state = @state, finished_at = @now, words = coalesce(@words, words) where id = @job", new { state, now = clock.GetUtcNow(), words, job });
    }

    [LoggerMessage(LogLevel.Error, "Job {Name} ({Id}) failed")]
    private partial void JobFailed(Exception exception, string name, Guid id);

    [LoggerMessage(LogLevel.Warning, "The database is away: {Why}")]
    private partial void DatabaseAway(string why);

    private sealed class Claimed
    {
        public required Guid Id { get; init; }

        public required string Name { get; init; }

        public Guid? SubjectId { get; init; }

        public required PartnershipId PartnershipId { get; init; }

        public required UserId UserId { get; init; }

        public required AgencyId AgencyId { get; init; }
    }
}
