using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Throughline.Access.GrantRoles;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Users;

/// <summary>
/// What an administrator does with the accounts of their own agency, in their own partnership. Each act is recorded in
/// account_event; none of them shows or changes anything about people.
/// </summary>
public static class AccountActs
{
    /// <exception cref="NotThere">No such account in the administrator's agency.</exception>
    public static Task<Account> FindAsync(Db db, UserId user, CancellationToken cancel = default) => AccountList.FindAsync(db, user, cancel);

    /// <summary>Adds an account of the administrator's own agency.</summary>
    /// <returns>The account, and the password that is shown once and must be changed.</returns>
    public static async Task<(UserId User, string Password)> AddAsync(
        Db db, string userName, string fullName, IReadOnlyCollection<Role> roles, string? area, string? reason, CancellationToken cancel = default)
    {
        AccountRules.NameAndAddressMustBeGiven(userName, fullName).Check();
        AccountRules.AtLeastOneRole(roles).Check();
        AccountRules.NeighbourhoodOfficersHaveAnArea(roles, area).Check();
        var isFree = !await db.ValueAsync<bool>("select exists (select from app_user where normalized_user_name = upper(@userName))", new { userName = userName.Trim() }, cancel);
        AccountRules.AddressMustBeFree(isFree).Check();
        var password = NewPassword();
        var user = await new Partnerships(db).AddUserAsync(db.Act.Partnership, new NewUser(userName.Trim(), fullName.Trim(), db.Act.Agency, [], password), db.Act.At);
        await db.ExecuteAsync("update app_user set password_is_temporary = true, password_given_at = @at where id = @user", new { user, at = db.Act.At }, cancel);
        await RecordAsync(db, user, "account added", string.Join(", ", roles.Select(role => role.Code())), cancel);
        await SetRolesAsync(db, user, roles, area, reason, cancel);
        return (user, password);
    }

    /// <summary>
    /// Makes the roles of an account in this partnership exactly these. What is taken ends at once; an ordinary role begins at
    /// once; a powerful one is asked for and begins when a second person agrees.
    /// </summary>
    /// <returns>The powerful roles that now wait.</returns>
    public static async Task<IReadOnlyList<Role>> SetRolesAsync(Db db, UserId user, IReadOnlyCollection<Role> roles, string? area, string? reason, CancellationToken cancel = default)
    {
        var account = await FindAsync(db, user, cancel);
        var added = roles.Except(account.Roles).ToList();
        var areaChanges = account.Area != Blank(area) && roles.Count > 0;
        AccountRules.TheAccountIsNotClosed(account).Check();
        AccountRules.NobodyTakesTheirOwnAdministration(user == db.Act.User, roles).Check();
        AccountRules.NobodyGivesThemselvesARole(user == db.Act.User && (added.Count > 0 || areaChanges)).Check();
        AccountRules.NeighbourhoodOfficersHaveAnArea(roles, area).Check();
        foreach (var gone in account.Roles.Except(roles))
        {
            await db.ExecuteAsync("delete from user_role where user_id = @user and partnership_id = @partnership and role = @role", new { user, partnership = db.Act.Partnership, role = gone.Code() }, cancel);
            await RecordAsync(db, user, "role taken", gone.Code(), cancel);
        }

        if (areaChanges)
        {
            await db.ExecuteAsync("update user_role set area = @area where user_id = @user and partnership_id = @partnership", new { area = Blank(area), user, partnership = db.Act.Partnership }, cancel);
            await RecordAsync(db, user, "area changed", Blank(area) ?? "none", cancel);
        }

        var powerful = await AskForRole.PowerfulAsync(db, cancel);
        foreach (var role in added.Where(role => !powerful.ContainsKey(role)))
        {
            await db.ExecuteAsync(
                "insert into user_role (user_id, partnership_id, role, area, granted_at, granted_by) values (@user, @partnership, @role, @area, @at, @by)",
                new { user, partnership = db.Act.Partnership, role = role.Code(), area = Blank(area), at = db.Act.At, by = db.Act.User }, cancel);
            await RecordAsync(db, user, "role given", role.Code(), cancel);
        }

        var asked = added.Where(role => powerful.ContainsKey(role) && !account.AskedCodes.Contains(role.Code())).ToList();
        foreach (var role in asked)
            await AskForRole.DoAsync(db, user, role, Blank(area), reason, cancel);
        return asked;
    }

