namespace Throughline.Scoring;

/// <summary>
/// The points of a measure that counts whole things, in integers: the same answers as <see cref="PointsOf.Award"/> (a property
/// test holds the two together) at a tenth of the time, for totals of many people.
/// </summary>
internal sealed class CompiledPoints
{
    private readonly int _slot;
    private readonly bool _isRecency;
    private readonly int _asOfDay;
    private readonly long _perUnit;
    private readonly long[] _from = [];
    private readonly long[] _units = [];
    private readonly long _cap;

    private CompiledPoints(Factor factor, BoundMeasure bound, DateOnly asOf)
    {
        (_slot, _isRecency, _asOfDay) = (bound.Slot, bound.Measure is RecencyMeasure, asOf.DayNumber);
        _cap = factor.Cap is { } cap ? Exact.Units(cap) : long.MaxValue;
        if (factor.Points is BandedPoints table)
        {
            // A whole number is at or above a bound exactly when it is at or above the bound rounded up.
            _from = [.. table.Bands.Select(b => (long)decimal.Ceiling(Math.Clamp(b.From, -1_000_000_000_000m, 1_000_000_000_000m)))];
            _units = [.. table.Bands.Select(b => Exact.Units(b.Points))];
        }
        else
        {
            _perUnit = Exact.Units(((PerUnitPoints)factor.Points).PerUnit);
        }
    }

    /// <summary>The integer form of a factor, or <see langword="null"/> when it does not count whole things.</summary>
    internal static CompiledPoints? For(Factor factor, BoundMeasure bound, DateOnly asOf) =>
        bound.Measure is EventCountMeasure or IntelligenceCountMeasure or RecencyMeasure ? new CompiledPoints(factor, bound, asOf) : null;

    /// <summary>Points after the cap, in ten-thousandths.</summary>
    internal long Award(ReadOnlySpan<long> figures)
    {
        var value = figures[_slot];
        if (_isRecency)
        {
            if (value == 0)
                return 0;
            value = _asOfDay - (value - 1);
        }

        if (_from.Length == 0)
            return Math.Min(value * _perUnit, _cap);
        long units = 0;
        for (var b = 0; b < _from.Length && _from[b] <= value; b++)
            units = _units[b];
        return Math.Min(units, _cap);
    }
}
