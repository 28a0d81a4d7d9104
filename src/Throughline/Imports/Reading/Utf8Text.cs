using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Throughline.Imports.Reading;

/// <summary>
/// Decodes a stream of UTF-8 into a buffer of characters. A byte that is not UTF-8 stops the file with its line: replacing it
/// would quietly change somebody's name.
/// </summary>
internal sealed class Utf8Text(Stream stream, ReadLimits limits)
{
    private const int BlockBytes = 64 * 1024;

    private readonly byte[] _bytes = new byte[BlockBytes + 4];
    private readonly char[] _characters = new char[BlockBytes + 4];
    private int _undecoded;
    private int _length;
    private long _lineEnds;
    private long _loneReturns;
    private long _total;
    private bool _started;
    private bool _ended;

    /// <summary>Characters read and not yet consumed by the caller, who keeps its own place.</summary>
    public ReadOnlySpan<char> Buffer => _characters.AsSpan(0, _length);

    /// <summary>The file stopped in the middle of a character.</summary>
    public bool EndsMidCharacter { get; private set; }

    public bool HadByteOrderMark { get; private set; }

    /// <summary>Replaces the buffer with the next characters; false at the end of the file.</summary>
    public bool Fill()
    {
        _length = 0;
        while (_length == 0)
        {
            if (_ended) return false;
            FillBytes();
            Decode();
        }
        return true;
    }

    private int _available;

    private void FillBytes()
    {
        _available = _undecoded;
        // the first block is filled as far as it goes, because the header and the encoding are judged on it
        do
        {
            var read = stream.Read(_bytes, _available, BlockBytes - _available);
            if (read == 0)
            {
                _ended = true;
                break;
            }
            _available += read;
            _total += read;
        }
        while (!_started && _available < BlockBytes);

        if (_total > limits.MaxTextBytes)
            throw new FileRefused($"The file holds more than {limits.MaxTextBytes / (1024 * 1024):N0} MB of text, the most that is read. Send it in parts.");
    }

    private void Decode()
    {
        var from = 0;
        if (!_started)
        {
            _started = true;
            RefuseOtherEncodings(_bytes.AsSpan(0, _available));
            if (_bytes.AsSpan(0, _available).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            {
                HadByteOrderMark = true;
                from = 3;
            }
        }

        var source = _bytes.AsSpan(from, _available - from);
        var status = Utf8.ToUtf16(source, _characters, out var used, out _length, replaceInvalidSequences: false, isFinalBlock: false);
        if (status == OperationStatus.InvalidData) throw NotUtf8(source, used);

        var good = source[..used];
        var ends = good.Count((byte)'\n');
        _lineEnds += ends;
        if (ends == 0) _loneReturns += good.Count((byte)'\r');
        _undecoded = source.Length - used;
        if (_undecoded > 0 && _ended) EndsMidCharacter = true;
        else source[used..].CopyTo(_bytes);
    }

    private FileRefused NotUtf8(ReadOnlySpan<byte> source, int at)
    {
        var before = source[..at];
        var line = 1 + _lineEnds + before.Count((byte)'\n');
        if (line == 1) line += _loneReturns + before.Count((byte)'\r');
        var value = source[at];
        return new FileRefused(
            $"Line {line:N0} holds the byte 0x{value:X2}, which is not UTF-8{InWindows1252(value)}. The file was probably saved as Windows-1252, "
            + "which Excel calls \"CSV (Comma delimited)\". Save it as \"CSV UTF-8\" and send it again; nothing has been taken in, so that no name is changed.")
        {
            Line = line,
        };
    }

    private static string InWindows1252(byte value)
    {
        const string From80 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
        var character = value is >= 0x80 and <= 0x9F ? From80[value - 0x80] : (char)value;
        return char.IsControl(character) ? "" : $" (in Windows-1252 it is “{character}”)";
    }

    private static void RefuseOtherEncodings(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || LooksLikeUtf16(start))
        {
            throw new FileRefused("The file is in UTF-16, which Excel calls \"Unicode Text\", and UTF-8 is needed. Save it as \"CSV UTF-8\" and send it again.");
        }
        var sample = start[..Math.Min(start.Length, 4096)];
        var controls = 0;
        foreach (var b in sample)
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n')) controls++;
        if (controls > 8 && controls * 10 > sample.Length)
            throw new FileRefused("The file is not text. Send a CSV file in UTF-8 or an Excel workbook (.xlsx).");
    }

    // ordinary text in UTF-16 has a zero byte beside nearly every character
    private static bool LooksLikeUtf16(ReadOnlySpan<byte> start)
    {
        var sample = start[..Math.Min(start.Length & ~1, 512)];
        if (sample.Length < 4) return false;
        int even = 0, odd = 0;
        for (var i = 0; i < sample.Length; i += 2)
        {
            if (sample[i] == 0) even++;
            if (sample[i + 1] == 0) odd++;
        }
        var pairs = sample.Length / 2;
        return (odd * 10 > pairs * 8 && even * 10 < pairs) || (even * 10 > pairs * 8 && odd * 10 < pairs);
    }
}
