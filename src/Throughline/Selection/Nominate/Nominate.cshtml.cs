using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Sharing;
using Throughline.Sharing.Markings;

namespace Throughline.Selection.Nominate;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", "meeting")]
public sealed class NominateModel : PersonPage, IAsksWhoMaySee
{
    [BindProperty]
    public MarkingInput Who { get; set; } = new();

    /// <summary>"who" when the author asks who will see it, without saving.</summary>
    [BindProperty]
    public string? Step { get; set; }

    public MarkingQuestion Question { get; private set; } = null!;

    [BindProperty]
    public string? ReasonKind { get; set; }

    [BindProperty]
    public string? Reasons { get; set; }

    public SelectionSettings Settings { get; private set; } = new();

    /// <summary>Why the form is not there; null when it is.</summary>
    public Rule? Closed { get; private set; }

    public IReadOnlyList<StandingNomination> Standing { get; private set; } = [];

    public override async Task LoadAsync()
    {
        Question = await MarkingQuestion.OfCaseRowAsync(Db, Id, Who, "meeting");
        Settings = await SelectionSettings.LoadAsync(Db);
        var latest = await IomCase.LatestAsync(Db, Id);
        var rule = NominatePerson.NotAlreadyOnTheCohort(latest);
        Closed = rule.Holds ? null : rule;
        if (latest is not null && latest.State.IsOpen())
            Standing = await StandingNomination.OfAsync(Db, latest.Id);
        Look.Showed("meeting", Standing.Count > 0);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var who = Question.Check(ModelState, Who);
        if (Step == "who")
            return Page();
        if (ModelState.IsValid && who.Marking != Marking.Partnership && !await SomebodyScreensItAsync())
            ModelState.AddModelError("Who.Marking", "Choose so that the coordinator or the panel's chair sees it: somebody has to screen it");
        var rules = NominatePerson.Rules(ReasonKind, Reasons, await PartnershipMembers.IsMemberAsync(Db, Act.Agency), await SelectionSettings.LoadAsync(Db));
        // a kind that is refused is one problem; that it is also on the list is not another
        if (!rules.ShowIn(ModelState))
            return Page();
        await NominatePerson.DoAsync(Db, Id, ReasonKind!, Reasons!);
        await NarrowWhatIsNew.DoAsync(Db, Id, ["nomination", "case_team"], who);
        return Done($"{Person.Name} is nominated. The coordinator will screen the nomination.", $"/people/{Id}/panel");
    }

    private Task<bool> SomebodyScreensItAsync() => Db.ValueAsync<bool>(
        "select exists (select from user_role where partnership_id = @Partnership and role = any (@screeners) and user_id = any (@seenBy))",
        new { Act.Partnership, screeners = new[] { Role.Coordinator.Code(), Role.Chair.Code() }, seenBy = Question.SeenBy.Select(user => user.Value).ToArray() });
}
