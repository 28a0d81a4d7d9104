using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Standing;

/// <summary>Why an account may not be used for information about people. In the order in which they are named.</summary>
public enum AccountProblem
{
    Closed,
    Suspended,
    AgencyLeft,
    Untrained,
    Unvetted,
}

/// <summary>Something a user has, and the days on which it holds, both included.</summary>
public sealed record Held(string Code, DateOnly ObtainedOn, DateOnly ExpiresOn)
{
    public bool HoldsOn(DateOnly on) => ObtainedOn <= on && ExpiresOn >= on;
}

/// <summary>What a partnership asks for before anybody sees people: any one of the vettings, and all of the trainings.</summary>
public sealed record AccessNeeds(IReadOnlyCollection<string> Vetting, IReadOnlyCollection<string> Training)
{
    public static readonly AccessNeeds None = new([], []);

    public bool Any => Vetting.Count + Training.Count > 0;

    public static async Task<AccessNeeds> LoadAsync(Db db, CancellationToken cancel = default) => await db.FirstAsync<Row>(
        """
        select array(select jsonb_array_elements_text(coalesce(settings -> 'access' -> 'vetting', '[]'))) as vetting,
          array(select jsonb_array_elements_text(coalesce(settings -> 'access' -> 'training', '[]'))) as training
        from partnership where id = @partnership
        """, new { partnership = db.Act.Partnership }, cancel) is { } row ? new(row.Vetting, row.Training) : None;

    private sealed class Row
    {
        public required string[] Vetting { get; init; }

        public required string[] Training { get; init; }
    }
}

/// <summary>An account, as far as it matters for being in order.</summary>
public sealed record AccountFacts(bool IsService, DateTimeOffset? DisabledAt, DateTimeOffset? ClosedAt, DateOnly? LeavesOn, IReadOnlyCollection<Held> Holds, bool AgencyIsMember = true);

/// <summary>
/// The twin of the SQL function account_in_order (0026-vetting-and-training.sql), which row-level security asks. A test compares
/// the two over every combination. A lapse counts from the first instant of the day after, in England and Wales.
/// </summary>
public static class AccountOrder
{
    /// <returns>Null when the account is in order.</returns>
    public static AccountProblem? ProblemAt(AccountFacts? account, AccessNeeds needs, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(needs);
        var today = UkTime.DateOf(at);
        return account switch
        {
            null => AccountProblem.Closed,
            { IsService: true } => null,
            { ClosedAt: not null } => AccountProblem.Closed,
            { LeavesOn: { } last } when last < today => AccountProblem.Closed,
            { DisabledAt: not null } => AccountProblem.Suspended,
            { AgencyIsMember: false } => AccountProblem.AgencyLeft,
            _ when !needs.Training.All(code => account.Holds.Any(held => held.Code == code && held.HoldsOn(today))) => AccountProblem.Untrained,
            _ when needs.Vetting.Count > 0 && !account.Holds.Any(held => needs.Vetting.Contains(held.Code) && held.HoldsOn(today)) => AccountProblem.Unvetted,
            _ => null,
        };
    }

    public static string Code(this AccountProblem problem) => problem switch
    {
        AccountProblem.Closed => "closed",
        AccountProblem.Suspended => "suspended",
        AccountProblem.AgencyLeft => "agency-left",
        AccountProblem.Untrained => "untrained",
        AccountProblem.Unvetted => "unvetted",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "Not a problem of an account."),
    };

    public static AccountProblem? Parse(string? code) => code is null ? null : Enum.GetValues<AccountProblem>().First(problem => problem.Code() == code);

    public static string Words(this AccountProblem problem) => problem switch
    {
        AccountProblem.Closed => "Your account is closed.",
        AccountProblem.Suspended => "Your account is disabled for now.",
        AccountProblem.AgencyLeft => "Your agency is not in this partnership today, so information about people is not shown to you.",
        AccountProblem.Untrained => "Training that this partnership asks for is missing or has expired, so information about people is not shown to you.",
        AccountProblem.Unvetted => "Vetting that this partnership asks for is missing or has expired, so information about people is not shown to you.",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "Not a problem of an account."),
    };
}
