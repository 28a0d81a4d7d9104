using System.Buffers.Binary;
using System.Security.Cryptography;
using Throughline.Access.Audit.Tree;

namespace Throughline.Access.Audit.Verify;

/// <summary>
/// The canonical bytes of an audit entry, version 1, from the row as PostgreSQL sends it: what docs/engines/audit-tree.md says, written a second time and apart
/// from the function in the database, so that each checks the other.
/// </summary>
internal sealed class LeafBytes
{
    /// <summary>The columns in the order in which they are read and hashed.</summary>
    public const string Columns =
        "e.id, e.partnership_id, e.at, e.operation, e.user_id, e.agency_id, e.session_id, e.person_ids, e.categories, e.subject, e.purpose, e.reason, e.item_ids, e.recipients";

    private const long MicrosecondsTo2000 = 946_684_800_000_000; // PostgreSQL counts from 2000, everybody else from 1970
    private readonly byte[] hash = new byte[MerkleTree.HashBytes];
    private byte[] bytes = new byte[4096];
    private int length;

    /// <summary>Reads the columns of <see cref="Columns"/>; false when there is no entry (its key is null).</summary>
    public bool Read(BinaryRows row)
    {
        length = 0;
        Put([0, 1]); // a leaf (RFC 6962); version 1 of the encoding
        var there = row.Field(out var id);
        Put(id);
        Fixed(row);
        Instant(row);
        Text(row);
        Fixed(row);
        Fixed(row);
        if (Optional(row, out var session))
            Put(session);
        Many(row, withLengths: false);
        Many(row, withLengths: true);
        Text(row);
        Text(row);
        if (Optional(row, out var reason))
            LengthAnd(reason);
        Many(row, withLengths: false);
        Many(row, withLengths: false);
        return there;
    }

    public ReadOnlySpan<byte> Hash()
    {
        SHA256.HashData(bytes.AsSpan(0, length), hash);
        return hash;
    }

    /// <summary>The bytes without the leading zero of a leaf.</summary>
    public byte[] Encoding() => bytes[1..length];

    private void Fixed(BinaryRows row)
    {
        row.Field(out var value);
        Put(value);
    }

    private void Instant(BinaryRows row)
    {
        Span<byte> instant = stackalloc byte[8];
        if (row.Field(out var value))
            BinaryPrimitives.WriteInt64BigEndian(instant, unchecked(BinaryPrimitives.ReadInt64BigEndian(value) + MicrosecondsTo2000));
        Put(instant);
    }

    private void Text(BinaryRows row)
    {
        row.Field(out var value);
        LengthAnd(value);
    }

    private bool Optional(BinaryRows row, out ReadOnlySpan<byte> value)
    {
        var there = row.Field(out value);
        Put([there ? (byte)1 : (byte)0]);
        return there;
    }

    // an array as PostgreSQL sends it: dimensions, flag, element type, then size and lower bound of each dimension, then the elements with their lengths
    private void Many(BinaryRows row, bool withLengths)
    {
        if (!row.Field(out var value))
            return;
        var dimensions = BinaryPrimitives.ReadInt32BigEndian(value);
        var count = dimensions == 0 ? 0 : 1;
        for (var d = 0; d < dimensions; d++)
            count *= BinaryPrimitives.ReadInt32BigEndian(value[(12 + (8 * d))..]);
        Number(count);
        var rest = value[(12 + (8 * dimensions))..];
        for (var i = 0; i < count; i++)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(rest);
            rest = rest[4..];
            if (size < 0)
                continue;
            if (withLengths)
                Number(size);
            Put(rest[..size]);
            rest = rest[size..];
        }
    }

    private void LengthAnd(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        Put(value);
    }

    private void Number(int value)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, value);
        Put(number);
    }

    private void Put(ReadOnlySpan<byte> more)
    {
        if (bytes.Length - length < more.Length)
            Array.Resize(ref bytes, Math.Max(length + more.Length, bytes.Length * 2));
        more.CopyTo(bytes.AsSpan(length));
        length += more.Length;
    }
}
