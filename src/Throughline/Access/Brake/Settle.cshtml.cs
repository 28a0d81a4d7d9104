using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Keeping;

namespace Throughline.Access.Brake;

[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("shows one account of staff and nobody else; each act is an account event")]
public sealed class SettleStopModel : KeepingPage
{
    [FromRoute(Name = "stop")]
    public Guid Id { get; init; }

    [BindProperty]
    public string? Because { get; set; }

    public BrakeStop Stopped { get; private set; } = null!;

    public bool IsOwn => Stopped.UserId == Viewer.User;

    public override async Task LoadAsync()
    {
        Stopped = await BrakeStop.FindAsync(Db, Id);
        ViewData["Title"] = $"Stop {Stopped.Reference}";
    }

    public Task OnGetAsync() => LoadAsync();

    [StepUp]
    public async Task<IActionResult> OnPostAsync(string? lift)
    {
        await LoadAsync();
        if (!BrakeRules.SaysWhy(Because).Holds)
        {
            ModelState.AddModelError(nameof(Because), BrakeRules.SaysWhy(Because).Sentence);
            return Page();
        }

        await SettleBrakeStop.DoAsync(Db, Stopped, lift == "yes", Because);
        return Done(lift == "yes" ? "Lifted until midnight: the number once more." : "Noted.", "/users/brake");
    }
}
