using System.Text.RegularExpressions;
using Npgsql;
using Shouldly;
using Throughline.Testing;
using Throughline.Tests.House;
using Xunit;

// not Throughline.Tests.Platform: that would hide Throughline.Platform from every test that says Platform.Something
namespace Throughline.Tests.PlatformTests;

/// <summary>The real installation, as docs/how-to/install.md tells a database administrator to prepare it.</summary>
public sealed partial class InstallTests
{
    [Fact]
    public async Task Install_AsTheHowToSays_SetsUpAndIsFoundWell()
    {
        await using var server = await TestPostgres.FreshAsync();
        var script = SqlBlock().Match(Checkout.Read("docs/how-to/install.md")).Groups[1].Value;
        script.ShouldContain("create database throughline ");
        await using (var connection = new NpgsqlConnection(server.AdminConnection))
        {
            await connection.OpenAsync();
            // the two roles belong to the whole server and are there already; the database of the tests has another name
            foreach (var statement in script.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(one => !one.StartsWith("create role throughline_owner", StringComparison.Ordinal) && !one.StartsWith("create role throughline_app", StringComparison.Ordinal)))
            {
                await using var command = new NpgsqlCommand(statement.Replace("create database throughline ", "create database installed ", StringComparison.Ordinal), connection);
                await command.ExecuteNonQueryAsync();
            }
        }

        var login = new NpgsqlConnectionStringBuilder(server.AdminConnection) { Username = "throughline_service", Database = "installed" }.ConnectionString;
        var environment = new Dictionary<string, string?> { ["ConnectionStrings__Throughline"] = login, ["THROUGHLINE_HOME"] = Checkout.Root };
        var (migrated, said) = await ChildProgram.RunAsync(["migrate"], environment);
        migrated.ShouldBe(0, said);
        (var setUp, said) = await ChildProgram.RunAsync(
            ["setup", "--partnership", "Northshire IOM", "--code", "north", "--agency", "Northshire Police", "--agency-code", "np", "--admin", "ada@north.example", "--admin-name", "Ada Minton"], environment);
        setUp.ShouldBe(0, said);
        said.ShouldContain("Sign in as ada@north.example");
        (var doctor, said) = await ChildProgram.RunAsync(["doctor"], environment);
        doctor.ShouldBe(0, said);
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SqlBlock();
}
