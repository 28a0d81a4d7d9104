using System.Globalization;
using System.Text;

namespace Throughline.Selection.ScoreFiles;

/// <summary>Something wrong in a file: where, what was found, what is expected.</summary>
internal sealed record FileProblem(string File, long Line, string Field, string Found, string Expected)
{
    public override string ToString() => $"{File} line {Line}, {Field}: found {Found}, expected {Expected}";
}

/// <summary>
/// A CSV file read one record at a time: RFC 4180, UTF-8 with or without a byte order mark, a header row, names compared
/// without regard to case. Problems are noted, not thrown, so that every bad row can be listed.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private readonly CsvText _text;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<FileProblem> _problems;
    private IReadOnlyList<string> _record = [];

    internal CsvRows(string file, TextReader text, List<FileProblem> problems)
    {
        (File, _problems) = (file, problems);
        _text = new CsvText(text);
        if (_text.Read() is not { } header)
        {
            _problems.Add(new FileProblem(file, 1, "header", "an empty file", "a header row"));
            return;
        }

        Header = [.. header.Select(h => h.Trim())];
        for (var c = 0; c < Header.Count; c++)
        {
            if (!_columns.TryAdd(Header[c], c))
                _problems.Add(new FileProblem(file, 1, Header[c], "the column twice", "each column once"));
        }
    }

    /// <summary>Opens a file; a name ending in .gz is unpacked.</summary>
    internal static CsvRows Open(string path, List<FileProblem> problems)
    {
        Stream stream = System.IO.File.OpenRead(path);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            stream = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress);
        var text = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, 1 << 16);
        return new CsvRows(Path.GetFileName(path), text, problems);
    }

    internal string File { get; }

    internal IReadOnlyList<string> Header { get; } = [];

    /// <summary>The line on which the current record starts, from 1.</summary>
    internal long Line => _text.Line;

    /// <summary>Whether the header has a column.</summary>
    internal bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>Notes a problem for each column that is not there.</summary>
    internal bool Require(params ReadOnlySpan<string> columns)
    {
        var all = Header.Count > 0;
        foreach (var column in columns)
        {
            if (Has(column) || Header.Count == 0)
                continue;
            all = false;
            _problems.Add(new FileProblem(File, 1, column, "no such column", $"a column named {column}"));
        }

        return all;
    }

    /// <summary>Moves to the next record; records with broken quotes or a wrong number of fields are noted and passed over.</summary>
    internal bool Read()
    {
        while (Header.Count > 0 && _text.Read() is { } record)
        {
            _record = record;
            if (_text.Malformed)
                _problems.Add(new FileProblem(File, Line, "record", "a quotation mark in the wrong place", "RFC 4180"));
            else if (record.Count != Header.Count)
                _problems.Add(new FileProblem(File, Line, "record", $"{record.Count} fields", $"{Header.Count} fields, as in the header"));
            else
                return true;
        }

        return false;
    }

    /// <summary>The trimmed text of a field; empty when the column is not there.</summary>
    internal string Text(string column) =>
        _columns.TryGetValue(column, out var c) ? _record[c].Trim() : string.Empty;

    /// <summary>The text of a field that must not be empty.</summary>
    internal string RequiredText(string column)
    {
        var text = Text(column);
        if (text.Length == 0)
            Problem(column, "nothing", "a value");
        return text;
    }

    /// <summary>An ISO date, or null when the field is empty or wrong (which is noted).</summary>
    internal DateOnly? Date(string column, bool required = false)
    {
        var text = Text(column);
        if (text.Length == 0)
        {
            if (required)
                Problem(column, "nothing", "a date as yyyy-mm-dd");
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Problem(column, Quote(text), "a date as yyyy-mm-dd");
        return null;
    }

    /// <summary>A number in the range, or null when the field is empty or wrong (which is noted).</summary>
    internal decimal? Number(string column, decimal from, decimal to)
    {
        var text = Text(column);
        if (text.Length == 0)
            return null;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
            return number;
        Problem(column, Quote(text), $"a number from {from} to {to}");
        return null;
    }

    internal void Problem(string column, string found, string expected) =>
        _problems.Add(new FileProblem(File, Line, column, found, expected));

    internal static string Quote(string text) => "\"" + (text.Length > 60 ? text[..60] + "…" : text) + "\"";

    public void Dispose() => _text.Dispose();
}
