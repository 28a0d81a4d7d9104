using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Sign;

/// <summary>What the viewer's agency gives and gets, and its signature.</summary>
[Allow(Role.StrategicLead, Role.InformationGovernanceOfficer)]
[RecordsLooks("shows nobody")]
public sealed class SignModel : AgreementPage
{
    [BindProperty]
    public string? Position { get; set; }

    [BindProperty]
    public bool IsAuthorised { get; set; }

    public IReadOnlyList<string> Gives { get; private set; } = [];

    public SeenByAgency? Gets { get; private set; }

    public IReadOnlyList<Rule> Broken { get; private set; } = [];

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        ViewData["Title"] = $"Sign for {Viewer.AgencyName}";
        if (Mine is null)
            throw new NotThere("The agreement");
        Broken = [.. SignAgreement.MaySign(Agreement, Mine, Db).Where(rule => !rule.Holds)];
        var (gives, gets) = await SightOf.GivesAndGetsAsync(Db, Agreement, Viewer.Partnership, Viewer.Agency);
        (Gives, Gets) = (gives, gets);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Position))
            ModelState.AddModelError(nameof(Position), "Say what your position in your agency is");
        if (!IsAuthorised)
            ModelState.AddModelError(nameof(IsAuthorised), "Confirm that you may bind your agency and have read what it gives and gets");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await SignAgreement.DoAsync(Db, Id, Position, Revision);
        return Done($"Signed for {Viewer.AgencyName}.", $"/sharing/agreements/{Id}");
    }
}
