namespace Throughline.Scoring;

/// <summary>
/// Scores people with a selection matrix. Pure: the same matrix, input and date give the same result, on any number of
/// people, whatever the order of people, events or spells. It has no notion of a status and cannot set one.
/// </summary>
/// <remarks>
/// Total = Σ over factors of min(cap, points(measure)). Points are exact to four decimal places, so the parts add up to the
/// total without rounding. One pass over the events fills every factor: O(events × factors that count the event + people ×
/// factors + people × log people). Memory: 8 bytes × people × measures of events.
/// </remarks>
public sealed class Scorer
{
    private readonly SelectionMatrix _matrix;

    /// <param name="matrix">The matrix, as read by <see cref="SelectionMatrixJson"/> or built in code.</param>
    /// <exception cref="MatrixFormatException">The matrix is not valid.</exception>
    public Scorer(SelectionMatrix matrix)
    {
        var errors = SelectionMatrixJson.Check(matrix);
        if (errors.Count > 0)
            throw new MatrixFormatException(errors);
        _matrix = matrix;
    }

    /// <summary>Scores and ranks everybody.</summary>
    /// <param name="input">People, events and custody. It must not change while the result is in use.</param>
    /// <param name="asOf">The day the scores describe. Events, tests and readings after it are ignored.</param>
    /// <param name="cancellationToken">Stops between people.</param>
    /// <exception cref="ArgumentOutOfRangeException">The date is before the matrix takes effect.</exception>
    public ScoreTable Score(ScoringInput input, DateOnly asOf, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (asOf < _matrix.EffectiveFrom)
        {
            throw new ArgumentOutOfRangeException(
                nameof(asOf), asOf, $"Version {_matrix.Version} of {_matrix.Name} takes effect on {Words.Date(_matrix.EffectiveFrom)}.");
        }

        var compiled = new CompiledMatrix(_matrix, asOf);
        var figures = compiled.Gather(input.Events, input.PeopleCount);
        var liberty = new LibertyDays(input, asOf);
        var totals = new long[input.PeopleCount];
        var width = compiled.Slots.Length;
        for (var p = 0; p < totals.Length; p++)
        {
            if ((p & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var index = p;
            Func<DateOnly, int>? days = compiled.HasRates ? first => liberty.Since(index, first) : null;
            totals[p] = Total(compiled, input.People[p], figures.AsSpan(p * width, width), days);
        }

        return new ScoreTable(input, compiled, figures, liberty, totals);
    }

    internal static long Total(CompiledMatrix compiled, ScoredPerson person, ReadOnlySpan<long> figures, Func<DateOnly, int>? libertyDays)
    {
        long total = 0;
        for (var f = 0; f < compiled.Factors.Length; f++)
        {
            if (compiled.Points[f] is { } whole)
            {
                total += whole.Award(figures);
                continue;
            }

            var reading = Readings.Read(compiled.Factors[f], person, figures, compiled.AsOf, libertyDays);
            total += PointsOf.Award(compiled.Matrix.Factors[f], reading).Capped;
        }

        return total;
    }
}

/// <summary>Days at liberty from custody spells, overlaps taken off once.</summary>
internal sealed class LibertyDays(ScoringInput input, DateOnly asOf)
{
    private readonly Lazy<(int[] Starts, int[] Rows)> _byPerson =
        new(() => ScoringInput.GroupByPerson(input.Custody, input.PeopleCount, c => c.Person));

    /// <summary>Days from <paramref name="first"/> up to but not including the as-of date, not in custody.</summary>
    internal int Since(int person, DateOnly first)
    {
        var (from, end) = (first.DayNumber, asOf.DayNumber);
        var (starts, rows) = _byPerson.Value;
        var custody = input.Custody;
        if (starts[person] == starts[person + 1])
            return end - from;
        var spells = new List<(int From, int To)>();
        for (var r = starts[person]; r < starts[person + 1]; r++)
        {
            var spell = custody[rows[r]];
            var (a, b) = (Math.Max(spell.From, from), Math.Min(spell.To, end));
            if (a < b)
                spells.Add((a, b));
        }

        spells.Sort();
        var (inside, reached) = (0, from);
        foreach (var (a, b) in spells)
        {
            inside += Math.Max(0, b - Math.Max(a, reached));
            reached = Math.Max(reached, b);
        }

        return end - from - inside;
    }
}
