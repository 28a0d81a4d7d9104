using Throughline.Platform.Database;
using Throughline.Review;
using Throughline.Ui;

namespace Throughline.Work.Today;

/// <summary>The partnership in figures, for those who steer it and may not see names.</summary>
internal static class StrategicFigures
{
    private const int FlowDays = 91;

    public static async Task<IReadOnlyList<FigureTable>> OfAsync(Db db, CancellationToken cancel = default)
    {
        var statuses = await StatusDefinitions.ListAsync(db, cancel);
        var counted = (await db.ListAsync<StatusCount>("select coalesce(status, '') as status, count(*)::int as people from iom_case where state = 'adopted' group by status", cancel: cancel)).ToDictionary(c => c.Status, c => c.People);
        var colours = statuses.Where(s => s.Code != StatusDefinitions.White).Select(s => (s.Label, Count: counted.GetValueOrDefault(s.Code))).Append(("No colour yet", counted.GetValueOrDefault(""))).ToList();
        var orders = await db.FirstAsync<Split>(
            """
            select count(*) filter (where o.is_statutory)::int as yes, count(*) filter (where not o.is_statutory)::int as no from iom_case k cross join lateral (
              select exists (select from order_spell x where x.person_id = k.person_id and x.superseded_at is null and x.withdrawn_at is null
                and x.started_on <= @on and coalesce(x.ended_on, x.ends_on, 'infinity') >= @on) as is_statutory) o
            where k.state = 'adopted'
            """, new { on = db.Act.On }, cancel);
        var flow = await db.FirstAsync<Split>(
            "select count(*) filter (where adopted_on > @from)::int as yes, count(*) filter (where state = 'exited' and exited_on > @from)::int as no from iom_case", new { from = db.Act.On.AddDays(-FlowDays) }, cancel);
        var source = $"Throughline, {db.Act.On.ToWords()}. Counts under 10 are not shown.";
        return
        [
            Table("The cohort by colour", source, colours),
            Statutory(source, orders!),
            // joining and leaving have no total between them: each stands alone
            new FigureTable($"Joined and left in the last {FlowDays} days", source,
                [("Joined the cohort", SmallNumbers.Words(SmallNumbers.Suppress(flow!.Yes))), ("Left the cohort", SmallNumbers.Words(SmallNumbers.Suppress(flow.No)))]),
        ];
    }

    internal static FigureTable Table(string caption, string source, IReadOnlyList<(string Words, int Count)> counts)
    {
        var shown = SmallNumbers.Suppress([.. counts.Select(c => c.Count)]);
        return new FigureTable(caption, source,
            [.. counts.Select((c, at) => (c.Words, SmallNumbers.Words(shown[at]))), ("All", SmallNumbers.Words(SmallNumbers.Suppress(counts.Sum(c => c.Count))))]);
    }

    private static FigureTable Statutory(string source, Split orders)
    {
        var table = Table("Statutory and non-statutory", source, [("Under an order or licence today", orders.Yes), ("Under none, or still inside", orders.No)]);
        var isWhole = orders.Yes >= SmallNumbers.Least && orders.No >= SmallNumbers.Least;
        return table with { Rows = [.. table.Rows, ("Share under an order or licence today", isWhole ? $"{100.0 * orders.Yes / (orders.Yes + orders.No):0}%" : SmallNumbers.Hidden)] };
    }

    private sealed class StatusCount
    {
        public required string Status { get; init; }

        public required int People { get; init; }
    }

    private sealed class Split
    {
        public required int Yes { get; init; }

        public required int No { get; init; }
    }
}
