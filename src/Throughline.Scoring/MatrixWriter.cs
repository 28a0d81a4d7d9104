using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Throughline.Scoring;

internal static class MatrixWriter
{
    internal static string Write(SelectionMatrix matrix)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString("format", SelectionMatrixJson.Format);
            json.WriteString("name", matrix.Name);
            json.WriteString("version", matrix.Version);
            json.WriteString("description", matrix.Description);
            json.WriteString("source", matrix.Source);
            json.WriteString("effective_from", matrix.EffectiveFrom.ToString("yyyy-MM-dd"));
            WriteOffenceGroups(json, matrix);
            WriteThresholds(json, matrix.Thresholds);
            json.WriteStartArray("factors");
            foreach (var factor in matrix.Factors)
                WriteFactor(json, factor);
            json.WriteEndArray();
            WriteRules(json, "inclusions", matrix.Inclusions);
            WriteRules(json, "exclusions", matrix.Exclusions);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteOffenceGroups(Utf8JsonWriter json, SelectionMatrix matrix)
    {
        json.WriteStartObject("offence_groups");
        foreach (var (name, groups) in matrix.OffenceGroups.OrderBy(g => g.Key, StringComparer.Ordinal))
            WriteList(json, name, groups.Select(g => g.Id()));
        json.WriteEndObject();
    }

    private static void WriteThresholds(Utf8JsonWriter json, Thresholds lines)
    {
        json.WriteStartObject("thresholds");
        json.WriteNumber("entry", lines.Entry);
        json.WriteNumber("exit", lines.Exit);
        json.WriteNumber("near", lines.Near);
        json.WriteString("source", lines.Source);
        json.WriteEndObject();
    }

    private static void WriteFactor(Utf8JsonWriter json, Factor factor)
    {
        json.WriteStartObject();
        json.WriteString("id", factor.Id);
        json.WriteString("label", factor.Label);
        json.WriteString("group", MatrixReader.GroupIds[(int)factor.Group]);
        WriteMeasure(json, factor.Measure);
        WritePoints(json, factor.Points);
        if (factor.Cap is { } cap)
            json.WriteNumber("cap", cap);
        json.WriteString("when_missing", MatrixReader.WhenMissingIds[(int)factor.WhenMissing]);
        json.WriteString("source", factor.Source);
        json.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter json, string name, IReadOnlyList<ConsiderationRule> rules)
    {
        json.WriteStartArray(name);
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteString("sentence", rule.Sentence);
            json.WriteString("source", rule.Source);
            WriteMeasure(json, rule.Measure);
            json.WriteStartObject("test");
            if (rule.Test.AtLeast is { } atLeast)
                json.WriteNumber("at_least", atLeast);
            if (rule.Test.Below is { } below)
                json.WriteNumber("below", below);
            if (rule.Test.AnyOf is { } anyOf)
                WriteList(json, "any_of", anyOf);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMeasure(Utf8JsonWriter json, Measure measure)
    {
        json.WriteStartObject("measure");
        json.WriteString("kind", measure.Kind);
        if (measure is EventMeasure events)
        {
            if (events is not IntelligenceCountMeasure)
                WriteList(json, "events", events.Events.Select(e => e.Id()));
            if (events.Offences.Count > 0)
                WriteList(json, "offences", events.Offences);
            WriteWindow(json, events.Window);
        }

        switch (measure)
        {
            case RateAtLibertyMeasure rate:
                json.WriteNumber("minimum_liberty_days", rate.MinimumLibertyDays);
                break;
            case HarmSumMeasure { HalfLifeDays: { } days }:
                json.WriteNumber("half_life_days", days);
                break;
            case PredictorMeasure predictor:
                json.WriteString("predictor", predictor.Predictor);
                if (predictor.NewestWithinMonths is { } months)
                    json.WriteNumber("newest_within_months", months);
                break;
            case DrugUseMeasure drugs:
                WriteWindow(json, drugs.Window);
                break;
            case NumberFactMeasure number:
                json.WriteString("fact", number.Fact);
                break;
            case CategoryFactMeasure category:
                json.WriteString("fact", category.Fact);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteWindow(Utf8JsonWriter json, Window? window)
    {
        if (window is null)
            return;
        json.WriteStartObject("window");
        if (window.Months is { } months)
            json.WriteNumber("months", months);
        if (window.Days is { } days)
            json.WriteNumber("days", days);
        json.WriteEndObject();
    }

    private static void WritePoints(Utf8JsonWriter json, PointsTable points)
    {
        json.WriteStartObject("points");
        switch (points)
        {
            case PerUnitPoints each:
                json.WriteNumber("per_unit", each.PerUnit);
                break;
            case BandedPoints table:
                json.WriteStartArray("bands");
                foreach (var band in table.Bands)
                {
                    json.WriteStartObject();
                    json.WriteNumber("from", band.From);
                    json.WriteNumber("points", band.Points);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            case CategoryPoints table:
                json.WriteStartObject("categories");
                foreach (var (name, value) in table.Categories.OrderBy(c => c.Key, StringComparer.Ordinal))
                    json.WriteNumber(name, value);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
