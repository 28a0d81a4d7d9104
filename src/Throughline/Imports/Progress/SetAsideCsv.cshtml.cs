using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Imports.Profiles;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Imports.Progress;

/// <summary>The rows of an import that wait to be put right, as a file.</summary>
[Allow(Role.Coordinator, Role.Analyst, Role.IntelligenceOfficer)]
[RecordsLooks("the download is recorded")]
[StepUp("/imports/{importId}")]
[TakesOut]
public sealed class SetAsideCsvModel : ThroughlinePage
{
    [FromRoute(Name = "importId")]
    public Guid ImportId { get; init; }

    public async Task<IActionResult> OnGetAsync()
    {
        var import = await ImportStore.FindAsync(Db, ImportId) ?? throw new NotThere("The import");
        var profile = ImportProfiles.Find(import.Profile, import.ProfileVersion) ?? throw new NotThere("The profile");
        await Db.AuditAsync(AuditOperation.Consultation, [], profile.Columns.AuditWords(), $"download of rows set aside of import {ImportId}", null);
        return File(Encoding.UTF8.GetBytes("\uFEFF" + await SetAside.AsCsvAsync(Db, ImportId, profile)), "text/csv; charset=utf-8", Path.GetFileNameWithoutExtension(import.FileName) + "-set-aside.csv");
    }
}
