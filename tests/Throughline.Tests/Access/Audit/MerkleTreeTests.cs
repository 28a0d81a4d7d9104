using Shouldly;
using Throughline.Access.Audit.Tree;
using Xunit;

namespace Throughline.Tests.Access.Audit;

public sealed class MerkleTreeTests
{
    // the reference leaves and roots of the Certificate Transparency implementations of RFC 6962
    private static readonly byte[][] Leaves =
        [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(Convert.FromHexString)];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Root_OfTheReferenceLeaves_IsTheReferenceRoot(int count, string root) =>
        Convert.ToHexStringLower(MerkleTree.Root(Leaves.Take(count).Select(leaf => MerkleTree.LeafHash(leaf)))).ShouldBe(root);

    [Fact]
    public async Task Proofs_OfEveryLeafAndEverySizeUpTo70_AreAcceptedAndNothingElseIs()
    {
        var all = new MemorySubtrees(70);
        for (var size = 1; size <= 70; size++)
        {
            var root = all.RootOf(size);
            for (var leaf = 0; leaf < size; leaf++)
            {
                var path = await MerkleProofs.InclusionAsync(all, leaf, size);
                MerkleChecks.Included(all.Leaf(leaf), leaf, size, root, path).ShouldBeTrue($"leaf {leaf} of {size}");
                MerkleChecks.Included(all.Leaf((leaf + 1) % 70), leaf, size, root, path).ShouldBeFalse();
                if (size > 1)
                {
                    MerkleChecks.Included(all.Leaf(leaf), (leaf + 1) % size, size, root, path).ShouldBeFalse();
                    MerkleChecks.Included(all.Leaf(leaf), leaf, size, root, [.. path.Skip(1)]).ShouldBeFalse();
                }
            }

            for (var first = 1; first <= size; first++)
            {
                var proof = await MerkleProofs.ConsistencyAsync(all, first, size);
                MerkleChecks.Consistent(first, all.RootOf(first), size, root, proof).ShouldBeTrue($"{first} to {size}");
                MerkleChecks.Consistent(first, all.RootOf(first == 1 ? 2 : first - 1), size, root, proof).ShouldBeFalse();
                if (proof.Count > 0)
                    MerkleChecks.Consistent(first, all.RootOf(first), size, root, [.. proof.SkipLast(1)]).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void CompactTree_KeptAndOpenedAgain_GrowsTheSame()
    {
        var (kept, whole) = (new CompactTree(), new CompactTree());
        for (var i = 0; i < 1000; i++)
        {
            kept = new CompactTree(kept.Size, kept.Peaks());
            kept.Append(MerkleTree.LeafHash(BitConverter.GetBytes(i)));
            whole.Append(MerkleTree.LeafHash(BitConverter.GetBytes(i)));
            kept.Root().ShouldBe(whole.Root());
        }

        Should.Throw<InvalidDataException>(() => new CompactTree(3, new byte[32])).Message.ShouldContain("3 leaves");
    }

    /// <summary>Subtrees worked out from all the leaves by the definition in the RFC.</summary>
    private sealed class MemorySubtrees(int count) : ISubtrees
    {
        private readonly byte[][] leaves = [.. Enumerable.Range(0, count).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];

        public byte[] Leaf(int at) => leaves[at];

        public byte[] RootOf(int size) => Definition(leaves.AsSpan(0, size));

        public Task<byte[]> RootAsync(int level, long position, CancellationToken cancel) => Task.FromResult(Definition(leaves.AsSpan((int)(position << level), 1 << level)));

        private static byte[] Definition(ReadOnlySpan<byte[]> of)
        {
            if (of.Length == 1)
                return of[0];
            var split = 1;
            while (split * 2 < of.Length)
                split *= 2;
            return MerkleTree.NodeHash(Definition(of[..split]), Definition(of[split..]));
        }
    }
}
