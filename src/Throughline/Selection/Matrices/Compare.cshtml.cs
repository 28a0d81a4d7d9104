using Microsoft.AspNetCore.Mvc;
using Throughline.Access;

namespace Throughline.Selection.Matrices;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst, Role.StrategicLead, Role.InformationGovernanceOfficer)]
[RecordsLooks("criteria only, nobody's information")]
public sealed class CompareModel : ThroughlinePage
{
    [FromQuery(Name = "one")]
    public Guid One { get; set; }

    [FromQuery(Name = "other")]
    public Guid Other { get; set; }

    public SavedMatrix From { get; private set; } = null!;

    public SavedMatrix To { get; private set; } = null!;

    public IReadOnlyList<string> Changes { get; private set; } = [];

    public override async Task LoadAsync()
    {
        From = await SavedMatrix.FindAsync(Db, One);
        To = await SavedMatrix.FindAsync(Db, Other);
        Changes = MatrixWords.Compare(From.Read(), To.Read());
    }

    public Task OnGetAsync() => LoadAsync();
}
