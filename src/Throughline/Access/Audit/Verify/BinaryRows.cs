using System.Buffers.Binary;

namespace Throughline.Access.Audit.Verify;

/// <summary>Reads the rows of a binary COPY field by field from one buffer: what PostgreSQL sends, without making objects of it.</summary>
internal sealed class BinaryRows(Stream stream)
{
    private const int HeaderBytes = 19; // signature 11, flags 4, extension length 4
    private byte[] buffer = new byte[1 << 18];
    private int at;
    private int end;
    private bool begun;

    /// <summary>Steps to the next row; false after the last.</summary>
    public bool Next()
    {
        if (!begun)
        {
            Take(HeaderBytes);
            begun = true;
        }

        return BinaryPrimitives.ReadInt16BigEndian(Take(2)) >= 0;
    }

    /// <summary>The next field of the row; false when it is null. The bytes hold until the next call.</summary>
    public bool Field(out ReadOnlySpan<byte> value)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(Take(4));
        value = length < 0 ? default : Take(length);
        return length >= 0;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (end - at < count)
            Fill(count);
        var taken = buffer.AsSpan(at, count);
        at += count;
        return taken;
    }

    private void Fill(int count)
    {
        buffer.AsSpan(at, end - at).CopyTo(buffer);
        (at, end) = (0, end - at);
        if (buffer.Length < count)
            Array.Resize(ref buffer, Math.Max(count, buffer.Length * 2));
        while (end < count)
        {
            var got = stream.Read(buffer, end, buffer.Length - end);
            if (got == 0)
                throw new EndOfStreamException("PostgreSQL ended the copy in the middle of a row.");
            end += got;
        }
    }
}
