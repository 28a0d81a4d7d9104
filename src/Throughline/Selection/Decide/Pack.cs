using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection.Decide;

public sealed record EventCount
{
    public required string Kind { get; init; }

    public required int InAYear { get; init; }

    public required int Ever { get; init; }

    public DateOnly? LastOn { get; init; }

    public string KindInWords => Kind switch
    {
        "arrest" => "Arrests",
        "charge" => "Charges",
        "caution" => "Cautions",
        "conviction" => "Convictions",
        "intelligence" => "Intelligence reports",
        "breach" => "Breaches",
        _ => Kind,
    };
}

public sealed record Spell
{
    public required string What { get; init; }

    public required DateOnly From { get; init; }

    public DateOnly? To { get; init; }
}

public sealed record KnownNeed
{
    public required string Pathway { get; init; }

    public required string Level { get; init; }

    public DateOnly? On { get; init; }

    public required string Source { get; init; }
}

public sealed record PastDecision
{
    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public required string Outcome { get; init; }

    public required string Reasons { get; init; }

    public decimal? ScoreTotal { get; init; }

    public string? ScoreLine { get; init; }

    public bool? AgreesWithScore { get; init; }

    public string? DepartureReasons { get; init; }

    public string? AgainstMajorityReasons { get; init; }

    public DateOnly? DeferredUntil { get; init; }

    public required string[] Dissent { get; init; }
}

/// <summary>What the panel reads about one person besides the score: counts, never the content of intelligence.</summary>
public sealed record Pack(
    IReadOnlyList<EventCount> Events, IReadOnlyList<Spell> Orders, IReadOnlyList<Spell> Custody, IReadOnlyList<KnownNeed> Needs, IReadOnlyList<PastDecision> Decisions, IReadOnlyList<string> Screenings)
{
    /// <summary>The categories of what there is.</summary>
    public IReadOnlyList<string> Categories =>
    [
        .. Events.Select(count => count.Kind == "intelligence" ? "intelligence" : "offending"), .. Orders.Select(_ => "supervision"), .. Custody.Select(_ => "custody and dates"), .. Needs.Select(_ => "needs"),
        .. Decisions.Count + Screenings.Count > 0 ? ["meeting"] : Array.Empty<string>(),
    ];

    private const string Current = "i.person_id = @person and i.superseded_at is null and i.withdrawn_at is null";

    public static async Task<Pack> OfAsync(Db db, PersonId person)
    {
        var values = new { person, db.Act.On, yearAgo = db.Act.On.AddYears(-1) };
        return new Pack(
            await db.ListAsync<EventCount>(
                $"select i.kind, (count(*) filter (where i.occurred_on >= @yearAgo))::int as in_a_year, count(*)::int as ever, max(i.occurred_on) as last_on from offence_event i where {Current} and i.occurred_on <= @On group by i.kind order by 1", values),
            await db.ListAsync<Spell>($"select i.order_type as what, i.started_on as from, coalesce(i.ended_on, i.ends_on) as to from order_spell i where {Current} order by i.started_on desc limit 5", values),
            await db.ListAsync<Spell>($"select i.establishment || ', ' || i.status as what, i.received_on as from, coalesce(i.released_on, i.expected_release_on) as to from custody_spell i where {Current} order by i.received_on desc limit 5", values),
            await db.ListAsync<KnownNeed>(
                $"""
                select i.pathway, i.need_level as level, i.assessed_on as on, a.name as source from need_score i join agency a on a.id = i.owner_agency_id where {Current}
                union all select i.pathway, i.need_level, i.assessed_on, a.name from need i join agency a on a.id = i.owner_agency_id where {Current} order by 1, 3
                """, values),
            await db.ListAsync<PastDecision>(
                """
                select d.at, u.full_name as by, d.outcome, d.reasons, s.total as score_total, s.line as score_line, d.agrees_with_score, d.departure_reasons, d.against_majority_reasons, d.deferred_until, d.dissent
                from panel_decision d join iom_case k on k.id = d.case_id join app_user u on u.id = d.user_id
                left join score s on s.run_id = d.score_run_id and s.person_id = k.person_id -- the number beside a decision is for whoever reads the score itself
                where k.person_id = @person order by d.at desc
                """, values),
            await db.ListAsync<string>(
                """
                select u.full_name || ': ' || s.reasons from screening s join iom_case k on k.id = s.case_id join app_user u on u.id = s.user_id where k.person_id = @person order by s.at desc limit 5
                """, values));
    }
}
