using System.Diagnostics;
using System.Globalization;
using Throughline.Scoring;

namespace Throughline.Bench.Scoring;

/// <summary>
/// <c>scoring [people] [events a person]</c>: the selection matrix over many people, beside a plain per-person LINQ
/// implementation of the same matrix that must give the same totals. Prints medians of five runs after one to warm up.
/// </summary>
internal static class ScoringBench
{
    private const string Matrix = """
        {
          "format": "throughline-selection-matrix/1", "name": "Bench", "version": "1", "description": "d", "source": "s", "effective_from": "2020-01-01",
          "offence_groups": { "serious-acquisitive": ["burglary-residential", "robbery-personal", "robbery-business", "theft-vehicle", "theft-from-vehicle"] },
          "thresholds": { "entry": 60, "exit": 40, "source": "s" },
          "factors": [
            { "id": "a", "label": "a", "group": "arrests", "measure": { "kind": "event_count", "events": ["arrest"], "window": { "months": 3 } }, "points": { "per_unit": 3 } },
            { "id": "b", "label": "b", "group": "arrests", "measure": { "kind": "rate_at_liberty", "events": ["arrest"], "window": { "months": 12 }, "minimum_liberty_days": 30 }, "points": { "per_unit": 1.5 }, "cap": 20 },
            { "id": "c", "label": "c", "group": "convictions", "measure": { "kind": "event_count", "events": ["conviction"], "offences": ["burglary-residential"], "window": { "months": 24 } }, "points": { "per_unit": 10 }, "cap": 40 },
            { "id": "d", "label": "d", "group": "convictions", "measure": { "kind": "event_count", "events": ["conviction"], "offences": ["serious-acquisitive"], "window": { "months": 24 } }, "points": { "per_unit": 6 }, "cap": 24 },
            { "id": "e", "label": "e", "group": "convictions", "measure": { "kind": "event_count", "events": ["conviction"], "offences": ["shoplifting"], "window": { "months": 24 } }, "points": { "bands": [ { "from": 1, "points": 1 }, { "from": 4, "points": 3 } ] } },
            { "id": "f", "label": "f", "group": "charges", "measure": { "kind": "event_count", "events": ["charge"], "window": { "months": 12 } }, "points": { "per_unit": 2 }, "cap": 12 },
            { "id": "g", "label": "g", "group": "other", "measure": { "kind": "event_count", "events": ["breach"], "window": { "months": 12 } }, "points": { "per_unit": 2 }, "cap": 6 },
            { "id": "h", "label": "h", "group": "convictions", "measure": { "kind": "harm_sum", "events": ["conviction"], "half_life_days": 365 }, "points": { "per_unit": 0.05 }, "cap": 30 },
            { "id": "i", "label": "i", "group": "arrests", "measure": { "kind": "recency", "events": ["arrest"], "offences": ["serious-acquisitive"] }, "points": { "bands": [ { "from": 0, "points": 8 }, { "from": 92, "points": 4 }, { "from": 183, "points": 0 } ] } },
            { "id": "j", "label": "j", "group": "intelligence", "measure": { "kind": "intelligence_count", "window": { "months": 3 } }, "points": { "bands": [ { "from": 1, "points": 2 }, { "from": 3, "points": 5 } ] } }
          ]
        }
        """;

    private static readonly DateOnly AsOf = new(2026, 11, 20);

    private readonly record struct Row(int Person, EventKind Kind, OffenceGroup Offence, DateOnly Date, double Weight);

    internal static int Run(string[] args)
    {
        var people = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var each = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
        var matrix = SelectionMatrixJson.Read(Matrix);
        var (input, rows, custody) = Make(people, each);
        var scorer = new Scorer(matrix);
        ScoreTable? table = null;
        var engine = Median(() => table = scorer.Score(input, AsOf));
        Console.WriteLine($"{people:N0} people, {rows.Length:N0} events, {custody.Length:N0} spells, {matrix.Factors.Count} factors, one thread");
        Console.WriteLine($"engine, totals and ranks:       {engine:N0} ms");
        var explain = Median(() => { for (var i = 0; i < 1000; i++) table!.Explain(table.ByRank[i]); });
        Console.WriteLine($"engine, 1,000 explanations:     {explain:N0} ms");
        decimal[] naive = [];
        var linq = Median(() => naive = Naive(people, rows, custody), runs: people > 200_000 ? 1 : 3);
        Console.WriteLine($"per-person LINQ, totals only:   {linq:N0} ms");
        var differ = Enumerable.Range(0, people).Count(p => table!.Total(p) != naive[p]);
        Console.WriteLine($"totals that differ: {differ}; sum {Enumerable.Range(0, people).Sum(p => table!.Total(p)).ToString(CultureInfo.InvariantCulture)}");
        return differ == 0 ? 0 : 1;
    }

