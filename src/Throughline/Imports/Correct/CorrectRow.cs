using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Imports.Correct;

/// <summary>Puts a set-aside row right: it is checked again as it now stands, and goes in by the same way as a file of one row.</summary>
internal static class CorrectRow
{
    /// <summary>What is still wrong; empty when the row went in.</summary>
    public static async Task<IReadOnlyList<SetAsideProblem>> DoAsync(Db db, Guid rowId, IReadOnlyDictionary<string, string?> fields, OffenceGrouping grouping, IEnumerable<IAfterTakeIn> after, CancellationToken cancel = default)
    {
        var row = await db.FirstAsync<SetAsideRow>($"select {SetAside.Columns} from import_reject where id = @rowId for update", new { rowId }, cancel) ?? throw new NotThere("The row");
        if (row.State != "open")
            throw new ChangedByAnother("Somebody has dealt with this row already.");
        var import = await ImportStore.FindAsync(db, row.ImportId, cancel) ?? throw new NotThere("The import");
        var profile = ImportProfiles.Find(import.Profile, import.ProfileVersion) ?? throw new NotThere("The profile");
        var choices = ImportChoices.Read(import.Options);
        var given = fields.ToDictionary(f => f.Key, f => string.IsNullOrWhiteSpace(f.Value) ? null : f.Value.Trim());
        var mapping = choices.Mapping is null ? null : ColumnMapping.Parse(choices.Mapping).Mapping; // its dates and values are still written the agency's way
        switch (ImportFile.Recheck(profile, mapping, new CheckOptions(import.AsOf) { Constants = choices.Constants }, row.Line, given))
        {
            case QuarantinedRow still:
                return [.. still.Problems.Select(p => new SetAsideProblem(p.Field, p.Found, p.Expected, p.Sentence))];
            case CheckedRow good:
                return await TakeInAsync(db, row, import, profile, good, grouping, after, cancel);
            default:
                throw new InvalidOperationException("Checking a row gave neither a good row nor a bad one.");
        }
    }

    private static async Task<IReadOnlyList<SetAsideProblem>> TakeInAsync(
        Db db, SetAsideRow row, ImportRow import, Profile profile, CheckedRow good, OffenceGrouping grouping, IEnumerable<IAfterTakeIn> after, CancellationToken cancel)
    {
        using var nothing = new MemoryStream();
        var id = await ImportStore.ReceiveAsync(db, profile, import.Agency, $"{import.FileName}, line {row.Line} corrected", nothing, import.AsOf, false, new ImportChoices(), keepFile: false, cancel);
        await db.ExecuteAsync("update import set mode = 'delta', state = 'running', started_at = @at where id = @id", new { id, at = db.Act.At }, cancel);
        var correction = await ImportStore.FindAsync(db, id, cancel) ?? throw new NotThere("The import");
        ReadResult[] results = [good, new FileChecked(1, 1, 0, 0, 0, 0, row.Line, null)];
        var report = await db.WithPartnershipSightAsync(() =>
            new TakeInFile(db, profile, correction, new TakeInOptions(false, (code, words) => grouping.Group(code, words)) { After = [.. after] }).RunAsync(results, (_, _) => Task.CompletedTask, cancel));
        if (report.Quarantined > 0)
        {
            var again = await SetAside.ListAsync(db, id, "open", 1, 1);
            await db.ExecuteAsync("delete from import_reject where import_id = @id; delete from import where id = @id", new { id }, cancel);
            return again[0].What;
        }

        await RunImport.FinishAsync(db, id, report, "done", "");
        await db.ExecuteAsync("update import_reject set state = 'corrected', corrected_import_id = @id, decided_at = @at, decided_by = @user where id = @row", new { id, at = db.Act.At, user = db.Act.User, row = row.Id }, cancel);
        return [];
    }

    /// <summary>The row will not go in, and somebody says why. It stays readable.</summary>
    public static async Task SetAsideForGoodAsync(Db db, Guid rowId, string? reason, CancellationToken cancel = default)
    {
        new Rule("Say why the row should not go in", "Nothing is lost without a reason", !string.IsNullOrWhiteSpace(reason)).Check();
        var changed = await db.ExecuteAsync("update import_reject set state = 'set-aside', decided_at = @at, decided_by = @user where id = @rowId and state = 'open'", new { rowId, at = db.Act.At, user = db.Act.User }, cancel);
        if (changed == 0)
            throw new ChangedByAnother("Somebody has dealt with this row already.");
        await db.ProcessAsync("imports.row-set-aside", null, null, reason, [new Happened("imports.row-set-aside", "import", "A row was set aside for good: " + reason, db.Act.On, new { row = rowId })], cancel: cancel);
    }
}
