namespace Throughline.Scoring;

/// <summary>JSON to nouns: types and vocabulary. What the parts mean together is for <see cref="MatrixChecks"/>.</summary>
internal static class MatrixReader
{
    internal static readonly string[] GroupIds =
        ["convictions", "arrests", "charges", "cautions", "intelligence", "predictors", "needs", "risk", "designation", "other"];

    internal static readonly string[] MeasureKinds =
    [
        "event_count", "intelligence_count", "rate_at_liberty", "recency", "harm_sum", "predictor", "rosh", "drug_use",
        "designation", "age", "number_fact", "category_fact",
    ];

    internal static readonly string[] WhenMissingIds = ["provisional", "zero"];

    internal static SelectionMatrix? Read(JsonCursor root)
    {
        if (!root.Object("format", "name", "version", "description", "source", "effective_from", "offence_groups",
            "thresholds", "factors", "inclusions", "exclusions"))
        {
            return null;
        }

        root.Required("format", $"\"{SelectionMatrixJson.Format}\"")?.AsOneOf([SelectionMatrixJson.Format]);
        return new SelectionMatrix
        {
            Name = root.Text("name"),
            Version = root.Text("version"),
            Description = root.Text("description"),
            Source = root.Text("source"),
            EffectiveFrom = root.Required("effective_from", "a date as yyyy-mm-dd")?.AsDate() ?? DateOnly.MinValue,
            OffenceGroups = ReadOffenceGroups(root.Optional("offence_groups")),
            Thresholds = ReadThresholds(root.Required("thresholds", "an object")),
            Factors = [.. (root.Required("factors", "an array")?.Items() ?? []).Select(ReadFactor)],
            Inclusions = [.. (root.Optional("inclusions")?.Items() ?? []).Select(ReadRule)],
            Exclusions = [.. (root.Optional("exclusions")?.Items() ?? []).Select(ReadRule)],
        };
    }

    private static Dictionary<string, IReadOnlyList<OffenceGroup>> ReadOffenceGroups(JsonCursor? json)
    {
        var groups = new Dictionary<string, IReadOnlyList<OffenceGroup>>(StringComparer.Ordinal);
        foreach (var (name, value) in json?.Fields() ?? [])
            groups.Add(name, [.. value.Items().Select(i => (OffenceGroup)i.AsOneOf(OffenceGroups.Ids))]);
        return groups;
    }

    private static Thresholds ReadThresholds(JsonCursor? json)
    {
        json?.Object("entry", "exit", "near", "source");
        return new Thresholds
        {
            Entry = json?.Required("entry", "a number")?.AsDecimal() ?? 0,
            Exit = json?.Required("exit", "a number")?.AsDecimal() ?? 0,
            Near = json?.Optional("near")?.AsDecimal() ?? 0,
            Source = json?.Text("source") ?? string.Empty,
        };
    }

    private static Factor ReadFactor(JsonCursor json)
    {
        json.Object("id", "label", "group", "measure", "points", "cap", "when_missing", "source");
        return new Factor
        {
            Id = json.Text("id"),
            Label = json.Text("label"),
            Group = (SourceGroup)(json.Required("group", "one of " + string.Join(", ", GroupIds))?.AsOneOf(GroupIds) ?? 0),
            Measure = ReadMeasure(json.Required("measure", "an object")),
            Points = ReadPoints(json.Required("points", "an object")),
            Cap = json.Optional("cap")?.AsDecimal(),
            WhenMissing = (WhenMissing)(json.Optional("when_missing")?.AsOneOf(WhenMissingIds) ?? 0),
            Source = json.OptionalText("source"),
        };
    }

    private static ConsiderationRule ReadRule(JsonCursor json)
    {
        json.Object("id", "sentence", "source", "measure", "test");
        return new ConsiderationRule
        {
            Id = json.Text("id"),
            Sentence = json.Text("sentence"),
            Source = json.Text("source"),
            Measure = ReadMeasure(json.Required("measure", "an object")),
            Test = ReadTest(json.Required("test", "an object")),
        };
    }

    private static RuleTest ReadTest(JsonCursor? json)
    {
        if (json?.Object("at_least", "below", "any_of") == true
            && (json.Value.Has("at_least") ? 1 : 0) + (json.Value.Has("below") ? 1 : 0) + (json.Value.Has("any_of") ? 1 : 0) != 1)
        {
            json.Value.Error("exactly one of at_least, below, any_of");
        }

        return new RuleTest
        {
            AtLeast = json?.Optional("at_least")?.AsDecimal(),
            Below = json?.Optional("below")?.AsDecimal(),
            AnyOf = json?.Optional("any_of")?.Items().ConvertAll(i => i.AsText()),
        };
    }