    private static double Median(Action act, int runs = 5)
    {
        if (runs > 1)
            act();
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var watch = Stopwatch.StartNew();
            act();
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }

    private static (ScoringInput Input, Row[] Rows, (int Person, DateOnly From, DateOnly To)[] Custody) Make(int people, int each)
    {
        var random = new Random(11);
        var input = new ScoringInput();
        for (var p = 0; p < people; p++)
            input.AddPerson(new ScoredPerson { PersonId = "P" + p.ToString("D8", CultureInfo.InvariantCulture) });
        var rows = new Row[people * each];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new Row(i / each, (EventKind)random.Next(6), (OffenceGroup)random.Next(26), AsOf.AddDays(-random.Next(3650)), random.Next(1, 400));
            input.AddEvent(rows[i].Person, rows[i].Kind, rows[i].Offence, rows[i].Date, rows[i].Weight);
        }

        var custody = new (int, DateOnly, DateOnly)[people * 2 / 5];
        for (var i = 0; i < custody.Length; i++)
        {
            var from = AsOf.AddDays(-random.Next(3650));
            custody[i] = (random.Next(people), from, from.AddDays(random.Next(200)));
            input.AddCustody(custody[i].Item1, custody[i].Item2, custody[i].Item3);
        }

        return (input, rows, custody);
    }

    private static decimal[] Naive(int people, Row[] rows, (int Person, DateOnly From, DateOnly To)[] custody)
    {
        var byPerson = rows.ToLookup(r => r.Person);
        var inside = custody.ToLookup(c => c.Person);
        OffenceGroup[] serious =
            [OffenceGroup.BurglaryResidential, OffenceGroup.RobberyPersonal, OffenceGroup.RobberyBusiness, OffenceGroup.TheftVehicle, OffenceGroup.TheftFromVehicle];
        var totals = new decimal[people];
        for (var p = 0; p < people; p++)
        {
            var events = byPerson[p].Where(e => e.Date <= AsOf).ToList();
            int Count(EventKind kind, int months, Func<OffenceGroup, bool> offence) =>
                events.Count(e => e.Kind == kind && e.Date >= AsOf.AddMonths(-months) && offence(e.Offence));
            var days = Enumerable.Range(AsOf.AddMonths(-12).DayNumber, AsOf.DayNumber - AsOf.AddMonths(-12).DayNumber)
                .Count(d => !inside[p].Any(c => c.From.DayNumber <= d && d < c.To.DayNumber));
            var rate = days < 30 ? 0 : Math.Round(Count(EventKind.Arrest, 12, _ => true) * 365m / days * 1.5m, 4, MidpointRounding.AwayFromZero);
            var shops = Count(EventKind.Conviction, 24, o => o == OffenceGroup.Shoplifting);
            var harm = events.Where(e => e.Kind == EventKind.Conviction)
                .Sum(e => Math.Round((decimal)(e.Weight * Math.Pow(2, -(AsOf.DayNumber - e.Date.DayNumber) / 365.0)), 6, MidpointRounding.AwayFromZero));
            var last = events.Where(e => e.Kind == EventKind.Arrest && serious.Contains(e.Offence)).Select(e => AsOf.DayNumber - e.Date.DayNumber).DefaultIfEmpty(int.MaxValue).Min();
            var reports = Count(EventKind.Intelligence, 3, _ => true);
            totals[p] = (3 * Count(EventKind.Arrest, 3, _ => true))
                + Math.Min(20, rate)
                + Math.Min(40, 10 * Count(EventKind.Conviction, 24, o => o == OffenceGroup.BurglaryResidential))
                + Math.Min(24, 6 * Count(EventKind.Conviction, 24, serious.Contains))
                + (shops >= 4 ? 3 : shops >= 1 ? 1 : 0)
                + Math.Min(12, 2 * Count(EventKind.Charge, 12, _ => true))
                + Math.Min(6, 2 * Count(EventKind.Breach, 12, _ => true))
                + Math.Min(30, Math.Round(harm * 0.05m, 4, MidpointRounding.AwayFromZero))
                + (last < 92 ? 8 : last < 183 ? 4 : 0)
                + (reports >= 3 ? 5 : reports >= 1 ? 2 : 0);
        }

        return totals;
    }
}
