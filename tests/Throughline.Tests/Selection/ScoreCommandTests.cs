using System.CommandLine;
using System.Text.Json;
using Shouldly;
using Throughline.Selection.ScoreFiles;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class ScoreCommandTests : IDisposable
{
    private const string Matrix = """
        {
          "format": "throughline-selection-matrix/1", "name": "Files", "version": "1", "description": "d", "source": "s", "effective_from": "2026-01-01",
          "thresholds": { "entry": 10, "exit": 5, "source": "s" },
          "factors": [
            { "id": "a", "label": "Arrests", "group": "arrests", "measure": { "kind": "event_count", "events": ["arrest"], "offences": ["burglary-residential"], "window": { "months": 6 } }, "points": { "per_unit": 3.5 } },
            { "id": "b", "label": "ARP", "group": "predictors", "measure": { "kind": "predictor", "predictor": "arp" }, "points": { "bands": [ { "from": 50, "points": 2 } ] } },
            { "id": "c", "label": "Rate", "group": "arrests", "measure": { "kind": "rate_at_liberty", "events": ["arrest"], "window": { "months": 12 }, "minimum_liberty_days": 30 }, "points": { "bands": [ { "from": 2, "points": 1 } ] } },
            { "id": "d", "label": "Designation", "group": "designation", "measure": { "kind": "designation" }, "points": { "categories": { "PPO": 1 } } }
          ]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("score").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Put(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static (int Code, string Out, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = ScoreCommand.Build().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private (int Code, string Out, string Error) Score(string people, string events, params string[] more) => Run(
    [
        "--matrix", Put("m.json", Matrix), "--people", Put("p.csv", people), "--events", Put("e.csv", events), "--as-of", "2026-11-20", .. more,
    ]);

    [Fact]
    public void Score_GoodFiles_PrintsIdScoreAndRankWithTiesById()
    {
        var (code, text, error) = Score(
            "\uFEFFperson_id,arp,designations\r\nB,75,\r\n\"A,1\",49.9,PPO@2026-01-01/2026-11-20;DIP\r\nC,50,PPO@/2026-11-19\r\n",
            "person_id,date,kind,offence_code\nB,2026-05-20,arrest,28E\nB,2026-05-19,arrest,28E\n\"A,1\",2026-11-20,ARREST,02803\nC,2026-11-21,arrest,28E\nC,2026-11-20,arrest,46\n");
        code.ShouldBe(0, error);
        text.ShouldBe("person_id,score,rank\nB,6.5,1\n\"A,1\",4.5,2\nC,2,3\n");
        error.ShouldContain("scored 3 people");
        error.ShouldContain("no --custody");
    }

    [Fact]
    public void Score_ToFilesTwiceInAnotherOrder_WritesTheSameBytes()
    {
        string[] people = ["A,10", "B,60", "C,"];
        string[] events = ["A,2026-11-01,arrest,burglary-residential", "B,2026-10-01,arrest,fraud", "A,2026-09-01,arrest,fraud"];
        var results = new List<(string, string)>();
        foreach (var turn in new[] { false, true })
        {
            if (turn)
            {
                Array.Reverse(people);
                Array.Reverse(events);
            }

            Score(
                "person_id,arp\n" + string.Join('\n', people), "person_id,date,kind,offence_group\n" + string.Join('\n', events),
                "--out", In("s.csv"), "--explain", In("x.jsonl")).Code.ShouldBe(0);
            results.Add((File.ReadAllText(In("s.csv")), File.ReadAllText(In("x.jsonl"))));
        }

        results[0].ShouldBe(results[1]);
        var lines = results[0].Item2.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        using var first = JsonDocument.Parse(lines[0]);
        first.RootElement.GetProperty("person_id").GetString().ShouldBe("A");
        first.RootElement.GetProperty("factors")[0].GetProperty("words").GetString().ShouldBe("1 arrest for residential burglary since 20 May 2026: 3.5 points");
        Directory.GetFiles(_folder, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public void Score_WithCustody_UsesDaysAtLiberty()
    {
        var custody = Put("c.csv", "person_id,from,to\nA,2025-12-01,2026-10-31\nA,2026-11-15,\nZ,2026-01-01,\n");
        var (code, text, error) = Score("person_id,arp\nA,10\n", "person_id,date,kind,offence_group\nA,2026-11-01,arrest,fraud\n", "--custody", custody, "--explain", In("x.jsonl"));
        code.ShouldBe(0, error);
        error.ShouldContain("c.csv: 1 custody spells of 1 person");
        using var score = JsonDocument.Parse(File.ReadAllText(In("x.jsonl")));
        score.RootElement.GetProperty("provisional").GetBoolean().ShouldBeTrue();
        score.RootElement.GetProperty("factors")[2].GetProperty("inputs").GetProperty("liberty_days").GetInt32().ShouldBe(11 + 15);
        text.ShouldContain("A,0,1");
    }

    [Fact]
    public void Score_BadRows_ListsEachWithFileLineFieldFoundAndExpected()
    {
        var (code, text, error) = Score(
            "person_id,date_of_birth,rosh,arp\nA,31/12/1990,awful,101\n\nA,1990-01-01,,\n,,,\nB,1990-01-01\n",
            "person_id,date,kind,offence_group,weight\nA,2026-02-30,arest,burglary,-1\nA,2026-02-01,arrest,,\nA,\"2026-02-01\"x,arrest,fraud,\n");
        code.ShouldBe(2);
        text.ShouldBeEmpty();
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith("warning", StringComparison.Ordinal)).ShouldBe(
        [
            "p.csv line 2, arp: found \"101\", expected a number from 0 to 100",
            "p.csv line 2, date_of_birth: found \"31/12/1990\", expected a date as yyyy-mm-dd",
            "p.csv line 2, rosh: found \"awful\", expected one of low, medium, high, very_high",
            "p.csv line 4, person_id: found \"A\" again, expected each person once",
            "p.csv line 5, person_id: found nothing, expected a value",
            "p.csv line 6, record: found 2 fields, expected 4 fields, as in the header",
            "e.csv line 2, date: found \"2026-02-30\", expected a date as yyyy-mm-dd",
            "e.csv line 2, kind: found \"arest\", expected one of arrest, charge, caution, conviction, intelligence, breach",
            "e.csv line 2, offence_group: found \"burglary\", expected one of " + string.Join(", ", Scoring.OffenceGroups.Ids),
            "e.csv line 2, weight: found \"-1\", expected a number from 0 to 1000000",
            "e.csv line 3, offence_group: found nothing, expected an offence group or code",
            "e.csv line 4, record: found a quotation mark in the wrong place, expected RFC 4180",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Score_MissingColumns_AreNamed()
    {
        var (code, _, error) = Score("name,arp\nA,1\n", "person_id,date\nA,2026-01-01\n");
        code.ShouldBe(2);
        error.ShouldContain("p.csv line 1, person_id: found no such column, expected a column named person_id");
        error.ShouldContain("e.csv line 1, kind: found no such column, expected a column named kind");
        error.ShouldContain("expected a column named offence_group or offence_code");
    }

    [Fact]
    public void Score_UnknownColumnsAndStrangers_AreWarnings()
    {
        var (code, text, error) = Score(
            "person_id,shoe_size\nA,9\n", "person_id,date,kind,offence_group,colour\nA,2026-11-01,arrest,fraud,red\nQ,2026-11-01,arrest,fraud,red\n");
        code.ShouldBe(0);
        error.ShouldContain("warning: p.csv: ignored column shoe_size");
        error.ShouldContain("warning: p.csv: no column arp, which the matrix uses");
        error.ShouldContain("warning: e.csv: ignored column colour");
        error.ShouldContain("1 events of 1 person who are not in the people file were not scored (the first on line 3, person_id \"Q\")");
        text.ShouldBe("person_id,score,rank\nA,0,1\n");
    }

    [Fact]
    public void Score_Json_CountsPeopleOnEachSide()
    {
        var (code, text, _) = Score("person_id,arp\nA,60\nB,\n", "person_id,date,kind,offence_group\n", "--json");
        code.ShouldBe(0);
        using var json = JsonDocument.Parse(text);
        json.RootElement.GetProperty("people").GetInt32().ShouldBe(2);
        json.RootElement.GetProperty("provisional").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("scores")[0].GetProperty("score").GetDecimal().ShouldBe(2);
    }

    [Fact]
    public void Score_BeforeTheMatrixTakesEffect_IsRefusedWithOne()
    {
        var (code, _, error) = Run(
            "--matrix", Put("m.json", Matrix), "--people", Put("p.csv", "person_id\nA\n"), "--events", Put("e.csv", "person_id,date,kind,offence_group\n"), "--as-of", "2025-12-31");
        code.ShouldBe(1);
        error.ShouldContain("takes effect on 2026-01-01");
    }

    [Theory]
    [InlineData("{}", "m.json $.format: found nothing, expected \"throughline-selection-matrix/1\"")]
    [InlineData("nonsense", "m.json $: found text that is not JSON at line 1")]
    public void Score_BadMatrix_NamesThePath(string matrix, string expected)
    {
        var (code, _, error) = Run("--matrix", Put("m.json", matrix), "--people", "p", "--events", "e", "--as-of", "2026-11-20");
        code.ShouldBe(2);
        error.ShouldContain(expected);
    }

    [Fact]
    public void Score_BadUsage_ExitsWithTwo()
    {
        Run().ShouldBe((2, string.Empty, "score: missing --matrix, --people, --events, --as-of\n"));
        Run("--matrix", In("none.json"), "--people", "p", "--events", "e", "--as-of", "2026-11-20").Code.ShouldBe(2);
        var (code, _, error) = Run("--matrix", Put("m.json", Matrix), "--people", "p", "--events", "e", "--as-of", "20/11/2026");
        code.ShouldBe(2);
        error.ShouldBe("score: --as-of: found \"20/11/2026\", expected a date as yyyy-mm-dd\n");
    }

    [Fact]
    public void Columns_OfAMatrix_ArePrinted()
    {
        var (code, text, _) = Run("--matrix", Put("m.json", Matrix), "--columns");
        code.ShouldBe(0);
        text.ShouldBe("""
            people: person_id,arp,designations
            people, optional: arp_band,arp_on
            events: person_id,date,kind,offence_group
            events, instead of offence_group: offence_code
            events, optional: weight,event_id
            custody: person_id,from,to

            """.Replace("\r\n", "\n", StringComparison.Ordinal));
    }
}
