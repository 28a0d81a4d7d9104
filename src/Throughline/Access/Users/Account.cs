using Throughline.Platform;

namespace Throughline.Access.Users;

/// <summary>An account of the administrator's own agency, with its roles in this partnership.</summary>
public sealed record Account
{
    public required UserId Id { get; init; }

    public required string UserName { get; init; }

    public required string FullName { get; init; }

    public required string[] RoleCodes { get; init; }

    /// <summary>Powerful roles that wait for a second person.</summary>
    public required string[] AskedCodes { get; init; }

    public string? Area { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DisabledAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string? ClosedBecause { get; init; }

    public DateOnly? LeavesOn { get; init; }

    public DateTimeOffset? LockoutEnd { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public IEnumerable<Role> Roles => RoleCodes.Select(Access.Roles.Parse).OfType<Role>();

    public bool IsLockedAt(DateTimeOffset now) => LockoutEnd > now;

    /// <summary>What the account is at an instant, in words. The last day of a leaver is still theirs.</summary>
    public string StateAt(DateTimeOffset now) => this switch
    {
        { ClosedAt: not null } => "Closed",
        { LeavesOn: { } last } when last < UkTime.DateOf(now) => "Closed",
        { DisabledAt: not null } => "Disabled",
        _ when IsLockedAt(now) => "Locked",
        { LeavesOn: not null } => "Leaving",
        _ => "In use",
    };
}
