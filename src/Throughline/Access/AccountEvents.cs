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
        await RecordAsync(connection, null, kind, user, userName, address, detail);
    }

    /// <summary>The same within a transaction: what happened and that it is written down are one.</summary>
    internal Task RecordAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string kind, UserId? user, string? userName, string? address, string detail) => connection.ExecuteAsync(
        "insert into account_event (at, user_id, user_name, kind, detail, address) values (@at, @user, @userName, @kind, @detail, @address)",
        new { at = clock.GetUtcNow(), user, userName, kind, detail, address }, transaction);
}
