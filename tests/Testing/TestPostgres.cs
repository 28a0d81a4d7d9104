using Microsoft.Extensions.Logging;
using Npgsql;
using Throughline.Platform.Database;

namespace Throughline.Testing;

/// <summary>
/// One real PostgreSQL for the whole run of a test assembly, thrown away afterwards; each test class gets its own database,
/// copied from a migrated template.
/// </summary>
internal static class TestPostgres
{
    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(StartAsync);
    private static readonly SemaphoreSlim Copying = new(1);
    private static int counter;

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "throughline-test-" + Environment.ProcessId);
        var server = await EmbeddedPostgres.StartAsync(folder, DateTimeOffset.UnixEpoch);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
            Directory.Delete(folder, recursive: true);
        };
        await ForgetfulAsync(server);
        await new Migrator(server.AdminConnection).RunAsync();
        return server;
    }

    /// <summary>What is thrown away at the end need not survive a power cut: no waiting for the disk. Tests of killed servers start servers of their own.</summary>
    private static async Task ForgetfulAsync(EmbeddedPostgres server)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.AdminConnection) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        // and nobody tidies up hundreds of databases that each live for seconds
        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes", "autovacuum" })
        {
            await using var command = new NpgsqlCommand($"alter system set {setting} = off", connection);
            await command.ExecuteNonQueryAsync();
        }

        await using var reload = new NpgsqlCommand("select pg_reload_conf()", connection);
        await reload.ExecuteNonQueryAsync();
    }

    /// <summary>A fresh, migrated database: empty, or a copy of another that nobody is connected to.</summary>
    /// <param name="keepsPlans">For runs that ask the same statements thousands of times: each is planned once for each connection. What it answers is the same. Not for runs that break the database on purpose: the driver's automatic preparing does not survive every failure.</param>
    public static async Task<DatabaseServer> FreshAsync(string template = "throughline", string? named = null, ILoggerFactory? loggers = null, bool keepsPlans = false)
    {
        var server = await Server.Value;
        var name = named ?? "t" + Interlocked.Increment(ref counter);
        await Copying.WaitAsync();
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.AdminConnection) { Database = "postgres", Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"create database {name} template {template} owner throughline_owner strategy file_copy", connection);
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            Copying.Release();
        }

        var app = new NpgsqlConnectionStringBuilder(server.AppConnection) { Database = name, MaxPoolSize = 10, MaxAutoPrepare = 0 };
        if (keepsPlans)
            (app.MaxPoolSize, app.MaxAutoPrepare, app.AutoPrepareMinUsages, app.Options) = (7, 1_500, 2, "-c plan_cache_mode=force_generic_plan");
        return DatabaseServer.At(
            app.ConnectionString,
            new NpgsqlConnectionStringBuilder(server.AdminConnection) { Database = name, Pooling = false }.ConnectionString,
            loggers);
    }
}
