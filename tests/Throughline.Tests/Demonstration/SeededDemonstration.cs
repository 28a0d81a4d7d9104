using Throughline.Access.SetUp;
using Throughline.Demo;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Testing;
using Throughline.Work.Demonstration;
using Xunit;

namespace Throughline.Tests.Demonstration;

/// <summary>The whole demonstration at its published size, made once for the tests that read it.</summary>
public sealed class SeededDemonstration : IAsyncLifetime
{
    internal DatabaseServer Database { get; private set; } = null!;

    internal FixedClock Clock { get; } = new();

    public async Task InitializeAsync()
    {
        Database = await TestPostgres.FreshAsync();
        await Throughline.Work.Demonstration.Demonstration.CreateAsync(Database.Source, DemoWorld.UsualSeed, null, Clock);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    /// <summary>Does something as the service user of a partnership.</summary>
    internal async Task<T> AsAsync<T>(string code, Func<Db, Task<T>> what)
    {
        Act act;
        await using (var setUp = new Db(Database.Source))
        {
            await setUp.BeginForNobodyAsync();
            var id = await setUp.FirstAsync<PartnershipId>("select id from partnership where code = @code", new { code });
            act = await new Partnerships(setUp).ServiceAsync(id, "test", Clock.GetUtcNow());
            await setUp.CommitAsync();
        }

        await using var db = new Db(Database.Source);
        await db.BeginAsync(act);
        var result = await what(db);
        await db.CommitAsync();
        return result;
    }
}

[CollectionDefinition(nameof(SeededDemonstration))]
public sealed class SeededDemonstrationCollection : ICollectionFixture<SeededDemonstration>;
