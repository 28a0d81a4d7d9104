using Dapper;
using Npgsql;
using Throughline.Access.Audit.Tree;

namespace Throughline.Access.Audit.Verify;

/// <summary>What the database says about a partnership's tree beside its leaves, read in one snapshot.</summary>
internal sealed class StoredTree
{
    private const int LooseListed = 1000;

    private Guid partnership;

    /// <summary>The last place; -1 when there is none.</summary>
    public long Last { get; private set; }

    /// <summary>How many places are taken.</summary>
    public long Leaves { get; private set; }

    public long HeadSize { get; private set; }

    public byte[] HeadRoot { get; private set; } = [];

    public long Waiting { get; private set; }

    public DateTimeOffset? WaitingSince { get; private set; }

    /// <summary>By the clock of the database, which wrote since when.</summary>
    public TimeSpan WaitedLongest { get; private set; }

    public Dictionary<(int Level, long Position), byte[]> Nodes { get; private set; } = [];

    public IReadOnlyList<CheckpointKey> Keys { get; private set; } = [];

    public IReadOnlyList<StoredCheckpoint> Checkpoints { get; private set; } = [];

    public static async Task<StoredTree> ReadAsync(NpgsqlConnection connection, Guid partnership, CancellationToken cancel)
    {
        Task<IEnumerable<T>> Query<T>(string sql) => connection.QueryAsync<T>(new CommandDefinition(sql, new { partnership }, cancellationToken: cancel));
        var head = (await Query<Head>("select size, root from audit_tree where partnership_id = @partnership")).FirstOrDefault();
        var waiting = (await Query<Queue>("select count(*) as count, min(since) as since, coalesce(clock_timestamp() - min(since), interval '0') as waited from audit_pending where partnership_id = @partnership")).Single();
        return new StoredTree
        {
            partnership = partnership,
            Last = (await Query<long?>("select max(seq) from audit_leaf where partnership_id = @partnership")).Single() ?? -1,
            Leaves = (await Query<long>("select count(*) from audit_leaf where partnership_id = @partnership")).Single(),
            HeadSize = head?.Size ?? 0,
            HeadRoot = head?.Root ?? [],
            Waiting = waiting.Count,
            WaitingSince = waiting.Since,
            WaitedLongest = waiting.Waited,
            Nodes = (await Query<Node>("select level, position, hash from audit_node where partnership_id = @partnership")).ToDictionary(node => ((int)node.Level, node.Position), node => node.Hash),
            Keys = (await Query<CheckpointKey>("select id, public_key, created_at, retired_at, endorsed_by, endorsement from audit_key order by created_at")).AsList(),
            Checkpoints = (await Query<StoredCheckpoint>("select partnership_id, at, tree_size as size, root_hash as root, key_id, body, signature from audit_checkpoint where partnership_id = @partnership order by number")).AsList(),
        };
    }

    /// <summary>Entries that nobody gave a place and that do not wait for one, and places in the queue whose entry is gone.</summary>
    public async Task<IReadOnlyList<Loose>> LooseAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // counting is cheap; looking for them is done only when the numbers do not add up
        var (entries, placed, queued) = await connection.QuerySingleAsync<(long, long, long)>(new CommandDefinition(
            """
            select (select count(*) from audit_entry where partnership_id = @partnership), (select count(*) from audit_leaf where partnership_id = @partnership),
              (select count(*) from audit_pending p where partnership_id = @partnership and exists (select from audit_entry e where e.id = p.entry_id) and not exists (select from audit_leaf l where l.entry_id = p.entry_id))
            """, new { partnership }, cancellationToken: cancel));
        if (entries == placed + queued && queued == Waiting)
            return [];
        return (await connection.QueryAsync<Loose>(new CommandDefinition(
            """
            (select 'inserted' as kind, e.id as entry, 'This entry has no place in the tree and does not wait for one, so it was put in behind the program''s back: ' || e.id as words from audit_entry e
              where e.partnership_id = @partnership and not exists (select from audit_leaf l where l.entry_id = e.id) and not exists (select from audit_pending p where p.entry_id = e.id) limit @LooseListed)
            union all
            (select 'deleted', p.entry_id, 'This entry was deleted before it had its place: ' || p.entry_id from audit_pending p
              where p.partnership_id = @partnership and not exists (select from audit_entry e where e.id = p.entry_id) limit @LooseListed)
            union all
            (select 'inserted', p.entry_id, 'This entry has its place and waits for another, so somebody put it into the queue by hand: ' || p.entry_id from audit_pending p
              where p.partnership_id = @partnership and exists (select from audit_leaf l where l.entry_id = p.entry_id) limit @LooseListed)
            """, new { partnership, LooseListed }, cancellationToken: cancel))).AsList();
    }

    private sealed class Head
    {
        public required long Size { get; init; }

        public required byte[] Root { get; init; }
    }

    private sealed class Queue
    {
        public required long Count { get; init; }

        public DateTimeOffset? Since { get; init; }

        public required TimeSpan Waited { get; init; }
    }

    private sealed class Node
    {
        public required short Level { get; init; }

        public required long Position { get; init; }

        public required byte[] Hash { get; init; }
    }

    internal sealed class Loose
    {
        public required string Kind { get; init; }

        public required Guid Entry { get; init; }

        public required string Words { get; init; }
    }
}

/// <summary>A checkpoint as it is stored: its columns, and the text that was signed.</summary>
internal sealed class StoredCheckpoint
{
    public required Guid PartnershipId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required long Size { get; init; }

    public required byte[] Root { get; init; }

    public required string KeyId { get; init; }

    public required string Body { get; init; }

    public required byte[] Signature { get; init; }

    public Checkpoint? Parsed => Checkpoint.Parse(Body, Signature);
}
