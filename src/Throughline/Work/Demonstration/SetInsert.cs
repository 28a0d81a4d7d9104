using Npgsql;
using Throughline.Platform.Database;

namespace Throughline.Work.Demonstration;

/// <summary>A column of a set: its name and type in the database and how to read it from a row; <paramref name="Into"/> turns what was sent into what is stored.</summary>
internal sealed record SetColumn<T>(string Name, string Type, Func<IReadOnlyList<T>, Array> Values, string Into = "{0}")
{
    public static SetColumn<T> Of<TValue>(string name, string type, Func<T, TValue> value, string into = "{0}") => new(name, type, rows =>
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(rows[i]);
        return values;
    }, into);
}

/// <summary>Many rows in one statement through row-level security, which refuses COPY: <c>insert ... select from unnest(arrays)</c>.</summary>
internal static class SetInsert
{
    private const int RowsPerStatement = 10_000;

    /// <param name="constants">Columns that are the same in every row: name and value.</param>
    public static async Task IntoAsync<T>(Db db, string table, IReadOnlyList<(string Name, object Value)> constants, IReadOnlyList<SetColumn<T>> columns, IReadOnlyCollection<T> rows, CancellationToken cancel)
    {
        var names = string.Join(", ", constants.Select(c => c.Name).Concat(columns.Select(c => c.Name)));
        var values = string.Join(", ", constants.Select((_, i) => $"@k{i}").Concat(columns.Select((c, i) => string.Format(null, c.Into, $"u.c{i}"))));
        var arrays = string.Join(", ", columns.Select((c, i) => $"@p{i}::{c.Type}[]"));
        var sql = $"insert into {table} ({names}) select {values} from unnest({arrays}) as u ({string.Join(", ", columns.Select((_, i) => $"c{i}"))})";
        foreach (var chunk in rows.Chunk(RowsPerStatement))
        {
            await using var command = new NpgsqlCommand(sql, db.Connection);
            for (var i = 0; i < constants.Count; i++)
                command.Parameters.AddWithValue($"k{i}", constants[i].Value);
            for (var i = 0; i < columns.Count; i++)
                command.Parameters.AddWithValue($"p{i}", columns[i].Values(chunk));
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
