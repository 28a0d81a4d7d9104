using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;

namespace Throughline.Access.SigningIn;

[Allow(Role.Administrator)]
[RecordsLooks("shows one account of staff and nobody else; each act is an account event")]
internal sealed class OneModel(Sessions sessions) : ThroughlinePage
{
    [FromRoute(Name = "user")]
    public UserId Whose { get; init; }

    [BindProperty]
    public string? Reason { get; set; }

    public AccountSignIn Account { get; private set; } = null!;

    /// <summary>The code of a new invitation, shown once.</summary>
    public string? Code { get; private set; }

    public DateTimeOffset At { get; private set; }

    public override async Task LoadAsync()
    {
        Account = await SigningInActs.FindAsync(Db, Whose);
        At = Act.At;
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostEndSessionsAsync()
    {
        var (ended, tokens) = await SigningInActs.EndAllSessionsAsync(Db, Whose);
        await Db.CommitAsync();
        // once more after the commit, for a session that began in between
        await sessions.EndAllOfAsync(Whose, "ended by the administrator");
        return Done((ended == 1 ? "One session is ended." : $"{ended} sessions are ended.") + Revoked(tokens), $"/signing-in/{Whose}");
    }

    public async Task<IActionResult> OnPostRevokeTokensAsync() => Done(Revoked(await SigningInActs.RevokeTokensAsync(Db, Whose)).Trim(), $"/signing-in/{Whose}");

    private static string Revoked(int tokens) => tokens switch { 0 => "", 1 => " One token is revoked.", _ => $" {tokens} tokens are revoked." };

    [StepUp("/signing-in/{user}")]
    public async Task<IActionResult> OnPostRemoveFactorsAsync()
    {
        if (string.IsNullOrWhiteSpace(Reason))
        {
            ModelState.AddModelError(nameof(Reason), "Say how you know that it is they who ask");
            return await AgainAsync();
        }

        var waiting = await SigningInActs.RemoveFactorsAsync(Db, Whose, Reason);
        var asked = waiting.Count == 0 ? "" : $" {string.Join(", ", waiting.Select(role => role.Words()))}: begins again when a second person agrees.";
        return Done("Their second factors are removed, their sessions ended and their tokens revoked." + asked, $"/signing-in/{Whose}");
    }

    [StepUp("/signing-in/{user}")]
    public async Task<IActionResult> OnPostInviteAsync()
    {
        Code = await SigningInActs.InviteAsync(Db, Whose);
        return await AgainAsync();
    }

    [StepUp("/signing-in/{user}")]
    public async Task<IActionResult> OnPostDisconnectAsync()
    {
        await SigningInActs.DisconnectAsync(Db, Whose);
        return Done("The account is disconnected. Give a password on its page under Accounts if they are to sign in with one.", $"/signing-in/{Whose}");
    }
}
