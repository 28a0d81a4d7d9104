using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Unusual;

/// <summary>
/// Finds unusual uses among the entries that have had their places since it last looked, and keeps them for review. Nothing here counts or
/// ranks staff against each other (Data Protection Act 2018 s.62(4)): what others do is only the measure of what is many.
/// </summary>
internal static class FindUnusual
{
    private const int Batch = 50_000;

    /// <summary>Reads up to fifty thousand more entries; false when there are no more.</summary>
    public static async Task<bool> DoAsync(Db db, CancellationToken cancel = default)
    {
        var partnership = db.Act.Partnership;
        if (!await db.ValueAsync<bool>("select pg_try_advisory_xact_lock(hashtextextended('audit alerts ' || @partnership::text, 0))", new { partnership }, cancel))
            return false;
        var from = await db.FirstAsync<long?>("select seq from audit_scan where partnership_id = @partnership", new { partnership }, cancel) ?? -1;
        var to = await db.ValueAsync<long>("select coalesce(max(seq), -1) from (select seq from audit_leaf where partnership_id = @partnership and seq > @from order by seq limit @Batch) l", new { partnership, from, Batch }, cancel);
        if (to <= from)
            return false;
        await db.ExecuteAsync(Fresh, new { partnership, from, to }, cancel);
        var numbers = new
        {
            partnership, now = db.Act.At, opens = await db.NumberAsync(AuditNumbers.OpensAt, cancel), closes = await db.NumberAsync(AuditNumbers.ClosesAt, cancel), days = await db.NumberAsync(AuditNumbers.WorkingDays, cancel), many = await db.NumberAsync(AuditNumbers.PeopleInADay, cancel),
            hour = await db.NumberAsync(AuditNumbers.RecordsInAnHour, cancel), run = await db.NumberAsync(AuditNumbers.RecordsInARun, cancel), afterClosed = await db.NumberAsync(AuditNumbers.DaysAfterClosing, cancel),
        };
        foreach (var sql in new[] { AboutOnePerson, OutsideHours, ManyPeople, ManyInAnHour, OneAfterAnother })
            await db.ExecuteAsync(sql, numbers, cancel);
        await db.ExecuteAsync("insert into audit_scan values (@partnership, @to) on conflict (partnership_id) do update set seq = @to; drop table fresh_look", new { partnership, to }, cancel);
        return true;
    }

    /// <summary>The looks of people (not of jobs) among the new entries, and whether a look opened one person's record.</summary>
    private const string Fresh =
        """
        create temp table fresh_look on commit drop as
        select e.id, e.partnership_id, e.at, e.user_id, e.agency_id, e.person_ids, (e.at at time zone 'Europe/London')::date as on_date,
          extract(hour from e.at at time zone 'Europe/London')::int as hour, regexp_replace(u.full_name, '^.*\s', '') as user_surname,
          case when e.purpose like '%people/{id}%' and cardinality(e.person_ids) = 1 then e.person_ids[1] end as opened
        from audit_leaf l join audit_entry e on e.id = l.entry_id join app_user u on u.id = e.user_id and not u.is_service
        where l.partnership_id = @partnership and l.seq > @from and l.seq <= @to and e.operation = 'consultation'
        """;

    private const string Keep = "insert into audit_alert (partnership_id, kind, user_id, agency_id, person_id, on_date, first_at, last_at, entries, found_at)";

    private const string AddUp =
        """
        on conflict (partnership_id, kind, user_id, on_date, person_id) do update
          set entries = audit_alert.entries + excluded.entries, first_at = least(audit_alert.first_at, excluded.first_at), last_at = greatest(audit_alert.last_at, excluded.last_at)
        """;

    private const string Replace =
        """
        on conflict (partnership_id, kind, user_id, on_date, person_id) do update
          set entries = greatest(audit_alert.entries, excluded.entries), first_at = least(audit_alert.first_at, excluded.first_at), last_at = greatest(audit_alert.last_at, excluded.last_at)
        """;

