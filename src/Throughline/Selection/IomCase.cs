using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection;

/// <summary>One person in one partnership, from nomination to exit.</summary>
public sealed record IomCase
{
    public required CaseId Id { get; init; }

    public required PersonId PersonId { get; init; }

    public required string PersonName { get; init; }

    public required string StateCode { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateOnly? AdoptedOn { get; init; }

    public DateOnly? ExitedOn { get; init; }

    public string? CohortType { get; init; }

    public AgencyId? LeadAgencyId { get; init; }

    public string? LeadAgency { get; init; }

    public UserId? LeadUserId { get; init; }

    public string? LeadName { get; init; }

    public string? FirstStep { get; init; }

    /// <summary>Why this person is here, in plain English: what the person's own record says.</summary>
    public string? Why { get; init; }

    public DateOnly? DeferredUntil { get; init; }

    public DateTimeOffset? ReturnedAt { get; init; }

    public string? ReturnedBecause { get; init; }

    public DateTimeOffset? LastScreenedAt { get; init; }

    public CaseState State => CaseStates.Parse(StateCode);

    /// <summary>Nominated, or brought back by information that nobody has screened since.</summary>
    public bool WaitsForScreening => State == CaseState.Nominated || (ReturnedAt is { } returned && !(LastScreenedAt >= returned));

    private const string Select =
        """
        select k.id, k.person_id, p.forenames || ' ' || p.surname as person_name, k.state as state_code, k.opened_at, k.adopted_on, k.exited_on, k.cohort_type,
          k.lead_agency_id, a.name as lead_agency, k.lead_user_id, u.full_name as lead_name, k.first_step, k.why, k.deferred_until, k.returned_at, k.returned_because,
          (select max(s.at) from screening s where s.case_id = k.id) as last_screened_at
        from iom_case k join person p on p.id = k.person_id left join agency a on a.id = k.lead_agency_id left join app_user u on u.id = k.lead_user_id
        """;

    public static async Task<IomCase> FindAsync(Db db, CaseId id) =>
        await db.FirstAsync<IomCase>(Select + " where k.id = @id", new { id }) ?? throw new NotThere("The case");

    /// <summary>The case, kept from others until the transaction ends: votes and decisions come one after another.</summary>
    public static async Task<IomCase> LockAsync(Db db, CaseId id)
    {
        await db.ExecuteAsync("select 1 from iom_case where id = @id for update", new { id });
        return await FindAsync(db, id);
    }

    /// <summary>The newest case of a person, open or not; null when there has never been one.</summary>
    public static Task<IomCase?> LatestAsync(Db db, PersonId person) =>
        db.FirstAsync<IomCase>(Select + " where k.person_id = @person order by k.opened_at desc, k.id desc limit 1", new { person });

    /// <summary>Moves the case along the table of moves, or refuses with the table's sentence.</summary>
    public async Task<IomCase> MoveAsync(Db db, CaseState to)
    {
        CaseMoves.MayMove(State, to).Check();
        await db.ExecuteAsync("update iom_case set state = @to where id = @Id", new { Id, to = to.Code() });
        return this with { StateCode = to.Code() };
    }
}
