using Throughline.Access.Keeping;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Users;

/// <summary>Which accounts an administrator wants to see: codes, which may stand in an address. A name is never in one.</summary>
public sealed record AccountFilter(string? Show = null, string? Role = null, string? Name = null);

/// <summary>Reads the accounts of the viewer's own agency.</summary>
public static class AccountList
{
    public const int PageSize = 50;

    /// <summary>What the list can be narrowed to, in the order of the filter.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> Shows =
    [
        ("in-use", "In use"), ("locked", "Locked"), ("disabled", "Disabled"), ("closed", "Closed"), ("leaving", "Leaving"), ("unused", "Not used for long"), ("lacking", "Vetting or training missing"), ("expiring", "Vetting or training ends soon"), ("expiring-now", "Vetting or training ends very soon"), ("no-role", "Without a role here"), ("asked", "Waiting for a second person"),
    ];

    /// <summary>When an account was last used: by a browser or by a program, or else made or opened again.</summary>
    internal const string LastUsed =
        "greatest((select max(s.seen_at) from session s where s.user_id = u.id), (select max(t.last_used_at) from api_token t where t.user_id = u.id))";

    internal const string Columns =
        $"""
        select u.id, u.user_name, u.full_name, array(select r.role from user_role r where r.user_id = u.id and r.partnership_id = @partnership order by r.role) as role_codes,
          array(select q.role from role_request q where q.user_id = u.id and q.state = 'waiting' and q.expires_at > @now order by q.role) as asked_codes,
          (select max(r.area) from user_role r where r.user_id = u.id and r.partnership_id = @partnership) as area,
          u.created_at, u.disabled_at, u.closed_at, u.closed_because, u.leaves_on, greatest(u.lockout_end, u.factor_lockout_end) as lockout_end, {LastUsed} as last_used_at
        from app_user u where u.agency_id = @agency and not u.is_service
        """;

    private const string Narrowed =
        $"""
        (@name::text is null or lower(u.full_name) like '%' || lower(@name) || '%' or lower(u.user_name) like '%' || lower(@name) || '%')
        and (@role::text is null or exists (select from user_role r where r.user_id = u.id and r.partnership_id = @partnership and r.role = @role))
        and case @show
          when 'in-use' then u.disabled_at is null and coalesce(greatest(u.lockout_end, u.factor_lockout_end), '-infinity') <= @now
          when 'locked' then greatest(u.lockout_end, u.factor_lockout_end) > @now
          when 'disabled' then u.disabled_at is not null and u.closed_at is null
          when 'closed' then u.closed_at is not null
          when 'leaving' then u.leaves_on is not null and u.closed_at is null
          when 'unused' then u.closed_at is null and coalesce({LastUsed}, u.created_at) <= @unused and coalesce(u.reopened_at, u.created_at) <= @unused
          when 'lacking' then account_in_order(u.id, @partnership, @now) in ('untrained', 'unvetted')
          when 'expiring' then account_in_order(u.id, @partnership, @now) is null and account_in_order(u.id, @partnership, @soon) in ('untrained', 'unvetted')
          when 'expiring-now' then account_in_order(u.id, @partnership, @now) is null and account_in_order(u.id, @partnership, @verySoon) in ('untrained', 'unvetted')
          when 'no-role' then u.closed_at is null and not exists (select from user_role r where r.user_id = u.id and r.partnership_id = @partnership)
          when 'asked' then exists (select from role_request q where q.user_id = u.id and q.state = 'waiting' and q.expires_at > @now)
          else true end
        """;

    public static async Task<IReadOnlyList<Account>> ListAsync(Db db, AccountFilter? filter = null, int page = 1, int size = int.MaxValue, CancellationToken cancel = default) =>
        await db.ListAsync<Account>($"{Columns} and {Narrowed} order by u.full_name, u.user_name, u.id limit @size offset @skip", await ValuesAsync(db, filter, size, (page - 1) * (long)size, cancel), cancel);

    public static async Task<int> CountAsync(Db db, AccountFilter? filter = null, CancellationToken cancel = default) =>
        await db.ValueAsync<int>($"select count(*)::int from app_user u where u.agency_id = @agency and not u.is_service and {Narrowed}", await ValuesAsync(db, filter, 0, 0, cancel), cancel);

    /// <exception cref="NotThere">No such account in the viewer's agency.</exception>
    public static async Task<Account> FindAsync(Db db, UserId user, CancellationToken cancel = default) =>
        await db.FirstAsync<Account>(Columns + " and u.id = @user", new { partnership = db.Act.Partnership, agency = db.Act.Agency, now = db.Act.At, user }, cancel) ?? throw new NotThere("The account");

    private static async Task<object> ValuesAsync(Db db, AccountFilter? filter, int size, long skip, CancellationToken cancel) => new
    {
        partnership = db.Act.Partnership, agency = db.Act.Agency, now = db.Act.At, size, skip,
        name = Blank(filter?.Name)?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal),
        role = Blank(filter?.Role), show = Blank(filter?.Show),
        soon = db.Act.At.AddDays(await db.NumberAsync(KeepingNumbers.FirstWarningDays, cancel) + 1), verySoon = db.Act.At.AddDays(await db.NumberAsync(KeepingNumbers.LastWarningDays, cancel) + 1),
        unused = db.Act.At.AddDays(-await db.NumberAsync(KeepingNumbers.UnusedWarningDays, cancel)),
    };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
