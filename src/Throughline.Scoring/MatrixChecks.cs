namespace Throughline.Scoring;

/// <summary>What a matrix must be besides well-formed.</summary>
internal static class MatrixChecks
{
    internal const int MostEventSlots = 64;
    private const decimal MostPoints = 1_000_000m;

    // A score that adds points for these would be unequal treatment by construction: Equality Act 2010 ss.4 and 29.
    private static readonly HashSet<string> Protected = new(StringComparer.OrdinalIgnoreCase)
    {
        "sex", "gender", "gender_reassignment", "race", "ethnicity", "ethnic_group", "ethnic_appearance", "nationality", "religion",
        "belief", "disability", "sexual_orientation", "pregnancy", "marital_status",
    };

    internal static readonly string[] RoshLevels = ["low", "medium", "high", "very_high"];

    internal static IEnumerable<MatrixError> Check(SelectionMatrix matrix) =>
        CheckLines(matrix)
            .Concat(CheckSuperGroups(matrix))
            .Concat(CheckFactors(matrix))
            .Concat(CheckRules(matrix, matrix.Inclusions, "$.inclusions"))
            .Concat(CheckRules(matrix, matrix.Exclusions, "$.exclusions"))
            .Concat(CheckCount(matrix));

    private static IEnumerable<MatrixError> CheckLines(SelectionMatrix matrix)
    {
        var lines = matrix.Thresholds;
        if (lines.Entry < lines.Exit)
            yield return new("$.thresholds.exit", $"{lines.Exit} above the entry line {lines.Entry}", "an exit line at or below the entry line");
        if (lines.Near < 0)
            yield return new("$.thresholds.near", $"{lines.Near}", "zero or more points");
        foreach (var (name, value) in new[] { ("entry", lines.Entry), ("exit", lines.Exit), ("near", lines.Near) })
        {
            if (NotPoints(value))
                yield return new($"$.thresholds.{name}", $"{value}", PointsExpected);
        }
    }

    private static IEnumerable<MatrixError> CheckSuperGroups(SelectionMatrix matrix)
    {
        foreach (var (name, groups) in matrix.OffenceGroups)
        {
            var path = $"$.offence_groups.{name}";
            if (!IsId(name) || OffenceGroups.TryParse(name, out _))
                yield return new(path, $"\"{name}\"", "lower-case letters, digits, - and _, and not the id of an offence group");
            if (groups.Count == 0)
                yield return new(path, "no offence groups", "at least one");
        }
    }

