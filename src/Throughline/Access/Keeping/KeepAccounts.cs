using Throughline.Access.GrantRoles;
using Throughline.Access.Leave;
using Throughline.Access.ReviewAccess;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;

namespace Throughline.Access.Keeping;

/// <summary>What a day's keeping did.</summary>
public sealed record Kept(int RequestsEnded, int LeaversClosed, int UnusedClosed, int ReviewsOpened, int UsersLapsed)
{
    public override string ToString() =>
        $"{RequestsEnded} requests ended, {LeaversClosed} leavers and {UnusedClosed} unused accounts closed, {ReviewsOpened} access reviews opened, roles of {UsersLapsed} users lapsed.";
}

/// <summary>
/// The daily work on the accounts of a partnership. Nothing waits for it that matters for access (what has expired is refused
/// from the instant itself); it writes down what has come to an end. Running it twice does nothing more.
/// </summary>
public static class KeepAccounts
{
    public static async Task<Kept> DoAsync(Db db, CancellationToken cancel = default)
    {
        var requests = await ExpireRoleRequests.DoAsync(db, cancel: cancel);
        var leavers = await CloseAsync(db, "leaves_on < @on", user => $"Left: the last day was {user.LeavesOn:yyyy-MM-dd}", cancel);
        var days = await db.NumberAsync(KeepingNumbers.UnusedDays, cancel);
        var unused = await CloseAsync(db, Unused, _ => $"Not used for {days} days", cancel);
        var opened = await OpenReviewsAsync(db, cancel);
        var lapsed = await LapseAsync(db, cancel);
        return new Kept(requests, leavers, unused, opened, lapsed);
    }

    /// <summary>How many agencies' only administrator has an account that would be closed if there were another.</summary>
    public static async Task<int> OnlyAdministratorsUnusedAsync(Db db, CancellationToken cancel = default) => await db.ValueAsync<int>(
        $"""
        select count(*)::int from app_user u where not u.is_service and u.closed_at is null and coalesce({AccountList.LastUsed}, u.created_at) <= @unused and coalesce(u.reopened_at, u.created_at) <= @unused
          and exists (select from user_role r where r.user_id = u.id and r.partnership_id = @partnership and r.role = 'administrator')
          and not exists (select from app_user o join user_role r on r.user_id = o.id where o.agency_id = u.agency_id and o.id <> u.id and o.disabled_at is null and r.partnership_id = @partnership and r.role = 'administrator')
        """, new { partnership = db.Act.Partnership, unused = db.Act.At.AddDays(-await db.NumberAsync(KeepingNumbers.UnusedDays, cancel)) }, cancel);

    /// <summary>Unused since before @unused. An agency's only administrator is left, or nobody could open the agency's accounts again; governance sees it.</summary>
    private const string Unused =
        $"""
        coalesce({AccountList.LastUsed}, u.created_at) <= @unused and coalesce(u.reopened_at, u.created_at) <= @unused
        and not (exists (select from user_role r where r.user_id = u.id and r.partnership_id = @partnership and r.role = 'administrator')
          and not exists (select from app_user o join user_role r on r.user_id = o.id where o.agency_id = u.agency_id and o.id <> u.id and o.disabled_at is null and r.partnership_id = @partnership and r.role = 'administrator'))
        """;

    /// <summary>Those who hold a role here, and those of the partnership's agencies who hold none anywhere.</summary>
    private const string OfThePartnership =
        """
        (exists (select from user_role r where r.user_id = u.id and r.partnership_id = @partnership) or not exists (select from user_role r where r.user_id = u.id)
          and exists (select from partnership_agency m where m.partnership_id = @partnership and m.agency_id = u.agency_id))
        """;

    private static async Task<int> CloseAsync(Db db, string which, Func<(UserId Id, DateOnly? LeavesOn), string> because, CancellationToken cancel)
    {
        var users = await db.ListAsync<(UserId Id, DateOnly? LeavesOn)>(
            $"select u.id, u.leaves_on from app_user u where not u.is_service and u.closed_at is null and {OfThePartnership} and {which} order by u.id for update of u skip locked",
            new { partnership = db.Act.Partnership, on = db.Act.On, unused = db.Act.At.AddDays(-await db.NumberAsync(KeepingNumbers.UnusedDays, cancel)) }, cancel);
        foreach (var user in users)
            await CloseAccount.DoAsync(db, user.Id, because(user), cancel);
        return users.Count;
    }

    private static async Task<int> OpenReviewsAsync(Db db, CancellationToken cancel)
    {
        var opens = db.Act.On.AddDays(await db.NumberAsync(KeepingNumbers.ReviewOpensDays, cancel));
        var agencies = await db.ListAsync<AgencyId>(
            """
            select m.agency_id from partnership_agency m where m.partnership_id = @partnership and m.left_on is null
              and not exists (select from access_review w where w.agency_id = m.agency_id and w.finished_at is null)
              and exists (select from app_user u join user_role r on r.user_id = u.id where u.agency_id = m.agency_id and r.partnership_id = @partnership)
            """, new { partnership = db.Act.Partnership }, cancel);
        var opened = 0;
        foreach (var agency in agencies)
        {
            if (await AccessReview.NextDueAsync(db, agency, cancel) is not { } due || due > opens)
                continue;
            await AccessReview.BeginAsync(db, agency, due, cancel);
            opened++;
        }

        return opened;
    }

    private static async Task<int> LapseAsync(Db db, CancellationToken cancel)
    {
        var before = db.Act.On.AddDays(-await db.NumberAsync(KeepingNumbers.ReviewLapsesDays, cancel));
        var lapsed = 0;
        foreach (var review in (await AccessReview.ListAsync(db, null, cancel)).Where(review => review.FinishedAt is null))
        {
            if (review.Outstanding == 0)
                await DecideAccessReview.FinishAsync(db, review.Id, cancel);
            else if (review.DueOn < before)
                lapsed += await DecideAccessReview.LapseAsync(db, review, cancel);
        }

        return lapsed;
    }
}

internal sealed class KeepAccountsJob : IJob
{
    public const string JobName = "keep-accounts";

    public string Name => JobName;

    public async Task RunAsync(JobContext context, CancellationToken cancel)
    {
        await using var db = context.NewDb();
        await db.BeginAsync(context.Act, cancel);
        var kept = await KeepAccounts.DoAsync(db, cancel);
        await db.CommitAsync(cancel);
        await context.Progress(1, 1, kept.ToString());
    }
}
