using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Platform.Database;

namespace Throughline.Imports.TakeIn;

/// <summary>
/// Carries checked rows into a temporary table of the import's own transaction with <c>COPY</c>. Nothing of it outlives the
/// transaction: a kill at any moment leaves the database as it was.
/// </summary>
internal sealed class Staging(Db db, Profile profile)
{
    private readonly int offenceGroup = profile.IndexOf("offence_group");
    private readonly int offenceCode = FirstOf(profile, "offence_code", "main_offence_code", profile.AboutPeople ? "" : "code");
    private readonly int offenceWords = FirstOf(profile, "offence_description", "title", "sub_category");
    private readonly Dictionary<(string?, string?), string> groups = [];

    private static int FirstOf(Profile profile, params string[] names) => names.Select(profile.IndexOf).Where(place => place >= 0).DefaultIfEmpty(-1).First();

    /// <summary>What was read. <paramref name="Refused"/> is the sentence for a file that cannot be taken in at all.</summary>
    public sealed record Outcome(FileChecked? Checked, IReadOnlyList<string> Warnings, string? Refused);

    public async Task<Outcome> FillAsync(IEnumerable<ReadResult> results, Func<long, Task> progress, Func<string?, string?, string> groupOf, CancellationToken cancel)
    {
        await db.ExecuteAsync(
            """
            create temporary table staged (
              line bigint not null, key text not null, hash bigint not null,
              ref text, pncid text, cro text, crn text, prison_number text, nhs_number text, surname text, forenames text, date_of_birth date, sex text,
              v text[] not null, problems jsonb, conflicts_with bigint, replaces bigint) on commit drop
            """, cancel: cancel);
        var warnings = new List<string>();
        FileChecked? end = null;
        var rows = 0L;
        await using (var copy = await db.Connection.BeginBinaryImportAsync("copy staged from stdin (format binary)", cancel))
        {
            foreach (var result in results)
            {
                switch (result)
                {
                    case CheckedRow row:
                        await WriteAsync(copy, row, groupOf, cancel);
                        break;
                    case QuarantinedRow bad:
                        await WriteAsync(copy, bad, cancel);
                        break;
                    case FileWarning warning:
                        warnings.Add(warning.Sentence);
                        break;
                    case FileProblem problem:
                        return new Outcome(null, warnings, problem.Sentence);
                    case FileChecked done:
                        end = done;
                        break;
                }

                if (++rows % 20_000 == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    await progress(rows);
                }
            }

            await copy.CompleteAsync(cancel);
        }

        await db.ExecuteAsync("create index on staged (line) where conflicts_with is not null or replaces is not null; analyze staged", cancel: cancel);
        return new Outcome(end, warnings, null);
    }

    private async Task WriteAsync(NpgsqlBinaryImporter copy, CheckedRow row, Func<string?, string?, string> groupOf, CancellationToken cancel)
    {
        var person = row.Person;
        await copy.StartRowAsync(cancel);
        copy.Write(row.Line, NpgsqlDbType.Bigint);
        copy.Write(row.Key, NpgsqlDbType.Text);
        copy.Write(unchecked((long)row.Hash), NpgsqlDbType.Bigint);
        WriteText(copy, person.PersonRef ?? person.PrisonNumber);
        WriteText(copy, person.Pncid);
        WriteText(copy, person.Cro);
        WriteText(copy, person.Crn);
        WriteText(copy, person.PrisonNumber);
        WriteText(copy, person.NhsNumber);
        WriteText(copy, person.Surname);
        WriteText(copy, person.Forenames);
        if (person.DateOfBirth is { } born)
            copy.Write(DateOnly.ParseExact(born, "yyyy-MM-dd", CultureInfo.InvariantCulture), NpgsqlDbType.Date);
        else
            copy.WriteNull();
        WriteText(copy, person.Sex);
        copy.Write(Derived(row.Values, groupOf), NpgsqlDbType.Array | NpgsqlDbType.Text);
        copy.WriteNull();
        copy.WriteNull();
        if (row.Replaces is { } replaced)
            copy.Write(replaced, NpgsqlDbType.Bigint);
        else
            copy.WriteNull();
    }

    private string?[] Derived(string?[] values, Func<string?, string?, string> groupOf)
    {
        if (offenceCode < 0 && offenceGroup < 0)
            return values;
        var given = offenceGroup >= 0 ? values[offenceGroup] : null;
        return [.. values, given ?? Group(offenceCode >= 0 ? values[offenceCode] : null, offenceWords >= 0 ? values[offenceWords] : null, groupOf)];
    }

    // the same few codes come a million times
    private string Group(string? code, string? words, Func<string?, string?, string> groupOf)
    {
        if (groups.TryGetValue((code, words), out var known))
            return known;
        if (groups.Count > 20_000)
            groups.Clear();
        return groups[(code, words)] = groupOf(code, words);
    }

    private async Task WriteAsync(NpgsqlBinaryImporter copy, QuarantinedRow row, CancellationToken cancel)
    {
        await copy.StartRowAsync(cancel);
        copy.Write(row.Line, NpgsqlDbType.Bigint);
        // the key as sent: a row that is bad today must not count as missing from a snapshot
        copy.Write(row.Key ?? string.Join('\u001F', profile.Key.Select(k => Clean(row.Row[k]))), NpgsqlDbType.Text);
        copy.Write(0L, NpgsqlDbType.Bigint);
        for (var i = 0; i < 10; i++)
            copy.WriteNull();
        copy.Write(row.Row.Select(value => value is null ? null : Clean(value)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        copy.Write(JsonSerializer.Serialize(row.Problems.Select(p => new { field = p.Field, found = Clean(p.Found), expected = p.Expected, sentence = Clean(p.Sentence) })), NpgsqlDbType.Jsonb);
        if (row.ConflictsWithLine is { } line)
            copy.Write(line, NpgsqlDbType.Bigint);
        else
            copy.WriteNull();
        copy.WriteNull();
    }

    /// <summary>PostgreSQL keeps no NUL characters in text; a row that holds them is set aside with them shown as U+FFFD.</summary>
    private static string Clean(string? text) => (text ?? "").Replace('\0', '\uFFFD').Trim();

    private static void WriteText(NpgsqlBinaryImporter copy, string? text)
    {
        if (text is null)
            copy.WriteNull();
        else
            copy.Write(text, NpgsqlDbType.Text);
    }
}
