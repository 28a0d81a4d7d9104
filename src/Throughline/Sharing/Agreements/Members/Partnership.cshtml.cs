using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Members;

/// <summary>The tree of partnerships and the agencies of this one.</summary>
[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class PartnershipModel : SharingPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Type { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    public TreeNode Tree { get; private set; } = null!;

    public IReadOnlyList<MemberAgency> Agencies { get; private set; } = [];

    public bool MayAsk => Viewer.Has(MemberActs.Askers);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Partnership and agencies";
        Tree = await PartnershipTree.OfAsync(Db, Viewer.Partnership);
        Agencies = await MemberAgency.ListAsync(Db);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayAsk)
            throw new NotThere("The act");
        if (string.IsNullOrWhiteSpace(Name))
            ModelState.AddModelError(nameof(Name), "Enter its name");
        if (string.IsNullOrWhiteSpace(Code))
            ModelState.AddModelError(nameof(Code), "Enter a short code");
        if (!AgencyTypes.Exists(Type ?? ""))
            ModelState.AddModelError(nameof(Type), "Choose what kind of agency it is");
        if (!ModelState.IsValid)
            return await AgainAsync();
        var id = await MemberActs.AddAsync(Db, new NewAgency(Code!.Trim(), Name!, Type!, Contact?.Trim() ?? ""));
        return Done("Added. It sees its own information only until it has signed an agreement.", $"/sharing/agencies/{id}");
    }
}
