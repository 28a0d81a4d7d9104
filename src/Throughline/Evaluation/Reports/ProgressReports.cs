using Throughline.Platform.Database;

namespace Throughline.Evaluation.Reports;

/// <summary>002 paragraph 5.12.</summary>
internal sealed class NeedsReport : Report
{
    /// <summary>The needs of 5.12 and 8.12 by the pathway that stands for each.</summary>
    internal static readonly IReadOnlyList<(string Pathway, string Label, decimal Share)> Needs =
    [
        ("drugs", "Drug misuse", 58), ("attitudes", "Thinking and behaviour", 52), ("lifestyle", "Lifestyle and associates", 38), ("ete", "Education, training and employment", 35), ("accommodation", "Accommodation", 33), ("alcohol", "Alcohol misuse", 26),
    ];

    public override string Name => "needs";

    public override string Title => "Priority needs";

    public override string Source => "HMI Probation and HMI Constabulary 2014, 5.12";

    public override IReadOnlyList<string> Definition => ["A need counts when the partnership has made it one of the person's three priorities (priority 1, 2 or 3), assessed by the day. Thinking and behaviour is the pathway attitudes, thinking and behaviour."];

    private protected override async Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published)
    {
        var counts = await Counting.ByCodeAsync(db,
            $"""
            with {Cohort}
            select n.pathway as code, count(distinct n.person_id)::int as people from cohort c join need n on n.person_id = c.person_id
              and n.priority between 1 and 3 and n.superseded_at is null and n.withdrawn_at is null and n.assessed_on <= @on group by 1
            union all select 'people', count(*)::int from cohort
            """, new { on });
        return ([.. Needs.Select(need => new FigureGroup("", counts["people"], [new(need.Label, counts[need.Pathway], need.Share, "002 5.12")]))], []);
    }
}

/// <summary>002 paragraph 8.12.</summary>
internal sealed class ProgressReport : Report
{
    private static readonly (string Code, string Label)[] Steps = [("good", "Good progress"), ("some", "Some progress"), ("none", "No progress"), ("deterioration", "Deterioration")];

    private static readonly Dictionary<string, decimal[]> Shares = new(StringComparer.Ordinal)
    {
        ["drugs"] = [22, 15, 54, 9],
        ["attitudes"] = [12, 43, 43, 2],
        ["lifestyle"] = [3, 43, 53, 0],
        ["ete"] = [29, 54, 18, 0],
        ["accommodation"] = [35, 31, 27, 8],
        ["alcohol"] = [14, 45, 36, 5],
    };

    public override string Name => "progress";

    public override string Title => "Progress on priority needs";

    public override string Source => "HMI Probation and HMI Constabulary 2014, 8.12";

    public override IReadOnlyList<string> Definition => ["Of the people with the need among their three priorities whose progress has been judged by the day: good, some, none, deterioration."];

    private protected override async Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published)
    {
        var counts = await Counting.ByCodeAsync(db,
            $"""
            with {Cohort}
            select n.pathway || ' ' || n.progress as code, count(distinct n.person_id)::int as people from cohort c join need n on n.person_id = c.person_id
              and n.priority between 1 and 3 and n.superseded_at is null and n.withdrawn_at is null and n.progress is not null and n.progress_on <= @on group by 1
            union all select 'people', count(*)::int from cohort
            """, new { on });
        return (
        [
            .. NeedsReport.Needs.Select(need =>
            {
                var parts = Steps.Select((step, i) => new FigurePart(step.Label, counts[$"{need.Pathway} {step.Code}"], Shares[need.Pathway][i], "002 8.12")).ToArray();
                return new FigureGroup(need.Label, parts.Sum(part => part.Count), parts) { Within = counts["people"] };
            }),
        ], []);
    }
}

/// <summary>002 paragraph 8.18.</summary>
internal sealed class OutcomesReport : Report
{
    public override string Name => "outcomes";

    public override string Title => "What became of people managed in the community";

    public override string Source => "HMI Probation and HMI Constabulary 2014, 8.18";

    public override IReadOnlyList<string> Definition =>
    [
        "Managed in the community: under an order or licence on at least one day from adoption to the day.",
        "Breached or reoffended: a breach, caution, charge or conviction after the day of adoption.",
        "Otherwise completed when no order or licence is current on the day, and ongoing when one is.",
        "This yes or no says nothing of frequency or seriousness, which can fall while it rises (002 2.21 to 2.23).",
    ];

    private protected override async Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published)
    {
        var counts = await Counting.ByCodeAsync(db,
            $"""
            with {Cohort}, managed as (
              select c.*, exists (select from offence_event e where e.person_id = c.person_id and e.kind in ('breach', 'caution', 'charge', 'conviction') and e.superseded_at is null and e.withdrawn_at is null
                  and e.occurred_on > c.adopted_on and e.occurred_on <= @on) as again,
                exists (select from order_spell o where o.person_id = c.person_id and o.superseded_at is null and o.withdrawn_at is null and o.order_type <> 'voluntary' and o.started_on <= @on and coalesce(o.ended_on, o.ends_on, 'infinity') >= @on) as still
              from cohort c where exists (select from order_spell o where o.person_id = c.person_id and o.superseded_at is null and o.withdrawn_at is null and o.order_type <> 'voluntary'
                and o.started_on <= @on and coalesce(o.ended_on, o.ends_on, 'infinity') >= c.adopted_on))
            select case when again then 'again' when still then 'ongoing' else 'completed' end as code, count(*)::int as people from managed group by 1
            union all select 'people', count(*)::int from cohort
            """, new { on });
        const string source = "002 8.18";
        FigurePart[] parts = [new("Breached or reoffended", counts["again"], 62, source), new("Completed without either", counts["completed"], 14, source), new("Ongoing without either", counts["ongoing"], 25, source)];
        return ([new("", parts.Sum(p => p.Count), parts) { Within = counts["people"] }], []);
    }
}
