using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Ledger;
using Throughline.Sharing.Why;

namespace Throughline.People.SharingPages;

/// <summary>Whose an item is and what shows it to the viewer; for its owner also who else sees it, and to whom it was disclosed.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity")]
public sealed class ItemSharingModel : PersonPage
{
    [FromRoute(Name = "kind")]
    public string Kind { get; init; } = "";

    [FromRoute(Name = "item")]
    public Guid ItemId { get; init; }

    public LabelledItem Item { get; private set; } = null!;

    public string Because { get; private set; } = "";

    public bool IsOwner => Item.OwnerAgencyId == Viewer.Agency;

    public bool MayShare => Item.IsCurrent && Viewer.Has(DiscloseItems.Disclosers);

    public IReadOnlyList<AgencySight> Sights { get; private set; } = [];

    public string Sentence { get; private set; } = "";

    public IReadOnlyList<LedgerLine> Disclosures { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Item = await LabelledItem.FindAsync(Db, Id, Kind, ItemId) ?? throw new NotThere("The item");
        await Db.LookedAtAsync([Id], [Item.Category], "why an item is shown", [Item.Id]);
        Because = (await WhyShown.OfAsync(Db, Item)).Words;
        if (!IsOwner)
            return;
        var sights = await WhoSees.OfAsync(Db, Id, Item.Label, Item.Id);
        Sights = WhoSees.ByAgency(sights);
        Sentence = WhoSees.Sentence(sights, "can see");
        Disclosures = await LedgerSearch.OfItemAsync(Db, Item.Id);
    }
}
