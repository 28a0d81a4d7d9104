using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Lists;

/// <summary>
/// An exclusion (this user may not see this person: a relative on the staff) or a restriction (only these users may). For
/// whoever it shuts out the person does not exist; only information governance keeps and reads the lists.
/// </summary>
public sealed record ListEntry
{
    public required Guid Id { get; init; }

    /// <summary>"exclusion" or "restriction".</summary>
    public required string Kind { get; init; }

    public required PersonId PersonId { get; init; }

    public string? PersonName { get; init; }

    /// <summary>Whom an exclusion keeps out.</summary>
    public UserId? UserId { get; init; }

    /// <summary>Whom an exclusion keeps out, or whom alone a restriction lets in.</summary>
    public required string[] Names { get; init; }

    public required string Because { get; init; }

    /// <summary>Null while a restriction waits for the second officer.</summary>
    public DateTimeOffset? FromAt { get; init; }

    public DateTimeOffset? UntilAt { get; init; }

    public required UserId MadeBy { get; init; }

    public required string MadeByName { get; init; }

    public DateTimeOffset? MadeAt { get; init; }

    public string? ConfirmedByName { get; init; }

    public UserId? LiftAskedBy { get; init; }

    public string? LiftAskedByName { get; init; }

    public string? LiftBecause { get; init; }

    public string? LiftedByName { get; init; }

    public required bool IsOver { get; init; }

    public bool WaitsForSecond => ConfirmedByName is null && !IsOver;

    public bool WaitsToBeLifted => LiftAskedBy is not null && LiftedByName is null && !IsOver;

    private const string Select =
        """
        select e.*, p.forenames || ' ' || p.surname as person_name, m.full_name as made_by_name, c.full_name as confirmed_by_name, l.full_name as lift_asked_by_name, d.full_name as lifted_by_name, coalesce(e.until_at <= @At, false) as is_over
        from (
          select 'exclusion' as kind, x.id, x.person_id, x.user_id, array(select u.full_name || ', ' || a.name from app_user u join agency a on a.id = u.agency_id where u.id = x.user_id) as names, x.because, x.from_at, x.until_at,
            x.made_by, x.made_at, x.confirmed_by, x.lift_asked_by, x.lift_because, x.lifted_by from person_exclusion x
          union all
          select 'restriction', x.id, x.person_id, null, array(select u.full_name || ', ' || a.name from app_user u join agency a on a.id = u.agency_id where u.id = any (x.allowed_users) order by 1), x.because, nullif(x.from_at, 'infinity'), x.until_at,
            x.made_by, x.made_at, x.confirmed_by, x.lift_asked_by, x.lift_because, x.lifted_by from person_restriction x) e
        join app_user m on m.id = e.made_by left join app_user c on c.id = e.confirmed_by left join app_user l on l.id = e.lift_asked_by left join app_user d on d.id = e.lifted_by left join person p on p.id = e.person_id
        """;

    /// <summary>What holds or waits first, then what is over; the newest first.</summary>
    public static Task<IReadOnlyList<ListEntry>> ListAsync(Db db, int page = 1, int size = 50) =>
        db.ListAsync<ListEntry>($"{Select} order by is_over, e.made_at desc nulls last, e.id desc limit @size offset @skip", new { db.Act.At, size, skip = (page - 1) * size });

    public static Task<int> CountAsync(Db db) => db.ValueAsync<int>("select (select count(*) from person_exclusion)::int + (select count(*) from person_restriction)::int");

    public static async Task<ListEntry> FindAsync(Db db, Guid id) => await db.FirstAsync<ListEntry>($"{Select} where e.id = @id", new { id, db.Act.At }) ?? throw new NotThere("The entry");
}
