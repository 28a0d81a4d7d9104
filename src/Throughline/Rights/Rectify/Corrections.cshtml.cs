using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Rectify;

[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("records the people the requests are about")]
public sealed class CorrectionsModel : ThroughlinePage
{
    public IReadOnlyList<Correction> List { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Corrections and restrictions asked for";
        List = await Correction.ListAsync(Db);
        if (List.Count > 0)
            await Db.LookedAtAsync([.. List.Select(one => one.PersonId).Distinct()], ["identity"], "corrections asked for");
    }

    public Task OnGetAsync() => LoadAsync();
}
