using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.UrgentAccess;

/// <summary>The uses of urgent access that wait for a review, and those reviewed.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("shows who used it, and nobody whom it was about")]
public sealed class UrgentQueueModel : ThroughlinePage
{
    private const int Size = 25;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public int Pages { get; private set; } = 1;

    public IReadOnlyList<UrgentUse> Waiting { get; private set; } = [];

    public IReadOnlyList<UrgentUse> Reviewed { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Number = Math.Max(1, Number);
        var most = Math.Max(await UrgentUse.CountAsync(Db, waiting: true), await UrgentUse.CountAsync(Db, waiting: false));
        Pages = Math.Max(1, (most + Size - 1) / Size);
        Waiting = await UrgentUse.ListAsync(Db, waiting: true, Number, Size);
        Reviewed = await UrgentUse.ListAsync(Db, waiting: false, Number, Size);
    }
}

/// <summary>One use: who, when, on which ground, how often they looked; and the finding.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the person whom it was about")]
[Opens]
public sealed class ReviewUrgentModel : ThroughlinePage
{
    [FromRoute(Name = "use")]
    public Guid Id { get; init; }

    [BindProperty]
    [Display(Name = "Was it justified?")]
    public string? Finding { get; set; }

    [BindProperty]
    [Display(Name = "How did you come to that?")]
    public string? Words { get; set; }

    public UrgentUse Use { get; private set; } = null!;

    public bool IsOwn => Use.UserId == Viewer.User;

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Use = await UrgentUse.FindAsync(Db, Id);
        await Db.LookedAtAsync([Use.PersonId], ["identity"], "review of urgent access");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Finding is not ("justified" or "not-justified"))
            ModelState.AddModelError(nameof(Finding), "Choose whether it was justified");
        if (string.IsNullOrWhiteSpace(Words))
            ModelState.AddModelError(nameof(Words), "Say how you came to that");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await ReviewUrgentAccess.DoAsync(Db, Id, Finding!, Words!);
        return (await UrgentUse.FindAsync(Db, Id)).BreachId is { } breach
            ? Done("Reviewed. It is on the register of breaches: say what came of it, and tell whoever has to be told.", $"/audit/breaches/{breach}")
            : Done("Reviewed.", "/sharing/urgent-access");
    }
}
