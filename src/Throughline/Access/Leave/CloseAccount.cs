using System.Text.Json;
using Throughline.Access.GrantRoles;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Leave;

/// <summary>A role that ended with its account.</summary>
internal sealed record EndedRole(Guid Partnership, string Role, string? Area);

/// <summary>
/// Closes an account: in one transaction its sessions end, its tokens are revoked, its requests are taken back, and its roles
/// and places in case teams end in every partnership. What was written stays under its name.
/// </summary>
public static class CloseAccount
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task DoAsync(Db db, UserId user, string because, CancellationToken cancel = default)
    {
        var roles = await db.ListAsync<(Guid Partnership, string Role, string? Area)>("select partnership_id, role, area from user_role where user_id = @user order by partnership_id, role", new { user }, cancel);
        await db.ExecuteAsync(
            """
            insert into account_closing (user_id, agency_id, at, closed_by, because, roles) select id, agency_id, @at, @me, @because, @roles::jsonb from app_user where id = @user
            """, new { user, at = db.Act.At, me = db.Act.User, because, roles = JsonSerializer.Serialize(roles.Select(role => new EndedRole(role.Partnership, role.Role, role.Area)), Json) }, cancel);
        await db.ExecuteAsync(
            "update app_user set closed_at = @at, closed_because = @because, disabled_at = coalesce(disabled_at, @at) where id = @user", new { user, at = db.Act.At, because }, cancel);
        await EndAccessAsync(db, user, null, isMove: false, cancel);
        await AccountActs.RecordAsync(db, user, "account closed", because, cancel);
    }

    /// <summary>Ends what lets somebody in: roles and places in teams (of one partnership, or of all), sessions, tokens and requests.</summary>
    internal static async Task EndAccessAsync(Db db, UserId user, PartnershipId? partnership, bool isMove, CancellationToken cancel)
    {
        var because = isMove ? "moved" : "account closed";
        await Sessions.EndAllOfAsync(db, user, because, cancel);
        await db.ExecuteAsync("update api_token set revoked_at = @at where user_id = @user and revoked_at is null and (@partnership::uuid is null or partnership_id = @partnership)", new { at = db.Act.At, user, partnership }, cancel);
        await db.ExecuteAsync(
            "update role_request set state = 'withdrawn', ended_at = @at, ended_by = @me, ended_because = @because where user_id = @user and state = 'waiting'", new { at = db.Act.At, me = db.Act.User, because, user }, cancel);
        await db.ExecuteAsync("select end_team_places(@user, @partnership, @endedWith)", new { user, partnership, endedWith = isMove ? "move" : "account" }, cancel);
        await db.ExecuteAsync("delete from user_role where user_id = @user and (@partnership::uuid is null or partnership_id = @partnership)", new { user, partnership }, cancel);
    }

    internal static IReadOnlyList<EndedRole> Read(string roles) => JsonSerializer.Deserialize<List<EndedRole>>(roles, Json) ?? [];
}

/// <summary>Somebody leaves: now, or after a last day.</summary>
public static class LetLeave
{
    public static async Task DoAsync(Db db, UserId user, DateOnly? lastDay, string? reason, CancellationToken cancel = default)
    {
        AccountRules.TheAccountIsNotClosed(await AccountActs.FindAsync(db, user, cancel)).Check();
        AccountRules.NobodyDisablesThemselves(user == db.Act.User).Check();
        LeaveRules.SaysWhy(reason).Check();
        LeaveRules.LastDayIsToCome(lastDay, db.Act.On).Check();
        if (lastDay is null)
        {
            await CloseAccount.DoAsync(db, user, "Left: " + reason!.Trim(), cancel);
            return;
        }

        await db.ExecuteAsync("update app_user set leaves_on = @lastDay where id = @user", new { user, lastDay }, cancel);
        await AccountActs.RecordAsync(db, user, "leaves", $"last day {lastDay:yyyy-MM-dd}: {reason!.Trim()}", cancel);
    }

    public static async Task StaysAsync(Db db, UserId user, CancellationToken cancel = default)
    {
        AccountRules.TheAccountIsNotClosed(await AccountActs.FindAsync(db, user, cancel)).Check();
        AccountRules.NobodyDisablesThemselves(user == db.Act.User).Check();
        await db.ExecuteAsync("update app_user set leaves_on = null where id = @user", new { user }, cancel);
        await AccountActs.RecordAsync(db, user, "stays", "no last day any more", cancel);
    }
}

