using Shouldly;
using Xunit;

namespace Throughline.Scoring.Tests;

public sealed class SelectionMatrixJsonTests
{
    private const string Valid = """
        {
          "format": "throughline-selection-matrix/1",
          "name": "Sample", "version": "1", "description": "d", "source": "s", "effective_from": "2026-04-01",
          "offence_groups": { "neighbourhood-crime": ["burglary-residential"] },
          "thresholds": { "entry": 20, "exit": 10, "near": 2, "source": "s" },
          "factors": [
            { "id": "a", "label": "A", "group": "arrests",
              "measure": { "kind": "event_count", "events": ["arrest"], "offences": ["neighbourhood-crime", "fraud"], "window": { "months": 6 } },
              "points": { "bands": [ { "from": 1, "points": 3 }, { "from": 3, "points": 8.5 } ] }, "cap": 8 },
            { "id": "b", "label": "B", "group": "charges", "measure": { "kind": "rate_at_liberty", "events": ["charge"], "window": { "days": 90 }, "minimum_liberty_days": 30 }, "points": { "per_unit": 2 } },
            { "id": "c", "label": "C", "group": "arrests", "measure": { "kind": "recency", "events": ["arrest"] }, "points": { "bands": [ { "from": 0, "points": 3 } ] } },
            { "id": "d", "label": "D", "group": "convictions", "measure": { "kind": "harm_sum", "events": ["conviction"], "half_life_days": 365 }, "points": { "per_unit": 0.01 } },
            { "id": "e", "label": "E", "group": "predictors", "measure": { "kind": "predictor", "predictor": "arp", "newest_within_months": 12 }, "points": { "categories": { "high": 3 } }, "when_missing": "zero" },
            { "id": "f", "label": "F", "group": "risk", "measure": { "kind": "rosh" }, "points": { "categories": { "high": 3 } } },
            { "id": "g", "label": "G", "group": "needs", "measure": { "kind": "drug_use", "window": { "months": 3 } }, "points": { "categories": { "positive_test": 3 } } },
            { "id": "h", "label": "H", "group": "intelligence", "measure": { "kind": "intelligence_count", "window": { "months": 3 } }, "points": { "per_unit": 1 } },
            { "id": "i", "label": "I", "group": "designation", "measure": { "kind": "designation" }, "points": { "categories": { "PPO": 3 } } },
            { "id": "j", "label": "J", "group": "other", "measure": { "kind": "age" }, "points": { "bands": [ { "from": 10, "points": 3 }, { "from": 21, "points": 0 } ] } },
            { "id": "k", "label": "K", "group": "convictions", "measure": { "kind": "number_fact", "fact": "priors" }, "points": { "per_unit": 1 } },
            { "id": "l", "label": "L", "group": "needs", "measure": { "kind": "category_fact", "fact": "accommodation" }, "points": { "categories": { "homeless": 3 } } }
          ],
          "inclusions": [ { "id": "x", "sentence": "To be considered whatever the score.", "source": "s", "measure": { "kind": "designation" }, "test": { "any_of": ["MAPPA"] } } ],
          "exclusions": [ { "id": "x", "sentence": "Not for this list.", "source": "s", "measure": { "kind": "age" }, "test": { "below": 18 } } ]
        }
        """;

    [Fact]
    public void Read_EveryKind_RoundTripsToTheSameBytes()
    {
        var written = SelectionMatrixJson.Write(SelectionMatrixJson.Read(Valid));
        SelectionMatrixJson.Write(SelectionMatrixJson.Read(written)).ShouldBe(written);
        SelectionMatrixJson.Read("\uFEFF" + Valid).Factors.Count.ShouldBe(12);
        foreach (var kind in MatrixReader.MeasureKinds)
            written.ShouldContain($"\"kind\": \"{kind}\"");
    }

