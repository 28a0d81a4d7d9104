using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Keeping;

namespace Throughline.Access.GrantRoles;

[Allow(Role.Administrator, Role.InformationGovernanceOfficer)]
[RecordsLooks("shows one account of staff and nobody else; each act is an account event")]
public sealed class RequestModel : KeepingPage
{
    [FromRoute(Name = "request")]
    public Guid Id { get; init; }

    [BindProperty]
    public string? Reason { get; set; }

    public RoleRequest Asked { get; private set; } = null!;

    /// <summary>Why the role is a powerful one.</summary>
    public string? Because { get; private set; }

    public override async Task LoadAsync()
    {
        Asked = await RoleRequests.FindAsync(Db, Id);
        Because = Asked.Role is { } role ? (await AskForRole.PowerfulAsync(Db)).GetValueOrDefault(role) : null;
        ViewData["Title"] = $"{Asked.RoleWords} for {Asked.FullName}";
    }

    public Task OnGetAsync() => LoadAsync();

    [StepUp]
    public async Task<IActionResult> OnPostAsync()
    {
        await DecideRoleRequest.ApproveAsync(Db, Id);
        return Done("Agreed. The role holds from the next page that they open.", "/users/requests");
    }

    public async Task<IActionResult> OnPostDeclineAsync()
    {
        if (!RoleRequestRules.SayWhyItIsDeclined(Reason).Holds)
        {
            ModelState.AddModelError(nameof(Reason), RoleRequestRules.SayWhyItIsDeclined(Reason).Sentence);
            return await AgainAsync();
        }

        await DecideRoleRequest.DeclineAsync(Db, Id, Reason);
        return Done("Declined.", "/users/requests");
    }

    public async Task<IActionResult> OnPostWithdrawAsync()
    {
        await DecideRoleRequest.WithdrawAsync(Db, Id);
        return Done("The request is taken back.", "/users/requests");
    }
}
