using System.Buffers.Binary;
using System.Globalization;
using Npgsql;
using Throughline.Access.Audit.Tree;

namespace Throughline.Access.Audit.Verify;

/// <summary>What one chunk of leaves came to: the subtrees it is made of, the nodes inside, the tree as it was at the sizes asked for.</summary>
internal sealed class LeafChunk
{
    public required long Size { get; init; }

    public required IReadOnlyList<byte[]> Peaks { get; init; }

    public required IReadOnlyList<(long Position, byte[] Hash)> Nodes { get; init; }

    public required IReadOnlyDictionary<long, IReadOnlyList<byte[]>> AtSizes { get; init; }
}

/// <summary>
/// Reads leaves with their entries, a chunk of 65,536 at a time on each of several connections, hashes every entry anew and compares it with its leaf.
/// The chunks are whole subtrees, so that their roots join into the tree's afterwards.
/// </summary>
internal sealed class LeafChunks(NpgsqlDataSource source, Guid partnership, Findings findings)
{
    public const int Level = 16;
    public const long Leaves = 1L << Level;
    public async Task<LeafChunk[]> ReadAsync(long size, IReadOnlyCollection<long> sizes, int workers, Action<long>? progress, CancellationToken cancel)
    {
        var chunks = (int)((size + Leaves - 1) / Leaves);
        if (chunks == 0)
            return [];
        var read = new LeafChunk[chunks];
        var next = -1;
        var done = 0L;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(workers, chunks)).Select(_ => Task.Factory.StartNew(() =>
        {
            using var connection = Open();
            var leaf = new LeafBytes();
            int chunk;
            while ((chunk = Interlocked.Increment(ref next)) < chunks && !cancel.IsCancellationRequested)
            {
                var (from, to) = (chunk * Leaves, Math.Min(size, (chunk + 1) * Leaves));
                read[chunk] = ReadChunk(connection, leaf, from, to, sizes.Where(wanted => wanted > from && wanted <= to).ToHashSet());
                progress?.Invoke(Interlocked.Add(ref done, to - from));
            }
        }, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        cancel.ThrowIfCancellationRequested();
        return read;
    }

    private NpgsqlConnection Open()
    {
        var connection = source.OpenConnection();
        // the places of a chunk lie beside each other and so do their entries: look each up, and never sort or hash the whole record
        using var command = new NpgsqlCommand(
            """
            begin read only; set local role throughline_app; set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off;
            set local enable_bitmapscan = off; set local enable_sort = off; set local enable_memoize = off; set local jit = off; set local max_parallel_workers_per_gather = 0
            """, connection);
        command.ExecuteNonQuery();
        using var act = new NpgsqlCommand("select set_config('throughline.partnership', $1, true), set_config('throughline.service', 'on', true)", connection) { Parameters = { new() { Value = partnership.ToString() } } };
        act.ExecuteNonQuery();
        return connection;
    }

    private LeafChunk ReadChunk(NpgsqlConnection connection, LeafBytes leaf, long from, long to, HashSet<long> sizes)
    {
        using var copy = connection.BeginRawBinaryCopy(string.Create(CultureInfo.InvariantCulture,
            $"""
            copy (select l.seq, l.leaf_hash, l.entry_id, {LeafBytes.Columns} from audit_leaf l left join audit_entry e on e.id = l.entry_id
              where l.partnership_id = '{partnership}' and l.seq >= {from} and l.seq < {to} order by l.partnership_id, l.seq) to stdout (format binary)
            """));
        var rows = new BinaryRows(copy);
        var tree = new CompactTree();
        var nodes = new List<(long, byte[])>();
        var atSizes = new Dictionary<long, IReadOnlyList<byte[]>>();
        void Append(byte[] hash)
        {
            tree.Append(hash, (level, position, root) =>
            {
                if (level == StoredSubtrees.LevelsStored)
                    nodes.Add(((from >> level) + position, root));
            });
            if (sizes.Contains(from + tree.Size))
                atSizes.Add(from + tree.Size, tree.Snapshot());
        }

        while (rows.Next())
        {
            rows.Field(out var seq);
            var place = BinaryPrimitives.ReadInt64BigEndian(seq);
            rows.Field(out var stored);
            var hash = stored.ToArray();
            rows.Field(out var entry);
            var id = new Guid(entry, bigEndian: true);
            Missing(from + tree.Size, place, Append);
            if (!leaf.Read(rows))
                findings.Add("deleted", $"The entry of place {place} is gone: {id}", place, id);
            else if (!leaf.Hash().SequenceEqual(hash))
                findings.Add("changed", $"The entry of place {place} is not what it was when it was sealed: {id}", place, id);
            Append(hash);
        }

        Missing(from + tree.Size, to, Append);
        return new LeafChunk { Size = tree.Size, Peaks = tree.Snapshot(), Nodes = nodes, AtSizes = atSizes };
    }

    // a place without a leaf counts as a leaf of zeros, so that what comes after it stays where it was
    private void Missing(long expected, long found, Action<byte[]> append)
    {
        if (expected < found)
            findings.Add("gap", found - expected == 1 ? $"Place {expected} of the tree is gone" : $"Places {expected} to {found - 1} of the tree are gone", expected);
        for (; expected < found; expected++)
            append(new byte[MerkleTree.HashBytes]);
    }
}
