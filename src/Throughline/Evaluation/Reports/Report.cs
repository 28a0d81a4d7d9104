using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Evaluation.Reports;

/// <summary>A published table that the program works out again from live data.</summary>
public abstract class Report
{
    /// <summary>The people on the cohort on the day <c>@on</c>: adopted by then, and not yet exited.</summary>
    protected const string Cohort =
        """
        cohort as (
          select k.id as case_id, k.person_id, k.adopted_on, p.date_of_birth
          from iom_case k join person p on p.id = k.person_id
          where k.adopted_on <= @on and coalesce(k.exited_on, 'infinity') > @on and k.state in ('adopted', 'exited'))
        """;

    /// <summary>Where each of them is on the day: inside, and why; under which order or licence.</summary>
    protected const string OnTheDay =
        """
        on_the_day as (
          select c.*, s.status as custody, s.licence_expires_on, o.is_licence
          from cohort c
          left join lateral (
            select s.status, s.licence_expires_on from custody_spell s
            where s.person_id = c.person_id and s.superseded_at is null and s.withdrawn_at is null and s.received_on <= @on and coalesce(s.released_on, 'infinity') > @on
            order by s.received_on desc limit 1) s on true
          left join lateral (
            select o.order_type in ('licence', 'life-licence', 'post-sentence-supervision') as is_licence from order_spell o
            where o.person_id = c.person_id and o.superseded_at is null and o.withdrawn_at is null and o.order_type <> 'voluntary'
              and o.started_on <= @on and coalesce(o.ended_on, o.ends_on, 'infinity') >= @on
            order by 1 desc, o.started_on desc limit 1) o on true)
        """;

    /// <summary>The word on the command line and in the address.</summary>
    public abstract string Name { get; }

    public abstract string Title { get; }

    /// <summary>The published table.</summary>
    public abstract string Source { get; }

    /// <summary>What is counted, sentence by sentence.</summary>
    public abstract IReadOnlyList<string> Definition { get; }

    private protected abstract Task<(IReadOnlyList<FigureGroup> Groups, IReadOnlyList<FigureMean> Means)> CountAsync(Db db, DateOnly on, PublishedAs published);

    /// <summary>Works the report out for the partnership in which <paramref name="db"/> acts.</summary>
    /// <param name="suppress">Whether small counts are hidden: true for whoever sees no names.</param>
    public async Task<PartnershipReport> RunAsync(Db db, DateOnly on, bool suppress)
    {
        var partnership = await PublishedAs.LoadAsync(db);
        var (groups, means) = await CountAsync(db, on, partnership);
        return new PartnershipReport(partnership.Code, partnership.Name,
            [.. groups.SelectMany(group => Suppression.Figures(group, suppress)), .. means.Select(mean => Suppression.Figure(mean, suppress))]);
    }
}

/// <summary>The reports there are.</summary>
public static class ReportCatalogue
{
    public static readonly IReadOnlyList<Report> All = [new SupervisionReport(), new HistoriesReport(), new StatusReport(), new RoshReport(), new OffencesReport(), new NeedsReport(), new ProgressReport(), new OutcomesReport()];

    public static Report? Find(string? name) => All.FirstOrDefault(report => report.Name == name);

    public static string Names => string.Join(", ", All.Select(report => report.Name));

    /// <summary>docs/reference/reports.md, which a test compares with this.</summary>
    public static string Document()
    {
        var text = new System.Text.StringBuilder(
            """
            # Reports

            The published tables of HMI Probation and HMI Constabulary 2014 (002) and Senior et al. 2011 (004), worked out again from
            live data by `./throughline report NAME` and at `/reports`. Generated from the definitions in `src/Throughline/Evaluation/Reports`; a
            test compares.

            The cohort on a day is everybody adopted by that day and not yet exited. Only current items count: superseded and withdrawn ones do
            not. `--as-of` moves the day; items that have been superseded since are not brought back. Each figure is shown with the number
            of people, the published figure and the difference. A published figure that was rounded, or whose parts do not add up to
            100, cannot be met exactly; a difference of up to half a point, and of one person's share in a small group, is rounding.

            Who sees no names (strategic leads) sees no count under ten: nought to nine are hidden, and with them the smallest other
            counts of the same total, until at least two are hidden and they come to at least ten together. A measure with one count hides when
            the count or its complement is under ten. Totals under ten hide everything in them.

            """.ReplaceLineEndings("\n"));
        foreach (var report in All)
        {
            text.Append($"\n## {report.Name}: {report.Title}\n\nPublished: {report.Source}.\n\n");
            foreach (var sentence in report.Definition)
                text.Append($"- {sentence}\n");
        }

        text.Append(
            """

            ## Where the demonstration cannot agree with both sources

            004 table 3.2 fixes each area's statutory share. 002 paragraph 4.10 has 30 per cent in the community under no order. In the areas
            after Nottinghamshire (73 per cent statutory) and West Yorkshire (74) at most 27 and 26 per cent are left for people under
            no order, so there the shares of `status` depart from 4.10 by up to four points, and the report says so. Elsewhere people serving a sentence
            are statutory when a licence follows it, and remanded people when they are under an order, as many as the area's share asks for.
            002 4.12 adds up to 98 per cent: the two points that are missing are taken for very high. 004 gives ages in January 2010; the demonstration has
            them on its own last day. Thresholds of the Fixed, Flex and Free cohorts in the demonstration are common practice, not official.

            """.ReplaceLineEndings("\n"));
        return text.ToString();
    }
}
