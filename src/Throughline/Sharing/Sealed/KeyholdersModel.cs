using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Ui.Components;

namespace Throughline.Sharing.Sealed;

[Allow(Role.InformationGovernanceOfficer, Role.Administrator, Role.Coordinator)]
[RecordsLooks("shows no person: who of the staff holds a key; asking, giving and ending are audited")]
public sealed class KeyholdersModel : ThroughlinePage
{
    [BindProperty]
    public UserId? Who { get; set; }

    [BindProperty]
    public string? Compartment { get; set; }

    [BindProperty]
    public string? Because { get; set; }

    public IReadOnlyList<Keyholder> Holders { get; private set; } = [];

    public IReadOnlyList<SelectItem> Colleagues { get; private set; } = [];

    public override async Task LoadAsync()
    {
        Holders = await Keyholding.ListAsync(Db);
        Colleagues = [new SelectItem { Value = "", Text = "Choose" }, .. (await Db.ListAsync<Colleague>(
            "select distinct u.id, u.full_name from app_user u join user_role r on r.user_id = u.id and r.partnership_id = @Partnership where u.agency_id = @Agency and u.disabled_at is null and not u.is_service order by u.full_name",
            new { Act.Partnership, Act.Agency })).Select(c => new SelectItem { Value = c.Id.ToString(), Text = c.FullName })];
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Who is null)
            ModelState.AddModelError(nameof(Who), "Choose for whom");
        var compartment = Sealed.Compartment.Find(Compartment);
        if (compartment is null)
            ModelState.AddModelError(nameof(Compartment), "Choose the compartment");
        if (string.IsNullOrWhiteSpace(Because))
            ModelState.AddModelError(nameof(Because), "Say why this person needs it");
        if (!ModelState.IsValid || compartment is null)
            return await AgainAsync();
        await Keyholding.AskAsync(Db, Who!.Value, compartment, Because);
        return Done("The key is asked for. Somebody else must give it.", "/sealed/keyholders");
    }

    public async Task<IActionResult> OnPostApproveAsync(Guid key)
    {
        await Keyholding.ApproveAsync(Db, key);
        return Done("The key is given.", "/sealed/keyholders");
    }

    public async Task<IActionResult> OnPostEndAsync(Guid key)
    {
        await Keyholding.EndAsync(Db, key);
        return Done("The key is ended.", "/sealed/keyholders");
    }

    private sealed class Colleague
    {
        public required UserId Id { get; init; }

        public required string FullName { get; init; }
    }
}
