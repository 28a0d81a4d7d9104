using System.Runtime.InteropServices;

namespace Throughline.Scoring;

/// <summary>What is known about one person, apart from events and custody.</summary>
public sealed record ScoredPerson
{
    /// <summary>The id by which ties are broken (ordinal) and results are found. Unique, not empty.</summary>
    public required string PersonId { get; init; }

    /// <summary>Date of birth.</summary>
    public DateOnly? DateOfBirth { get; init; }

    /// <summary>Risk of serious harm: low, medium, high or very_high.</summary>
    public string? Rosh { get; init; }

    /// <summary>Predictor readings, any number under the same name; the newest on or before the as-of date is used.</summary>
    public IReadOnlyList<PredictorReading> Predictors { get; init; } = [];

    /// <summary>Designations with the dates on which they were held.</summary>
    public IReadOnlyList<HeldDesignation> Designations { get; init; } = [];

    /// <summary>Dates of positive drug tests.</summary>
    public IReadOnlyList<DateOnly> PositiveDrugTests { get; init; } = [];

    /// <summary>Drug treatment status, in the words of the matrix (for example in_treatment, dropped_out).</summary>
    public string? TreatmentStatus { get; init; }

    /// <summary>Numbers used by <see cref="NumberFactMeasure"/>.</summary>
    public IReadOnlyDictionary<string, decimal>? Numbers { get; init; }

    /// <summary>Categories used by <see cref="CategoryFactMeasure"/>.</summary>
    public IReadOnlyDictionary<string, string>? Categories { get; init; }
}

/// <summary>A reading of an actuarial predictor.</summary>
/// <param name="Predictor">The predictor's name.</param>
/// <param name="Percent">The likelihood as a percentage, 0 to 100, when known.</param>
/// <param name="Band">The band in words, when known.</param>
/// <param name="AssessedOn">The day of the assessment, when known.</param>
public sealed record PredictorReading(string Predictor, decimal? Percent, string? Band, DateOnly? AssessedOn);

/// <summary>A designation held from a first to a last day, both included; an open end is <see langword="null"/>.</summary>
/// <param name="Code">The designation, for example PPO or MAPPA.</param>
/// <param name="FirstDay">The first day held; <see langword="null"/> when always.</param>
/// <param name="LastDay">The last day held; <see langword="null"/> when still held.</param>
public sealed record HeldDesignation(string Code, DateOnly? FirstDay = null, DateOnly? LastDay = null)
{
    internal bool HeldOn(DateOnly day) => !(FirstDay > day) && !(LastDay < day);
}

/// <summary>
/// People, events and custody as compact columns. Add people first; events and custody name a person by the index that
/// <see cref="AddPerson"/> returned. Order does not matter to any result. Not safe for writing from several threads; safe
/// for reading once filled.
/// </summary>
public sealed class ScoringInput
{
    private readonly List<ScoredPerson> _people = [];
    private readonly Dictionary<string, int> _indexById = new(StringComparer.Ordinal);
    private readonly List<EventRow> _events = [];
    private readonly List<string?> _eventIds = [];
    private readonly List<CustodyRow> _custody = [];

    /// <summary>How many people there are.</summary>
    public int PeopleCount => _people.Count;

    /// <summary>How many events there are.</summary>
    public int EventsCount => _events.Count;

    /// <summary>The people, by index.</summary>
    public IReadOnlyList<ScoredPerson> People => _people;

    /// <summary>Adds a person and returns their index, from 0.</summary>
    /// <exception cref="ArgumentException">The id is empty or already there.</exception>
    public int AddPerson(ScoredPerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentException.ThrowIfNullOrEmpty(person.PersonId);
        if (!_indexById.TryAdd(person.PersonId, _people.Count))
            throw new ArgumentException($"The person id '{person.PersonId}' is already there.", nameof(person));
        _people.Add(person);
        return _people.Count - 1;
    }

    /// <summary>The index of a person id, or −1.</summary>
    public int IndexOf(string personId) => _indexById.GetValueOrDefault(personId, -1);

    /// <summary>Adds an event.</summary>
    /// <param name="person">The person's index.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="offence">The offence group; use <see cref="OffenceGroup.Other"/> when it is not known.</param>
    /// <param name="date">The day it happened.</param>
    /// <param name="weight">Its harm weight (0 to 1,000,000), when known.</param>
    /// <param name="id">An id or description carried into explanations.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such person, kind or offence group, or a weight out of range.</exception>
    public void AddEvent(int person, EventKind kind, OffenceGroup offence, DateOnly date, double? weight = null, string? id = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)person, (uint)_people.Count, nameof(person));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)kind, EventKinds.Ids.Count, nameof(kind));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)offence, OffenceGroups.Count, nameof(offence));
        if (weight is < 0 or > 1_000_000 or double.NaN)
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight is from 0 to 1,000,000.");
        _events.Add(new EventRow(person, date.DayNumber, weight ?? double.NaN, kind, offence));
        if (id is null && _eventIds.Count == 0)
            return;
        while (_eventIds.Count < _events.Count - 1)
            _eventIds.Add(null);
        _eventIds.Add(id);
    }

    /// <summary>Adds a custody spell: in custody on every day from <paramref name="from"/> up to but not including <paramref name="to"/>.</summary>
    /// <param name="person">The person's index.</param>
    /// <param name="from">The first day in custody.</param>
    /// <param name="to">The day of release, which is a day at liberty; <see langword="null"/> when still in custody.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such person, or release before the first day.</exception>
    public void AddCustody(int person, DateOnly from, DateOnly? to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)person, (uint)_people.Count, nameof(person));
        if (to < from)
            throw new ArgumentOutOfRangeException(nameof(to), to, "Release is not before the first day in custody.");
        _custody.Add(new CustodyRow(person, from.DayNumber, to?.DayNumber ?? int.MaxValue));
    }

    internal ReadOnlySpan<EventRow> Events => CollectionsMarshal.AsSpan(_events);

    internal string? EventId(int index) => index < _eventIds.Count ? _eventIds[index] : null;

    internal ReadOnlySpan<CustodyRow> Custody => CollectionsMarshal.AsSpan(_custody);

    /// <summary>Row numbers grouped by person: those of person p are <c>Rows[Starts[p]..Starts[p + 1]]</c>.</summary>
    internal static (int[] Starts, int[] Rows) GroupByPerson<T>(ReadOnlySpan<T> rows, int people, Func<T, int> personOf)
    {
        var starts = new int[people + 1];
        foreach (var row in rows)
            starts[personOf(row) + 1]++;
        for (var p = 0; p < people; p++)
            starts[p + 1] += starts[p];
        var next = starts.AsSpan(0, people).ToArray();
        var grouped = new int[rows.Length];
        for (var r = 0; r < rows.Length; r++)
            grouped[next[personOf(rows[r])]++] = r;
        return (starts, grouped);
    }
}

/// <summary>One event, 24 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventRow(int Person, int Day, double Weight, EventKind Kind, OffenceGroup Offence);

/// <summary>In custody on days From ≤ day &lt; To.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CustodyRow(int Person, int From, int To);
