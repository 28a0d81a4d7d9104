using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Throughline.Access.SecondFactors;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access;

/// <summary>
/// Sessions live in the database; the cookie only points at one. Disabling a user or ending a session therefore takes
/// effect at the very next request, on every node. A session gets a new key when somebody signs in and whenever a second
/// factor is given: a key that was known before is worth nothing afterwards.
/// </summary>
public sealed class Sessions(NpgsqlDataSource source, IDataProtectionProvider protection, TimeProvider clock, SignInSettings settings)
{
    /// <summary>How a session of the one-click demonstration says that it gave a second factor: by pressing a button.</summary>
    public const string Demonstration = "demonstration";

    /// <summary>How the tests' helper says it: it writes this into the row of a session. No page does.</summary>
    internal const string Test = "test";

    /// <summary>Writing that a session was seen, at most this often.</summary>
    private static readonly TimeSpan SeenGrain = TimeSpan.FromSeconds(20);

    private readonly IDataProtector protector = protection.CreateProtector("session");

    /// <summary>Over HTTPS it carries a prefix: <see cref="Ui.CookiePrefixes"/>.</summary>
    private const string CookieName = "throughline";

    /// <summary>A new session. Whatever session the browser had before is ended with it.</summary>
    /// <param name="secondFactor">How a second factor was given already; null when it was not.</param>
    public async Task StartAsync(HttpContext context, UserId user, PartnershipId partnership, string? secondFactor = null)
    {
        if (Cookie(context) is { } before)
            await EndAsync(before, "signed in anew");
        var id = Guid.CreateVersion7();
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            $"""
            insert into session (id, user_id, partnership_id, started_at, seen_at, expires_at, address, second_factor, second_factor_at)
            select @id, @user, p.id, @now, @now, @now + make_interval(hours => {SessionNumbers.Sql(SessionNumbers.AbsoluteHours)}), @address, @secondFactor, @givenAt from partnership p where p.id = @partnership
            """,
            new { id, user, partnership, now, address = context.Connection.RemoteIpAddress?.ToString(), secondFactor, givenAt = secondFactor is null ? (DateTimeOffset?)null : now });
        Point(context, id);
    }

    /// <summary>A second factor was given: the session goes on under a new key, and ends when it would have ended.</summary>
    public async Task SecondFactorGivenAsync(HttpContext context, Somebody somebody, string how)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await source.OpenConnectionAsync();
        var rows = await connection.ExecuteAsync(
            """
            with before as (update session set ended_at = @now, ended_because = 'second factor given' where id = @session and ended_at is null returning *)
            insert into session (id, user_id, partnership_id, started_at, seen_at, expires_at, address, second_factor, second_factor_at)
            select @id, user_id, partnership_id, started_at, @now, expires_at, @address, @how, @now from before
            """, new { id, session = somebody.SessionId, now = clock.GetUtcNow(), address = context.Connection.RemoteIpAddress?.ToString(), how });
        if (rows == 1)
            Point(context, id);
    }

    private void Point(HttpContext context, Guid id) => context.Response.Cookies.Append(CookieName, protector.Protect(id.ToString()), new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        IsEssential = true,
        Path = "/",
    });

    public async Task EndAsync(HttpContext context, Guid session, string because)
    {
        await EndAsync(session, because);
        context.Response.Cookies.Delete(CookieName, new CookieOptions { Secure = context.Request.IsHttps, Path = "/" });
    }

    private async Task EndAsync(Guid session, string because)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update session set ended_at = @now, ended_because = @because where id = @session and ended_at is null", new { now = clock.GetUtcNow(), because, session });
    }

    /// <summary>Ends every session of a user, but for one when it is named. It holds from the next request on, on every node.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndAllOfAsync(UserId user, string because, Guid? except = null)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            "update session set ended_at = @now, ended_because = @because where user_id = @user and ended_at is null and id is distinct from @except", new { now = clock.GetUtcNow(), because, user, except });
    }

    /// <summary>Ends every session of a user in the transaction of the act that is the reason: the two happen together or not at all.</summary>
    public static Task<int> EndAllOfAsync(Db db, UserId user, string because, CancellationToken cancel = default) => db.ExecuteAsync(
        "update session set ended_at = @at, ended_because = @because where user_id = @user and ended_at is null", new { at = db.Act.At, because, user }, cancel);

    /// <summary>The session of a request, with whatever it still needs; null when there is none, or it has ended or run out, or the user is disabled.</summary>
    internal async Task<(Somebody Who, Viewer? Viewer)?> FindAsync(HttpContext context, CancellationToken cancel)
    {
        if (Cookie(context) is not { } id)
            return null;
        await using var connection = await source.OpenConnectionAsync(cancel);
        var now = clock.GetUtcNow();
        var row = await connection.QueryFirstOrDefaultAsync<SessionRow>(new CommandDefinition(
            $"""
            select s.id, s.user_id, s.seen_at, s.expires_at, s.second_factor, s.second_factor_at, u.password_is_temporary, {Factors.HasAny} as has_second_factor, {ViewerColumns}
            from session s join app_user u on u.id = s.user_id join agency a on a.id = u.agency_id join partnership p on p.id = s.partnership_id
            where s.id = @id and s.ended_at is null and s.expires_at > @now and u.disabled_at is null
              and s.seen_at > @now - make_interval(mins => {SessionNumbers.Sql(SessionNumbers.IdleMinutes)})
            """,
            new { id, now }, cancellationToken: cancel));
        if (row is null)
            return null;
        var seen = IsByItself(context) ? row.SeenAt : now;
        if (seen - row.SeenAt > SeenGrain)
            await connection.ExecuteAsync("update session set seen_at = @now where id = @id", new { now, id });
        var who = row.ToSomebody(seen, settings.SecondFactorRequired);
        return (who, who.Need == SessionNeed.Nothing ? row.ToViewer() : null);
    }

    /// <summary>Why the session that the cookie points at is over; null when it is not, or there never was one.</summary>
    internal async Task<string?> WhyEndedAsync(HttpContext context)
    {
        if (Cookie(context) is not { } id || Somebody.Of(context) is not null)
            return null;
        await using var connection = await source.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<string>(
            "select coalesce(ended_because, case when expires_at <= @now then 'too long' else 'idle' end) from session where id = @id", new { id, now = clock.GetUtcNow() });
    }

    /// <summary>A page that asks again by itself, or asks how long the session lasts, is not somebody at work.</summary>
    private static bool IsByItself(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && (context.Request.Headers["X-Requested-With"] == "fetch" || context.Request.Path == "/session");

    internal const string ViewerColumns =
        """
        u.user_name, u.full_name, u.agency_id, a.name as agency_name, a.type as agency_type, p.id as partnership_id, p.name as partnership_name, p.brand,
        array(select r.role from user_role r where r.user_id = u.id and r.partnership_id = p.id order by r.role) as roles,
        (select max(r.area) from user_role r where r.user_id = u.id and r.partnership_id = p.id) as area,
        account_in_order(u.id, p.id, @now) as not_in_order,
        coalesce((p.settings -> 'numbers' ->> 'access.idle-minutes')::int, 15) as idle_minutes,
        coalesce((p.settings -> 'numbers' ->> 'access.step-up-minutes')::int, 5) as step_up_minutes
        """;

    private Guid? Cookie(HttpContext context)
    {
        try
        {
            return context.Request.Cookies.TryGetValue(CookieName, out var cookie) && Guid.TryParse(protector.Unprotect(cookie), out var id) ? id : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
