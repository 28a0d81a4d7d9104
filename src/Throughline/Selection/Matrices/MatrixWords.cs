using Throughline.Scoring;
using static System.FormattableString;

namespace Throughline.Selection.Matrices;

/// <summary>A matrix in words, and two of them compared in words.</summary>
public static class MatrixWords
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["event_count"] = "number of events", ["intelligence_count"] = "number of intelligence reports", ["rate_at_liberty"] = "events a year at liberty", ["recency"] = "days since the last event",
        ["harm_sum"] = "harm of events", ["predictor"] = "predictor", ["rosh"] = "risk of serious harm", ["drug_use"] = "drug use", ["designation"] = "designation", ["age"] = "age", ["number_fact"] = "a number",
        ["category_fact"] = "a category",
    };

    public static IReadOnlyDictionary<string, string> MeasureKinds => Kinds;

    public static string Of(Measure measure) => measure switch
    {
        EventMeasure events => $"{Kinds[measure.Kind]}: {string.Join(", ", events.Events.Select(kind => kind.Id()))}{(events.Offences.Count == 0 ? "" : " for " + string.Join(", ", events.Offences))}{Of(events.Window)}"
            + (events is RateAtLibertyMeasure rate ? Invariant($", at least {rate.MinimumLibertyDays} days at liberty") : "")
            + (events is HarmSumMeasure { HalfLifeDays: { } half } ? Invariant($", halving every {half} days") : ""),
        PredictorMeasure predictor => $"{predictor.Predictor}{(predictor.NewestWithinMonths is { } months ? $", no older than {months} months" : "")}",
        DrugUseMeasure drugs => Kinds[measure.Kind] + Of(drugs.Window),
        NumberFactMeasure fact => $"the number \"{fact.Fact}\"",
        CategoryFactMeasure fact => $"the category \"{fact.Fact}\"",
        _ => Kinds[measure.Kind],
    };

    public static string Of(PointsTable points) => points switch
    {
        PerUnitPoints each => Invariant($"{each.PerUnit} for each"),
        BandedPoints bands => string.Join("; ", bands.Bands.Select(band => Invariant($"from {band.From}: {band.Points}"))),
        CategoryPoints categories => string.Join("; ", categories.Categories.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => Invariant($"{one.Key}: {one.Value}"))),
        _ => throw new InvalidOperationException(points.GetType().Name),
    };

    public static string Of(RuleTest test) =>
        test.AnyOf is { } any ? "any of " + string.Join(", ", any) : test.AtLeast is { } least ? Invariant($"at least {least}") : Invariant($"below {test.Below}");

    /// <summary>What changes from one matrix to another, a sentence a change; empty when nothing does.</summary>
    public static IReadOnlyList<string> Compare(SelectionMatrix one, SelectionMatrix other)
    {
        var changes = new List<string>();
        Changed(changes, "The entry line", Invariant($"{one.Thresholds.Entry}"), Invariant($"{other.Thresholds.Entry}"));
        Changed(changes, "The exit line", Invariant($"{one.Thresholds.Exit}"), Invariant($"{other.Thresholds.Exit}"));
        Changed(changes, "The margin that counts as near the line", Invariant($"{one.Thresholds.Near}"), Invariant($"{other.Thresholds.Near}"));
        Changed(changes, "The day from which it holds", $"{one.EffectiveFrom:d MMMM yyyy}", $"{other.EffectiveFrom:d MMMM yyyy}");
        Changed(changes, "The description", one.Description, other.Description);
        foreach (var name in one.OffenceGroups.Keys.Union(other.OffenceGroups.Keys).Order(StringComparer.Ordinal))
            Changed(changes, $"The offences called {name}", Offences(one, name), Offences(other, name));
        Pair(changes, "Factor", one.Factors, other.Factors, factor => factor.Id, factor => factor.Label, CompareFactors);
        Pair(changes, "Inclusion", one.Inclusions, other.Inclusions, rule => rule.Id, rule => rule.Sentence, CompareRules);
        Pair(changes, "Exclusion", one.Exclusions, other.Exclusions, rule => rule.Id, rule => rule.Sentence, CompareRules);
        return changes;
    }

    private static void CompareFactors(List<string> changes, Factor from, Factor to)
    {
        Changed(changes, $"{to.Label}: the name", from.Label, to.Label);
        Changed(changes, $"{to.Label}: what is measured", Of(from.Measure), Of(to.Measure));
        Changed(changes, $"{to.Label}: points", Of(from.Points), Of(to.Points));
        Changed(changes, $"{to.Label}: the most it gives", Cap(from), Cap(to));
        Changed(changes, $"{to.Label}: source of information", from.Group.ToString(), to.Group.ToString());
        Changed(changes, $"{to.Label}: when information is missing", Missing(from), Missing(to));
    }

    private static void CompareRules(List<string> changes, ConsiderationRule from, ConsiderationRule to)
    {
        Changed(changes, "A rule's sentence", from.Sentence, to.Sentence);
        Changed(changes, $"{to.Sentence} What is measured", Of(from.Measure), Of(to.Measure));
        Changed(changes, $"{to.Sentence} When it applies", Of(from.Test), Of(to.Test));
    }

    private static void Pair<T>(List<string> changes, string noun, IReadOnlyList<T> one, IReadOnlyList<T> other, Func<T, string> id, Func<T, string> words, Action<List<string>, T, T> compare)
    {
        changes.AddRange(one.Where(from => other.All(to => id(to) != id(from))).Select(from => $"{noun} removed: {words(from)}"));
        changes.AddRange(other.Where(to => one.All(from => id(from) != id(to))).Select(to => $"{noun} added: {words(to)}"));
        foreach (var from in one)
        {
            foreach (var to in other.Where(to => id(to) == id(from)))
                compare(changes, from, to);
        }
    }

    private static void Changed(List<string> changes, string what, string from, string to)
    {
        if (from != to)
            changes.Add($"{what} changes from {Quoted(from)} to {Quoted(to)}");
    }

    private static string Quoted(string text) => text.Length == 0 ? "nothing" : $"\"{text}\"";

    public static string Cap(Factor factor) => factor.Cap is { } cap ? Invariant($"{cap}") : "no limit";

    public static string Missing(Factor factor) => factor.WhenMissing == WhenMissing.Zero ? "counts as none" : "the score is provisional";

    private static string Offences(SelectionMatrix matrix, string name) => matrix.OffenceGroups.TryGetValue(name, out var groups) ? string.Join(", ", groups.Select(group => group.Id())) : "";

    private static string Of(Window? window) => window switch { null => ", ever", { Months: { } months } => $", in {months} months", _ => $", in {window.Days} days" };
}
