using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;
using Throughline.Ui.Components;

namespace Throughline.Rights.Rectify;

[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("records the look at the person")]
[Opens]
public sealed class DecideModel : ThroughlinePage
{
    [FromRoute(Name = "id")]
    public Guid Id { get; init; }

    [BindProperty]
    public string? Outcome { get; set; }

    [BindProperty]
    public string? Column { get; set; }

    [BindProperty]
    public string? NewValue { get; set; }

    [BindProperty]
    public string? RestrictBecause { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Statement { get; set; }

    public Correction Asked { get; private set; } = null!;

    public FoundItem? Item { get; private set; }

    public bool MayDecide => Asked.State == "open" && Asked.OwnerAgencyId == Viewer.Agency && Item is not null;

    public IReadOnlyList<SelectItem> Columns { get; private set; } = [];

    public IReadOnlyList<SelectItem> Grounds { get; } =
        [new() { Value = "accuracy-contested", Text = "The person says it is wrong, and it cannot be shown either way" }, new() { Value = "evidence", Text = "It is needed as evidence" }, new() { Value = "person-asks", Text = "The person asks for it" }];

    public override async Task LoadAsync()
    {
        Asked = await Correction.FindAsync(Db, Id);
        await Handling.MustBeAllowedAsync(Db, Asked.PersonId);
        Item = (await ItemCatalogue.OfPersonAsync(Db, Asked.PersonId)).FirstOrDefault(item => item.Kind == Asked.Kind && item.Id == Asked.ItemId);
        Columns = [.. await ColumnsAsync()];
        ViewData["Title"] = $"{Asked.AsksInWords}: {Item?.KindName ?? "an item"}";
        await Db.LookedAtAsync([Asked.PersonId], [Item?.Category ?? "identity"], "correction asked for");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await DecideCorrection.DoAsync(Db, Id, new(Outcome, Column, NewValue, RestrictBecause, Reason, Statement));
        return Done("Decided. Tell the person.", $"/rights/corrections/{Id}");
    }

    private async Task<IEnumerable<SelectItem>> ColumnsAsync() => (await Db.ListAsync<string>(
        "select column_name::text from information_schema.columns where table_schema = 'public' and table_name = @Kind and is_generated = 'NEVER' and column_name <> all (item_bookkeeping()) and data_type not in ('jsonb', 'ARRAY') order by ordinal_position", new { Asked.Kind }))
        .Select(column => new SelectItem { Value = column, Text = char.ToUpperInvariant(column[0]) + column[1..].Replace('_', ' ') });
}
