using Microsoft.AspNetCore.Mvc;
using Throughline.Access.SecondFactors;

namespace Throughline.Access.StepUp;

/// <summary>A second factor once more, before information is taken out. What was being sent is not sent again: the user comes back to the page.</summary>
[OpenToAll("shows nobody; without a session it leads to signing in")]
internal sealed class StepUpModel(GiveFactor give, LockOut lockOut, Sessions sessions, AccountEvents events, DemoMode demo) : SomebodysPage
{
    [BindProperty(SupportsGet = true)]
    public string? Return { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    public string Back => LocalAddress.Or(Return, "/");

    public GiveFactorForm Form { get; private set; } = null!;

    /// <summary>A session that began with one click in a demonstration has nothing to give: a press of a button stands for it.</summary>
    public bool IsDemonstration => demo.On && Who.SecondFactor == Sessions.Demonstration;

    public override async Task LoadAsync() => Form = await give.FormAsync(Who, "/step-up", "Return", Back);

    public async Task<IActionResult> OnGetAsync()
    {
        if (Who.Need != SessionNeed.Nothing)
            return LocalRedirect(Who.NextPage(Back));
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Who.Need != SessionNeed.Nothing)
            return LocalRedirect(Who.NextPage(Back));
        if (await give.GiveAsync(HttpContext, Who, Code, Credential) is { } problem)
            return await RefuseAsync(nameof(Code), problem);
        await lockOut.ForgetInsideAsync(Who.User);
        return Confirmed();
    }

    public async Task<IActionResult> OnPostDemonstrationAsync()
    {
        if (!IsDemonstration)
            return NotFound();
        await sessions.SecondFactorGivenAsync(HttpContext, Who, Sessions.Demonstration);
        await events.RecordAsync("second factor given", Who.User, Who.UserName, Address, "in the demonstration, by a press of a button");
        return Confirmed();
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => Content(await give.PasskeyQuestionAsync(HttpContext, Who), "application/json");

    private LocalRedirectResult Confirmed() => Done($"Confirmed. For {Who.StepUpMinutes} minutes you can do what needs it.", Back);
}
