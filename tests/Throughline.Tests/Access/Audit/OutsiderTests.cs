using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Access.Audit.Tree;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.Audit;

/// <summary>
/// What an outsider would write from docs/engines/audit-tree.md and RFC 6962 alone: the bytes of an entry, the tree, a checkpoint's signature. It uses nothing of the program.
/// </summary>
public sealed class OutsiderTests
{
    [Fact]
    public async Task Outsider_FromThePageAlone_ComesToTheSameRootsAndSignatures()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(100);
        await world.CheckpointAsync();
        await world.WriteAsync(41);
        await world.CheckpointAsync(rotate: true);
        var leaves = new List<byte[]>();
        await using (var admin = new NpgsqlConnection(world.Database.AdminConnection))
        {
            await admin.OpenAsync();
            await using var reader = await admin.ExecuteReaderAsync("select e.* from audit_leaf l join audit_entry e on e.id = l.entry_id order by l.seq");
            while (await reader.ReadAsync())
                leaves.Add(SHA256.HashData([0, .. Entry(reader)]));
        }

        leaves.Count.ShouldBe(143);
        using var copy = JsonDocument.Parse((await world.CopyAsync()).ToJson());
        copy.RootElement.GetProperty("format").GetString().ShouldBe("throughline-audit-checkpoints-1");
        var keys = copy.RootElement.GetProperty("keys").EnumerateArray().ToDictionary(key => key.GetProperty("id").GetString()!);
        foreach (var checkpoint in copy.RootElement.GetProperty("checkpoints").EnumerateArray())
        {
            var size = checkpoint.GetProperty("size").GetInt32();
            checkpoint.GetProperty("root").GetString().ShouldBe(Convert.ToHexStringLower(Root([.. leaves.Take(size)])));
            var body = checkpoint.GetProperty("body").GetString()!;
            body.ShouldContain($"\nsize {size}\nroot {checkpoint.GetProperty("root").GetString()}\n");
            using var key = ECDsa.Create();
            key.ImportFromPem(keys[checkpoint.GetProperty("key").GetString()!].GetProperty("public_key").GetString());
            key.VerifyData(Encoding.UTF8.GetBytes(body), checkpoint.GetProperty("signature").GetBytesFromBase64(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence).ShouldBeTrue();
        }

        // the key was replaced, and the old one vouches for the new
        var fresh = keys.Values.Single(key => key.GetProperty("endorsed_by").ValueKind == JsonValueKind.String);
        using var old = ECDsa.Create();
        old.ImportFromPem(keys[fresh.GetProperty("endorsed_by").GetString()!].GetProperty("public_key").GetString());
        using var current = ECDsa.Create();
        current.ImportFromPem(fresh.GetProperty("public_key").GetString());
        old.VerifyData(current.ExportSubjectPublicKeyInfo(), fresh.GetProperty("endorsement").GetBytesFromBase64(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence).ShouldBeTrue();
        (await world.AdminAsync<int>("select count(*)::int from audit_key where retired_at is not null and private_key is null")).ShouldBe(1);
    }

    [Fact]
    public async Task Copy_AsJsonAndAsText_ReadBackTheSame()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(3);
        await world.CheckpointAsync();
        await world.CheckpointAsync(rotate: true);
        var file = await world.CopyAsync();
        foreach (var form in new[] { file.ToJson(), file.ToText(), file.ToText().Replace("\n", "\r\n", StringComparison.Ordinal), "\uFEFF" + file.ToText() })
        {
            var read = CheckpointFile.Read(form, out var why).ShouldNotBeNull(why);
            read.Checkpoints.Select(one => one.Body).ShouldBe(file.Checkpoints.Select(one => one.Body));
            read.Checkpoints.Select(one => Convert.ToHexString(one.Signature)).ShouldBe(file.Checkpoints.Select(one => Convert.ToHexString(one.Signature)));
            read.Keys.Select(key => key.Id).ShouldBe(file.Keys.Select(key => key.Id));
            (await world.VerifyAsync(read)).Findings.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("", "holds no checkpoint")]
    [InlineData("{", "")]
    [InlineData("{}", "")]
    [InlineData("""{"format":"other","keys":[],"checkpoints":[]}""", "expected throughline-audit-checkpoints-1")]
    [InlineData("throughline audit checkpoint v1\npartnership north x\n", "line 7")]
    [InlineData("throughline audit checkpoint v1\npartnership north x\nsize 1\nroot ab\ntime now\nkey k\nsignature AA==\n", "line 1")]
    public void Copy_ThatIsNone_IsRefusedWithTheReason(string content, string reason)
    {
        CheckpointFile.Read(content, out var why).ShouldBeNull();
        why.ShouldContain(reason);
    }

    [Fact]
    public async Task Proofs_FromTheStoredTree_HoldForEntriesAndCheckpoints()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(700);
        var first = await world.CheckpointAsync();
        await world.WriteAsync(600);
        var second = await world.CheckpointAsync();
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            var proof = await TreeProofs.BetweenAsync(db, first.Size, second.Size);
            proof.Holds.ShouldBeTrue();
            proof.FromRoot.ShouldBe(first.Root);
            proof.ToRoot.ShouldBe(second.Root);
            foreach (var place in new long[] { 0, 255, 256, 700, 701, 1301 })
            {
                var entry = await db.ValueAsync<Guid>("select entry_id from audit_leaf where seq = @place", new { place });
                var included = await TreeProofs.OfEntryAsync(db, entry, second.Size);
                (included.Holds, included.Place).ShouldBe((true, place));
                included.Root.ShouldBe(second.Root);
            }
        });
    }

    private static byte[] Entry(DbDataReader row)
    {
        var bytes = new MemoryStream();
        void Number(int value)
        {
            var four = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(four, value);
            bytes.Write(four);
        }

        void Text(string value)
        {
            var utf8 = Encoding.UTF8.GetBytes(value);
            Number(utf8.Length);
            bytes.Write(utf8);
        }

        void Key(Guid value) => bytes.Write(value.ToByteArray(bigEndian: true));
        void Keys(string column)
        {
            var keys = (Guid[])row[column];
            Number(keys.Length);
            foreach (var key in keys)
                Key(key);
        }

        bytes.WriteByte(1);
        Key((Guid)row["id"]);
        Key((Guid)row["partnership_id"]);
        var at = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(at, (((DateTime)row["at"]) - DateTime.UnixEpoch).Ticks / 10);
        bytes.Write(at);
        Text((string)row["operation"]);
        Key((Guid)row["user_id"]);
        Key((Guid)row["agency_id"]);
        bytes.WriteByte(row["session_id"] is Guid ? (byte)1 : (byte)0);
        if (row["session_id"] is Guid session)
            Key(session);
        Keys("person_ids");
        var categories = (string[])row["categories"];
        Number(categories.Length);
        foreach (var category in categories)
            Text(category);
        Text((string)row["subject"]);
        Text((string)row["purpose"]);
        bytes.WriteByte(row["reason"] is string ? (byte)1 : (byte)0);
        if (row["reason"] is string reason)
            Text(reason);
        Keys("item_ids");
        Keys("recipients");
        return bytes.ToArray();
    }

    private static byte[] Root(byte[][] leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var split = 1;
        while (split * 2 < leaves.Length)
            split *= 2;
        return SHA256.HashData([1, .. Root(leaves[..split]), .. Root(leaves[split..])]);
    }
}
