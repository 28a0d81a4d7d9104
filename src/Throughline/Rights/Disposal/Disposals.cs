using System.Text.Json;
using Npgsql;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Disposal;

/// <summary>
/// The register of disposals: one line of JSON each, outside of the database, only ever added to and flushed to the disk before the
/// disposal is committed. It holds keys and reasons and no data. After a restore, the program does again what it says before it serves, and
/// <c>throughline disposals reapply</c> does so at any time. Several nodes share one register: THROUGHLINE_DISPOSALS names its place, best on another volume.
/// A line goes before the commit, so that no disposal can be done and not be known; one that was not carried out in the end is struck by a later line.
/// </summary>
internal sealed class DisposalRegister(string path)
{
    private static readonly Lock Writing = new();

    public static DisposalRegister Usual() => new(Environment.GetEnvironmentVariable("THROUGHLINE_DISPOSALS") is { Length: > 0 } named ? Path.GetFullPath(named) : Path.Combine(Home.DataFolder, "disposals.jsonl"));

    public string Place => path;

    public void Add(string line)
    {
        lock (Writing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>What is to be done again after a restore: a disposal that was struck out after its line is not.</summary>
    public IReadOnlyList<string> Lines()
    {
        var standing = new List<(Guid Disposal, string Line)>();
        foreach (var line in File.Exists(path) ? File.ReadLines(path).Where(line => line.Length > 0) : [])
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty(Struck, out var struck))
                standing.RemoveAll(one => one.Disposal == struck.GetGuid());
            else
                standing.Add((json.RootElement.GetProperty("disposal").GetGuid(), line));
        }

        return [.. standing.Select(one => one.Line)];
    }

    /// <summary>A disposal whose commit failed, and that was refused afterwards: a restore must not do it.</summary>
    public void Strike(Guid disposal)
    {
        if (Lines().Any(line => line.Contains(disposal.ToString(), StringComparison.Ordinal)))
            Add(JsonSerializer.Serialize(new Dictionary<string, Guid> { [Struck] = disposal }));
    }

    private const string Struck = "not_carried_out";
}

public sealed record DisposalRow
{
    public required Guid Id { get; init; }

    public required PersonId PersonId { get; init; }

    public required string Agency { get; init; }

    public required string Items { get; init; }

    public required string Because { get; init; }

    public required string Reason { get; init; }

    public required UserId ProposedBy { get; init; }

    public required string ProposedByName { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    public IReadOnlyList<(string Kind, Guid Id)> Named => [.. JsonDocument.Parse(Items).RootElement.EnumerateArray().Select(item => (item.GetProperty("kind").GetString()!, item.GetProperty("id").GetGuid()))];

    public static Task<IReadOnlyList<DisposalRow>> WaitingAsync(Db db) => db.ListAsync<DisposalRow>(
        """
        select d.id, d.person_id, a.name as agency, d.items::text as items, d.because, d.reason, d.proposed_by, u.full_name as proposed_by_name, d.proposed_at
        from disposal_request d join agency a on a.id = d.agency_id join app_user u on u.id = d.proposed_by
        where d.refused_at is null and d.agency_id = @Agency order by d.proposed_at
        """, new { db.Act.Agency });
}

internal static class ProposeDisposal
{
    public static IReadOnlyList<(string Code, string Words)> Grounds { get; } =
        [("retention", "Its time is over"), ("unlawful", "It should not have been held"), ("person-asks", "The person asked, and there is no reason to keep it"), ("not-needed", "It is not needed any more")];

    public static async Task<Guid> DoAsync(Db db, PersonId person, IReadOnlyList<(string Kind, Guid Id)> items, string because, string? reason)
    {
        new Rule("Choose at least one item", "UK GDPR article 17", items.Count > 0).Check();
        new Rule("Say why it is disposed of", "Data Protection Act 2018 s.62: erasure is recorded", !string.IsNullOrWhiteSpace(reason)).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            "insert into disposal_request (id, partnership_id, agency_id, person_id, items, because, reason, proposed_by, proposed_at) values (@id, @Partnership, @Agency, @person, @items::jsonb, @because, @reason, @User, @At)",
            new { id, db.Act.Partnership, db.Act.Agency, person, items = JsonSerializer.Serialize(items.Select(item => new { kind = item.Kind, id = item.Id.ToString() })), because, reason = reason!.Trim(), db.Act.User, db.Act.At });
        return id;
    }
}

/// <summary>A second person agrees, and the items are gone: recipients are told, the register is written, the proof stays.</summary>
internal static class ApproveDisposal
{
    public static Rule SomebodyElse(DisposalRow row, UserId user) => new("Somebody else must agree: you proposed it", "Two people decide about a disposal", row.ProposedBy != user);

