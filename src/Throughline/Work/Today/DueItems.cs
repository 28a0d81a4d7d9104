using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Review;
using Throughline.Sharing;

namespace Throughline.Work.Today;

/// <summary>What is due about the people somebody leads or works with, each with why. One query, in order of the day.</summary>
internal static class DueItems
{
    /// <summary>The viewer's people: those they lead, and those in whose case team they are today.</summary>
    private const string Mine =
        """
        select k.id, k.person_id, k.status, k.status_review_by, k.adopted_on, p.forenames || ' ' || p.surname as name from iom_case k join person p on p.id = k.person_id
        where k.state = 'adopted' and (k.lead_user_id = @user or exists (select from case_team t where t.case_id = k.id and t.user_id = @user and t.from_on <= @on and coalesce(t.to_on, @on) >= @on))
        """;

    private const string Current = "superseded_at is null and x.withdrawn_at is null";

    public static async Task<IReadOnlyList<DueItem>> MineAsync(Db db, CancellationToken cancel = default)
    {
        var act = db.Act;
        return await db.ListAsync<DueItem>(
            $"""
            with mine as ({Mine}),
            opened as (select a.person_ids[1] as person_id, max(a.at) as at from audit_entry a where a.user_id = @user and a.purpose like 'people/%' and a.at > @quarterAgo group by 1),
            looked as (select m.person_id, coalesce(o.at, greatest(m.adopted_on::timestamptz, @quarterAgo)) as at from mine m left join opened o using (person_id))
            select m.person_id, m.name, m.status, d.due_on, d.due_because, d.link, d.category from mine m join looked l using (person_id) cross join lateral (
              select coalesce(m.status_review_by, m.adopted_on, @on) as due_on, case when m.status is null then 'No status has been decided yet' else 'The status is due for review' end as due_because, '/people/' || m.person_id || '/status' as link, 'plan' as category
                where m.status is null or m.status_review_by <= @on
              union all
              select x.expected_release_on, 'Release from ' || x.establishment, '/people/' || m.person_id || '/custody', 'custody and dates' from custody_spell x
                where x.person_id = m.person_id and x.{Current} and x.released_on is null and x.expected_release_on between @on and @releaseBy
              union all
              select coalesce(x.ended_on, x.ends_on), case when x.order_type like '%licence%' then 'The licence ends' else 'The order ends' end, '/people/' || m.person_id || '/supervision', 'supervision' from order_spell x
                where x.person_id = m.person_id and x.{Current} and coalesce(x.ended_on, x.ends_on) between @on and @orderBy
              union all
              select max(x.occurred_on), 'An order was breached', '/people/' || m.person_id, 'offending' from offence_event x
                where x.person_id = m.person_id and x.{Current} and x.kind = 'breach' and x.occurred_on > @weekAgo and x.occurred_on <= @on having count(*) > 0
              union all
              select max(x.occurred_on), case count(*) when 1 then 'A new arrest or charge' else count(*) || ' new arrests or charges' end || ' since you last looked', '/people/' || m.person_id, 'offending' from offence_event x
                where x.person_id = m.person_id and x.{Current} and x.kind in ('arrest', 'charge') and x.received_at > l.at having count(*) > 0
              union all
              select (max(x.scored_on) + make_interval(months => @months))::date, 'The predictor is out of date: scored on ' || to_char(max(x.scored_on), 'FMDD FMMonth YYYY'), '/people/' || m.person_id || '/needs', 'risk' from predictor_score x
                where x.person_id = m.person_id and x.{Current} having max(x.scored_on) < (@on - make_interval(months => @months))::date
            ) d
            order by d.due_on, m.name, d.due_because
            """,
            new
            {
                user = act.User,
                on = act.On,
                releaseBy = act.On.AddDays(await db.NumberAsync(ReviewNumbers.ReleaseSoonDays, cancel)),
                orderBy = act.On.AddDays(await db.NumberAsync(ReviewNumbers.OrderEndsSoonDays, cancel)),
                months = await db.NumberAsync(ReviewNumbers.PredictorMonths, cancel),
                weekAgo = act.On.AddDays(-7),
                quarterAgo = act.At.AddDays(-91),
            }, cancel);
    }

    /// <summary>Everybody the viewer works with, whatever is due, the most attention first.</summary>
    public static Task<IReadOnlyList<DueItem>> PeopleOfMineAsync(Db db, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        $"""
        select m.person_id, m.name, m.status, coalesce(m.status_review_by, @on) as due_on, case when m.status is null then 'No status yet' else 'Next review of the status' end as due_because, '/people/' || m.person_id as link
        from ({Mine}) m left join status_definition s on s.code = m.status order by coalesce(s.position, 0), m.name
        """, new { user = db.Act.User, on = db.Act.On }, cancel);

