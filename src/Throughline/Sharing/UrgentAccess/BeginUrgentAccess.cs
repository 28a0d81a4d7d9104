using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.UrgentAccess;

/// <summary>
/// Sixty minutes of sight of one person's record, but never of the sealed compartments, when somebody could come to harm
/// sooner than an owner can answer. Owners and information governance are told at once; every look carries the reason;
/// information governance reviews it. It is offered for people whom the viewer can name already, and so finds out about nobody.
/// </summary>
internal static class BeginUrgentAccess
{
    public const int Minutes = 60;

    public static readonly Role[] Users = [Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker];

    public static readonly IReadOnlyList<(string Code, string Words)> Grounds =
    [
        ("risk-to-life", "Somebody's life is at risk"), ("serious-harm", "Somebody is at risk of serious harm"), ("child-at-risk", "A child is at risk"),
    ];

    public static async Task<Guid> DoAsync(Db db, PersonId person, string ground, string why)
    {
        if (!await db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }))
            throw new NotThere("The person");
        new Rule("Choose what could happen", "Urgent access is for danger to somebody (UK GDPR article 6(1)(d); Data Protection Act 2018 schedule 8)", Grounds.Any(known => known.Code == ground)).Check();
        new Rule("Say in your own words what is happening and why it cannot wait", "A reason is asked for when access is unusual", why.Trim().Length >= 15).Check();
        await db.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@key, 0))", new { key = $"urgent {db.Act.User}" });
        var running = await Running.FindAsync(db, person);
        new Rule("You have urgent access to this person already", "One at a time", running is null).Check();
        var most = await db.NumberAsync(DisclosureNumbers.UrgentADay);
        var used = await db.ValueAsync<int>("select count(*)::int from urgent_access where user_id = @User and at >= @On::timestamp at time zone 'Europe/London'", new { db.Act.User, db.Act.On });
        new Rule($"You have used urgent access {used} {(used == 1 ? "time" : "times")} today, which is the most there is: call the owner, or information governance", DisclosureNumbers.UrgentADay.Source, used < most).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into urgent_access (id, partnership_id, person_id, user_id, agency_id, ground, why, at, until_at, review_by)
            values (@id, @Partnership, @person, @User, @Agency, @ground, @why, @At, @until, @review)
            """,
            new { id, db.Act.Partnership, person, db.Act.User, db.Act.Agency, ground, why = why.Trim(), db.Act.At, until = db.Act.At.AddMinutes(Minutes), review = db.Act.On.AddDays(await db.NumberAsync(DisclosureNumbers.UrgentReviewDays)) });
        await db.ExecuteAsync("select tell_of_urgent_access(@id)", new { id });
        await db.ProcessAsync("BeginUrgentAccess", person, null, why.Trim(), [new Happened("urgent-access-begun", "identity", "Urgent access begun", db.Act.On, new { urgentAccess = id, ground }) { Marking = "owner" }]);
        return id;
    }
}

/// <summary>Whoever began it has seen what was needed.</summary>
internal static class EndUrgentAccess
{
    public static async Task DoAsync(Db db, PersonId person)
    {
        var running = await Running.FindAsync(db, person) ?? throw new NotThere("The urgent access");
        await db.ExecuteAsync("update urgent_access set ended_at = @At where id = @Id", new { running.Id, db.Act.At });
        await db.ProcessAsync("EndUrgentAccess", person, null, null, [new Happened("urgent-access-ended", "identity", "Urgent access ended", db.Act.On, new { urgentAccess = running.Id }) { Marking = "owner" }]);
    }
}

/// <summary>The viewer's urgent access to a person that runs now.</summary>
public sealed record Running
{
    public required Guid Id { get; init; }

    public required string Ground { get; init; }

    public required string Why { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset UntilAt { get; init; }

    /// <summary>Whole minutes that are left, the one that has begun included.</summary>
    public int MinutesLeft(DateTimeOffset now) => (int)Math.Ceiling((UntilAt - now).TotalMinutes);

    public static Task<Running?> FindAsync(Db db, PersonId person) => db.FirstAsync<Running>(
        "select id, ground, why, at, until_at from urgent_access where user_id = @User and agency_id = @Agency and person_id = @person and at <= @At and until_at > @At and ended_at is null order by at desc limit 1",
        new { db.Act.User, db.Act.Agency, person, db.Act.At });
}
