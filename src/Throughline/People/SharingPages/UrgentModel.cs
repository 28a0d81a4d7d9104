using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing;
using Throughline.Sharing.UrgentAccess;

namespace Throughline.People.SharingPages;

/// <summary>Beginning and ending urgent access to one person.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker)]
[AboutPerson("id", "identity")]
public sealed class UrgentModel : PersonPage
{
    protected override string? Tab => "/sharing";

    [BindProperty]
    [Display(Name = "What could happen?")]
    public string? Ground { get; set; }

    [BindProperty]
    [Display(Name = "What is happening, and why can it not wait?")]
    public string? Why { get; set; }

    [BindProperty]
    [Display(Name = "Confirm")]
    public bool Confirmed { get; set; }

    public Running? Running { get; private set; }

    public int ReviewDays { get; private set; }

    public DateTimeOffset Now => now;

    private DateTimeOffset now;

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        now = Act.At;
        Running = await Running.FindAsync(Db, Id);
        ReviewDays = await Db.NumberAsync(DisclosureNumbers.UrgentReviewDays);
    }

    [StepUp]
    public async Task<IActionResult> OnPostBeginAsync()
    {
        if (BeginUrgentAccess.Grounds.All(known => known.Code != Ground))
            ModelState.AddModelError(nameof(Ground), "Choose what could happen");
        if (string.IsNullOrWhiteSpace(Why) || Why.Trim().Length < 15)
            ModelState.AddModelError(nameof(Why), "Say in your own words what is happening and why it cannot wait");
        if (!Confirmed)
            ModelState.AddModelError(nameof(Confirmed), "Confirm that you have to act now");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await BeginUrgentAccess.DoAsync(Db, Id, Ground!, Why!);
        return Done($"Urgent access has begun and lasts {BeginUrgentAccess.Minutes} minutes.", $"/people/{Id}");
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        await EndUrgentAccess.DoAsync(Db, Id);
        return Done("Urgent access has ended.", $"/people/{Id}/sharing");
    }
}
