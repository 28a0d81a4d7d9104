using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Scoring;
using Throughline.Selection.ScoreFiles;

namespace Throughline.Selection.NijBacktest;

/// <summary>
/// <c>backtest-nij --people FILE [--matrix M.json] [--derive OUT.json] [--json]</c>: how well a plain points matrix ranks real
/// releases with known outcomes. Exit codes: 0 done, 1 the file has no test or training sample, 2 bad usage or bad input.
/// </summary>
internal static class NijBacktestCommand
{
    private const string Shipped = "Reference/matrix-nij-prior-record.json";

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    internal static Command Build()
    {
        var people = new Option<string>("--people") { Description = "The NIJ people file, CSV or CSV.GZ." };
        var matrix = new Option<string>("--matrix") { Description = "A matrix over the prior-record facts; the shipped one when not given." };
        var derive = new Option<string>("--derive") { Description = "Derive a matrix from the training sample, write it here, and use it." };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var partnership = new Option<string>("--partnership") { Description = "Instead of a file: the code of the partnership that took the records in (profile nij-georgia-parole)." };
        var command = new Command("backtest-nij", "Measure a prior-record matrix on the NIJ Georgia parole releases.") { people, partnership, matrix, derive, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                if (parsed.GetValue(partnership) is { Length: > 0 } code)
                    return await RunOnRecordsAsync(code, parsed.GetValue(matrix), parsed.GetValue(json), output, error, cancel);
                return Run(parsed.GetValue(people), parsed.GetValue(matrix), parsed.GetValue(derive), parsed.GetValue(json), output, error);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or MatrixFormatException or InvalidDataException)
            {
                error.WriteLine("backtest-nij: " + e.Message);
                return 2;
            }
        });
        return command;
    }

    private static int Run(string? peopleFile, string? matrixFile, string? deriveFile, bool json, TextWriter output, TextWriter error)
    {
        if (string.IsNullOrEmpty(peopleFile))
        {
            error.WriteLine("backtest-nij: missing --people FILE or --partnership CODE");
            return 2;
        }

        var problems = new List<FileProblem>();
        using var rows = CsvRows.Open(peopleFile, problems);
        var people = NijPeople.Read(rows);
        foreach (var problem in problems.Take(100))
            error.WriteLine(problem);
        if (problems.Count > 0)
            return 2;
        if (!people.Any(p => p.IsTest) || people.All(p => p.IsTest))
        {
            error.WriteLine("backtest-nij: refused: the file needs people of both the train and the test sample");
            return 1;
        }

        SelectionMatrix matrix;
        if (string.IsNullOrEmpty(deriveFile))
        {
            matrix = SelectionMatrixJson.Read(matrixFile is { Length: > 0 } ? File.ReadAllText(matrixFile) : ShippedText());
        }
        else
        {
            matrix = NijMatrix.Derive([.. people.Where(p => !p.IsTest)]);
            File.WriteAllText(deriveFile, SelectionMatrixJson.Write(matrix));
        }

        Report(NijBacktest.Run(people, matrix), json, output);
        return 0;
    }

    /// <summary>The people of a research partnership, as an import left them in the database.</summary>
    private static async Task<int> RunOnRecordsAsync(string code, string? matrixFile, bool json, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        await using var database = await DatabaseServer.OpenAsync(TimeProvider.System, beside: true, cancel: cancel);
        await using var db = new Db(database.Source);
        await db.BeginForNobodyAsync(cancel);
        if (await db.FirstAsync<PartnershipId?>("select id from partnership where code = @code", new { code }, cancel) is not { } partnership)
        {
            error.WriteLine($"backtest-nij: there is no partnership with the code {code}");
            return 2;
        }

        var act = await new Partnerships(db).ServiceAsync(partnership, "back-test of a matrix", TimeProvider.System.GetUtcNow());
        await db.CommitAsync(cancel);
        await db.BeginAsync(act, cancel);
        var records = await db.ListAsync<string>("select facts::text from research_record where superseded_at is null and withdrawn_at is null order by reference", cancel: cancel);
        await db.LookedAtAsync([], ["offending"], $"back-test over {records.Count} research records", cancel);
        await db.CommitAsync(cancel);
        var people = records.Select(json => NijPeople.Of(JsonSerializer.Deserialize<Dictionary<string, string>>(json)!)).ToList();
        if (!people.Any(p => p.IsTest) || people.All(p => p.IsTest))
        {
            error.WriteLine($"backtest-nij: refused: the partnership {code} holds no records of both samples; take the file in first: throughline import nij-georgia-parole FILE --agency CODE");
            return 1;
        }

        Report(NijBacktest.Run(people, SelectionMatrixJson.Read(matrixFile is { Length: > 0 } ? await File.ReadAllTextAsync(matrixFile, cancel) : ShippedText())), json, output);
        return 0;
    }

    private static void Report(NijBacktestResult result, bool json, TextWriter output)
    {
        if (json)
            output.Write(JsonSerializer.Serialize(result, JsonOptions) + "\n");
        else
            Print(result, output);
    }

    private static string ShippedText()
    {
        using var stream = typeof(NijBacktestCommand).Assembly.GetManifestResourceStream(Shipped)
            ?? throw new IOException($"The program was built without {Shipped}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Print(NijBacktestResult result, TextWriter output)
    {
        output.Write($"{result.Matrix} version {result.Version}: {result.TrainPeople} people to learn from, {result.TestPeople} to test on\n");
        foreach (var horizon in result.Horizons)
        {
            output.Write($"\n{horizon.Outcome}: {horizon.People} people, {Share(horizon.BaseRate)} arrested\n");
            foreach (var model in horizon.Models)
            {
                var area = model.Area;
                output.Write($"  {model.Model}: AUC {Three(area.Area)} (95% {Three(area.Lower)} to {Three(area.Upper)})");
                if (model.Calibration is { } c)
                    output.Write($", Brier {Three(c.Brier)}, expected/observed {Three(c.ExpectedOverObserved)}, slope {Optional(c.Slope)}, in the large {Three(c.InTheLarge)}");
                output.Write("\n");
                foreach (var group in model.BySex.Concat(model.ByRace))
                {
                    output.Write($"    {group.Group,-6} {group.People,6} people, {Share(group.BaseRate)} arrested, AUC {Three(group.Area.Area)} ({Three(group.Area.Lower)} to {Three(group.Area.Upper)}), "
                        + (group.ExpectedOverObserved is null ? string.Empty : $"expected/observed {Optional(group.ExpectedOverObserved)}, slope {Optional(group.CalibrationSlope)}, ")
                        + $"top fifth {Share(group.ShareInTopFifth)}, of those not arrested {Share(group.TopFifthOfNotArrested)}\n");
                }
            }

            foreach (var (first, second, d) in horizon.Comparisons)
                output.Write($"  {first}, less {second}: AUC {Three(d.Difference)} (95% {Three(d.Lower)} to {Three(d.Upper)})\n");
            if (horizon.Models[0].Calibration is { } matrix)
            {
                output.Write("  matrix, tenths from lowest: mean probability / observed share\n");
                foreach (var band in matrix.Bands)
                    output.Write($"    {band.People,5}  {Three(band.MeanProbability)} / {Three(band.ObservedShare)}\n");
            }
            else
            {
                output.Write("  no calibration: the training sample does not hold this outcome\n");
            }
        }
    }

    private static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Optional(double? value) => value is { } number ? Three(number) : "none";

    private static string Share(double value) => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
