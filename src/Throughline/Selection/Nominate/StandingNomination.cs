using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection.Nominate;

/// <summary>A nomination that has not been withdrawn.</summary>
public sealed record StandingNomination
{
    public required string Agency { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ReasonKind { get; init; }

    public required string Reasons { get; init; }

    public static Task<IReadOnlyList<StandingNomination>> OfAsync(Db db, CaseId id) => db.ListAsync<StandingNomination>(
        """
        select a.name as agency, u.full_name as by, n.at, n.reason_kind, n.reasons from nomination n join agency a on a.id = n.agency_id join app_user u on u.id = n.user_id
        where n.case_id = @id and n.withdrawn_at is null order by n.at
        """, new { id });
}
