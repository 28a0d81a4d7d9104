using System.Text.Json;
using Throughline.Imports.Profiles;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Imports;

/// <summary>A row that could not go in, as it was sent, with everything that is wrong with it.</summary>
public sealed record SetAsideRow
{
    public required Guid Id { get; init; }

    public required Guid ImportId { get; init; }

    public required long Line { get; init; }

    public required string Raw { get; init; }

    public required string Problems { get; init; }

    public required string State { get; init; }

    public IReadOnlyDictionary<string, string?> Fields => JsonSerializer.Deserialize<Dictionary<string, string?>>(Raw) ?? [];

    public IReadOnlyList<SetAsideProblem> What => JsonSerializer.Deserialize<List<SetAsideProblem>>(Problems, JsonSerializerOptions.Web) ?? [];
}

public sealed record SetAsideProblem(string Field, string Found, string Expected, string Sentence);

/// <summary>The quarantine: bad rows wait here until a person corrects or sets them aside for good. Nothing is lost.</summary>
internal static class SetAside
{
    public const string Columns = "id, import_id, line, raw::text as raw, problems::text as problems, state";

    public static Task<IReadOnlyList<SetAsideRow>> ListAsync(Db db, Guid import, string state, int page, int size) => db.ListAsync<SetAsideRow>(
        $"select {Columns} from import_reject where import_id = @import and (@state = 'all' or state = @state) order by line limit @size offset @skip", new { import, state, size, skip = (page - 1) * size });

    public static Task<SetAsideRow?> FindAsync(Db db, Guid id) => db.FirstAsync<SetAsideRow>($"select {Columns} from import_reject where id = @id", new { id });

    /// <summary>Line, what is wrong, then the row as sent: made safe for a spreadsheet, ready to be mended and sent again.</summary>
    public static async Task<string> AsCsvAsync(Db db, Guid import, Profile profile)
    {
        await using var text = new StringWriter();
        var writer = new CsvWriter(text);
        writer.WriteRow(new[] { "line", "field", "found", "expected" }.Concat(profile.Columns.Select(c => c.Name)));
        foreach (var row in await ListAsync(db, import, "open", 1, int.MaxValue))
        {
            foreach (var problem in row.What)
            {
                writer.WriteRow(new[] { row.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), problem.Field, problem.Found, problem.Expected }.Concat(profile.Columns.Select(c => row.Fields.GetValueOrDefault(c.Name) ?? "")));
            }
        }

        return text.ToString();
    }
}
