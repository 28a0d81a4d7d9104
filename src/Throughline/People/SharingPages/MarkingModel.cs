using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing.Markings;
using Throughline.Sharing.Why;

namespace Throughline.People.SharingPages;

/// <summary>The owner changes who may see an item.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker)]
[AboutPerson("id", "identity")]
public sealed class MarkingModel : PersonPage, IAsksWhoMaySee
{
    [FromRoute(Name = "kind")]
    public string Kind { get; init; } = "";

    [FromRoute(Name = "item")]
    public Guid ItemId { get; init; }

    [BindProperty]
    public MarkingInput Who { get; set; } = new();

    [BindProperty]
    [Display(Name = "Why do you change it?")]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Step { get; set; }

    public LabelledItem Item { get; private set; } = null!;

    public MarkingQuestion Question { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        await FindAsync();
        Who = MarkingInput.Of(new(Item.Label.Marking, Item.MarkedFor));
        Question = await MarkingQuestion.LoadAsync(Db, Id, Item.Category, Who, Item.RecordedBy, Item.Id);
    }

    public override async Task LoadAsync()
    {
        await FindAsync();
        Question = await MarkingQuestion.LoadAsync(Db, Id, Item.Category, Who, Item.RecordedBy, Item.Id);
    }

    private async Task FindAsync()
    {
        Item = await LabelledItem.FindAsync(Db, Id, Kind, ItemId) ?? throw new NotThere("The item");
        if (Item.OwnerAgencyId != Viewer.Agency)
            throw new NotThere("The item");
        if (!Item.IsCurrent)
            throw new ChangedByAnother("Somebody has corrected or withdrawn this since you opened it.");
        await Db.LookedAtAsync([Id], [Item.Category], "who may see an item", [Item.Id]);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var problems = Question.Read(Who, out var choice);
        foreach (var (field, sentence) in problems)
            ModelState.AddModelError($"Who.{field}", sentence);
        if (Step != "who" && string.IsNullOrWhiteSpace(Reason))
            ModelState.AddModelError(nameof(Reason), "Say why");
        if (!ModelState.IsValid || Step == "who")
            return Page();
        await MarkItem.DoAsync(Db, Item, choice, Reason!);
        return Done("Changed who may see it.", ItemAddress.Of(Id, Item.Kind, Item.Id));
    }
}
