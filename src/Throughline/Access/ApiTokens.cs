using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access;

/// <summary>Tokens for programs that call the API as a user. Only a hash is kept; a token is shown once.</summary>
public sealed class ApiTokens(NpgsqlDataSource source, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    /// <param name="mayExport">Whether the program may call what a browser needs a fresh second factor for.</param>
    public async Task<string> IssueAsync(UserId user, PartnershipId partnership, string name, bool mayExport = false)
    {
        var token = "thr_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into api_token (id, user_id, partnership_id, name, token_hash, created_at, expires_at, may_export) values (@id, @user, @partnership, @name, @hash, @now, @expires, @mayExport)",
            new { id = Guid.CreateVersion7(), user, partnership, name, hash = Hash(token), now, expires = now + Life, mayExport });
        return token;
    }

    public async Task<Viewer?> FindAsync(HttpContext context, CancellationToken cancel)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal))
            return null;
        await using var connection = await source.OpenConnectionAsync(cancel);
        var row = await connection.QueryFirstOrDefaultAsync<SessionRow>(new CommandDefinition(
            $"""
            update api_token t set last_used_at = @now
            from app_user u join agency a on a.id = u.agency_id, partnership p
            where t.token_hash = @hash and t.revoked_at is null and t.expires_at > @now and u.id = t.user_id and p.id = t.partnership_id and u.disabled_at is null
            returning t.id, t.user_id, @now as seen_at, t.may_export, {Sessions.ViewerColumns}
            """,
            new { hash = Hash(header["Bearer ".Length..].Trim()), now = clock.GetUtcNow() }, cancellationToken: cancel));
        return row?.ToViewer();
    }

    /// <summary>Revokes every token of a user, in every partnership, in the transaction of the act that is the reason.</summary>
    /// <returns>How many worked until now.</returns>
    public static Task<int> RevokeAllOfAsync(Db db, UserId user, CancellationToken cancel = default) =>
        db.ExecuteAsync("update api_token set revoked_at = @at where user_id = @user and revoked_at is null and expires_at > @at", new { at = db.Act.At, user }, cancel);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