    /// <summary>Cases before the panel in which the viewer's agency has not voted.</summary>
    public static Task<IReadOnlyList<DueItem>> VotesAsync(Db db, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        """
        select k.person_id, p.forenames || ' ' || p.surname as name, k.status, (k.opened_at at time zone 'Europe/London')::date as due_on, 'Your agency has not voted yet' as due_because, '/people/' || k.person_id || '/panel' as link
        from iom_case k join person p on p.id = k.person_id
        where k.state = 'for-panel' and not exists (select from panel_vote v where v.case_id = k.id and v.agency_id = @agency and v.replaced_at is null)
        order by k.opened_at, k.id
        """, new { agency = db.Act.Agency }, cancel);

    /// <summary>Cases before the panel.</summary>
    public static Task<IReadOnlyList<DueItem>> PanelAsync(Db db, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        """
        select k.person_id, p.forenames || ' ' || p.surname as name, k.status, (k.opened_at at time zone 'Europe/London')::date as due_on,
          case (select count(*) from panel_vote v where v.case_id = k.id and v.replaced_at is null) when 0 then 'No agency has voted yet' when 1 then '1 agency has voted'
            else (select count(*) from panel_vote v where v.case_id = k.id and v.replaced_at is null) || ' agencies have voted' end as due_because,
          '/people/' || k.person_id || '/panel' as link
        from iom_case k join person p on p.id = k.person_id where k.state = 'for-panel' order by k.opened_at, k.id
        """, cancel: cancel);

    /// <summary>Releases of people in the cohort in the coming days.</summary>
    public static Task<IReadOnlyList<DueItem>> ReleasesAsync(Db db, int days, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        $"""
        select k.person_id, p.forenames || ' ' || p.surname as name, k.status, x.expected_release_on as due_on, 'Release from ' || x.establishment as due_because, '/people/' || k.person_id || '/custody' as link, 'custody and dates' as category
        from iom_case k join person p on p.id = k.person_id join custody_spell x on x.person_id = p.id and x.{Current} and x.released_on is null
        where k.state = 'adopted' and x.expected_release_on between @on and @until order by x.expected_release_on, p.surname
        """, new { on = db.Act.On, until = db.Act.On.AddDays(days) }, cancel);

    /// <summary>People in the cohort who are in custody.</summary>
    public static Task<IReadOnlyList<DueItem>> InCustodyAsync(Db db, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        $"""
        select distinct on (x.establishment, p.surname, p.id) k.person_id, p.forenames || ' ' || p.surname as name, k.status, coalesce(x.expected_release_on, x.received_on) as due_on,
          x.establishment || case when x.expected_release_on is null then ', no release date known: since the day shown' else ', release expected' end as due_because, '/people/' || k.person_id || '/custody' as link, 'custody and dates' as category
        from iom_case k join person p on p.id = k.person_id join custody_spell x on x.person_id = p.id and x.{Current}
        where k.state = 'adopted' and x.received_on <= @on and coalesce(x.released_on, 'infinity') > @on order by x.establishment, p.surname, p.id, x.received_on desc
        """, new { on = db.Act.On }, cancel);

    /// <summary>People in the cohort who turn 18 in the coming half-year: the move from youth justice to probation is prepared early.</summary>
    public static Task<IReadOnlyList<DueItem>> TurningEighteenAsync(Db db, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        """
        select k.person_id, p.forenames || ' ' || p.surname as name, k.status, (p.date_of_birth + interval '18 years')::date as due_on, 'Turns 18: prepare the move to adult services' as due_because, '/people/' || k.person_id as link, 'identity' as category
        from iom_case k join person p on p.id = k.person_id
        where k.state = 'adopted' and p.date_of_birth + interval '18 years' between @on and @on + interval '182 days' order by 4, p.surname
        """, new { on = db.Act.On }, cancel);

    /// <summary>Names that came back from the dormant list and wait for somebody to look.</summary>
    public static Task<IReadOnlyList<DueItem>> ReturnedAsync(Db db, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        """
        select k.person_id, p.forenames || ' ' || p.surname as name, k.status, (k.returned_at at time zone 'Europe/London')::date as due_on, k.returned_because as due_because, '/people/' || k.person_id || '/status' as link
        from iom_case k join person p on p.id = k.person_id
        where k.returned_at is not null and k.state = 'exited' and not exists (select from iom_case n where n.person_id = k.person_id and n.opened_at > k.opened_at) order by k.returned_at, p.surname
        """, cancel: cancel);

