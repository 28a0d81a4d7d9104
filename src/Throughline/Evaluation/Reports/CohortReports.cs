using Throughline.Platform.Database;

namespace Throughline.Evaluation.Reports;

/// <summary>004 table 3.2.</summary>
internal sealed class SupervisionReport : Report
{
    public override string Name => "supervision";

    public override string Title => "Who is under statutory supervision";

    public override string Source => "Senior et al. 2011, table 3.2";

    public override IReadOnlyList<string> Definition =>
    [
        "Statutory: under a current order or licence on the day, or in custody serving a sentence or recalled with a licence to follow.",
        "PPO: holding a current designation as prolific and other priority.",
    ];

    private sealed record Counted(int People, int Statutory, int Ppo);

    private protected override async Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published)
    {
        var counted = await db.FirstAsync<Counted>(
            $"""
            with {Cohort}, {OnTheDay}
            select count(*)::int as people,
              count(*) filter (where is_licence is not null or (custody in ('sentenced', 'recall') and licence_expires_on is not null))::int as statutory,
              count(*) filter (where exists (select from person_designation d where d.person_id = t.person_id and d.designation = 'PPO' and d.superseded_at is null and d.withdrawn_at is null
                and coalesce(d.from_on, '-infinity') <= @on and coalesce(d.to_on, 'infinity') >= @on))::int as ppo
            from on_the_day t
            """, new { on });
        var row = published.Area;
        var source = $"004 table 3.2, {row.After}";
        return ([new("", counted!.People, [new("On statutory supervision", counted.Statutory, row.Statutory, source)]), new("", counted.People, [new("In the PPO scheme", counted.Ppo, row.Ppo, source)])], []);
    }
}

/// <summary>004 table 3.3.</summary>
internal sealed class HistoriesReport : Report
{
    public override string Name => "histories";

    public override string Title => "Average offending histories";

    public override string Source => "Senior et al. 2011, table 3.3";

    public override IReadOnlyList<string> Definition =>
    [
        "Offences on record: convictions, cautions and breaches by the day, one for each offence.",
        "Previous primary offences: days of conviction by the day, because each occasion at court has one primary offence.",
        "Breaches: breaches of an order, bail or licence by the day.",
        "Age at first conviction: days from birth to the earliest conviction on record, over 365.2425. Age: the same to the day.",
        "Means are over the cohort; a person without a date of birth or a conviction is left out of the ages.",
    ];

    private sealed record Counted(int People, decimal? Offences, decimal? Primary, decimal? Breaches, decimal? FirstAge, int WithFirst, decimal? Age, int WithAge);

    private protected override async Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published)
    {
        var counted = await db.FirstAsync<Counted>(
            $"""
            with {Cohort}
            select count(*)::int as people, avg(h.offences) as offences, avg(h.primaries) as primary, avg(h.breaches) as breaches,
              avg((h.first_on - c.date_of_birth) / 365.2425) as first_age, count(h.first_on - c.date_of_birth)::int as with_first,
              avg((@on - c.date_of_birth) / 365.2425) as age, count(c.date_of_birth)::int as with_age
            from cohort c cross join lateral (
              select count(*) filter (where e.kind in ('conviction', 'caution', 'breach')) as offences, count(distinct e.occurred_on) filter (where e.kind = 'conviction') as primaries,
                count(*) filter (where e.kind = 'breach') as breaches, min(e.occurred_on) filter (where e.kind = 'conviction') as first_on
              from offence_event e where e.person_id = c.person_id and e.superseded_at is null and e.withdrawn_at is null and e.occurred_on <= @on) h
            """, new { on });
        var row = published.Area;
        var source = row.Histories is null ? "004 table 3.3 has no total" : $"004 table 3.3, {row.Histories}";
        var people = counted!.People;
        return ([],
        [
            new("Offences on record", counted.Offences, people, row.Offences, source), new("Previous primary offences", counted.Primary, people, row.Primary, source), new("Breaches of orders", counted.Breaches, people, row.Breaches, source),
            new("Age at first conviction", counted.FirstAge, counted.WithFirst, row.FirstConvictionAge, source) { Within = people }, new("Age", counted.Age, counted.WithAge, row.Age, source) { Within = people },
        ]);
    }
}

/// <summary>002 paragraph 4.10.</summary>
internal sealed class StatusReport : Report
{
    public override string Name => "status";

    public override string Title => "Where people are on the day";

    public override string Source => "HMI Probation and HMI Constabulary 2014, 4.10";

    public override IReadOnlyList<string> Definition =>
    [
        "Each person counts once, by the first that holds: in custody remanded; in custody serving a sentence or recalled; on licence or post-sentence supervision; on a community order, suspended sentence or youth order; in the community under none of these.",
    ];

    private protected override async Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published)
    {
        var counts = await Counting.ByCodeAsync(db,
            $"""
            with {Cohort}, {OnTheDay}
            select case when custody = 'remand' then 'remand' when custody is not null then 'serving' when is_licence then 'licence' when is_licence is not null then 'order' else 'none' end as code, count(*)::int as people
            from on_the_day group by 1
            """, new { on });
        const string source = "002 4.10";
        FigurePart[] parts =
        [
            new("In custody serving a sentence", counts["serving"], 28, source), new("Remanded in custody", counts["remand"], 9, source), new("On licence", counts["licence"], 22, source),
            new("On a community order", counts["order"], 10, source), new("In the community under no order", counts["none"], 30, source),
        ];
        return ([new("", parts.Sum(p => p.Count), parts)], []);
    }
}

