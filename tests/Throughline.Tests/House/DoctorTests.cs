using Npgsql;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.House;

public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_OfAWellDatabase_FindsNothing()
    {
        await using var database = await TestPostgres.FreshAsync();
        var (exit, output) = await DoctorOfAsync(database.AdminConnection);
        output.ShouldNotContain("BAD ");
        output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)).ShouldBeGreaterThan(8, output);
        exit.ShouldBe(0, output);
    }

    [Fact]
    public async Task Doctor_OfATableLeftOpen_NamesIt()
    {
        await using var database = await TestPostgres.FreshAsync();
        await using (var connection = new NpgsqlConnection(database.AdminConnection))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("alter table person_phone no force row level security", connection);
            await command.ExecuteNonQueryAsync();
        }

        var (exit, output) = await DoctorOfAsync(database.AdminConnection);
        output.ShouldContain("OFF for person_phone");
        exit.ShouldBe(1, output);
    }

    private static Task<(int Exit, string Output)> DoctorOfAsync(string connection) =>
        ChildProgram.RunAsync(["doctor"], new() { ["ConnectionStrings__Throughline"] = connection, ["THROUGHLINE_HOME"] = Checkout.Root });
}
