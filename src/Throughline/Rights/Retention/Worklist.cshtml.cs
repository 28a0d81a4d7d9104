using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Retention;

[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("records the people of the page it shows")]
public sealed class WorklistModel : RightsPage
{
    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    public IReadOnlyList<Overdue> ByAgency { get; private set; } = [];

    public IReadOnlyList<PersonDue> People { get; private set; } = [];

    public int Total { get; private set; }

    public bool IsGovernance => Viewer.Has(Role.InformationGovernanceOfficer);

    public int At => Math.Max(1, Number ?? 1);

    public int Pages => Math.Max(1, (Total + DueForReview.PageSize - 1) / DueForReview.PageSize);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Items to look at again";
        await WhoReviews.MustBeAllowedAsync(Db, Viewer);
        // how much of every agency's waits is for governance
        if (IsGovernance)
            ByAgency = await Db.WithPartnershipSightAsync(() => DueForReview.ByAgencyAsync(Db));
        // the agency's own whatever its marking: what nobody's list holds is kept for ever
        (People, Total) = await Db.WithPartnershipSightAsync(() => DueForReview.PeopleAsync(Db, Viewer.Agency, At));
        var names = (await Db.ListAsync<Named>("select id, forenames || ' ' || surname as name from person where id = any (@ids)", new { ids = People.Select(row => row.PersonId.Value).ToArray() })).ToDictionary(row => row.Id, row => row.Name);
        People = [.. People.Select(row => row with { Name = names.GetValueOrDefault(row.PersonId.Value) })];
        if (People.Count > 0)
            await Db.LookedAtAsync([.. People.Select(row => row.PersonId)], ["identity"], "retention: items to look at again");
    }

    public Task OnGetAsync() => LoadAsync();

    private sealed class Named
    {
        public required Guid Id { get; init; }

        public required string Name { get; init; }
    }
}
