namespace Throughline.Access.Audit.Tree;

/// <summary>Where a proof takes the roots of subtrees from.</summary>
internal interface ISubtrees
{
    /// <summary>The root of the complete subtree that holds leaves [position × 2^level, (position + 1) × 2^level).</summary>
    Task<byte[]> RootAsync(int level, long position, CancellationToken cancel);
}

/// <summary>Makes the proofs of RFC 6962 section 2.1: that a leaf is in a tree, and that a tree only grew. O(log n) hashes each.</summary>
internal static class MerkleProofs
{
    /// <summary>The audit path of leaf <paramref name="index"/> in the tree of <paramref name="size"/> leaves, lowest sibling first.</summary>
    public static async Task<IReadOnlyList<byte[]>> InclusionAsync(ISubtrees subtrees, long index, long size, CancellationToken cancel = default)
    {
        if (index < 0 || index >= size)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"A tree of {size} leaves has no leaf {index}.");
        var path = new List<byte[]>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + MerkleTree.SplitOf(to - from);
            if (index < middle)
            {
                path.Add(await RangeAsync(subtrees, middle, to, cancel));
                to = middle;
            }
            else
            {
                path.Add(await RangeAsync(subtrees, from, middle, cancel));
                from = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that the tree of <paramref name="second"/> leaves begins with the tree of <paramref name="first"/>.</summary>
    public static async Task<IReadOnlyList<byte[]>> ConsistencyAsync(ISubtrees subtrees, long first, long second, CancellationToken cancel = default)
    {
        if (first <= 0 || first > second)
            throw new ArgumentOutOfRangeException(nameof(first), first, $"There is a proof from 1 to {second} leaves only.");
        var proof = new List<byte[]>();
        var (from, to, whole) = (0L, second, true);
        while (first != to)
        {
            var middle = from + MerkleTree.SplitOf(to - from);
            if (first <= middle)
            {
                proof.Add(await RangeAsync(subtrees, middle, to, cancel));
                to = middle;
            }
            else
            {
                proof.Add(await RangeAsync(subtrees, from, middle, cancel));
                from = middle;
                whole = false;
            }
        }

        if (!whole)
            proof.Add(await RangeAsync(subtrees, from, to, cancel));
        proof.Reverse();
        return proof;
    }

    /// <summary>The root over leaves [from, to), where from is a multiple of the largest power of two up to their number.</summary>
    public static async Task<byte[]> RangeAsync(ISubtrees subtrees, long from, long to, CancellationToken cancel = default)
    {
        var peaks = new List<byte[]>();
        for (var at = from; at < to;)
        {
            var level = 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(to - at));
            peaks.Add(await subtrees.RootAsync(level, at >> level, cancel));
            at += 1L << level;
        }

        return CompactTree.RootOf(peaks);
    }
}

/// <summary>Checks proofs without the tree, as RFC 9162 sections 2.1.3.2 and 2.1.4.2 do: this is what a witness runs.</summary>
internal static class MerkleChecks
{
    public static bool Included(byte[] leafHash, long index, long size, byte[] root, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size)
            return false;
        var (fn, sn, hash) = (index, size - 1, leafHash);
        foreach (var sibling in path)
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleTree.NodeHash(sibling, hash);
                while ((fn & 1) == 0 && fn != 0)
                    (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                hash = MerkleTree.NodeHash(hash, sibling);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && hash.AsSpan().SequenceEqual(root);
    }

    public static bool Consistent(long first, byte[] firstRoot, long second, byte[] secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (first <= 0 || first > second)
            return false;
        if (first == second)
            return proof.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot);
        IReadOnlyList<byte[]> whole = System.Numerics.BitOperations.IsPow2(first) ? [firstRoot, .. proof] : proof;
        if (whole.Count == 0)
            return false;
        var (fn, sn) = (first - 1, second - 1);
        while ((fn & 1) == 1)
            (fn, sn) = (fn >> 1, sn >> 1);
        var (one, two) = (whole[0], whole[0]);
        foreach (var sibling in whole.Skip(1))
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (one, two) = (MerkleTree.NodeHash(sibling, one), MerkleTree.NodeHash(sibling, two));
                while ((fn & 1) == 0 && fn != 0)
                    (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                two = MerkleTree.NodeHash(two, sibling);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && one.AsSpan().SequenceEqual(firstRoot) && two.AsSpan().SequenceEqual(secondRoot);
    }
}
