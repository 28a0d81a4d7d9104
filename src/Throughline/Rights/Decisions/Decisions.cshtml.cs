using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Sharing.Markings;

namespace Throughline.Rights.Decisions;

[Allow(Role.Coordinator, Role.OffenderManager, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.InformationGovernanceOfficer)]
[AboutPerson("id", "identity", "plan", "meeting", "risk")]
public sealed class DecisionsModel : PersonPage
{
    [BindProperty]
    public Guid? Decision { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public DateOnly? ReceivedOn { get; set; }

    [BindProperty]
    public string? How { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public IReadOnlyList<PersonDecision> Decisions { get; private set; } = [];

    public IReadOnlyList<DateTimeOffset> Letters { get; private set; } = [];

    /// <summary>Not to be narrowed: whoever sees the decision answers for it.</summary>
    public WhoWillSee WillSee { get; private set; } = null!;

    public override async Task LoadAsync()
    {
        WillSee = await WhoWillSee.OfCaseRowAsync(Db, Id, "what you write here", "plan");
        ViewData["Title"] = "Decisions about this person";
        Decisions = await PersonDecision.OfAsync(Db, Id);
        Look.Showed(Decisions.SelectMany(decision => decision.Categories));
        Letters = await Db.ListAsync<DateTimeOffset>("select at from letter where person_id = @Id order by at", new { Id });
        Look.Showed("plan", Letters.Count > 0);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Decision is null)
        {
            ModelState.AddModelError(nameof(Decision), "Choose the decision");
            return await AgainAsync();
        }

        await RecordRepresentation.DoAsync(Db, Id, Decision.Value, Kind, ReceivedOn, How, Words);
        return Done("Recorded. It is answered within one month.", $"/people/{Id}/decisions");
    }

    public async Task<IActionResult> OnPostConsiderAsync(Guid said, string? outcome, string? outcomeWords)
    {
        await RecordRepresentation.ConsiderAsync(Db, Id, said, outcome, outcomeWords);
        return Done("Recorded. Tell the person.", $"/people/{Id}/decisions");
    }
}
