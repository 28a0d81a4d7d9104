using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.SingleSignOn;

/// <summary>
/// Who somebody of a provider is here. Bound once, by an invitation of the agency's administrator to one account; never
/// found out from an email address, which a provider may give to somebody else next year.
/// </summary>
internal sealed class Bindings(NpgsqlDataSource source, IDataProtectionProvider protection, TimeProvider clock)
{
    private const string Cookie = "throughline-invitation";

    private readonly IDataProtector protector = protection.CreateProtector("invitation");

    public static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(7);

    /// <summary>The account of somebody at an agency's provider; null when there is none, or it is another agency's, or disabled. Wrong passwords, which anybody can type, do not keep them out.</summary>
    public async Task<UserId?> FindAsync(AgencyId agency, string subject)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<UserId?>(
            """
            select u.id from app_user_login l join app_user u on u.id = l.user_id
            where l.login_provider = @provider and l.provider_key = @subject and u.agency_id = @agency and u.disabled_at is null and not u.is_service
            """, new { provider = agency.ToString(), subject, agency });
    }

    /// <summary>Makes an invitation. Its code is shown once.</summary>
    public static async Task<string> InviteAsync(Db db, UserId user)
    {
        var code = string.Join('-', Enumerable.Range(0, 5).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));
        await db.ExecuteAsync("delete from sign_on_invitation where user_id = @user and used_at is null", new { user });
        await db.ExecuteAsync(
            "insert into sign_on_invitation (agency_id, user_id, code_hash, made_at, made_by, expires_at) values (@agency, @user, @hash, @at, @by, @expires)",
            new { agency = db.Act.Agency, user, hash = Hash(code), at = db.Act.At, by = db.Act.User, expires = db.Act.At + InvitationLasts });
        return code;
    }

    /// <summary>Whom an invitation is for; null when it is unknown, used or has run out.</summary>
    public async Task<Invited?> InvitedAsync(string code)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<Invited>(InvitedSql, new { hash = Hash(code), now = clock.GetUtcNow() });
    }

    /// <summary>Binds the invited account to whoever signed in at its agency's provider. The password, which others may know, works no longer.</summary>
    /// <returns>The account; null when the invitation is no good, or either side is bound already.</returns>
    public async Task<UserId?> BindAsync(AgencyId agency, SaidToBe who)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var invited = await connection.QueryFirstOrDefaultAsync<Invited>(InvitedSql + " for update of i", new { hash = Hash(who.Invitation!), now = clock.GetUtcNow() }, transaction);
        if (invited is null || invited.AgencyId != agency)
            return null;
        var bound = await connection.ExecuteAsync(
            "insert into app_user_login (login_provider, provider_key, provider_display_name, user_id) values (@provider, @Subject, @Name, @user) on conflict do nothing",
            new { provider = agency.ToString(), who.Subject, who.Name, user = invited.UserId }, transaction);
        if (bound == 0)
            return null;
        await connection.ExecuteAsync("update sign_on_invitation set used_at = @now where id = @Id", new { invited.Id, now = clock.GetUtcNow() }, transaction);
        await connection.ExecuteAsync("update app_user set password_hash = null, password_is_temporary = false where id = @UserId", new { invited.UserId }, transaction);
        await transaction.CommitAsync();
        return invited.UserId;
    }

    private const string InvitedSql =
        """
        select i.id, i.user_id, i.agency_id, u.full_name, u.user_name, a.name as agency_name
        from sign_on_invitation i join app_user u on u.id = i.user_id join agency a on a.id = i.agency_id join agency_sign_on o on o.agency_id = i.agency_id
        where i.code_hash = @hash and i.used_at is null and i.expires_at > @now and o.is_on and u.agency_id = i.agency_id and u.disabled_at is null
        """;

    /// <summary>Keeps a good code with the browser while it goes to the provider.</summary>
    public void Bring(HttpContext context, string code) => context.Response.Cookies.Append(Cookie, protector.Protect(code), new CookieOptions
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true, Path = "/", MaxAge = AgencySignOnHandler.Patience,
    });

    /// <summary>The code that the browser brings with it, once; null when it brings none.</summary>
    public string? Brought(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var kept))
            return null;
        context.Response.Cookies.Delete(Cookie, new CookieOptions { Secure = context.Request.IsHttps, Path = "/" });
        try
        {
            return protector.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>About ninety-nine random bits, good for a week: read by people, so case and dashes do not matter.</summary>
    private static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(new string([.. code.Where(char.IsAsciiLetterOrDigit)]).ToLowerInvariant()));
}

internal sealed class Invited
{
    public required Guid Id { get; init; }

    public required UserId UserId { get; init; }

    public required AgencyId AgencyId { get; init; }

    public required string FullName { get; init; }

    public required string UserName { get; init; }

    public required string AgencyName { get; init; }
}
