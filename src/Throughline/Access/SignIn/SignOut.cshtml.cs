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
        if (Somebody.Of(HttpContext) is { } who)
        {
            await sessions.EndAsync(HttpContext, who.SessionId, "signed out");
            await events.RecordAsync("signed out", who.User, who.UserName, HttpContext.Connection.RemoteIpAddress?.ToString());
        }

        // pages, cookies and what scripts kept: the next person at this desk finds nothing
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"cookies\", \"storage\"";

        return LocalRedirect("/sign-in");
    }
}
