using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Tree;

/// <summary>That one entry is in the tree of a size: its leaf hash, its place, and the hashes from there to the root.</summary>
internal sealed record InclusionProof(Guid Entry, long Place, long Size, byte[] LeafHash, byte[] Root, IReadOnlyList<byte[]> Path)
{
    public bool Holds => MerkleChecks.Included(LeafHash, Place, Size, Root, Path);
}

/// <summary>That the tree of one size begins with the tree of another: nothing before was changed, taken out or put in.</summary>
internal sealed record ConsistencyProof(long From, byte[] FromRoot, long To, byte[] ToRoot, IReadOnlyList<byte[]> Path)
{
    public bool Holds => MerkleChecks.Consistent(From, FromRoot, To, ToRoot, Path);
}

/// <summary>Makes proofs from the stored tree of the acting partnership.</summary>
internal static class TreeProofs
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="size">Of how many entries; the tree as it is now when not given.</param>
    /// <exception cref="NotThere">The entry has no place in that tree.</exception>
    public static async Task<InclusionProof> OfEntryAsync(Db db, Guid entry, long? size = null, CancellationToken cancel = default)
    {
        var leaf = await db.FirstAsync<Leaf>("select seq, leaf_hash from audit_leaf where entry_id = @entry", new { entry }, cancel) ?? throw new NotThere("The entry, or its place in the tree,");
        var to = await SizeAsync(db, size, cancel);
        if (leaf.Seq >= to)
            throw new NotThere($"The entry among the first {to}");
        var subtrees = new StoredSubtrees(db);
        return new InclusionProof(entry, leaf.Seq, to, leaf.LeafHash, await MerkleProofs.RangeAsync(subtrees, 0, to, cancel), await MerkleProofs.InclusionAsync(subtrees, leaf.Seq, to, cancel));
    }

    public static async Task<ConsistencyProof> BetweenAsync(Db db, long from, long? to = null, CancellationToken cancel = default)
    {
        var second = await SizeAsync(db, to, cancel);
        new Rule($"A proof begins with a tree of 1 to {second} entries", "RFC 6962 section 2.1.2", from > 0 && from <= second).Check();
        var subtrees = new StoredSubtrees(db);
        return new ConsistencyProof(from, await MerkleProofs.RangeAsync(subtrees, 0, from, cancel), second, await MerkleProofs.RangeAsync(subtrees, 0, second, cancel), await MerkleProofs.ConsistencyAsync(subtrees, from, second, cancel));
    }

    private static async Task<long> SizeAsync(Db db, long? wanted, CancellationToken cancel)
    {
        var head = await SealEntries.HeadAsync(db, cancel);
        new Rule($"The tree has {head.Size} entries", "RFC 6962 section 2.1", wanted is null || (wanted > 0 && wanted <= head.Size)).Check();
        return wanted ?? head.Size;
    }

    public static object Shown(InclusionProof proof) => new
    {
        Kind = "inclusion", proof.Entry, proof.Place, proof.Size, LeafHash = Hex(proof.LeafHash), Root = Hex(proof.Root), Path = proof.Path.Select(Hex),
    };

    public static object Shown(ConsistencyProof proof) => new
    {
        Kind = "consistency", proof.From, FromRoot = Hex(proof.FromRoot), proof.To, ToRoot = Hex(proof.ToRoot), Path = proof.Path.Select(Hex),
    };

    public static string ToJson(object shown) => JsonSerializer.Serialize(shown, Json) + "\n";

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private sealed class Leaf
    {
        public required long Seq { get; init; }

        public required byte[] LeafHash { get; init; }
    }
}
