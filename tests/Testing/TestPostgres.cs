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
        await new Migrator(server.AdminConnection).RunAsync();
        return server;
    }

    /// <summary>A fresh, migrated database: empty, or a copy of another that nobody is connected to.</summary>
    public static async Task<DatabaseServer> FreshAsync(string template = "throughline", string? named = null)
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

        return DatabaseServer.At(
            new NpgsqlConnectionStringBuilder(server.AppConnection) { Database = name, MaxPoolSize = 10 }.ConnectionString,
            new NpgsqlConnectionStringBuilder(server.AdminConnection) { Database = name, Pooling = false }.ConnectionString);
    }
}
