using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Selection.Decide;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[RecordsLooks("the people before the panel")]
public sealed class PanelModel : ThroughlinePage
{
    public IReadOnlyList<PanelName> Before { get; private set; } = [];

    public IReadOnlyList<PanelName> Deferred { get; private set; } = [];

    public override async Task LoadAsync()
    {
        var all = await PanelName.AllAsync(Db);
        Before = [.. all.Where(name => name.StateCode == "for-panel")];
        Deferred = [.. all.Where(name => name.StateCode == "deferred")];
        await Db.LookedAtAsync([.. all.Select(name => name.PersonId)], PanelName.CategoriesOf(all), "People before the panel");
    }

    public Task OnGetAsync() => LoadAsync();
}
