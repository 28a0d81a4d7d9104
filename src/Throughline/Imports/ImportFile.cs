using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;

namespace Throughline.Imports;

/// <summary>Reads an agency's file and checks it against a profile, row by row and without a database.</summary>
internal static class ImportFile
{
    /// <summary>
    /// Checks a file as it is read. Memory stays constant but for about 50 bytes a key. See <see cref="ReadResult"/> for the order of
    /// what is given. The stream is disposed when the enumeration ends.
    /// </summary>
    /// <param name="file">The file as sent: CSV, gzip of CSV, or XLSX. It need not be seekable.</param>
    /// <param name="fileName">Shown in sentences; what the file is, is told by its content.</param>
    /// <param name="profile">What the file should be.</param>
    /// <param name="mapping">The agency's saved mapping, or null.</param>
    /// <param name="options">Day the file speaks for, limits and constants.</param>
    /// <param name="startAfterLine">
    /// Rows on lines up to this one are checked for their keys and not given again: for going on after a stop.
    /// </param>
    /// <remarks>
    /// Never throws for what is in the file. What the stream itself throws (a lost connection) comes through, unless it is an end of
    /// stream or bad data, which is a <see cref="FileProblem"/>.
    /// </remarks>
    public static IEnumerable<ReadResult> Check(Stream file, string fileName, Profile profile, ColumnMapping? mapping, CheckOptions options, long startAfterLine = 0)
    {
        using var session = new Session(file, fileName, profile, mapping, options);
        while (session.Next() is { } result)
        {
            if (startAfterLine > 0 && result is CheckedRow { Line: var good } && good <= startAfterLine) continue;
            if (startAfterLine > 0 && result is QuarantinedRow { Line: var bad } && bad <= startAfterLine) continue;
            yield return result;
            if (result is FileProblem) yield break;
        }
    }

