using System.Globalization;

namespace Throughline.Scoring;

/// <summary>Numbers, dates and lists in words.</summary>
internal static class Words
{
    internal static string Date(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    internal static string Number(decimal value) => decimal.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture);

    internal static string Points(decimal points) => Number(points) + (Math.Abs(points) == 1 ? " point" : " points");

    internal static string Join(IReadOnlyList<string> items, string last = "or") => items.Count switch
    {
        0 => string.Empty,
        1 => items[0],
        _ => string.Join(", ", items.Take(items.Count - 1)) + $" {last} " + items[^1],
    };

    /// <summary>"4 arrests for residential burglary", "no charges or convictions".</summary>
    internal static string Events(SelectionMatrix matrix, EventMeasure measure, long count) =>
        (count == 0 ? "no" : Number(count)) + " " + EventNoun(measure, one: count == 1) + Offences(matrix, measure);

    internal static string EventNoun(EventMeasure measure, bool one) =>
        Join([.. measure.Events.Select(k => EventKinds.Noun(k, one))]);

    internal static string Offences(SelectionMatrix matrix, EventMeasure measure)
    {
        if (measure.Offences.Count == 0)
            return string.Empty;
        if (measure.Offences.Count <= 4)
            return " for " + Join([.. measure.Offences.Select(Offence)]);
        return $" for {CompiledMatrix.OffencesOf(matrix, measure).Count} kinds of offence";
    }

    internal static string Since(EventMeasure measure, DateOnly asOf) =>
        measure.Window is { } window ? " since " + Date(window.FirstDay(asOf)) : " ever";

    /// <summary>The inputs of a factor in words, without its points.</summary>
    internal static string Inputs(SelectionMatrix matrix, Measure measure, in Reading reading, FactorInputs inputs, DateOnly asOf)
    {
        switch (measure)
        {
            case RateAtLibertyMeasure rate:
                var events = Events(matrix, rate, inputs.Events.Count) + Since(rate, asOf) + $" in {inputs.LibertyDays} days at liberty";
                return reading.HasNumber ? $"{events}, {Number(reading.Number)} a year" : events;
            case RecencyMeasure recency:
                var noun = EventNoun(recency, one: true) + Offences(matrix, recency);
                return inputs.Events.Count == 0
                    ? "no " + noun + Since(recency, asOf)
                    : $"last {noun} on {Date(inputs.Events[^1].Date)}, {Number(reading.Number)} {(reading.Number == 1 ? "day" : "days")} before";
            case HarmSumMeasure harm:
                var decay = harm.HalfLifeDays is { } days ? $", halving every {Number((decimal)days)} days" : string.Empty;
                return $"harm {Number(reading.Number)} from {Events(matrix, harm, inputs.Events.Count)}{Since(harm, asOf)}{decay}";
            case EventMeasure counted:
                return Events(matrix, counted, inputs.Events.Count) + Since(counted, asOf);
            case PredictorMeasure predictor when reading.Missing is null:
                var percent = reading.HasNumber ? Number(reading.Number) + "%" : null;
                var band = reading.Categories.Count > 0 ? reading.Categories[0] : null;
                var on = inputs.AssessedOn is { } assessed ? " on " + Date(assessed) : string.Empty;
                return $"{PredictorName(predictor.Predictor)} {Join([.. new[] { percent, band }.OfType<string>()], "and")}{on}";
            case AgeMeasure when reading.HasNumber:
                return $"aged {Number(reading.Number)}";
            case NumberFactMeasure fact when reading.HasNumber:
                return $"{fact.Fact} {Number(reading.Number)}";
            case DesignationMeasure:
                return reading.Categories.Count == 0 ? "no designation held" : "designated " + Join(reading.Categories, "and");
            case RoshMeasure when reading.Missing is null:
                return "risk of serious harm " + reading.Categories[0].Replace('_', ' ');
            case DrugUseMeasure when reading.Missing is null:
                return reading.Categories.Count == 0
                    ? "no positive drug test in the window"
                    : "drugs: " + Join([.. reading.Categories.Select(c => c.Replace('_', ' '))], "and");
            case CategoryFactMeasure fact when reading.Missing is null:
                return $"{fact.Fact} {reading.Categories[0]}";
            default:
                return $"{reading.Missing ?? "nothing"} is not known";
        }
    }

    private static string Offence(string name) =>
        OffenceGroups.TryParse(name, out var group) ? group.Label() : SuperGroup(name);

    /// <summary>A named super group in words that follow "for": serious-acquisitive is "serious acquisitive crime".</summary>
    internal static string SuperGroup(string name)
    {
        var words = name.Replace('-', ' ').Replace('_', ' ');
        return words.EndsWith("crime", StringComparison.Ordinal) || words.EndsWith("offences", StringComparison.Ordinal) ? words : words + " crime";
    }

    /// <summary>"ogrs3_two_year" as "OGRS3 two year".</summary>
    private static string PredictorName(string code)
    {
        var words = code.Split('_');
        return string.Join(' ', words.Skip(1).Prepend(words[0].ToUpperInvariant()));
    }
}
