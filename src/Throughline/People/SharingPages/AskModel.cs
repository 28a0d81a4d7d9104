using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing;
using Throughline.Sharing.AskOwner;

namespace Throughline.People.SharingPages;

/// <summary>A question to the agency that a glimpse names.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker)]
[AboutPerson("id", "identity", AndOthers = true)]
public sealed class AskModel : PersonPage
{
    protected override string? Tab => "/sharing";

    [BindProperty(SupportsGet = true)]
    public Guid Agency { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Category { get; set; }

    [BindProperty]
    [Display(Name = "What do you need to know, and what for?")]
    public string? Why { get; set; }

    public Glimpse Glimpse { get; private set; } = null!;

    public int Days { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Glimpse = await AskTheOwner.GlimpseAsync(Db, Id, new AgencyId(Agency), Category ?? "");
        if (!Glimpse.MayBeAskedFor)
            throw new NotThere("The information");
        Look.Showed([Glimpse.Category]);
        Days = await Db.NumberAsync(DisclosureNumbers.AnswerDays);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Why) || Why.Trim().Length < Throughline.Sharing.Disclose.DiscloseItems.FewestLetters)
        {
            ModelState.AddModelError(nameof(Why), "Say what you need to know and what for");
            return await AgainAsync();
        }

        await AskTheOwner.DoAsync(Db, Id, new AgencyId(Agency), Category ?? "", Why);
        return Done("Asked. You see the answer under Questions.", $"/people/{Id}/sharing");
    }
}
