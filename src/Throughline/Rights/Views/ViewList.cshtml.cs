using Throughline.Access;
using Throughline.Rights.SubjectAccess;

namespace Throughline.Rights.Views;

/// <summary>An agency's worklist: requests that ask what it thinks about its own items.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("names nobody")]
public sealed class ViewListModel : ThroughlinePage
{
    public IReadOnlyList<AgencyView> Views { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "What do you think of giving it?";
        Views = await AgencyView.OfAsync(Db, null, Viewer.Agency);
    }

    public Task OnGetAsync() => LoadAsync();
}
