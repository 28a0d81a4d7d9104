using System.Globalization;
using System.Text;
using ExcelDataReader;

namespace Throughline.Imports.Reading;

/// <summary>
/// Rows of the first visible sheet of a workbook as text: dates as ISO, numbers in invariant form and with the leading noughts their
/// format shows, formulas as the value Excel kept for them.
/// </summary>
internal sealed class XlsxRowReader : RowReader
{
    private readonly Stream _workbook;
    private readonly IExcelDataReader _sheet;
    private readonly ReadLimits _limits;
    private readonly string _sheetName;
    private readonly HashSet<(long Row, int Column)> _errors;
    private string?[] _cells = [];
    private int _count;
    private long _row;

    // ExcelDataReader asks for the code page of old workbooks even when it opens a new one
    static XlsxRowReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private XlsxRowReader(Stream workbook, IExcelDataReader sheet, HashSet<(long Row, int Column)> errors, ReadLimits limits)
    {
        _errors = errors;
        _workbook = workbook;
        _sheet = sheet;
        _limits = limits;
        _sheetName = sheet.Name;
    }

    /// <param name="workbook">Seekable; disposed with the reader.</param>
    /// <param name="limits">Sizes.</param>
    public static XlsxRowReader Open(Stream workbook, ReadLimits limits)
    {
        WorkbookInspection.Inspect(workbook, limits);
        return Guarded(() =>
        {
            var errors = SheetInspection.Find(workbook);
            // ExcelDataReader opens parts through XmlReader, whose default forbids DTDs; the inspection has refused them already
            var sheet = ExcelReaderFactory.CreateOpenXmlReader(workbook, new ExcelReaderConfiguration { LeaveOpen = true });
            while (!string.Equals(sheet.VisibleState, "visible", StringComparison.OrdinalIgnoreCase) && sheet.NextResult())
            {
            }
            return new XlsxRowReader(workbook, sheet, errors, limits);
        });
    }

    public override int Count => _count;

    public override string Format => $"Excel workbook, sheet “{_sheetName}”";

    public override bool ShortRowsAreNormal => true;

    public override ReadOnlySpan<char> Field(int index) => _cells[index];

    public override bool Read() => Guarded(ReadRow);

    private bool ReadRow()
    {
        while (_sheet.Read())
        {
            _row++;
            if (_row > _limits.MaxRows) throw new FileRefused($"The sheet has more than {_limits.MaxRows:N0} rows, the most that are read.");
            Line = LastLine = _row;
            ForgetFaults();
            ReadCells();
            if (_count > 0 || Faults.Count > 0) return true;
            BlankRows++;
        }
        return false;
    }

    private void ReadCells()
    {
        var columns = _sheet.FieldCount;
        if (columns > _limits.MaxColumns)
        {
            for (var i = _limits.MaxColumns; i < columns; i++)
                if (_sheet.GetValue(i) is not null) Note(RowFaultKind.TooManyColumns, _limits.MaxColumns);
            columns = _limits.MaxColumns;
        }
        if (_cells.Length < columns) _cells = new string?[columns];
        _count = 0;
        long row = 0;
        for (var i = 0; i < columns; i++)
        {
            var text = Text(i, _sheet.GetValue(i));
            if (text is null && _errors.Contains((_row, i)))
            {
                text = "#ERROR";
                Note(RowFaultKind.CellError, i);
            }
            if (text is { Length: var length } && length > _limits.MaxCellCharacters)
            {
                Note(RowFaultKind.CellTooLong, i, length);
                text = text[.._limits.MaxCellCharacters];
            }
            if (text is not null && text.Contains('\0', StringComparison.Ordinal)) Note(RowFaultKind.NulCharacter, i);
            row += text?.Length ?? 0;
            _cells[i] = text;
            if (!string.IsNullOrEmpty(text)) _count = i + 1;
        }
        if (row > _limits.MaxRowCharacters) Note(RowFaultKind.RowTooLong, 0);
    }

    private string? Text(int index, object? value) => value switch
    {
        null => null,
        string s => s,
        bool b => b ? "true" : "false",
        DateTime d => d.TimeOfDay == TimeSpan.Zero ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : d.Date == new DateTime(1899, 12, 31, 0, 0, 0, DateTimeKind.Unspecified) || d.Date == new DateTime(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified) ? d.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : d.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        TimeSpan t => t.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture),
        double n => Number(n, _sheet.GetNumberFormatString(index)),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static string Number(double value, string? format)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 1e18)
        {
            var digits = value.ToString("F0", CultureInfo.InvariantCulture);
            // a format of noughts, as in 00000, is how a sheet shows a code that is stored as a number
            return format is { Length: > 1 } && value >= 0 && format.AsSpan().IndexOfAnyExcept('0') < 0 ? digits.PadLeft(format.Length, '0') : digits;
        }
        return Math.Abs(value) is >= 1e-5 and < 1e15 ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>A damaged workbook makes the library throw nearly anything; the person gets one sentence.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (FileRefused or OutOfMemoryException))
        {
            throw new FileRefused("The workbook is damaged and cannot be read to its end. Open it in Excel, save it again as .xlsx and send that.", e);
        }
    }

    public override void Dispose()
    {
        _sheet.Dispose();
        _workbook.Dispose();
    }
}
