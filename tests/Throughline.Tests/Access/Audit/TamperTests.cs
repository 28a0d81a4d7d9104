using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Access.Audit.Tree;
using Throughline.Access.Audit.Verify;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.Audit;

/// <summary>
/// Tamper drills (security.md 5.7), as the superuser with every trigger off. What the database alone can show is shown without a partner's copy; cutting off the end and
/// forging the whole anew, signatures included, are found only by the copy that a partner kept.
/// </summary>
public sealed class TamperTests
{
    private const string Middle = "(select entry_id from audit_leaf where seq = 300)";

    private static async Task<(World World, CheckpointFile Copy)> RecordAsync()
    {
        var world = await World.CreateAsync();
        await world.WriteAsync(270);
        await world.CheckpointAsync();
        await world.WriteAsync(300);
        await world.CheckpointAsync();
        await world.WriteAsync(20);
        await world.Keeper().RoundAsync();
        var copy = await world.CopyAsync();
        copy.Checkpoints.Select(one => one.Size).ShouldBe([271, 572]);
        var sound = await world.VerifyAsync(copy);
        sound.Findings.ShouldBeEmpty();
        (sound.Size, sound.Checkpoints, sound.Compared, sound.Waiting).ShouldBe((593, 2, 2, 0));
        return (world, copy);
    }

    [Theory]
    [InlineData("update audit_entry set at = at + interval '1 microsecond' where id = " + Middle, "changed")]
    [InlineData("delete from audit_entry where id = " + Middle, "deleted")]
    [InlineData("delete from audit_leaf where seq = 300", "gap")]
    [InlineData("with gone as (delete from audit_leaf where seq = 300 returning entry_id) delete from audit_entry where id in (select entry_id from gone)", "gap")]
    public async Task OneThing_Done_IsFoundAndPlaced(string sql, string kind)
    {
        var (world, _) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync(sql);
        var found = await world.VerifyAsync();
        found.Findings.ShouldContain(finding => finding.Kind == kind && finding.Place == 300);
    }

    [Fact]
    public async Task TwoEntries_Swapped_AreFound()
    {
        var (world, _) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync(
            """
            alter table audit_leaf drop constraint audit_leaf_seq_check;
            update audit_leaf set seq = -1 where seq = 300; update audit_leaf set seq = 300 where seq = 301; update audit_leaf set seq = 301 where seq = -1;
            """);
        var found = await world.VerifyAsync();
        found.Findings.ShouldContain(finding => finding.Kind == "node" && finding.Place == 256, "leaves 256 to 511 are in another order");
        found.Findings.ShouldContain(finding => finding.Kind == "forged");
    }

    [Fact]
    public async Task TwoEntries_WithTheirContentsSwapped_AreFound()
    {
        var (world, _) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync(
            """
            create temp table two as select * from audit_entry where id in (select entry_id from audit_leaf where seq in (300, 301));
            update audit_entry e set subject = t.subject, reason = t.reason, operation = t.operation from two t where t.id <> e.id and e.id in (select id from two)
            """);
        (await world.VerifyAsync()).Findings.Where(finding => finding.Kind == "changed").Select(finding => finding.Place).ShouldBe([300, 301]);
    }

    [Fact]
    public async Task Entry_PutInBehindTheProgramsBack_IsFound()
    {
        var (world, _) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync("insert into audit_entry (partnership_id, at, operation, user_id, agency_id, subject, purpose) select partnership_id, at, operation, user_id, agency_id, 'forged', purpose from audit_entry limit 1");
        var found = (await world.VerifyAsync()).Findings.ShouldHaveSingleItem();
        found.Kind.ShouldBe("inserted");
        found.Entry.ShouldBe(await world.AdminAsync<Guid>("select id from audit_entry where subject = 'forged'"));
    }

