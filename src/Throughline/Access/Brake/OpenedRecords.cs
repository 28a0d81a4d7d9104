using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Brake;

/// <summary>How many different people somebody has opened, as the audit says.</summary>
public sealed record OpenedRecords
{
    public required int InTheHour { get; init; }

    public required int InTheDay { get; init; }

    /// <summary>When the first of the hour was last opened: an hour later there is room for one more.</summary>
    public DateTimeOffset? FirstOfTheHour { get; init; }

    /// <summary>Whether the person asked about is among them.</summary>
    public required bool HasInTheHour { get; init; }

    public required bool HasInTheDay { get; init; }

    /// <summary>
    /// What counts as opening: a look that a gate recorded (its subject is the address it was for), what the API answered, what
    /// an endpoint says that it opens (<see cref="OpensAttribute"/>), and what went into a file (<see cref="TakesOutAttribute"/>).
    /// Lists on a page do not count here: nobody can work without them. Jobs have no gate and never count.
    /// </summary>
    internal const string IsOpening =
        "a.operation in ('consultation', 'disclosure') and (a.subject = a.purpose or a.purpose like '/api/%' or a.purpose like '%" + Export + "' or a.purpose like '%" + Opened + "')";

    /// <summary>Ends the purpose of a look that went into a file.</summary>
    internal const string Export = " (export)";

    /// <summary>Ends the purpose of a look at one person whose key is not in the address.</summary>
    internal const string Opened = " (opened)";

    /// <summary>
    /// The subject of an entry about an act that was refused because of somebody ("belongs to somebody who is recorded already"): it
    /// names nobody, and tells something of them. Each counts as one person opened, or a loop of guesses would count for nothing.
    /// </summary>
    internal const string RefusedForSomebody = "an act that was refused because of somebody";

    /// <summary>The subject of an entry about any other act that was refused.</summary>
    internal const string Refused = "an act that was refused";

    /// <summary>
    /// Reads only the user's own entries since midnight or of the last hour, through the index on (user_id, at): what it costs depends on how much
    /// this user did today, not on the size of the audit.
    /// </summary>
    internal const string Sql =
        $"""
        with opened as (
          select p.id, max(a.at) as last from audit_entry a cross join lateral unnest(a.person_ids) as p (id)
          where a.user_id = @me and a.at > least(@hourAgo, @midnight) and {IsOpening} group by p.id
          union all
          select a.id, a.at from audit_entry a where a.user_id = @me and a.at > least(@hourAgo, @midnight) and a.operation = 'consultation' and a.subject = '{RefusedForSomebody}')
        select count(*) filter (where last > @hourAgo)::int as in_the_hour, count(*) filter (where last >= @midnight)::int as in_the_day,
          min(last) filter (where last > @hourAgo) as first_of_the_hour,
          coalesce(bool_or(id = @person and last > @hourAgo), false) as has_in_the_hour, coalesce(bool_or(id = @person and last >= @midnight), false) as has_in_the_day
        from opened
        """;

    public static async Task<OpenedRecords> OfAsync(Db db, PersonId? person, CancellationToken cancel = default) =>
        (await db.FirstAsync<OpenedRecords>(Sql, Values(db.Act, person), cancel))!;

    /// <summary>
    /// How many different people somebody was shown today in any way, lists and all. Nothing is counted when this transaction showed nobody.
    /// </summary>
    public static Task<int> ShownTodayAsync(Db db) => db.ValueAsync<int>(
        $"""
        select case when ({InThisAnswer}) = 0 then 0 else (
          select count(distinct p.id)::int from audit_entry a cross join lateral unnest(a.person_ids) as p (id)
          where a.user_id = @me and a.at >= @midnight and a.operation in ('consultation', 'disclosure')) end
        """, new { me = db.Act.User, at = db.Act.At, midnight = Midnight(db.Act.At) });

    /// <summary>How many different people the answer that is being made shows.</summary>
    public static Task<int> InThisAnswerAsync(Db db) => db.ValueAsync<int>(InThisAnswer, new { me = db.Act.User, at = db.Act.At });

    private const string InThisAnswer =
        """
        select count(distinct p.id)::int from audit_entry a cross join lateral unnest(a.person_ids) as p (id)
        where a.user_id = @me and a.at = @at and a.xmin = pg_current_xact_id()::xid and a.operation in ('consultation', 'disclosure')
        """;

    internal static object Values(Act act, PersonId? person) => new { me = act.User, person, hourAgo = act.At.AddHours(-1), midnight = Midnight(act.At) };

    /// <summary>The beginning of the day in England and Wales.</summary>
    internal static DateTimeOffset Midnight(DateTimeOffset at)
    {
        var local = UkTime.Local(at);
        var byTheClockNow = new DateTimeOffset(local.Date, local.Offset);
        // on the two days a year on which the clocks change, midnight had the other offset
        return new DateTimeOffset(local.Date, UkTime.Local(byTheClockNow).Offset);
    }
}
