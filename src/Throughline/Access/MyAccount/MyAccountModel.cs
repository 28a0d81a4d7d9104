using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Leave;
using Throughline.Platform;

namespace Throughline.Access.MyAccount;

/// <summary>One's own account: where one is signed in, tokens for programs, and the ways to the password and the second factor.</summary>
[Allow]
[RecordsLooks("shows nothing but the viewer's own account; what happens to it is an account event")]
public sealed class MyAccountModel(Sessions sessions, ApiTokens tokens, AccountEvents events, TimeProvider clock) : ThroughlinePage
{
    public const int MostTokens = 10;

    [BindProperty]
    [Display(Name = "What the token is for")]
    public string? TokenName { get; set; }

    [BindProperty]
    public List<string> TokenMay { get; set; } = [];

    public string? NewToken { get; private set; }

    public Somebody Who => Somebody.Of(HttpContext)!;

    public KeptSight? Kept { get; private set; }

    public IReadOnlyList<OpenSession> Sessions { get; private set; } = [];

    public IReadOnlyList<Token> Tokens { get; private set; } = [];

    private string? Address => HttpContext.Connection.RemoteIpAddress?.ToString();

    public override async Task LoadAsync()
    {
        var now = clock.GetUtcNow();
        Kept = await KeptSight.FindAsync(Db);
        Sessions = await Db.ListAsync<OpenSession>(
            $"""
            select s.id, s.started_at, s.seen_at, s.address, s.second_factor from session s join partnership p on p.id = s.partnership_id
            where s.user_id = @User and s.ended_at is null and s.expires_at > @now and s.seen_at > @now - make_interval(mins => {SessionNumbers.Sql(SessionNumbers.IdleMinutes)}) order by s.started_at desc
            """, new { Viewer.User, now });
        Tokens = await Db.ListAsync<Token>(
            "select id, name, created_at, last_used_at, expires_at, may_export from api_token where user_id = @User and partnership_id = @Partnership and revoked_at is null and expires_at > @now order by created_at desc",
            new { Viewer.User, Viewer.Partnership, now });
    }

    public Task OnGetAsync() => LoadAsync();

    [StepUp(OfThoseWhoHaveOne = true)]
    public async Task<IActionResult> OnPostEndSessionAsync(Guid session)
    {
        var ended = await Db.ExecuteAsync(
            "update session set ended_at = @now, ended_because = 'ended by the user' where id = @session and user_id = @User and ended_at is null", new { session, Viewer.User, now = clock.GetUtcNow() });
        if (ended == 0)
            throw new NotThere("The session");
        await events.RecordAsync("session ended", Viewer.User, Who.UserName, Address, "by the user");
        return Done("The session is ended.", "/account");
    }

    /// <summary>This one as well: for somebody who has left a session open and does not know where.</summary>
    [StepUp(OfThoseWhoHaveOne = true)]
    public async Task<IActionResult> OnPostEndAllAsync()
    {
        await Db.CommitAsync();
        var ended = await sessions.EndAllOfAsync(Viewer.User, "ended by the user");
        await events.RecordAsync("sessions ended", Viewer.User, Who.UserName, Address, $"all {ended}, by the user");
        return LocalRedirect("/sign-in");
    }

    /// <summary>A token acts for ninety days without a second factor: making one needs a fresh one.</summary>
    [StepUp]
    public async Task<IActionResult> OnPostMakeTokenAsync()
    {
        var mayExport = TokenMay.Contains("export");
        await LoadAsync();
        var name = TokenName?.Trim() ?? "";
        if (name.Length is 0 or > 60)
            ModelState.AddModelError(nameof(TokenName), "Say in 60 characters or fewer what the token is for");
        else if (Tokens.Count >= MostTokens)
            ModelState.AddModelError(nameof(TokenName), $"You have {MostTokens} tokens already: revoke one that nothing uses");
        if (!ModelState.IsValid)
            return Page();
        NewToken = await tokens.IssueAsync(Viewer.User, Viewer.Partnership, name, mayExport);
        await events.RecordAsync("token made", Viewer.User, Who.UserName, Address, mayExport ? name + " (may export)" : name);
        TokenName = null;
        ModelState.Remove(nameof(TokenName));
        return await AgainAsync();
    }

    public async Task<IActionResult> OnPostRevokeTokenAsync(Guid token)
    {
        var name = await Db.FirstAsync<string>(
            "update api_token set revoked_at = @now where id = @token and user_id = @User and revoked_at is null returning name", new { token, Viewer.User, now = clock.GetUtcNow() })
            ?? throw new NotThere("The token");
        await events.RecordAsync("token revoked", Viewer.User, Who.UserName, Address, name);
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

        public string? SecondFactor { get; init; }
    }

    public sealed class Token
    {
        public required Guid Id { get; init; }

        public required string Name { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? LastUsedAt { get; init; }

        public required DateTimeOffset ExpiresAt { get; init; }

        public required bool MayExport { get; init; }
    }
}
