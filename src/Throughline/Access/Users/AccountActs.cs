using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Users;

/// <summary>An account of the administrator's own agency, with its roles in this partnership.</summary>
public sealed record Account
{
    public required UserId Id { get; init; }

    public required string UserName { get; init; }

    public required string FullName { get; init; }

    public required string[] RoleCodes { get; init; }

    public string? Area { get; init; }

    public DateTimeOffset? DisabledAt { get; init; }

    public DateTimeOffset? LockoutEnd { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public IEnumerable<Role> Roles => RoleCodes.Select(Access.Roles.Parse).OfType<Role>();

    public bool IsLockedAt(DateTimeOffset now) => LockoutEnd > now;
}

/// <summary>
/// What an administrator does with the accounts of their own agency, in their own partnership. Each act is recorded in
/// account_event; none of them shows or changes anything about people.
/// </summary>
public static class AccountActs
{
    private const string Accounts =
        """
        select u.id, u.user_name, u.full_name, array(select r.role from user_role r where r.user_id = u.id and r.partnership_id = @partnership order by r.role) as role_codes,
          (select max(r.area) from user_role r where r.user_id = u.id and r.partnership_id = @partnership) as area, u.disabled_at, u.lockout_end,
          (select max(s.started_at) from session s where s.user_id = u.id) as last_sign_in_at
        from app_user u where u.agency_id = @agency and not u.is_service
        """;

    public static Task<IReadOnlyList<Account>> ListAsync(Db db, CancellationToken cancel = default) =>
        db.ListAsync<Account>(Accounts + " order by u.full_name, u.user_name", Values(db), cancel);

    /// <exception cref="NotThere">No such account in the administrator's agency.</exception>
    public static async Task<Account> FindAsync(Db db, UserId user, CancellationToken cancel = default) =>
        await db.FirstAsync<Account>(Accounts + " and u.id = @user", Values(db, user), cancel) ?? throw new NotThere("The account");

    private static object Values(Db db, UserId? user = null) => new { partnership = db.Act.Partnership, agency = db.Act.Agency, user };

    /// <summary>Adds an account of the administrator's own agency.</summary>
    /// <returns>The account, and the password that is shown once and must be changed.</returns>
    public static async Task<(UserId User, string Password)> AddAsync(Db db, string userName, string fullName, IReadOnlyCollection<Role> roles, string? area, CancellationToken cancel = default)
    {
        AccountRules.NameAndAddressMustBeGiven(userName, fullName).Check();
        AccountRules.AtLeastOneRole(roles).Check();
        AccountRules.NeighbourhoodOfficersHaveAnArea(roles, area).Check();
        var isFree = !await db.ValueAsync<bool>("select exists (select from app_user where normalized_user_name = upper(@userName))", new { userName = userName.Trim() }, cancel);
        AccountRules.AddressMustBeFree(isFree).Check();
        var password = NewPassword();
        var user = await new Partnerships(db).AddUserAsync(db.Act.Partnership, new NewUser(userName.Trim(), fullName.Trim(), db.Act.Agency, [.. roles], password, Blank(area)), db.Act.At);
        await db.ExecuteAsync("update app_user set password_is_temporary = true where id = @user", new { user }, cancel);
        await db.ExecuteAsync("update user_role set granted_by = @by where user_id = @user", new { by = db.Act.User, user }, cancel);
        await RecordAsync(db, user, "account added", string.Join(", ", roles.Select(role => role.Code())), cancel);
        return (user, password);
    }

    /// <summary>Makes the roles of an account in this partnership exactly these.</summary>
    public static async Task SetRolesAsync(Db db, UserId user, IReadOnlyCollection<Role> roles, string? area, CancellationToken cancel = default)
    {
        var account = await FindAsync(db, user, cancel);
        AccountRules.NeighbourhoodOfficersHaveAnArea(roles, area).Check();
        AccountRules.NobodyTakesTheirOwnAdministration(user == db.Act.User, roles).Check();
        foreach (var gone in account.Roles.Except(roles))
        {
            await db.ExecuteAsync("delete from user_role where user_id = @user and partnership_id = @partnership and role = @role", new { user, partnership = db.Act.Partnership, role = gone.Code() }, cancel);
            await RecordAsync(db, user, "role taken", gone.Code(), cancel);
        }

        foreach (var role in roles)
        {
            var isNew = !account.Roles.Contains(role);
            await db.ExecuteAsync(
                """
                insert into user_role (user_id, partnership_id, role, area, granted_at, granted_by) values (@user, @partnership, @role, @area, @at, @by)
                on conflict (user_id, partnership_id, role) do update set area = excluded.area
                """, new { user, partnership = db.Act.Partnership, role = role.Code(), area = Blank(area), at = db.Act.At, by = db.Act.User }, cancel);
            if (isNew)
                await RecordAsync(db, user, "role given", role.Code(), cancel);
        }

        if (account.Area != Blank(area))
            await RecordAsync(db, user, "area changed", Blank(area) ?? "none", cancel);
    }

