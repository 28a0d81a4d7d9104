using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Throughline.Access.Password;

/// <summary>Somebody changes their own password; after an administrator gave one, this is where sign-in leads.</summary>
[Allow]
[RecordsLooks("shows nobody; the change is an account event")]
public sealed class PasswordModel(UserManager<AppUser> users, Sessions sessions, AccountEvents events) : ThroughlinePage
{
    [BindProperty]
    public string? Current { get; set; }

    [BindProperty]
    public string? New { get; set; }

    public override Task LoadAsync()
    {
        ViewData["Title"] = "Change your password";
        return Task.CompletedTask;
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrEmpty(Current))
            ModelState.AddModelError(nameof(Current), "Enter your present password");
        if (New is not { Length: >= 12 })
            ModelState.AddModelError(nameof(New), "Enter a new password of at least 12 characters");
        else if (New == Current)
            ModelState.AddModelError(nameof(New), "The new password must differ from the present one");
        if (!ModelState.IsValid)
            return await AgainAsync();
        var user = await users.FindByIdAsync(Viewer.User.ToString()) ?? throw new InvalidOperationException("A session without an account.");
        var changed = await users.ChangePasswordAsync(user, Current!, New!);
        if (!changed.Succeeded)
        {
            await users.AccessFailedAsync(user);
            ModelState.AddModelError(nameof(Current), "The present password is wrong");
            return await AgainAsync();
        }

        await Db.ExecuteAsync("update app_user set password_is_temporary = false where id = @user", new { user = Viewer.User });
        await Db.CommitAsync();
        await events.RecordAsync("password changed", Viewer.User, user.UserName, HttpContext.Connection.RemoteIpAddress?.ToString());
        // whoever else was signed in with the old password is signed in no longer
        await sessions.EndAllAsync(Viewer.User, "password changed");
        await sessions.StartAsync(HttpContext, Viewer.User, Viewer.Partnership);
        return Done("Your password is changed.", "/");
    }
}
