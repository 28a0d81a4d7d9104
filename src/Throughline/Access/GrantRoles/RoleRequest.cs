using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.GrantRoles;

/// <summary>A powerful role that somebody has asked for on behalf of another, and what became of it.</summary>
public sealed record RoleRequest
{
    public required Guid Id { get; init; }

    public required UserId UserId { get; init; }

    public required string FullName { get; init; }

    public required AgencyId AgencyId { get; init; }

    public required string Agency { get; init; }

    public required string RoleCode { get; init; }

    public string? Area { get; init; }

    public required string Reason { get; init; }

    public required UserId AskedBy { get; init; }

    public required string AskedByName { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required string State { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedByName { get; init; }

    public string? EndedBecause { get; init; }

    /// <summary>Whether whoever looks may agree to it or decline it.</summary>
    public required bool MayDecide { get; init; }

    /// <summary>Whether whoever looks may take it back: the agency's administrators.</summary>
    public required bool MayWithdraw { get; init; }

    /// <summary>Who may decide, by name; empty when the partnership has nobody.</summary>
    public required string[] Deciders { get; init; }

    /// <summary>Nobody of the agency could be the second person, so another agency's governance officer is.</summary>
    public required bool GoesToAnotherAgency { get; init; }

    public Role? Role => Roles.Parse(RoleCode);

    public string RoleWords => Role?.Words() ?? RoleCode;

    public string StateWords => State switch
    {
        "waiting" => "Waiting",
        "approved" => "Agreed",
        "declined" => "Declined",
        "withdrawn" => "Taken back",
        "expired" => "Ended: nobody answered",
        _ => throw new ArgumentOutOfRangeException(nameof(State), State, "Not a state of a request."),
    };

    /// <summary>Who is waited for, in words.</summary>
    public string WhoDecides => Deciders.Length switch
    {
        0 => "Nobody in the partnership can be the second person yet. Another administrator or an information governance officer has to be made first.",
        _ when GoesToAnotherAgency => $"{Agency} has nobody else who could agree, so an information governance officer of another agency decides: {string.Join(", ", Deciders)}.",
        _ => $"{string.Join(" or ", Deciders)} decides.",
    };
}

/// <summary>
/// Who may be the second person. Another administrator or a governance officer of the user's own agency; when the agency has
/// none besides the asker and the user, a governance officer of another agency of the partnership. Never the asker, never the user.
/// </summary>
internal static class SecondPerson
{
    private const string CanAct = "{0}.disabled_at is null and not {0}.is_service and ({0}.leaves_on is null or {0}.leaves_on >= @on)";

    /// <summary>Users and roles (d, dr) that could decide about request q within its agency.</summary>
    private static readonly string Within =
        $"dr.partnership_id = q.partnership_id and d.agency_id = q.agency_id and dr.role in ('administrator', 'information-governance-officer') and d.id not in (q.asked_by, q.user_id) and {string.Format(null, CanAct, "d")}";

    private static readonly string Beyond =
        $"dr.partnership_id = q.partnership_id and d.agency_id <> q.agency_id and dr.role = 'information-governance-officer' and d.id not in (q.asked_by, q.user_id) and {string.Format(null, CanAct, "d")}";

    private const string People = "from app_user d join user_role dr on dr.user_id = d.id";

    /// <summary>SQL that is true when the request q goes to another agency.</summary>
    public static readonly string GoesBeyond = $"not exists (select {People} where {Within})";

    /// <summary>SQL that is true when @me may decide about the request q.</summary>
    public static readonly string May = $"(exists (select {People} where {Within} and d.id = @me) or {GoesBeyond} and exists (select {People} where {Beyond} and d.id = @me))";

    /// <summary>SQL for the names of those who may.</summary>
    public static readonly string Names =
        $"array(select distinct d.full_name || ' (' || g.name || ')' {People} join agency g on g.id = d.agency_id where {Within} or ({GoesBeyond} and {Beyond}) order by 1)";
}

/// <summary>Reads the requests that somebody has to do with.</summary>
public static class RoleRequests
{
    public const int PageSize = 50;

    private static readonly string Columns =
        $"""
        select q.id, q.user_id, u.full_name, q.agency_id, a.name as agency, q.role as role_code, q.area, q.reason, q.asked_by, b.full_name as asked_by_name, q.asked_at, q.expires_at,
          case when q.state = 'waiting' and q.expires_at <= @at then 'expired' else q.state end as state, q.ended_at, e.full_name as ended_by_name, q.ended_because,
          q.state = 'waiting' and q.expires_at > @at and {SecondPerson.May} as may_decide, {SecondPerson.Names} as deciders, {SecondPerson.GoesBeyond} as goes_to_another_agency,
          q.state = 'waiting' and q.expires_at > @at and q.agency_id = @agency and exists (select from user_role m where m.user_id = @me and m.partnership_id = q.partnership_id and m.role = 'administrator') as may_withdraw
        from role_request q join app_user u on u.id = q.user_id join agency a on a.id = q.agency_id join app_user b on b.id = q.asked_by left join app_user e on e.id = q.ended_by
        """;

    /// <summary>The viewer's own agency's, and those of other agencies that are theirs to decide.</summary>
    private static readonly string Visible = $"(q.agency_id = @agency or q.state = 'waiting' and q.expires_at > @at and {SecondPerson.May})";

    public static Task<IReadOnlyList<RoleRequest>> ListAsync(Db db, string? state, int page = 1, int size = PageSize, CancellationToken cancel = default) => db.ListAsync<RoleRequest>(
        $"{Columns} where {Visible} and {OfState} order by q.asked_at desc, q.id desc limit @size offset @skip", Values(db, state: state, size: size, skip: (page - 1) * size), cancel);

    public static Task<int> CountAsync(Db db, string? state, CancellationToken cancel = default) =>
        db.ValueAsync<int>($"select count(*)::int from role_request q where {Visible} and {OfState}", Values(db, state: state), cancel);

    /// <summary>How many wait for the viewer to decide.</summary>
    public static Task<int> WaitingForMeAsync(Db db, CancellationToken cancel = default) =>
        db.ValueAsync<int>($"select count(*)::int from role_request q where q.state = 'waiting' and q.expires_at > @at and {SecondPerson.May}", Values(db), cancel);

    /// <exception cref="NotThere">No such request that the viewer has to do with.</exception>
    public static async Task<RoleRequest> FindAsync(Db db, Guid id, CancellationToken cancel = default) =>
        await db.FirstAsync<RoleRequest>($"{Columns} where {Visible} and q.id = @id", Values(db, id), cancel) ?? throw new NotThere("The request");

    public static Task<IReadOnlyList<RoleRequest>> OfUserAsync(Db db, UserId user, CancellationToken cancel = default) =>
        db.ListAsync<RoleRequest>($"{Columns} where q.user_id = @user and q.agency_id = @agency order by q.asked_at desc limit 20", Values(db, user: user), cancel);

    private const string OfState =
        "(@state::text is null or @state = case when q.state = 'waiting' and q.expires_at <= @at then 'expired' else q.state end)";

    private static object Values(Db db, Guid? id = null, UserId? user = null, string? state = null, int size = 0, int skip = 0) => new
    {
        id, user, state = string.IsNullOrWhiteSpace(state) ? null : state, size, skip, me = db.Act.User, agency = db.Act.Agency, at = db.Act.At, on = db.Act.On,
    };
}
