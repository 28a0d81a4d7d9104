using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;
using Throughline.Sharing.Disclose;

namespace Throughline.Sharing.Ledger;

/// <summary>One disclosure: both sides see it, its owner may end it early.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst, Role.InformationGovernanceOfficer)]
[RecordsLooks("records the person whom the disclosure is about")]
[Opens]
public sealed class DisclosureModel : ThroughlinePage
{
    [FromRoute(Name = "disclosure")]
    public Guid Id { get; init; }

    [BindProperty]
    [Display(Name = "Why it ends")]
    public string? Because { get; set; }

    public LedgerLine Line { get; private set; } = null!;

    public IReadOnlyList<Shared> Items { get; private set; } = [];

    public bool MayEnd => Line.Runs && Line.FromAgencyId == Viewer.Agency && Viewer.Has(DiscloseItems.Disclosers);

    /// <summary>The ledger, for whoever reads it; for others the person's page that led here.</summary>
    public string Back => Viewer.Has([.. DiscloseItems.Disclosers, Role.InformationGovernanceOfficer]) ? "/sharing/disclosures" : $"/people/{Line.PersonId}/sharing";

    public bool MayOpenPeople => Viewer.Has(Roles.WithPeople);

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Line = await LedgerSearch.FindAsync(Db, Id);
        // the words come from the item itself, for whoever may see it today
        Items = await Db.ListAsync<Shared>(
            """
            select d.kind, d.item_id, coalesce(k.name, d.kind) as kind_name, d.category, i.words,
              case when i.id is null then null when i.superseded_at is not null then 'corrected since' when i.withdrawn_at is not null then 'withdrawn since' end as state
            from disclosed_item d left join item_kind k on k.table_name = d.kind left join item i on i.id = d.item_id and i.kind = d.kind where d.disclosure_id = @Id order by d.category, i.words nulls last, d.item_id
            """, new { Id });
        await Db.LookedAtAsync([Line.PersonId], Line.Categories, "one disclosure");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Viewer.Has(DiscloseItems.Disclosers))
            return NotFound();
        if (string.IsNullOrWhiteSpace(Because))
        {
            ModelState.AddModelError(nameof(Because), "Say why it ends");
            return await AgainAsync();
        }

        await EndDisclosure.DoAsync(Db, Id, Because);
        return Done("Ended. They no longer see it and have been told.", $"/sharing/disclosures/{Id}");
    }

    public sealed class Shared
    {
        public required string Kind { get; init; }

        public required Guid ItemId { get; init; }

        public required string KindName { get; init; }

        public required string Category { get; init; }

        public string? Words { get; init; }

        public string? State { get; init; }
    }
}
