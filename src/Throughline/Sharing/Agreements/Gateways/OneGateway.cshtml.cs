using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Gateways;

[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class OneGatewayModel : SharingPage
{
    [FromRoute(Name = "code")]
    public string Code { get; init; } = "";

    [BindProperty]
    public string? Officer { get; set; }

    [BindProperty]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public Gateway Gateway { get; private set; } = null!;

    public IReadOnlyList<SignOff> SignOffs { get; private set; } = [];

    public bool MayRecord => Viewer.Has(Role.InformationGovernanceOfficer);

    public override async Task LoadAsync()
    {
        Gateway = await Gateway.FindAsync(Db, Code) ?? throw new NotThere("The gateway");
        ViewData["Title"] = Gateway.Name;
        SignOffs = [.. (await SignOff.ListAsync(Db)).Where(signed => signed.Gateway == Code)];
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayRecord)
            throw new NotThere("The act");
        if (!SignOffGateway.OfficerMustBeNamed(Officer).Holds)
            ModelState.AddModelError(nameof(Officer), SignOffGateway.OfficerMustBeNamed(Officer).Sentence);
        if (ModelState.IsValid && !SignOffGateway.DateMustHaveCome(On, Today).Holds)
            ModelState.AddModelError(nameof(On), SignOffGateway.DateMustHaveCome(On, Today).Sentence);
        if (!ModelState.IsValid)
            return await AgainAsync();
        await SignOffGateway.DoAsync(Db, Code, Officer, On, Words);
        return Done("Recorded.", $"/sharing/gateways/{Code}");
    }
}