    [Fact]
    public async Task Entry_PutInWithAPlace_IsFound()
    {
        var (world, _) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync(
            """
            alter table audit_leaf drop constraint audit_leaf_seq_check;
            insert into audit_entry (partnership_id, at, operation, user_id, agency_id, subject, purpose) select partnership_id, at, operation, user_id, agency_id, 'forged', purpose from audit_entry limit 1;
            update audit_leaf set seq = -seq - 1 where seq >= 300; update audit_leaf set seq = -seq where seq < 0;
            insert into audit_leaf (partnership_id, seq, entry_id, leaf_hash, sealed_at) select partnership_id, 300, id, audit_leaf_hash(e), at from audit_entry e where subject = 'forged'
            """);
        var kinds = (await world.VerifyAsync()).Findings.Select(finding => finding.Kind).ToHashSet();
        kinds.ShouldBe(["node", "forged", "truncated"], ignoreOrder: true);
    }

    [Fact]
    public async Task Entry_DeletedBeforeItHadItsPlace_IsFound()
    {
        var (world, _) = await RecordAsync();
        await using var _1 = world;
        await world.WriteAsync(1);
        await world.TamperAsync("delete from audit_entry where id = (select entry_id from audit_pending limit 1)");
        await world.Keeper().RoundAsync();
        (await world.VerifyAsync()).Findings.ShouldHaveSingleItem().Words.ShouldContain("deleted before it had its place");
    }

