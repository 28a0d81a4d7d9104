using System.Buffers.Binary;
using System.IO.Compression;

namespace Throughline.Imports.Reading;

/// <summary>
/// The text of a gzip file. A file cut in half decompresses without complaint up to the cut, so the length kept in its last four
/// bytes is compared with what came out.
/// </summary>
internal sealed class GzipText : ReadOnlyStream
{
    private readonly ReadLimits _limits;
    private readonly TailStream _packed;
    private readonly GZipStream _unpacked;
    private long _total;
    private bool _checked;

    public GzipText(Stream packed, ReadLimits limits)
    {
        _limits = limits;
        _packed = new TailStream(packed);
        _unpacked = new GZipStream(_packed, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        int n;
        try
        {
            n = _unpacked.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new FileRefused("The compressed file is damaged or was cut off on its way. Send it again.", e);
        }
        _total += n;
        if (_total > _limits.ExpansionCountsFromBytes && _total / Math.Max(1, _packed.Total) > _limits.MaxExpansion)
            throw new FileRefused($"The compressed file grows from {_packed.Total:N0} bytes to at least {_total:N0} when unpacked, which no real extract does. It is not opened.");
        if (n == 0 && buffer.Length > 0 && !_checked)
        {
            _checked = true;
            if (_packed.Total < 18 || BinaryPrimitives.ReadUInt32LittleEndian(_packed.Tail[4..]) != (uint)_total)
                throw new FileRefused("The compressed file was cut off on its way: it holds less than it says. Send it again.");
        }
        return n;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }
}
