using Microsoft.AspNetCore.Http;
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

    public required IReadOnlySet<Role> Roles { get; init; }

    /// <summary>The neighbourhood a neighbourhood officer works; null for everybody else.</summary>
    public string? Area { get; init; }

    public bool Has(params Role[] any) => any.Length == 0 || any.Any(Roles.Contains);

    public Act Begin(string purpose, DateTimeOffset at) => new(User, Agency, Partnership, purpose, at);

    public static Viewer? Of(HttpContext context) => context.Features.Get<Viewer>();
}
