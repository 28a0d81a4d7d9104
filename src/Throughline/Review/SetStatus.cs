using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Selection.Finish;

namespace Throughline.Review;

/// <summary>The colour that whoever decides saw; null when there was none. Somebody else's change in between refuses the decision.</summary>
public readonly record struct SeenStatus(string? Code);

/// <summary>A named person decides somebody's colour, with a reason. The proposal of the day is kept beside the decision.</summary>
public static class SetStatus
{
    /// <summary>Who may decide a colour.</summary>
    public static readonly Role[] Deciders = [Role.Coordinator, Role.OffenderManager, Role.Chair];

    /// <param name="deEscalationPoint">What would have to happen for a better colour than the one decided; the rule's own sentence when none is given.</param>
    /// <param name="seen">What the decider saw; leave it out when nothing was seen.</param>
    /// <param name="whyBlue">How the decider knows of custody that nothing received shows.</param>
    public static async Task<Guid> DoAsync(
        Db db, CaseId @case, string to, string? reason, string? deEscalationPoint = null, SeenStatus? seen = null, string? whyBlue = null, CancellationToken cancel = default)
    {
        var act = db.Act;
        StatusRules.PersonMustDecide(act.IsService).Check();
        var statuses = await StatusDefinitions.ListAsync(db, cancel);
        var now = await CaseNow.LockAsync(db, @case, cancel);
        now.MustStillBe(seen, statuses);
        StatusRules.CaseMustBeAdopted(now.State).Check();
        StatusRules.StatusMustBeOneOfThePartnerships(statuses, to).Check();
        StatusRules.ReasonMustBeGiven(reason).Check();
        var facts = await StatusFactsOf.ReadAsync(db, now.PersonId, cancel);
        StatusRules.BlueIsForCustody(to, facts.Establishment is not null, whyBlue).Check();
        await StatusDefinitions.AddDefaultsAsync(db, cancel);

        var proposal = ProposeStatus.From(facts);
        var direction = StatusMoves.Direction(statuses, now.Status, to, now.LastInCommunity);
        var words = reason!.Trim() + (to == StatusDefinitions.Blue && facts.Establishment is null ? $" In custody: {whyBlue!.Trim()}" : "");
        var id = Guid.CreateVersion7(act.At);
        await db.ExecuteAsync(
            """
            insert into status_change (id, partnership_id, case_id, person_id, from_status, to_status, direction, proposed, proposed_because, reason, de_escalation_point, user_id, agency_id, at)
            values (@id, @partnership, @case, @person, @from, @to, @direction, @proposed, @because, @words, @point, @user, @agency, @at)
            """,
            new
            {
                id,
                partnership = act.Partnership,
                @case,
                person = now.PersonId,
                from = now.Status,
                to,
                direction,
                proposed = proposal.Status,
                because = proposal.Because.Select(r => r.Words).ToArray(),
                words,
                point = string.IsNullOrWhiteSpace(deEscalationPoint) ? ProposeStatus.DeEscalation(to, facts) : deEscalationPoint.Trim(),
                user = act.User,
                agency = act.Agency,
                at = act.At,
            }, cancel);
        // the dormant list is for those whom the partnership has let go: the end of the case has rules of its own
        if (to == StatusDefinitions.White)
            await EndCase.DoAsync(db, @case, reason.Trim());
        await now.TakeAsync(db, to, act.At, act.On.AddDays(statuses.Find(to)!.ReviewEveryDays), cancel);
        var sentence = now.Status is null ? $"Status set to {statuses.LabelOf(to)}" : $"Status set to {statuses.LabelOf(to)}, was {statuses.LabelOf(now.Status)}";
        await db.ProcessAsync("set-status", now.PersonId, @case, words, [new Happened("status-set", "supervision", sentence, act.On, new { from = now.Status, to, direction, proposed = proposal.Status })], cancel: cancel);
        return id;
    }
}

/// <summary>A case as a decision about its colour finds it, held until the decision is made.</summary>
internal sealed record CaseNow
{
    public required CaseId Id { get; init; }

    public required PersonId PersonId { get; init; }

    public required string State { get; init; }

    public string? Status { get; init; }

    public DateTimeOffset? StatusSince { get; init; }

    /// <summary>The last of Red, Amber and Green before custody.</summary>
    public string? LastInCommunity { get; init; }

    public static async Task<CaseNow> LockAsync(Db db, CaseId @case, CancellationToken cancel) => await db.FirstAsync<CaseNow>(
        """
        select k.id, k.person_id, k.state, k.status, k.status_since,
          (select s.to_status from status_change s where s.case_id = k.id and s.to_status in ('red', 'amber', 'green') order by s.at desc, s.id desc limit 1) as last_in_community
        from iom_case k where k.id = @case for update of k
        """, new { @case }, cancel) ?? throw new NotThere("The case");

    public void MustStillBe(SeenStatus? seen, IReadOnlyList<StatusDefinition> statuses)
    {
        if (seen is { } was && was.Code != Status)
            throw new ChangedByAnother($"Somebody else has changed the status since you saw it: you saw {statuses.LabelOf(was.Code)}, it is now {statuses.LabelOf(Status)}.");
    }

    /// <summary>Takes a colour. White leaves the cohort for the dormant list [004 3.1]; anything else is in the cohort.</summary>
    public Task TakeAsync(Db db, string to, DateTimeOffset since, DateOnly reviewBy, CancellationToken cancel) => db.ExecuteAsync(
        """
        update iom_case set status = @to, status_since = @since, status_review_by = @reviewBy,
          state = case when @to = 'white' then 'exited' else 'adopted' end, exited_on = case when @to = 'white' then @on::date end
        where id = @Id
        """, new { Id, to, since, reviewBy, on = db.Act.On }, cancel);
}
