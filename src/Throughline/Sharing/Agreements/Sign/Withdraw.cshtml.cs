using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Sign;

[Allow(Role.StrategicLead, Role.InformationGovernanceOfficer)]
[RecordsLooks("shows nobody")]
public sealed class WithdrawModel : AgreementPage
{
    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<string> Gives { get; private set; } = [];

    public SeenByAgency? Gets { get; private set; }

    public IReadOnlyList<Rule> Broken { get; private set; } = [];

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        ViewData["Title"] = $"Withdraw {Viewer.AgencyName}";
        if (Mine is null)
            throw new NotThere("The agreement");
        Broken = [.. SignAgreement.MayWithdraw(Agreement, Mine, Today).Where(rule => !rule.Holds)];
        var (gives, gets) = await SightOf.GivesAndGetsAsync(Db, Agreement, Viewer.Partnership, Viewer.Agency, ifAllSign: false);
        (Gives, Gets) = (gives, gets);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Reason))
            ModelState.AddModelError(nameof(Reason), AgreementRules.ReasonMustBeGiven(Reason).Sentence);
        if (!ModelState.IsValid)
            return await AgainAsync();
        await SignAgreement.WithdrawAsync(Db, Id, Reason);
        return Done($"{Viewer.AgencyName} has withdrawn. The other agencies are told.", $"/sharing/agreements/{Id}");
    }
}
