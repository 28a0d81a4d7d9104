using Throughline.People;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Decisions;

/// <summary>
/// A significant decision about a person, with what shows that people made it: who, when, what they had before them, why, and who disagreed
/// (Data Protection Act 2018 s.50A: a decision without meaningful human involvement is automated, with regard to profiling).
/// </summary>
public sealed record PersonDecision
{
    public required string About { get; init; }

    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required UserId ById { get; init; }

    public required string By { get; init; }

    public required string Agency { get; init; }

    public required string What { get; init; }

    public required string Reasons { get; init; }

    /// <summary>What a score or a proposal said, when one stood beside the decision.</summary>
    public string? Beside { get; init; }

    /// <summary>Whether it departs from the score or the proposal; null when there was none.</summary>
    public bool? Departs { get; init; }

    public string? DepartureReasons { get; init; }

    public required string[] Dissent { get; init; }

    /// <summary>Different pages about the person that the decider opened in the thirty days before; the decision itself is none of them.</summary>
    public required int LooksBefore { get; init; }

    /// <summary>The kinds of information that those pages showed; none for a reader who is neither governance nor of the decider's agency.</summary>
    public required string[] SawBefore { get; init; }

    public required bool SawThePack { get; init; }

    public required bool SawTheScore { get; init; }

    /// <summary>What the decider had before them, in words.</summary>
    public string Before => LooksBefore == 0 ? "The decider had not opened the record in the thirty days before: ask whether they had enough before them"
        : $"The decider opened {Ui.Dates.Count(LooksBefore, "page")} about the person in the thirty days before{(SawBefore.Length == 0 ? "" : ": " + string.Join(", ", SawBefore))}. The panel's papers: {(SawThePack ? "opened" : "not opened")}. The score: {(SawTheScore ? "opened" : "not opened")}";

    public IReadOnlyList<Representation> Said { get; set; } = [];

    /// <summary>What the decision and what stood beside it are of.</summary>
    public IEnumerable<string> Categories => [About == "panel_decision" ? "meeting" : "plan", .. About == "panel_decision" && Beside is not null ? ["risk"] : Array.Empty<string>(), .. Said.Count > 0 ? ["plan"] : Array.Empty<string>()];

    public static async Task<IReadOnlyList<PersonDecision>> OfAsync(Db db, PersonId person)
    {
        var found = await db.ListAsync<PersonDecision>(
            """
            select d.*, u.full_name as by, a.name as agency,
              l.looks as looks_before, l.saw as saw_before, l.the_pack as saw_the_pack, l.the_score as saw_the_score
            from (
              select 'panel_decision' as about, p.id, p.at, p.user_id as by_id, 'The panel decided: ' || case p.outcome when 'adopt' then 'adopt' when 'defer' then 'defer' else 'not adopt' end as what, p.reasons,
                -- the number beside a decision is for whoever reads the score itself
                'Score ' || sc.total || ', ' || replace(sc.line, '-', ' ') || ' line' as beside, case when sc.id is not null then not p.agrees_with_score end as departs, case when sc.id is not null then p.departure_reasons end as departure_reasons, p.dissent
              from panel_decision p left join score sc on sc.run_id = p.score_run_id and sc.person_id = p.person_id where p.person_id = @person
              union all
              select 'status_change', s.id, s.at, s.user_id, 'Status set to ' || s.to_status || coalesce(', was ' || s.from_status, ''), s.reason, 'The definitions suggested ' || s.proposed, s.proposed is not null and s.proposed <> s.to_status, null, '{}'
              from status_change s where s.person_id = @person
              union all
              select 'screening', s.id, s.at, s.user_id, 'Screened: ' || replace(s.outcome, '-', ' '), s.reasons, null, null, null, '{}' from screening s where s.person_id = @person
              union all
              select 'exit', p.id, p.at, p.user_id, 'The person left the cohort', coalesce(p.reason, ''), null, null, null, '{}' from process p where p.person_id = @person and p.type = 'EndCase') d
            join app_user u on u.id = d.by_id join agency a on a.id = u.agency_id
            cross join lateral seen_before(d.by_id, @person, d.at) l
            order by d.at desc, d.id desc
            """, new { person });
        var said = await Representation.OfAsync(db, person);
        foreach (var decision in found)
        {
            decision.Said = [.. said.Where(one => one.DecisionId == decision.Id)];
            // "changed" is a promise until a new decision of the same kind is there
            foreach (var one in decision.Said.Where(one => one.Outcome == "changed"))
                one.ChangedBy = found.Where(later => later.About == decision.About && later.At > one.ConsideredAt).MinBy(later => later.At);
        }

        return found;
    }
}

