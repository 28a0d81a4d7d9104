using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Tree;

/// <summary>
/// The subtrees of a partnership's tree as the database keeps them: leaves, and roots of every eighth level. What lies between is worked out from the
/// 256 below it, read at once.
/// </summary>
internal sealed class StoredSubtrees(Db db) : ISubtrees
{
    public const int LevelsStored = 8;
    private readonly Dictionary<(int Level, long Tile), Dictionary<long, byte[]>> tiles = [];

    public async Task<byte[]> RootAsync(int level, long position, CancellationToken cancel)
    {
        var stored = level / LevelsStored * LevelsStored;
        var (first, count) = (position << (level - stored), 1L << (level - stored));
        var tile = await TileAsync(stored, first / (1 << LevelsStored), cancel);
        var tree = new CompactTree();
        for (var at = first; at < first + count; at++)
            tree.Append(tile.GetValueOrDefault(at) ?? throw new InvalidDataException($"The tree lacks its {(stored == 0 ? "leaf" : $"node of level {stored}")} {at}: run audit verify."));
        return tree.Root();
    }

    private async Task<Dictionary<long, byte[]>> TileAsync(int level, long tile, CancellationToken cancel)
    {
        if (tiles.TryGetValue((level, tile), out var known))
            return known;
        var sql = level == 0
            ? "select seq as place, leaf_hash as hash from audit_leaf where partnership_id = @partnership and seq >= @from and seq < @to"
            : "select position as place, hash from audit_node where partnership_id = @partnership and level = @level and position >= @from and position < @to";
        var from = tile << LevelsStored;
        var rows = await db.ListAsync<Row>(sql, new { partnership = db.Act.Partnership, level = (short)level, from, to = from + (1 << LevelsStored) }, cancel);
        return tiles[(level, tile)] = rows.ToDictionary(row => row.Place, row => row.Hash);
    }

    private sealed class Row
    {
        public required long Place { get; init; }

        public required byte[] Hash { get; init; }
    }
}
