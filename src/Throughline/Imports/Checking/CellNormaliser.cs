using System.Globalization;
using Throughline.Imports.Profiles;
using Throughline.People.Identifiers;
using Throughline.Platform;

namespace Throughline.Imports.Checking;

/// <summary>Turns one cell into its canonical text, or says why it cannot be.</summary>
internal sealed class CellNormaliser(DateOnly asOf, IReadOnlyList<string> dateFormats)
{
    private readonly string _asOf = Iso(asOf);

    public string AsOf => _asOf;

    /// <param name="column">What the cell should be.</param>
    /// <param name="text">The cell; blanks around it do not count.</param>
    /// <param name="value">Canonical text, or null when the cell is blank or wrong.</param>
    /// <returns>Null when all is well, otherwise what is wrong, to follow "is".</returns>
    public string? Normalise(Column column, ReadOnlySpan<char> text, out string? value)
    {
        value = null;
        text = CsvSafe.Restored(text.Trim());
        if (text.IsEmpty) return null;
        switch (column.Kind)
        {
            case ColumnKind.Text or ColumnKind.Name:
                if (text.Length > column.MaxLength) return $"is {text.Length:N0} characters long";
                value = Intern(text);
                return null;
            case ColumnKind.Date: return Date(column, text, out value);
            case ColumnKind.Month: return Month(column, text, out value);
            case ColumnKind.Code:
                value = column.Vocabulary!.Find(text)?.Code;
                return value is null ? "is not on the list" : null;
            case ColumnKind.Integer or ColumnKind.Decimal: return Number(column, text, out value);
            case ColumnKind.YesNo: return YesNo(text, out value);
            case ColumnKind.Time: return Time(text, out value);
            case ColumnKind.TextList: return List(column, text, out value);
            case ColumnKind.DesignationList: return DesignationList(text, out value);
            default: return Identifier(column.Kind, text, out value);
        }
    }

    // one- and two-character texts and repeats of the last few are common; the shared ones cost nothing to keep
    private readonly string?[] _recent = new string?[256];

    private string Intern(ReadOnlySpan<char> text)
    {
        if (text.Length > 48) return text.ToString();
        var slot = (text[0] * 31 + text[^1] * 7 + text[text.Length / 2] + (text.Length * 131)) & 255;
        var kept = _recent[slot];
        if (kept is not null && text.SequenceEqual(kept)) return kept;
        return _recent[slot] = text.ToString();
    }

    private string? Date(Column column, ReadOnlySpan<char> text, out string? value)
    {
        value = null;
        if (!TryDate(text, out var date)) return "is not a real date";
        if (column.HasHappened && date > asOf) return $"is after {_asOf}, the day this file speaks for";
        value = Intern(text.Length == 10 && text[4] == '-' ? text : Iso(date));
        return null;
    }

