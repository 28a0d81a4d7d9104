namespace Throughline.Scoring;

/// <summary>The smallest single changes that would alter one person's total, everybody else staying as they are.</summary>
internal sealed class WhatWouldChange(ScoreTable table, int person, (long Uncapped, long Capped, string? Missing)[] awards)
{
    private readonly SelectionMatrix _matrix = table.Matrix;
    private readonly CompiledMatrix _compiled = table.Compiled;
    private readonly List<RankChange> _changes = [];

    internal IReadOnlyList<RankChange> List()
    {
        OneMoreEvent();
        for (var f = 0; f < _matrix.Factors.Count; f++)
        {
            if (_matrix.Factors[f].Measure is EventMeasure { Window: not null } events and not RecencyMeasure and not HarmSumMeasure { HalfLifeDays: not null })
                OldestLeaves(f, events);
        }

        for (var f = 0; f < _matrix.Factors.Count; f++)
            TimePasses(f);
        for (var f = 0; f < _matrix.Factors.Count; f++)
            NextBand(f);
        for (var f = 0; f < _matrix.Factors.Count; f++)
            MissingKnown(f);
        return _changes;
    }

    // One candidate for every set of factors that an event could feed: the same set is named once, with all its offences.
    private void OneMoreEvent()
    {
        foreach (var kind in Enum.GetValues<EventKind>())
        {
            var sets = Enumerable.Range(0, OffenceGroups.Count)
                .Select(i => (OffenceGroup)i)
                .Where(g => _compiled.MaskOf(kind, g) != 0)
                .GroupBy(g => _compiled.MaskOf(kind, g));
            foreach (var set in sets)
            {
                var offences = set.ToList();
                var figures = table.Figures(person).ToArray();
                _compiled.Add(figures, new EventRow(person, table.AsOf.DayNumber, double.NaN, kind, offences[0]));
                Consider(ChangeKind.OneMoreEvent, "One more " + EventKinds.Noun(kind, one: true) + Offences(offences), figures, null);
            }
        }
    }

    private string Offences(List<OffenceGroup> offences)
    {
        if (offences.Count == OffenceGroups.Count)
            return string.Empty;
        var named = _matrix.OffenceGroups.OrderBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault(g => offences.ToHashSet().SetEquals(g.Value));
        if (named.Key is { } name)
            return " for " + Words.SuperGroup(name);
        return offences.Count > 4 && offences.Contains(OffenceGroup.Other)
            ? " for any other offence"
            : " for " + Words.Join([.. offences.Select(o => o.Label())]);
    }

    private void OldestLeaves(int f, EventMeasure measure)
    {
        var counted = Explanation.Counted(table, person, measure);
        var slot = _compiled.Factors[f].Slot;
        var figures = table.Figures(person).ToArray();
        for (var i = 0; i < counted.Count;)
        {
            var date = counted[i].Date;
            for (; i < counted.Count && counted[i].Date == date; i++)
            {
                if (measure is HarmSumMeasure)
                    figures[slot] -= counted[i].Weight is { } weight ? CompiledMatrix.HarmMillionths(weight, 0, double.NaN) : 0;
                else
                    figures[slot]--;
            }

            var noun = Words.EventNoun(measure, one: i == 1);
            var leaves = measure.Window!.LeavesOn(date);
            var lead = i == 1 ? $"The oldest {noun} leaves the window on {Words.Date(leaves)}" : $"The last of the {i} oldest {noun} leaves the window on {Words.Date(leaves)}";
            if (ConsiderFactor(ChangeKind.EventLeaves, f, lead, figures, leaves))
                return;
        }
    }

    private void TimePasses(int f)
    {
        var factor = _matrix.Factors[f];
        if (factor.Points is not BandedPoints bands)
            return;
        var reading = table.Read(person, f, table.Figures(person));
        if (!reading.HasNumber)
            return;
        foreach (var band in bands.Bands.Where(b => b.From > reading.Number))
        {
            var points = Capped(factor, Exact.Units(band.Points));
            if (points == awards[f].Capped)
                continue;
            if (factor.Measure is RecencyMeasure recency)
            {
                var on = table.AsOf.AddDays((int)(decimal.Ceiling(band.From) - reading.Number));
                Note(ChangeKind.TimePasses, [factor.Id], $"No {Words.EventNoun(recency, one: true)} until {Words.Date(on)}", points - awards[f].Capped, on);
            }
            else if (factor.Measure is AgeMeasure && table.Input.People[person].DateOfBirth is { } born && band.From <= 150)
            {
                var years = (int)decimal.Ceiling(band.From);
                var on = Birthday(born, years);
                Note(ChangeKind.TimePasses, [factor.Id], $"Turning {years} on {Words.Date(on)}", points - awards[f].Capped, on);
            }

            return;
        }
    }

