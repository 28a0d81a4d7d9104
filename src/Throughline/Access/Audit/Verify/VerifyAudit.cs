using System.Data;
using Dapper;
using Npgsql;
using Throughline.Access.Audit.Tree;

namespace Throughline.Access.Audit.Verify;

/// <summary>A copy of the checkpoints that somebody else kept, and what to call it.</summary>
internal sealed record PartnersCopy(string Name, CheckpointFile File);

/// <summary>
/// Verifies a partnership's audit record from its rows: every entry against its leaf, the places for gaps, the tree against what is stored of it, every checkpoint's
/// signature and root, and the same against copies that partners kept. Only a partner's copy shows that the end was cut off or the whole was forged anew.
/// </summary>
internal sealed class VerifyAudit(NpgsqlDataSource source)
{
    public int Workers { get; init; } = Math.Max(2, Environment.ProcessorCount);

    public async Task<AuditVerification> RunAsync(Guid partnership, string code, IReadOnlyList<PartnersCopy> copies, Action<long, long>? progress = null, CancellationToken cancel = default)
    {
        var findings = new Findings();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await connection.ExecuteAsync("set local role throughline_app");
        await connection.ExecuteAsync("select set_config('throughline.partnership', @partnership, true), set_config('throughline.service', 'on', true)", new { partnership = partnership.ToString() });
        var stored = await StoredTree.ReadAsync(connection, partnership, cancel);
        var mine = copies.SelectMany(copy => copy.File.Checkpoints.Where(one => one.Partnership == partnership).Select(one => (Copy: copy, Checkpoint: one))).ToList();
        var size = PlacesToRead(stored, findings);
        var sizes = stored.Checkpoints.Select(one => one.Size).Concat(mine.Select(one => one.Checkpoint.Size)).Append(stored.HeadSize).Append(size).Where(wanted => wanted > 0 && wanted <= size).ToHashSet();
        var chunks = await new LeafChunks(source, partnership, findings).ReadAsync(size, sizes, Workers, done => progress?.Invoke(done, size), cancel);
        var roots = Join(chunks, stored, findings);
        var root = roots.GetValueOrDefault(size) ?? new CompactTree().Root();
        if (stored.HeadSize != size)
            findings.Add("truncated", $"The tree says it has {stored.HeadSize} entries, and there are {size} places");
        else if (size > 0 && !root.AsSpan().SequenceEqual(stored.HeadRoot))
            findings.Add("root", $"The tree's root is {Convert.ToHexStringLower(root)} by its leaves, and {Convert.ToHexStringLower(stored.HeadRoot)} is written");
        Queue(stored, findings);
        Keys(stored.Keys, "this installation", findings);
        Checkpoints(stored, roots, size, findings);
        foreach (var copy in mine.GroupBy(one => one.Copy))
            Copy(copy.Key, [.. copy.Select(one => one.Checkpoint)], stored, roots, size, findings);
        foreach (var loose in await stored.LooseAsync(connection, cancel))
            findings.Add(loose.Kind, loose.Words, null, loose.Entry);
        return new AuditVerification
        {
            Partnership = partnership, Code = code, Size = size, Root = root, Waiting = stored.Waiting, WaitingSince = stored.WaitingSince, Checkpoints = stored.Checkpoints.Count, Compared = mine.Count,
            Findings = findings.InOrder(), More = findings.More,
        };
    }

    /// <summary>What copies say of partnerships that are not here at all: all of their record is gone.</summary>
    public static IEnumerable<AuditVerification> Gone(IReadOnlyList<PartnersCopy> copies, IReadOnlyCollection<Guid> here) =>
        from copy in copies
        from one in copy.File.Checkpoints
        where !here.Contains(one.Partnership)
        group (copy, one) by one.Partnership into gone
        let newest = gone.MaxBy(pair => pair.one.Size)
        select new AuditVerification
        {
            Partnership = gone.Key, Code = newest.one.PartnershipCode, Size = 0, Root = new CompactTree().Root(), Waiting = 0, Checkpoints = 0, Compared = gone.Count(), More = 0,
            Findings = [new AuditFinding("truncated", 0, null, $"{newest.copy.Name} has {gone.Count()} checkpoints of the partnership {newest.one.PartnershipCode}, the last over {newest.one.Size} entries, and there is no such partnership here: its whole record is gone, or the copy is of another installation")],
        };