    [Fact]
    public async Task End_CutOff_IsFoundByItsStoredTraces()
    {
        var (world, _) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync("with gone as (delete from audit_leaf where seq >= 500 returning entry_id) delete from audit_entry where id in (select entry_id from gone)");
        (await world.VerifyAsync()).Findings.Where(finding => finding.Kind == "truncated").Count().ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task End_CutOffWithEveryTrace_IsFoundByAPartnersCopyOnly()
    {
        var (world, copy) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync("with gone as (delete from audit_leaf where seq >= 500 returning entry_id) delete from audit_entry where id in (select entry_id from gone); delete from audit_checkpoint where tree_size > 500");
        await MakeTreeAnewAsync(world);
        (await world.VerifyAsync()).Findings.ShouldBeEmpty("nothing in the database tells");
        var found = (await world.VerifyAsync(copy)).Findings.ShouldHaveSingleItem();
        found.Kind.ShouldBe("truncated");
        found.Words.ShouldContain("72 were cut off the end");
    }

    [Fact]
    public async Task Whole_ForgedAnewAndSignedAnew_IsFoundByAPartnersCopyOnly()
    {
        var (world, copy) = await RecordAsync();
        await using var _1 = world;
        // somebody who looked takes their name off the record, makes the tree anew and signs it with the installation's own key
        await world.TamperAsync("update audit_entry set user_id = (select id from app_user where user_name = 'manager@north.example') where id = " + Middle);
        await world.TamperAsync("delete from audit_pending; delete from audit_checkpoint");
        await MakeTreeAnewAsync(world);
        await world.CheckpointAsync();
        (await world.VerifyAsync()).Findings.ShouldBeEmpty("nothing in the database tells");
        var found = (await world.VerifyAsync(copy)).Findings.ShouldHaveSingleItem("the first checkpoint still holds: the forgery is after it");
        found.Kind.ShouldBe("forged");
        found.Place.ShouldBe(271);
        found.Words.ShouldContain("places 271 to 571");
    }

    [Fact]
    public async Task Whole_ForgedWithAnotherKey_IsFoundByAPartnersCopyOnly()
    {
        var (world, copy) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync("delete from audit_checkpoint; delete from audit_key");
        await world.CheckpointAsync();
        (await world.VerifyAsync()).Findings.ShouldBeEmpty();
        (await world.VerifyAsync(copy)).Findings.ShouldAllBe(finding => finding.Kind == "key");
    }

    [Fact]
    public async Task Checkpoint_Changed_IsFound()
    {
        var (world, copy) = await RecordAsync();
        await using var _1 = world;
        await world.TamperAsync("update audit_checkpoint set body = replace(body, 'size 271', 'size 270'), tree_size = 270 where tree_size = 271");
        (await world.VerifyAsync()).Findings.Select(finding => finding.Kind).ShouldBe(["signature", "forged"], ignoreOrder: true);
        await world.TamperAsync("update audit_checkpoint set tree_size = 271 where tree_size = 270");
        (await world.VerifyAsync()).Findings.ShouldHaveSingleItem().Kind.ShouldBe("checkpoint");
        var changed = copy with { Checkpoints = [copy.Checkpoints[0] with { Size = 200 }] };
        (await world.VerifyAsync(changed)).Findings.ShouldContain(finding => finding.Words.Contains("the copy itself has been changed", StringComparison.Ordinal));
    }

    /// <summary>Whatever row and whatever column of it is changed, to whatever else its type allows.</summary>
    [Fact]
    public async Task AnyColumn_OfAnyRowOfTheRecord_Changed_IsFound()
    {
        var (world, _) = await RecordAsync();
        await using var _1 = world;
        var random = new Random(20261120);
        var missed = new List<string>();
        await using var admin = new NpgsqlConnection(world.Database.AdminConnection);
        await admin.OpenAsync();
        await admin.ExecuteAsync("set session_replication_role = replica");
        var columns = (await admin.QueryAsync<(string Name, string Type, bool Nullable)>(
            "select attname::text, format_type(atttypid, null), not attnotnull from pg_attribute where attrelid = 'audit_entry'::regclass and attnum > 0 and not attisdropped")).ToList();
        columns.Count.ShouldBe(14, "a column that is added must be hashed: see docs/engines/audit-tree.md");
        for (var i = 0; i < columns.Count * 8; i++)
        {
            var (name, type, nullable) = columns[i % columns.Count];
            var place = random.Next(593);
            var other = type switch
            {
                "uuid" when nullable && i % 2 == 0 => $"case when {name} is null then uuid7() end",
                "uuid" when name == "partnership_id" => $"'{world.South}'::uuid",
                "uuid" => "uuid7()",
                "timestamp with time zone" => $"{name} + interval '1 second' * {(random.Next(2) == 0 ? -1 : 1) * (1 + random.Next(100000))}",
                "uuid[]" => (i % 3) switch { 0 => $"{name} || uuid7()", 1 => $"case when {name} = '{{}}' then array[uuid7()] else {name}[2:] end", _ => $"array_prepend(uuid7(), {name})" },
                "text[]" => (i % 2) switch { 0 => $"{name} || 'more'::text", _ => $"case when {name} = '{{}}' then array[''] else {name}[2:] end" },
                "text" when name == "operation" => $"case {name} when 'erasure' then 'consultation' else 'erasure' end",
                "text" => (i % 3) switch { 0 => $"coalesce({name}, '') || ' '", 1 => nullable ? $"case when {name} is null then '' end" : $"{name} || 'x'", _ => $"case when coalesce({name}, '') = '' then 'x' else substr({name}, 2) end" },
                _ => throw new InvalidOperationException($"The test does not know how to change {type}."),
            };
            var target = await admin.ExecuteScalarAsync<Guid>("select entry_id from audit_leaf where seq = @place and partnership_id = @north", new { place, north = world.North.Value });
            await admin.ExecuteAsync("drop table if exists before; create temp table before as select * from audit_entry where id = @target", new { target });
            (await admin.ExecuteAsync($"update audit_entry set {name} = {other} where id = @target", new { target })).ShouldBe(1);
            var found = await world.VerifyAsync();
            if (!found.Findings.Any(finding => finding.Place == place && finding.Entry == target))
                missed.Add($"{name} of place {place} = {other}");
            var now = name == "id" ? await admin.ExecuteScalarAsync<Guid>("select id from audit_entry e where not exists (select from audit_leaf l where l.entry_id = e.id)") : target;
            await admin.ExecuteAsync("delete from audit_entry where id = @now; insert into audit_entry select * from before", new { now });
        }

        missed.ShouldBeEmpty();
        (await world.VerifyAsync()).Findings.ShouldBeEmpty();
    }

    /// <summary>What a forger with every right does: hashes every entry, numbers them anew and makes the tree from them.</summary>
    private static async Task MakeTreeAnewAsync(World world)
    {
        await world.TamperAsync(
            """
            create temp table places as select partnership_id, row_number() over (order by seq) - 1 as seq, entry_id, sealed_at from audit_leaf;
            truncate audit_leaf, audit_node, audit_tree, audit_pending;
            insert into audit_pending (partnership_id, entry_id) select partnership_id, entry_id from places order by seq;
            """);
        await world.Keeper().RoundAsync();
    }
}
