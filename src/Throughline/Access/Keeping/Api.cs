using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access.Brake;
using Throughline.Access.GrantRoles;
using Throughline.Access.ReviewAccess;
using Throughline.Access.Standing;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Keeping;

/// <summary>Roles that somebody is to have, exactly.</summary>
public sealed record NewRoles(string[]? Roles, string? Area, string? Reason);

public sealed record Because(string? Reason);

public sealed record NewStanding(string? Code, DateOnly? ObtainedOn, DateOnly? ExpiresOn);

public sealed record NewReviewDecision(Guid User, bool Keeps, string? Reason);

public sealed record BrakeAnswer(bool Lift, string? Reason);

public sealed record AccountRow(Guid Id, string Email, string Name, string[] Roles, string[] WaitingForASecondPerson, string? Area, string State, DateTimeOffset? LastUsedAt, DateOnly? LeavesOn)
{
    public static AccountRow Of(Account account, DateTimeOffset at) => new(
        account.Id.Value, account.UserName, account.FullName, account.RoleCodes, account.AskedCodes, account.Area, account.StateAt(at).ToLowerInvariant(), account.LastUsedAt, account.LeavesOn);
}

public sealed record RequestRow(
    Guid Id, Guid User, string Name, string Agency, string Role, string Reason, string State, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt, bool MayDecide, string? EndedBy, string? EndedBecause)
{
    public static RequestRow Of(RoleRequest request) => new(
        request.Id, request.UserId.Value, request.FullName, request.Agency, request.RoleCode, request.Reason, request.State, request.AskedByName, request.AskedAt, request.ExpiresAt, request.MayDecide, request.EndedByName, request.EndedBecause);
}

public sealed record ReviewRow(Guid User, string Name, string[] Roles, string[] VettingAndTraining, DateTimeOffset? LastUsedAt, bool MayDecide, string? Decision, string? Reason)
{
    public static ReviewRow Of(ReviewedUser user) => new(user.UserId.Value, user.FullName, user.RoleCodes, user.Standing, user.LastUsedAt, user.MayDecide, user.Decision, user.Reason);
}

public sealed record ReviewAnswer(Guid Id, DateOnly DueOn, int Outstanding, IReadOnlyList<ReviewRow> Users);

/// <summary>A stop, by its reference: who it was is on the page of governance.</summary>
public sealed record StopRow(Guid Id, string Reference, string Period, int Number, DateTimeOffset StoppedAt, int Tries, string State)
{
    public static StopRow Of(BrakeStop stop) => new(stop.Id, stop.Reference, stop.Period, stop.Number, stop.StoppedAt, stop.Tries, stop.State);
}

/// <summary>The same acts as the pages, for programs that keep accounts (a staff directory, an identity system).</summary>
internal static class Api
{
    private const int MostRows = 200;

    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<ApiGate>();
        AllowAttribute administrator = new(Role.Administrator), keepers = new(Role.Administrator, Role.InformationGovernanceOfficer), governance = new(Role.InformationGovernanceOfficer);
        RecordsLooksAttribute staff = new("accounts of staff and nobody else; each act is an account event");
        api.MapGet("/users", UsersAsync).WithMetadata(administrator, staff);
        api.MapGet("/users/{user}", async (UserId user, Db db) => AccountRow.Of(await AccountActs.FindAsync(db, user), db.Act.At)).WithMetadata(administrator, staff);
        api.MapPut("/users/{user}/roles", SetRolesAsync).WithMetadata(administrator, staff, new StepUpAttribute());
        api.MapPost("/users/{user}/vetting-and-training", RecordStandingAsync).WithMetadata(administrator, staff);
        api.MapGet("/role-requests", async (Db db, string? state, int? page) => (await RoleRequests.ListAsync(db, state, Math.Max(1, page ?? 1))).Select(RequestRow.Of)).WithMetadata(keepers, staff);
        api.MapPost("/role-requests/{request:guid}/approve", (Guid request, Db db) => DoneAsync(DecideRoleRequest.ApproveAsync(db, request))).WithMetadata(keepers, staff, new StepUpAttribute());
        api.MapPost("/role-requests/{request:guid}/decline", (Guid request, Because because, Db db) => DoneAsync(DecideRoleRequest.DeclineAsync(db, request, because.Reason))).WithMetadata(keepers, staff);
        api.MapPost("/role-requests/{request:guid}/withdraw", (Guid request, Db db) => DoneAsync(DecideRoleRequest.WithdrawAsync(db, request))).WithMetadata(administrator, staff);
        api.MapGet("/access-review", ReviewAsync).WithMetadata(keepers, staff);
        api.MapPost("/access-review/decisions", DecideAsync).WithMetadata(keepers, staff);
        api.MapGet("/brake-stops", async (Db db, string? show, int? page) => (await BrakeStop.ListAsync(db, show is "settled" or "all" ? show : "open", Math.Max(1, page ?? 1), MostRows)).Select(StopRow.Of)).WithMetadata(governance, staff);
        api.MapPost("/brake-stops/{stop:guid}/settle", async (Guid stop, BrakeAnswer answer, Db db) => await DoneAsync(SettleBrakeStop.DoAsync(db, await BrakeStop.FindAsync(db, stop), answer.Lift, answer.Reason))).WithMetadata(governance, staff, new StepUpAttribute());
    }

    private static async Task<IEnumerable<AccountRow>> UsersAsync(Db db, string? show, string? role, int? page) =>
        (await AccountList.ListAsync(db, new AccountFilter(show, role), Math.Max(1, page ?? 1), MostRows)).Select(account => AccountRow.Of(account, db.Act.At));

    private static async Task<IResult> SetRolesAsync(UserId user, NewRoles body, Db db)
    {
        var unknown = body.Roles is null ? "" : body.Roles.FirstOrDefault(code => Roles.Parse(code) is null);
        if (unknown is not null)
            throw new BadRequest("roles", body.Roles is null ? "roles is needed: a list of role codes" : $"There is no role {unknown}");
        var waiting = await AccountActs.SetRolesAsync(db, user, [.. body.Roles!.Select(Roles.Parse).OfType<Role>().Distinct()], body.Area, body.Reason);
        return Results.Ok(new { waitingForASecondPerson = waiting.Select(role => role.Code()).ToArray() });
    }

    private static Task<IResult> RecordStandingAsync(UserId user, NewStanding body, Db db) => DoneAsync(RecordStanding.DoAsync(db, user, body.Code, body.ObtainedOn, body.ExpiresOn));

    private static async Task<IResult> ReviewAsync(Db db) =>
        await AccessReview.OpenAsync(db, db.Act.Agency) is { } review
            ? Results.Ok(new ReviewAnswer(review.Id, review.DueOn, review.Outstanding, [.. (await ReviewedUser.ListAsync(db, review.Id)).Select(ReviewRow.Of)]))
            : throw new NotThere("The review");

    private static async Task<IResult> DecideAsync(NewReviewDecision[] body, Db db)
    {
        var review = await AccessReview.OpenAsync(db, db.Act.Agency) ?? throw new NotThere("The review");
        return await DoneAsync(DecideAccessReview.DoAsync(db, review, [.. body.Select(one => new ReviewChoice(new UserId(one.User), one.Keeps, one.Reason))]));
    }

    private static async Task<IResult> DoneAsync(Task act)
    {
        await act;
        return Results.NoContent();
    }
}
