using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit.Breaches;

/// <summary>What part of the record a breach is about: always a period, and what else is known.</summary>
internal sealed class BreachScope
{
    public required DateTimeOffset FromAt { get; init; }

    public required DateTimeOffset ToAt { get; init; }

    public UserId? AboutUserId { get; init; }

    public AgencyId? AboutAgencyId { get; init; }

    public PersonId? PersonId { get; init; }

    /// <summary>A session or an API token.</summary>
    public Guid? AboutSessionId { get; init; }
}

/// <summary>A breach on the register: its facts, effects and remedy, and who was told (Data Protection Act 2018 ss.67-68).</summary>
internal sealed class Breach
{
    /// <summary>The Information Commission is told within this much of becoming aware, where that is feasible.</summary>
    public static readonly TimeSpan Clock = TimeSpan.FromHours(72);

    public const string Source = "Data Protection Act 2018 s.67; UK GDPR article 33";

    public required Guid Id { get; init; }

    public required string Reference { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required string OpenedBy { get; init; }

    public required DateTimeOffset KnownAt { get; init; }

    public required DateTimeOffset FromAt { get; init; }

    public required DateTimeOffset ToAt { get; init; }

    public UserId? AboutUserId { get; init; }

    public string? UserName { get; init; }

    public AgencyId? AboutAgencyId { get; init; }

    public string? AgencyName { get; init; }

    public PersonId? PersonId { get; init; }

    public string? PersonName { get; init; }

    public Guid? AboutSessionId { get; init; }

    public required string Facts { get; init; }

    public required string Effects { get; init; }

    public required string Remedy { get; init; }

    public DateTimeOffset? ToldCommissionerAt { get; init; }

    public DateTimeOffset? ToldPeopleAt { get; init; }

    public required string WhyNotTold { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset DueAt => KnownAt + Clock;

    public BreachScope Scope => new() { FromAt = FromAt, ToAt = ToAt, AboutUserId = AboutUserId, AboutAgencyId = AboutAgencyId, PersonId = PersonId, AboutSessionId = AboutSessionId };

    /// <summary>"31 hours left to tell the Information Commission", and what became of it.</summary>
    public string ClockWords(DateTimeOffset now)
    {
        if (ToldCommissionerAt is { } told)
            return told <= DueAt ? "The Information Commission was told in time" : "The Information Commission was told late: the reasons for the delay go with it";
        if (WhyNotTold.Length > 0)
            return "The Information Commission need not be told: " + WhyNotTold;
        var left = DueAt - now;
        return left > TimeSpan.Zero ? $"{Ui.Dates.Count((int)Math.Floor(left.TotalHours), "hour")} left to tell the Information Commission" : $"{Ui.Dates.Count((int)Math.Floor(-left.TotalHours), "hour")} late to tell the Information Commission";
    }

    private const string Columns =
        """
        b.id, b.reference, b.opened_at, b.known_at, b.from_at, b.to_at, b.about_user_id, b.about_agency_id, b.person_id, b.about_session_id, b.facts, b.effects, b.remedy,
          b.told_commissioner_at, b.told_people_at, b.why_not_told, b.closed_at, o.full_name as opened_by, u.full_name as user_name, g.name as agency_name, p.forenames || ' ' || p.surname as person_name
        from breach b join app_user o on o.id = b.opened_by left join app_user u on u.id = b.about_user_id left join agency g on g.id = b.about_agency_id left join person p on p.id = b.person_id
        """;

    public static Task<IReadOnlyList<Breach>> ListAsync(Db db, CancellationToken cancel = default) =>
        db.ListAsync<Breach>($"select {Columns} order by b.opened_at desc", cancel: cancel);

    public static Task<Breach?> FindAsync(Db db, Guid id, CancellationToken cancel = default) =>
        db.FirstAsync<Breach>($"select {Columns} where b.id = @id", new { id }, cancel);
}

/// <summary>Puts a breach on the register.</summary>
internal static class RecordBreach
{
    public static async Task<Guid> DoAsync(Db db, BreachScope scope, DateTimeOffset knownAt, string facts, CancellationToken cancel = default)
    {
        new Rule("Say what happened", Breach.Source, !string.IsNullOrWhiteSpace(facts)).Check();
        new Rule("The period must end after it begins", Breach.Source, scope.ToAt > scope.FromAt).Check();
        new Rule("Nobody can have known of it in the future", Breach.Source, knownAt <= db.Act.At).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into breach (id, partnership_id, opened_at, opened_by, known_at, from_at, to_at, about_user_id, about_agency_id, person_id, about_session_id, facts)
            values (@id, @partnership, @at, @user, @knownAt, @FromAt, @ToAt, @AboutUserId, @AboutAgencyId, @PersonId, @AboutSessionId, @facts)
            """,
            new { id, partnership = db.Act.Partnership, at = db.Act.At, user = db.Act.User, knownAt, scope.FromAt, scope.ToAt, scope.AboutUserId, scope.AboutAgencyId, scope.PersonId, scope.AboutSessionId, facts = facts.Trim() }, cancel);
        await db.ProcessAsync("record-breach", null, null, facts.Trim(), [], new Recorded(AuditOperation.Alteration) { Categories = ["audit"] }, new { breach = id }, cancel);
        return id;
    }
}

/// <summary>What becomes known later: effects, remedy, who was told. What was said before stays in the process that said it.</summary>
internal static class UpdateBreach
{
    public static async Task DoAsync(Db db, Breach before, string effects, string remedy, string whyNotTold, bool toldCommissioner, bool toldPeople, bool close, CancellationToken cancel = default)
    {
        new Rule("Before it is closed, the register holds its effects and what was done about it", Breach.Source, !close || (effects.Length > 0 && remedy.Length > 0)).Check();
        new Rule("Before it is closed, the Information Commission is told, or the register says why there is no risk to anybody's rights", Breach.Source, !close || toldCommissioner || whyNotTold.Length > 0).Check();
        new Rule("A closed breach does not change: record another that refers to it", Breach.Source, before.ClosedAt is null).Check();
        var after = new
        {
            id = before.Id, effects, remedy, whyNotTold, commissioner = toldCommissioner ? before.ToldCommissionerAt ?? db.Act.At : (DateTimeOffset?)null, people = toldPeople ? before.ToldPeopleAt ?? db.Act.At : (DateTimeOffset?)null,
            closed = close ? db.Act.At : (DateTimeOffset?)null,
        };
        await db.ExecuteAsync(
            "update breach set effects = @effects, remedy = @remedy, why_not_told = @whyNotTold, told_commissioner_at = @commissioner, told_people_at = @people, closed_at = @closed where id = @id", after, cancel);
        await db.ProcessAsync("update-breach", null, null, before.Reference, [], new Recorded(AuditOperation.Alteration) { Categories = ["audit"] }, new { before = new { before.Effects, before.Remedy, before.WhyNotTold, before.ToldCommissionerAt, before.ToldPeopleAt }, after }, cancel);
    }
}