    private const string AboutOnePerson =
        $"""
        with opened as (select f.*, p.surname, p.beat from fresh_look f join person p on p.id = f.opened),
        found as (
          select 'same-surname' as kind, o.* from opened o where lower(o.user_surname) = lower(o.surname)
            or exists (select from declared_tie t where t.user_id = o.user_id and t.kind = 'surname' and t.value = lower(o.surname))
          union all
          select 'same-address', o.* from opened o where exists (select from declared_tie t join person_address a on a.person_id = o.opened and a.superseded_at is null and a.withdrawn_at is null
            and lower(replace(a.postcode, ' ', '')) = t.value where t.user_id = o.user_id and t.kind = 'postcode')
          union all
          select 'watched', o.* from opened o where exists (select from audit_watch w where w.person_id = o.opened and w.since <= o.at and (w.ended_at is null or w.ended_at > o.at))
          union all
          select 'no-relationship', o.* from opened o
            where not exists (select from user_role r where r.user_id = o.user_id and r.partnership_id = o.partnership_id
                and (r.role in ('coordinator', 'chair', 'intelligence-officer', 'information-governance-officer') or r.area is not null and r.area = o.beat))
              and not exists (select from iom_case k where k.person_id = o.opened and (k.lead_user_id = o.user_id
                or exists (select from case_team t where t.case_id = k.id and t.user_id = o.user_id and t.from_on <= o.on_date and coalesce(greatest(t.to_on, (t.ended_at at time zone 'Europe/London')::date), o.on_date) >= o.on_date)))
          union all
          select 'after-closed', o.* from opened o
            where exists (select from iom_case k where k.person_id = o.opened and k.exited_on < o.on_date - @afterClosed)
              and not exists (select from iom_case k where k.person_id = o.opened and (k.exited_on is null or k.exited_on >= o.on_date - @afterClosed)))
        {Keep}
        select partnership_id, kind, user_id, (array_agg(agency_id order by at))[1], opened, on_date, min(at), max(at), count(*), @now from found group by partnership_id, kind, user_id, opened, on_date
        {AddUp}
        """;

    private const string OutsideHours =
        $"""
        {Keep}
        select partnership_id, 'out-of-hours', user_id, (array_agg(agency_id order by at))[1], null, on_date, min(at), max(at), count(*), @now from fresh_look
        where (hour < @opens or hour >= @closes or extract(isodow from on_date) > @days) and cardinality(person_ids) > 0 group by partnership_id, user_id, on_date
        {AddUp}
        """;

    /// <summary>The whole days that the new looks belong to: what came before on the same day counts as well.</summary>
    private const string Days =
        """
        with days as (select distinct user_id, on_date from fresh_look where cardinality(person_ids) > 0),
        looks as (
          select e.partnership_id, e.user_id, e.agency_id, e.at, d.on_date, e.person_ids, case when e.purpose like '%people/{id}%' and cardinality(e.person_ids) = 1 then e.person_ids[1] end as opened
          from days d join audit_entry e on e.user_id = d.user_id and e.operation = 'consultation'
            and e.at >= d.on_date::timestamp at time zone 'Europe/London' and e.at < (d.on_date + 1)::timestamp at time zone 'Europe/London')
        """;

    private const string ManyPeople =
        $"""
        {Days}
        {Keep}
        select l.partnership_id, 'many-people', l.user_id, (array_agg(l.agency_id order by l.at))[1], null, l.on_date, min(l.at), max(l.at), count(distinct i.id), @now
        from looks l cross join lateral unnest(l.person_ids) as i (id) group by l.partnership_id, l.user_id, l.on_date having count(distinct i.id) > @many
        {Replace}
        """;

    // three times what others open in their hours of the four weeks before, and the number of the partnership at least
    private const string ManyInAnHour =
        $$"""
        {{Days}},
        hours as (select partnership_id, user_id, on_date, date_trunc('hour', at) as hour, count(distinct opened) as records, min(at) as first_at, max(at) as last_at, (array_agg(agency_id order by at))[1] as agency_id
          from looks where opened is not null group by 1, 2, 3, 4 having count(distinct opened) > @hour),
        usual as (select h.user_id, h.hour, coalesce((select percentile_cont(0.5) within group (order by o.records) from (
            select count(distinct e.person_ids[1]) as records from audit_entry e join app_user u on u.id = e.user_id and not u.is_service
            where e.partnership_id = @partnership and e.at > h.hour - interval '28 days' and e.at < h.hour + interval '1 hour' and e.user_id <> h.user_id and e.operation = 'consultation'
              and e.purpose like '%people/{id}%' and cardinality(e.person_ids) = 1 group by e.user_id, date_trunc('hour', e.at)) o), 0) as records from hours h)
        {{Keep}}
        select h.partnership_id, 'many-in-an-hour', h.user_id, h.agency_id, null, h.on_date, min(h.first_at), max(h.last_at), max(h.records), @now
        from hours h join usual u on u.user_id = h.user_id and u.hour = h.hour where h.records > 3 * u.records group by h.partnership_id, h.user_id, h.agency_id, h.on_date
        {{Replace}}
        """;

    // a run: each other record within a minute of the one before
    private const string OneAfterAnother =
        $"""
        {Days},
        steps as (select *, case when at - lag(at) over w <= interval '1 minute' then 0 else 1 end as begins from looks where opened is not null window w as (partition by user_id, on_date order by at)),
        runs as (select *, sum(begins) over (partition by user_id, on_date order by at rows unbounded preceding) as run from steps),
        long as (select partnership_id, user_id, on_date, run, count(distinct opened) as records, min(at) as first_at, max(at) as last_at, (array_agg(agency_id order by at))[1] as agency_id
          from runs group by 1, 2, 3, 4 having count(distinct opened) >= @run)
        {Keep}
        select partnership_id, 'one-after-another', user_id, agency_id, null, on_date, min(first_at), max(last_at), max(records), @now from long group by partnership_id, user_id, agency_id, on_date
        {Replace}
        """;
}
