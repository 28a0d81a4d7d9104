using Throughline.Platform.Database;

namespace Throughline.Work.Today;

/// <summary>
/// What a neighbourhood officer should know before going out: the people of the area by colour, and what changed in a week, so that
/// nobody undoes good work by not knowing [002 6.36].
/// </summary>
internal static class Briefings
{
    public static async Task<Briefing> OfAsync(Db db, string area, CancellationToken cancel = default) => new(area, await db.ListAsync<BriefedPerson>(
        """
        select p.id as person_id, p.forenames || ' ' || p.surname as name, p.date_of_birth, k.status, u.full_name || coalesce(', ' || a.name, '') as lead, c.establishment,
          array(
            select words from (
              select s.at, 'Status now ' || coalesce(d2.label, s.to_status) || coalesce(', was ' || coalesce(d1.label, s.from_status), '') || ' (' || to_char(s.at at time zone 'Europe/London', 'FMDD FMMonth') || ')' as words
                from status_change s left join status_definition d1 on d1.code = s.from_status left join status_definition d2 on d2.code = s.to_status
                where s.case_id = k.id and s.at > @from
              union all
              select max(e.received_at), case e.kind when 'intelligence' then 'Intelligence held: ask the intelligence officer' when 'arrest' then 'Arrested' when 'charge' then 'Charged' else 'Breached an order' end
                || case when count(*) > 1 then ', ' || count(*) || ' times' else '' end
                from offence_event e where e.person_id = p.id and e.superseded_at is null and e.withdrawn_at is null and e.kind in ('arrest', 'charge', 'breach', 'intelligence') and e.occurred_on > @fromOn and e.occurred_on <= @on group by e.kind
              union all
              select x.received_at, case when x.released_on > @fromOn then 'Released from ' || x.establishment || ' on ' || to_char(x.released_on, 'FMDD FMMonth') else 'Taken into custody at ' || x.establishment end
                from custody_spell x where x.person_id = p.id and x.superseded_at is null and x.withdrawn_at is null and (x.released_on > @fromOn and x.released_on <= @on or x.received_on > @fromOn and x.received_on <= @on)
            ) w order by at desc) as changes
        from iom_case k join person p on p.id = k.person_id
        left join app_user u on u.id = k.lead_user_id
        left join agency a on a.id = k.lead_agency_id
        left join status_definition s on s.code = k.status
        left join lateral (select c.establishment from custody_spell c where c.person_id = p.id and c.superseded_at is null and c.withdrawn_at is null
          and c.received_on <= @on and coalesce(c.released_on, 'infinity') > @on order by c.received_on desc limit 1) c on true
        where k.state = 'adopted' and p.beat = @area order by coalesce(s.position, 0), p.surname, p.forenames
        """, new { area, on = db.Act.On, from = db.Act.At.AddDays(-7), fromOn = db.Act.On.AddDays(-7) }, cancel));
}