    [Theory]
    [InlineData("\"version\": \"1\",", "\"version\": \"1\", \"colour\": 1,", "$.colour")]
    [InlineData("\"version\": \"1\",", "\"version\": 1,", "$.version")]
    [InlineData("\"version\": \"1\",", "", "$.version")]
    [InlineData("\"name\": \"Sample\"", "\"name\": \" \"", "$.name")]
    [InlineData("matrix/1", "matrix/2", "$.format")]
    [InlineData("2026-04-01", "01/04/2026", "$.effective_from")]
    [InlineData("\"exit\": 10", "\"exit\": 20.5", "$.thresholds.exit")]
    [InlineData("\"near\": 2", "\"near\": -1", "$.thresholds.near")]
    [InlineData("\"entry\": 20", "\"entry\": \"20\"", "$.thresholds.entry")]
    [InlineData("[\"burglary-residential\"]", "[\"burglary\"]", "$.offence_groups.neighbourhood-crime[0]")]
    [InlineData("[\"burglary-residential\"]", "[]", "$.offence_groups.neighbourhood-crime")]
    [InlineData("\"fraud\"]", "\"frauds\"]", "$.factors[0].measure.offences[1]")]
    [InlineData("\"months\": 6", "\"months\": 0", "$.factors[0].measure.window.months")]
    [InlineData("\"months\": 6", "\"months\": 6, \"days\": 1", "$.factors[0].measure.window")]
    [InlineData("\"from\": 3", "\"from\": 1", "$.factors[0].points.bands[1].from")]
    [InlineData("\"points\": 8.5", "\"points\": 1", "$.factors[0].points.bands")]
    [InlineData("\"points\": 8.5", "\"points\": 8.00001", "$.factors[0].points.bands[1].points")]
    [InlineData("\"cap\": 8", "\"cap\": -1", "$.factors[0].cap")]
    [InlineData("\"id\": \"b\"", "\"id\": \"a\"", "$.factors[1].id")]
    [InlineData("\"id\": \"b\"", "\"id\": \"B b\"", "$.factors[1].id")]
    [InlineData("\"minimum_liberty_days\": 30", "\"minimum_liberty_days\": 0", "$.factors[1].measure.minimum_liberty_days")]
    [InlineData(", \"window\": { \"days\": 90 }", "", "$.factors[1].measure.window")]
    [InlineData("\"group\": \"charges\"", "\"group\": \"charge\"", "$.factors[1].group")]
    [InlineData("[\"charge\"]", "[\"charge\", \"charge\"]", "$.factors[1].measure.events")]
    [InlineData("[\"charge\"]", "[]", "$.factors[1].measure.events")]
    [InlineData("{ \"from\": 0, \"points\": 3 }", "{ \"from\": 0, \"points\": 3 }, { \"from\": 5, \"points\": 4 }", "$.factors[2].points.bands[1].points")]
    [InlineData("\"half_life_days\": 365", "\"half_life_days\": 0", "$.factors[3].measure.half_life_days")]
    [InlineData("\"when_missing\": \"zero\"", "\"when_missing\": \"guess\"", "$.factors[4].when_missing")]
    [InlineData("\"rosh\" }, \"points\": { \"categories\": { \"high\": 3 } }", "\"rosh\" }, \"points\": { \"per_unit\": 3 }", "$.factors[5].points")]
    [InlineData("\"rosh\" }, \"points\": { \"categories\": { \"high\": 3 } }", "\"rosh\" }, \"points\": { \"categories\": { \"extreme\": 3 } }", "$.factors[5].points.categories")]
    [InlineData("\"kind\": \"rosh\"", "\"kind\": \"vibes\"", "$.factors[5].measure.kind")]
    [InlineData("\"per_unit\": 0.01", "\"per_unit\": 0.01, \"bands\": []", "$.factors[3].points")]
    [InlineData("\"fact\": \"accommodation\"", "\"fact\": \"ethnicity\"", "$.factors[11].measure.fact")]
    [InlineData("\"any_of\": [\"MAPPA\"]", "\"any_of\": [\"MAPPA\"], \"below\": 1", "$.inclusions[0].test")]
    [InlineData("\"any_of\": [\"MAPPA\"]", "\"below\": 1", "$.inclusions[0].test")]
    [InlineData("\"below\": 18", "\"any_of\": [\"x\"]", "$.exclusions[0].test")]
    public void Read_OneThingWrong_NamesItsPathAndOnlyThat(string was, string becomes, string path)
    {
        var json = Valid.Replace("\r\n", "\n", StringComparison.Ordinal);


        var at = json.IndexOf(was, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(-1, was);
        json = json.Remove(at, was.Length).Insert(at, becomes);
        SelectionMatrixJson.TryRead(json, out var matrix, out var errors).ShouldBeFalse();
        matrix.ShouldBeNull();
        errors.Select(e => e.Path).Distinct().ShouldBe([path], string.Join("\n", errors));
        errors.ShouldAllBe(e => e.Found.Length > 0 && e.Expected.Length > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"name\": \"a\", \"name\": \"b\" }")]
    [InlineData("{ \"name\": ")]
    [InlineData("null")]
    public void Read_NotAMatrix_IsRefused(string json)
    {
        SelectionMatrixJson.TryRead(json, out _, out var errors).ShouldBeFalse();
        errors.ShouldNotBeEmpty();
        Should.Throw<MatrixFormatException>(() => SelectionMatrixJson.Read(json));
    }
}
