namespace Throughline.Scoring;

/// <summary>Totals and ranks of everybody, and the explanation of anybody on demand.</summary>
public sealed class ScoreTable
{
    private readonly ScoringInput _input;
    private readonly CompiledMatrix _compiled;
    private readonly long[] _figures;
    private readonly LibertyDays _liberty;
    private readonly long[] _totals;
    private readonly int[] _byRank;
    private readonly int[] _ranks;
    private readonly Lazy<(int[] Starts, int[] Rows)> _events;

    internal ScoreTable(ScoringInput input, CompiledMatrix compiled, long[] figures, LibertyDays liberty, long[] totals)
    {
        (_input, _compiled, _figures, _liberty, _totals) = (input, compiled, figures, liberty, totals);
        _byRank = RankOrder(input, totals);
        _ranks = new int[totals.Length];
        for (var r = 0; r < _byRank.Length; r++)
            _ranks[_byRank[r]] = r + 1;
        _events = new(() => ScoringInput.GroupByPerson(input.Events, input.PeopleCount, e => e.Person));
    }

    /// <summary>The matrix the scores were made with.</summary>
    public SelectionMatrix Matrix => _compiled.Matrix;

    /// <summary>The day the scores describe.</summary>
    public DateOnly AsOf => _compiled.AsOf;

    /// <summary>How many people were scored.</summary>
    public int Count => _totals.Length;

    /// <summary>The people's indexes from rank 1 down.</summary>
    public IReadOnlyList<int> ByRank => _byRank;

    /// <summary>The person id of an index.</summary>
    public string PersonId(int person) => _input.People[person].PersonId;

    /// <summary>The total of a person, by index.</summary>
    public decimal Total(int person) => Exact.Points(_totals[person]);

    /// <summary>The rank of a person, by index: 1 to <see cref="Count"/>, ties in ordinal order of person id.</summary>
    public int Rank(int person) => _ranks[person];

    /// <summary>Where a person's total lies against the lines.</summary>
    public LinePosition Position(int person) => PositionOf(_totals[person]);

    /// <summary>Whether anything that a factor needs is missing for a person, by index.</summary>
    public bool IsProvisional(int person)
    {
        for (var f = 0; f < Matrix.Factors.Count; f++)
        {
            if (PointsOf.Award(Matrix.Factors[f], Read(person, f, Figures(person))).Missing is not null)
                return true;
        }

        return false;
    }

    /// <summary>The explanation of one person's score. O(factors × the person's events); safe from several threads.</summary>
    /// <param name="person">The index.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such person.</exception>
    public PersonScore Explain(int person)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)person, (uint)Count, nameof(person));
        return new Explanation(this, person).Build();
    }

    /// <summary>The explanation of one person's score, or <see langword="null"/> when nobody has that id.</summary>
    public PersonScore? Explain(string personId) =>
        _input.IndexOf(personId) is >= 0 and var person ? Explain(person) : null;

    /// <summary>
    /// For every factor, how many people change sides of the entry line when its weight alone moves up or down by a tenth.
    /// O(people × factors).
    /// </summary>
    public IReadOnlyList<FactorStability> Stability()
    {
        var counts = new int[Matrix.Factors.Count, 2];
        var entry = Exact.Units(Matrix.Thresholds.Entry);
        for (var p = 0; p < Count; p++)
        {
            var inside = _totals[p] >= entry;
            for (var f = 0; f < Matrix.Factors.Count; f++)
            {
                var points = PointsOf.Award(Matrix.Factors[f], Read(p, f, Figures(p))).Capped;
                counts[f, 0] += SameSide(_totals[p], points, entry, inside) ? 0 : 1;
                counts[f, 1] += SameSide(_totals[p], -points, entry, inside) ? 0 : 1;
            }
        }

        return [.. Matrix.Factors.Select((factor, f) => new FactorStability(factor.Id, counts[f, 0], counts[f, 1]))];
    }

    internal ScoringInput Input => _input;

    internal CompiledMatrix Compiled => _compiled;

    internal long Units(int person) => _totals[person];

    internal ReadOnlySpan<long> Figures(int person) =>
        _figures.AsSpan(person * _compiled.Slots.Length, _compiled.Slots.Length);

    internal ReadOnlySpan<int> EventRows(int person)
    {
        var (starts, rows) = _events.Value;
        return rows.AsSpan(starts[person]..starts[person + 1]);
    }

    internal int LibertyDaysSince(int person, DateOnly first) => _liberty.Since(person, first);

    internal Reading Read(int person, int factor, ReadOnlySpan<long> figures) => Read(person, _compiled.Factors[factor], figures);

    internal Reading Read(int person, BoundMeasure measure, ReadOnlySpan<long> figures) =>
        Readings.Read(measure, _input.People[person], figures, AsOf, first => _liberty.Since(person, first));

    internal LinePosition PositionOf(long total) =>
        total >= Exact.Units(Matrix.Thresholds.Entry) ? LinePosition.AtOrAboveEntry
        : total >= Exact.Units(Matrix.Thresholds.Exit) ? LinePosition.BetweenLines
        : LinePosition.BelowExit;

    /// <summary>The rank a person would have with another total, everybody else staying as they are.</summary>
    internal int RankWith(int person, long total)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsBefore(_byRank[middle], person, total))
                low = middle + 1;
            else
                high = middle;
        }

        // Everybody before `low` ranks ahead; the person's own old row may be among them.
        return low + 1 - (_ranks[person] <= low ? 1 : 0);
    }

    /// <summary>Whether a total stays on its side of the line when a tenth of <paramref name="points"/> is added.</summary>
    internal static bool SameSide(long total, long points, long entry, bool inside) =>
        ((total * 10) + points >= entry * 10) == inside;

    private bool IsBefore(int other, int person, long total) =>
        _totals[other] != total
            ? _totals[other] > total
            : string.CompareOrdinal(PersonId(other), PersonId(person)) < 0;

    private static int[] RankOrder(ScoringInput input, long[] totals)
    {
        var keys = new long[totals.Length];
        var order = new int[totals.Length];
        for (var p = 0; p < totals.Length; p++)
            (keys[p], order[p]) = (-totals[p], p);
        Array.Sort(keys, order);
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && keys[to] == keys[from])
                to++;
            if (to - from > 1)
                order.AsSpan(from..to).Sort((a, b) => string.CompareOrdinal(input.People[a].PersonId, input.People[b].PersonId));
            from = to;
        }

        return order;
    }
}

/// <summary>How many people change sides of the entry line when one factor's weight moves by a tenth.</summary>
/// <param name="FactorId">The factor.</param>
/// <param name="CrossWhenRaised">People who change sides when it is raised by a tenth.</param>
/// <param name="CrossWhenLowered">People who change sides when it is lowered by a tenth.</param>
public sealed record FactorStability(string FactorId, int CrossWhenRaised, int CrossWhenLowered);
