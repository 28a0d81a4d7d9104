using Throughline.Access.Keeping;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.GrantRoles;

/// <summary>Asks for a powerful role: it takes effect when a second person agrees.</summary>
public static class AskForRole
{
    /// <summary>The powerful roles with why they are, as the policy table says.</summary>
    public static async Task<IReadOnlyDictionary<Role, string>> PowerfulAsync(Db db, CancellationToken cancel = default) =>
        (await db.ListAsync<(string Role, string Because)>("select role, because from powerful_role", cancel: cancel))
            .Where(row => Roles.Parse(row.Role) is not null).ToDictionary(row => Roles.Parse(row.Role)!.Value, row => row.Because);

    public static async Task DoAsync(Db db, UserId user, Role role, string? area, string? reason, CancellationToken cancel = default)
    {
        AccountRules.NobodyGivesThemselvesARole(user == db.Act.User).Check();
        RoleRequestRules.ReasonMustBeGiven(reason).Check();
        var days = await db.NumberAsync(KeepingNumbers.RequestDays, cancel);
        // the one that nobody answered in time makes room for the new one
        await ExpireRoleRequests.DoAsync(db, user, cancel);
        await db.ExecuteAsync(
            """
            insert into role_request (partnership_id, agency_id, user_id, role, area, reason, asked_by, asked_at, expires_at)
            values (@partnership, @agency, @user, @role, @area, @reason, @me, @at, @expires)
            on conflict (partnership_id, user_id, role) where state = 'waiting' do nothing
            """,
            new { partnership = db.Act.Partnership, agency = db.Act.Agency, user, role = role.Code(), area, reason = reason!.Trim(), me = db.Act.User, at = db.Act.At, expires = db.Act.At.AddDays(days) }, cancel);
        await AccountActs.RecordAsync(db, user, "role asked for", $"{role.Code()}: {reason.Trim()}", cancel);
    }
}

/// <summary>A second person agrees to a role, declines it, or the agency takes the request back.</summary>
public static class DecideRoleRequest
{
    public static async Task ApproveAsync(Db db, Guid id, CancellationToken cancel = default)
    {
        var request = await RoleRequests.FindAsync(db, id, cancel);
        RoleRequestRules.ASecondPersonDecides(request).Check();
        var isOpen = await db.ValueAsync<bool>("select exists (select from app_user where id = @UserId and agency_id = @AgencyId and closed_at is null)", request, cancel);
        RoleRequestRules.TheAccountIsStillTheAgencys(isOpen).Check();
        await EndAsync(db, request, "approved", null, cancel);
        await db.ExecuteAsync(
            """
            insert into user_role (user_id, partnership_id, role, area, granted_at, granted_by, request_id) values (@UserId, @partnership, @RoleCode, @Area, @at, @AskedBy, @Id)
            on conflict (user_id, partnership_id, role) do nothing
            """, new { request.UserId, partnership = db.Act.Partnership, request.RoleCode, request.Area, at = db.Act.At, request.AskedBy, request.Id }, cancel);
        await AccountActs.RecordAsync(db, request.UserId, "role given", $"{request.RoleCode}: asked for by {request.AskedByName}, agreed", cancel);
    }

    public static async Task DeclineAsync(Db db, Guid id, string? because, CancellationToken cancel = default)
    {
        var request = await RoleRequests.FindAsync(db, id, cancel);
        RoleRequestRules.ASecondPersonDecides(request).Check();
        RoleRequestRules.SayWhyItIsDeclined(because).Check();
        await EndAsync(db, request, "declined", because!.Trim(), cancel);
        await AccountActs.RecordAsync(db, request.UserId, "role declined", $"{request.RoleCode}: {because.Trim()}", cancel);
    }

    public static async Task WithdrawAsync(Db db, Guid id, CancellationToken cancel = default)
    {
        var request = await RoleRequests.FindAsync(db, id, cancel);
        RoleRequestRules.TheAgencyTakesItsOwnBack(request).Check();
        await EndAsync(db, request, "withdrawn", null, cancel);
        await AccountActs.RecordAsync(db, request.UserId, "role request taken back", request.RoleCode, cancel);
    }

    private static async Task EndAsync(Db db, RoleRequest request, string state, string? because, CancellationToken cancel)
    {
        var ended = await db.ExecuteAsync(
            "update role_request set state = @state, ended_at = @at, ended_by = @me, ended_because = @because where id = @Id and state = 'waiting'",
            new { state, at = db.Act.At, me = db.Act.User, because, request.Id }, cancel);
        if (ended == 0)
            throw new ChangedByAnother("Somebody else has answered this request in the meantime.");
    }
}

/// <summary>Ends the requests that nobody answered in time. They have no effect from the instant itself; this writes it down.</summary>
public static class ExpireRoleRequests
{
    public static async Task<int> DoAsync(Db db, UserId? user = null, CancellationToken cancel = default)
    {
        var ended = await db.ListAsync<(UserId User, string Role)>(
            """
            update role_request set state = 'expired', ended_at = expires_at, ended_because = 'nobody answered in time'
            where state = 'waiting' and expires_at <= @at and (@user::uuid is null or user_id = @user) returning user_id, role
            """, new { at = db.Act.At, user }, cancel);
        foreach (var (who, role) in ended)
            await AccountActs.RecordAsync(db, who, "role request ended", $"{role}: nobody answered in time", cancel);
        return ended.Count;
    }
}

/// <summary>What must be true of a request for a powerful role.</summary>
public static class RoleRequestRules
{
    private const string Source = "ASVS 5.0, 2.3.5";

    public static Rule ReasonMustBeGiven(string? reason) => new("Say why they need the role: the second person decides by it", Source, !string.IsNullOrWhiteSpace(reason));

    public static Rule ASecondPersonDecides(RoleRequest request) =>
        new("This is not yours to decide: a second person does, who neither asked for the role nor gets it", Source, request.MayDecide);

    public static Rule SayWhyItIsDeclined(string? because) => new("Say why you decline it", "House style: a decision has a reason", !string.IsNullOrWhiteSpace(because));

    public static Rule TheAgencyTakesItsOwnBack(RoleRequest request) =>
        new("Only an administrator of the agency that asked takes a request back, while it waits", Source, request.MayWithdraw);

    public static Rule TheAccountIsStillTheAgencys(bool isOpen) => new("The account has been closed or has moved to another agency since the role was asked for", Source, isOpen);
}
