using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access.Password;

/// <summary>How an attempt with a name and a password ended. Whoever asks is told only whether it was right.</summary>
internal enum PasswordVerdict
{
    Right,
    Wrong,
    NoSuchAccount,
    Locked,

    /// <summary>It was right, and an administrator gave it too long ago.</summary>
    RanOut,
}

/// <summary>
/// Checks and changes passwords. Whether an account is unknown, disabled, locked or given a wrong password, one hash is
/// worked out and one transaction is written: the answer's time says nothing.
/// </summary>
internal sealed class Passwords(NpgsqlDataSource source, LockOut lockOut, AccountEvents events, SignInSettings settings, IPasswordHasher<AppUser> hasher, TimeProvider clock)
{
    private static readonly AppUser Anybody = new() { FullName = "", AgencyId = default };

    /// <summary>Worked on when there is no account: as long as a real one, and of no known password.</summary>
    private readonly string nobodysHash = hasher.HashPassword(Anybody, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));

    private readonly RefusedPasswords? breached = settings.RefusedPasswordsFile is { } file ? new RefusedPasswords(file) : null;

    /// <summary>How long a password that an administrator gave is good for: over a weekend, not over a holiday (ASVS 5.0, 6.4.1).</summary>
    public static readonly TimeSpan TemporaryLasts = TimeSpan.FromDays(3);

    /// <summary>A name longer than any address can be is written down cut short.</summary>
    private const int LongestName = 254;

    /// <summary>Checks a name and a password at the door. A refusal is an account event.</summary>
    public async Task<(PasswordVerdict Verdict, UserId? User)> CheckAsync(string userName, string password, string? address)
    {
        var typed = userName.Trim();
        await using var connection = await source.OpenConnectionAsync();
        var account = await connection.QueryFirstOrDefaultAsync<Row>(Columns + " where normalized_user_name = upper(@typed) and not is_service and disabled_at is null", new { typed });
        typed = (typed.Length > LongestName ? typed[..LongestName] : typed).Replace('\0', '?');
        return (await CheckAsync(account, password, Guess.Password, "sign-in refused", typed, address), account?.Id);
    }

    /// <summary>The same for somebody who is signed in, to change their password: a guess inside, which no lock at the door binds.</summary>
    public async Task<PasswordVerdict> CheckAsync(UserId user, string password, string? address)
    {
        await using var connection = await source.OpenConnectionAsync();
        var account = await connection.QueryFirstOrDefaultAsync<Row>(Columns + " where id = @user", new { user });
        return await CheckAsync(account, password, Guess.Inside, "password change refused", account?.UserName ?? "", address);
    }

    private async Task<PasswordVerdict> CheckAsync(Row? account, string password, Guess guess, string kind, string typed, string? address)
    {
        var user = account?.Id ?? default;
        var verified = hasher.VerifyHashedPassword(Anybody, account?.PasswordHash ?? nobodysHash, password);
        var isLocked = await lockOut.IsLockedAsync(user, guess);
        var isRight = verified != PasswordVerificationResult.Failed && account?.PasswordHash is not null;
        var verdict = account is null ? PasswordVerdict.NoSuchAccount : isLocked ? PasswordVerdict.Locked : !isRight ? PasswordVerdict.Wrong
            : guess == Guess.Password && account.HasRunOutAt(clock.GetUtcNow()) ? PasswordVerdict.RanOut : PasswordVerdict.Right;
        if (verdict != PasswordVerdict.Right)
            await RefuseAsync(account, verdict, guess, kind, typed, address);
        else if (verified == PasswordVerificationResult.SuccessRehashNeeded)
            await StoreAsync(user, password);
        return verdict;
    }

    /// <summary>
    /// Counts and writes down a refusal in one transaction, of whatever kind it is: one commit and one flush to the disk each
    /// way, so that the time of the answer does not tell an account from none.
    /// </summary>
    private async Task RefuseAsync(Row? account, PasswordVerdict verdict, Guess guess, string kind, string typed, string? address)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // tries while the account is locked do not prolong it, or anybody could keep somebody out for ever; and an account that
        // signs in at its agency's provider has no password to guess
        var counts = verdict == PasswordVerdict.Wrong && account!.PasswordHash is not null;
        var locks = await lockOut.FailedAsync(connection, transaction, counts ? account!.Id : default, guess);
        await events.RecordAsync(connection, transaction, kind, account?.Id, typed, address, verdict switch
        {
            PasswordVerdict.NoSuchAccount => "no such account, or disabled",
            PasswordVerdict.Locked => "locked",
            PasswordVerdict.RanOut => "the password that an administrator gave has run out",
            _ => "wrong password",
        });
        if (locks)
            await events.RecordAsync(connection, transaction, "account locked", account!.Id, account.UserName, null, "five wrong tries");
        await transaction.CommitAsync();
    }

    /// <summary>What is wrong with a new password, in a sentence; null when nothing is.</summary>
    public async Task<string?> ProblemAsync(string? password, string userName, string fullName) =>
        PasswordRules.Problem(password, userName, fullName)
        ?? (breached is not null && await breached.HasAsync(password!) ? "This password is on a list of passwords that were stolen elsewhere. Choose another" : null);

    public async Task ChangeAsync(UserId user, string password)
    {
        await StoreAsync(user, password);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("update app_user set password_is_temporary = false where id = @user", new { user });
    }

    private async Task StoreAsync(UserId user, string password)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("update app_user set password_hash = @hash where id = @user", new { user, hash = hasher.HashPassword(Anybody, password) });
    }

    private const string Columns = "select id, user_name, password_hash, password_is_temporary, password_given_at from app_user";

    private sealed class Row
    {
        public required UserId Id { get; init; }

        public required string UserName { get; init; }

        public string? PasswordHash { get; init; }

        public required bool PasswordIsTemporary { get; init; }

        public DateTimeOffset? PasswordGivenAt { get; init; }

        public bool HasRunOutAt(DateTimeOffset now) => PasswordIsTemporary && now - PasswordGivenAt >= TemporaryLasts;
    }
}