/// <summary>What the person said of a decision, or asked for it to be looked at again; and what came of it.</summary>
public sealed record Representation
{
    public const string Source = "Data Protection Act 2018 s.50C; UK GDPR article 22C";

    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required Guid DecisionId { get; init; }

    public required UserId DecidedBy { get; init; }

    public required DateOnly ReceivedOn { get; init; }

    public required string ReceivedHow { get; init; }

    public required string Words { get; init; }

    public required DateOnly DueOn { get; init; }

    public string? ConsideredBy { get; init; }

    public DateTimeOffset? ConsideredAt { get; init; }

    public string? Outcome { get; init; }

    public string? OutcomeWords { get; init; }

    /// <summary>The decision that carried the change out; null until somebody has made it.</summary>
    public PersonDecision? ChangedBy { get; set; }

    public bool IsReconsideration => Kind == "reconsideration";

    public static Task<IReadOnlyList<Representation>> OfAsync(Db db, PersonId person) => db.ListAsync<Representation>(
        """
        select r.id, r.kind, r.decision_id, r.decided_by, r.received_on, r.received_how, r.words, r.due_on, u.full_name as considered_by, r.considered_at, r.outcome, r.outcome_words
        from representation r left join app_user u on u.id = r.considered_by where r.person_id = @person and r.superseded_at is null and r.withdrawn_at is null order by r.received_on, r.id
        """, new { person });
}

internal static class RecordRepresentation
{
    public static async Task<Guid> DoAsync(Db db, PersonId person, Guid decision, string? kind, DateOnly? receivedOn, string? how, string? words)
    {
        var about = (await PersonDecision.OfAsync(db, person)).FirstOrDefault(one => one.Id == decision) ?? throw new NotThere("The decision");
        new Rule("Choose whether the person says something of it or asks for it to be looked at again", Representation.Source, kind is "representation" or "reconsideration").Check();
        new Rule("Enter the day on which the person said it: not before the decision, not in the future", Representation.Source, receivedOn >= UkTime.DateOf(about.At) && receivedOn <= db.Act.On).Check();
        new Rule("Say how the person said it", Representation.Source, !string.IsNullOrWhiteSpace(how)).Check();
        new Rule("Write what the person said, in their words", Representation.Source, !string.IsNullOrWhiteSpace(words)).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into representation (id, partnership_id, person_id, kind, about, decision_id, decided_by, received_on, received_how, words, due_on)
            values (@id, @Partnership, @person, @kind, @About, @decision, @ById, @receivedOn, @how, @words, @due)
            """, new { id, db.Act.Partnership, person, kind, about.About, decision, about.ById, receivedOn, how = how!.Trim(), words = words!.Trim(), due = receivedOn!.Value.AddMonths(1) });
        await db.ProcessAsync("record-representation", person, null, null, [new Happened("representation-recorded", "plan", kind == "representation" ? "The person said what they think of a decision" : "The person asked for a decision to be looked at again", db.Act.On, new { item = id })]);
        return id;
    }

    public static async Task ConsiderAsync(Db db, PersonId person, Guid id, string? outcome, string? words)
    {
        var said = (await Representation.OfAsync(db, person)).FirstOrDefault(one => one.Id == id) ?? throw new NotThere("What the person said");
        new Rule("Somebody has answered it already", "One answer", said.ConsideredAt is null).Check();
        new Rule("Somebody other than the decider looks at it again", Representation.Source, !said.IsReconsideration || said.DecidedBy != db.Act.User).Check();
        new Rule("Choose whether the decision stands or is changed", Representation.Source, outcome is "stands" or "changed").Check();
        new Rule("Say why, as the person is told", Representation.Source, !string.IsNullOrWhiteSpace(words)).Check();
        if (await db.ExecuteAsync("update representation set considered_by = @User, considered_at = @At, outcome = @outcome, outcome_words = @words where id = @id and considered_at is null", new { id, db.Act.User, db.Act.At, outcome, words = words!.Trim() }) == 0)
            throw new ChangedByAnother("Somebody else has answered it since you opened this.");
        await db.ProcessAsync("consider-representation", person, null, null, [new Happened("representation-considered", "plan", outcome == "stands" ? "A decision was looked at again and stands" : "A decision was looked at again and is to be changed", db.Act.On, new { item = id })]);
    }
}
