using Throughline.Access.Keeping;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.ReviewAccess;

/// <summary>One round of the yearly look at who of an agency still needs their account.</summary>
public sealed record AccessReview
{
    public required Guid Id { get; init; }

    public required AgencyId AgencyId { get; init; }

    public required string Agency { get; init; }

    public required string AgencyCode { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateOnly DueOn { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public DateTimeOffset? LapsedAt { get; init; }

    public required int Outstanding { get; init; }

    public bool IsOverdueOn(DateOnly on) => FinishedAt is null && DueOn < on;

    /// <summary>Users of the round's agency (u) who held a role here when it (w) opened and about whom nobody has decided.</summary>
    internal const string OutstandingUsers =
        """
        from app_user u where u.agency_id = w.agency_id and not u.is_service and u.closed_at is null
          and exists (select from user_role r where r.user_id = u.id and r.partnership_id = w.partnership_id and r.granted_at <= w.opened_at)
          and not exists (select from access_review_decision d where d.review_id = w.id and d.user_id = u.id)
        """;

    private const string Columns =
        $"""
        select w.id, w.agency_id, a.name as agency, a.code as agency_code, w.opened_at, w.due_on, w.finished_at, w.lapsed_at, case when w.finished_at is null then (select count(*)::int {OutstandingUsers}) else 0 end as outstanding
        from access_review w join agency a on a.id = w.agency_id
        """;

    /// <summary>The open round of an agency; null when there is none.</summary>
    public static Task<AccessReview?> OpenAsync(Db db, AgencyId agency, CancellationToken cancel = default) =>
        db.FirstAsync<AccessReview>(Columns + " where w.agency_id = @agency and w.finished_at is null", new { agency }, cancel);

    public static Task<IReadOnlyList<AccessReview>> ListAsync(Db db, AgencyId? agency, CancellationToken cancel = default) =>
        db.ListAsync<AccessReview>(Columns + " where @agency::uuid is null or w.agency_id = @agency order by w.finished_at is not null, w.due_on desc, a.name limit 100", new { agency }, cancel);

    public static Task<int> OverdueAsync(Db db, CancellationToken cancel = default) =>
        db.ValueAsync<int>("select count(*)::int from access_review where finished_at is null and due_on < @on", new { on = db.Act.On }, cancel);

    /// <summary>When the next round of an agency is due: so long after the last, or after the agency joined.</summary>
    public static async Task<DateOnly?> NextDueAsync(Db db, AgencyId agency, CancellationToken cancel = default) => await db.FirstAsync<DateOnly?>(
        """
        select (coalesce((select max(w.due_on) from access_review w where w.agency_id = @agency), m.joined_on) + make_interval(months => @months))::date
        from partnership_agency m where m.partnership_id = @partnership and m.agency_id = @agency and m.left_on is null
        """, new { agency, partnership = db.Act.Partnership, months = await db.NumberAsync(KeepingNumbers.ReviewMonths, cancel) }, cancel);

    /// <summary>Opens a round. It is never due sooner than the days that a round is open beforehand.</summary>
    public static async Task BeginAsync(Db db, AgencyId agency, DateOnly? due, CancellationToken cancel = default)
    {
        var soonest = db.Act.On.AddDays(await db.NumberAsync(KeepingNumbers.ReviewOpensDays, cancel));
        await db.ExecuteAsync(
            "insert into access_review (partnership_id, agency_id, opened_at, due_on) values (@partnership, @agency, @at, @due) on conflict (partnership_id, agency_id) where finished_at is null do nothing",
            new { partnership = db.Act.Partnership, agency, at = db.Act.At, due = due is { } day && day > soonest ? day : soonest }, cancel);
    }
}

/// <summary>A user in a round: what they have, and whether whoever looks may decide about them.</summary>
public sealed record ReviewedUser
{
    public required UserId UserId { get; init; }

    public required string FullName { get; init; }

    public required string[] RoleCodes { get; init; }

    public required string[] Standing { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public string? NotInOrder { get; init; }

    public required bool MayDecide { get; init; }

    public string? Decision { get; init; }

    public string? Reason { get; init; }

    public string? DecidedByName { get; init; }

    public string RoleWords => string.Join(", ", RoleCodes.Select(Roles.Parse).OfType<Role>().Select(role => role.Words()));

    /// <summary>
    /// SQL that is true when @me may decide about user u in round w: an administrator or governance officer of the agency, and
    /// never about themselves; about an agency's only one, a governance officer of another agency.
    /// </summary>
    private const string May =
        """
        u.id <> @me and (
          w.agency_id = @agency and exists (select from user_role m where m.user_id = @me and m.partnership_id = w.partnership_id and m.role in ('administrator', 'information-governance-officer'))
          or exists (select from user_role m where m.user_id = @me and m.partnership_id = w.partnership_id and m.role = 'information-governance-officer')
            and not exists (select from app_user o join user_role r on r.user_id = o.id
              where o.agency_id = w.agency_id and o.id <> u.id and r.partnership_id = w.partnership_id and r.role in ('administrator', 'information-governance-officer') and o.disabled_at is null))
        """;

    public static Task<IReadOnlyList<ReviewedUser>> ListAsync(Db db, Guid review, CancellationToken cancel = default) => db.ListAsync<ReviewedUser>(
        $"""
        select u.id as user_id, u.full_name, coalesce(d.roles, array(select r.role from user_role r where r.user_id = u.id and r.partnership_id = w.partnership_id order by r.role)) as role_codes,
          array(select k.words || ' until ' || to_char(s.expires_on, 'FMDD Mon YYYY') from user_standing s join standing_kind k on k.code = s.code where s.user_id = u.id and s.ended_at is null order by k.position) as standing,
          {Users.AccountList.LastUsed} as last_used_at, account_in_order(u.id, w.partnership_id, @at) as not_in_order, d.id is null and ({May}) as may_decide, d.decision, d.reason, b.full_name as decided_by_name
        from access_review w join app_user u on u.agency_id = w.agency_id and not u.is_service left join access_review_decision d on d.review_id = w.id and d.user_id = u.id left join app_user b on b.id = d.decided_by
        where w.id = @review and (d.id is not null or u.closed_at is null and w.finished_at is null and exists (select from user_role r where r.user_id = u.id and r.partnership_id = w.partnership_id and r.granted_at <= w.opened_at))
        order by d.id is not null, u.full_name, u.id
        """, new { review, me = db.Act.User, agency = db.Act.Agency, at = db.Act.At }, cancel);
}

/// <summary>Whether a user keeps their roles.</summary>
public sealed record ReviewChoice(UserId User, bool Keeps, string? Reason);

public static class DecideAccessReview
{
    public static async Task DoAsync(Db db, AccessReview review, IReadOnlyCollection<ReviewChoice> choices, CancellationToken cancel = default)
    {
        var users = (await ReviewedUser.ListAsync(db, review.Id, cancel)).ToDictionary(user => user.UserId);
        foreach (var choice in choices)
        {
            if (!users.TryGetValue(choice.User, out var user))
                throw new NotThere("The account");
            if (user.Decision is not null)
                throw new ChangedByAnother($"Somebody else has decided about {user.FullName} in the meantime.");
            ReviewRules.SomebodyElseDecides(user).Check();
            ReviewRules.RemovalHasAReason(choice).Check();
            await WriteAsync(db, review.Id, user, choice.Keeps ? "confirmed" : "removed", choice.Reason?.Trim(), cancel);
            if (!choice.Keeps)
                await RemoveAsync(db, user, user.RoleCodes, "not needed any more: " + choice.Reason!.Trim(), cancel);
        }

        await FinishAsync(db, review.Id, cancel);
    }

    /// <summary>Ends the roles that nobody reviewed in time. The administrator's role stays, so that somebody can put the rest right; governance sees it.</summary>
    internal static async Task<int> LapseAsync(Db db, AccessReview review, CancellationToken cancel = default)
    {
        var lapsed = 0;
        foreach (var user in (await ReviewedUser.ListAsync(db, review.Id, cancel)).Where(user => user.Decision is null))
        {
            var gone = user.RoleCodes.Where(role => role != Role.Administrator.Code()).ToArray();
            await WriteAsync(db, review.Id, user, "lapsed", "nobody reviewed it in time", cancel);
            await RemoveAsync(db, user, gone, "nobody reviewed it in time", cancel);
            lapsed += gone.Length > 0 ? 1 : 0;
        }

        await db.ExecuteAsync("update access_review set lapsed_at = @at, finished_at = @at where id = @Id", new { review.Id, at = db.Act.At }, cancel);
        return lapsed;
    }

    internal static Task FinishAsync(Db db, Guid review, CancellationToken cancel) =>
        db.ExecuteAsync($"update access_review w set finished_at = @at where w.id = @review and w.finished_at is null and not exists (select {AccessReview.OutstandingUsers})", new { review, at = db.Act.At }, cancel);

    private static Task WriteAsync(Db db, Guid review, ReviewedUser user, string decision, string? reason, CancellationToken cancel) => db.ExecuteAsync(
        """
        insert into access_review_decision (partnership_id, review_id, user_id, roles, decision, reason, decided_at, decided_by) values (@partnership, @review, @UserId, @RoleCodes, @decision, @reason, @at, @me)
        """, new { partnership = db.Act.Partnership, review, user.UserId, user.RoleCodes, decision, reason = string.IsNullOrWhiteSpace(reason) ? null : reason, at = db.Act.At, me = db.Act.User }, cancel);

    private static async Task RemoveAsync(Db db, ReviewedUser user, string[] roles, string because, CancellationToken cancel)
    {
        if (roles.Length == 0)
            return;
        await db.ExecuteAsync("delete from user_role where user_id = @UserId and partnership_id = @partnership and role = any(@roles)", new { user.UserId, partnership = db.Act.Partnership, roles }, cancel);
        await Users.AccountActs.RecordAsync(db, user.UserId, "role taken", $"{string.Join(", ", roles)}: access review, {because}", cancel);
    }
}

/// <summary>What must be true of the review of accounts.</summary>
public static class ReviewRules
{
    private const string Source = "Security reference 1.2, after CJIS AC-2: accounts are reviewed every year";

    public static Rule SomebodyElseDecides(ReviewedUser user) =>
        new($"{user.FullName} is not yours to decide: nobody reviews themselves, and an agency's only administrator is reviewed by a governance officer of another agency", Source, user.MayDecide);

    public static Rule RemovalHasAReason(ReviewChoice choice) => new("Say why the roles are removed", Source, choice.Keeps || !string.IsNullOrWhiteSpace(choice.Reason));
}
