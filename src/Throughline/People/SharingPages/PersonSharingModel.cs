using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;
using Throughline.Sharing;
using Throughline.Sharing.AskOwner;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Ledger;
using Throughline.Sharing.Why;

namespace Throughline.People.SharingPages;

/// <summary>What passed between agencies about one person beyond the clauses, and what can be asked for or shared.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", AndOthers = true)]
public sealed class PersonSharingModel : PersonPage
{
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    [BindProperty(SupportsGet = true, Name = "i")]
    public int ItemPage { get; set; } = 1;

    public int ItemCount { get; private set; }

    public int ItemPages => Math.Max(1, (ItemCount + ShownItem.PageSize - 1) / ShownItem.PageSize);

    public IReadOnlyList<ShownItem> Items { get; private set; } = [];

    public IReadOnlyList<LedgerLine> Lines { get; private set; } = [];

    public int Pages { get; private set; } = 1;

    public GlimpseList Glimpses { get; private set; } = null!;

    public bool MayDisclose => Viewer.Has(DiscloseItems.Disclosers);

    public bool MayUseUrgent => Viewer.Has(Throughline.Sharing.UrgentAccess.BeginUrgentAccess.Users);

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Number = Math.Max(1, Number);
        ItemCount = await ShownItem.CountAsync(Db, Id);
        ItemPage = Math.Clamp(ItemPage, 1, ItemPages);
        Items = await ShownItem.PageAsync(Db, Id, ItemPage);
        var filter = new LedgerFilter { Person = Id };
        Pages = Math.Max(1, (await LedgerSearch.CountAsync(Db, filter) + LedgerSearch.PageSize - 1) / LedgerSearch.PageSize);
        Lines = await LedgerSearch.ListAsync(Db, filter, Number);
        Glimpses = new(Id, await Glimpse.OfAsync(Db, Id), Viewer.Has(AskTheOwner.Askers));
        Look.Showed(Items.Select(shown => shown.Item.Category).Concat(Lines.SelectMany(line => line.Categories)).Concat(Glimpses.Glimpses.Select(glimpse => glimpse.Category)));
    }
}