    /// <summary>The places are dense, so that one far beyond their number was written by hand: it is named, and not walked to.</summary>
    private static long PlacesToRead(StoredTree stored, Findings findings)
    {
        if (stored.Last < 0 || stored.Last <= (2 * stored.Leaves) + LeafChunks.Leaves)
            return stored.Last + 1;
        findings.Add("gap", $"There is a place {stored.Last}, and only {stored.Leaves} places are taken: it was put in by hand", stored.Last);
        return stored.Leaves;
    }

    /// <summary>Until an entry has its place it can be changed unseen: that is allowed for twenty seconds, and no longer.</summary>
    private static void Queue(StoredTree stored, Findings findings)
    {
        if (stored.WaitedLongest > AuditKeeper.Bound)
            findings.Add("waiting", $"{stored.Waiting} {(stored.Waiting == 1 ? "entry has" : "entries have")} no place in the tree yet, the first since {stored.WaitingSince:yyyy-MM-dd HH:mm:ss}Z. Start the program, or run `throughline audit checkpoint`, and look in its log why it stood still");
    }

    /// <summary>Joins the chunks into the tree: its root at every size asked for. Stored nodes that differ say where.</summary>
    private static Dictionary<long, byte[]> Join(LeafChunk[] chunks, StoredTree stored, Findings findings)
    {
        var roots = new Dictionary<long, byte[]>();
        var tree = new CompactTree();
        var computed = new Dictionary<(int, long), byte[]>();
        foreach (var chunk in chunks)
        {
            foreach (var (size, peaks) in chunk.AtSizes)
                roots[size] = CompactTree.RootOf([.. tree.Snapshot(), .. peaks]);
            foreach (var (position, hash) in chunk.Nodes)
                computed[(StoredSubtrees.LevelsStored, position)] = hash;
            foreach (var (peak, level) in chunk.Peaks.Zip(LevelsOf(chunk.Size)))
            {
                tree.AppendSubtree(level, peak, (at, position, hash) =>
                {
                    if (at > StoredSubtrees.LevelsStored && at % StoredSubtrees.LevelsStored == 0)
                        computed[(at, position)] = hash;
                });
            }
        }

        foreach (var ((level, position), hash) in computed)
        {
            var (from, to) = (position << level, ((position + 1) << level) - 1);
            if (!stored.Nodes.TryGetValue((level, position), out var written))
                findings.Add("node", $"The node over places {from} to {to} is gone", from);
            else if (!written.AsSpan().SequenceEqual(hash))
                findings.Add("node", $"Among places {from} to {to} the leaves are not those that were sealed: put in, taken out, or in another order", from);
        }

        foreach (var (level, position) in stored.Nodes.Keys.Where(key => !computed.ContainsKey(key)))
            findings.Add("truncated", $"There is a node over places {position << level} to {((position + 1) << level) - 1}, and the places are gone", position << level);
        return roots;
    }

    // the peaks of a tree are one for each bit of its size, the largest first
    private static IEnumerable<int> LevelsOf(long size) => Enumerable.Range(0, LeafChunks.Level + 1).Reverse().Where(level => (size >> level & 1) == 1);

