using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Ui.Components;

namespace Throughline.Rights.Rectify;

[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the person")]
[Opens]
public sealed class AskModel : RightsPage
{
    [FromRoute(Name = "id")]
    public PersonId Id { get; init; }

    [BindProperty]
    public string? Item { get; set; }

    [BindProperty]
    public string? Asks { get; set; }

    [BindProperty]
    public DateOnly? ReceivedOn { get; set; }

    [BindProperty]
    public string? Wrong { get; set; }

    [BindProperty]
    public string? Wanted { get; set; }

    public IReadOnlyList<SelectItem> Items { get; private set; } = [];

    public override async Task LoadAsync()
    {
        (ViewData["Title"], ViewData["Heading"]) = ("Correct, restrict or erase", "Correct, restrict or erase: " + await NameAsync(Id));
        var found = await Db.WithPartnershipSightAsync(() => ItemCatalogue.OfPersonAsync(Db, Id));
        Items = [.. found.Where(item => item.SupersededAt is null && item.WithdrawnAt is null).Select(item => new SelectItem { Value = $"{item.Kind}.{item.Id}", Text = $"{(item.Words.Length > 80 ? item.Words[..80] + "…" : item.Words)} ({item.OwnerName})" })];
        await Db.LookedAtAsync([Id], [.. found.Select(item => item.Category).Distinct()], "rights: items of a person");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await NameAsync(Id);
        return Done("Recorded. The agency that owns the item decides.", $"/rights/corrections/{await AskCorrection.DoAsync(Db, Id, Asks, ReceivedOn, Item, Wrong, Wanted)}");
    }
}
