using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Selection.Team;

/// <summary>Somebody's part in a case, with its days, as the viewer may see it.</summary>
public sealed record TeamMember
{
    /// <summary>The part that the panel gives and that is handed over, never just ended.</summary>
    public const string Lead = "lead professional";

    public required Guid Id { get; init; }

    public required CaseId CaseId { get; init; }

    public required UserId UserId { get; init; }

    public required string Name { get; init; }

    public required AgencyId AgencyId { get; init; }

    public required string Agency { get; init; }

    public required string Part { get; init; }

    public required DateOnly FromOn { get; init; }

    /// <summary>The last day, seen to its end; the day before the first for a part that was taken back before it began.</summary>
    public DateOnly? ToOn { get; init; }

    /// <summary>Came with the referral, and ends when it is decided.</summary>
    public required bool WithReferral { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public string? EndedBecause { get; init; }

    public required string CaseState { get; init; }

    public bool IsLead => string.Equals(Part, Lead, StringComparison.OrdinalIgnoreCase);

    public bool IsOn(DateOnly on) => CaseIsOpen && FromOn <= on && !(ToOn < on);

    public bool IsToCome(DateOnly on) => CaseIsOpen && FromOn > on && !(ToOn < FromOn);

    /// <summary>"until the panel decides on the referral", "3 December 2026", "no end set".</summary>
    public string UntilWords => ToOn is { } last ? last.ToWords() : WithReferral ? "Until the referral is decided" : "No end set";

    private bool CaseIsOpen => CaseStates.Parse(CaseState).IsOpen();

    /// <summary>Every part in every case of the person, newest case first. The agency is the one for which they had the part.</summary>
    public static Task<IReadOnlyList<TeamMember>> OfAsync(Db db, PersonId person) => db.ListAsync<TeamMember>(
        """
        select t.id, t.case_id, t.user_id, u.full_name as name, a.id as agency_id, a.name as agency, t.part, t.from_on, t.to_on, t.with_referral, t.ended_at, e.full_name as ended_by, t.ended_because, k.state as case_state
        from case_team t join iom_case k on k.id = t.case_id join app_user u on u.id = t.user_id join agency a on a.id = t.owner_agency_id left join app_user e on e.id = t.ended_by
        where t.person_id = @person and t.superseded_at is null and t.withdrawn_at is null
        order by k.opened_at desc, lower(t.part) <> 'lead professional', t.from_on, u.full_name, t.id
        """, new { person });
}