    /// <param name="where">Whose keys: of the installation, or of a copy.</param>
    private static void Keys(IReadOnlyList<CheckpointKey> keys, string where, Findings findings)
    {
        foreach (var (place, key) in keys.Index())
        {
            if (place > 0 && key.EndorsedBy is null)
                findings.Add("key", $"Nobody vouches for key {key.Id} of {where}: the key before it was lost, or somebody else made it. Ask who set it, and when");
            if (CheckpointKey.IdOf(key.PublicKey) != key.Id)
                findings.Add("key", $"The public half of key {key.Id} is that of another key");
            if (key.EndorsedBy is { } by && (keys.FirstOrDefault(one => one.Id == by) is not { } old || !CheckpointKey.Verifies(old.PublicKey, key.PublicKey, key.Endorsement ?? [])))
                findings.Add("key", $"Key {key.Id} says that key {by} vouches for it, and it does not");
        }
    }

    private static void Checkpoints(StoredTree stored, Dictionary<long, byte[]> roots, long size, Findings findings)
    {
        var before = 0L;
        foreach (var one in stored.Checkpoints)
        {
            var name = $"the checkpoint of {one.At:yyyy-MM-dd HH:mm:ss}Z";
            if (one.Parsed is not { } parsed || parsed.Size != one.Size || !parsed.Root.AsSpan().SequenceEqual(one.Root) || parsed.At != one.At || parsed.Key != one.KeyId || parsed.Partnership != one.PartnershipId)
                findings.Add("checkpoint", $"What {name} says and its columns are not the same");
            else if (stored.Keys.FirstOrDefault(key => key.Id == parsed.Key) is not { } key || !parsed.IsSignedBy(key.PublicKey))
                findings.Add("signature", $"The signature of {name} is wrong");
            if (one.Size < before)
                findings.Add("checkpoint", $"The tree is smaller at {name} than before it: {one.Size}, after {before}");
            before = Math.Max(before, one.Size);
            Compare(name, one.Size, one.Root, roots, size, findings);
        }
    }

    private static void Copy(PartnersCopy copy, IReadOnlyList<Checkpoint> checkpoints, StoredTree stored, Dictionary<long, byte[]> roots, long size, Findings findings)
    {
        if (copy.File.SaysWhoVouches)
            Keys(copy.File.Keys, copy.Name, findings);
        var agreed = 0L;
        foreach (var one in checkpoints.OrderBy(one => one.Size).ThenBy(one => one.At))
        {
            var name = $"the checkpoint of {one.At:yyyy-MM-dd HH:mm:ss}Z in {copy.Name}";
            var key = copy.File.Keys.FirstOrDefault(k => k.Id == one.Key) ?? stored.Keys.FirstOrDefault(k => k.Id == one.Key);
            if (key is null || !one.IsSignedBy(key.PublicKey))
            {
                findings.Add("signature", key is null ? $"Nobody knows the key {one.Key} that signed {name}: the copy does not hold it and this installation does not" : $"The signature of {name} is wrong: the copy itself has been changed, and proves nothing");
                continue;
            }

            if (stored.Keys.All(k => k.Id != one.Key))
                findings.Add("key", $"{char.ToUpperInvariant(name[0])}{name[1..]} is signed with key {one.Key}, which this installation no longer has: keys were taken away");
            if (Compare(name, one.Size, one.Root, roots, size, findings, agreed))
                agreed = one.Size;
        }
    }

    private static bool Compare(string name, long wanted, byte[] root, Dictionary<long, byte[]> roots, long size, Findings findings, long agreed = 0)
    {
        if (wanted < 0)
        {
            findings.Add("checkpoint", $"{char.ToUpperInvariant(name[0])}{name[1..]} covers {wanted} entries, which no tree has");
            return false;
        }

        if (wanted > size)
        {
            findings.Add("truncated", $"{char.ToUpperInvariant(name[0])}{name[1..]} covers {wanted} entries, and there are {size}: {wanted - size} were cut off the end", size);
            return false;
        }

        var now = wanted == 0 ? new CompactTree().Root() : roots[wanted];
        if (now.AsSpan().SequenceEqual(root))
            return true;
        findings.Add("forged", $"The first {wanted} entries are not those of {name}: something at places {agreed} to {wanted - 1} was changed, put in, taken out or put in another order, and the tree made anew", agreed);
        return false;
    }
}
