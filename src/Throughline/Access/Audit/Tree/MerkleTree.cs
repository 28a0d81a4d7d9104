using System.Numerics;
using System.Security.Cryptography;

namespace Throughline.Access.Audit.Tree;

/// <summary>
/// The Merkle tree of RFC 6962 section 2.1, SHA-256: a leaf is hashed after a byte 0, a node after a byte 1, so that neither can be
/// passed off as the other; the root of no leaves is the hash of nothing.
/// </summary>
internal static class MerkleTree
{
    public const int HashBytes = 32;

    public static byte[] LeafHash(ReadOnlySpan<byte> encoding)
    {
        var whole = new byte[encoding.Length + 1];
        encoding.CopyTo(whole.AsSpan(1));
        return SHA256.HashData(whole);
    }

    public static void NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> into)
    {
        Span<byte> whole = stackalloc byte[1 + (2 * HashBytes)];
        whole[0] = 1;
        left.CopyTo(whole[1..]);
        right.CopyTo(whole[(1 + HashBytes)..]);
        SHA256.HashData(whole, into);
    }

    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var hash = new byte[HashBytes];
        NodeHash(left, right, hash);
        return hash;
    }

    /// <summary>The root of the tree over these leaf hashes.</summary>
    public static byte[] Root(IEnumerable<byte[]> leaves)
    {
        var tree = new CompactTree();
        foreach (var leaf in leaves)
            tree.Append(leaf);
        return tree.Root();
    }

    /// <summary>The largest power of two smaller than <paramref name="count"/>, where RFC 6962 splits a tree of two leaves or more.</summary>
    public static long SplitOf(long count) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(count - 1)));
}

/// <summary>
/// A tree that only grows, kept as the roots of the complete subtrees it is made of, largest first: one for each bit of its size. Appending costs
/// one hash on average; the leaves themselves are not kept.
/// </summary>
internal sealed class CompactTree
{
    private readonly List<byte[]> peaks = [];

    public CompactTree()
    {
    }

    /// <param name="peaks">The peaks one after the other, as <see cref="Peaks"/> gives them.</param>
    public CompactTree(long size, ReadOnlySpan<byte> peaks)
    {
        if (size < 0 || peaks.Length != BitOperations.PopCount((ulong)size) * MerkleTree.HashBytes)
            throw new InvalidDataException($"A tree of {size} leaves is made of {BitOperations.PopCount((ulong)Math.Max(0, size))} subtrees, not of {peaks.Length} bytes.");
        Size = size;
        for (var at = 0; at < peaks.Length; at += MerkleTree.HashBytes)
            this.peaks.Add(peaks.Slice(at, MerkleTree.HashBytes).ToArray());
    }

    public long Size { get; private set; }

    /// <param name="completed">Told of every subtree that the leaf completes: its level (0 a leaf), its position among those of the level, its root.</param>
    public void Append(byte[] leafHash, Action<int, long, byte[]>? completed = null) => AppendSubtree(0, leafHash, completed);

    /// <summary>Appends 2^level leaves by the root of their subtree. The size must be a multiple of 2^level.</summary>
    public void AppendSubtree(int level, byte[] root, Action<int, long, byte[]>? completed = null)
    {
        if ((Size & ((1L << level) - 1)) != 0)
            throw new InvalidOperationException($"A subtree of level {level} cannot stand after {Size} leaves.");
        completed?.Invoke(level, Size >> level, root);
        var hash = root;
        var at = level;
        while ((Size >> at & 1) == 1)
        {
            hash = MerkleTree.NodeHash(peaks[^1], hash);
            peaks.RemoveAt(peaks.Count - 1);
            at++;
            completed?.Invoke(at, Size >> at, hash);
        }

        peaks.Add(hash);
        Size += 1L << level;
    }

    public byte[] Root() => RootOf(peaks);

    public byte[] Peaks() => [.. peaks.SelectMany(peak => peak)];

    /// <summary>The peaks as they are now; later appending does not change them.</summary>
    public IReadOnlyList<byte[]> Snapshot() => [.. peaks];

    public static byte[] RootOf(IReadOnlyList<byte[]> peaks)
    {
        if (peaks.Count == 0)
            return SHA256.HashData([]);
        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--)
            root = MerkleTree.NodeHash(peaks[i], root);
        return root;
    }
}
