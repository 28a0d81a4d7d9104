using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People.Record;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing.Markings;

namespace Throughline.People.Items;

/// <summary>Adding, correcting and withdrawing an item: one form that asks what its kind needs.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker)]
[AboutPerson("id", "identity")]
public abstract class ItemPage : PersonPage, IAsksWhoMaySee
{
    [BindProperty]
    public MarkingInput Who { get; set; } = new();

    /// <summary>"who" when the author asks who will see it, without saving.</summary>
    [BindProperty]
    public string? Step { get; set; }

    public MarkingQuestion Question { get; private set; } = null!;

    private protected async Task AskWhoAsync(UserId author, Guid? item = null) => Question = await MarkingQuestion.LoadAsync(Db, Id, Kind.Category, Who, author, item);

    private protected MarkingChoice CheckWho() => Question.Check(ModelState, Who);

    [FromRoute(Name = "kind")]
    public string KindCode { get; init; } = "";

    [BindProperty]
    public ItemInput Input { get; set; } = new();

    internal ItemKind Kind { get; private set; } = null!;

    public string Back => $"/people/{Id}/{Kind.Page}";

    public DateOnly On => Today;

    internal bool Asks(string column) => Kind.Columns.Contains(column);

    public override async Task PrepareAsync()
    {
        Kind = ItemKind.Find(KindCode) ?? throw new NotThere("The page");
        await base.PrepareAsync();
    }

    protected override string? Tab => "/" + Kind.Page;

    private protected void CheckInput()
    {
        var read = new ItemReading(Act.On);
        Kind.Read(Input, read);
        foreach (var problem in read.Problems)
            ModelState.AddModelError("Input." + problem.Field, problem.Sentence);
    }
}

public sealed class AddItemModel : ItemPage
{
    [BindProperty]
    [Display(Name = "How you know")]
    public string? Source { get; set; }

    public Task OnGetAsync() => LoadAsync();

    public override Task LoadAsync() => AskWhoAsync(Act.User);

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var who = CheckWho();
        if (Step == "who")
            return Page();
        CheckInput();
        if (!ModelState.IsValid)
            return Page();
        await AddItem.DoAsync(Db, Id, Kind, Input, Source, who);
        return Done($"Added {Kind.Name}.", Back);
    }
}

public abstract class ChangeItemPage : ItemPage
{
    [FromRoute]
    public Guid Item { get; init; }

    [BindProperty]
    [Display(Name = "Reason")]
    public string? Reason { get; set; }

    /// <summary>What is recorded now, in words.</summary>
    public string Recorded { get; private set; } = "";

    /// <summary>Why the viewer may not change it; null when they may.</summary>
    public string? NotYours { get; private set; }

    private ItemInput recorded = new();

    private protected RecordedItem Found { get; private set; } = null!;

    public virtual async Task OnGetAsync()
    {
        await LoadAsync();
        Input = recorded;
    }

    public override async Task LoadAsync()
    {
        if (await PersonItems.FindAsync(Db, Id, Kind, Item) is not var (found, isCurrent))
            throw new NotThere("The item");
        if (!isCurrent)
            throw new ChangedByAnother("Somebody has corrected or withdrawn this since you opened it.");
        await Db.LookedAtAsync([Id], [Kind.Category], "item of the record", [Item]);
        Found = found;
        recorded = found.Input;
        Recorded = Kind.Words(found.Input);
        var rule = found.OnlyItsOwnerChangesIt(Act.Agency);
        NotYours = rule.Holds ? null : rule.Sentence;
    }

    private protected void CheckReason(string sentence)
    {
        if (string.IsNullOrWhiteSpace(Reason))
            ModelState.AddModelError(nameof(Reason), sentence);
    }
}

public sealed class CorrectItemModel : ChangeItemPage
{
    public override async Task OnGetAsync()
    {
        await base.OnGetAsync();
        Who = MarkingInput.Of(Found.Who);
        await AskWhoAsync(Found.Author, Item);
    }

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        await AskWhoAsync(Found.Author, Item);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var who = CheckWho();
        if (Step == "who")
            return Page();
        CheckInput();
        CheckReason("Say why it is corrected");
        if (!ModelState.IsValid)
            return Page();
        await CorrectItem.DoAsync(Db, Id, Kind, Item, Input, Reason!, who);
        return Done("Corrected. What was recorded before is kept.", Back);
    }
}

public sealed class WithdrawItemModel : ChangeItemPage
{
    public async Task<IActionResult> OnPostAsync()
    {
        CheckReason("Say why it is withdrawn");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await WithdrawItem.DoAsync(Db, Id, Kind, Item, Reason!);
        return Done("Withdrawn. It is kept, and no longer counts.", Back);
    }
}
