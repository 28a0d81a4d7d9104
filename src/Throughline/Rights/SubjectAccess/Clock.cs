using Throughline.Platform;

namespace Throughline.Rights.SubjectAccess;

/// <summary>A time during which the person was asked what they mean and had not answered.</summary>
public sealed record Pause(DateOnly From, DateOnly? To);

/// <summary>
/// When a request must be answered: one month, two more when it is complex or the person has made a number of requests, standing still while
/// the person is asked what they mean, and not begun until identity that was asked about is shown (Data Protection Act 2018 s.54 and UK GDPR
/// article 12A, both as amended by the Data (Use and Access) Act 2025 s.76). A month ends on the day of the same number, or on the month's last day
/// when it has none. Weekends are not added: an answer on the Friday is never late.
/// </summary>
public sealed record Clock(DateOnly ReceivedOn, DateOnly? IdentityAskedOn, DateOnly? IdentityCheckedOn, bool IsExtended, IReadOnlyList<Pause> Pauses)
{
    public const string Source = "Data Protection Act 2018 s.54; UK GDPR article 12A; Data (Use and Access) Act 2025 s.76";

    public const int Months = 1;

    public const int MoreMonths = 2;

    /// <summary>The day from which the month runs; null while identity that was asked about is not shown.</summary>
    public DateOnly? BeginsOn => IdentityAskedOn is null ? ReceivedOn : IdentityCheckedOn is { } shown ? (shown > ReceivedOn ? shown : ReceivedOn) : null;

    /// <summary>Null while the clock has not begun or stands still.</summary>
    public DateOnly? DueOn => IsStandingStill ? null : Due(IsExtended ? Months + MoreMonths : Months);

    /// <summary>The last day on which the person can be told that it takes two months more.</summary>
    public DateOnly? LastDayToExtend => Due(Months);

    public bool IsStandingStill => BeginsOn is null || Pauses.Any(pause => pause.To is null);

    public string Because => BeginsOn is null ? "the clock begins when the identity that was asked about is shown"
        : Pauses.Any(pause => pause.To is null) ? "the clock stands still until the person says what they mean"
        : $"{(IsExtended ? "three months" : "one month")} from {Ui.Dates.ToWords(BeginsOn.Value)}{(PausedDays > 0 ? $", and {Ui.Dates.Count(PausedDays, "day")} of waiting for the person" : "")}";

    public bool IsOverdueOn(DateOnly day) => DueOn is { } due && day > due;

    private int PausedDays => Pauses.Where(pause => pause.To is not null).Sum(pause => pause.To!.Value.DayNumber - Later(pause.From).DayNumber);

    // a question asked before the clock began stops nothing before it
    private DateOnly Later(DateOnly from) => BeginsOn is { } begins && begins > from ? begins : from;

    private DateOnly? Due(int months) => BeginsOn?.AddMonths(months).AddDays(Math.Max(0, PausedDays));
}
