using Throughline.Access;

namespace Throughline.Sharing.Agreements.Read;

[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class TodayModel : SharingPage
{
    public Sight Sight { get; private set; } = new([]);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "What each agency sees today";
        Sight = await SightOf.TodayAsync(Db, Viewer.Partnership);
    }

    public Task OnGetAsync() => LoadAsync();
}
