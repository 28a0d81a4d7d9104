using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Shouldly;
using Throughline.Platform.Database;
using Throughline.Tests.House;
using Xunit;

// not Throughline.Tests.Platform: that would hide Throughline.Platform from every test that says Platform.Something
namespace Throughline.Tests.PlatformTests;

/// <summary>The embedded server through what happens to servers: a second program, kills, the end.</summary>
public sealed class EmbeddedPostgresTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string folder = Path.Combine(Path.GetTempPath(), "throughline-pg-" + Guid.CreateVersion7().ToString("N")[20..]);

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Start_FolderWithAnOwner_IsRefusedNamingTheProcess()
    {
        await using var first = await StartAsync();
        var refused = await Should.ThrowAsync<DatabaseUnavailable>(StartAsync);
        refused.Message.ShouldContain($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}, since 2026-11-20 10:30:00Z");
        refused.Message.ShouldContain("Stop that one first, or name another folder with THROUGHLINE_DATA.");
        (await AskAsync(first, "select 1")).ShouldBe(1, "the first owner still has its server");
    }

    [Fact]
    public async Task Running_WhileAnOwnerServes_TellsACommandWhereToWorkBesideIt()
    {
        EmbeddedPostgres.Running(folder).ShouldBeNull();
        await using (var owner = await StartAsync())
        {
            await new Migrator(owner.AdminConnection).RunAsync();
            var (app, admin) = EmbeddedPostgres.Running(folder).ShouldNotBeNull();
            await using var beside = DatabaseServer.At(app, admin);
            await using var connection = await beside.Source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand("select current_user::text", connection);
            (await command.ExecuteScalarAsync()).ShouldBe("throughline_app");
        }

        EmbeddedPostgres.Running(folder).ShouldBeNull();
    }

    [Fact]
    public async Task Dispose_StopsTheServerAndFreesTheFolder()
    {
        var postgres = await StartAsync();
        var server = ServerOf(postgres);
        IsRunning(server).ShouldBeTrue();
        await postgres.DisposeAsync();
        IsRunning(server).ShouldBeFalse();
        File.Exists(Path.Combine(postgres.Cluster, "postmaster.pid")).ShouldBeFalse("it was shut down, not killed");
        File.Exists(Path.Combine(folder, "owner.json")).ShouldBeFalse();
        await using var again = await StartAsync();
        (await AskAsync(again, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Server_Killed_StartsAgainWithAllThatWasCommitted()
    {
        await using var postgres = await StartAsync();
        await DoAsync(postgres, "create table kept (n int); insert into kept select generate_series(1, 1000)");
        var server = ServerOf(postgres);
        Kill(server);
        await UntilAsync("the server answers again", async () =>
        {
            try
            {
                return await AskAsync(postgres, "select count(*)::int from kept") == 1000;
            }
            catch (NpgsqlException)
            {
                return false; // away, or recovering
            }
        });
        ServerOf(postgres).ShouldNotBe(server);
    }

    [Fact]
    public async Task Program_Killed_TakesItsServerWithItAndTheNextOneStarts()
    {
        int server;
        await using (var program = Serve())
        {
            await program.SaidAsync();
            server = ServerOf(folder);
            program.Process.Kill();
            await program.Process.WaitForExitAsync();
        }

        await UntilAsync("the server is gone", () => Task.FromResult(!IsRunning(server)));
        await using var next = await StartAsync();
        (await AskAsync(next, "select count(*)::int from schema_migration", "throughline")).ShouldBeGreaterThan(3, "what the killed program had migrated is there");
    }

    [Fact]
    public async Task Program_ToldToStop_StopsItsServer()
    {
        await using var program = Serve();
        await program.SaidAsync();
        var server = ServerOf(folder);
        using (var kill = Process.Start("kill", ["-TERM", program.Process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(Patience);
        await program.Process.WaitForExitAsync(patience.Token);
        program.Process.ExitCode.ShouldBe(0, program.Output);
        IsRunning(server).ShouldBeFalse();
        File.Exists(Path.Combine(folder, "owner.json")).ShouldBeFalse();
    }

    private ChildProgram Serve() => ChildProgram.Start(
        ["serve", "--urls", "http://127.0.0.1:0"],
        new() { ["THROUGHLINE_DATA"] = folder, ["THROUGHLINE_HOME"] = Checkout.Root, ["ConnectionStrings__Throughline"] = null },
        "Throughline is at");

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(folder, new DateTimeOffset(2026, 11, 20, 10, 30, 0, TimeSpan.Zero));

    private static string Connection(EmbeddedPostgres postgres, string database) =>
        new NpgsqlConnectionStringBuilder(postgres.AdminConnection) { Database = database, Pooling = false, Timeout = 2 }.ConnectionString;

    private static async Task<int> AskAsync(EmbeddedPostgres postgres, string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(Connection(postgres, database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private static async Task DoAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(Connection(postgres, "postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static int ServerOf(EmbeddedPostgres postgres) => PidIn(Path.Combine(postgres.Cluster, "postmaster.pid"));

    /// <summary>Of another program's: as root the cluster lies one folder deeper.</summary>
    private static int ServerOf(string folder) =>
        PidIn(new[] { "server/pg", "pg" }.Select(cluster => Path.Combine(folder, cluster, "postmaster.pid")).First(File.Exists));

    private static int PidIn(string path) => int.Parse(File.ReadLines(path).First(), CultureInfo.InvariantCulture);

    private static bool IsRunning(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var limit = Stopwatch.StartNew();
        while (!await holds())
        {
            if (limit.Elapsed > Patience)
                throw new TimeoutException($"It never came to this: {what}.");
            await Task.Delay(50);
        }
    }
}
