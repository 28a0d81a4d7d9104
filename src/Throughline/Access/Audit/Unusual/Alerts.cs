using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit.Unusual;

/// <summary>An unusual use as the worklist shows it: a reference, what kind, when. Whom it is about and who did it stand on its own page.</summary>
internal sealed class AlertRow
{
    public required Guid Id { get; init; }

    public required string Reference { get; init; }

    public required string Kind { get; init; }

    public required DateOnly OnDate { get; init; }

    public required string Agency { get; init; }

    public required int Entries { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    public required string State { get; init; }

    public string Words => UnusualKind.WordsOf(Kind);

    public bool IsOverdue(DateTimeOffset now, int days) => State == "new" && now - FoundAt > TimeSpan.FromDays(days);
}

internal sealed class Alert
{
    public required Guid Id { get; init; }

    public required string Reference { get; init; }

    public required string Kind { get; init; }

    public required UserId UserId { get; init; }

    public required string UserName { get; init; }

    public required string Agency { get; init; }

    public PersonId? PersonId { get; init; }

    public string? PersonName { get; init; }

    public required DateOnly OnDate { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    public required int Entries { get; init; }

    public required string State { get; init; }

    public string Words => UnusualKind.WordsOf(Kind);
}

internal sealed class AlertReview
{
    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public required string Outcome { get; init; }

    public required string Note { get; init; }
}

internal static class Alerts
{
    public const int PageSize = 50;

    public static readonly string[] States = ["new", "seen", "escalated", "explained"];

    private const string Where = "where (@state::text is null or a.state = @state) and (@kind::text is null or a.kind = @kind)";

    public static Task<IReadOnlyList<AlertRow>> ListAsync(Db db, string? state, string? kind, int page = 1, CancellationToken cancel = default) => db.ListAsync<AlertRow>(
        $"""
        select a.id, a.reference, a.kind, a.on_date, g.name as agency, a.entries, a.found_at, a.state from audit_alert a join agency g on g.id = a.agency_id
        {Where} order by a.on_date desc, a.id desc limit {PageSize} offset @skip
        """, new { state, kind, skip = (page - 1) * PageSize }, cancel);

    public static Task<int> CountAsync(Db db, string? state, string? kind, CancellationToken cancel = default) =>
        db.ValueAsync<int>($"select count(*)::int from audit_alert a {Where}", new { state, kind }, cancel);

    public static Task<Alert?> FindAsync(Db db, Guid id, CancellationToken cancel = default) => db.FirstAsync<Alert>(
        """
        select a.id, a.reference, a.kind, a.user_id, u.full_name as user_name, g.name as agency, a.person_id, p.forenames || ' ' || p.surname as person_name, a.on_date, a.first_at, a.last_at, a.entries, a.state
        from audit_alert a join app_user u on u.id = a.user_id join agency g on g.id = a.agency_id left join person p on p.id = a.person_id where a.id = @id
        """, new { id }, cancel);

    public static Task<IReadOnlyList<AlertReview>> ReviewsAsync(Db db, Guid id, CancellationToken cancel = default) => db.ListAsync<AlertReview>(
        "select r.at, u.full_name as by, r.outcome, r.note from audit_alert_review r join app_user u on u.id = r.user_id where r.alert_id = @id order by r.at", new { id }, cancel);
}

/// <summary>Somebody of information governance says what came of a use: seen, explained, or escalated to whoever must act.</summary>
internal static class ReviewAlert
{
    public static readonly string[] Outcomes = ["seen", "explained", "escalated"];

    public static Rule NotOnesOwn(Alert alert, UserId reviewer) => new("Nobody reviews their own use: ask somebody else of information governance", "ASVS 5.0 2.3.5", alert.UserId != reviewer);

    public static async Task DoAsync(Db db, Alert alert, string outcome, string? note, CancellationToken cancel = default)
    {
        NotOnesOwn(alert, db.Act.User).Check();
        new Rule("Say how it was explained, or to whom it was escalated and why", "FBI CJIS Security Policy 5.9.5, AU-6", outcome == "seen" || !string.IsNullOrWhiteSpace(note)).Check();
        await db.ExecuteAsync(
            "insert into audit_alert_review (partnership_id, alert_id, at, user_id, outcome, note) values (@partnership, @alert, @at, @user, @outcome, @note); update audit_alert set state = @outcome where id = @alert",
            new { partnership = db.Act.Partnership, alert = alert.Id, at = db.Act.At, user = db.Act.User, outcome, note = note?.Trim() ?? "" }, cancel);
        await db.ProcessAsync("review-unusual-use", null, null, $"{alert.Reference}: {outcome}", [], new Recorded(AuditOperation.Alteration) { Categories = ["audit"] }, cancel: cancel);
    }
}

/// <summary>Marks a record so that every look at it is asked about.</summary>
internal static class WatchRecord
{
    public static async Task DoAsync(Db db, PersonId person, bool watch, string? reason, CancellationToken cancel = default)
    {
        if (!await db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }, cancel))
            throw new NotThere("The person");
        new Rule("Say why every look at this record should be asked about", "Security design 2.4", !watch || !string.IsNullOrWhiteSpace(reason)).Check();
        await db.ExecuteAsync(
            watch
                ? "insert into audit_watch (partnership_id, person_id, since, by_user, reason) values (@partnership, @person, @at, @user, @reason) on conflict do nothing"
                : "update audit_watch set ended_at = @at where person_id = @person and ended_at is null",
            new { partnership = db.Act.Partnership, person, at = db.Act.At, user = db.Act.User, reason }, cancel);
        await db.AuditAsync(AuditOperation.Alteration, [person], ["audit"], watch ? "every look is asked about" : "looks are no longer asked about", null, cancel);
    }

    public static Task<bool> IsWatchedAsync(Db db, PersonId person, CancellationToken cancel = default) =>
        db.ValueAsync<bool>("select exists (select from audit_watch where person_id = @person and ended_at is null)", new { person }, cancel);
}
