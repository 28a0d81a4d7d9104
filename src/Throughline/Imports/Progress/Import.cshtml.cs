using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform;
using Throughline.Platform.Jobs;
using Throughline.Platform.Processes;

namespace Throughline.Imports.Progress;

/// <summary>One import: how far it is, what became of it, and its rows set aside.</summary>
[Allow(Role.Coordinator, Role.Analyst, Role.IntelligenceOfficer)]
[RecordsLooks("rows set aside are recorded as a look at the file")]
public sealed class ImportModel : ThroughlinePage
{
    private const int PageSize = 25;

    [FromRoute(Name = "importId")]
    public Guid ImportId { get; init; }

    [FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public ImportRow Import { get; private set; } = null!;

    internal Profile Profile { get; private set; } = null!;

    public string JobWords { get; private set; } = "";

    public IReadOnlyList<SetAsideRow> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public int Open { get; private set; }

    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Import = await ImportStore.FindAsync(Db, ImportId) ?? throw new NotThere("The import");
        Profile = ImportProfiles.Find(Import.Profile, Import.ProfileVersion) ?? throw new NotThere("The profile");
        JobWords = await Db.FirstAsync<string>("select words from job_run where subject_id = @ImportId order by asked_at desc limit 1", new { ImportId }) ?? "";
        Total = await Db.ValueAsync<int>("select count(*)::int from import_reject where import_id = @ImportId", new { ImportId });
        Open = await Db.ValueAsync<int>("select count(*)::int from import_reject where import_id = @ImportId and state = 'open'", new { ImportId });
        PageNumber = Math.Clamp(PageNumber, 1, Pages);
        Rows = await SetAside.ListAsync(Db, ImportId, "all", PageNumber, PageSize);
        if (Rows.Count > 0)
            await Db.LookedAtAsync([], Profile.Columns.AuditWords(), $"rows set aside of import {ImportId}");
    }

    public async Task<IActionResult> OnPostCancelAsync()
    {
        _ = await ImportStore.FindAsync(Db, ImportId) ?? throw new NotThere("The import");
        await Db.ExecuteAsync("update job_run set cancel_asked = true where subject_id = @ImportId and state in ('waiting', 'running') and partnership_id = @partnership", new { ImportId, partnership = Act.Partnership });
        return Done("It will stop. Nothing of the file will be kept.", $"/imports/{ImportId}");
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        var import = await ImportStore.FindAsync(Db, ImportId) ?? throw new NotThere("The import");
        if (import.State != "held")
            throw new ChangedByAnother("This import is not held any more.");
        var choices = ImportChoices.Read(import.Options) with { WithdrawConfirmed = true };
        await Db.ExecuteAsync("update import set state = 'waiting', options = @options::jsonb where id = @ImportId", new { ImportId, options = choices.Write() });
        await Db.ProcessAsync("imports.withdrawals-confirmed", null, null, null, [new Happened("imports.withdrawals-confirmed", "import", $"{Viewer.FullName} confirmed that {import.FileName} ends more than one row in five.", Act.On)]);
        await Db.AskAsync(ImportJob.JobName, ImportId);
        return LocalRedirect($"/imports/{ImportId}");
    }
}

internal static class ImportWords
{
    public static string State(ImportRow import) => import.State switch
    {
        "waiting" => "Waiting to begin",
        "running" => "Being taken in",
        "held" => "Held back: somebody must confirm it",
        "failed" => "Not taken in",
        "cancelled" => "Stopped",
        "done" when import.DryRun => "Checked; nothing was written (dry run)",
        "done" => "Taken in",
        _ => throw new InvalidOperationException($"An import cannot be {import.State}."),
    };
}
