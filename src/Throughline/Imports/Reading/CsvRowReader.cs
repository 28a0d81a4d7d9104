using System.Buffers;

namespace Throughline.Imports.Reading;

/// <summary>
/// RFC 4180 rows from UTF-8 text in one pass and constant memory: an over-long cell is counted and dropped as it streams past,
/// and the rows after it are still read.
/// </summary>
/// <remarks>
/// CsvHelper's parser cannot do that: it holds the whole record, and its field limit ends the file. The tests keep the two in
/// agreement on every well-formed file, with CsvHelper as the oracle. A quote inside an unquoted cell is text, as in Excel.
/// </remarks>
internal sealed class CsvRowReader : RowReader
{
    private readonly Stream _stream;
    private readonly Utf8Text _text;
    private readonly ReadLimits _limits;
    private readonly char _delimiter;
    private readonly SearchValues<char> _stops;
    private char[] _row = new char[4096];
    private int[] _ends = new int[32];
    private int _rowLength;
    private int _count;
    private long _cellLength;
    private int _at;
    private long _nextLine = 1;

    private CsvRowReader(Stream stream, Utf8Text text, char delimiter, ReadLimits limits)
    {
        _stream = stream;
        _text = text;
        _limits = limits;
        _delimiter = delimiter;
        _stops = SearchValues.Create([delimiter, '\r', '\n', '\0']);
    }

    /// <summary>Opens the text with the delimiter under which its first line is best recognised.</summary>
    /// <param name="stream">Text, already decompressed; disposed with the reader.</param>
    /// <param name="limits">Sizes.</param>
    /// <param name="recognise">How many of these header names are known.</param>
    public static CsvRowReader Open(Stream stream, ReadLimits limits, Func<IReadOnlyList<string>, int> recognise)
    {
        var text = new Utf8Text(stream, limits);
        if (!text.Fill()) throw new FileRefused("The file is empty.");
        var delimiter = DelimiterSniffer.Choose(text.Buffer, recognise);
        return new CsvRowReader(stream, text, delimiter, limits);
    }

    public override int Count => _count;

    public override string Format => $"CSV, {DelimiterSniffer.NameOf(_delimiter)}, UTF-8{(_text.HadByteOrderMark ? " with byte order mark" : "")}";

    public override bool ShortRowsAreNormal => false;

    public override ReadOnlySpan<char> Field(int index)
    {
        var start = index == 0 ? 0 : _ends[index - 1];
        return _row.AsSpan(start, _ends[index] - start);
    }

    public override bool Read()
    {
        while (ReadRecord())
        {
            LastLine = Math.Max(Line, _nextLine - 1);
            if (_rowLength > 0 || Faults.Count > 0) return true;
            BlankRows++;
        }
        return false;
    }

    private bool ReadRecord()
    {
        _rowLength = 0;
        _count = 0;
        _cellLength = 0;
        ForgetFaults();
        Line = _nextLine;
        if (!More()) return _text.EndsMidCharacter && !EndedWithoutLineEnd && EndAtEndOfFile();
        do
        {
            if (!More()) return EndAtEndOfFile();
            if (_text.Buffer[_at] == '"')
            {
                _at++;
                if (!ReadQuoted())
                {
                    Note(RowFaultKind.QuoteNeverClosed, _count);
                    return EndAtEndOfFile();
                }
                if (More() && !_stops.Contains(_text.Buffer[_at])) Note(RowFaultKind.TextAfterClosingQuote, _count);
            }
        }
        while (ReadUnquoted());
        return true;
    }

    /// <summary>Reads to the end of the cell; true when another cell follows in the row.</summary>
    private bool ReadUnquoted()
    {
        while (true)
        {
            var rest = _text.Buffer[_at..];
            var stop = rest.IndexOfAny(_stops);
            if (stop < 0)
            {
                Append(rest);
                _at += rest.Length;
                if (More()) continue;
                EndAtEndOfFile();
                return false;
            }
            Append(rest[..stop]);
            _at += stop + 1;
            var c = rest[stop];
            if (c == '\0')
            {
                Note(RowFaultKind.NulCharacter, _count);
                continue;
            }
            EndCell();
            if (c == _delimiter) return true;
            if (c == '\r' && More() && _text.Buffer[_at] == '\n') _at++;
            _nextLine++;
            return false;
        }
    }

    /// <summary>Reads a quoted cell after its opening quote; false when the file ends inside it.</summary>
    private bool ReadQuoted()
    {
        while (true)
        {
            if (!More()) return false;
            var rest = _text.Buffer[_at..];
            var stop = rest.IndexOfAny('"', '\n', '\0');
            if (stop < 0)
            {
                Append(rest);
                _at += rest.Length;
                continue;
            }
            var c = rest[stop];
            Append(rest[..(c == '\n' ? stop + 1 : stop)]);
            _at += stop + 1;
            if (c == '\n') _nextLine++;
            else if (c == '\0') Note(RowFaultKind.NulCharacter, _count);
            else if (More() && _text.Buffer[_at] == '"')
            {
                _at++;
                Append("\"");
            }
            else return true;
        }
    }

    private bool More()
    {
        if (_at < _text.Buffer.Length) return true;
        _at = 0;
        return _text.Fill();
    }

    private bool EndAtEndOfFile()
    {
        EndCell();
        EndedWithoutLineEnd = true;
        if (_text.EndsMidCharacter) Note(RowFaultKind.CutShort, _count - 1);
        return true;
    }

    private void Append(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty) return;
        var room = _limits.MaxCellCharacters - _cellLength;
        _cellLength += part.Length;
        if (part.Length > room)
        {
            Note(RowFaultKind.CellTooLong, _count, _cellLength);
            part = room > 0 ? part[..(int)room] : [];
        }
        if (_rowLength + part.Length > _limits.MaxRowCharacters)
        {
            Note(RowFaultKind.RowTooLong, 0);
            part = part[..(_limits.MaxRowCharacters - _rowLength)];
        }
        if (_rowLength + part.Length > _row.Length) Array.Resize(ref _row, Math.Min(Math.Max(_row.Length * 2, _rowLength + part.Length), Math.Max(_limits.MaxRowCharacters, _rowLength + part.Length)));
        part.CopyTo(_row.AsSpan(_rowLength));
        _rowLength += part.Length;
    }

    private void EndCell()
    {
        _cellLength = 0;
        if (_count == _limits.MaxColumns)
        {
            Note(RowFaultKind.TooManyColumns, _count);
            _rowLength = _ends[_count - 1];
            return;
        }
        if (_count == _ends.Length) Array.Resize(ref _ends, _ends.Length * 2);
        _ends[_count++] = _rowLength;
    }

    public override void Dispose() => _stream.Dispose();
}
