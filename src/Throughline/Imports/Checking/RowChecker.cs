using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;

namespace Throughline.Imports.Checking;

/// <summary>Checks one row at a time against a profile, giving every problem of a bad row at once.</summary>
internal sealed class RowChecker
{
    private readonly Profile _profile;
    private readonly CellNormaliser _cells;
    private readonly Dictionary<string, string>?[] _translations;
    private readonly RowHash _hash = new();
    private readonly List<RowProblem> _problems = [];

    public RowChecker(Profile profile, ColumnMapping? mapping, CheckOptions options)
    {
        _profile = profile;
        _cells = new CellNormaliser(options.AsOf, mapping?.DateFormats ?? []);
        _translations = new Dictionary<string, string>?[profile.Columns.Count];
        if (mapping is null) return;
        foreach (var (name, values) in mapping.Values)
        {
            var at = profile.IndexOf(name);
            if (at < 0) continue;
            var translation = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (theirs, ours) in values) translation[theirs.Trim()] = ours;
            _translations[at] = translation;
        }
    }

    /// <summary>Checks the current row of a reader.</summary>
    public ReadResult Check(RowReader row, HeaderMap map)
    {
        _problems.Clear();
        string?[]? raw = null;
        if (row.Faults.Count > 0 || row.Count != map.Width) AddFormProblems(row, map, ref raw);
        if (_problems.Count > 0) return new QuarantinedRow(row.Line, [.. _problems], raw!);

        var values = new string?[_profile.Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var source = map.Source[i];
            var text = source >= 0 && source < row.Count ? row.Field(source) : default;
            if (map.Constant[i] is { } constant && text.IsWhiteSpace()) text = constant;
            if (!CheckCell(i, text, out values[i], out var why)) AddProblem(row.Line, i, text, why!, raw ??= Raw(row, map));
        }
        return Finish(row.Line, values, raw, row, map);
    }

    /// <summary>Checks a row given as our column names and texts: a corrected row from the quarantine page.</summary>
    public ReadResult Check(long line, IReadOnlyDictionary<string, string?> fields, IReadOnlyDictionary<string, string> constants)
    {
        _problems.Clear();
        var raw = new string?[_profile.Columns.Count];
        for (var i = 0; i < raw.Length; i++)
        {
            raw[i] = fields.GetValueOrDefault(_profile.Columns[i].Name);
            if (string.IsNullOrWhiteSpace(raw[i])) raw[i] = constants.GetValueOrDefault(_profile.Columns[i].Name) ?? raw[i];
        }
        var values = new string?[raw.Length];
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] is { } text && text.Contains('\0', StringComparison.Ordinal)) AddProblem(line, i, text, "holds a NUL character", raw);
            else if (!CheckCell(i, raw[i], out values[i], out var why)) AddProblem(line, i, raw[i], why!, raw);
        }
        return Finish(line, values, raw, null, null);
    }

    private bool CheckCell(int i, ReadOnlySpan<char> text, out string? value, out string? why)
    {
        if (_translations[i] is { } translation && translation.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text.Trim(), out var ours)) text = ours;
        why = _cells.Normalise(_profile.Columns[i], text, out value);
        if (why is null && value is null && _profile.Columns[i].Required) why = "is empty";
        return why is null;
    }

    private ReadResult Finish(long line, string?[] values, string?[]? raw, RowReader? row, HeaderMap? map)
    {
        if (_problems.Count == 0)
        {
            foreach (var rule in _profile.Rules)
            {
                if (!rule.Broken(new RowView(values, _cells.AsOf))) continue;
                raw ??= Raw(row!, map!);
                var found = values[Math.Max(0, _profile.IndexOf(rule.Field))] ?? "";
                _problems.Add(new RowProblem(line, rule.Field, CellNormaliser.Short(found), rule.Expected, $"Line {line:N0}: {rule.Sentence}. Expected {rule.Expected}.", raw));
            }
        }
        if (_problems.Count > 0) return new QuarantinedRow(line, [.. _problems], raw!);
        return new CheckedRow(line, KeyOf(values), _hash.Of(values), PersonOf(values), values);
    }

    private string KeyOf(string?[] values) => _profile.Key.Count switch
    {
        1 => values[_profile.Key[0]] ?? "",
        2 => string.Concat(values[_profile.Key[0]], "\u001F", values[_profile.Key[1]]),
        _ => string.Join('\u001F', _profile.Key.Select(k => values[k])),
    };

    private PersonKey PersonOf(string?[] values)
    {
        if (!_profile.AboutPeople) return PersonKey.Nobody;
        var p = _profile.PersonColumns;
        var reference = At(p.PersonRef) ?? At(p.PrisonNumber);
        return new PersonKey(reference, At(p.Pncid), At(p.Cro), _profile.PersonRefIsCrn ? reference : At(p.Crn), At(p.PrisonNumber), At(p.NhsNumber),
            At(p.Surname), At(p.Forenames), At(p.DateOfBirth), At(p.Sex));

        string? At(int column) => column < 0 ? null : values[column];
    }

    private void AddProblem(long line, int column, ReadOnlySpan<char> text, string why, string?[] raw)
    {
        var c = _profile.Columns[column];
        var found = CellNormaliser.Short(text.Trim());
        var shown = found.Length == 0 ? "" : $" “{(found.Length > 60 ? found[..59] + "…" : found)}”";
        _problems.Add(new RowProblem(line, c.Name, found, c.Expected, $"Line {line:N0}: {c.Name}{shown} {why}. Expected {c.Expected}.", raw));
    }

    private void AddFormProblems(RowReader row, HeaderMap map, ref string?[]? raw)
    {
        foreach (var fault in row.Faults)
        {
            raw ??= Raw(row, map);
            var name = fault.Field < map.Width ? map.Uses[fault.Field].Column ?? map.Uses[fault.Field].Heading : "";
            var found = fault.Field < row.Count ? CellNormaliser.Short(row.Field(fault.Field)) : "";
            var (sentence, expected) = Words(fault, name, row);
            _problems.Add(new RowProblem(row.Line, name, found, expected, $"Line {row.Line:N0}: {sentence}. Expected {expected}.", raw));
        }
        if (_problems.Count > 0 || row.Count == map.Width || (row.Count < map.Width && row.ShortRowsAreNormal) || ExtraCellsAreBlank(row, map.Width)) return;

        raw ??= Raw(row, map);
        var sentenceAboutCount = row.Count < map.Width && row.EndedWithoutLineEnd
            ? $"the file stops in the middle of this row, after {row.Count:N0} of {map.Width:N0} cells, so it was cut off on its way"
            : $"the row has {row.Count:N0} cells and the first line names {map.Width:N0}, so values may be in the wrong columns";
        _problems.Add(new RowProblem(row.Line, "", $"{row.Count:N0} cells", $"{map.Width:N0} cells", $"Line {row.Line:N0}: {sentenceAboutCount}. Expected {map.Width:N0} cells; a cell that holds the delimiter needs quotation marks around it.", raw));
    }

    private static bool ExtraCellsAreBlank(RowReader row, int width)
    {
        if (row.Count < width) return false;
        for (var i = width; i < row.Count; i++)
            if (!row.Field(i).IsWhiteSpace()) return false;
        return true;
    }

    private static (string Sentence, string Expected) Words(RowFault fault, string name, RowReader row) => fault.Kind switch
    {
        RowFaultKind.CellTooLong => ($"the cell {name} is {fault.Size:N0} characters long", "a cell within the limit for a cell"),
        RowFaultKind.RowTooLong => ("the row is too long to be read", "a row within the limit for a row"),
        RowFaultKind.TooManyColumns => ("the row has too many cells to be read", "as many cells as the first line names"),
        RowFaultKind.NulCharacter => ($"the cell {name} holds a NUL character, which text never does", "text"),
        RowFaultKind.TextAfterClosingQuote => ($"the cell {name} goes on after its closing quotation mark", "quotation marks inside a quoted cell to be doubled"),
        RowFaultKind.QuoteNeverClosed => (row.LastLine > row.Line
            ? $"the cell {name} opens a quotation mark that is never closed, so it swallows the lines to {row.LastLine:N0}"
            : $"the cell {name} opens a quotation mark that is never closed, so the file was cut off or the mark does not belong", "a closing quotation mark"),
        RowFaultKind.CutShort => ("the file stops in the middle of a character, so it was cut off on its way", "the whole file"),
        RowFaultKind.CellError => ($"the cell {name} holds a formula error", "a value"),
        _ => throw new InvalidOperationException($"No words for {fault.Kind}"),
    };

    private string?[] Raw(RowReader row, HeaderMap map)
    {
        var raw = new string?[_profile.Columns.Count];
        for (var i = 0; i < raw.Length; i++)
        {
            var source = map.Source[i];
            raw[i] = source >= 0 && source < row.Count ? Kept(row.Field(source)) : map.Constant[i];
        }
        return raw;
    }

    // a cell too long to be true is not worth keeping whole for correction
    private static string Kept(ReadOnlySpan<char> cell) => cell.Length <= 8_192 ? cell.ToString() : cell[..8_192].ToString();
}
