using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Review;

/// <summary>Reads the facts of proposals for many people in one go. It reads no score and no predictor.</summary>
public static class StatusFactsOf
{
    /// <summary>Engagement is told from what agencies sent in this many days before, besides spells of treatment that are still open.</summary>
    private const int EvidenceDays = 28;

    public static async Task<IReadOnlyDictionary<PersonId, StatusFacts>> ReadAsync(Db db, IReadOnlyCollection<PersonId> people, CancellationToken cancel = default)
    {
        var on = db.Act.On;
        var quietDays = await db.NumberAsync(ReviewNumbers.QuietDays, cancel);
        var ids = people.Select(person => person.Value).ToArray();
        var rows = await db.ListAsync<Row>(People, new { ids, on }, cancel);
        var events = (await db.ListAsync<EventRow>(Events, new { ids, on, from = on.AddDays(-quietDays) }, cancel)).ToLookup(e => e.PersonId);
        var evidence = (await db.ListAsync<EvidenceRow>(Evidence, new { ids, on, from = on.AddDays(-EvidenceDays) }, cancel)).ToLookup(e => e.PersonId);
        return rows.ToDictionary(row => row.Id, row => new StatusFacts
        {
            On = on,
            QuietDays = quietDays,
            CurrentStatus = row.Status,
            Establishment = row.Establishment,
            ExpectedReleaseOn = row.ExpectedReleaseOn,
            ReleasedOn = row.ReleasedOn,
            AtLargeSince = row.AtLargeSince,
            Offending = [.. events[row.Id].Select(e => new RecentEvents(e.Kind, e.Recent, e.LastOn))],
            Engagement = [.. evidence[row.Id].Select(Told)],
            Categories = [.. CategoriesOf(row).Concat(events[row.Id].SelectMany(e => e.Categories)).Concat(evidence[row.Id].Select(e => e.Category)).Distinct().Order(StringComparer.Ordinal)],
        });
    }

    public static async Task<StatusFacts> ReadAsync(Db db, PersonId person, CancellationToken cancel = default) =>
        (await ReadAsync(db, [person], cancel)).TryGetValue(person, out var facts) ? facts : throw new NotThere("The person");

    private static IEnumerable<string> CategoriesOf(Row row)
    {
        if (row.Status is not null)
            yield return "plan";
        if (row.Establishment is not null || row.ReleasedOn is not null)
            yield return "custody and dates";
        if (row.AtLargeSince is not null && row.AtLargeCategory is { } category)
            yield return category;
    }

    private const string Current = "superseded_at is null and x.withdrawn_at is null";

    private const string People =
        $"""
        select p.id, k.status, c.establishment, c.expected_release_on,
          case when c.establishment is null then (select max(x.released_on) from custody_spell x where x.person_id = p.id and x.{Current} and x.released_on <= @on) end as released_on,
          case when c.establishment is null and l.type = 'illegally-at-large' and not exists
            (select from custody_spell x where x.person_id = p.id and x.{Current} and x.received_on >= l.on_date) then l.on_date end as at_large_since, l.category as at_large_category
        from person p
        left join lateral (select status from iom_case k where k.person_id = p.id order by k.opened_at desc limit 1) k on true
        left join lateral (select x.establishment, x.expected_release_on from custody_spell x where x.person_id = p.id and x.{Current}
          and x.received_on <= @on and coalesce(x.released_on, 'infinity') > @on order by x.received_on desc limit 1) c on true
        left join lateral (select e.type, e.on_date, e.category from event e where e.person_id = p.id and e.type in ('illegally-at-large', 'no-longer-at-large') order by e.at desc, e.id desc limit 1) l on true
        where p.id = any(@ids)
        """;

    private const string Events =
        $"""
        select x.person_id, x.kind, count(*) filter (where x.occurred_on > @from)::int as recent, max(x.occurred_on) as last_on, array_agg(distinct x.category) as categories
        from offence_event x where x.person_id = any(@ids) and x.{Current} and x.kind in ('arrest', 'charge', 'intelligence') and x.occurred_on <= @on
        group by x.person_id, x.kind order by x.kind
        """;

    private const string Evidence =
        $"""
        select * from (
          select distinct on (x.person_id) x.person_id, 'treatment' as kind, x.treatment_status as detail, x.on_date, a.name as agency, x.category
          from drug_record x join agency a on a.id = x.owner_agency_id
          where x.person_id = any(@ids) and x.{Current} and x.kind = 'treatment' and x.on_date <= @on and coalesce(x.ended_on, @on) >= @from
          order by x.person_id, x.on_date desc) t
        union all
        select x.person_id, 'test', x.result, max(x.on_date), max(a.name), max(x.category) from drug_record x join agency a on a.id = x.owner_agency_id
        where x.person_id = any(@ids) and x.{Current} and x.kind = 'test' and x.result in ('refused', 'not-tested') and x.on_date > @from and x.on_date <= @on
        group by x.person_id, x.result
        union all
        select x.person_id, 'breach', null, max(x.occurred_on), max(a.name), max(x.category) from offence_event x join agency a on a.id = x.owner_agency_id
        where x.person_id = any(@ids) and x.{Current} and x.kind = 'breach' and x.occurred_on > @from and x.occurred_on <= @on group by x.person_id
        order by 1, 2
        """;

    private static EngagementEvidence Told(EvidenceRow row) => (row.Kind, row.Detail) switch
    {
        ("treatment", "engaged") => new($"In drug treatment since {row.OnDate.ToWords()} ({row.Agency})", row.OnDate, true),
        ("treatment", "completed") => new($"Completed drug treatment begun on {row.OnDate.ToWords()} ({row.Agency})", row.OnDate, true),
        ("treatment", "left-early") => new($"Left drug treatment early, begun on {row.OnDate.ToWords()} ({row.Agency})", row.OnDate, false),
        ("treatment", "waiting") => new($"Waiting for drug treatment since {row.OnDate.ToWords()} ({row.Agency})", row.OnDate, null),
        ("treatment", _) => new($"Referred for drug treatment on {row.OnDate.ToWords()} ({row.Agency})", row.OnDate, null),
        ("test", "refused") => new($"Refused a drug test on {row.OnDate.ToWords()} ({row.Agency})", row.OnDate, false),
        ("test", _) => new($"Did not come to a drug test on {row.OnDate.ToWords()} ({row.Agency})", row.OnDate, false),
        _ => new($"Breached an order on {row.OnDate.ToWords()} ({row.Agency})", row.OnDate, false),
    };

    private sealed class Row
    {
        public required PersonId Id { get; init; }

        public string? Status { get; init; }

        public string? Establishment { get; init; }

        public DateOnly? ExpectedReleaseOn { get; init; }

        public DateOnly? ReleasedOn { get; init; }

        public DateOnly? AtLargeSince { get; init; }

        public string? AtLargeCategory { get; init; }
    }

    private sealed class EventRow
    {
        public required PersonId PersonId { get; init; }

        public required string Kind { get; init; }

        public required int Recent { get; init; }

        public required DateOnly LastOn { get; init; }

        public required string[] Categories { get; init; }
    }

    private sealed class EvidenceRow
    {
        public required PersonId PersonId { get; init; }

        public required string Kind { get; init; }

        public string? Detail { get; init; }

        public required DateOnly OnDate { get; init; }

        public required string Agency { get; init; }

        public required string Category { get; init; }
    }
}
