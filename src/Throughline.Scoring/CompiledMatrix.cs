using System.Runtime.InteropServices;

namespace Throughline.Scoring;

/// <summary>How a slot gathers events.</summary>
internal enum SlotMode : byte
{
    Count,
    LastDay,
    HarmMillionths,
    WithoutWeight,
}

/// <summary>One running figure per person: what it gathers and from which day.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Slot(SlotMode Mode, int FirstDay, double HalfLifeDays);

/// <summary>A measure with the place of its running figure, or −1 when it does not look at events.</summary>
internal sealed record BoundMeasure(Measure Measure, int Slot)
{
    internal DateOnly? FirstDay(DateOnly asOf) => (Measure as EventMeasure)?.Window?.FirstDay(asOf);
}

/// <summary>
/// A matrix made ready for one as-of date: a bit mask of slots for every pair of event kind and offence group, so that one
/// pass over the events fills every factor.
/// </summary>
internal sealed class CompiledMatrix
{
    internal const int Cells = 6 * 26;

    private readonly List<Slot> _slots = [];
    private readonly ulong[] _masks = new ulong[Cells];

    internal CompiledMatrix(SelectionMatrix matrix, DateOnly asOf)
    {
        Matrix = matrix;
        AsOf = asOf;
        Factors = [.. matrix.Factors.Select(f => Bind(f.Measure))];
        Inclusions = [.. matrix.Inclusions.Select(r => Bind(r.Measure))];
        Exclusions = [.. matrix.Exclusions.Select(r => Bind(r.Measure))];
        Slots = [.. _slots];
        Points = [.. matrix.Factors.Select((f, i) => CompiledPoints.For(f, Factors[i], asOf))];
        HasRates = Factors.Concat(Inclusions).Concat(Exclusions).Any(b => b.Measure is RateAtLibertyMeasure);
    }

    internal SelectionMatrix Matrix { get; }

    internal DateOnly AsOf { get; }

    internal BoundMeasure[] Factors { get; }

    internal BoundMeasure[] Inclusions { get; }

    internal BoundMeasure[] Exclusions { get; }

    internal Slot[] Slots { get; }

    internal bool HasRates { get; }

    /// <summary>The integer form of each factor that has one.</summary>
    internal CompiledPoints?[] Points { get; }

    internal ulong MaskOf(EventKind kind, OffenceGroup offence) => _masks[Cell(kind, offence)];

    internal static int Cell(EventKind kind, OffenceGroup offence) => ((int)kind * 26) + (int)offence;

    /// <summary>Adds every event on or before the as-of date to the running figures, person by person.</summary>
    internal long[] Gather(ReadOnlySpan<EventRow> events, int people)
    {
        var width = Slots.Length;
        var figures = new long[(long)people * width];
        foreach (ref readonly var e in events)
            Add(figures.AsSpan(checked((int)((long)e.Person * width)), width), in e);
        return figures;
    }

    internal long[] GatherOne(ReadOnlySpan<EventRow> events, IEnumerable<int> rows)
    {
        var figures = new long[Slots.Length];
        foreach (var row in rows)
            Add(figures, in events[row]);
        return figures;
    }

    internal void Add(Span<long> figures, in EventRow e)
    {
        if (e.Day > AsOf.DayNumber)
            return;
        var mask = _masks[Cell(e.Kind, e.Offence)];
        while (mask != 0)
        {
            var s = System.Numerics.BitOperations.TrailingZeroCount(mask);
            mask &= mask - 1;
            ref readonly var slot = ref Slots[s];
            if (e.Day < slot.FirstDay)
                continue;
            switch (slot.Mode)
            {
                case SlotMode.Count:
                    figures[s]++;
                    break;
                case SlotMode.LastDay:
                    figures[s] = Math.Max(figures[s], e.Day + 1);
                    break;
                case SlotMode.HarmMillionths:
                    if (!double.IsNaN(e.Weight))
                        figures[s] += HarmMillionths(e.Weight, AsOf.DayNumber - e.Day, slot.HalfLifeDays);
                    break;
                default:
                    if (double.IsNaN(e.Weight))
                        figures[s]++;
                    break;
            }
        }
    }

    internal static long HarmMillionths(double weight, int days, double halfLifeDays)
    {
        var decayed = double.IsNaN(halfLifeDays) ? weight : weight * Math.Pow(2, -days / halfLifeDays);
        return (long)Math.Round(decayed * 1_000_000, MidpointRounding.AwayFromZero);
    }

    private BoundMeasure Bind(Measure measure)
    {
        if (measure is not EventMeasure events)
            return new BoundMeasure(measure, -1);
        var first = events.Window?.FirstDay(AsOf).DayNumber ?? 0;
        var slot = _slots.Count;
        switch (events)
        {
            case RecencyMeasure:
                Claim(events, new Slot(SlotMode.LastDay, first, double.NaN));
                break;
            case HarmSumMeasure harm:
                Claim(events, new Slot(SlotMode.HarmMillionths, first, harm.HalfLifeDays ?? double.NaN));
                Claim(events, new Slot(SlotMode.WithoutWeight, first, double.NaN));
                break;
            default:
                Claim(events, new Slot(SlotMode.Count, first, double.NaN));
                break;
        }

        return new BoundMeasure(measure, slot);
    }

    private void Claim(EventMeasure events, Slot slot)
    {
        var bit = 1UL << _slots.Count;
        _slots.Add(slot);
        foreach (var kind in events.Events)
        {
            foreach (var offence in OffencesOf(Matrix, events))
                _masks[Cell(kind, offence)] |= bit;
        }
    }

    /// <summary>The offence groups a measure counts: every one when it names none.</summary>
    internal static IReadOnlyList<OffenceGroup> OffencesOf(SelectionMatrix matrix, EventMeasure measure)
    {
        if (measure.Offences.Count == 0)
            return [.. Enumerable.Range(0, OffenceGroups.Count).Select(i => (OffenceGroup)i)];
        var groups = new SortedSet<OffenceGroup>();
        foreach (var name in measure.Offences)
        {
            if (OffenceGroups.TryParse(name, out var group))
                groups.Add(group);
            else
                groups.UnionWith(matrix.OffenceGroups[name]);
        }

        return [.. groups];
    }
}
