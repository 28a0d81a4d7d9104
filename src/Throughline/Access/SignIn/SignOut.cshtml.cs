using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Throughline.Access.SignIn;

[OpenToAll("ending a session needs nothing but the session")]
public sealed class SignOutModel(Sessions sessions, AccountEvents events) : PageModel
{
    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Viewer.Of(HttpContext) is { } viewer)
        {
            await sessions.EndAsync(HttpContext, viewer.SessionId, "signed out");
            await events.RecordAsync("signed out", viewer.User, viewer.FullName, HttpContext.Connection.RemoteIpAddress?.ToString());
        }

        return LocalRedirect("/sign-in");
    }
}
