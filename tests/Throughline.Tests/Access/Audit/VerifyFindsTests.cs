using Npgsql;
using Shouldly;
using Throughline.Access.Audit.Checkpoints;
using Throughline.Access.Audit.Tree;
using Throughline.Access.Audit.Verify;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.Audit;

/// <summary>What verifying finds beside changed entries: a queue that stands still, what was put in by hand, keys without a voucher, a partnership that is gone.</summary>
public sealed class VerifyFindsTests
{
    [Theory]
    [InlineData(10, false)]
    [InlineData(21, true)]
    public async Task Queue_StandingStill_IsAFindingAfterTheBound(int seconds, bool expected)
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.TamperAsync("update audit_pending set since = clock_timestamp() - make_interval(secs => @seconds)", new { seconds });
        (await world.VerifyAsync()).Findings.Select(finding => finding.Kind).ShouldBe(expected ? ["waiting"] : []);
    }

    [Theory]
    [InlineData("insert into audit_pending (partnership_id, entry_id) select partnership_id, entry_id from audit_leaf limit 1")]
    [InlineData("insert into audit_entry (partnership_id, at, operation, user_id, agency_id, categories, subject, purpose) select partnership_id, at, operation, user_id, agency_id, array[null]::text[], subject, purpose from audit_entry limit 1")]
    [InlineData("insert into audit_entry (partnership_id, at, operation, user_id, agency_id, categories, subject, purpose) select partnership_id, at, operation, user_id, agency_id, array[array['a'], array['b']], subject, purpose from audit_entry limit 1")]
    [InlineData("insert into audit_entry (partnership_id, at, operation, user_id, agency_id, person_ids, subject, purpose) select partnership_id, at, operation, user_id, agency_id, array[null]::uuid[], subject, purpose from audit_entry limit 1")]
    public async Task QueueAndLists_ThatWouldSpoilTheTree_CannotBeWritten(string sql)
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.Keeper().RoundAsync();
        (await Should.ThrowAsync<PostgresException>(() => world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(sql)))).SqlState.ShouldBeOneOf(PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.CheckViolation);
    }

    /// <summary>An entry put in behind the program's back, and a row of the queue to make the numbers add up: both are found, and neither stops the sealing.</summary>
    [Fact]
    public async Task Queue_WithARowOfAPlacedEntry_HidesNothingAndStopsNothing()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.Keeper().RoundAsync();
        await world.TamperAsync(
            """
            insert into audit_entry (partnership_id, at, operation, user_id, agency_id, subject, purpose) select partnership_id, at, operation, user_id, agency_id, 'forged', purpose from audit_entry limit 1;
            insert into audit_pending (partnership_id, entry_id) select partnership_id, entry_id from audit_leaf where seq = 0
            """);
        await world.WriteAsync(2);
        await world.Keeper().RoundAsync();
        (await world.AdminAsync<long>("select count(*) from audit_leaf")).ShouldBe(4 + 3);
        (await world.VerifyAsync()).Findings.Select(finding => finding.Kind).ShouldBe(["inserted", "inserted"]);
    }

    [Fact]
    public async Task Partnership_WhoseTreeCannotBeSealed_KeepsNoOtherFromBeingSealed()
    {
        await using var world = await World.CreateAsync();
        foreach (var partnership in new[] { "north", "south" })
            await world.WriteAsync(3, partnership);
        await world.Keeper().RoundAsync();
        // the head says that the tree is smaller than it is: the next place is taken already
        await world.TamperAsync("update audit_tree set size = 0, peaks = '' where partnership_id = @north", new { north = world.North.Value });
        foreach (var partnership in new[] { "north", "south" })
            await world.WriteAsync(3, partnership);
        await world.Keeper().RoundAsync();
        (await world.AdminAsync<long>("select count(*) from audit_pending where partnership_id = @south", new { south = world.South.Value })).ShouldBe(0);
        (await world.AdminAsync<long>("select count(*) from audit_pending where partnership_id = @north", new { north = world.North.Value })).ShouldBe(4);
    }

    [Theory]
    [InlineData("update audit_checkpoint set tree_size = -1", "checkpoint")]
    [InlineData("insert into audit_leaf (partnership_id, seq, entry_id, leaf_hash, sealed_at) select partnership_id, 9223372036854775807, uuid7(), leaf_hash, sealed_at from audit_leaf limit 1", "gap")]
    [InlineData("insert into audit_leaf (partnership_id, seq, entry_id, leaf_hash, sealed_at) select partnership_id, 1000000000000, uuid7(), leaf_hash, sealed_at from audit_leaf limit 1", "gap")]
    public async Task Numbers_ThatNoTreeHas_AreFoundAndNotFollowed(string sql, string kind)
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.CheckpointAsync();
        await world.TamperAsync(sql);
        (await world.VerifyAsync()).Findings.ShouldContain(finding => finding.Kind == kind);
    }

    [Fact]
    public async Task Key_ThatNobodyVouchesFor_IsFoundHereAndInACopy()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.CheckpointAsync();
        await world.CheckpointAsync(rotate: true);
        var read = CheckpointFile.Read((await world.CopyAsync()).ToJson(), out _)!;
        (await world.VerifyAsync(read)).Findings.ShouldBeEmpty();
        await world.TamperAsync("update audit_key set endorsed_by = null, endorsement = null");
        (await world.VerifyAsync()).Findings.ShouldHaveSingleItem().Words.ShouldContain("Nobody vouches");
        var without = read with { Keys = [.. read.Keys.Select(key => key with { EndorsedBy = null, Endorsement = null })] };
        (await world.VerifyAsync(without)).Findings.Count(finding => finding.Kind == "key").ShouldBe(2, "one here and one in the copy");
    }

    [Fact]
    public async Task Clock_SetBack_IsNoTreeThatHasShrunkAndDelaysNoCheckpoint()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.CheckpointAsync();
        world.Clock.Move(TimeSpan.FromDays(-2));
        await world.WriteAsync(3);
        (await world.DoAsync(world.As("coordinator"), db => MakeCheckpoint.IsDueAsync(db))).ShouldBeTrue();
        await world.CheckpointAsync();
        (await world.CopyAsync()).Checkpoints.Select(one => one.Size).ShouldBe([4, 8]);
        (await world.VerifyAsync()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Copy_OfAPartnershipThatIsNotHere_SaysThatItIsGone()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.CheckpointAsync();
        var copy = new PartnersCopy("the copy of the prison", await world.CopyAsync());
        VerifyAudit.Gone([copy], [world.North.Value]).ShouldBeEmpty();
        var gone = VerifyAudit.Gone([copy], [world.South.Value]).ShouldHaveSingleItem();
        (gone.Code, gone.IsSound).ShouldBe(("north", false));
        gone.Findings.ShouldHaveSingleItem().Words.ShouldContain("the last over 4 entries, and there is no such partnership here");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public async Task Agency_WithoutACopy_IsRemindedAfterSevenDays(int seconds, int expected)
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.CheckpointAsync();
        world.Clock.Move(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(seconds));
        var police = world.As("manager");
        Task<int> Late() => world.DoAsync(police with { At = world.Clock.GetUtcNow() }, db => Witness.LateAsync(db, police.Agency));
        (await Late()).ShouldBe(expected);
        await world.DoAsync(world.As("manager"), db => TakeCopy.DoAsync(db, "json"));
        (await Late()).ShouldBe(0);
    }
}