/// <summary>
/// Opens a closed account again. Its ordinary roles in this partnership come back; a powerful one is asked for anew and needs a second person.
/// Roles in other partnerships do not come back by themselves.
/// </summary>
public static class ReopenAccount
{
    public static async Task<IReadOnlyList<Role>> DoAsync(Db db, UserId user, string? reason, CancellationToken cancel = default)
    {
        var account = await AccountActs.FindAsync(db, user, cancel);
        LeaveRules.IsClosed(account).Check();
        LeaveRules.SaysWhy(reason).Check();
        var closing = await db.FirstAsync<(Guid Id, string Roles)>("select id, roles::text from account_closing where user_id = @user order by at desc, id desc limit 1", new { user }, cancel);
        await db.ExecuteAsync("update account_closing set reopened_at = @at, reopened_by = @me where id = @Id", new { closing.Id, at = db.Act.At, me = db.Act.User }, cancel);
        await db.ExecuteAsync("update app_user set closed_at = null, closed_because = null, disabled_at = null, leaves_on = null, reopened_at = @at where id = @user", new { user, at = db.Act.At }, cancel);
        await AccountActs.RecordAsync(db, user, "account opened again", reason!.Trim(), cancel);
        var had = CloseAccount.Read(closing.Roles ?? "[]").Where(role => role.Partnership == db.Act.Partnership.Value).ToList();
        var roles = had.Select(role => Roles.Parse(role.Role)).OfType<Role>().ToList();
        return roles.Count == 0 ? [] : await AccountActs.SetRolesAsync(db, user, roles, had.Select(role => role.Area).FirstOrDefault(area => area is not null), "The account was opened again: " + reason.Trim(), cancel);
    }
}

/// <summary>Somebody changes agency or partnership: roles end at the old place, and the new one gives its own.</summary>
public static class MoveUser
{
    public static async Task DoAsync(Db db, UserId user, AgencyId toAgency, PartnershipId toPartnership, string? reason, CancellationToken cancel = default)
    {
        var account = await AccountActs.FindAsync(db, user, cancel);
        AccountRules.TheAccountIsNotClosed(account).Check();
        AccountRules.NobodyDisablesThemselves(user == db.Act.User).Check();
        LeaveRules.SaysWhy(reason).Check();
        LeaveRules.IsAMove(toAgency != db.Act.Agency || toPartnership != db.Act.Partnership).Check();
        var belongs = await db.ValueAsync<bool>(
            "select exists (select from partnership_agency where partnership_id = @toPartnership and agency_id = @toAgency and (left_on is null or left_on >= @on))", new { toPartnership, toAgency, on = db.Act.On }, cancel);
        LeaveRules.TheAgencyIsInThePartnership(belongs).Check();
        var until = db.Act.On.AddDays(await db.NumberAsync(Keeping.KeepingNumbers.KeepsSightDays, cancel));
        // another agency gives its own roles, in every partnership; within the agency only those of the partnership that is left end
        var onlyHere = toAgency == db.Act.Agency ? db.Act.Partnership : (PartnershipId?)null;
        await db.ExecuteAsync(
            """
            insert into user_move (user_id, from_agency_id, to_agency_id, from_partnership_id, to_partnership_id, at, keeps_sight_until, moved_by, reason, roles)
            select @user, @agency, @toAgency, r.partnership_id, @toPartnership, @at, @until, @me, @reason, array_remove(array_agg(r.role order by r.role), null)
            from (select partnership_id, role from user_role where user_id = @user and (@onlyHere::uuid is null or partnership_id = @onlyHere) union all select @here::uuid, null) r
            group by r.partnership_id
            """,
            new { user, agency = db.Act.Agency, toAgency, toPartnership, at = db.Act.At, until, me = db.Act.User, reason = reason!.Trim(), onlyHere, here = db.Act.Partnership }, cancel);
        await CloseAccount.EndAccessAsync(db, user, onlyHere, isMove: true, cancel);
        await db.ExecuteAsync("update app_user set agency_id = @toAgency where id = @user", new { user, toAgency }, cancel);
        var to = await db.FirstAsync<string>("select a.name || ', ' || p.name from agency a, partnership p where a.id = @toAgency and p.id = @toPartnership", new { toAgency, toPartnership }, cancel);
        await AccountActs.RecordAsync(db, user, "moved", $"to {to}: {reason.Trim()}; keeps sight until {until:yyyy-MM-dd}", cancel);
    }
}

/// <summary>What must be true when somebody leaves, moves or comes back.</summary>
public static class LeaveRules
{
    private const string Source = "Security reference 1.2, after CJIS AC-2: leavers and movers";

    public static Rule SaysWhy(string? reason) => new("Say why", Source, !string.IsNullOrWhiteSpace(reason));

    public static Rule LastDayIsToCome(DateOnly? lastDay, DateOnly today) => new("The last day is today or later; leave it empty to close the account now", Source, lastDay is null || lastDay >= today);

    public static Rule IsClosed(Account account) => new("The account is not closed", Source, account.ClosedAt is not null);

    public static Rule IsAMove(bool isOne) => new("Choose another agency or another partnership", Source, isOne);

    public static Rule TheAgencyIsInThePartnership(bool belongs) => new("This agency does not belong to this partnership", Source, belongs);
}
