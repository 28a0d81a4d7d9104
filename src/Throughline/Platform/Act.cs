namespace Throughline.Platform;

/// <summary>
/// Who acts, for which agency, in which partnership, for what purpose and when. Everything that reads about a person or
/// changes anything is given one; there is no ambient user and no ambient clock.
/// </summary>
/// <param name="IsService">The partnership's own machinery acts (a job, an import): it sees every item but the sealed ones, tells its asker
/// nothing of what the asker may not see, and decides nothing about anybody.</param>
/// <param name="Purpose">Taken from context (the page, the meeting, the job), not typed by the user: forced reasons are gamed.</param>
/// <param name="Session">The session or API token it is done with; null for jobs and commands.</param>
public sealed record Act(
    UserId User, AgencyId Agency, PartnershipId Partnership, string Purpose, DateTimeOffset At, bool IsService = false, Guid? Session = null)
{
    /// <summary>The date on which the act happens where the work is done: England and Wales.</summary>
    public DateOnly On => UkTime.DateOf(At);
}

/// <summary>Instants are kept in UTC; dates and times of day on screen are those of England and Wales.</summary>
public static class UkTime
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>London is never more than two hours ahead of UTC, so that the date needs the rules of summer time at the end of the day only.</summary>
    public static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime.Hour < 22 ? at.UtcDateTime : TimeZoneInfo.ConvertTime(at, London).DateTime);

    public static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, London);
}