    private bool TryDate(ReadOnlySpan<char> text, out DateOnly date)
    {
        foreach (var format in dateFormats)
            if (DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)) return true;
        if (text.Length >= 10 && text[4] == '-' && text[7] == '-')
        {
            // a workbook or a database may add a time of day to a date
            if (text.Length > 10 && !IsTimeOfDay(text[10..]))
            {
                date = default;
                return false;
            }
            return TryParts(text[..4], text[5..7], text[8..10], out date);
        }
        var slash = text.IndexOf('/');
        var second = slash < 1 ? -1 : text[(slash + 1)..].IndexOf('/');
        if (slash is 1 or 2 && second is 1 or 2)
        {
            var year = text[(slash + second + 2)..];
            if (year.Length > 4 && IsTimeOfDay(year[4..])) year = year[..4];
            if (year.Length == 4) return TryParts(year, text.Slice(slash + 1, second), text[..slash], out date);
        }
        date = default;
        return false;
    }

    private static bool IsTimeOfDay(ReadOnlySpan<char> text) =>
        text.Length is >= 6 and <= 17 && text[0] is 'T' or ' ' && TimeOnly.TryParse(text[1..].TrimEnd('Z'), CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool TryParts(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day, out DateOnly date)
    {
        date = default;
        if (!Digits(year, out var y) || !Digits(month, out var m) || !Digits(day, out var d)) return false;
        if (y < 1 || m is < 1 or > 12 || d < 1 || d > DateTime.DaysInMonth(y, m)) return false;
        date = new DateOnly(y, m, d);
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = (number * 10) + (c - '0');
        }
        return text.Length > 0;
    }

    private string? Month(Column column, ReadOnlySpan<char> text, out string? value)
    {
        value = null;
        if (text.Length == 7 && text[4] == '-' && TryParts(text[..4], text[5..], "01", out var date))
        {
        }
        else if (!TryDate(text, out date)) return "is not a month";
        var month = Iso(date)[..7];
        if (column.HasHappened && string.CompareOrdinal(month, 0, _asOf, 0, 7) > 0) return $"is after {_asOf}, the day this file speaks for";
        value = Intern(month);
        return null;
    }

    private string? Number(Column column, ReadOnlySpan<char> text, out string? value)
    {
        value = null;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number))
            return "is not a number";
        if (column.Kind == ColumnKind.Integer && decimal.Truncate(number) != number) return "is not a whole number";
        if (number < column.Least || number > column.Most) return "is out of range";
        if (column.Kind == ColumnKind.Integer) number = decimal.Truncate(number);
        Span<char> canonical = stackalloc char[40];
        number.TryFormat(canonical, out var length, "0.############################", CultureInfo.InvariantCulture);
        value = Intern(canonical[..length]);
        return null;
    }

    private static string? YesNo(ReadOnlySpan<char> text, out string? value)
    {
        value = text.Length switch
        {
            1 => text[0] switch { 'Y' or 'y' or 'T' or 't' or '1' => "yes", 'N' or 'n' or 'F' or 'f' or '0' => "no", _ => null },
            2 => text.Equals("no", StringComparison.OrdinalIgnoreCase) ? "no" : null,
            3 => text.Equals("yes", StringComparison.OrdinalIgnoreCase) ? "yes" : null,
            4 => text.Equals("true", StringComparison.OrdinalIgnoreCase) ? "yes" : null,
            5 => text.Equals("false", StringComparison.OrdinalIgnoreCase) ? "no" : null,
            _ => null,
        };
        return value is null ? "is neither yes nor no" : null;
    }

    private static string? Time(ReadOnlySpan<char> text, out string? value)
    {
        value = TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss", "HHmm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToString("HH:mm", CultureInfo.InvariantCulture)
            : null;
        return value is null ? "is not a time of day" : null;
    }

    private static string? List(Column column, ReadOnlySpan<char> text, out string? value)
    {
        value = null;
        if (text.Length > column.MaxLength) return $"is {text.Length:N0} characters long";
        var items = text.ToString().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        value = items.Length == 0 ? null : string.Join(';', items.Distinct(StringComparer.Ordinal));
        return null;
    }

    private static string? DesignationList(ReadOnlySpan<char> text, out string? value)
    {
        value = null;
        var found = new List<string>();
        foreach (var item in text.ToString().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Designation.Parse(item) is not { } designation) return $"holds “{Short(item)}”, which is not a designation";
            if (!found.Contains(designation.ToString())) found.Add(designation.ToString());
        }
        if (found.Count > 0) value = string.Join(';', found);
        return null;
    }

    private string? Identifier(ColumnKind kind, ReadOnlySpan<char> text, out string? value)
    {
        var s = text.Length > 64 ? text[..65].ToString() : Intern(text);
        var found = kind switch
        {
            ColumnKind.Pncid => Pncid.Parse(s, asOf.Year),
            ColumnKind.Cro => Cro.Parse(s),
            ColumnKind.PrisonNumber => PrisonNumber.Parse(s),
            ColumnKind.Crn => Crn.Parse(s),
            ColumnKind.NhsNumber => NhsNumber.Parse(s),
            ColumnKind.Postcode => Postcode.Parse(s),
            ColumnKind.Phone => UkPhone.Parse(s),
            ColumnKind.VehicleRegistration => VehicleRegistration.Parse(s),
            _ => throw new InvalidOperationException($"No normal form for {kind}"),
        };
        value = found.Canonical;
        return found.Fault is IdentifierFault.None ? null : found.Because;
    }

    internal static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>At most 200 characters, for showing.</summary>
    internal static string Short(ReadOnlySpan<char> text) => text.Length <= 200 ? text.ToString() : string.Concat(text[..199], "…");
}
