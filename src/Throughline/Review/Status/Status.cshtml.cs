using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Sharing.Markings;

namespace Throughline.Review.Status;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", "offending", "intelligence", "custody and dates", "treatment", "drug test", "supervision", "plan")]
public sealed class StatusModel : PersonPage, IAsksWhoMaySee
{
    [BindProperty]
    public MarkingInput Who { get; set; } = new();

    /// <summary>"who" when the author asks who will see it, without saving.</summary>
    [BindProperty]
    public string? Step { get; set; }

    public MarkingQuestion Question { get; private set; } = null!;

    public WhoWillSee UndoSeen { get; private set; } = null!;

    public WhoWillSee AtLargeSeen { get; private set; } = null!;

    [BindProperty]
    public string? To { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? DeEscalationPoint { get; set; }

    [BindProperty]
    public string? WhyBlue { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    [BindProperty]
    public string? UndoReason { get; set; }

    [BindProperty]
    public DateOnly? AtLargeSince { get; set; }

    [BindProperty]
    public string? AtLargeReason { get; set; }

    public IReadOnlyList<StatusDefinition> Statuses { get; private set; } = [];

    public IReadOnlyList<StatusChange> Changes { get; private set; } = [];

    public StatusFacts Facts { get; private set; } = null!;

    public StatusProposal Proposal { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; }

    public string? Conflict { get; private set; }

    public bool CanDecide => Viewer.Has(SetStatus.Deciders) && StatusRules.CaseMustBeAdopted(Person.CaseState ?? "").Holds;

    public StatusChange? CanTakeBack => Viewer.Has(SetStatus.Deciders) && Changes is [{ UndoesId: null, FromStatus: not null } last, ..] && last.ToStatus == Person.Status && UkTime.DateOf(last.At) == Act.On ? last : null;

    public override async Task LoadAsync()
    {
        Statuses = await StatusDefinitions.ListAsync(Db);
        Changes = await StatusChange.ListAsync(Db, Id);
        Facts = await StatusFactsOf.ReadAsync(Db, Id);
        Proposal = ProposeStatus.From(Facts);
        Look.Showed(Facts.Categories);
        Look.Showed("plan", Changes.Count > 0);
        Now = Act.At;
        ViewData["Title"] = "Status";
        // somebody who leaves the cohort leaves it in the case's events too
        if (Viewer.Has(SetStatus.Deciders))
            Question = await MarkingQuestion.OfCaseRowAsync(Db, Id, Who, To == StatusDefinitions.White ? ["plan", "supervision", "meeting"] : ["plan", "supervision"]);
        if (CanTakeBack is not null)
            UndoSeen = await WhoWillSee.OfCaseRowAsync(Db, Id, "what you write here", "plan", "supervision");
        AtLargeSeen = await WhoWillSee.OfItemAsync(Db, Id, "what you write here", "custody and dates");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Viewer.Has(SetStatus.Deciders))
            throw new NotThere("The form");
        await LoadAsync();
        var who = Question.Check(ModelState, Who);
        if (Step == "who")
            return Page();
        if (string.IsNullOrEmpty(To))
            ModelState.AddModelError(nameof(To), "Choose a status");
        if (string.IsNullOrWhiteSpace(Reason))
            ModelState.AddModelError(nameof(Reason), "Say why");
        if (!ModelState.IsValid)
            return Page();
        try
        {
            await SetStatus.DoAsync(Db, Case(), To!, Reason, DeEscalationPoint, new SeenStatus(string.IsNullOrEmpty(Seen) ? null : Seen), WhyBlue);
            await NarrowWhatIsNew.DoAsync(Db, Id, ["status_change"], who);
        }
        catch (ChangedByAnother changed)
        {
            // both are shown: what stands now, and what was typed
            ModelState.Remove(nameof(Seen));
            ModelState.AddModelError(nameof(To), changed.Message);
            Conflict = changed.Message;
            await LoadAsync();
            var page = Page();
            page.StatusCode = StatusCodes.Status409Conflict;
            return page;
        }

        return Done($"The status is now {(await StatusDefinitions.ListAsync(Db)).LabelOf(To)}.", $"/people/{Id}/status");
    }

    public async Task<IActionResult> OnPostUndoAsync(Guid change)
    {
        if (!Viewer.Has(SetStatus.Deciders))
            throw new NotThere("The form");
        if (string.IsNullOrWhiteSpace(UndoReason))
        {
            ModelState.AddModelError(nameof(UndoReason), "Say why you take the decision back");
            return await AgainAsync();
        }

        await UndoStatus.DoAsync(Db, Case(), change, UndoReason);
        return Done("The decision is taken back.", $"/people/{Id}/status");
    }

    public async Task<IActionResult> OnPostAtLargeAsync()
    {
        if (!Viewer.Has(SetStatus.Deciders) && !Viewer.Has(Role.IntelligenceOfficer, Role.LinkWorker))
            throw new NotThere("The form");
        if (AtLargeSince is null)
            ModelState.AddModelError(nameof(AtLargeSince), "Enter the day since when the person has been at large");
        if (string.IsNullOrWhiteSpace(AtLargeReason))
            ModelState.AddModelError(nameof(AtLargeReason), "Say how you know");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await IllegallyAtLarge.BeginAsync(Db, Id, AtLargeSince!.Value, AtLargeReason);
        return Done("Recorded: illegally at large.", $"/people/{Id}/status");
    }

    public async Task<IActionResult> OnPostNotAtLargeAsync()
    {
        if (string.IsNullOrWhiteSpace(AtLargeReason))
        {
            ModelState.AddModelError(nameof(AtLargeReason), "Say how you know");
            return await AgainAsync();
        }

        await IllegallyAtLarge.EndAsync(Db, Id, AtLargeReason);
        return Done("Recorded: no longer illegally at large.", $"/people/{Id}/status");
    }

    private CaseId Case() => Person.CaseId ?? throw new NotThere("The case");
}
