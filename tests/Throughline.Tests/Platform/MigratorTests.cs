using Npgsql;
using Shouldly;
using Throughline.Platform.Database;
using Throughline.Testing;
using Xunit;

// not Throughline.Tests.Platform: that would hide Throughline.Platform from every test that says Platform.Something
namespace Throughline.Tests.PlatformTests;

public sealed class MigratorTests
{
    [Fact]
    public async Task Run_UpToDate_DoesNothing()
    {
        await using var database = await TestPostgres.FreshAsync();
        (await new Migrator(database.AdminConnection).RunAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_EmptyDatabaseFromTwoNodesAtOnce_RunsEachScriptOnce()
    {
        await using var database = await TestPostgres.FreshAsync("template0");
        var ran = await Task.WhenAll(new Migrator(database.AdminConnection).RunAsync(), new Migrator(database.AdminConnection).RunAsync());
        ran.SelectMany(names => names).ShouldBe(Migrator.Scripts().Select(script => script.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task Run_ScriptChangedSinceItWasApplied_IsRefused()
    {
        await using var database = await TestPostgres.FreshAsync();
        var name = Migrator.Scripts().First().Name;
        await DoAsync(database, $"update schema_migration set hash = 'of another text' where name = '{name}'");
        var refused = await Should.ThrowAsync<DatabaseUnavailable>(() => new Migrator(database.AdminConnection).RunAsync());
        refused.Message.ShouldBe($"Migration {name} has changed since it was applied. Migrations are forward only: restore the file and write a new one.");
    }

    [Fact]
    public async Task Run_AScriptNotYetRecorded_FailsWhole()
    {
        await using var database = await TestPostgres.FreshAsync();
        var first = Migrator.Scripts().First().Name;
        await DoAsync(database, $"delete from schema_migration where name = '{first}'");
        // what it makes is there already, so it fails: nothing of it may be recorded
        await Should.ThrowAsync<PostgresException>(() => new Migrator(database.AdminConnection).RunAsync());
        await using var connection = new NpgsqlConnection(database.AdminConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*) from schema_migration where name = '{first}'", connection);
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    private static async Task DoAsync(DatabaseServer database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.AdminConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