    /// <summary>Checks one row again after somebody corrected it.</summary>
    /// <param name="profile">The profile of the file it came from.</param>
    /// <param name="mapping">The mapping of that file, or null.</param>
    /// <param name="options">The options of that file.</param>
    /// <param name="line">Line it came from.</param>
    /// <param name="fields">Our column names and the texts now given for them.</param>
    /// <returns>A <see cref="CheckedRow"/> or a <see cref="QuarantinedRow"/>. Duplicates are for the caller to see.</returns>
    public static ReadResult Recheck(Profile profile, ColumnMapping? mapping, CheckOptions options, long line, IReadOnlyDictionary<string, string?> fields)
    {
        var constants = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (mapping?.Constants ?? new Dictionary<string, string>(StringComparer.Ordinal)).Concat(options.Constants)) constants[name] = value;
        return new RowChecker(profile, mapping, options).Check(line, fields, constants);
    }

    /// <summary>The state of one check: everything that may refuse the file happens inside <see cref="Next"/>.</summary>
    private sealed class Session(Stream file, string fileName, Profile profile, ColumnMapping? mapping, CheckOptions options) : IDisposable
    {
        private readonly Queue<ReadResult> _waiting = new();
        private readonly KeysSeen _keys = new(profile.Duplicates);
        private readonly RowChecker _checker = new(profile, mapping, options);
        private RowReader? _rows;
        private HeaderMap? _map;
        private long _read, _good, _quarantined, _identical, _replaced;
        private string? _incomplete;
        private bool _ended;

        public ReadResult? Next()
        {
            if (_waiting.TryDequeue(out var waiting)) return waiting;
            if (_ended) return null;
            try
            {
                return _rows is null ? Open() : NextRow();
            }
            catch (FileRefused refused)
            {
                _ended = true;
                return new FileProblem(refused.Message, refused.Line);
            }
            catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
            {
                _ended = true;
                return new FileProblem($"The file {fileName} is damaged or was cut off on its way. Send it again.");
            }
        }

        private FileOpened Open()
        {
            if (mapping?.ProblemsFor(profile) is { Count: > 0 } problems) throw new FileRefused(string.Join(" ", problems));
            _rows = RowSource.Open(file, options.Limits, names => HeaderMap.Recognised(names, profile, mapping));
            if (!_rows.Read()) throw new FileRefused("The file is empty.");
            if (_rows.Faults.Count > 0) throw new FileRefused("The first line, which should hold the column names, is damaged: it has a quotation mark that is not closed, a NUL character or far too long a name.") { Line = _rows.Line };
            if (HeaderMap.Recognised(Names(_rows), profile, mapping) == 0)
                throw new FileRefused($"No column name is recognised in the first row. Check that it holds the column names of {profile.Name} and that the right kind of extract was chosen.") { Line = _rows.Line };
            _map = HeaderMap.Read(_rows, profile, mapping, options);
            foreach (var warning in _map.Warnings) _waiting.Enqueue(new FileWarning(warning));
            return new FileOpened(_rows.Format, _map.Uses);
        }

        private static IEnumerable<string> Names(RowReader row)
        {
            for (var i = 0; i < row.Count; i++) yield return row.Field(i).ToString();
        }

        private ReadResult NextRow()
        {
            while (_rows!.Read())
            {
                if (++_read > options.Limits.MaxRows) throw new FileRefused($"The file has more than {options.Limits.MaxRows:N0} rows, the most that are read. Send it in parts.") { Line = _rows.Line };
                switch (_checker.Check(_rows, _map!))
                {
                    case QuarantinedRow bad:
                        _quarantined++;
                        NoteIncomplete();
                        return bad;
                    case CheckedRow good when Compare(good) is { } result:
                        return result;
                }
            }
            return End();
        }

        /// <summary>The row as it is to be given, or null when the same row came before.</summary>
        private ReadResult? Compare(CheckedRow row)
        {
            if (row.Key.Length == 0)
            {
                _good++;
                return row with { Key = _keys.WithoutKey(row.Hash) };
            }
            var (verdict, line) = _keys.See(row.Key, row.Hash, row.Line);
            switch (verdict)
            {
                case KeysSeen.Verdict.New:
                    _good++;
                    return row;
                case KeysSeen.Verdict.Identical:
                    _identical++;
                    return null;
                case KeysSeen.Verdict.Replaces:
                    _good++;
                    _replaced++;
                    return row with { Replaces = line };
                default:
                    _quarantined++;
                    return Conflict(row, line);
            }
        }

        private QuarantinedRow Conflict(CheckedRow row, long line)
        {
            var shown = row.Key.Replace("\u001F", " + ", StringComparison.Ordinal);
            var field = profile.Columns[profile.Key[0]].Name;
            var problem = new RowProblem(row.Line, field, CellNormaliser.Short(shown), $"one row for each {profile.KeyText}",
                $"Line {row.Line:N0}: {profile.KeyText} “{CellNormaliser.Short(shown)}” is on line {line:N0} too, with other values. Expected one row for each; both are set aside.", row.Values);
            return new QuarantinedRow(row.Line, [problem], row.Values) { ConflictsWithLine = line, Key = row.Key };
        }

        private void NoteIncomplete()
        {
            foreach (var fault in _rows!.Faults)
                if (fault.Kind is RowFaultKind.QuoteNeverClosed or RowFaultKind.CutShort) _incomplete = $"The file stops inside the row that begins on line {_rows.Line:N0}.";
            if (_rows.EndedWithoutLineEnd && _rows.Count < _map!.Width && !_rows.ShortRowsAreNormal) _incomplete = $"The file stops in the middle of line {_rows.Line:N0}.";
        }

        private ReadResult End()
        {
            _ended = true;
            if (_read == 0) throw new FileRefused("The file has column names and no rows. If there is truly nobody to send, say so by the form instead of an empty file.") { Line = 1 };
            var end = new FileChecked(_read, _good, _quarantined, _identical, _replaced, _rows!.BlankRows, _rows.LastLine, _incomplete);
            if (!_rows.EndedWithoutLineEnd || _rows.ShortRowsAreNormal || _incomplete is not null) return end;
            _waiting.Enqueue(end);
            return new FileWarning($"The last line, {_rows.LastLine:N0}, has no line end. If the file should have more than {_read:N0} rows, it was cut off on its way.");
        }

        public void Dispose()
        {
            _rows?.Dispose();
            file.Dispose();
        }
    }
}