/// <summary>002 paragraphs 4.12 and 4.13.</summary>
internal sealed class RoshReport : Report
{
    public override string Name => "rosh";

    public override string Title => "Risk of serious harm and likelihood of reoffending";

    public override string Source => "HMI Probation and HMI Constabulary 2014, 4.12 and 4.13";

    public override IReadOnlyList<string> Definition =>
    [
        "Risk of serious harm: the latest level assessed by the day; not assessed when there is none.",
        "OGRS: the latest one-year OGRS3 score by the day, over those who have one.",
    ];

    private sealed record Ogrs(int People, decimal? Mean);

    private protected override async Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published)
    {
        var counts = await Counting.ByCodeAsync(db,
            $"""
            with {Cohort}
            select coalesce((select r.rosh from risk_level r where r.person_id = c.person_id and r.superseded_at is null and r.withdrawn_at is null and coalesce(r.assessed_on, '-infinity') <= @on
              order by r.assessed_on desc nulls last limit 1), 'none') as code, count(*)::int as people
            from cohort c group by 1
            """, new { on });
        var ogrs = await db.FirstAsync<Ogrs>(
            $"""
            with {Cohort}
            select count(s.percent_one_year)::int as people, avg(s.percent_one_year) as mean
            from cohort c left join lateral (
              select percent_one_year from predictor_score s where s.person_id = c.person_id and s.predictor = 'ogrs3' and s.percent_one_year is not null and s.superseded_at is null and s.withdrawn_at is null and s.scored_on <= @on
              order by s.scored_on desc limit 1) s on true
            """, new { on });
        const string source = "002 4.12";
        FigurePart[] parts =
        [
            new("Low", counts["low"], 19, source), new("Medium", counts["medium"], 53, source), new("High", counts["high"], 21, source), new("Very high", counts["very-high"], null, "002 4.12 does not give it"),
            new("Not assessed", counts["none"], 5, source),
        ];
        return ([new("Risk of serious harm", parts.Sum(p => p.Count), parts)], [new("OGRS one-year score, where recorded", ogrs!.Mean, ogrs.People, 62, "002 4.13") { Within = parts.Sum(p => p.Count) }]);
    }
}

/// <summary>002 paragraph 4.14.</summary>
internal sealed class OffencesReport : Report
{
    public override string Name => "offences";

    public override string Title => "Offences that brought people here";

    public override string Source => "HMI Probation and HMI Constabulary 2014, 4.14";

    public override IReadOnlyList<string> Definition =>
    [
        "The offences of the last day of conviction on or before adoption; a person counts once under each heading, so the headings add up to more than 100.",
        "Burglary: residential, business and community. Violence: with and without injury, homicide. Robbery: personal and business. Theft and handling: theft of every kind, of and from vehicles, vehicle interference, shoplifting, handling. Other: the rest.",
    ];

    private protected override async Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published)
    {
        var counts = await Counting.ByCodeAsync(db,
            $"""
            with {Cohort}, cited as (
              select distinct c.person_id, case when e.offence_group like 'burglary-%' then 'burglary' when e.offence_group like 'violence-%' or e.offence_group = 'homicide' then 'violence'
                when e.offence_group like 'robbery-%' then 'robbery' when e.offence_group like 'theft-%' or e.offence_group in ('shoplifting', 'handling', 'vehicle-interference') then 'theft' else 'other' end as heading
              from cohort c join offence_event e on e.person_id = c.person_id and e.kind = 'conviction' and e.superseded_at is null and e.withdrawn_at is null
              where e.occurred_on = (select max(l.occurred_on) from offence_event l where l.person_id = c.person_id and l.kind = 'conviction' and l.superseded_at is null and l.withdrawn_at is null and l.occurred_on <= c.adopted_on))
            select heading as code, count(*)::int as people from cited group by 1 union all select 'people', count(*)::int from cohort
            """, new { on });
        FigureGroup One(string label, string code, decimal share) => new("", counts["people"], [new(label, counts[code], share, "002 4.14")]);
        return ([One("Burglary", "burglary", 48), One("Violence against the person", "violence", 22), One("Theft and handling", "theft", 20), One("Robbery", "robbery", 9), One("Other offences", "other", 19)], []);
    }
}

/// <summary>Counts by a code; a code that nobody has counts nought.</summary>
internal sealed class Counting
{
    private sealed record Row(string Code, int People);

    private readonly Dictionary<string, int> counts;

    private Counting(Dictionary<string, int> counts) => this.counts = counts;

    public int this[string code] => counts.GetValueOrDefault(code);

    public static async Task<Counting> ByCodeAsync(Db db, string sql, object values) =>
        new((await db.ListAsync<Row>(sql, values)).ToDictionary(row => row.Code, row => row.People, StringComparer.Ordinal));
}
