using Dapper;
using Npgsql;
using Throughline.Platform;
using Throughline.Testing;
using Throughline.Tests.Selection;

namespace Throughline.Tests.Rights;

/// <summary>A person with a row in every item table, whatever tables there are: each text column holds words that are found nowhere else.</summary>
internal static class EveryItem
{
    public const string Canary = "Canary";

    /// <summary>Columns that a constraint allows few values, or that name another row.</summary>
    private static readonly Dictionary<string, string> Given = new()
    {
        ["person_name.kind"] = "'name'", ["offence_event.kind"] = "'arrest'", ["drug_record.kind"] = "'test'", ["iom_case.state"] = "'adopted'", ["screening.outcome"] = "'to-panel'", ["panel_vote.vote"] = "'adopt'", ["panel_decision.outcome"] = "'adopt'",
        ["status_change.direction"] = "'first'", ["score.line"] = "'entry'", ["status_change.undoes_id"] = "null", ["person_associate.name"] = "'Dale Cross'", ["offence_event.description"] = "'Canary offence_event description 4711 seen with Dale Cross'",
        ["order_spell.practitioner"] = "'Canary order_spell practitioner 4711, Rita Vale'", ["representation.decided_by"] = "@user", ["representation.kind"] = "'representation'", ["representation.about"] = "'panel_decision'", ["representation.received_how"] = "'letter'", ["representation.outcome"] = "null", ["case_team.ended_with"] = "'part'",
    };

    public static async Task<PersonId> AboutSomebodyAsync(this World world, string owner = "police")
    {
        var other = await world.PersonAsync("Vale", forenames: "Rita");
        var person = PersonId.New();
        var act = world.As("coordinator") with { IsService = true };
        await using var admin = new NpgsqlConnection(world.Database.AdminConnection);
        await admin.OpenAsync();
        var agency = world.Agencies["north-" + owner].Value;
        var keys = new { person = person.Value, partnership = act.Partnership.Value, user = act.User.Value, agency, at = act.At.UtcDateTime, other = other.Value };
        var (source, @case, process, run) = await admin.QueryFirstAsync<(long, Guid, Guid, Guid)>(
            """
            insert into person_record (id, partnership_id, created_at, created_by) values (@person, @partnership, @at, @user);
            insert into source_row (partnership_id, agency_id, profile, key, hash, person_id, import_id, line, received_at) values (@partnership, @agency, 'police-nominals', 'Canary source key 4711', 1, @person, uuid7(), 2, @at);
            insert into process (partnership_id, type, at, user_id, agency_id, person_id, reason, evidence) values (@partnership, 'AddItem', @at, @user, @agency, @person, 'Canary process reason 4711', '{"note": "Canary person_phone number 4711"}');
            insert into selection_matrix (partnership_id, name, version, body, state, saved_at, saved_by) values (@partnership, 'x', 1, '{}', 'draft', @at, @user);
            insert into scoring_run (partnership_id, matrix_id, as_of, asked_at, asked_by) select @partnership, id, '2026-11-01', @at, @user from selection_matrix where partnership_id = @partnership;
            select (select id from source_row where person_id = @person), uuid7(), (select id from process where person_id = @person), (select id from scoring_run where partnership_id = @partnership)
            """, keys);
        foreach (var table in await admin.QueryAsync<string>("select table_name from item_kind order by table_name <> 'iom_case', table_name"))
            await AddRowAsync(admin, table, new { keys.person, keys.partnership, keys.user, keys.agency, keys.at, source, @case, process, run });
        return person;
    }

    private static async Task AddRowAsync(NpgsqlConnection admin, string table, object keys)
    {
        var columns = await admin.QueryAsync<(string Name, string Type, string Udt, bool Needed, string Generated)>(
            "select column_name, data_type, udt_name, is_nullable = 'NO' and column_default is null, is_generated from information_schema.columns where table_schema = 'public' and table_name = @table", new { table });
        var given = columns.Where(c => c.Generated == "NEVER").Select(c => (c.Name, Value: ValueOf(table, c.Name, c.Type, c.Udt, c.Needed))).Where(c => c.Value is not null).ToList();
        await admin.ExecuteAsync($"insert into {table} ({string.Join(", ", given.Select(c => c.Name))}) values ({string.Join(", ", given.Select(c => c.Value))})", keys);
    }

    private static string? ValueOf(string table, string column, string type, string udt, bool needed) => Given.GetValueOrDefault($"{table}.{column}") ?? (column, type) switch
    {
        ("partnership_id", _) => "@partnership",
        ("person_id", _) => "@person",
        ("owner_agency_id" or "agency_id", _) => "@agency",
        ("user_id" or "recorded_by", _) => "@user",
        ("received_at", _) => "@at",
        ("source_row_id", _) => "@source",
        ("id", _) => table == "iom_case" ? "@case" : null,
        ("case_id", _) => "@case",
        ("process_id", _) => "@process",
        ("run_id", _) => "@run",
        ("category", _) => $"(select usual_category from item_kind where table_name = '{table}')",
        ("marking" or "marked_for" or "regime" or "gateway" or "review_on" or "superseded_at" or "withdrawn_at" or "import_id" or "line", _) => null,
        (_, "text") => $"'{Canary} {table} {column} 4711'",
        (_, "jsonb") => $"'{{\"note\": \"{Canary} {table} {column} 4711\"}}'",
        (_, "ARRAY") when udt == "_text" => $"array['{Canary} {table} {column} 4711']",
        _ when !needed => null,
        (_, "date") => "'2026-03-04'",
        (_, "timestamp with time zone") => "@at",
        (_, "uuid") => "uuid7()",
        (_, "boolean") => "true",
        _ => "1",
    };

    /// <summary>Every place in the database, whatever the column's type, where words stand.</summary>
    public static async Task<IReadOnlyList<string>> PlacesOfAsync(string adminConnection, string words)
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(adminConnection) { Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        var found = new List<string>();
        foreach (var (table, column) in await admin.QueryAsync<(string, string)>("select case c.table_schema when 'public' then '' else c.table_schema || '.' end || c.table_name, c.column_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name) where c.table_schema in ('public', 'sealed') and t.table_type = 'BASE TABLE'"))
        {
            if (await admin.ExecuteScalarAsync<long>($"select count(*) from {table} where position(lower(@words) in lower(\"{column}\"::text)) > 0", new { words }) > 0)
                found.Add($"{table}.{column}");
        }

        return found;
    }
}
