namespace Throughline.Imports.Reading;

/// <summary>What is wrong with a row's form, before anybody asks what its cells mean.</summary>
internal enum RowFaultKind
{
    CellTooLong,
    RowTooLong,
    TooManyColumns,
    NulCharacter,
    TextAfterClosingQuote,
    QuoteNeverClosed,
    CutShort,
    CellError,
}

/// <param name="Kind">What is wrong.</param>
/// <param name="Field">0-based cell in which it shows.</param>
/// <param name="Size">Characters found, for the faults about size.</param>
internal readonly record struct RowFault(RowFaultKind Kind, int Field, long Size = 0);

/// <summary>
/// Reads a file row by row in bounded memory. The current row's cells live in a buffer that the next <see cref="Read"/> overwrites.
/// </summary>
/// <remarks>Throws nothing but <see cref="FileRefused"/>, and what the stream underneath throws when it breaks.</remarks>
internal abstract class RowReader : IDisposable
{
    private readonly List<RowFault> _faults = [];

    /// <summary>1-based line (or sheet row) on which the current row begins, as a person sees it in an editor.</summary>
    public long Line { get; protected set; }

    /// <summary>Last physical line of the current row; differs from <see cref="Line"/> when a quoted cell holds line ends.</summary>
    public long LastLine { get; protected set; }

    public abstract int Count { get; }

    public IReadOnlyList<RowFault> Faults => _faults;

    /// <summary>Rows with nothing in any cell, passed over.</summary>
    public long BlankRows { get; protected set; }

    /// <summary>True after the last row when the file stopped without a line end.</summary>
    public bool EndedWithoutLineEnd { get; protected set; }

    /// <summary>What kind of file this turned out to be, for the person: "CSV, comma, UTF-8".</summary>
    public abstract string Format { get; }

    /// <summary>Rows may be shorter than the header: a worksheet does not store empty cells at the end.</summary>
    public abstract bool ShortRowsAreNormal { get; }

    public abstract bool Read();

    public abstract ReadOnlySpan<char> Field(int index);

    public abstract void Dispose();

    protected void ForgetFaults() => _faults.Clear();

    /// <summary>Notes a fault once for each cell and kind.</summary>
    protected void Note(RowFaultKind kind, int field, long size = 0)
    {
        for (var i = 0; i < _faults.Count; i++)
        {
            if (_faults[i].Kind != kind || _faults[i].Field != field) continue;
            _faults[i] = new RowFault(kind, field, size);
            return;
        }
        if (_faults.Count < 20) _faults.Add(new RowFault(kind, field, size));
    }
}
