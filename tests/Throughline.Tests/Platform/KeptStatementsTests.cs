using Npgsql;
using Shouldly;
using Throughline.Platform.Database;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.PlatformTests;

/// <summary>Statements that requests keep prepared.</summary>
public sealed class KeptStatementsTests
{
    private const string MayFail = "select 1 / @by";

    /// <summary>A statement is prepared at its second use. If just that use fails, whoever gets the connection next is not to suffer for it.</summary>
    [Fact]
    public async Task AStatementThatFailsWhileItIsPrepared_AnswersTheNext()
    {
        await using var world = await World.CreateAsync();
        await using var one = DatabaseServer.At(new NpgsqlConnectionStringBuilder(world.Database.AppConnection) { MaxPoolSize = 1 }.ConnectionString, world.Database.AdminConnection);
        async Task<int> AskAsync(int by)
        {
            await using var db = new Db(one.Acts);
            await db.BeginAsync(world.As("coordinator"));
            var answer = await db.ValueAsync<int>(MayFail, new { by });
            await db.CommitAsync();
            return answer;
        }

        (await AskAsync(1)).ShouldBe(1);
        await Should.ThrowAsync<PostgresException>(() => AskAsync(0));

        (await AskAsync(1)).ShouldBe(1);
        (await AskAsync(1)).ShouldBe(1);
    }

    [Fact]
    public async Task TheSecondUse_IsPrepared_AndTheProgramsOtherConnectionsPrepareNothing()
    {
        await using var world = await World.CreateAsync();
        await using var db = new Db(world.Database.Acts);
        await db.BeginAsync(world.As("coordinator"));
        const string ask = "select count(*)::int from pg_prepared_statements where statement like 'select 40 +%'";
        async Task<int> PreparedAsync(Db of)
        {
            for (var i = 0; i < 3; i++)
                await of.ValueAsync<int>("select 40 + @two", new { two = 2 });
            return await of.ValueAsync<int>(ask);
        }

        (await PreparedAsync(db)).ShouldBe(1);
        await using var plain = new Db(world.Database.Source);
        await plain.BeginAsync(world.As("coordinator"));
        (await PreparedAsync(plain)).ShouldBe(0);
    }
}
