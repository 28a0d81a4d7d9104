using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access;

/// <summary>
/// Sessions live in the database; the cookie only points at one. Disabling a user or ending a session therefore takes
/// effect at the very next request, on every node.
/// </summary>
public sealed class Sessions(NpgsqlDataSource source, IDataProtectionProvider protection, TimeProvider clock)
{
    public const string CookieName = "throughline";

    /// <summary>Idle and absolute limits: security.md 1.2 (stricter than CJIS AC-11 and IA-11).</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);

    public static readonly TimeSpan Absolute = TimeSpan.FromHours(10);

    private readonly IDataProtector protector = protection.CreateProtector("session");

    public async Task StartAsync(HttpContext context, UserId user, PartnershipId partnership)
    {
        var id = Guid.CreateVersion7();
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into session (id, user_id, partnership_id, started_at, seen_at, expires_at, address) values (@id, @user, @partnership, @now, @now, @expires, @address)",
            new { id, user, partnership, now, expires = now + Absolute, address = context.Connection.RemoteIpAddress?.ToString() });
        context.Response.Cookies.Append(CookieName, protector.Protect(id.ToString()), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            IsEssential = true,
            Path = "/",
        });
    }

    public async Task EndAsync(HttpContext context, Guid session, string because)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update session set ended_at = @now, ended_because = @because where id = @session and ended_at is null", new { now = clock.GetUtcNow(), because, session });
        context.Response.Cookies.Delete(CookieName);
    }

    public async Task EndAllAsync(UserId user, string because)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update session set ended_at = @now, ended_because = @because where user_id = @user and ended_at is null", new { now = clock.GetUtcNow(), because, user });
    }

    /// <summary>The signed-in user of a request, or null when there is no session, or it has ended or run out, or the user is disabled.</summary>
    public async Task<Viewer?> FindAsync(HttpContext context, CancellationToken cancel)
    {
        if (!context.Request.Cookies.TryGetValue(CookieName, out var cookie) || !TryUnprotect(cookie, out var id))
            return null;
        await using var connection = await source.OpenConnectionAsync(cancel);
        var now = clock.GetUtcNow();
        var row = await connection.QueryFirstOrDefaultAsync<SessionRow>(new CommandDefinition(
            $"""
            select s.id, s.user_id, s.seen_at, {ViewerColumns}
            from session s join app_user u on u.id = s.user_id join agency a on a.id = u.agency_id join partnership p on p.id = s.partnership_id
            where s.id = @id and s.ended_at is null and s.expires_at > @now and s.seen_at > @idle and u.disabled_at is null
            """,
            new { id, now, idle = now - Idle }, cancellationToken: cancel));
        if (row is null)
            return null;
        if (now - row.SeenAt > TimeSpan.FromSeconds(20))
            await connection.ExecuteAsync("update session set seen_at = @now where id = @id", new { now, id });
        return row.ToViewer();
    }

    internal const string ViewerColumns =
        """
        u.full_name, u.agency_id, a.name as agency_name, a.type as agency_type, p.id as partnership_id, p.name as partnership_name, p.brand,
        array(select r.role from user_role r where r.user_id = u.id and r.partnership_id = p.id order by r.role) as roles,
        (select max(r.area) from user_role r where r.user_id = u.id and r.partnership_id = p.id) as area
        """;

    private bool TryUnprotect(string cookie, out Guid id)
    {
        try
        {
            return Guid.TryParse(protector.Unprotect(cookie), out id);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            id = default;
            return false;
        }
    }

    internal sealed class SessionRow
    {
        public required Guid Id { get; init; }

        public required UserId UserId { get; init; }

        public required DateTimeOffset SeenAt { get; init; }

        public required string FullName { get; init; }

        public required AgencyId AgencyId { get; init; }

        public required string AgencyName { get; init; }

        public required string AgencyType { get; init; }

        public required PartnershipId PartnershipId { get; init; }

        public required string PartnershipName { get; init; }

        public required string Brand { get; init; }

        public required string[] Roles { get; init; }

        public string? Area { get; init; }

        public Viewer ToViewer() => new()
        {
            SessionId = Id,
            User = UserId,
            FullName = FullName,
            Agency = AgencyId,
            AgencyName = AgencyName,
            AgencyType = AgencyType,
            Partnership = PartnershipId,
            PartnershipName = PartnershipName,
            Brand = Brand,
            Roles = Roles.Select(Access.Roles.Parse).OfType<Role>().ToHashSet(),
            Area = Area,
        };
    }
}
