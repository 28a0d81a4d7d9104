using System.Globalization;

namespace Throughline.Ui.Forms;

/// <summary>
/// A date as somebody typed it in three boxes. Reads what people write ("3", "march", "1987"), and says plainly what is
/// wrong and in which box.
/// </summary>
internal sealed record DateParts(string? Day, string? Month, string? Year)
{
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    public bool IsEmpty => IsBlank(Day) && IsBlank(Month) && IsBlank(Year);

    /// <summary>The date, or the message and the boxes at fault. An empty entry is neither.</summary>
    /// <param name="what">What the date is of, as a sentence begins: "Date of birth".</param>
    public DateReading Read(string what)
    {
        if (IsEmpty) return new(null, null, default);

        var missing = new Boxes(IsBlank(Day), IsBlank(Month), IsBlank(Year));
        if (missing.Any) return new(null, $"{what} must include a {missing.InWords}", missing);

        var day = Number(Day!);
        var month = MonthNumber(Month!);
        var year = Number(Year!);
        if (year is not null && Year!.Trim().Length != 4) return new(null, $"{what}: the year must have 4 numbers", new(false, false, true));

        var wrong = new Boxes(day is not (>= 1 and <= 31), month is not (>= 1 and <= 12), year is not (>= 1000 and <= 9999));
        if (wrong.Any) return new(null, $"{what} must be a real date", wrong);
        return day <= DateTime.DaysInMonth(year!.Value, month!.Value)
            ? new(new DateOnly(year.Value, month.Value, day!.Value), null, default)
            : new(null, $"{what} must be a real date", new(true, false, false));
    }

    private static bool IsBlank(string? text) => string.IsNullOrWhiteSpace(text);

    private static int? Number(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? MonthNumber(string text)
    {
        var word = text.Trim().ToLowerInvariant();
        if (word.Length < 3) return Number(word);
        var at = Array.FindIndex(Months, m => m.StartsWith(word, StringComparison.Ordinal));
        return at < 0 ? Number(word) : at + 1;
    }
}

/// <summary>Which of the three boxes.</summary>
internal readonly record struct Boxes(bool Day, bool Month, bool Year)
{
    public bool Any => Day || Month || Year;

    /// <summary>"day and month", as in "must include a day and month".</summary>
    public string InWords => string.Join(" and ", Names);

    /// <summary>The first, which the error summary links to: "day", "month" or "year".</summary>
    public string First => Names.FirstOrDefault() ?? "day";

    private IEnumerable<string> Names
    {
        get
        {
            if (Day) yield return "day";
            if (Month) yield return "month";
            if (Year) yield return "year";
        }
    }
}

internal readonly record struct DateReading(DateOnly? Date, string? Error, Boxes Faults);

/// <summary>A time of day as people write it: "2:30pm", "2.30 pm", "2pm", "14:30", "1430", "midday".</summary>
internal static class TimeText
{
    public static TimeOnly? Read(string text)
    {
        var word = new string([.. text.Where(c => !char.IsWhiteSpace(c))]).ToLowerInvariant();
        if (word is "midday" or "noon") return new TimeOnly(12, 0);
        if (word == "midnight") return new TimeOnly(0, 0);

        var half = word.EndsWith("am", StringComparison.Ordinal) || word.EndsWith("pm", StringComparison.Ordinal) ? word[^2..] : null;
        var digits = half is null ? word : word[..^2];
        var parts = digits.Split(':', '.');
        if (parts.Length == 1 && digits.Length is 3 or 4) parts = [digits[..^2], digits[^2..]];
        if (parts.Length > 2 || (parts.Length == 1 && half is null)) return null;
        if (!Number(parts[0], out var hour)) return null;
        var minute = 0;
        if (parts.Length == 2 && (parts[1].Length != 2 || !Number(parts[1], out minute))) return null;
        if (minute > 59 || hour > 23) return null;
        if (half is not null && (hour is < 1 or > 12)) return null;
        return half switch
        {
            "am" => new TimeOnly(hour == 12 ? 0 : hour, minute),
            "pm" => new TimeOnly(hour == 12 ? 12 : hour + 12, minute),
            _ => new TimeOnly(hour, minute),
        };
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
