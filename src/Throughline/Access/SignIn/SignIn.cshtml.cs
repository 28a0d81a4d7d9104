using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access.SignIn;

[OpenToAll("signing in comes before being known")]
public sealed class SignInModel(UserManager<AppUser> users, Sessions sessions, AccountEvents events, NpgsqlDataSource source, DemoMode demo) : PageModel
{
    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Then { get; set; }

    public string Problem { get; private set; } = "";

    public bool IsDemo => demo.On;

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (string.IsNullOrWhiteSpace(UserName) || string.IsNullOrEmpty(Password))
            return Refuse("Enter your email address and your password");
        var user = await users.FindByNameAsync(UserName.Trim());
        if (user is null || user.IsService || user.DisabledAt is not null)
        {
            await events.RecordAsync("sign-in refused", user is null ? null : new UserId(user.Id), UserName, address, "no such account, or disabled");
            return Refuse("The email address or the password is wrong");
        }

        if (await users.IsLockedOutAsync(user))
        {
            await events.RecordAsync("sign-in refused", new UserId(user.Id), UserName, address, "locked");
            return Refuse("This account is locked for 15 minutes after five wrong passwords. Wait, or ask your agency's administrator");
        }

        if (!await users.CheckPasswordAsync(user, Password))
        {
            await users.AccessFailedAsync(user);
            await events.RecordAsync("sign-in refused", new UserId(user.Id), UserName, address, "wrong password");
            return Refuse("The email address or the password is wrong");
        }

        await users.ResetAccessFailedCountAsync(user);
        await using var connection = await source.OpenConnectionAsync();
        var partnership = await connection.QueryFirstOrDefaultAsync<PartnershipId?>("select partnership_id from user_role where user_id = @id order by granted_at limit 1", new { id = user.Id });
        if (partnership is null)
            return Refuse("Your account has no role in any partnership yet. Ask your agency's administrator");
        await sessions.StartAsync(HttpContext, new UserId(user.Id), partnership.Value);
        await events.RecordAsync("signed in", new UserId(user.Id), UserName, address);
        if (await connection.ExecuteScalarAsync<bool>("select password_is_temporary from app_user where id = @id", new { id = user.Id }))
            return LocalRedirect("/account/password");
        return LocalRedirect(Url.IsLocalUrl(Then) ? Then : "/");
    }

    private PageResult Refuse(string sentence)
    {
        Problem = sentence;
        ModelState.AddModelError(nameof(UserName), sentence);
        return Page();
    }
}
