using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Notices;

/// <summary>Something that an agency must act upon: a correction, restriction, erasure or withdrawal of what it was given, or an urgent access.</summary>
public sealed record Notice
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string FromName { get; init; }

    public required string ToName { get; init; }

    public PersonId? PersonId { get; init; }

    public string? PersonName { get; init; }

    /// <summary>Whom an erasure was about, as this agency knew them: until it says what it did.</summary>
    public string? About { get; init; }

    public required string Words { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateOnly DueOn { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? AcknowledgedWords { get; init; }

    public string KindWords => Kind switch
    {
        "correction" => "Correction",
        "restriction" => "Restriction",
        "erasure" => "Erasure",
        "withdrawal" => "Withdrawal",
        "urgent-access" => "Urgent access",
        _ => Kind,
    };

    private const string Select =
        """
        select n.id, n.kind, f.name as from_name, t.name as to_name, n.person_id, p.forenames || ' ' || p.surname as person_name, a.words as about, n.words, n.at, (n.at at time zone 'Europe/London')::date + @days as due_on,
          n.acknowledged_at, u.full_name as acknowledged_by, n.acknowledged_words
        from sharing_notice n join agency f on f.id = n.from_agency_id join agency t on t.id = n.to_agency_id left join app_user u on u.id = n.acknowledged_by left join person p on p.id = n.person_id
        left join sharing_notice_about a on a.notice_id = n.id
        """;

    /// <summary>Notices to the viewer's agency: what waits first, the longest waiting before the rest.</summary>
    public static async Task<IReadOnlyList<Notice>> ListAsync(Db db, bool waiting, int page = 1, int size = 25) => await db.ListAsync<Notice>(
        $"""
        {Select}
        where n.to_agency_id = @Agency and (n.acknowledged_at is null) = @waiting
        order by case when @waiting then n.at end, n.acknowledged_at desc, n.id limit @size offset @skip
        """, new { db.Act.Agency, waiting, days = await db.NumberAsync(DisclosureNumbers.NoticeDays), size, skip = (page - 1) * size });

    /// <summary>Notices that the viewer's agency sent to others and what became of them: who has not said yet what they did comes first.</summary>
    public static async Task<IReadOnlyList<Notice>> SentAsync(Db db, int page, int size) => await db.ListAsync<Notice>(
        $"""
        {Select}
        where n.from_agency_id = @Agency and n.to_agency_id <> @Agency order by n.acknowledged_at is not null, n.at desc, n.id limit @size offset @skip
        """, new { db.Act.Agency, days = await db.NumberAsync(DisclosureNumbers.NoticeDays), size, skip = (page - 1) * size });

    public static Task<int> CountSentAsync(Db db) => db.ValueAsync<int>("select count(*)::int from sharing_notice where from_agency_id = @Agency and to_agency_id <> @Agency", new { db.Act.Agency });

    public static Task<int> CountAsync(Db db, bool waiting) => db.ValueAsync<int>("select count(*)::int from sharing_notice where to_agency_id = @Agency and (acknowledged_at is null) = @waiting", new { db.Act.Agency, waiting });
}

/// <summary>An agency says what it did with a notice.</summary>
internal static class AcknowledgeNotice
{
    public static async Task DoAsync(Db db, Guid notice, string words)
    {
        var found = await db.FirstAsync<Found>("select person_id, kind, acknowledged_at is not null as is_done from sharing_notice where id = @notice and to_agency_id = @Agency for update", new { notice, db.Act.Agency }) ?? throw new NotThere("The notice");
        if (found.IsDone)
            throw new ChangedByAnother("Somebody has acknowledged this notice since you opened it.");
        new Rule("Say what you did with it", "The recipient puts its own copies right (UK GDPR article 19; Data Protection Act 2018 s.48(9))", words.Trim().Length >= 5).Check();
        await db.ExecuteAsync("update sharing_notice set acknowledged_at = @At, acknowledged_by = @User, acknowledged_words = @words where id = @notice", new { notice, db.Act.At, db.Act.User, words = words.Trim() });
        await db.ProcessAsync("AcknowledgeNotice", found.PersonId, null, words.Trim(), [], new { notice, found.Kind });
    }

    private sealed class Found
    {
        public PersonId? PersonId { get; init; }

        public required string Kind { get; init; }

        public required bool IsDone { get; init; }
    }
}