    /// <summary>Disables an account for a while: its roles stay. Its live sessions end in the same transaction, and its tokens do not work while it is disabled.</summary>
    public static async Task DisableAsync(Db db, UserId user, string? reason, CancellationToken cancel = default)
    {
        AccountRules.TheAccountIsNotClosed(await FindAsync(db, user, cancel)).Check();
        AccountRules.ReasonMustBeGiven(reason).Check();
        AccountRules.NobodyDisablesThemselves(user == db.Act.User).Check();
        await db.ExecuteAsync("update app_user set disabled_at = coalesce(disabled_at, @at) where id = @user", new { user, at = db.Act.At }, cancel);
        await Sessions.EndAllOfAsync(db, user, "account disabled", cancel);
        await RecordAsync(db, user, "account disabled", reason!.Trim(), cancel);
    }

    public static async Task EnableAsync(Db db, UserId user, CancellationToken cancel = default)
    {
        AccountRules.TheAccountIsNotClosed(await FindAsync(db, user, cancel)).Check();
        await db.ExecuteAsync("update app_user set disabled_at = null where id = @user", new { user }, cancel);
        await RecordAsync(db, user, "account enabled", "", cancel);
    }

    public static async Task UnlockAsync(Db db, UserId user, CancellationToken cancel = default)
    {
        await FindAsync(db, user, cancel);
        await db.ExecuteAsync("update app_user set lockout_end = null, access_failed_count = 0, factor_lockout_end = null, factor_failed_at = '{}' where id = @user", new { user }, cancel);
        await RecordAsync(db, user, "account unlocked", "", cancel);
    }

    /// <summary>
    /// Gives a new password that is shown once, for somebody who has forgotten theirs. Their sessions and tokens end, and what
    /// needed a second person is asked for anew: whoever gives a password could use it.
    /// </summary>
    /// <returns>The password, and the powerful roles that now wait.</returns>
    public static async Task<(string Password, IReadOnlyList<Role> Waiting)> NewPasswordAsync(Db db, UserId user, string? reason, CancellationToken cancel = default)
    {
        var account = await FindAsync(db, user, cancel);
        AccountRules.NobodyGivesThemselvesAPassword(user == db.Act.User).Check();
        AccountRules.SaysHowTheyAreKnown(reason).Check();
        var password = NewPassword();
        var hash = new PasswordHasher<AppUser>().HashPassword(new AppUser { FullName = account.FullName, AgencyId = db.Act.Agency }, password);
        await db.ExecuteAsync(
            "update app_user set password_hash = @hash, password_is_temporary = true, password_given_at = @at, security_stamp = @stamp, lockout_end = null, access_failed_count = 0 where id = @user",
            new { hash, at = db.Act.At, stamp = Guid.CreateVersion7(db.Act.At).ToString("N"), user }, cancel);
        await Sessions.EndAllOfAsync(db, user, "new password", cancel);
        await ApiTokens.RevokeAllOfAsync(db, user, cancel);
        await RecordAsync(db, user, "new password given", reason!.Trim(), cancel);
        return (password, await AskForPowersAnew.DoAsync(db, user, "A new password was given: " + reason.Trim(), cancel));
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

    public static Rule NobodyGivesThemselvesARole(bool doesSo) =>
        new("Nobody gives themselves a role or an area: another administrator does that", "ASVS 5.0, 2.3.5", !doesSo);

    public static Rule TheAccountIsNotClosed(Account account) => new("The account is closed: open it again first", Source, account.ClosedAt is null);

    public static Rule AddressMustBeFree(bool isFree) => new("There is an account with this email address already", Source, isFree);

    public static Rule NeighbourhoodOfficersHaveAnArea(IReadOnlyCollection<Role> roles, string? area) =>
        new("Enter the area of a neighbourhood officer: the briefing is made from it", Source, !roles.Contains(Role.NeighbourhoodOfficer) || !string.IsNullOrWhiteSpace(area));

    public static Rule NobodyTakesTheirOwnAdministration(bool isOwn, IReadOnlyCollection<Role> roles) =>
        new("You cannot take the administrator's role from yourself: another administrator does that", Source, !isOwn || roles.Contains(Role.Administrator));

    public static Rule NobodyDisablesThemselves(bool isOwn) => new("You cannot disable your own account: another administrator does that", Source, !isOwn);

    public static Rule NobodyGivesThemselvesAPassword(bool isOwn) => new("Change your own password on your account's page: another administrator gives you one when you have forgotten it", Source, !isOwn);

    public static Rule SaysHowTheyAreKnown(string? reason) =>
        new("Say how you know that it is they who ask", "NIST SP 800-63B-4, 4.2: recovery is where accounts are taken over", !string.IsNullOrWhiteSpace(reason));

    public static Rule ReasonMustBeGiven(string? reason) => new("Say why the account is disabled", Source, !string.IsNullOrWhiteSpace(reason));
}
