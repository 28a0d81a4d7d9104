using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit.Breaches;

/// <summary>The pack of a breach as a file.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the download, and the people of the pack")]
[StepUp("/audit/breaches/{breach}")]
[TakesOut]
internal sealed class PackCsvModel : ThroughlinePage
{
    [FromRoute(Name = "breach")]
    public Guid BreachId { get; init; }

    public async Task<IActionResult> OnGetAsync()
    {
        var breach = await Breach.FindAsync(Db, BreachId) ?? throw new NotThere("The breach");
        var pack = await BreachPack.ReadAsync(Db, breach.Scope, BreachPack.Most);
        await Db.AuditAsync(AuditOperation.Consultation, pack.Lines.Select(line => line.PersonId).OfType<PersonId>().ToHashSet(), ["audit"], $"download of the pack of breach {breach.Reference}", null);
        return File(Encoding.UTF8.GetBytes(pack.ToCsv()), "text/csv; charset=utf-8", $"breach-{breach.Reference}.csv");
    }
}
