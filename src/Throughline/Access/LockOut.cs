using Dapper;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access;

/// <summary>Where a wrong try was made.</summary>
public enum Guess
{
    /// <summary>A password at the sign-in page: anybody who knows an address can make one.</summary>
    Password,

    /// <summary>A code, or the present password, by somebody whom the password or the agency's provider let in already.</summary>
    Inside,
}

/// <summary>
/// Five wrong tries within fifteen minutes lock an account for fifteen minutes, or until its administrator unlocks it
/// (FBI CJIS Security Policy, AC-7). Passwords at the door count apart from what is asked inside: whoever knows an address could
/// otherwise keep its owner out of a session that is open, of urgent access, and of the agency's own sign-in.
/// </summary>
public sealed class LockOut(NpgsqlDataSource source, TimeProvider clock)
{
    public const int TriesAllowed = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    public async Task<bool> IsLockedAsync(UserId user, Guess guess)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>($"select coalesce({Until(guess)} > @now, false) from app_user where id = @user", new { user, now = clock.GetUtcNow() });
    }

    /// <summary>Counts a wrong try, and says whether it locked the account.</summary>
    public async Task<bool> FailedAsync(UserId user, Guess guess)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await FailedAsync(connection, null, user, guess);
    }

    /// <summary>The same within a transaction. One statement, so that tries at the same time are all counted.</summary>
    /// <remarks>An administrator who unlocks sets the count to none; the tries before that are forgotten with it.</remarks>
    internal async Task<bool> FailedAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, UserId user, Guess guess)
    {
        var now = clock.GetUtcNow();
        var (tries, count) = guess == Guess.Password ? ("failed_at", ", access_failed_count = case when isLast then 0 else cardinality(f.tries) end") : ("factor_failed_at", "");
        var still = guess == Guess.Password ? "access_failed_count > 0 and " : "";
        return await connection.ExecuteScalarAsync<bool>(
            $$"""
            update app_user u set {{tries}} = case when isLast then '{}' else f.tries end{{count}},
              {{Until(guess)}} = case when isLast then @until else u.{{Until(guess)}} end
            from (select id, tries, cardinality(tries) >= @TriesAllowed as isLast
                  from (select id, array(select t from unnest({{tries}}) t where {{still}}t > @since) || @now::timestamptz as tries
                        from app_user where id = @user for update) kept) f
            where u.id = f.id
            returning isLast
            """, new { user, now, since = now - Window, until = now + Length, TriesAllowed }, transaction);
    }

    /// <summary>Somebody has come all the way in: wrong tries before that count no longer.</summary>
    public async Task ForgetAsync(UserId user)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update app_user set failed_at = '{}', access_failed_count = 0, lockout_end = null, factor_failed_at = '{}', factor_lockout_end = null
            where id = @user and (access_failed_count > 0 or lockout_end is not null or factor_failed_at <> '{}' or factor_lockout_end is not null)
            """, new { user });
    }

    /// <summary>Somebody inside gave what was asked for. What others try at the door goes on counting.</summary>
    public async Task ForgetInsideAsync(UserId user)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("update app_user set factor_failed_at = '{}', factor_lockout_end = null where id = @user and (factor_failed_at <> '{}' or factor_lockout_end is not null)", new { user });
    }

    private static string Until(Guess guess) => guess switch
    {
        Guess.Password => "lockout_end",
        Guess.Inside => "factor_lockout_end",
        _ => throw new ArgumentOutOfRangeException(nameof(guess), guess, "Not a place to guess at."),
    };
}
