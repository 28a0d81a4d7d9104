using System.Runtime.InteropServices;

namespace Throughline.Scoring;

/// <summary>What a measure gave for one person.</summary>
/// <param name="Number">The number; meaningless when there is none.</param>
/// <param name="HasNumber">Whether there is a number.</param>
/// <param name="Categories">The categories held.</param>
/// <param name="Missing">What is missing, in words; <see langword="null"/> when nothing is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Reading(decimal Number, bool HasNumber, IReadOnlyList<string> Categories, string? Missing)
{
    internal static Reading Of(decimal number) => new(number, true, [], null);

    internal static Reading Held(IReadOnlyList<string> categories) => new(0, false, categories, null);

    internal static Reading Lacks(string what) => new(0, false, [], what);

    internal static readonly Reading Nothing = new(0, false, [], null);
}

/// <summary>Reads the measures of one person from their facts and running figures.</summary>
internal static class Readings
{
    /// <param name="bound">The measure.</param>
    /// <param name="person">The person's facts.</param>
    /// <param name="figures">The person's running figures, one for each slot.</param>
    /// <param name="asOf">The as-of date.</param>
    /// <param name="libertyDays">Days at liberty from a first day up to the as-of date.</param>
    internal static Reading Read(
        BoundMeasure bound, ScoredPerson person, ReadOnlySpan<long> figures, DateOnly asOf, Func<DateOnly, int>? libertyDays)
    {
        switch (bound.Measure)
        {
            case RateAtLibertyMeasure rate:
                var days = libertyDays!(rate.Window!.FirstDay(asOf));
                return days < rate.MinimumLibertyDays
                    ? Reading.Lacks($"a rate at liberty: {days} days at liberty in the window, {rate.MinimumLibertyDays} needed")
                    : Reading.Of(figures[bound.Slot] * 365m / days);
            case RecencyMeasure:
                return figures[bound.Slot] == 0 ? Reading.Nothing : Reading.Of(asOf.DayNumber - (figures[bound.Slot] - 1));
            case HarmSumMeasure:
                var sum = figures[bound.Slot] / 1_000_000m;
                var without = figures[bound.Slot + 1];
                return new Reading(sum, true, [], without == 0 ? null : $"the harm weight of {without} {(without == 1 ? "event" : "events")}");
            case EventMeasure:
                return Reading.Of(figures[bound.Slot]);
            case PredictorMeasure predictor:
                return ReadPredictor(predictor, person, asOf);
            case RoshMeasure:
                return person.Rosh is { Length: > 0 } level ? Reading.Held([level]) : Reading.Lacks("the risk of serious harm level");
            case DrugUseMeasure drugs:
                return ReadDrugUse(drugs, person, asOf);
            case DesignationMeasure:
                return person.Designations.Count == 0
                    ? Reading.Nothing
                    : Reading.Held([.. person.Designations.Where(d => d.HeldOn(asOf)).Select(d => d.Code).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)]);
            case AgeMeasure:
                return person.DateOfBirth is { } born && born <= asOf ? Reading.Of(Age(born, asOf)) : Reading.Lacks("a date of birth");
            case NumberFactMeasure fact:
                return person.Numbers is { } numbers && numbers.TryGetValue(fact.Fact, out var number)
                    ? Reading.Of(number)
                    : Reading.Lacks(fact.Fact);
            case CategoryFactMeasure fact:
                return person.Categories is { } categories && categories.TryGetValue(fact.Fact, out var category) && category.Length > 0
                    ? Reading.Held([category])
                    : Reading.Lacks(fact.Fact);
            default:
                throw new InvalidOperationException($"No reading for {bound.Measure.Kind}.");
        }
    }

    /// <summary>The newest reading of a predictor on or before a date, undated readings counting as oldest.</summary>
    internal static PredictorReading? Newest(PredictorMeasure predictor, ScoredPerson person, DateOnly asOf) =>
        person.Predictors
            .Where(r => string.Equals(r.Predictor, predictor.Predictor, StringComparison.OrdinalIgnoreCase) && !(r.AssessedOn > asOf))
            .OrderByDescending(r => r.AssessedOn ?? DateOnly.MinValue)
            .ThenByDescending(r => r.Percent ?? -1)
            .ThenBy(r => r.Band, StringComparer.Ordinal)
            .FirstOrDefault();

    internal static int Age(DateOnly born, DateOnly asOf) =>
        asOf.Year - born.Year - ((asOf.Month, asOf.Day).CompareTo((born.Month, born.Day)) < 0 ? 1 : 0);

    private static Reading ReadPredictor(PredictorMeasure predictor, ScoredPerson person, DateOnly asOf)
    {
        if (Newest(predictor, person, asOf) is not { } newest)
            return Reading.Lacks(predictor.Predictor);
        if (predictor.NewestWithinMonths is { } months)
        {
            if (newest.AssessedOn is not { } on)
                return Reading.Lacks($"the date of {predictor.Predictor}");
            if (on < new Window { Months = months }.FirstDay(asOf))
                return Reading.Lacks($"a reading of {predictor.Predictor} no older than {months} months (the newest is of {Words.Date(on)})");
        }

        return new Reading(newest.Percent ?? 0, newest.Percent is not null, newest.Band is { Length: > 0 } band ? [band] : [], null);
    }

    private static Reading ReadDrugUse(DrugUseMeasure drugs, ScoredPerson person, DateOnly asOf)
    {
        var known = person.TreatmentStatus is { Length: > 0 };
        if (!known && !person.PositiveDrugTests.Any(d => d <= asOf))
            return Reading.Lacks("a drug test or treatment status");
        var first = drugs.Window?.FirstDay(asOf) ?? DateOnly.MinValue;
        var held = new List<string>(2);
        if (person.PositiveDrugTests.Any(d => d >= first && d <= asOf))
            held.Add(DrugUseMeasure.PositiveTest);
        if (known)
            held.Add(person.TreatmentStatus!);
        return Reading.Held(held);
    }
}

