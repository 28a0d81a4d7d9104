using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access.SecondFactors;

/// <summary>Which second factors an account has.</summary>
internal sealed record FactorsOfUser
{
    public required bool HasAuthenticator { get; init; }

    public DateTimeOffset? AuthenticatorSince { get; init; }

    public required int RecoveryCodes { get; init; }

    public required int Passkeys { get; init; }

    public bool Any => HasAuthenticator || Passkeys > 0;
}

/// <summary>
/// Authenticator keys and recovery codes. A code of the app is good for one time step and once; a recovery code is good
/// once. Whoever calls counts wrong tries (<see cref="LockOut"/>). Passkeys are in <see cref="Passkeys"/>.
/// </summary>
internal sealed class Factors(NpgsqlDataSource source, IDataProtectionProvider protection, TimeProvider clock)
{
    public const int CodesMade = 10;

    /// <summary>True of an account (as u) that has a second factor: for whoever reads accounts.</summary>
    public const string HasAny =
        "(exists (select from authenticator f where f.user_id = u.id and f.confirmed_at is not null) or exists (select from app_user_passkey f where f.user_id = u.id))";

    internal const int CodeGroups = 6;

    // without the letters and figures that are taken for others; twenty-four of them are a hundred and nineteen bits, and so
    // need no slow hash (ASVS 5.0, 6.5.2: from 112)
    internal const string CodeLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly IDataProtector protector = protection.CreateProtector("authenticator");

    public async Task<FactorsOfUser> OfAsync(UserId user)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.QuerySingleAsync<FactorsOfUser>(
            """
            select exists (select from authenticator where user_id = @user and confirmed_at is not null) as has_authenticator,
              (select confirmed_at from authenticator where user_id = @user) as authenticator_since,
              (select count(*)::int from recovery_code where user_id = @user and used_at is null) as recovery_codes,
              (select count(*)::int from app_user_passkey where user_id = @user) as passkeys
            """, new { user });
    }

    /// <summary>The key that waits to be confirmed: the same until it is, so that a mistyped code does not change the picture.</summary>
    public async Task<byte[]> WaitingKeyAsync(UserId user)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into authenticator (user_id, secret, created_at) values (@user, @secret, @now) on conflict (user_id) do nothing",
            new { user, secret = protector.Protect(Convert.ToBase64String(Totp.NewSecret())), now = clock.GetUtcNow() });
        return KeyOf(await connection.QuerySingleAsync<string>("select secret from authenticator where user_id = @user", new { user }));
    }

    /// <summary>Whether this is the app's code now, not used before. It is used by asking.</summary>
    public async Task<bool> IsCodeAsync(UserId user, string? code, bool isConfirming = false)
    {
        var figures = new string([.. (code ?? "").Where(char.IsAsciiDigit)]);
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync();
        var secret = await connection.QueryFirstOrDefaultAsync<string>(
            "select secret from authenticator where user_id = @user and (confirmed_at is null) = @isConfirming", new { user, isConfirming });
        if (secret is null || Totp.Match(KeyOf(secret), figures, now) is not { } step)
            return false;
        // two requests with one code: the second finds the step taken
        return await connection.ExecuteAsync(
            "update authenticator set last_step = @step, confirmed_at = coalesce(confirmed_at, @now) where user_id = @user and last_step < @step", new { user, step, now }) == 1;
    }

    public async Task RemoveAuthenticatorAsync(UserId user)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from authenticator where user_id = @user", new { user });
    }

    /// <summary>New recovery codes in place of all earlier ones. This is the only time that they can be read.</summary>
    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(UserId user)
    {
        var codes = Enumerable.Range(0, CodesMade).Select(_ => string.Join('-', Enumerable.Range(0, CodeGroups).Select(_ => RandomNumberGenerator.GetString(CodeLetters, 4)))).ToList();
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("delete from recovery_code where user_id = @user", new { user }, transaction);
        foreach (var code in codes)
            await connection.ExecuteAsync("insert into recovery_code (user_id, code_hash, made_at) values (@user, @hash, @now)", new { user, hash = Hash(user, code), now = clock.GetUtcNow() }, transaction);
        await transaction.CommitAsync();
        return codes;
    }

    /// <summary>Whether this is a recovery code that was not used before. It is used by asking.</summary>
    public async Task<bool> IsRecoveryCodeAsync(UserId user, string? code)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            "update recovery_code set used_at = @now where user_id = @user and code_hash = @hash and used_at is null", new { user, hash = Hash(user, code ?? ""), now = clock.GetUtcNow() }) == 1;
    }

    /// <summary>Takes every second factor away: the last one's owner sets one up at the next sign-in.</summary>
    public async Task RemoveAllAsync(UserId user)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "delete from authenticator where user_id = @user; delete from app_user_passkey where user_id = @user; delete from recovery_code where user_id = @user", new { user });
    }

    private byte[] KeyOf(string secret) => Convert.FromBase64String(protector.Unprotect(secret));

    /// <summary>A hundred and nineteen random bits need no slow hash; the user's key keeps two users' codes apart.</summary>
    private static byte[] Hash(UserId user, string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{user}:{new string([.. code.Where(char.IsAsciiLetterOrDigit)]).ToLowerInvariant()}"));
}
