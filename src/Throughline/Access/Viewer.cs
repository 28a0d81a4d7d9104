using Microsoft.AspNetCore.Http;
using Throughline.Access.Standing;
using Throughline.Platform;

namespace Throughline.Access;

/// <summary>Whoever is signed in, as the session of this request says, read afresh from the database at every request.</summary>
public sealed record Viewer
{
    public required Guid SessionId { get; init; }

    public required UserId User { get; init; }

    public required string FullName { get; init; }

    public required AgencyId Agency { get; init; }

    public required string AgencyName { get; init; }

    public required string AgencyType { get; init; }

    public required PartnershipId Partnership { get; init; }

    public required string PartnershipName { get; init; }

    public required string Brand { get; init; }

    /// <summary>The roles that the viewer may act in now: all they hold, or only those that show no people while their account is not in order.</summary>
    public IReadOnlySet<Role> Roles => NotInOrder is null ? RolesHeld : RolesHeld.Except(Access.Roles.NamingPeople).ToHashSet();

    /// <summary>The roles that were given to the viewer in this partnership.</summary>
    public required IReadOnlySet<Role> RolesHeld { get; init; }

    /// <summary>Why the viewer may see nothing about people at this instant; null when they may. What account_in_order says.</summary>
    public AccountProblem? NotInOrder { get; init; }

    /// <summary>The neighbourhood a neighbourhood officer works; null for everybody else.</summary>
    public string? Area { get; init; }

    /// <summary>Whether a program's token may take lists out; a browser gives a second factor instead (<see cref="StepUpAttribute"/>).</summary>
    public bool MayExport { get; init; }

    public bool Has(params Role[] any) => any.Length == 0 || any.Any(Roles.Contains);

    public Act Begin(string purpose, DateTimeOffset at) => new(User, Agency, Partnership, purpose, at, Session: SessionId);

    public static Viewer? Of(HttpContext context) => context.Features.Get<Viewer>();
}