/// <summary>Points of a reading.</summary>
internal static class PointsOf
{
    /// <summary>Points in ten-thousandths before and after the cap, and what is missing.</summary>
    internal static (long Uncapped, long Capped, string? Missing) Award(Factor factor, in Reading reading)
    {
        var missing = reading.Missing;
        long units = 0;
        switch (factor.Points)
        {
            case PerUnitPoints each when reading.HasNumber:
                units = Round(Math.Clamp(reading.Number, -1_000_000_000_000m, 1_000_000_000_000m) * each.PerUnit);
                break;
            case BandedPoints table when reading.HasNumber:
                units = Exact.Units(Band(table, reading.Number)?.Points ?? 0);
                break;
            case CategoryPoints table when reading.Categories.Count > 0:
                units = Exact.Units(Best(table, reading.Categories));
                break;
            case not null when factor.Measure is PredictorMeasure predictor && missing is null:
                missing = factor.Points is CategoryPoints ? $"the band of {predictor.Predictor}" : $"the percentage of {predictor.Predictor}";
                break;
        }

        var capped = factor.Cap is { } cap ? Math.Min(units, Exact.Units(cap)) : units;
        return (units, capped, factor.WhenMissing == WhenMissing.Provisional ? missing : null);
    }

    /// <summary>The most a factor can give, or <see langword="null"/> when it has no limit.</summary>
    internal static long? Most(Factor factor)
    {
        long? most = factor.Points switch
        {
            BandedPoints table => Math.Max(0, Exact.Units(table.Bands.Max(b => b.Points))),
            CategoryPoints table => Math.Max(0, Exact.Units(table.Categories.Values.Max())),
            PerUnitPoints { PerUnit: <= 0 } => 0,
            PerUnitPoints each when factor.Measure is PredictorMeasure => Round(100 * each.PerUnit),
            _ => null,
        };
        return factor.Cap is { } cap ? Math.Min(most ?? long.MaxValue, Exact.Units(cap)) : most;
    }

    internal static PointsBand? Band(BandedPoints table, decimal value)
    {
        PointsBand? best = null;
        foreach (var band in table.Bands)
        {
            if (band.From > value)
                break;
            best = band;
        }

        return best;
    }

    private static long Round(decimal points)
    {
        var units = decimal.Round(points * Exact.Scale, MidpointRounding.AwayFromZero);
        return (long)Math.Clamp(units, -1_000_000_000_000_000m, 1_000_000_000_000_000m);
    }

    private static decimal Best(CategoryPoints table, IReadOnlyList<string> held)
    {
        decimal? best = null;
        foreach (var category in held)
        {
            foreach (var (name, points) in table.Categories)
            {
                if (string.Equals(name, category, StringComparison.OrdinalIgnoreCase) && !(points <= best))
                    best = points;
            }
        }

        return best ?? 0;
    }
}
