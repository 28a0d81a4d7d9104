using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Throughline.Platform.Database;

/// <summary>
/// The program's own private PostgreSQL: a data folder, a Unix socket that only its user can open, no TCP port.
/// One program owns a data folder at a time. The server hangs on a pipe held by the program, so it shuts down cleanly
/// even when the program is killed; when the server itself is killed, it is started again and recovers from its log.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const int LongestSocketPath = 90; // the kernel allows 107 bytes, of which ".s.PGSQL.5432.lock" takes 18

    private readonly string folder;
    private readonly FileStream ownerLock;
    private readonly PostgresPlace place;
    private readonly CancellationTokenSource stopping = new();
    private Process? server;
    private Task watch = Task.CompletedTask;

    private EmbeddedPostgres(string folder, FileStream ownerLock, PostgresPlace place)
    {
        this.folder = folder;
        this.ownerLock = ownerLock;
        this.place = place;
    }

    public string Version { get; private set; } = "";

    public string Binaries => place.Bin;

    public string Cluster => place.Cluster;

    public string? RunsAs => place.User;

    public string AppConnection => Connection("throughline_app", "throughline");

    /// <summary>The cluster's administrator: only the migrator and <c>doctor</c> use it.</summary>
    public string AdminConnection => Connection("postgres", "throughline");

    private string Connection(string user, string database) => Connection(place.SocketFolder, user, database);

    private static string Connection(string socketFolder, string user, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = socketFolder,
            Username = user,
            Database = database,
            MaxPoolSize = 35, // of each of the two pools (DatabaseServer): 70 of the 80 that the server allows
            Timeout = 15,
            CommandTimeout = 600,
            ApplicationName = "throughline",
        }.ConnectionString;

    /// <summary>Starts the server of a data folder, making the cluster when the folder is new.</summary>
    /// <exception cref="DatabaseUnavailable">The folder has another owner, or no server program can be found.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(string dataFolder, DateTimeOffset now, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(dataFolder);
        var ownerLock = TakeOwnership(dataFolder, now);
        try
        {
            var place = await PostgresPlace.FindAsync(dataFolder, cancel);
            var postgres = new EmbeddedPostgres(dataFolder, ownerLock, place);
            await postgres.InitialiseAsync(cancel);
            await postgres.LaunchAsync(cancel);
            await File.WriteAllTextAsync(SocketNote(dataFolder), place.SocketFolder, cancel);
            postgres.watch = Task.Run(postgres.WatchAsync, CancellationToken.None);
            return postgres;
        }
        catch
        {
            await ownerLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the server of a data folder listens, for commands that work beside the program that owns the folder.</summary>
    public static (string App, string Admin)? Running(string dataFolder)
    {
        var note = SocketNote(dataFolder);
        if (!File.Exists(note) || File.ReadAllText(note).Trim() is not { Length: > 0 } socket || !File.Exists(Path.Combine(socket, ".s.PGSQL.5432")))
            return null;
        return (Connection(socket, "throughline_app", "throughline"), Connection(socket, "postgres", "throughline"));
    }

    private static string SocketNote(string dataFolder) => Path.Combine(dataFolder, "socket");

    private static FileStream TakeOwnership(string dataFolder, DateTimeOffset now)
    {
        var path = Path.Combine(dataFolder, "owner.lock");
        var note = Path.Combine(dataFolder, "owner.json");
        try
        {
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(note, JsonSerializer.Serialize(new { process = Environment.ProcessId, machine = Environment.MachineName, since = now }));
            return held;
        }
        catch (IOException)
        {
            var owner = File.Exists(note) ? File.ReadAllText(note) : "{}";
            using var json = JsonDocument.Parse(owner);
            var who = json.RootElement.TryGetProperty("process", out var process)
                ? $"process {process.GetInt32().ToString(CultureInfo.InvariantCulture)} on {json.RootElement.GetProperty("machine").GetString()}, since {json.RootElement.GetProperty("since").GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z"
                : "another process";
            throw new DataFolderInUse($"The data folder {dataFolder} is in use by {who}. Stop that one first, or name another folder with THROUGHLINE_DATA.");
        }
    }

    private async Task InitialiseAsync(CancellationToken cancel)
    {
        if (File.Exists(Path.Combine(place.Cluster, "PG_VERSION")))
        {
            Version = (await File.ReadAllTextAsync(Path.Combine(place.Cluster, "PG_VERSION"), cancel)).Trim();
            return;
        }

        var major = await place.MajorVersionAsync(cancel);
        // PostgreSQL 17 and later carry their own UTF-8 rules, so that sorting and lower-casing are the same on every machine.
        var locale = major >= 17 ? "--locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C" : "--locale=C.UTF-8";
        var scratch = place.Cluster + ".new";
        await place.ShellAsync($"rm -rf {Quote(scratch)}", cancel);
        await place.ShellAsync(
            $"{Quote(Path.Combine(place.Bin, "initdb"))} -D {Quote(scratch)} -U postgres -E UTF8 {locale} --auth=trust --data-checksums --no-instructions && mv {Quote(scratch)} {Quote(place.Cluster)}",
            cancel);
        Version = major.ToString(CultureInfo.InvariantCulture);
    }

    private async Task LaunchAsync(CancellationToken cancel)
    {
        var giveUp = Stopwatch.StartNew();
        while (true)
        {
            await WaitForOldServerAsync(cancel);
            server = place.Start(ServerScript());
            var ready = await AnswersAsync(server, cancel);
            if (ready)
                return;
            // after a kill -9 of the server its last children may hold the shared memory for a moment
            if (giveUp.Elapsed > TimeSpan.FromSeconds(30))
                throw new DatabaseUnavailable($"PostgreSQL did not start. The last lines of {LogFile}: {Tail(LogFile)}");
            await Task.Delay(200, cancel);
        }
    }

    private string LogFile => Path.Combine(place.LogFolder, "postgresql.log");

    private string ServerScript()
    {
        // The second process ends the server when the pipe closes, that is when the program is gone, however it went.
        var postgres = Quote(Path.Combine(place.Bin, "postgres"));
        return $"""
            exec 3<&0
            {postgres} -D {Quote(place.Cluster)} -k {Quote(place.SocketFolder)} -c listen_addresses= -c unix_socket_permissions=0700 \
              -c shared_buffers=256MB -c work_mem=32MB -c maintenance_work_mem=128MB -c max_connections=80 -c max_wal_size=2GB -c wal_compression=on \
              -c checkpoint_timeout=15min -c random_page_cost=1.1 -c jit=off -c log_timezone=UTC -c timezone=UTC >>{Quote(LogFile)} 2>&1 3<&- </dev/null &
            pg=$!
            (cat <&3 >/dev/null; kill -INT $pg 2>/dev/null) &
            exec 3<&-
            wait $pg
            """;
    }

    private async Task WaitForOldServerAsync(CancellationToken cancel)
    {
        var pidFile = Path.Combine(place.Cluster, "postmaster.pid");
        for (var waited = 0; waited < 100; waited++)
        {
            if (!File.Exists(pidFile))
                return;
            var first = (await File.ReadAllLinesAsync(pidFile, cancel)).FirstOrDefault();
            if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || !IsPostgres(pid))
                return;
            await Task.Delay(100, cancel);
        }

        throw new DatabaseUnavailable($"An earlier PostgreSQL still runs on {place.Cluster} (see postmaster.pid) and does not stop.");
    }

    private static bool IsPostgres(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/comm").StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<bool> AnswersAsync(Process process, CancellationToken cancel)
    {
        var admin = new NpgsqlConnectionStringBuilder(Connection("postgres", "postgres")) { Pooling = false, Timeout = 2 }.ConnectionString;
        var limit = Stopwatch.StartNew();
        while (!process.HasExited && limit.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (File.Exists(Path.Combine(place.SocketFolder, ".s.PGSQL.5432")))
            {
                try
                {
                    await using var connection = new NpgsqlConnection(admin);
                    await connection.OpenAsync(cancel);
                    return true;
                }
                catch (NpgsqlException)
                {
                    // not yet: it is recovering or still opening
                }
            }

            await Task.Delay(15, cancel);
        }

        return false;
    }

    /// <summary>Starts the server again when it dies under us.</summary>
    private async Task WatchAsync()
    {
        while (!stopping.IsCancellationRequested && server is { } running)
        {
            try
            {
                await running.WaitForExitAsync(stopping.Token);
                if (stopping.IsCancellationRequested)
                    return;
                NpgsqlConnection.ClearAllPools();
                await LaunchAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watch;
        NpgsqlConnection.ClearAllPools();
        if (server is { HasExited: false } running)
        {
            running.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await running.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                running.Kill(entireProcessTree: true);
            }
        }

        server?.Dispose();
        await ownerLock.DisposeAsync();
        File.Delete(Path.Combine(folder, "owner.json"));
        File.Delete(SocketNote(folder));
        stopping.Dispose();
    }

    private static string Tail(string path) => File.Exists(path) ? string.Join(" | ", File.ReadLines(path).TakeLast(5)) : "(no log)";

    internal static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    internal static string SocketFolderFor(string dataFolder)
    {
        var inside = Path.Combine(dataFolder, "run");
        if (inside.Length <= LongestSocketPath)
            return inside;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..16];
        return Path.Combine(Path.GetTempPath(), "throughline-" + hash);
    }
}

/// <summary>The database cannot be had; the sentence says why and what to do.</summary>
public class DatabaseUnavailable(string message) : Exception(message);

/// <summary>Another program owns the data folder; the sentence says which.</summary>
public sealed class DataFolderInUse(string message) : DatabaseUnavailable(message);
