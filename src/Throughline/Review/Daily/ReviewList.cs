using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Review.Daily;

/// <summary>Which part of the cohort somebody wants to review. What is null does not narrow.</summary>
public sealed record ReviewFilter(string? Status = null, string? Lead = null, string? Area = null)
{
    public UserId? LeadUser => UserId.TryParse(Lead, null, out var user) ? user : null;

    public object Values(DateOnly on) => new { status = Blank(Status), lead = LeadUser, area = Blank(Area), on };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>One person of the cohort, as the daily review shows them.</summary>
public sealed record ReviewRow
{
    public required CaseId CaseId { get; init; }

    public required PersonId PersonId { get; init; }

    public required string Surname { get; init; }

    public required string Forenames { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? Beat { get; init; }

    public string? Status { get; init; }

    public DateTimeOffset? StatusSince { get; init; }

    public DateOnly? StatusReviewBy { get; init; }

    public string? Lead { get; init; }

    public string? Establishment { get; init; }

    public DateOnly? ExpectedReleaseOn { get; init; }

    public DateTimeOffset? ReviewedAt { get; init; }

    public required bool IsReviewedToday { get; init; }

    public required bool IsDue { get; init; }

    public required int NewArrests { get; init; }

    public required int NewCharges { get; init; }

    public required int NewIntelligence { get; init; }

    public required int NewBreaches { get; init; }

    public required int NewCustody { get; init; }

    public string Name => $"{Forenames} {Surname}";

    /// <summary>What has been received since somebody last reviewed this person, in words; empty when nothing.</summary>
    public string News => string.Join(", ", new[]
    {
        Words(NewArrests, "arrest"), Words(NewCharges, "charge"), Words(NewIntelligence, "intelligence report"), Words(NewBreaches, "breach", "breaches"), Words(NewCustody, "change of custody", "changes of custody"),
    }.OfType<string>());

    public string Group => IsReviewedToday ? "Reviewed today" : IsDue ? "Due today" : "Not due today";

    private static string? Words(int count, string one, string? many = null) => count == 0 ? null : Ui.Dates.Count(count, one, many);
}

public sealed record ReviewProgress
{
    public required int Total { get; init; }

    public required int Reviewed { get; init; }

    public required int Due { get; init; }
}

/// <summary>
/// The cohort for the daily review [004 3.1 Lancashire]: who is due first, then the others, then who has been reviewed; within
/// each by colour, the most attention first. Due means that the review date has come, that something new has been received, or
/// that there is no colour yet.
/// </summary>
public static class ReviewList
{
    public const int PageSize = 50;

    private const string Cohort =
        """
        with seen as (
          select k.id as case_id, k.person_id, k.status, k.status_since, k.status_review_by, k.lead_user_id, k.adopted_on,
            (select s.at from status_change s where s.case_id = k.id and s.undoes_id is null and not exists (select from status_change u where u.undoes_id = s.id) order by s.at desc limit 1) as changed_at,
            (select max(d.at) from daily_review d where d.case_id = k.id) as kept_at
          from iom_case k where k.state = 'adopted' and (@status::text is null or coalesce(k.status, 'none') = @status) and (@lead::uuid is null or k.lead_user_id = @lead)
            and (@area::text is null or exists (select from person p where p.id = k.person_id and p.beat = @area))),
        reviewed as (
          select s.*, greatest(s.changed_at, s.kept_at) as reviewed_at, coalesce((greatest(s.changed_at, s.kept_at) at time zone 'Europe/London')::date = @on, false) as is_reviewed_today from seen s),
        rows as (
          select r.*, n.*, v.new_custody,
            r.status is null or r.status_review_by is null or r.status_review_by <= @on or n.new_arrests + n.new_charges + n.new_intelligence + n.new_breaches + v.new_custody > 0 as is_due
          from reviewed r
          cross join lateral (select count(*) filter (where e.kind = 'arrest')::int as new_arrests, count(*) filter (where e.kind = 'charge')::int as new_charges,
              count(*) filter (where e.kind = 'intelligence')::int as new_intelligence, count(*) filter (where e.kind = 'breach')::int as new_breaches
            from offence_event e where e.person_id = r.person_id and e.superseded_at is null and e.withdrawn_at is null
              and e.received_at > coalesce(r.reviewed_at, r.adopted_on::timestamptz, '-infinity')) n
          cross join lateral (select count(*)::int as new_custody from custody_spell c where c.person_id = r.person_id and c.superseded_at is null and c.withdrawn_at is null
              and c.received_at > coalesce(r.reviewed_at, r.adopted_on::timestamptz, '-infinity')) v)
        """;

