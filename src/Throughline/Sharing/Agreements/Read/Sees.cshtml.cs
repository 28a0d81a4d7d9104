using Microsoft.AspNetCore.Mvc;
using Throughline.Access;

namespace Throughline.Sharing.Agreements.Read;

/// <summary>What each agency will and will not see, before anybody saves or signs.</summary>
[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class SeesModel : AgreementPage
{
    [FromQuery(Name = "agency")]
    public string? Agency { get; init; }

    public Sight Sight { get; private set; } = new([]);

    public IReadOnlyList<SeenByAgency> All { get; private set; } = [];

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        ViewData["Title"] = "What each agency will and will not see";
        var sight = await SightOf.AgainstTodayAsync(Db, Agreement, Viewer.Partnership);
        All = sight.Agencies;
        Sight = All.Any(agency => agency.Agency.ToString() == Agency) ? new([.. All.Where(agency => agency.Agency.ToString() == Agency)]) : sight;
    }

    public Task OnGetAsync() => LoadAsync();
}
