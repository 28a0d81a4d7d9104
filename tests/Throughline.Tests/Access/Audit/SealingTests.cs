using System.Diagnostics;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Access.Audit.Tree;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.Audit;

public sealed class SealingTests
{
    private const string Unsealed = "select count(*) from audit_entry e where not exists (select from audit_leaf l where l.entry_id = e.id)";

    [Fact]
    public async Task Entries_InFlightWhenABatchIsSealed_GetTheirPlaceLater()
    {
        await using var world = await World.CreateAsync();
        await using var slow = new Db(world.Database.Source);
        await slow.BeginAsync(world.As("manager"));
        await slow.LookedAtAsync([], ["identity"], "begun first, committed last");
        await world.DoAsync(world.As("coordinator"), db => db.LookedAtAsync([], ["identity"], "begun last, committed first"));
        await world.Keeper().RoundAsync();
        (await world.AdminAsync<long>("select count(*) from audit_leaf")).ShouldBe(1);
        await slow.CommitAsync();
        await world.Keeper().RoundAsync();
        (await world.AdminAsync<long>(Unsealed)).ShouldBe(0);
        (await world.AdminAsync<long[]>("select array_agg(seq order by seq) from audit_leaf")).ShouldBe([0, 1]);
        (await world.VerifyAsync()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_RolledBack_AreNotWaitedFor()
    {
        await using var world = await World.CreateAsync();
        await using (var db = new Db(world.Database.Source))
        {
            await db.BeginAsync(world.As("manager"));
            await db.LookedAtAsync([], [], "never happened");
            await db.RollbackAsync();
        }

        (await world.AdminAsync<long>("select count(*) from audit_pending")).ShouldBe(0);
    }

    [Fact]
    public async Task Entries_WrittenByManyAtOnceWhileSealing_AllGetOnePlace()
    {
        await using var world = await World.CreateAsync();
        var writers = Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 60; i++)
                await world.DoAsync(world.As("coordinator"), db => db.LookedAtAsync([], ["identity"], "many"));
        }).ToArray();
        var sealers = Enumerable.Range(0, 2).Select(async _ =>
        {
            while (!Array.TrueForAll(writers, writer => writer.IsCompleted))
                await world.DoAsync(world.As("coordinator"), db => SealEntries.DoAsync(db, batch: 7));
        });
        await Task.WhenAll([.. writers, .. sealers]);
        await world.Keeper().RoundAsync();
        (await world.AdminAsync<long>("select count(*) from audit_leaf")).ShouldBe(240);
        (await world.AdminAsync<long>("select max(seq) + 1 from audit_leaf")).ShouldBe(240);
        (await world.VerifyAsync()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Entry_WhileTheProgramRuns_HasItsPlaceWithinTheStatedBound_ThoughALongTransactionIsOpen()
    {
        await using var site = await Site.StartAsync();
        await using var long_ = new Db(site.World.Database.Source);
        await long_.BeginAsync(site.World.As("manager"));
        await long_.LookedAtAsync([], [], "an import that takes an hour");
        await site.World.DoAsync(site.World.As("coordinator"), db => db.LookedAtAsync([], ["identity"], "a look"));
        var waited = Stopwatch.StartNew();
        while (await site.World.AdminAsync<long>(Unsealed) > 0 && waited.Elapsed < AuditKeeper.Bound * 2)
            await Task.Delay(50);
        waited.Elapsed.ShouldBeLessThan(AuditKeeper.Bound);
    }

    [Theory]
    [InlineData("update audit_leaf set seq = seq + 1")]
    [InlineData("delete from audit_leaf")]
    [InlineData("truncate audit_leaf")]
    [InlineData("update audit_node set level = 8")]
    [InlineData("delete from audit_tree")]
    [InlineData("update audit_checkpoint set tree_size = 0")]
    [InlineData("delete from audit_checkpoint")]
    [InlineData("delete from audit_handover")]
    [InlineData("update audit_key set public_key = '\\x00'")]
    [InlineData("update audit_entry set subject = ''")]
    [InlineData("alter table audit_leaf disable trigger all")]
    public async Task Sealed_ByTheRoleThatServes_CannotBeChanged(string sql)
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.CheckpointAsync();
        var refused = await Should.ThrowAsync<PostgresException>(() => world.DoAsync(world.As("administrator"), db => db.ExecuteAsync(sql)));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Sealed_ByTheOwnerOfTheTables_IsRefusedByTheTrigger()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.CheckpointAsync();
        foreach (var table in new[] { "audit_leaf", "audit_checkpoint", "audit_entry" })
            (await Should.ThrowAsync<PostgresException>(() => world.AdminAsync<int>($"delete from {table}"))).MessageText.ShouldContain("can only be added to");
    }

    [Fact]
    public async Task Partnership_SeesItsOwnTreeOnly()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(5);
        await world.WriteAsync(9, "south");
        await world.Keeper().RoundAsync();
        (await world.DoAsync(world.As("coordinator"), db => SealEntries.HeadAsync(db))).Size.ShouldBe(6);
        (await world.DoAsync(world.As("coordinator", "south"), db => db.ValueAsync<long>("select count(*) from audit_leaf"))).ShouldBe(10);
    }
}