    private static Measure ReadMeasure(JsonCursor? cursor)
    {
        if (cursor is not { } json)
            return new AgeMeasure();
        if (!json.IsObject)
        {
            json.Error("an object");
            return new AgeMeasure();
        }

        var given = json.Required("kind", "one of " + string.Join(", ", MeasureKinds));
        if (given is not { } kind)
            return new AgeMeasure();
        switch (kind.AsOneOf(MeasureKinds, otherwise: -1) is >= 0 and var known ? MeasureKinds[known] : null)
        {
            case null:
                return new AgeMeasure();
            case "event_count":
                json.Object("kind", "events", "offences", "window");
                return new EventCountMeasure { Events = ReadEvents(json), Offences = ReadOffences(json), Window = ReadWindow(json, required: false) };
            case "intelligence_count":
                json.Object("kind", "offences", "window");
                return new IntelligenceCountMeasure { Offences = ReadOffences(json), Window = ReadWindow(json, required: true) };
            case "rate_at_liberty":
                json.Object("kind", "events", "offences", "window", "minimum_liberty_days");
                return new RateAtLibertyMeasure
                {
                    Events = ReadEvents(json),
                    Offences = ReadOffences(json),
                    Window = ReadWindow(json, required: true),
                    MinimumLibertyDays = json.Required("minimum_liberty_days", "a whole number from 1 to 36500")?.AsWhole(1, 36500) ?? 1,
                };
            case "recency":
                json.Object("kind", "events", "offences", "window");
                return new RecencyMeasure { Events = ReadEvents(json), Offences = ReadOffences(json), Window = ReadWindow(json, required: false) };
            case "harm_sum":
                json.Object("kind", "events", "offences", "window", "half_life_days");
                return new HarmSumMeasure
                {
                    Events = ReadEvents(json),
                    Offences = ReadOffences(json),
                    Window = ReadWindow(json, required: false),
                    HalfLifeDays = (double?)json.Optional("half_life_days")?.AsDecimal(),
                };
            case "predictor":
                json.Object("kind", "predictor", "newest_within_months");
                return new PredictorMeasure
                {
                    Predictor = json.Text("predictor"),
                    NewestWithinMonths = json.Optional("newest_within_months")?.AsWhole(1, 1200),
                };
            case "rosh":
                json.Object("kind");
                return new RoshMeasure();
            case "drug_use":
                json.Object("kind", "window");
                return new DrugUseMeasure { Window = ReadWindow(json, required: false) };
            case "designation":
                json.Object("kind");
                return new DesignationMeasure();
            case "age":
                json.Object("kind");
                return new AgeMeasure();
            case "number_fact":
                json.Object("kind", "fact");
                return new NumberFactMeasure { Fact = json.Text("fact") };
            default:
                json.Object("kind", "fact");
                return new CategoryFactMeasure { Fact = json.Text("fact") };
        }
    }

    private static IReadOnlyList<EventKind> ReadEvents(JsonCursor json) =>
        [.. (json.Required("events", "an array of " + string.Join(", ", EventKinds.Ids))?.Items() ?? [])
            .Select(i => (EventKind)i.AsOneOf(EventKinds.Ids))];

    private static List<string> ReadOffences(JsonCursor json) =>
        json.Optional("offences")?.Items().ConvertAll(i => i.AsText()) ?? [];

    private static Window? ReadWindow(JsonCursor json, bool required)
    {
        const string Expected = "exactly one of months and days";
        var cursor = required ? json.Required("window", Expected) : json.Optional("window");
        if (cursor is not { } window || !window.Object("months", "days"))
            return null;
        if (window.Has("months") == window.Has("days"))
            window.Error(Expected);
        return new Window
        {
            Months = window.Optional("months")?.AsWhole(1, 1200),
            Days = window.Optional("days")?.AsWhole(1, 36500),
        };
    }

    private static PointsTable ReadPoints(JsonCursor? cursor)
    {
        if (cursor is not { } json || !json.Object("per_unit", "bands", "categories"))
            return new PerUnitPoints { PerUnit = 0 };
        if ((json.Has("per_unit") ? 1 : 0) + (json.Has("bands") ? 1 : 0) + (json.Has("categories") ? 1 : 0) != 1)
            json.Error("exactly one of per_unit, bands, categories");
        if (json.Optional("bands") is { } bands)
            return new BandedPoints { Bands = [.. bands.Items().Select(ReadBand)] };
        if (json.Optional("categories") is not { } categories)
            return new PerUnitPoints { PerUnit = json.Optional("per_unit")?.AsDecimal() ?? 0 };
        var points = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in categories.Fields())
        {
            if (!points.TryAdd(name, value.AsDecimal()))
                value.Error($"the category \"{name}\" again", "each category once, without regard to case");
        }

        return new CategoryPoints { Categories = points };
    }

    private static PointsBand ReadBand(JsonCursor json)
    {
        json.Object("from", "points");
        return new PointsBand(
            json.Required("from", "a number")?.AsDecimal() ?? 0,
            json.Required("points", "a number")?.AsDecimal() ?? 0);
    }
}