    private static IEnumerable<MatrixError> CheckFactors(SelectionMatrix matrix)
    {
        if (matrix.Factors.Count == 0)
            yield return new("$.factors", "no factors", "at least one");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < matrix.Factors.Count; i++)
        {
            var factor = matrix.Factors[i];
            var path = $"$.factors[{i}]";
            if (!IsId(factor.Id))
                yield return new($"{path}.id", $"\"{factor.Id}\"", "lower-case letters, digits, - and _");
            else if (!seen.Add(factor.Id))
                yield return new($"{path}.id", $"\"{factor.Id}\" again", "an id used once");
            if (factor.Cap is { } cap && (NotPoints(cap) || cap < 0))
                yield return new($"{path}.cap", $"{cap}", "zero or more, " + PointsExpected);
            foreach (var error in CheckMeasure(matrix, factor.Measure, $"{path}.measure").Concat(CheckPoints(factor, $"{path}.points")))
                yield return error;
        }
    }

    private static IEnumerable<MatrixError> CheckRules(SelectionMatrix matrix, IReadOnlyList<ConsiderationRule> rules, string at)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rules.Count; i++)
        {
            var (rule, path) = (rules[i], $"{at}[{i}]");
            if (!IsId(rule.Id))
                yield return new($"{path}.id", $"\"{rule.Id}\"", "lower-case letters, digits, - and _");
            else if (!seen.Add(rule.Id))
                yield return new($"{path}.id", $"\"{rule.Id}\" again", "an id used once");
            foreach (var error in CheckMeasure(matrix, rule.Measure, $"{path}.measure"))
                yield return error;
            var categories = rule.Test.AnyOf is not null;
            if (categories ? !rule.Measure.GivesCategories : !rule.Measure.GivesNumber)
                yield return new($"{path}.test", categories ? "any_of" : "a number", $"a test that fits {rule.Measure.Kind}");
            if (rule.Test.AnyOf is { Count: 0 })
                yield return new($"{path}.test.any_of", "nothing", "at least one category");
            foreach (var error in CheckCategories(rule.Measure, rule.Test.AnyOf ?? [], $"{path}.test.any_of"))
                yield return error;
        }
    }

    private static IEnumerable<MatrixError> CheckCount(SelectionMatrix matrix)
    {
        var count = matrix.Factors.Select(f => f.Measure)
            .Concat(matrix.Inclusions.Concat(matrix.Exclusions).Select(r => r.Measure))
            .Sum(m => m is HarmSumMeasure ? 2 : m is EventMeasure ? 1 : 0);
        if (count > MostEventSlots)
            yield return new("$.factors", $"{count} running figures of events (a harm sum needs two)", $"at most {MostEventSlots}");
    }

    private static IEnumerable<MatrixError> CheckMeasure(SelectionMatrix matrix, Measure measure, string path)
    {
        if (measure is EventMeasure events)
        {
            if (events.Events.Count == 0)
                yield return new($"{path}.events", "nothing", "at least one kind of event");
            if (events.Events.Distinct().Count() != events.Events.Count)
                yield return new($"{path}.events", "a kind of event twice", "each kind once");
            if (events is IntelligenceCountMeasure && events.Events is not [EventKind.Intelligence])
                yield return new($"{path}.events", "other kinds of event", "intelligence only");
            if (events.Window is null && events is RateAtLibertyMeasure or IntelligenceCountMeasure)
                yield return new($"{path}.window", "nothing", "a window");
            for (var i = 0; i < events.Offences.Count; i++)
            {
                if (!OffenceGroups.TryParse(events.Offences[i], out _) && !matrix.OffenceGroups.ContainsKey(events.Offences[i]))
                    yield return new($"{path}.offences[{i}]", $"\"{events.Offences[i]}\"", "an offence group id or a name under offence_groups");
            }
        }

        if (measure is HarmSumMeasure { HalfLifeDays: <= 0 or double.NaN })
            yield return new($"{path}.half_life_days", "zero or less", "a number of days above zero");
        if (measure is NumberFactMeasure { Fact: var number } && Protected.Contains(number))
            yield return new($"{path}.fact", $"\"{number}\"", "a fact that is not a protected characteristic");
        if (measure is CategoryFactMeasure { Fact: var category } && Protected.Contains(category))
            yield return new($"{path}.fact", $"\"{category}\"", "a fact that is not a protected characteristic");
    }

    private static IEnumerable<MatrixError> CheckPoints(Factor factor, string path)
    {
        var fits = factor.Points is CategoryPoints ? factor.Measure.GivesCategories : factor.Measure.GivesNumber;
        if (!fits)
            yield return new(path, factor.Points is CategoryPoints ? "categories" : "per_unit or bands", $"points that fit {factor.Measure.Kind}");
        switch (factor.Points)
        {
            case PerUnitPoints each:
                if (NotPoints(each.PerUnit))
                    yield return new($"{path}.per_unit", $"{each.PerUnit}", PointsExpected);
                if (factor.Measure is RecencyMeasure)
                    yield return new(path, "per_unit", "bands, because points fall as days pass");
                break;
            case BandedPoints table:
                foreach (var error in CheckBands(factor.Measure, table.Bands, $"{path}.bands"))
                    yield return error;
                break;
            case CategoryPoints table:
                if (table.Categories.Count == 0)
                    yield return new($"{path}.categories", "nothing", "at least one category");
                foreach (var (name, points) in table.Categories)
                {
                    if (NotPoints(points))
                        yield return new($"{path}.categories.{name}", $"{points}", PointsExpected);
                }

                foreach (var error in CheckCategories(factor.Measure, table.Categories.Keys, $"{path}.categories"))
                    yield return error;
                break;
        }
    }

    private static IEnumerable<MatrixError> CheckBands(Measure measure, IReadOnlyList<PointsBand> bands, string path)
    {
        if (bands.Count == 0)
            yield return new(path, "nothing", "at least one band");
        var (rises, falls) = (bands.Count > 0 && bands[0].Points > 0, bands.Count > 0 && bands[0].Points < 0);
        for (var i = 0; i < bands.Count; i++)
        {
            if (NotPoints(bands[i].Points))
                yield return new($"{path}[{i}].points", $"{bands[i].Points}", PointsExpected);
            if (i == 0)
                continue;
            if (bands[i].From <= bands[i - 1].From)
                yield return new($"{path}[{i}].from", $"{bands[i].From} after {bands[i - 1].From}", "bounds that rise");
            if (measure is RecencyMeasure && bands[i].Points > bands[i - 1].Points)
                yield return new($"{path}[{i}].points", $"{bands[i].Points} after {bands[i - 1].Points}", "points that do not rise as days pass");
            rises |= bands[i].Points > bands[i - 1].Points;
            falls |= bands[i].Points < bands[i - 1].Points;
        }

        if (measure is EventMeasure and not RecencyMeasure && rises && falls)
            yield return new(path, "points that rise and fall", "points that move one way as events are added, starting from 0");
    }

    private static IEnumerable<MatrixError> CheckCategories(Measure measure, IEnumerable<string> names, string path)
    {
        foreach (var name in names)
        {
            if (measure is RoshMeasure && !RoshLevels.Contains(name, StringComparer.OrdinalIgnoreCase))
                yield return new(path, $"\"{name}\"", "one of " + string.Join(", ", RoshLevels));
        }
    }

    private const string PointsExpected = "a number between -1000000 and 1000000 with at most four decimal places";

    private static bool NotPoints(decimal value) =>
        Math.Abs(value) > MostPoints || decimal.Truncate(value * Exact.Scale) != value * Exact.Scale;

    private static bool IsId(string text) =>
        text.Length > 0 && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_');
}
