using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Shouldly;
using Throughline.Selection.NijBacktest;
using Xunit;

namespace Throughline.Tests.Selection;

/// <summary>On an invented file of the same shape, in which arrests for property raise the odds (its true area is 0.75).</summary>
public sealed class NijBacktestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nij").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Invent(int people, Func<int, string>? sample = null)
    {
        var random = new Random(7);
        var path = Path.Combine(_folder, "people.csv");
        using var file = new StreamWriter(path);
        file.WriteLine("ID,Gender,Race,Age_at_Release,sample,arrest_within_3y,arrest_y1," + string.Join(',', NijPeople.PriorRecordColumns));
        for (var i = 0; i < people; i++)
        {
            var counts = NijPeople.PriorRecordColumns
                .Select((_, c) => c >= NijPeople.FirstYesNo ? (random.Next(2) == 0 ? "false" : "true") : random.Next(4).ToString(CultureInfo.InvariantCulture)).ToArray();
            var arrested = random.NextDouble() < 0.15 + (0.2 * int.Parse(counts[3], CultureInfo.InvariantCulture));
            var test = (sample ?? (k => k % 3 == 0 ? "test" : "train"))(i);
            file.WriteLine(string.Join(',', [
                i.ToString(CultureInfo.InvariantCulture), random.Next(4) == 0 ? "F" : "M", random.Next(2) == 0 ? "BLACK" : "WHITE",
                random.Next(3) switch { 0 => "18-22", 1 => "33-37", _ => "48 or older" }, test, arrested ? "1" : "0",
                test == "test" ? (arrested && random.Next(2) == 0 ? "1" : "0") : string.Empty, .. counts]));
        }

        return path;
    }

    private static (int Code, string Out, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = NijBacktestCommand.Build().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void Backtest_Derived_FindsTheColumnThatMattersAndMeasuresIt()
    {
        var derived = Path.Combine(_folder, "m.json");
        var (code, text, error) = Run("--people", Invent(3000), "--derive", derived, "--json");
        code.ShouldBe(0, error);
        var matrix = Throughline.Scoring.SelectionMatrixJson.Read(File.ReadAllText(derived));
        matrix.Factors.ShouldContain(f => f.Id == "prior_arrest_episodes_property");
        using var json = JsonDocument.Parse(text);
        var model = json.RootElement.GetProperty("horizons")[0].GetProperty("models")[0];
        model.GetProperty("area").GetProperty("area").GetDouble().ShouldBeInRange(0.70, 0.80);
        model.GetProperty("by_sex").GetArrayLength().ShouldBe(2);
        json.RootElement.GetProperty("horizons")[1].GetProperty("models")[0].GetProperty("calibration").ValueKind.ShouldBe(JsonValueKind.Null);
        var again = Run("--people", Path.Combine(_folder, "people.csv"), "--matrix", derived);
        again.Code.ShouldBe(0);
        again.Out.ShouldContain("arrest_within_3y: 1000 people");
    }

    [Fact]
    public void Backtest_WithTheShippedMatrix_ReadsTheFactsOfTheFile()
    {
        var (code, text, error) = Run("--people", Invent(900));
        code.ShouldBe(0, error);
        text.ShouldContain("matrix, less baseline: age and prior arrests");
    }

    [Fact]
    public void Backtest_WhatItCannotMeasure_SaysWhy()
    {
        Run().Code.ShouldBe(2);
        Run("--people", Path.Combine(_folder, "none.csv")).Code.ShouldBe(2);
        Run("--people", Invent(20, _ => "train")).Code.ShouldBe(1);
        var bad = Path.Combine(_folder, "bad.csv");
        File.WriteAllText(bad, "ID,sample\n1,test\n");
        Run("--people", bad).Error.ShouldContain("expected a column named Prior_Arrest_Episodes_Felony");
    }
}
