namespace Throughline.Scoring;

/// <summary>Builds the <see cref="PersonScore"/> of one person.</summary>
internal sealed class Explanation(ScoreTable table, int person)
{
    private readonly SelectionMatrix _matrix = table.Matrix;
    private readonly ScoredPerson _person = table.Input.People[person];

    internal PersonScore Build()
    {
        var total = table.Units(person);
        var awards = new (long Uncapped, long Capped, string? Missing)[_matrix.Factors.Count];
        var factors = new List<FactorScore>(awards.Length);
        for (var f = 0; f < awards.Length; f++)
        {
            var reading = table.Read(person, f, table.Figures(person));
            awards[f] = PointsOf.Award(_matrix.Factors[f], reading);
            factors.Add(Score(f, reading, awards[f]));
        }

        var missing = Missing(awards);
        var untested = new List<UntestedRule>();
        return new PersonScore
        {
            PersonId = _person.PersonId,
            MatrixName = _matrix.Name,
            MatrixVersion = _matrix.Version,
            AsOf = table.AsOf,
            Total = Exact.Points(total),
            Rank = table.Rank(person),
            RankedPeople = table.Count,
            Position = table.PositionOf(total),
            NearEntryLine = Math.Abs(total - Exact.Units(_matrix.Thresholds.Entry)) <= Exact.Units(_matrix.Thresholds.Near),
            BySource = [.. factors.GroupBy(f => f.Group).OrderBy(g => g.Key).Select(g => new SourcePoints(g.Key, g.Sum(f => f.Points)))],
            Factors = factors,
            Missing = missing,
            MostWithMissing = missing.Any(m => m.MostItCouldAdd is null)
                ? null
                : Exact.Points(total) + missing.Sum(m => m.MostItCouldAdd!.Value),
            Inclusions = Raised(_matrix.Inclusions, table.Compiled.Inclusions, untested),
            Exclusions = Raised(_matrix.Exclusions, table.Compiled.Exclusions, untested),
            Untested = untested,
            WhatWouldChange = new WhatWouldChange(table, person, awards).List(),
            Stability = Stability(total, awards),
        };
    }

    /// <summary>The events a measure counted for a person, oldest first; ties by kind, offence, weight and id.</summary>
    internal static List<CountedEvent> Counted(ScoreTable table, int person, EventMeasure measure)
    {
        var first = measure.Window?.FirstDay(table.AsOf).DayNumber ?? 0;
        var offences = CompiledMatrix.OffencesOf(table.Matrix, measure);
        var counted = new List<CountedEvent>();
        var events = table.Input.Events;
        foreach (var row in table.EventRows(person))
        {
            var e = events[row];
            if (e.Day >= first && e.Day <= table.AsOf.DayNumber && measure.Events.Contains(e.Kind) && offences.Contains(e.Offence))
            {
                counted.Add(new CountedEvent(
                    DateOnly.FromDayNumber(e.Day), e.Kind, e.Offence, double.IsNaN(e.Weight) ? null : e.Weight, table.Input.EventId(row)));
            }
        }

        return [.. counted.OrderBy(e => e.Date).ThenBy(e => e.Kind).ThenBy(e => e.Offence).ThenBy(e => e.Weight ?? -1).ThenBy(e => e.Id, StringComparer.Ordinal)];
    }

    private FactorScore Score(int f, in Reading reading, (long Uncapped, long Capped, string? Missing) award)
    {
        var factor = _matrix.Factors[f];
        var inputs = Inputs(factor.Measure, reading);
        var points = Exact.Points(award.Capped);
        var capped = award.Uncapped != award.Capped;
        var words = Words.Inputs(_matrix, factor.Measure, reading, inputs, table.AsOf) + ": " + Words.Points(points);
        if (capped)
            words += $" (the most this factor gives; {Words.Number(Exact.Points(award.Uncapped))} before)";
        if (award.Missing is not null && !words.Contains("not known", StringComparison.Ordinal))
            words += $"; not known: {award.Missing}";
        return new FactorScore
        {
            FactorId = factor.Id,
            Label = factor.Label,
            Group = factor.Group,
            Points = points,
            PointsBeforeCap = Exact.Points(award.Uncapped),
            CapApplied = capped,
            Inputs = inputs,
            Words = words,
            Missing = award.Missing,
        };
    }

    private FactorInputs Inputs(Measure measure, in Reading reading) => new()
    {
        Number = reading.HasNumber ? decimal.Round(reading.Number, 6) : null,
        Categories = reading.Categories,
        WindowFrom = measure switch
        {
            EventMeasure events => events.Window?.FirstDay(table.AsOf),
            DrugUseMeasure drugs => drugs.Window?.FirstDay(table.AsOf),
            _ => null,
        },
        Events = measure is EventMeasure counted ? Counted(table, person, counted) : [],
        LibertyDays = measure is RateAtLibertyMeasure rate ? table.LibertyDaysSince(person, rate.Window!.FirstDay(table.AsOf)) : null,
        AssessedOn = measure is PredictorMeasure predictor ? Readings.Newest(predictor, _person, table.AsOf)?.AssessedOn : null,
    };

    private List<MissingInput> Missing((long Uncapped, long Capped, string? Missing)[] awards)
    {
        var missing = new List<MissingInput>();
        for (var f = 0; f < awards.Length; f++)
        {
            if (awards[f].Missing is not { } what)
                continue;
            var most = PointsOf.Most(_matrix.Factors[f]) - awards[f].Capped;
            missing.Add(new MissingInput(_matrix.Factors[f].Id, what, most is { } units ? Exact.Points(Math.Max(0, units)) : null));
        }

        return missing;
    }

    private List<RaisedFlag> Raised(IReadOnlyList<ConsiderationRule> rules, BoundMeasure[] bound, List<UntestedRule> untested)
    {
        var raised = new List<RaisedFlag>();
        for (var r = 0; r < rules.Count; r++)
        {
            var reading = table.Read(person, bound[r], table.Figures(person));
            var test = rules[r].Test;
            var met = test.AnyOf is { } any
                ? reading.Categories.Any(c => any.Contains(c, StringComparer.OrdinalIgnoreCase))
                : reading.HasNumber && (test.AtLeast is { } least ? reading.Number >= least : reading.Number < test.Below);
            if (met)
                raised.Add(new RaisedFlag(rules[r].Id, rules[r].Sentence, rules[r].Source));
            else if (reading.Missing is { } what)
                untested.Add(new UntestedRule(rules[r].Id, what));
        }

        return raised;
    }

    private MarginStability Stability(long total, (long Uncapped, long Capped, string? Missing)[] awards)
    {
        var entry = Exact.Units(_matrix.Thresholds.Entry);
        var inside = total >= entry;
        var same = 0;
        var decided = new List<string>();
        for (var f = 0; f < awards.Length; f++)
        {
            var up = ScoreTable.SameSide(total, awards[f].Capped, entry, inside);
            var down = ScoreTable.SameSide(total, -awards[f].Capped, entry, inside);
            same += (up ? 1 : 0) + (down ? 1 : 0);
            if (!up || !down)
                decided.Add(_matrix.Factors[f].Id);
        }

        return new MarginStability { Perturbations = 2 * awards.Length, SameSide = same, DecidedBy = decided };
    }
}
