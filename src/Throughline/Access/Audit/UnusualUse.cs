using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit;

/// <summary>
/// A use worth a question, never proof of anything. In order of time: audit data serves lawfulness and integrity, so nothing
/// here counts or ranks staff against each other (Data Protection Act 2018 s.62(4)).
/// </summary>
public sealed record UnusualUse
{
    public required string Kind { get; init; }

    public required DateOnly OnDate { get; init; }

    public required UserId UserId { get; init; }

    public required string UserName { get; init; }

    public required string Agency { get; init; }

    public PersonId? PersonId { get; init; }

    public string? PersonName { get; init; }

    public string Words => Kind switch
    {
        "same-surname" => "Looked at somebody with the same surname",
        "out-of-hours" => "Looked outside working hours",
        "no-relationship" => "Opened the record of somebody with whom no case, area or role connects them",
        "many-people" => "Looked at very many people in a day",
        _ => throw new InvalidOperationException($"{Kind} is not a kind of unusual use."),
    };

    public const int Limit = 500;

    public static async Task<IReadOnlyList<UnusualUse>> ListAsync(Db db, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel = default) => await db.ListAsync<UnusualUse>(
        """
        with looks as (
          select a.*, (a.at at time zone 'Europe/London')::date as on_date, extract(hour from a.at at time zone 'Europe/London') as hour, u.full_name as user_name, g.name as agency
          from audit_entry a join app_user u on u.id = a.user_id and not u.is_service join agency g on g.id = a.agency_id
          where a.operation = 'consultation' and a.at > @from and a.at <= @to),
        opened as (
          select l.*, p.id as person_id, p.forenames || ' ' || p.surname as person_name, p.surname, p.beat
          from looks l join person p on p.id = any(l.person_ids) where l.purpose like '%people/%')
        select * from (
          select distinct 'same-surname' as kind, o.on_date, o.user_id, o.user_name, o.agency, o.person_id, o.person_name
            from opened o where lower(regexp_replace(o.user_name, '^.*\s', '')) = lower(o.surname)
          union all
          select distinct 'out-of-hours', l.on_date, l.user_id, l.user_name, l.agency, null::uuid, null::text from looks l
            where (l.hour < @opens or l.hour >= @closes) and cardinality(l.person_ids) > 0
          union all
          select distinct 'no-relationship', o.on_date, o.user_id, o.user_name, o.agency, o.person_id, o.person_name from opened o
            where not exists (select from user_role r where r.user_id = o.user_id and r.partnership_id = o.partnership_id
                and (r.role in ('coordinator', 'chair', 'intelligence-officer', 'information-governance-officer') or r.area is not null and r.area = o.beat))
              and not exists (select from iom_case k where k.person_id = o.person_id and (k.lead_user_id = o.user_id
                or exists (select from case_team t where t.case_id = k.id and t.user_id = o.user_id and t.from_on <= o.on_date and coalesce(t.to_on, o.on_date) >= o.on_date)))
          union all
          select 'many-people', l.on_date, l.user_id, l.user_name, l.agency, null, null from looks l cross join lateral unnest(l.person_ids) as i (id)
            group by l.on_date, l.user_id, l.user_name, l.agency having count(distinct i.id) > @many
        ) found order by on_date desc, kind, user_name, person_name limit 500
        """,
        new
        {
            from, to, opens = await db.NumberAsync(AuditNumbers.OpensAt, cancel), closes = await db.NumberAsync(AuditNumbers.ClosesAt, cancel), many = await db.NumberAsync(AuditNumbers.PeopleInADay, cancel),
        }, cancel);

    /// <summary>Writes that somebody looked at the audit, and at whom it was about.</summary>
    public static Task RecordLookAsync(Db db, IEnumerable<PersonId> people, string subject, string? reason = null) =>
        db.AuditAsync(AuditOperation.Consultation, people.ToHashSet(), ["audit"], subject, reason);
}