    /// <summary>The categories of what the list shows of these people.</summary>
    public static string[] CategoriesOf(IReadOnlyList<ReviewRow> rows, IReadOnlyDictionary<PersonId, StatusFacts> facts)
    {
        var shown = new SortedSet<string>(rows.SelectMany(row => facts[row.PersonId].Categories), StringComparer.Ordinal) { "identity", "plan" };
        if (rows.Any(row => row.NewArrests + row.NewCharges + row.NewBreaches > 0))
            shown.Add("offending");
        if (rows.Any(row => row.NewIntelligence > 0))
            shown.Add("intelligence");
        if (rows.Any(row => row.Establishment is not null || row.NewCustody > 0))
            shown.Add("custody and dates");
        return [.. shown];
    }

    public static Task<IReadOnlyList<ReviewRow>> PageAsync(Db db, ReviewFilter filter, int page, int size = PageSize, CancellationToken cancel = default)
    {
        var values = new Dapper.DynamicParameters(filter.Values(db.Act.On));
        values.Add("size", size);
        values.Add("skip", (page - 1) * size);
        return db.ListAsync<ReviewRow>(
            Cohort +
            """
            select r.case_id, r.person_id, p.surname, p.forenames, p.date_of_birth, p.beat, r.status, r.status_since, r.status_review_by, u.full_name as lead,
              c.establishment, c.expected_release_on, r.reviewed_at, r.is_reviewed_today, r.is_due, r.new_arrests, r.new_charges, r.new_intelligence, r.new_breaches, r.new_custody
            from rows r join person p on p.id = r.person_id
            left join status_definition d on d.code = r.status
            left join app_user u on u.id = r.lead_user_id
            left join lateral (select c.establishment, c.expected_release_on from custody_spell c where c.person_id = p.id and c.superseded_at is null and c.withdrawn_at is null
              and c.received_on <= @on and coalesce(c.released_on, 'infinity') > @on order by c.received_on desc limit 1) c on true
            order by r.is_reviewed_today, not r.is_due, coalesce(d.position, 0), r.status_review_by nulls first, p.surname, p.forenames, r.case_id
            limit @size offset @skip
            """, values, cancel);
    }

    public static async Task<ReviewProgress> ProgressAsync(Db db, ReviewFilter filter, CancellationToken cancel = default) => (await db.FirstAsync<ReviewProgress>(
        Cohort + "select count(*)::int as total, count(*) filter (where is_reviewed_today)::int as reviewed, count(*) filter (where is_due and not is_reviewed_today)::int as due from rows",
        filter.Values(db.Act.On), cancel))!;

    /// <summary>The last change of colour that somebody made today and that can still be taken back.</summary>
    public static Task<LastDecision?> LastDecisionAsync(Db db, UserId user, CancellationToken cancel = default) => db.FirstAsync<LastDecision>(
        """
        select s.id, s.case_id, s.person_id, p.forenames || ' ' || p.surname as name, s.from_status, s.to_status, s.at
        from status_change s join person p on p.id = s.person_id
        where s.user_id = @user and s.undoes_id is null and s.from_status is not null and (s.at at time zone 'Europe/London')::date = @on
          and not exists (select from status_change l where l.case_id = s.case_id and (l.at, l.id) > (s.at, s.id))
        order by s.at desc, s.id desc limit 1
        """, new { user, on = db.Act.On }, cancel);
}

public sealed record LastDecision
{
    public required Guid Id { get; init; }

    public required CaseId CaseId { get; init; }

    public required PersonId PersonId { get; init; }

    public required string Name { get; init; }

    public required string FromStatus { get; init; }

    public required string ToStatus { get; init; }

    public required DateTimeOffset At { get; init; }
}
