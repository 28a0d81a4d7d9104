using Microsoft.AspNetCore.Mvc;

namespace Throughline.Access.Password;

/// <summary>Somebody changes their own password; after an administrator gave one, nothing else opens before it.</summary>
[OpenToAll("shows nobody; without a session it leads to signing in, and the change is an account event")]
internal sealed class PasswordModel(Passwords passwords, Sessions sessions, AccountEvents events) : SomebodysPage
{
    [BindProperty]
    public string? Current { get; set; }

    [BindProperty]
    public string? New { get; set; }

    public IActionResult OnGet() => Who.Need == SessionNeed.SecondFactor ? LocalRedirect(Who.NextPage(Request.Path)) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Who.Need == SessionNeed.SecondFactor)
            return LocalRedirect(Who.NextPage(Request.Path));
        if (string.IsNullOrEmpty(Current))
            ModelState.AddModelError(nameof(Current), "Enter your present password");
        if (await passwords.ProblemAsync(New, Who.UserName, Who.FullName) is { } problem)
            ModelState.AddModelError(nameof(New), problem);
        else if (New == Current)
            ModelState.AddModelError(nameof(New), "The new password must be different from the present one");
        if (!ModelState.IsValid)
            return Page();
        if (await passwords.CheckAsync(Who.User, Current!, Address) is not PasswordVerdict.Right)
            return await RefuseAsync(nameof(Current), "The present password is wrong, or the account is locked for 15 minutes after five wrong tries");

        await passwords.ChangeAsync(Who.User, New!);
        await events.RecordAsync("password changed", Who.User, Who.UserName, Address);
        // whoever else was signed in with the old password is signed in no longer
        var ended = await sessions.EndAllOfAsync(Who.User, "password changed", except: Who.SessionId);
        return Done($"Your password is changed.{(ended > 0 ? " Your other devices are signed out." : "")} Tokens for programs still work: revoke those that you no longer trust.", Onward == "/" && Who.Need == SessionNeed.Nothing ? "/account" : Onward);
    }
}
