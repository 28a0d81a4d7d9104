using Throughline.Access.Audit.Breaches;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.UrgentAccess;

/// <summary>One use of urgent access, as information governance reviews it.</summary>
public sealed record UrgentUse
{
    public required Guid Id { get; init; }

    public required string Reference { get; init; }

    public required PersonId PersonId { get; init; }

    public string? PersonName { get; init; }

    public required UserId UserId { get; init; }

    public required string UserName { get; init; }

    public required string AgencyName { get; init; }

    public required string Ground { get; init; }

    public required string Why { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset UntilAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required DateOnly ReviewBy { get; init; }

    public DateTimeOffset? ReviewedAt { get; init; }

    public string? ReviewedBy { get; init; }

    public string? Finding { get; init; }

    public string? ReviewWords { get; init; }

    /// <summary>Where a use that was not justified is on the register of breaches.</summary>
    public Guid? BreachId { get; init; }

    /// <summary>How often the user opened a page about the person while it ran.</summary>
    public required int Looks { get; init; }

    public string GroundWords => BeginUrgentAccess.Grounds.FirstOrDefault(known => known.Code == Ground).Words ?? Ground;

    private const string Select =
        """
        select u.id, urgent_reference(u.id) as reference, u.person_id, p.forenames || ' ' || p.surname as person_name, u.user_id, w.full_name as user_name, a.name as agency_name, u.ground, u.why, u.at, u.until_at, u.ended_at,
          u.review_by, u.reviewed_at, r.full_name as reviewed_by, u.finding, u.review_words, u.breach_id,
          (select count(*)::int from audit_entry e where e.user_id = u.user_id and e.person_ids @> array[u.person_id] and e.operation = 'consultation' and e.at > u.at and e.at < coalesce(u.ended_at, u.until_at)) as looks
        from urgent_access u join app_user w on w.id = u.user_id join agency a on a.id = u.agency_id left join app_user r on r.id = u.reviewed_by left join person p on p.id = u.person_id
        """;

    /// <summary>What waits for a review, the most urgent first; or what was reviewed, newest first.</summary>
    public static Task<IReadOnlyList<UrgentUse>> ListAsync(Db db, bool waiting, int page = 1, int size = 25) => db.ListAsync<UrgentUse>(
        $"{Select} where (u.reviewed_at is null) = @waiting order by case when @waiting then u.review_by end, u.reviewed_at desc, u.at, u.id limit @size offset @skip", new { waiting, size, skip = (page - 1) * size });

    public static Task<int> CountAsync(Db db, bool waiting) => db.ValueAsync<int>("select count(*)::int from urgent_access where (reviewed_at is null) = @waiting", new { waiting });

    public static async Task<UrgentUse> FindAsync(Db db, Guid id) => await db.FirstAsync<UrgentUse>($"{Select} where u.id = @id", new { id }) ?? throw new NotThere("The urgent access");
}

/// <summary>
/// Information governance says whether a use was justified, in words; never about its own use. One that was not is a breach, and
/// goes on the register with its clock (Data Protection Act 2018 s.67).
/// </summary>
internal static class ReviewUrgentAccess
{
    public static async Task DoAsync(Db db, Guid id, string finding, string words)
    {
        // two officers at once come to one finding
        await db.ExecuteAsync("select 1 from urgent_access where id = @id for update", new { id });
        var use = await UrgentUse.FindAsync(db, id);
        if (use.ReviewedAt is not null)
            throw new ChangedByAnother("Somebody has reviewed this urgent access since you opened it.");
        new Rule("Choose whether it was justified", "Every urgent access is reviewed", finding is "justified" or "not-justified").Check();
        new Rule("Say how you came to that", "A finding has reasons", words.Trim().Length >= 10).Check();
        new Rule("You used this urgent access yourself: another information governance officer reviews it", "Nobody judges in their own cause", use.UserId != db.Act.User).Check();
        Guid? breach = finding == "justified" ? null : await RecordBreach.DoAsync(db, ScopeOf(use), db.Act.At, $"Urgent access {use.Reference} of {use.UserName}, {use.AgencyName}, was found not justified. {words.Trim()}");
        await db.ExecuteAsync("update urgent_access set reviewed_at = @At, reviewed_by = @User, finding = @finding, review_words = @words, breach_id = @breach where id = @id", new { id, db.Act.At, db.Act.User, finding, words = words.Trim(), breach });
        await db.ProcessAsync("ReviewUrgentAccess", use.PersonId, null, words.Trim(), [], new { urgentAccess = id, finding, breach });
    }

    /// <summary>What the user could open while it ran; a use that was ended at once still has a period.</summary>
    private static BreachScope ScopeOf(UrgentUse use) => new()
    {
        FromAt = use.At, ToAt = use.EndedAt is { } ended && ended > use.At ? ended : use.UntilAt, AboutUserId = use.UserId, PersonId = use.PersonId,
    };
}
