using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;

namespace Throughline.Access.MyAccount;

/// <summary>One's own account: password, where one is signed in, tokens for programs.</summary>
[Allow]
[RecordsLooks("shows nothing but the viewer's own account; what happens to it is an account event")]
public sealed class MyAccountModel(UserManager<AppUser> users, ApiTokens tokens, AccountEvents events, TimeProvider clock) : ThroughlinePage
{
    public const int ShortestPassword = 12;

    public const int LongestPassword = 128;

    public const int MostTokens = 10;

    [BindProperty]
    [Display(Name = "Current password")]
    public string? CurrentPassword { get; set; }

    [BindProperty]
    [Display(Name = "New password")]
    public string? NewPassword { get; set; }

    [BindProperty]
    [Display(Name = "What the token is for")]
    public string? TokenName { get; set; }

    public string? NewToken { get; private set; }

    public IReadOnlyList<OpenSession> Sessions { get; private set; } = [];

    public IReadOnlyList<Token> Tokens { get; private set; } = [];

    private string? Address => HttpContext.Connection.RemoteIpAddress?.ToString();

    public override async Task LoadAsync()
    {
        var now = clock.GetUtcNow();
        Sessions = await Db.ListAsync<OpenSession>(
            "select id, started_at, seen_at, address from session where user_id = @User and ended_at is null and expires_at > @now and seen_at > @idle order by started_at desc",
            new { Viewer.User, now, idle = now - Access.Sessions.Idle });
        Tokens = await Db.ListAsync<Token>(
            "select id, name, created_at, last_used_at, expires_at from api_token where user_id = @User and partnership_id = @Partnership and revoked_at is null and expires_at > @now order by created_at desc",
            new { Viewer.User, Viewer.Partnership, now });
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        if (string.IsNullOrEmpty(CurrentPassword))
            ModelState.AddModelError(nameof(CurrentPassword), "Enter your current password");
        if (NewPassword is null || NewPassword.Length < ShortestPassword)
            ModelState.AddModelError(nameof(NewPassword), $"The new password must have at least {ShortestPassword} characters");
        else if (NewPassword.Length > LongestPassword)
            ModelState.AddModelError(nameof(NewPassword), $"The new password must have at most {LongestPassword} characters");
        else if (NewPassword == CurrentPassword)
            ModelState.AddModelError(nameof(NewPassword), "The new password must be different from the current one");
        if (!ModelState.IsValid)
            return await AgainAsync();

        var user = await users.FindByIdAsync(Viewer.User.ToString()) ?? throw new NotThere("The account");
        if (await users.IsLockedOutAsync(user))
            return await RefuseAsync(nameof(CurrentPassword), "The account is locked for 15 minutes after five wrong passwords. Wait, or ask your agency's administrator");
        if (!await users.CheckPasswordAsync(user, CurrentPassword!))
        {
            await users.AccessFailedAsync(user);
            await events.RecordAsync("password change refused", Viewer.User, Viewer.FullName, Address, "wrong current password");
            return await RefuseAsync(nameof(CurrentPassword), "The current password is wrong");
        }

        var changed = await users.ChangePasswordAsync(user, CurrentPassword!, NewPassword!);
        if (!changed.Succeeded)
            return await RefuseAsync(nameof(NewPassword), string.Join(" ", changed.Errors.Select(error => error.Description)));
        await Db.ExecuteAsync("update app_user set password_is_temporary = false where id = @User", new { Viewer.User });
        var ended = await Db.ExecuteAsync(
            "update session set ended_at = @now, ended_because = 'password changed' where user_id = @User and id <> @SessionId and ended_at is null", new { Viewer.User, Viewer.SessionId, now = clock.GetUtcNow() });
        await events.RecordAsync("password changed", Viewer.User, Viewer.FullName, Address);
        return Done($"Password changed.{(ended > 0 ? " Your other devices are signed out." : "")} Tokens for programs still work: revoke those that you no longer trust.", "/account");
    }

    public async Task<IActionResult> OnPostEndSessionAsync(Guid session)
    {
        var ended = await Db.ExecuteAsync(
            "update session set ended_at = @now, ended_because = 'ended by the user' where id = @session and user_id = @User and ended_at is null", new { session, Viewer.User, now = clock.GetUtcNow() });
        if (ended == 0)
            throw new NotThere("The session");
        await events.RecordAsync("session ended", Viewer.User, Viewer.FullName, Address, "by the user");
        return Done("The session is ended.", "/account");
    }

    public async Task<IActionResult> OnPostMakeTokenAsync()
    {
        await LoadAsync();
        var name = TokenName?.Trim() ?? "";
        if (name.Length is 0 or > 60)
            ModelState.AddModelError(nameof(TokenName), "Say in 60 characters or fewer what the token is for");
        else if (Tokens.Count >= MostTokens)
            ModelState.AddModelError(nameof(TokenName), $"You have {MostTokens} tokens already: revoke one that nothing uses");
        if (!ModelState.IsValid)
            return Page();
        NewToken = await tokens.IssueAsync(Viewer.User, Viewer.Partnership, name);
        await events.RecordAsync("token made", Viewer.User, Viewer.FullName, Address, name);
        TokenName = null;
        ModelState.Remove(nameof(TokenName));
        return await AgainAsync();
    }

    public async Task<IActionResult> OnPostRevokeTokenAsync(Guid token)
    {
        var name = await Db.FirstAsync<string>(
            "update api_token set revoked_at = @now where id = @token and user_id = @User and revoked_at is null returning name", new { token, Viewer.User, now = clock.GetUtcNow() })
            ?? throw new NotThere("The token");
        await events.RecordAsync("token revoked", Viewer.User, Viewer.FullName, Address, name);
        return Done($"The token for “{name}” no longer works.", "/account");
    }

    private Task<IActionResult> RefuseAsync(string field, string sentence)
    {
        ModelState.AddModelError(field, sentence);
        return AgainAsync();
    }

    public sealed class OpenSession
    {
        public required Guid Id { get; init; }

        public required DateTimeOffset StartedAt { get; init; }

        public required DateTimeOffset SeenAt { get; init; }

        public string? Address { get; init; }
    }

    public sealed class Token
    {
        public required Guid Id { get; init; }

        public required string Name { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? LastUsedAt { get; init; }

        public required DateTimeOffset ExpiresAt { get; init; }
    }
}