    private static DateOnly Birthday(DateOnly born, int years)
    {
        var day = born.AddYears(years);
        return day.Day == born.Day ? day : day.AddDays(1);
    }

    private void NextBand(int f)
    {
        var factor = _matrix.Factors[f];
        var reading = table.Read(person, f, table.Figures(person));
        if (reading.Missing is not null)
            return;
        if (factor.Points is BandedPoints bands && factor.Measure is PredictorMeasure or NumberFactMeasure && reading.HasNumber)
        {
            var next = bands.Bands.FirstOrDefault(b => b.From > reading.Number && Capped(factor, Exact.Units(b.Points)) != awards[f].Capped);
            if (next is not null)
            {
                var name = factor.Measure is PredictorMeasure predictor ? predictor.Predictor : ((NumberFactMeasure)factor.Measure).Fact;
                var unit = factor.Measure is PredictorMeasure ? "%" : string.Empty;
                Note(ChangeKind.NextBand, [factor.Id], $"{name} at {Words.Number(next.From)}{unit}", Capped(factor, Exact.Units(next.Points)) - awards[f].Capped, null);
            }
        }
        else if (factor.Points is CategoryPoints && factor.Measure is RoshMeasure)
        {
            var level = Array.FindIndex(MatrixChecks.RoshLevels, l => string.Equals(l, reading.Categories[0], StringComparison.OrdinalIgnoreCase));
            if (level < 0 || level + 1 >= MatrixChecks.RoshLevels.Length)
                return;
            var above = MatrixChecks.RoshLevels[level + 1];
            var points = PointsOf.Award(factor, Reading.Held([above])).Capped;
            if (points != awards[f].Capped)
                Note(ChangeKind.NextBand, [factor.Id], $"Risk of serious harm at {above.Replace('_', ' ')}", points - awards[f].Capped, null);
        }
    }

    private void MissingKnown(int f)
    {
        if (awards[f].Missing is { } what && PointsOf.Most(_matrix.Factors[f]) - awards[f].Capped is > 0 and { } most)
            Note(ChangeKind.MissingKnown, [_matrix.Factors[f].Id], $"Knowing {what}, at the most it can give,", most, null);
    }

    private void Consider(ChangeKind kind, string lead, ReadOnlySpan<long> figures, DateOnly? on)
    {
        long change = 0;
        var factors = new List<string>();
        for (var f = 0; f < _matrix.Factors.Count; f++)
        {
            if (_compiled.Factors[f].Slot < 0)
                continue;
            var difference = PointsOf.Award(_matrix.Factors[f], table.Read(person, f, figures)).Capped - awards[f].Capped;
            if (difference == 0)
                continue;
            change += difference;
            factors.Add(_matrix.Factors[f].Id);
        }

        if (change != 0)
            Note(kind, factors, lead, change, on);
    }

    private bool ConsiderFactor(ChangeKind kind, int f, string lead, ReadOnlySpan<long> figures, DateOnly on)
    {
        var change = PointsOf.Award(_matrix.Factors[f], table.Read(person, f, figures)).Capped - awards[f].Capped;
        if (change != 0)
            Note(kind, [_matrix.Factors[f].Id], lead, change, on);
        return change != 0;
    }

    private void Note(ChangeKind kind, IReadOnlyList<string> factors, string lead, long change, DateOnly? on)
    {
        var total = table.Units(person) + change;
        var (rank, now) = (table.RankWith(person, total), table.Rank(person));
        var points = Words.Points(Exact.Points(Math.Abs(change)));
        var (gives, takes) = kind == ChangeKind.EventLeaves ? ("and adds ", "and takes ") : ("would add ", "would take ");
        var does = change > 0 ? gives + points : takes + points + " off";
        var move = rank == now ? $"stay at rank {now}" : $"move from rank {now} to {rank}";
        if (kind == ChangeKind.EventLeaves)
            move = rank == now ? $"the rank stays {now}" : $"the rank goes from {now} to {rank}";
        var position = table.PositionOf(total);
        if (position != table.PositionOf(table.Units(person)))
            move += ", " + PositionWords(position);
        _changes.Add(new RankChange
        {
            Kind = kind,
            FactorIds = factors,
            Words = kind == ChangeKind.EventLeaves ? $"{lead} {does}; {move}, others unchanged." : $"{lead} {does} and {move}.",
            PointsChange = Exact.Points(change),
            NewTotal = Exact.Points(total),
            NewRank = rank,
            NewPosition = position,
            On = on,
        });
    }

    private static string PositionWords(LinePosition position) => position switch
    {
        LinePosition.AtOrAboveEntry => "at or above the entry line",
        LinePosition.BetweenLines => "between the lines",
        LinePosition.BelowExit => "below the exit line",
        _ => throw new ArgumentOutOfRangeException(nameof(position)),
    };

    private static long Capped(Factor factor, long units) =>
        factor.Cap is { } cap ? Math.Min(units, Exact.Units(cap)) : units;
}
