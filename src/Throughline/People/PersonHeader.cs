using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.People;

/// <summary>What stands at the top of every page about a person: who they are, their colour in words, where they are, and what to mind.</summary>
public sealed record PersonHeader
{
    public required PersonId Id { get; init; }

    public required string Surname { get; init; }

    public required string Forenames { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? Sex { get; init; }

    public required string[] OtherNames { get; init; }

    public required bool InCustody { get; init; }

    public string? Establishment { get; init; }

    /// <summary>The order or licence that makes the person statutory on the day, or null: then they are non-statutory.</summary>
    public string? OrderType { get; init; }

    public DateOnly? OrderEndsOn { get; init; }

    public CaseId? CaseId { get; init; }

    public string? CaseState { get; init; }

    public string? Status { get; init; }

    public string? StatusLabel { get; init; }

    public string? StatusTag { get; init; }

    public string? LeadName { get; init; }

    public string? LeadAgency { get; init; }

    public required string[] Designations { get; init; }

    public string? Rosh { get; init; }

    public required int OpenMatches { get; init; }

    /// <summary>The viewer holds the key of a sealed compartment for their agency. Says nothing of whether there is an entry.</summary>
    public required bool HoldsAKey { get; init; }

    public string Name => $"{Forenames} {Surname}";

    public bool IsStatutory => OrderType is not null;

    /// <summary>Whole years on a date; null when no date of birth is known.</summary>
    public int? AgeOn(DateOnly on) => DateOfBirth is { } born ? on.Year - born.Year - (on < born.AddYears(on.Year - born.Year) ? 1 : 0) : null;

    /// <summary>The header of a person on a day, or null when nobody of that id is visible.</summary>
    public static Task<PersonHeader?> FindAsync(Db db, PersonId person, DateOnly on) => db.FirstAsync<PersonHeader>(
        $"""
        select p.id, p.surname, p.forenames, p.date_of_birth, p.sex,
          array(select distinct n.forenames || ' ' || n.surname from person_name n
                where n.person_id = p.id and n.superseded_at is null and n.withdrawn_at is null and (n.surname, n.forenames) is distinct from (p.surname, p.forenames) order by 1) as other_names,
          c.establishment is not null as in_custody, c.establishment,
          o.order_type, o.ends_on as order_ends_on,
          k.id as case_id, k.state as case_state, k.status, s.label as status_label, s.tag as status_tag, u.full_name as lead_name, a.name as lead_agency,
          array(select distinct d.designation || coalesce(' ' || d.detail, '') from person_designation d
                where d.person_id = p.id and d.superseded_at is null and d.withdrawn_at is null and coalesce(d.from_on, '-infinity') <= @on and coalesce(d.to_on, 'infinity') >= @on order by 1) as designations,
          (select r.rosh from risk_level r where r.person_id = p.id and r.superseded_at is null and r.withdrawn_at is null order by r.assessed_on desc nulls last limit 1) as rosh,
          (select count(*)::int from possible_match m where m.state = 'open' and p.id in (m.person_id, m.other_person_id)) as open_matches,
          sealed.holds('victim') or sealed.holds('protected address') as holds_a_key
        from person p
        left join lateral (select c.establishment from custody_spell c where c.person_id = p.id and {Supervision.CustodyRunsSql}
          order by c.received_on desc, c.id desc limit 1) c on true
        left join lateral (select o.order_type, coalesce(o.ended_on, o.ends_on) as ends_on from order_spell o where o.person_id = p.id and {Supervision.OrderRunsSql}
          order by o.started_on desc, o.id desc limit 1) o on true
        left join lateral (select * from iom_case k where k.person_id = p.id order by k.opened_at desc limit 1) k on true
        left join status_definition s on s.partnership_id = p.partnership_id and s.code = k.status
        left join app_user u on u.id = k.lead_user_id
        left join agency a on a.id = k.lead_agency_id
        where p.id = @person
        """, new { person, on, statutory = Supervision.StatutoryOrderTypes });
}
