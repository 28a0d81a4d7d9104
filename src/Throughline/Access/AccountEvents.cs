using Dapper;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access;

/// <summary>Sign-ins, refusals, lock-outs, sign-outs: what happened to accounts, apart from what was seen with them.</summary>
public sealed class AccountEvents(NpgsqlDataSource source, TimeProvider clock)
{
    public async Task RecordAsync(string kind, UserId? user, string? userName, string? address, string detail = "")
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into account_event (at, user_id, user_name, kind, detail, address) values (@at, @user, @userName, @kind, @detail, @address)",
            new { at = clock.GetUtcNow(), user, userName, kind, detail, address });
    }
}
