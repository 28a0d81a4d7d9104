using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Rectify;

/// <summary>Restricted items of the viewer's agency; for information governance those of everybody. Their owner lifts a restriction here.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("records the people whose items are restricted")]
public sealed class RestrictionsModel : ThroughlinePage
{
    [FromQuery(Name = "id")]
    public Guid? Id { get; init; }

    [BindProperty]
    public bool Told { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public IReadOnlyList<Restriction> Running { get; private set; } = [];

    public IReadOnlyList<Restriction> Lifted { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Kept and not used";
        (Running, Lifted) = (await Restriction.ListAsync(Db, lifted: false), await Restriction.ListAsync(Db, lifted: true));
        var all = Running.Concat(Lifted).ToList();
        if (all.Count > 0)
            await Db.LookedAtAsync([.. all.Select(one => one.PersonId).Distinct()], [.. all.Where(one => one.ItemWords is not null).Select(one => one.Category).Append("identity").Distinct()], "restricted items");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LiftRestriction.DoAsync(Db, Id ?? Guid.Empty, Told, Words);
        return Done("Lifted. Whoever saw it before sees it again.", "/rights/restrictions");
    }
}
