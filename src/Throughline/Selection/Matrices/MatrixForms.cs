using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Throughline.Scoring;

namespace Throughline.Selection.Matrices;

/// <summary>
/// What a measure's fields hold. A form becomes the JSON that an uploaded file would be, and is read by the same strict
/// reader: one set of rules, and each error finds its field by its path.
/// </summary>
public class MeasureForm
{
    public string? Kind { get; set; }

    public string[] Events { get; set; } = [];

    public string? Offences { get; set; }

    public string? WindowMonths { get; set; }

    public string? WindowDays { get; set; }

    public string? MinimumLibertyDays { get; set; }

    public string? HalfLifeDays { get; set; }

    public string? Predictor { get; set; }

    public string? NewestWithinMonths { get; set; }

    public string? Fact { get; set; }

    /// <summary>Where an error inside a measure belongs on the form.</summary>
    private static readonly (string Path, string Field)[] Fields =
    [
        ("kind", nameof(Kind)), ("events", nameof(Events)), ("offences", nameof(Offences)), ("window", nameof(WindowMonths)), ("minimum_liberty_days", nameof(MinimumLibertyDays)),
        ("half_life_days", nameof(HalfLifeDays)), ("predictor", nameof(Predictor)), ("newest_within_months", nameof(NewestWithinMonths)), ("fact", nameof(Fact)),
    ];

    protected JsonObject Measure()
    {
        var json = new JsonObject { ["kind"] = Kind ?? "" };
        if (Kind is "event_count" or "rate_at_liberty" or "recency" or "harm_sum")
            json["events"] = new JsonArray([.. Events.Select(kind => (JsonNode)JsonValue.Create(kind)!)]);
        if (Kind is "event_count" or "rate_at_liberty" or "recency" or "harm_sum" or "intelligence_count" && List(Offences) is { Count: > 0 } offences)
            json["offences"] = new JsonArray([.. offences.Select(name => (JsonNode)JsonValue.Create(name)!)]);
        if (Kind is "event_count" or "rate_at_liberty" or "recency" or "harm_sum" or "intelligence_count" or "drug_use" && (Given(WindowMonths) || Given(WindowDays)))
        {
            var window = new JsonObject();
            Add(window, "months", WindowMonths);
            Add(window, "days", WindowDays);
            json["window"] = window;
        }

        if (Kind == "rate_at_liberty")
            Add(json, "minimum_liberty_days", MinimumLibertyDays);
        if (Kind == "harm_sum")
            Add(json, "half_life_days", HalfLifeDays);
        if (Kind == "predictor")
        {
            json["predictor"] = Predictor?.Trim() ?? "";
            Add(json, "newest_within_months", NewestWithinMonths);
        }

        if (Kind is "number_fact" or "category_fact")
            json["fact"] = Fact?.Trim() ?? "";
        return json;
    }

    protected void Fill(Measure measure)
    {
        Kind = measure.Kind;
        var window = measure switch { EventMeasure events => events.Window, DrugUseMeasure drugs => drugs.Window, _ => null };
        (WindowMonths, WindowDays) = (window?.Months?.ToString(), window?.Days?.ToString());
        switch (measure)
        {
            case EventMeasure events:
                Events = [.. events.Events.Select(kind => kind.Id())];
                Offences = string.Join(", ", events.Offences);
                MinimumLibertyDays = (events as RateAtLibertyMeasure)?.MinimumLibertyDays.ToString();
                HalfLifeDays = (events as HarmSumMeasure)?.HalfLifeDays?.ToString(CultureInfo.InvariantCulture);
                break;
            case PredictorMeasure predictor:
                (Predictor, NewestWithinMonths) = (predictor.Predictor, predictor.NewestWithinMonths?.ToString());
                break;
            case NumberFactMeasure fact:
                Fact = fact.Fact;
                break;
            case CategoryFactMeasure fact:
                Fact = fact.Fact;
                break;
        }
    }

    protected static bool Given(string? text) => !string.IsNullOrWhiteSpace(text);

    internal static List<string> List(string? text) => [.. (text ?? "").Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>A number when it is one; what was typed when it is not, for the reader to refuse by name; nothing when empty.</summary>
    internal static JsonNode? Number(string? text) => !Given(text) ? null
        : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text!.Trim());

    internal static void Add(JsonObject json, string name, string? text)
    {
        if (Number(text) is { } value)
            json[name] = value;
    }

    /// <summary>Puts the reader's errors into the form. Those elsewhere in the matrix stand in the summary with their path.</summary>
    internal static void Show(IEnumerable<MatrixError> errors, string at, string prefix, (string Path, string Field)[] fields, ModelStateDictionary form)
    {
        foreach (var error in errors)
        {
            var words = $"Expected {error.Expected}; found {error.Found}";
            var field = error.Path.StartsWith(at + ".", StringComparison.Ordinal) ? FieldOf(error.Path[(at.Length + 1)..], fields) : null;
            form.AddModelError(field is null ? "" : prefix + field, field is null ? $"{error.Path}: {words}" : words);
        }
    }

