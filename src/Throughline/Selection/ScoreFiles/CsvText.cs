using System.Text;

namespace Throughline.Selection.ScoreFiles;

/// <summary>
/// Records of a CSV text, one at a time: RFC 4180, with CRLF, LF or CR at the end of a line; empty lines are passed over. A
/// field may hold commas, line ends and doubled quotation marks when it stands between quotation marks.
/// </summary>
internal sealed class CsvText(TextReader text) : IDisposable
{
    private readonly char[] _buffer = new char[1 << 16];
    private readonly StringBuilder _field = new();
    private readonly List<string> _record = [];
    private int _length;
    private int _next;
    private long _nextLine = 1;

    /// <summary>The line on which the last record starts, from 1.</summary>
    internal long Line { get; private set; }

    /// <summary>Whether a quotation mark of the last record stood where none may, or was never closed.</summary>
    internal bool Malformed { get; private set; }

    /// <summary>The next record, valid until the next call; <see langword="null"/> at the end.</summary>
    internal IReadOnlyList<string>? Read()
    {
        while (Peek() is '\r' or '\n')
            EndLine();
        if (Peek() < 0)
            return null;
        _record.Clear();
        (Line, Malformed) = (_nextLine, false);
        while (true)
        {
            _record.Add(Peek() == '"' ? Quoted() : Plain());
            if (Peek() != ',')
                break;
            _next++;
        }

        if (Peek() >= 0)
            EndLine();
        return _record;
    }

    private string Plain()
    {
        _field.Clear();
        while (Peek() is var c and not ',' and not '\r' and not '\n' and >= 0)
        {
            Malformed |= c == '"';
            _field.Append((char)c);
            _next++;
        }

        return _field.ToString();
    }

    private string Quoted()
    {
        _next++;
        _field.Clear();
        while (true)
        {
            var c = Peek();
            if (c < 0)
            {
                Malformed = true;
                return _field.ToString();
            }

            if (c is '\r' or '\n')
            {
                _field.Append('\n');
                EndLine();
                continue;
            }

            _next++;
            if (c != '"')
                _field.Append((char)c);
            else if (Peek() != '"')
                break;
            else
            {
                _field.Append('"');
                _next++;
            }
        }

        if (Peek() is not (',' or '\r' or '\n' or < 0))
        {
            Malformed = true;
            var before = _field.ToString();
            return before + Plain();
        }

        return _field.ToString();
    }

    private void EndLine()
    {
        var c = Peek();
        _next++;
        if (c == '\r' && Peek() == '\n')
            _next++;
        _nextLine++;
    }

    private int Peek()
    {
        if (_next == _length)
        {
            _length = text.Read(_buffer, 0, _buffer.Length);
            _next = 0;
            if (_length == 0)
                return -1;
        }

        return _buffer[_next];
    }

    public void Dispose() => text.Dispose();
}
