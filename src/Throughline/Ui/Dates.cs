using System.Globalization;

namespace Throughline.Ui;

/// <summary>
/// Dates and times in words, as GOV.UK writes them: "20 November 2026", "2:30pm", "3 days ago". Nothing here knows what
/// day it is: the day is passed in.
/// </summary>
public static class Dates
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>"20 November 2026".</summary>
    public static string ToWords(this DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"20 November 2026", or the other words when there is no date.</summary>
    public static string ToWords(this DateOnly? date, string otherwise) => date?.ToWords() ?? otherwise;

    /// <summary>"20 Nov 2026", where a table leaves no room.</summary>
    public static string ToShortWords(this DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"Friday 20 November 2026", for appointments, where the weekday prevents mistakes.</summary>
    public static string ToWordsWithWeekday(this DateOnly date) => date.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"2:30pm", "2pm", "midday", "midnight".</summary>
    public static string ToWords(this TimeOnly time)
    {
        if (time is { Hour: 0, Minute: 0 }) return "midnight";
        if (time is { Hour: 12, Minute: 0 }) return "midday";
        var hour = time.Hour % 12 == 0 ? 12 : time.Hour % 12;
        var half = time.Hour < 12 ? "am" : "pm";
        return time.Minute == 0 ? $"{hour}{half}" : $"{hour}:{time.Minute:00}{half}";
    }

    /// <summary>"20 November 2026 at 2:30pm", by the clock on the wall in Britain.</summary>
    public static string ToWords(this DateTimeOffset instant) => $"{instant.DateInBritain().ToWords()} at {instant.TimeInBritain().ToWords()}";

    /// <summary>The date in Britain at that instant.</summary>
    public static DateOnly DateInBritain(this DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, London).DateTime);

    /// <summary>The time on the wall in Britain at that instant, to the minute.</summary>
    public static TimeOnly TimeInBritain(this DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, London);
        return new TimeOnly(local.Hour, local.Minute);
    }

    /// <summary>
    /// Age in whole years. Somebody born on 29 February is a year older on 1 March in a year that has no 29 February.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The day is before the birth.</exception>
    public static int AgeOn(DateOnly dateOfBirth, DateOnly on)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(on, dateOfBirth);
        var hadBirthday = (on.Month, on.Day).CompareTo((dateOfBirth.Month, dateOfBirth.Day)) >= 0;
        return on.Year - dateOfBirth.Year - (hadBirthday ? 0 : 1);
    }

    /// <summary>"today", "yesterday", "3 days ago", "2 weeks ago", "in 5 days": the distance from a day to today.</summary>
    public static string Ago(this DateOnly date, DateOnly today)
    {
        var days = today.DayNumber - date.DayNumber;
        return days switch
        {
            0 => "today",
            1 => "yesterday",
            -1 => "tomorrow",
            > 0 => Span(days) + " ago",
            _ => "in " + Span(-days),
        };
    }

    /// <summary>"just now", "5 minutes ago", "3 hours ago", then as <see cref="Ago(DateOnly, DateOnly)"/> by the days between.</summary>
    public static string Ago(this DateTimeOffset instant, DateTimeOffset now)
    {
        var gone = now - instant;
        if (gone < TimeSpan.FromMinutes(1) && gone > TimeSpan.FromMinutes(-1)) return "just now";
        if (gone > TimeSpan.Zero && gone < TimeSpan.FromHours(1)) return Count((int)gone.TotalMinutes, "minute") + " ago";
        if (gone > TimeSpan.Zero && gone < TimeSpan.FromHours(12)) return Count((int)gone.TotalHours, "hour") + " ago";
        return instant.DateInBritain().Ago(now.DateInBritain());
    }

    /// <summary>"1 person", "2 people": a count with the right word; thousands are separated.</summary>
    public static string Count(int count, string one, string? many = null) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";

    private static string Span(int days) => days switch
    {
        < 14 => Count(days, "day"),
        < 61 => Count(days / 7, "week"),
        < 730 => Count((int)(days / 30.4375), "month"),
        _ => Count((int)(days / 365.25), "year"),
    };
}