    private static string? FieldOf(string path, (string Path, string Field)[] fields) =>
        path.StartsWith("measure.", StringComparison.Ordinal) ? Find(path["measure.".Length..], Fields) : path == "measure" ? nameof(Kind) : Find(path, fields);

    private static string? Find(string path, (string Path, string Field)[] fields) =>
        fields.FirstOrDefault(field => path == field.Path || path.StartsWith(field.Path + ".", StringComparison.Ordinal) || path.StartsWith(field.Path + "[", StringComparison.Ordinal)).Field;
}

/// <summary>A factor as a form.</summary>
public sealed class FactorForm : MeasureForm
{
    public string? Id { get; set; }

    public string? Label { get; set; }

    public string? Group { get; set; }

    /// <summary>per_unit, bands or categories.</summary>
    public string? PointsKind { get; set; }

    /// <summary>One number; or a line a band, "from: points"; or a line a category, "name: points".</summary>
    public string? Points { get; set; }

    public string? Cap { get; set; }

    public string? WhenMissing { get; set; }

    public string? Source { get; set; }

    internal static readonly (string Path, string Field)[] Fields =
        [("id", nameof(Id)), ("label", nameof(Label)), ("group", nameof(Group)), ("points", nameof(Points)), ("cap", nameof(Cap)), ("when_missing", nameof(WhenMissing)), ("source", nameof(Source))];

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = Id?.Trim() ?? "", ["label"] = Label?.Trim() ?? "", ["group"] = Group ?? "", ["measure"] = Measure(), ["points"] = PointsJson() };
        Add(json, "cap", Cap);
        json["when_missing"] = WhenMissing ?? "provisional";
        json["source"] = Source?.Trim() ?? "";
        return json;
    }

    private JsonObject PointsJson()
    {
        var lines = (Points ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).ToList();
        switch (PointsKind)
        {
            case "per_unit":
                return new JsonObject { ["per_unit"] = Number(Points) ?? "" };
            case "bands":
                return new JsonObject { ["bands"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject { ["from"] = Number(line[0]), ["points"] = Number(line.Length > 1 ? line[1] : "") })]) };
            case "categories":
                var categories = new JsonObject();
                foreach (var line in lines)
                    categories[line[0]] = Number(line.Length > 1 ? line[1] : "") ?? "";
                return new JsonObject { ["categories"] = categories };
            default:
                return [];
        }
    }

    public static FactorForm Of(Factor factor)
    {
        var form = new FactorForm
        {
            Id = factor.Id, Label = factor.Label, Group = factor.Group.ToString().ToLowerInvariant(), Cap = factor.Cap?.ToString(CultureInfo.InvariantCulture),
            WhenMissing = factor.WhenMissing.ToString().ToLowerInvariant(), Source = factor.Source,
        };
        form.Fill(factor.Measure);
        (form.PointsKind, form.Points) = factor.Points switch
        {
            PerUnitPoints each => ("per_unit", FormattableString.Invariant($"{each.PerUnit}")),
            BandedPoints bands => ("bands", string.Join('\n', bands.Bands.Select(band => FormattableString.Invariant($"{band.From}: {band.Points}")))),
            CategoryPoints categories => ("categories", string.Join('\n', categories.Categories.Select(one => FormattableString.Invariant($"{one.Key}: {one.Value}")))),
            _ => throw new InvalidOperationException(factor.Points.GetType().Name),
        };
        return form;
    }
}

/// <summary>An inclusion or an exclusion as a form.</summary>
public sealed class RuleForm : MeasureForm
{
    public string? Id { get; set; }

    public string? Sentence { get; set; }

    public string? Source { get; set; }

    /// <summary>at_least, below or any_of.</summary>
    public string? TestKind { get; set; }

    public string? TestValue { get; set; }

    internal static readonly (string Path, string Field)[] Fields = [("id", nameof(Id)), ("sentence", nameof(Sentence)), ("source", nameof(Source)), ("test", nameof(TestValue))];

    public JsonObject ToJson()
    {
        var test = new JsonObject();
        if (TestKind == "any_of")
            test["any_of"] = new JsonArray([.. List(TestValue).Select(name => (JsonNode)JsonValue.Create(name)!)]);
        else if (TestKind is "at_least" or "below")
            test[TestKind] = Number(TestValue) ?? "";
        return new JsonObject { ["id"] = Id?.Trim() ?? "", ["sentence"] = Sentence?.Trim() ?? "", ["source"] = Source?.Trim() ?? "", ["measure"] = Measure(), ["test"] = test };
    }

    public static RuleForm Of(ConsiderationRule rule)
    {
        var form = new RuleForm { Id = rule.Id, Sentence = rule.Sentence, Source = rule.Source };
        form.Fill(rule.Measure);
        (form.TestKind, form.TestValue) = rule.Test switch
        {
            { AnyOf: { } any } => ("any_of", string.Join(", ", any)),
            { AtLeast: { } least } => ("at_least", least.ToString(CultureInfo.InvariantCulture)),
            _ => ("below", rule.Test.Below?.ToString(CultureInfo.InvariantCulture)),
        };
        return form;
    }
}