    public static async Task DoAsync(Db db, DisposalRegister register, Guid id)
    {
        var row = await WaitingAsync(db, id);
        SomebodyElse(row, db.Act.User).Check();
        string? result;
        try
        {
            result = await db.ValueAsync<string?>("select carry_out_disposal(@id)::text", new { id });
        }
        catch (PostgresException refused) when (refused.SqlState == "TL001")
        {
            throw new RuleBroken(new Rule(refused.MessageText, "Data Protection Act 2018 s.62: a log of erasure holds no data", Holds: false));
        }

        using var done = JsonDocument.Parse(result ?? throw await DecidedAsync(db, id));
        var root = done.RootElement;
        var tables = root.GetProperty("counts").EnumerateObject().Where(count => count.Value.GetInt64() > 0).Select(count => count.Name).ToArray();
        var categories = await db.ListAsync<string>("select distinct usual_category from item_kind where table_name = any (@tables) order by 1", new { tables });
        // what was removed of no kind of item is who the person was
        await db.AuditAsync(AuditOperation.Erasure, [row.PersonId], categories.Count > 0 ? [.. categories] : ["identity"], $"disposal {id}", null, [.. row.Named.Select(item => item.Id)], []);
        // the last thing before the commit: from here on a restore does it again
        register.Add(JsonSerializer.Serialize(new
        {
            disposal = id, done_at = db.Act.At, partnership = db.Act.Partnership.Value, agency = db.Act.Agency.Value, person = row.PersonId.Value, person_removed = root.GetProperty("person_removed").GetBoolean(),
            items = root.GetProperty("items"), because = row.Because, reason = row.Reason, proposed_by = row.ProposedBy.Value, proposed_at = row.ProposedAt, approved_by = db.Act.User.Value,
        }));
    }

    public static async Task RefuseAsync(Db db, DisposalRegister register, Guid id, string? words)
    {
        await WaitingAsync(db, id);
        new Rule("Say why it is not disposed of", "Two people decide about a disposal", !string.IsNullOrWhiteSpace(words)).Check();
        if (await db.ExecuteAsync("update disposal_request set refused_by = @User, refused_at = @At, refused_words = @words where id = @id and agency_id = @Agency and refused_at is null", new { id, db.Act.User, db.Act.At, db.Act.Agency, words = words!.Trim() }) == 0)
            throw await DecidedAsync(db, id);
        register.Strike(id);
    }

    private static async Task<DisposalRow> WaitingAsync(Db db, Guid id) => (await DisposalRow.WaitingAsync(db)).FirstOrDefault(one => one.Id == id) ?? throw await DecidedAsync(db, id);

    /// <summary>What no longer waits: decided by somebody, or never a disposal of this agency.</summary>
    private static async Task<Exception> DecidedAsync(Db db, Guid id) =>
        await db.ValueAsync<bool>("select exists (select from disposal_request where id = @id and agency_id = @Agency) or exists (select from disposal where id = @id and agency_id = @Agency)", new { id, db.Act.Agency })
            ? new ChangedByAnother("Somebody has decided about this disposal already.") : new NotThere("The disposal");
}

/// <summary>After a restore: the disposals that the restored copy does not know of are done again.</summary>
internal static class ReapplyDisposals
{
    public static async Task<(int Lines, int Rows)> DoAsync(string adminConnection, DisposalRegister register, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(adminConnection) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        var here = await OfThisDatabaseAsync(connection, register.Lines(), cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var role = new NpgsqlCommand("set local role throughline_owner", connection))
            await role.ExecuteNonQueryAsync(cancel);
        var (lines, rows) = (0, 0);
        foreach (var (line, _) in here)
        {
            await using var command = new NpgsqlCommand("select (select coalesce(sum(v::bigint), 0)::int from jsonb_each_text(reapply_disposal($1::jsonb, $2) -> 'counts') c (k, v))", connection) { Parameters = { new() { Value = line }, new() { Value = now } } };
            rows += (int)(await command.ExecuteScalarAsync(cancel))!;
            lines++;
        }

        await transaction.CommitAsync(cancel);
        return (lines, rows);
    }

    /// <summary>How many disposals of the register the database does not know: it is a copy from before them.</summary>
    public static async Task<int> MissingAsync(string adminConnection, DisposalRegister register, CancellationToken cancel = default)
    {
        if (register.Lines() is not { Count: > 0 } lines)
            return 0;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(adminConnection) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        return (await OfThisDatabaseAsync(connection, lines, cancel)).Count(one => !one.IsKnown);
    }

    /// <summary>Before anybody is served: what a restored copy holds again is erased again. Says what was done, or null when there was nothing to do.</summary>
    /// <exception cref="InvalidOperationException">It could not be done: the program must not serve what was erased.</exception>
    public static async Task<string?> AtStartAsync(string adminConnection, DisposalRegister register, DateTimeOffset now, CancellationToken cancel = default)
    {
        var missing = await MissingAsync(adminConnection, register, cancel);
        if (missing == 0)
            return null;
        try
        {
            var (_, rows) = await DoAsync(adminConnection, register, now, cancel);
            return $"{Ui.Dates.Count(missing, "disposal")} of the register at {register.Place} {(missing == 1 ? "was" : "were")} not in this database: it is a copy from before. They have been done again, and {Ui.Dates.Count(rows, "row")} erased.";
        }
        catch (PostgresException wrong)
        {
            throw new InvalidOperationException($"{Ui.Dates.Count(missing, "disposal")} of the register at {register.Place} could not be done again in this restored copy, so it is not served: {wrong.MessageText}. Mend that, or run `throughline disposals reapply`.", wrong);
        }
    }

    /// <summary>Lines about partnerships of this database, and whether it knows of them. A register may have served another database before.</summary>
    private static async Task<IReadOnlyList<(string Line, bool IsKnown)>> OfThisDatabaseAsync(NpgsqlConnection connection, IReadOnlyList<string> lines, CancellationToken cancel)
    {
        var found = new List<(string, bool)>();
        const string Sql = "select l, exists (select from disposal d where d.id = (l::jsonb ->> 'disposal')::uuid) from unnest($1) with ordinality x (l, place) where exists (select from partnership p where p.id = (l::jsonb ->> 'partnership')::uuid) order by place";
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = lines.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            found.Add((reader.GetString(0), reader.GetBoolean(1)));
        return found;
    }
}
