using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Tree;

/// <summary>Where a partnership's tree stands.</summary>
internal sealed class TreeHead
{
    public required long Size { get; init; }

    public required byte[] Root { get; init; }

    public DateTimeOffset SealedAt { get; init; }
}

/// <summary>
/// Gives the entries that wait their places in the tree. Whoever writes an entry pays one row in a queue; everything else is
/// done here, by one at a time for each partnership, a few seconds later.
/// </summary>
internal static class SealEntries
{
    public const int Batch = 20_000;

    /// <summary>Seals up to <paramref name="batch"/> entries; says how many. Nothing when another node is at it.</summary>
    public static async Task<int> DoAsync(Db db, int batch = Batch, CancellationToken cancel = default)
    {
        var partnership = db.Act.Partnership;
        if (!await db.ValueAsync<bool>("select pg_try_advisory_xact_lock(hashtextextended('audit tree ' || @partnership::text, 0))", new { partnership }, cancel))
            return 0;
        // an entry that was deleted before it had its place, or that somebody put into the queue again, stays there, where verifying finds it
        var waiting = await db.ListAsync<Leaf>(
            """
            with waiting as (select ctid as place, entry_id from audit_pending where partnership_id = @partnership limit @batch),
              found as (select w.place, e.id, e.at, audit_leaf_hash(e) as hash from waiting w join audit_entry e on e.id = w.entry_id where not exists (select from audit_leaf l where l.entry_id = w.entry_id)),
              taken as (delete from audit_pending where ctid = any (array(select place from found)))
            select id, hash from found order by at, id
            """, new { partnership, batch }, cancel);
        if (waiting.Count == 0)
            return 0;
        var tree = await OpenAsync(db, cancel);
        var first = tree.Size;
        var nodes = new List<(short Level, long Position, byte[] Hash)>();
        foreach (var leaf in waiting)
        {
            tree.Append(leaf.Hash, (level, position, hash) =>
            {
                if (level > 0 && level % StoredSubtrees.LevelsStored == 0)
                    nodes.Add(((short)level, position, hash));
            });
        }

        await db.ExecuteAsync(
            """
            insert into audit_leaf (partnership_id, seq, entry_id, leaf_hash, sealed_at)
            select @partnership, @first + n - 1, id, hash, @at from unnest(@ids, @hashes) with ordinality t (id, hash, n)
            """,
            new { partnership, first, ids = waiting.Select(leaf => leaf.Id).ToArray(), hashes = waiting.Select(leaf => leaf.Hash).ToArray(), at = db.Act.At }, cancel);
        if (nodes.Count > 0)
        {
            await db.ExecuteAsync(
                "insert into audit_node (partnership_id, level, position, hash) select @partnership, * from unnest(@levels, @positions, @hashes)",
                new { partnership, levels = nodes.Select(node => node.Level).ToArray(), positions = nodes.Select(node => node.Position).ToArray(), hashes = nodes.Select(node => node.Hash).ToArray() }, cancel);
        }

        await db.ExecuteAsync(
            """
            insert into audit_tree (partnership_id, size, root, peaks, sealed_at) values (@partnership, @size, @root, @peaks, @at)
            on conflict (partnership_id) do update set size = @size, root = @root, peaks = @peaks, sealed_at = @at
            """, new { partnership, size = tree.Size, root = tree.Root(), peaks = tree.Peaks(), at = db.Act.At }, cancel);
        return waiting.Count;
    }

    /// <summary>Where the tree stands; the empty tree when nothing has been sealed.</summary>
    public static async Task<TreeHead> HeadAsync(Db db, CancellationToken cancel = default) =>
        await db.FirstAsync<TreeHead>("select size, root, sealed_at from audit_tree where partnership_id = @partnership", new { partnership = db.Act.Partnership }, cancel)
        ?? new TreeHead { Size = 0, Root = new CompactTree().Root() };

    private static async Task<CompactTree> OpenAsync(Db db, CancellationToken cancel)
    {
        var stored = await db.FirstAsync<Stored>("select size, peaks from audit_tree where partnership_id = @partnership for update", new { partnership = db.Act.Partnership }, cancel);
        return stored is null ? new CompactTree() : new CompactTree(stored.Size, stored.Peaks);
    }

    private sealed class Leaf
    {
        public required Guid Id { get; init; }

        public required byte[] Hash { get; init; }
    }

    private sealed class Stored
    {
        public required long Size { get; init; }

        public required byte[] Peaks { get; init; }
    }
}