    /// <summary>Disables an account. The caller ends its live sessions; tokens stop with the account. Both hold at the very next request.</summary>
    public static async Task DisableAsync(Db db, UserId user, string? reason, CancellationToken cancel = default)
    {
        await FindAsync(db, user, cancel);
        AccountRules.ReasonMustBeGiven(reason).Check();
        AccountRules.NobodyDisablesThemselves(user == db.Act.User).Check();
        await db.ExecuteAsync("update app_user set disabled_at = coalesce(disabled_at, @at) where id = @user", new { user, at = db.Act.At }, cancel);
        await db.ExecuteAsync("update session set ended_at = @at, ended_because = 'account disabled' where user_id = @user and ended_at is null", new { user, at = db.Act.At }, cancel);
        await RecordAsync(db, user, "account disabled", reason!.Trim(), cancel);
    }

    public static async Task EnableAsync(Db db, UserId user, CancellationToken cancel = default)
    {
        await FindAsync(db, user, cancel);
        await db.ExecuteAsync("update app_user set disabled_at = null where id = @user", new { user }, cancel);
        await RecordAsync(db, user, "account enabled", "", cancel);
    }

    public static async Task UnlockAsync(Db db, UserId user, CancellationToken cancel = default)
    {
        await FindAsync(db, user, cancel);
        await db.ExecuteAsync("update app_user set lockout_end = null, access_failed_count = 0 where id = @user", new { user }, cancel);
        await RecordAsync(db, user, "account unlocked", "", cancel);
    }

    /// <summary>Gives a new password that is shown once, for somebody who has forgotten theirs; their sessions end.</summary>
    public static async Task<string> NewPasswordAsync(Db db, UserId user, CancellationToken cancel = default)
    {
        var account = await FindAsync(db, user, cancel);
        var password = NewPassword();
        var hash = new PasswordHasher<AppUser>().HashPassword(new AppUser { FullName = account.FullName, AgencyId = db.Act.Agency }, password);
        await db.ExecuteAsync(
            "update app_user set password_hash = @hash, password_is_temporary = true, security_stamp = @stamp, lockout_end = null, access_failed_count = 0 where id = @user",
            new { hash, stamp = Guid.CreateVersion7(db.Act.At).ToString("N"), user }, cancel);
        await db.ExecuteAsync("update session set ended_at = @at, ended_because = 'new password' where user_id = @user and ended_at is null", new { user, at = db.Act.At }, cancel);
        await RecordAsync(db, user, "new password given", "", cancel);
        return password;
    }

    internal static Task RecordAsync(Db db, UserId user, string kind, string detail, CancellationToken cancel) => db.ExecuteAsync(
        """
        insert into account_event (at, user_id, user_name, kind, detail)
        select @at, u.id, u.user_name, @kind, @detail || ' (by ' || (select b.user_name from app_user b where b.id = @by) || ')' from app_user u where u.id = @user
        """, new { at = db.Act.At, kind, detail, by = db.Act.User, user }, cancel);

    /// <summary>Twenty letters and figures without those that are taken for others, in fours: about 98 bits.</summary>
    private static string NewPassword() => string.Join('-', Enumerable.Range(0, 5).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>What must be true of accounts.</summary>
public static class AccountRules
{
    private const string Source = "Security reference 1.2";

    public static Rule NameAndAddressMustBeGiven(string? userName, string? fullName) =>
        new("Enter the person's name and their work email address", Source, !string.IsNullOrWhiteSpace(fullName) && userName?.Contains('@', StringComparison.Ordinal) == true);

    public static Rule AtLeastOneRole(IReadOnlyCollection<Role> roles) => new("Choose at least one role: without one nobody can sign in", Source, roles.Count > 0);

    public static Rule AddressMustBeFree(bool isFree) => new("There is an account with this email address already", Source, isFree);

    public static Rule NeighbourhoodOfficersHaveAnArea(IReadOnlyCollection<Role> roles, string? area) =>
        new("Enter the area of a neighbourhood officer: the briefing is made from it", Source, !roles.Contains(Role.NeighbourhoodOfficer) || !string.IsNullOrWhiteSpace(area));

    public static Rule NobodyTakesTheirOwnAdministration(bool isOwn, IReadOnlyCollection<Role> roles) =>
        new("You cannot take the administrator's role from yourself: another administrator does that", Source, !isOwn || roles.Contains(Role.Administrator));

    public static Rule NobodyDisablesThemselves(bool isOwn) => new("You cannot disable your own account: another administrator does that", Source, !isOwn);

    public static Rule ReasonMustBeGiven(string? reason) => new("Say why the account is disabled", Source, !string.IsNullOrWhiteSpace(reason));
}
