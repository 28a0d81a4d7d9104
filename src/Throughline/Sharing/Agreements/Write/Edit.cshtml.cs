using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Read;
using Throughline.Ui;

namespace Throughline.Sharing.Agreements.Write;

/// <summary>Name, purpose, dates, reach and agencies of a draft.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Coordinator)]
[RecordsLooks("shows nobody")]
public sealed class EditModel : AgreementPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Purpose { get; set; }

    [BindProperty]
    public DateOnly? StartsOn { get; set; }

    [BindProperty]
    public DateOnly? EndsOn { get; set; }

    [BindProperty]
    public bool ReachesBelow { get; set; }

    [BindProperty]
    public List<string> Between { get; set; } = [];

    /// <summary>"save" when the changes have been seen.</summary>
    [BindProperty]
    public string? Step { get; set; }

    /// <summary>What was shown, as the form brings it back: anything else is shown before it is saved.</summary>
    [BindProperty]
    public string? Shown { get; set; }

    public string Seal { get; private set; } = "";

    public bool IsOtherThanShown => Step == "save";

    /// <summary>What each agency will and will not see; null until the form has been sent once without a fault.</summary>
    public DraftPreview? Preview { get; private set; }

    /// <summary>What the agreement says otherwise than before, in words.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    public IReadOnlyList<WriteAgreement.PossibleParty> Possible { get; private set; } = [];

    public int LongestMonths { get; private set; }

    public string BelowWords { get; private set; } = "";

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        OnlyDrafts();
        ViewData["Title"] = $"Change {Title}";
        // agencies of the partnerships below are offered at once: without scripts the box above cannot bring them in
        Possible = await WriteAgreement.PossiblePartiesAsync(Db, reachesBelow: true);
        LongestMonths = await Db.NumberAsync(AgreementNumbers.LongestMonths);
        var below = await Db.ListAsync<string>("select p.name from partnerships_from(@Partnership) f (id) join partnership p on p.id = f.id where p.id <> @Partnership order by p.name", new { Viewer.Partnership });
        BelowWords = below.Count == 0 ? "There is none yet" : ClauseWords.And(below);
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (Name, Purpose, StartsOn, EndsOn, ReachesBelow, Between) = (Agreement.Name, Agreement.Purpose, Agreement.StartsOn, Agreement.EndsOn, Agreement.ReachesBelow, [.. Parties.Select(party => party.AgencyId.ToString())]);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Name))
            ModelState.AddModelError(nameof(Name), WriteAgreement.NameMustBeGiven(Name).Sentence);
        if (string.IsNullOrWhiteSpace(Purpose))
            ModelState.AddModelError(nameof(Purpose), WriteAgreement.PurposeMustBeGiven(Purpose).Sentence);
        var parties = Between.Select(text => AgencyId.TryParse(text, null, out var id) ? id : default).Where(id => id != default).ToList();
        if (parties.Distinct().Count() < 2)
            ModelState.AddModelError(nameof(Between), "An agreement is between at least two agencies: choose them");
        var term = AgreementRules.EndsInTime(StartsOn, EndsOn, await Db.NumberAsync(AgreementNumbers.LongestMonths));
        if (!AgreementRules.EndsAfterItStarts(StartsOn, EndsOn).Holds)
            ModelState.AddModelError(nameof(EndsOn), AgreementRules.EndsAfterItStarts(StartsOn, EndsOn).Sentence);
        else if (!term.Holds)
            ModelState.AddModelError(nameof(EndsOn), term.Sentence);
        if (!ModelState.IsValid)
            return await AgainAsync();
        var terms = new AgreementTerms { Name = Name, Purpose = Purpose, StartsOn = StartsOn, EndsOn = EndsOn, ReachesBelow = ReachesBelow, Parties = [.. parties.Distinct().OrderBy(party => party.Value)] };
        Seal = DraftPreview.Seal(terms);
        if (Step != "save" || Shown != Seal)
        {
            await LoadAsync();
            Preview = await DraftPreview.OfAsync(Db, Id, () => WriteAgreement.ChangeAsync(Db, Id, terms, Revision));
            Differences = terms.DifferencesFrom(Agreement, Parties, Possible.ToDictionary(agency => agency.Id, agency => agency.Name));
            return Page();
        }

        await WriteAgreement.ChangeAsync(Db, Id, terms, Revision);
        return Done("Saved.", $"/sharing/agreements/{Id}");
    }

    private void OnlyDrafts()
    {
        if (!IsOwn || State != AgreementState.Draft)
            throw new NotThere("The draft");
    }
}
