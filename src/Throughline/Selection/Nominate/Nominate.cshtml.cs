using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;

namespace Throughline.Selection.Nominate;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", "meeting")]
public sealed class NominateModel : PersonPage
{
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
        Settings = await SelectionSettings.LoadAsync(Db);
        var latest = await IomCase.LatestAsync(Db, Id);
        var rule = NominatePerson.NotAlreadyOnTheCohort(latest);
        Closed = rule.Holds ? null : rule;
        if (latest is not null && latest.State.IsOpen())
            Standing = await StandingNomination.OfAsync(Db, latest.Id);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var rules = NominatePerson.Rules(ReasonKind, Reasons, await PartnershipMembers.IsMemberAsync(Db, Act.Agency), await SelectionSettings.LoadAsync(Db));
        // a kind that is refused is one problem; that it is also on the list is not another
        if (!rules.ShowIn(ModelState))
            return await AgainAsync();
        await NominatePerson.DoAsync(Db, Id, ReasonKind!, Reasons!);
        return Done($"{Person.Name} is nominated. The coordinator will screen the nomination.", $"/people/{Id}/panel");
    }
}
