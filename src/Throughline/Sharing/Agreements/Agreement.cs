using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Agreements;

/// <summary>One version of an agreement.</summary>
public sealed record Agreement
{
    public required Guid Id { get; init; }

    public required PartnershipId PartnershipId { get; init; }

    public required string PartnershipName { get; init; }

    /// <summary>What all versions of one agreement share.</summary>
    public required Guid SeriesId { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required string Purpose { get; init; }

    /// <summary>As kept; <see cref="StateOn"/> is what it means on a day.</summary>
    public required string State { get; init; }

    public DateOnly? StartsOn { get; init; }

    public DateOnly? ReviewOn { get; init; }

    public DateOnly? EndsOn { get; init; }

    public required string Contact { get; init; }

    public string? DpiaReference { get; init; }

    public string? EqualityReference { get; init; }

    public string? ResponsibleOwner { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    public required UserId WrittenBy { get; init; }

    public required string WrittenByName { get; init; }

    /// <summary>Whoever wrote any of it.</summary>
    public required Guid[] Writers { get; init; }

    public required bool ReachesBelow { get; init; }

    /// <summary>Goes up with every change, so that nobody saves over somebody else's.</summary>
    public required int Revision { get; init; }

    public DateTimeOffset? ApprovedAt { get; init; }

    public string? ApprovedByName { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBecause { get; init; }

    /// <summary>The day after its last day an agreement has ended, whether or not anybody says so.</summary>
    public AgreementState StateOn(DateOnly today) => AgreementStates.Parse(State) is var kept && kept == AgreementState.InForce && EndsOn < today ? AgreementState.Ended : kept;

    public const string HereOnly = "in this partnership only";

    public const string AlsoBelow = "in this partnership and those below it";

    public string Reach => ReachesBelow ? AlsoBelow : HereOnly;

    public bool IsFor(PartnershipId partnership) => PartnershipId == partnership;

    public bool WroteAnyOfIt(UserId user) => WrittenBy == user || Writers.Contains(user.Value);

    private const string Columns =
        """
        select a.id, a.partnership_id, p.name as partnership_name, a.series_id, a.version, a.name, a.purpose, a.state, a.starts_on, a.review_on, a.ends_on, a.contact, a.dpia_reference, a.equality_reference,
          a.responsible_owner, a.written_at, a.written_by, w.full_name as written_by_name, a.writers, a.reaches_below, a.revision, a.approved_at, ap.full_name as approved_by_name, a.ended_at, a.ended_because
        from agreement a join partnership p on p.id = a.partnership_id join app_user w on w.id = a.written_by left join app_user ap on ap.id = a.approved_by
        """;

    /// <summary>Every version of every agreement that holds, or held, here: the partnership's own and those from above, what is in force first.</summary>
    public static Task<IReadOnlyList<Agreement>> ListAsync(Db db, CancellationToken cancel = default) => db.ListAsync<Agreement>(
        Columns + " order by case a.state when 'in-force' then 0 when 'signing' then 1 when 'draft' then 2 else 3 end, a.name, a.version desc, a.id", cancel: cancel);

    public static async Task<Agreement> FindAsync(Db db, Guid id, CancellationToken cancel = default) =>
        await db.FirstAsync<Agreement>(Columns + " where a.id = @id", new { id }, cancel) ?? throw new NotThere("The agreement");

    public static Task<IReadOnlyList<Agreement>> VersionsAsync(Db db, Guid series, CancellationToken cancel = default) =>
        db.ListAsync<Agreement>(Columns + " where a.series_id = @series order by a.version desc", new { series }, cancel);

    /// <summary>The agreement, of this partnership, kept from others until the act is done: whoever comes second finds what the first has made of it.</summary>
    public static async Task<Agreement> ForActAsync(Db db, Guid id, int? revision = null, CancellationToken cancel = default)
    {
        await db.ExecuteAsync("select from agreement where id = @id and partnership_id = @partnership for update", new { id, partnership = db.Act.Partnership }, cancel);
        var agreement = await FindAsync(db, id, cancel);
        if (!agreement.IsFor(db.Act.Partnership))
            throw new NotThere("The agreement");
        if (revision is { } seen && seen != agreement.Revision)
            throw new ChangedByAnother("Somebody else has changed this agreement since you opened it. Open it again and look at what it says now.");
        return agreement;
    }
}

/// <summary>An agency that an agreement is between, with its signature.</summary>
public sealed record Party
{
    public required AgencyId AgencyId { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Regime { get; init; }

    public required string Contact { get; init; }

    public required bool WorksForProbation { get; init; }

    public required bool ActsForAuthority { get; init; }

    public DateTimeOffset? SignedAt { get; init; }

    public string? SignedByName { get; init; }

    public string? SignedAs { get; init; }

    public DateTimeOffset? WithdrewAt { get; init; }

    public string? WithdrewBecause { get; init; }

    public UserId? AddedBy { get; init; }

    /// <summary>Added when the agreement was in force already: it accedes.</summary>
    public bool AddedLater { get; init; }

    /// <summary>Its signature holds.</summary>
    public bool IsBound => SignedAt is not null && WithdrewAt is null;

    public ClauseParty AsClauseParty() => new(Type, Name, Regime, WorksForProbation, ActsForAuthority);

    /// <summary>The agencies of the partnership as parties that have signed nothing yet.</summary>
    public static Task<IReadOnlyList<Party>> PossibleAsync(Db db, CancellationToken cancel = default) => db.ListAsync<Party>(
        """
        select a.id as agency_id, a.name, a.type, a.regime, a.contact, m.works_for_probation, m.acts_for_authority from partnership_agency m join agency a on a.id = m.agency_id
        where m.partnership_id = @Partnership and (m.left_on is null or m.left_on >= @On) and a.type <> all (@never) order by a.name, a.id
        """, new { db.Act.Partnership, db.Act.On, never = AgencyTypes.NeverParties.ToArray() }, cancel);

    public static Task<IReadOnlyList<Party>> OfAsync(Db db, Guid agreement, CancellationToken cancel = default) => db.ListAsync<Party>(
        """
        select a.id as agency_id, a.name, a.type, a.regime, a.contact, coalesce(m.works_for_probation, b.works_for_probation, false) as works_for_probation, coalesce(m.acts_for_authority, b.acts_for_authority, false) as acts_for_authority, p.signed_at, u.full_name as signed_by_name, p.signed_as, p.withdrew_at, p.withdrew_because, p.added_by, p.added_later
        from agreement_party p join agency a on a.id = p.agency_id left join app_user u on u.id = p.signed_by
        left join partnership_agency m on m.partnership_id = p.partnership_id and m.agency_id = p.agency_id
        left join lateral (select bool_or(x.works_for_probation) as works_for_probation, bool_or(x.acts_for_authority) as acts_for_authority from partnership_agency x
          where m.agency_id is null and x.agency_id = p.agency_id and x.partnership_id in (select partnerships_from(p.partnership_id))) b on true
        where p.agreement_id = @agreement order by a.name, a.id
        """, new { agreement }, cancel);
}

/// <summary>A clause as the table has it: one category, one side to another.</summary>
public sealed record Clause
{
    public required Guid Id { get; init; }

    public required int Place { get; init; }

    public required string Category { get; init; }

    public Guid? FromAgencyId { get; init; }

    public string? FromType { get; init; }

    public Guid? ToAgencyId { get; init; }

    public string? ToType { get; init; }

    public required string Level { get; init; }

    public required string Gateway { get; init; }

    public required string Condition { get; init; }

    public Side From => FromType is { } type ? Side.OfType(type) : Side.OfAgency(FromAgencyId!.Value);

    public Side To => ToType is { } type ? Side.OfType(type) : Side.OfAgency(ToAgencyId!.Value);

    public ClauseTerms Terms => new(Category, From, To, ClauseWords.LevelOf(Level), Gateway, ClauseWords.ConditionOf(Condition) ?? Sharing.Condition.CaseTeam);

    public static Task<IReadOnlyList<Clause>> OfAsync(Db db, Guid agreement, CancellationToken cancel = default) => db.ListAsync<Clause>(
        "select id, place, category, from_agency_id, from_type, to_agency_id, to_type, level, gateway, condition from clause where agreement_id = @agreement order by place, id", new { agreement }, cancel);
}

/// <summary>What one clause says.</summary>
public sealed record ClauseTerms(string Category, Side From, Side To, Level Level, string Gateway, Condition Condition);

/// <summary>Who gives or who gets: one agency, or any agency of a type.</summary>
public sealed record Side(Guid? Agency, string? Type)
{
    public static Side OfAgency(Guid agency) => new(agency, null);

    public static Side OfType(string type) => new(null, type);

    /// <summary>As forms and the API write it: "type:police", "agency:0190...".</summary>
    public string Code => Type is null ? $"agency:{Agency}" : $"type:{Type}";

    public static Side? Parse(string? code) => code?.Split(':', 2) switch
    {
        ["type", var type] when AgencyTypes.Exists(type) => OfType(type),
        ["agency", var id] when Guid.TryParse(id, out var agency) => OfAgency(agency),
        _ => null,
    };

    public IReadOnlyList<Party> Of(IEnumerable<Party> parties) => [.. parties.Where(party => Type is null ? party.AgencyId.Value == Agency : party.Type == Type)];

    public string Words(IEnumerable<Party> parties) => Type is null ? parties.FirstOrDefault(party => party.AgencyId.Value == Agency)?.Name ?? "an agency that is no party" : AgencyTypes.Many(Type);
}
