using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Throughline.Scoring;

namespace Throughline.Selection.ScoreFiles;

/// <summary>
/// <c>score</c>: the selection matrix over files, without the database. Exit codes: 0 done, 1 refused (the matrix does not
/// yet apply on the as-of date), 2 bad usage or bad input.
/// </summary>
internal static class ScoreCommand
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int BadInput = 2;
    private const int MostListed = 100;

    internal static Command Build()
    {
        var matrix = new Option<string>("--matrix") { Description = "The selection matrix, JSON." };
        var people = new Option<string>("--people") { Description = "People, CSV: person_id and the columns that --columns prints." };
        var events = new Option<string>("--events") { Description = "Events, CSV: person_id, date, kind, offence_group or offence_code; optional weight, event_id." };
        var custody = new Option<string>("--custody") { Description = "Custody spells, CSV: person_id, from, to (release day; empty when still inside)." };
        var asOf = new Option<string>("--as-of") { Description = "The day the scores describe, yyyy-mm-dd. Nothing later is looked at." };
        var output = new Option<string>("--out") { Description = "Where the scores go: person_id,score,rank. Standard output when not given or -." };
        var explain = new Option<string>("--explain") { Description = "Where explanations go: one JSON object a line for each person." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var columns = new Option<bool>("--columns") { Description = "Print the columns that the matrix uses and stop." };
        var command = new Command("score", "Put people in order with a selection matrix. A score never decides: people do.")
        {
            matrix, people, events, custody, asOf, output, explain, json, columns,
        };
        command.SetAction(parsed =>
        {
            var request = new ScoreRequest(
                parsed.GetValue(matrix), parsed.GetValue(people), parsed.GetValue(events), parsed.GetValue(custody), parsed.GetValue(asOf),
                parsed.GetValue(output), parsed.GetValue(explain), parsed.GetValue(json), parsed.GetValue(columns));
            return Run(request, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    internal static int Run(ScoreRequest request, TextWriter output, TextWriter error)
    {
        try
        {
            return Score(request, output, error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine("score: " + e.Message);
            return BadInput;
        }
    }

    private static int Score(ScoreRequest request, TextWriter output, TextWriter error)
    {
        if (!Given(error, request.Columns ? [("--matrix", request.Matrix)] : [("--matrix", request.Matrix), ("--people", request.People), ("--events", request.Events), ("--as-of", request.AsOf)]))
            return BadInput;
        if (!SelectionMatrixJson.TryRead(File.ReadAllText(request.Matrix!), out var matrix, out var wrong))
        {
            foreach (var problem in wrong)
                error.WriteLine($"{Path.GetFileName(request.Matrix)} {problem}");
            return BadInput;
        }

        var reader = new ScoreFileReader(matrix);
        if (request.Columns)
        {
            PrintColumns(reader, output);
            return Done;
        }

        if (!DateOnly.TryParseExact(request.AsOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf))
        {
            error.WriteLine($"score: --as-of: found {CsvRows.Quote(request.AsOf!)}, expected a date as yyyy-mm-dd");
            return BadInput;
        }

        if (!ReadFiles(request, reader, error))
            return BadInput;
        if (asOf < matrix.EffectiveFrom)
        {
            error.WriteLine($"score: refused: version {matrix.Version} of {matrix.Name} takes effect on {matrix.EffectiveFrom:yyyy-MM-dd}, after {asOf:yyyy-MM-dd}");
            return Refused;
        }

        Write(request, new Scorer(matrix).Score(reader.Input, asOf), output, error);
        return Done;
    }

    private static bool Given(TextWriter error, (string Name, string? Value)[] options)
    {
        var missing = options.Where(o => string.IsNullOrEmpty(o.Value)).Select(o => o.Name).ToList();
        if (missing.Count > 0)
            error.WriteLine("score: missing " + string.Join(", ", missing));
        return missing.Count == 0;
    }

    private static bool ReadFiles(ScoreRequest request, ScoreFileReader reader, TextWriter error)
    {
        using (var rows = CsvRows.Open(request.People!, reader.Problems))
            reader.ReadPeople(rows);
        using (var rows = CsvRows.Open(request.Events!, reader.Problems))
            reader.ReadEvents(rows);
        if (!string.IsNullOrEmpty(request.Custody))
        {
            using var rows = CsvRows.Open(request.Custody, reader.Problems);
            reader.ReadCustody(rows);
        }
        else if (reader.UsesLiberty)
        {
            reader.Warnings.Add("no --custody: everybody is taken to have been at liberty throughout");
        }

        foreach (var warning in reader.Warnings)
            error.WriteLine("warning: " + warning);
        foreach (var problem in reader.Problems.Take(MostListed))
            error.WriteLine(problem);
        if (reader.Problems.Count > MostListed)
            error.WriteLine($"and {reader.Problems.Count - MostListed} more");
        return reader.Problems.Count == 0;
    }

    private static void PrintColumns(ScoreFileReader reader, TextWriter output)
    {
        output.WriteLine("people: person_id" + string.Concat(reader.PeopleColumns.Select(c => "," + c)));
        foreach (var predictor in reader.PredictorNames)
            output.WriteLine($"people, optional: {predictor}_band,{predictor}_on");
        output.WriteLine("events: person_id,date,kind,offence_group");
        output.WriteLine("events, instead of offence_group: offence_code");
        output.WriteLine("events, optional: weight,event_id");
        output.WriteLine("custody: person_id,from,to");
    }

    private static void Write(ScoreRequest request, ScoreTable table, TextWriter output, TextWriter error)
    {
        var toStandardOutput = request.Out is null or "" or "-";
        if (!toStandardOutput)
            ToFile(request.Out!, writer => WriteCsv(table, writer));
        if (!string.IsNullOrEmpty(request.Explain))
        {
            ToFile(request.Explain, writer =>
            {
                foreach (var person in table.ByRank)
                    writer.Write(table.Explain(person).ToJson() + "\n");
            });
        }

        if (request.Json)
            output.Write(ToJson(table, withScores: toStandardOutput) + "\n");
        else if (toStandardOutput)
            WriteCsv(table, output);
        error.WriteLine($"scored {table.Count} people with {table.Matrix.Name} version {table.Matrix.Version} as of {table.AsOf:yyyy-MM-dd}");
    }

    private static void WriteCsv(ScoreTable table, TextWriter writer)
    {
        writer.Write("person_id,score,rank\n");
        foreach (var person in table.ByRank)
            writer.Write($"{Field(table.PersonId(person))},{table.Total(person).ToString(CultureInfo.InvariantCulture)},{table.Rank(person)}\n");
    }

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;

    private static string ToJson(ScoreTable table, bool withScores)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("matrix", table.Matrix.Name);
            json.WriteString("version", table.Matrix.Version);
            json.WriteString("as_of", table.AsOf.ToString("yyyy-MM-dd"));
            json.WriteNumber("people", table.Count);
            json.WriteNumber("provisional", table.ByRank.Count(table.IsProvisional));
            json.WriteNumber("at_or_above_entry", table.ByRank.Count(p => table.Position(p) == LinePosition.AtOrAboveEntry));
            json.WriteNumber("between_lines", table.ByRank.Count(p => table.Position(p) == LinePosition.BetweenLines));
            json.WriteNumber("below_exit", table.ByRank.Count(p => table.Position(p) == LinePosition.BelowExit));
            json.WriteStartArray("stability");
            foreach (var factor in table.Stability())
            {
                json.WriteStartObject();
                json.WriteString("factor_id", factor.FactorId);
                json.WriteNumber("cross_when_raised", factor.CrossWhenRaised);
                json.WriteNumber("cross_when_lowered", factor.CrossWhenLowered);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (withScores)
            {
                json.WriteStartArray("scores");
                foreach (var person in table.ByRank)
                {
                    json.WriteStartObject();
                    json.WriteString("person_id", table.PersonId(person));
                    json.WriteNumber("score", table.Total(person));
                    json.WriteNumber("rank", table.Rank(person));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    // Written beside the target and moved, so that a stopped run leaves no half file.
    private static void ToFile(string path, Action<TextWriter> write)
    {
        var partial = path + ".partial";
        using (var writer = new StreamWriter(partial, append: false, new UTF8Encoding(false)))
            write(writer);
        File.Move(partial, path, overwrite: true);
    }
}

/// <summary>What the command was asked.</summary>
internal sealed record ScoreRequest(
    string? Matrix, string? People, string? Events, string? Custody, string? AsOf, string? Out, string? Explain, bool Json = false, bool Columns = false);