    /// <summary>What waits for the viewer's agency from others: questions to answer, and notices to act upon.</summary>
    public static async Task<IReadOnlyList<DueItem>> BetweenAgenciesAsync(Db db, CancellationToken cancel = default) => await db.ListAsync<DueItem>(
        """
        select * from (
          select q.person_id, p.forenames || ' ' || p.surname as name, (q.asked_at at time zone 'Europe/London')::date + @answer as due_on, f.name || ' asks about ' || q.category as due_because, '/sharing/questions/' || q.id as link, q.category
          from ask_owner q join person p on p.id = q.person_id join agency f on f.id = q.from_agency_id where q.owner_agency_id = @Agency and q.answer is null
          union all
          select coalesce(n.person_id, '00000000-0000-0000-0000-000000000000'), coalesce(p.forenames || ' ' || p.surname, a.words, 'Somebody whose record has been erased'), (n.at at time zone 'Europe/London')::date + @notice, 'Notice of ' || replace(n.kind, '-', ' ') || ' from ' || f.name, '/sharing/notices', 'identity'
          from sharing_notice n left join person p on p.id = n.person_id left join sharing_notice_about a on a.notice_id = n.id join agency f on f.id = n.from_agency_id where n.to_agency_id = @Agency and n.acknowledged_at is null and (p.id is not null or n.kind = 'erasure')) w
        order by due_on, name, due_because limit 20
        """, new { db.Act.Agency, answer = await db.NumberAsync(DisclosureNumbers.AnswerDays, cancel), notice = await db.NumberAsync(DisclosureNumbers.NoticeDays, cancel) }, cancel);

    /// <summary>
    /// What the law lets people ask and gives a day for, of the viewer's agency: what it thinks of giving its items, corrections, what was said of decisions, and
    /// disposals that wait for a second person; for governance the requests themselves.
    /// </summary>
    public static Task<IReadOnlyList<DueItem>> RightsAsync(Db db, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        """
        select w.person_id, p.forenames || ' ' || p.surname as name, w.due_on, w.due_because, w.link from (
          select r.person_id, v.answer_by as due_on, 'What your agency thinks of giving its items to the person' as due_because, '/rights/views/' || r.id as link
          from subject_access_view v join subject_access r on r.id = v.request_id where v.agency_id = @Agency and v.answered_at is null and r.state = 'open'
          union all
          select r.person_id, r.due_on, 'Asked to ' || r.asks || ' an item of your agency', '/rights/corrections/' || r.id
          from rectification r where r.owner_agency_id = @Agency and r.state = 'open' and (acts_in_role('information-governance-officer') or exists (select from item i where i.kind = r.kind and i.id = r.item_id))
          union all
          select r.person_id, r.due_on, case r.kind when 'reconsideration' then 'Asked for a decision to be looked at again' else 'Said something of a decision' end, '/people/' || r.person_id || '/decisions'
          from representation r where r.considered_at is null and r.superseded_at is null and r.withdrawn_at is null and r.owner_agency_id = @Agency
            and (acts_in_role('coordinator') or acts_in_role('offender-manager') or acts_in_role('link-worker') or acts_in_role('partner-worker') or acts_in_role('chair') or acts_in_role('information-governance-officer'))
          union all
          select d.person_id, (d.proposed_at at time zone 'Europe/London')::date, 'A disposal waits for a second person', '/rights/disposals'
          from disposal_request d where d.agency_id = @Agency and d.refused_at is null and d.proposed_by <> @User
            and decides_about_disposals()
          union all
          select r.person_id, (r.received_on + make_interval(months => case when r.extended_on is null then 1 else 3 end))::date, 'Asked for a copy of what is held', '/rights/requests/' || r.id
          from subject_access r where r.state = 'open' and acts_in_role('information-governance-officer')) w
        join person p on p.id = w.person_id order by w.due_on, 2, w.due_because limit 40
        """, new { db.Act.Agency, db.Act.User }, cancel);

    /// <summary>Records that may be one person: the oldest twenty wait longest.</summary>
    public static Task<IReadOnlyList<DueItem>> MatchesAsync(Db db, CancellationToken cancel = default) => db.ListAsync<DueItem>(
        """
        select m.person_id, p.forenames || ' ' || p.surname as name, (select k.status from iom_case k where k.person_id = p.id order by k.opened_at desc limit 1) as status,
          (m.found_at at time zone 'Europe/London')::date as due_on, 'May be one person with another record: ' || m.because as due_because, '/people/' || m.person_id || '/matches' as link, 'identity' as category
        from possible_match m join person p on p.id = m.person_id where m.state = 'open' order by m.found_at, m.id limit 20
        """, cancel: cancel);
}
