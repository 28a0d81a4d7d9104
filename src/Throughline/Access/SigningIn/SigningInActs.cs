using Throughline.Access.SecondFactors;
using Throughline.Access.SingleSignOn;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.SigningIn;

/// <summary>How an account of the administrator's own agency signs in.</summary>
internal sealed record AccountSignIn
{
    public required UserId Id { get; init; }

    public required string UserName { get; init; }

    public required string FullName { get; init; }

    public required bool HasApp { get; init; }

    public required int Passkeys { get; init; }

    public required int RecoveryCodes { get; init; }

    public required int Sessions { get; init; }

    /// <summary>Programs that act as them: a containment ends these as well.</summary>
    public required int Tokens { get; init; }

    public DateTimeOffset? LockoutEnd { get; init; }

    /// <summary>What the agency's provider calls whoever is connected; null when nobody is.</summary>
    public string? ConnectedAs { get; init; }

    public DateTimeOffset? InvitedUntil { get; init; }

    public string Factors => (HasApp, Passkeys) switch
    {
        (true, 0) => "App",
        (true, _) => "App and passkey",
        (false, > 0) => "Passkey",
        _ => "None yet",
    };
}

/// <summary>What an administrator does about how people of their own agency sign in. Each act is an account event.</summary>
internal static class SigningInActs
{
    private const string Accounts =
        $"""
        select u.id, u.user_name, u.full_name, greatest(u.lockout_end, u.factor_lockout_end) as lockout_end,
          exists (select from authenticator f where f.user_id = u.id and f.confirmed_at is not null) as has_app,
          (select count(*)::int from app_user_passkey f where f.user_id = u.id) as passkeys,
          (select count(*)::int from recovery_code c where c.user_id = u.id and c.used_at is null) as recovery_codes,
          (select count(*)::int from session s where s.user_id = u.id and s.ended_at is null and s.expires_at > @at and s.seen_at > @at - interval '30 minutes') as sessions,
          (select count(*)::int from api_token t where t.user_id = u.id and t.revoked_at is null and t.expires_at > @at) as tokens,
          (select coalesce(nullif(l.provider_display_name, ''), l.provider_key) from app_user_login l where l.user_id = u.id and l.login_provider = u.agency_id::text) as connected_as,
          (select max(i.expires_at) from sign_on_invitation i where i.user_id = u.id and i.used_at is null and i.expires_at > @at) as invited_until
        from app_user u where u.agency_id = @agency and not u.is_service and u.disabled_at is null
        """;

    public static Task<IReadOnlyList<AccountSignIn>> ListAsync(Db db) => db.ListAsync<AccountSignIn>(Accounts + " order by u.full_name, u.user_name", Values(db));

    /// <exception cref="NotThere">No such account in the administrator's agency.</exception>
    public static async Task<AccountSignIn> FindAsync(Db db, UserId user) =>
        await db.FirstAsync<AccountSignIn>(Accounts + " and u.id = @user", Values(db, user)) ?? throw new NotThere("The account");

    private static object Values(Db db, UserId? user = null) => new { agency = db.Act.Agency, at = db.Act.At, user };

    /// <summary>
    /// For somebody who has lost their telephone and their codes: at the next sign-in they set one up anew. Their sessions and
    /// tokens end, and what needed a second person is asked for anew.
    /// </summary>
    /// <returns>The powerful roles that now wait.</returns>
    public static async Task<IReadOnlyList<Role>> RemoveFactorsAsync(Db db, UserId user, string? reason)
    {
        await FindAsync(db, user);
        Users.AccountRules.SaysHowTheyAreKnown(reason).Check();
        new Rule("You cannot remove your own second factors here: another administrator does that", "Security reference 1.2", user != db.Act.User).Check();
        await db.ExecuteAsync("delete from authenticator where user_id = @user; delete from app_user_passkey where user_id = @user; delete from recovery_code where user_id = @user", new { user });
        await EndSessionsAsync(db, user, "second factors removed");
        await ApiTokens.RevokeAllOfAsync(db, user);
        await RecordAsync(db, user, "second factors removed", reason!.Trim());
        return await GrantRoles.AskForPowersAnew.DoAsync(db, user, "Second factors were removed: " + reason.Trim());
    }

    /// <summary>Ends whatever acts as them now: sessions, and the tokens of programs.</summary>
    public static async Task<(int Sessions, int Tokens)> EndAllSessionsAsync(Db db, UserId user)
    {
        await FindAsync(db, user);
        var ended = await EndSessionsAsync(db, user, "ended by the administrator");
        var revoked = await ApiTokens.RevokeAllOfAsync(db, user);
        await RecordAsync(db, user, "sessions ended", $"all {ended}{(revoked > 0 ? $", and {revoked} tokens revoked" : "")}");
        return (ended, revoked);
    }

    /// <summary>The programs alone: somebody's token was lost, and they go on working.</summary>
    public static async Task<int> RevokeTokensAsync(Db db, UserId user)
    {
        await FindAsync(db, user);
        var revoked = await ApiTokens.RevokeAllOfAsync(db, user);
        await RecordAsync(db, user, "tokens revoked", $"all {revoked}");
        return revoked;
    }

    /// <returns>The invitation's code, shown once.</returns>
    public static async Task<string> InviteAsync(Db db, UserId user)
    {
        var account = await FindAsync(db, user);
        var signOn = await SetSignOn.FindAsync(db);
        new Rule("Set up single sign-on for the agency first", "Security reference 1.2", signOn is { IsOn: true }).Check();
        new Rule("The account is connected already: disconnect it first", "Security reference 1.2", account.ConnectedAs is null).Check();
        var code = await Bindings.InviteAsync(db, user);
        await RecordAsync(db, user, "invited to single sign-on", "");
        return code;
    }

    /// <summary>The account is nobody's at the provider any more; it gets a password when its administrator gives one.</summary>
    public static async Task DisconnectAsync(Db db, UserId user)
    {
        var account = await FindAsync(db, user);
        await db.ExecuteAsync("delete from app_user_login where user_id = @user and login_provider = @provider", new { user, provider = db.Act.Agency.ToString() });
        await EndSessionsAsync(db, user, "single sign-on disconnected");
        await RecordAsync(db, user, "single sign-on disconnected", account.ConnectedAs ?? "");
    }

    private static Task<int> EndSessionsAsync(Db db, UserId user, string because) =>
        db.ExecuteAsync("update session set ended_at = @at, ended_because = @because where user_id = @user and ended_at is null", new { user, at = db.Act.At, because });

    private static Task RecordAsync(Db db, UserId user, string kind, string detail) => Users.AccountActs.RecordAsync(db, user, kind, detail, default);
}
