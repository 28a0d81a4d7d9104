using System.CommandLine;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;

namespace Throughline.Cli;

/// <summary><c>jobs</c> lists background jobs with their last run; <c>job run NAME</c> runs one now.</summary>
internal static class JobsCommand
{
    public static Command BuildList()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("jobs", "List background jobs with their last run.") { json };
        return command.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            await using var app = Server.Build(database, "http://127.0.0.1:0", demo: false, TimeProvider.System);
            await using var scope = app.Services.CreateAsyncScope();
            await using var connection = await database.Source.OpenConnectionAsync(cancel);
            var runs = (await connection.QueryAsync<LastRun>("select distinct on (name) name, state, asked_at, finished_at, words from job_run order by name, asked_at desc")).ToDictionary(run => run.Name);
            var rows = scope.ServiceProvider.GetServices<IJob>().Select(job => job.Name).Order(StringComparer.Ordinal)
                .Select(name => runs.GetValueOrDefault(name) ?? new LastRun { Name = name, State = "never run", Words = "" }).ToList();
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
            else
                rows.ForEach(run => Console.WriteLine($"{run.Name,-16} {run.State,-10} {run.AskedAt:yyyy-MM-dd HH:mm:ss}  {run.Words}"));
            return Commands.DoneExit;
        });
    }

    public static Command BuildRun()
    {
        var name = new Argument<string>("NAME") { Description = "Which job; `throughline jobs` lists them." };
        var partnership = new Option<string?>("--partnership") { Description = "Code of the partnership it runs for; every partnership when not given." };
        var run = new Command("run", "Run a job now.") { name, partnership };
        run.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            await using var app = Server.Build(database, "http://127.0.0.1:0", demo: false, TimeProvider.System);
            await using var scope = app.Services.CreateAsyncScope();
            var jobs = scope.ServiceProvider.GetServices<IJob>().ToList();
            var job = jobs.Find(one => one.Name == parsed.GetValue(name)) ?? throw new BadInput($"There is no job called {parsed.GetValue(name)}. Expected one of: {string.Join(", ", jobs.Select(j => j.Name))}.");
            if (job.Name == Imports.TakeIn.ImportJob.JobName)
                throw new BadInput("An import is run by sending its file: throughline import PROFILE FILE --agency CODE.");
            var runner = new JobRunner(database.Source, app.Services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, NullLogger<JobRunner>.Instance);
            var failed = 0;
            foreach (var (code, id) in await AskAsync(database, job.Name, parsed.GetValue(partnership), cancel))
            {
                var (state, words) = await FinishedAsync(database, runner, id, cancel);
                Console.WriteLine($"{job.Name}, {code}: {state}. {words}");
                failed += state == "done" ? 0 : 1;
            }

            return failed == 0 ? Commands.DoneExit : Commands.RefusedExit;
        });
        return new Command("job", "Run a background job.") { run };
    }

    private static async Task<List<(string Code, Guid Id)>> AskAsync(DatabaseServer database, string job, string? partnership, CancellationToken cancel)
    {
        await using var db = new Db(database.Source);
        await db.BeginForNobodyAsync(cancel);
        var found = await db.ListAsync<Asked>("select id, code from partnership where @partnership::text is null or code = @partnership order by code", new { partnership }, cancel);
        if (found.Count == 0)
            throw new BadInput(partnership is null ? "There is no partnership yet." : $"There is no partnership with the code {partnership}.");
        var acts = new List<(string Code, Act Act)>();
        foreach (var one in found)
            acts.Add((one.Code, await new Partnerships(db).ServiceAsync(one.Id, "job from the command line", TimeProvider.System.GetUtcNow())));
        await db.CommitAsync(cancel);
        var asked = new List<(string, Guid)>();
        foreach (var (code, act) in acts)
        {
            await using var ask = new Db(database.Source);
            await ask.BeginAsync(act, cancel);
            asked.Add((code, await ask.AskAsync(job, null, cancel)));
            await ask.CommitAsync(cancel);
        }

        return asked;
    }

    /// <summary>Works through the queue until the job has ended, here or in a program that serves beside us.</summary>
    private static async Task<(string State, string Words)> FinishedAsync(DatabaseServer database, JobRunner runner, Guid id, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        while (true)
        {
            var (state, words) = await connection.QueryFirstAsync<(string State, string Words)>("select state, words from job_run where id = @id", new { id });
            if (state is not ("waiting" or "running"))
                return (state, words);
            if (!await runner.RunNextAsync(cancel))
                await Task.Delay(200, cancel);
        }
    }

    private sealed class Asked
    {
        public required PartnershipId Id { get; init; }

        public required string Code { get; init; }
    }

    private sealed class LastRun
    {
        public required string Name { get; init; }

        public required string State { get; init; }

        public DateTimeOffset? AskedAt { get; init; }

        public DateTimeOffset? FinishedAt { get; init; }

        public required string Words { get; init; }
    }
}
