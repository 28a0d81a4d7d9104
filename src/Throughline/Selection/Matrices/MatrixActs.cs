using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Scoring;

namespace Throughline.Selection.Matrices;

/// <summary>Begins a draft: from a matrix of the partnership, an example that comes with the program, or a file.</summary>
public static class StartDraft
{
    /// <summary>Saves <paramref name="matrix"/> as a draft, the next version of its name, and gives the draft's id.</summary>
    public static async Task<Guid> DoAsync(Db db, SelectionMatrix matrix, string from)
    {
        var errors = SelectionMatrixJson.Check(matrix);
        new Rule(errors.Count == 0 ? "" : "The matrix cannot be used: " + errors[0], "docs/engines: the selection matrix's format", errors.Count == 0).Check();
        await db.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@key, 0))", new { key = $"matrix {db.Act.Partnership} {matrix.Name}" });
        var version = 1 + await db.ValueAsync<int>("select coalesce(max(version), 0) from selection_matrix where name = @Name", new { matrix.Name });
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            "insert into selection_matrix (id, partnership_id, name, version, body, state, saved_at, saved_by) values (@id, @Partnership, @Name, @version, @body::jsonb, 'draft', @At, @User)",
            new { id, db.Act.Partnership, matrix.Name, version, body = SelectionMatrixJson.Write(matrix with { Version = version.ToString() }), db.Act.At, db.Act.User });
        await db.ProcessAsync("StartMatrixDraft", null, null, from, [new Happened("MatrixDrafted", "meeting", $"Draft of {matrix.Name}, version {version}, from {from}", db.Act.On)], new { matrix = id });
        return id;
    }
}

/// <summary>Saves a draft as it is being edited. Only drafts change; a matrix that has been in use never does.</summary>
public static class SaveDraft
{
    public static async Task DoAsync(Db db, Guid id, string? seen, SelectionMatrix matrix)
    {
        var saved = await SavedMatrix.FindAsync(db, id);
        MatrixRules.OnlyADraftChanges(saved).Check();
        if (seen is not null && seen != saved.Seen)
            throw new ChangedByAnother($"{saved.SavedBy} changed this draft at {UkTime.Local(saved.SavedAt):H:mm}. Open it again to see the change before making yours.");
        var errors = SelectionMatrixJson.Check(matrix);
        new Rule(errors.Count == 0 ? "" : "The matrix cannot be used: " + errors[0], "docs/engines: the selection matrix's format", errors.Count == 0).Check();
        // the name and version of a saved matrix stay: a change of either would be another matrix
        var body = SelectionMatrixJson.Write(matrix with { Name = saved.Name, Version = saved.Version.ToString() });
        await db.ExecuteAsync("update selection_matrix set body = @body::jsonb, saved_at = @At, saved_by = @User where id = @id", new { id, body, db.Act.At, db.Act.User });
        await db.ProcessAsync("SaveMatrixDraft", null, null, null, [new Happened("MatrixDraftSaved", "meeting", $"Draft of {saved.Name}, version {saved.Version}, changed", db.Act.On)], new { matrix = id });
    }
}

/// <summary>The partnership begins to score with a draft; the matrix that was in use is retired with it.</summary>
public static class PutMatrixInUse
{
    public static async Task DoAsync(Db db, Guid id, string reason)
    {
        var saved = await SavedMatrix.FindAsync(db, id);
        MatrixRules.OnlyADraftIsPutInUse(saved).Check();
        Rules.ReasonsMustSayWhy(reason, await SelectionSettings.LoadAsync(db), "Say why the partnership agreed to this matrix").Check();
        await db.ExecuteAsync("update selection_matrix set state = 'retired', reason = reason || ' Replaced by ' || @next || '.' where state = 'in-use'", new { next = $"{saved.Name}, version {saved.Version}" });
        await db.ExecuteAsync("update selection_matrix set state = 'in-use', reason = @reason, saved_at = @At, saved_by = @User where id = @id", new { id, reason = reason.Trim(), db.Act.At, db.Act.User });
        await db.ProcessAsync("PutMatrixInUse", null, null, reason.Trim(), [new Happened("MatrixPutInUse", "meeting", $"{saved.Name}, version {saved.Version}, put in use", db.Act.On)], new { matrix = id });
    }
}

/// <summary>A matrix is no longer used, or a draft is given up. It stays, so that the scores made with it can be read.</summary>
public static class RetireMatrix
{
    public static async Task DoAsync(Db db, Guid id, string reason)
    {
        var saved = await SavedMatrix.FindAsync(db, id);
        new Rule("This matrix is retired already", "A matrix's states: draft, in use, retired", saved.State != "retired").Check();
        Rules.ReasonsMustSayWhy(reason, await SelectionSettings.LoadAsync(db), "Say why the matrix is retired").Check();
        await db.ExecuteAsync("update selection_matrix set state = 'retired', reason = @reason, saved_at = @At, saved_by = @User where id = @id", new { id, reason = reason.Trim(), db.Act.At, db.Act.User });
        await db.ProcessAsync("RetireMatrix", null, null, reason.Trim(), [new Happened("MatrixRetired", "meeting", $"{saved.Name}, version {saved.Version}, retired", db.Act.On)], new { matrix = id });
    }
}

public static class MatrixRules
{
    public static Rule OnlyADraftChanges(SavedMatrix saved) => new(
        "A matrix that has been in use is never changed: start a new draft from it", "Scores are read with the matrix they were made with", saved.IsDraft);

    public static Rule OnlyADraftIsPutInUse(SavedMatrix saved) => new(
        "Only a draft is put in use: start a new draft from this version", "Scores are read with the matrix they were made with", saved.IsDraft);
}
