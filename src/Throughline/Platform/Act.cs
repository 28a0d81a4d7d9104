namespace Throughline.Platform;

/// <summary>
/// Who acts, for which agency, in which partnership, for what purpose and when. Everything that reads about a person or
/// changes anything is given one; there is no ambient user and no ambient clock.
/// </summary>
/// <param name="Purpose">Taken from context (the page, the meeting, the job), not typed by the user: forced reasons are gamed.</param>
public sealed record Act(
    UserId User, AgencyId Agency, PartnershipId Partnership, string Purpose, DateTimeOffset At, bool IsService = false)
{
    /// <summary>The date on which the act happens where the work is done: England and Wales.</summary>
    public DateOnly On => UkTime.DateOf(At);
}

/// <summary>Instants are kept in UTC; dates and times of day on screen are those of England and Wales.</summary>
public static class UkTime
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, London).DateTime);

    public static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, London);
}
