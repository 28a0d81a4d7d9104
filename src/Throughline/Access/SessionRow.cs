using Throughline.Platform;

namespace Throughline.Access;

/// <summary>A session or a token, joined with whose it is.</summary>
internal sealed class SessionRow
{
    public required Guid Id { get; init; }

    public required UserId UserId { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public string? SecondFactor { get; init; }

    public DateTimeOffset? SecondFactorAt { get; init; }

    public bool PasswordIsTemporary { get; init; }

    public bool HasSecondFactor { get; init; }

    public bool MayExport { get; init; }

    public required string UserName { get; init; }

    public required string FullName { get; init; }

    public required AgencyId AgencyId { get; init; }

    public required string AgencyName { get; init; }

    public required string AgencyType { get; init; }

    public required PartnershipId PartnershipId { get; init; }

    public required string PartnershipName { get; init; }

    public required string Brand { get; init; }

    public required string[] Roles { get; init; }

    public string? Area { get; init; }

    public string? NotInOrder { get; init; }

    public required int IdleMinutes { get; init; }

    public required int StepUpMinutes { get; init; }

    /// <summary>
    /// What a session needs is worked out at each request, not remembered: a factor that is set up on one device is asked
    /// for at the next request of every other.
    /// </summary>
    private SessionNeed Need(bool isRequired) =>
        HasSecondFactor && SecondFactor is null ? SessionNeed.SecondFactor
        : PasswordIsTemporary ? SessionNeed.NewPassword
        : isRequired && !HasSecondFactor && SecondFactor is not (Sessions.Demonstration or Sessions.Test) ? SessionNeed.SettingUp
        : SessionNeed.Nothing;

    public Somebody ToSomebody(DateTimeOffset seen, bool isRequired)
    {
        var idle = seen + TimeSpan.FromMinutes(IdleMinutes);
        return new()
        {
            SessionId = Id,
            User = UserId,
            UserName = UserName,
            FullName = FullName,
            Need = Need(isRequired),
            HasSecondFactor = HasSecondFactor,
            SecondFactor = SecondFactor,
            SecondFactorAt = SecondFactorAt,
            EndsAt = ExpiresAt,
            IdleEndsAt = idle < ExpiresAt ? idle : ExpiresAt,
            StepUpMinutes = StepUpMinutes,
        };
    }

    public Viewer ToViewer() => new()
    {
        SessionId = Id,
        User = UserId,
        FullName = FullName,
        Agency = AgencyId,
        AgencyName = AgencyName,
        AgencyType = AgencyType,
        Partnership = PartnershipId,
        PartnershipName = PartnershipName,
        Brand = Brand,
        RolesHeld = Roles.Select(Access.Roles.Parse).OfType<Role>().ToHashSet(),
        NotInOrder = Standing.AccountOrder.Parse(NotInOrder),
        Area = Area,
        MayExport = MayExport,
    };
}
