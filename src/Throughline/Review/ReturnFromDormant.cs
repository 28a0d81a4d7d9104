using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Review;

/// <summary>
/// Brings names back from the dormant list when something new is received [004 3.1: "if local knowledge and intelligence raised
/// their level of risk they were returned"]. It changes no colour and opens no case: it says that somebody should look, and
/// why. An import runs it at its end, in its own transaction; running it again finds nothing more.
/// </summary>
public static class ReturnFromDormant
{
    /// <param name="since">Only what has been received at or after this instant is looked at.</param>
    /// <returns>How many people came back.</returns>
    public static async Task<int> RunAsync(Db db, DateTimeOffset since, CancellationToken cancel = default)
    {
        var act = db.Act;
        var quietDays = await db.NumberAsync(ReviewNumbers.QuietDays, cancel);
        // an old row that only came again with a correction brings nobody back, nor does a history loaded late
        var people = await db.ListAsync<PersonId>(
            """
            with newest as (
              select distinct on (k.person_id) k.id, k.person_id, k.status, k.state, k.returned_at, coalesce(k.status_since, k.exited_on::timestamptz, k.opened_at) as dormant_since
              from iom_case k order by k.person_id, k.opened_at desc),
            news as (
              select n.id, n.person_id, count(*) filter (where e.kind = 'arrest') as arrests, count(*) filter (where e.kind = 'charge') as charges, count(*) filter (where e.kind = 'intelligence') as reports
              from newest n join offence_event e on e.person_id = n.person_id
              where (n.status = 'white' or n.state = 'exited') and e.kind in ('arrest', 'charge', 'intelligence') and e.superseded_at is null and e.withdrawn_at is null
                and e.received_at >= @since and e.received_at > n.dormant_since and e.received_at > coalesce(n.returned_at, '-infinity')
                and e.occurred_on > (n.dormant_since at time zone 'Europe/London')::date - @quietDays
                and not exists (select from offence_event o where o.source_row_id = e.source_row_id and o.received_at <= greatest(n.dormant_since, n.returned_at))
              group by n.id, n.person_id),
            returned as (
              update iom_case k set returned_at = @at, returned_because = concat_ws(', ',
                case when n.arrests > 0 then n.arrests || case n.arrests when 1 then ' arrest' else ' arrests' end end,
                case when n.charges > 0 then n.charges || case n.charges when 1 then ' charge' else ' charges' end end,
                case when n.reports > 0 then n.reports || case n.reports when 1 then ' intelligence report' else ' intelligence reports' end end) || ' received since leaving the cohort'
              from news n where k.id = n.id returning k.id, k.person_id, k.returned_because),
            meant as (
              insert into process (partnership_id, type, at, user_id, agency_id, person_id, case_id, reason)
              select @partnership, 'return-from-dormant', @at, @user, @agency, r.person_id, r.id, r.returned_because from returned r returning id, person_id, case_id, reason),
            happened as (
              insert into event (process_id, partnership_id, type, at, on_date, person_id, case_id, owner_agency_id, category, words)
              select m.id, @partnership, 'returned-from-dormant', @at, @on, m.person_id, m.case_id, @agency, 'supervision', 'Back from the dormant list: ' || m.reason from meant m)
            select person_id from returned
            """,
            new { since, quietDays, at = act.At, on = act.On, partnership = act.Partnership, user = act.User, agency = act.Agency }, cancel);
        if (people.Count > 0)
            await db.AuditAsync(AuditOperation.Combination, people, ["offending", "intelligence", "supervision"], "return-from-dormant", null, cancel);
        return people.Count;
    }
}
