using Microsoft.AspNetCore.Mvc;
using Throughline.Access.SecondFactors;

namespace Throughline.Access.SignIn;

/// <summary>The second step of signing in, between the password and everything else.</summary>
[OpenToAll("the second step of signing in: shows nobody, and without the first it leads there")]
internal sealed class SecondStepModel(GiveFactor give, LockOut lockOut, AccountEvents events) : SomebodysPage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    public GiveFactorForm Form { get; private set; } = null!;

    public override async Task LoadAsync() => Form = await give.FormAsync(Who, "/sign-in/second-factor", "Then", Onward);

    public async Task<IActionResult> OnGetAsync()
    {
        if (Who.Need != SessionNeed.SecondFactor)
            return LocalRedirect(Who.NextPage(Onward));
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Who.Need != SessionNeed.SecondFactor)
            return LocalRedirect(Who.NextPage(Onward));
        if (await give.GiveAsync(HttpContext, Who, Code, Credential) is { } problem)
            return await RefuseAsync(nameof(Code), problem);
        await lockOut.ForgetAsync(Who.User);
        await events.RecordAsync("second step done", Who.User, Who.UserName, Address);
        return LocalRedirect(Onward);
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => Content(await give.PasskeyQuestionAsync(HttpContext, Who), "application/json");
}
