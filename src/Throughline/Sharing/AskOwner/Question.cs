using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.AskOwner;

/// <summary>A question from one agency to the owner of something, and its answer. Both sides see the same.</summary>
public sealed record Question
{
    public required Guid Id { get; init; }

    public required PersonId PersonId { get; init; }

    public string? PersonName { get; init; }

    public required string Category { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string OwnerName { get; init; }

    public required AgencyId FromAgencyId { get; init; }

    public required string FromName { get; init; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required string Why { get; init; }

    public string? Answer { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public string? AnsweredBy { get; init; }

    public string? AnswerBecause { get; init; }

    public Guid? DisclosureId { get; init; }

    /// <summary>The day by which the partnership wants an answer.</summary>
    public required DateOnly DueOn { get; init; }

    public string StateWords => Answer switch
    {
        null => "Waiting for an answer",
        "given" => "Answered",
        "withdrawn" => "Withdrawn by those who asked",
        _ => "Refused",
    };

    private const string Select =
        """
        select q.id, q.person_id, p.forenames || ' ' || p.surname as person_name, q.category, q.owner_agency_id, o.name as owner_name, q.from_agency_id, f.name as from_name, u.full_name as asked_by, q.asked_at, q.why,
          q.answer, q.answered_at, w.full_name as answered_by, q.answer_because, q.disclosure_id, (q.asked_at at time zone 'Europe/London')::date + @days as due_on
        from ask_owner q join agency o on o.id = q.owner_agency_id join agency f on f.id = q.from_agency_id join app_user u on u.id = q.asked_by
        left join app_user w on w.id = q.answered_by left join person p on p.id = q.person_id
        """;

    /// <summary>Questions to the viewer's agency, or of it: open ones first, the oldest before the rest; answered ones newest first.</summary>
    public static async Task<IReadOnlyList<Question>> ListAsync(Db db, bool toUs, int page = 1, int size = 25) => await db.ListAsync<Question>(
        $"""
        {Select} where case when @toUs then q.owner_agency_id else q.from_agency_id end = @Agency
        order by q.answer is not null, case when q.answer is null then q.asked_at end, q.answered_at desc, q.id limit @size offset @skip
        """, new { toUs, db.Act.Agency, days = await db.NumberAsync(DisclosureNumbers.AnswerDays), size, skip = (page - 1) * size });

    public static Task<int> CountAsync(Db db, bool toUs) => db.ValueAsync<int>("select count(*)::int from ask_owner where case when @toUs then owner_agency_id else from_agency_id end = @Agency", new { toUs, db.Act.Agency });

    public static async Task<Question> FindAsync(Db db, Guid id) =>
        await db.FirstAsync<Question>($"{Select} where q.id = @id and @Agency in (q.owner_agency_id, q.from_agency_id)", new { id, db.Act.Agency, days = await db.NumberAsync(DisclosureNumbers.AnswerDays) })
        ?? throw new NotThere("The question");
}
