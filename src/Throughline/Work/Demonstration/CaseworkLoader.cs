using Throughline.Demo;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Work.Demonstration;

/// <summary>Writes the scripted casework: cases, nominations, screenings, votes, decisions, colours, reviews, needs, and the processes with their events that timelines read.</summary>
internal static class CaseworkLoader
{
    private sealed record Written(DemoPerson Person, Guid PersonId, DemoCase Case, Guid Id);

    private sealed record Story(Guid Process, Guid Event, Written Of, string Type, string EventType, DateTime At, string User, string Category, string Words, string? Reason);

    public static async Task LoadAsync(Db db, DemoPartnership made, Place place, CancellationToken cancel)
    {
        var cases = made.People.Where(p => p.Case is not null).Select(p => new Written(p, place.Person(p), p.Case!, Guid.CreateVersion7(Instant(p.Case!.OpenedAt)))).ToList();
        (string, object)[] ours = [("partnership_id", place.Service.Partnership.Value)];
        await CasesAsync(db, ours, cases, place, cancel);
        await PanelAsync(db, ours, cases, made, place, cancel);
        await ColoursAsync(db, ours, cases, place, cancel);
        await NeedsAsync(db, ours, cases, place, cancel);
        await StoriesAsync(db, ours, cases, made, place, cancel);
    }

    private static DateTimeOffset Instant(DateTime at) => new(at, TimeSpan.Zero);

    private static SetColumn<T> C<T, TValue>(string name, string type, Func<T, TValue> value, string into = "{0}") => SetColumn<T>.Of(name, type, value, into);

    private static Task CasesAsync(Db db, (string, object)[] ours, List<Written> cases, Place place, CancellationToken cancel) => SetInsert.IntoAsync(db, "iom_case", ours,
    [
        C<Written, Guid>("id", "uuid", w => w.Id), C<Written, Guid>("person_id", "uuid", w => w.PersonId), C<Written, string>("state", "text", w => w.Case.State), C<Written, DateTime>("opened_at", "timestamptz", w => w.Case.OpenedAt),
        C<Written, DateOnly?>("adopted_on", "date", w => w.Case.AdoptedOn), C<Written, DateOnly?>("exited_on", "date", w => w.Case.ExitedOn), C<Written, string?>("cohort_type", "text", w => w.Case.CohortType),
        C<Written, Guid?>("lead_agency_id", "uuid", w => w.Case.LeadUser is { } lead ? place.AgencyOf(lead) : null), C<Written, Guid?>("lead_user_id", "uuid", w => w.Case.LeadUser is { } lead ? place.User(lead) : null),
        C<Written, string?>("first_step", "text", w => w.Case.FirstStep), C<Written, string>("why", "text", w => w.Case.Why), C<Written, string?>("status", "text", w => w.Case.Statuses.LastOrDefault()?.To),
        C<Written, DateTime?>("status_since", "timestamptz", w => w.Case.Statuses.LastOrDefault()?.At), C<Written, DateOnly?>("status_review_by", "date", w => w.Case.ReviewBy), C<Written, DateOnly?>("deferred_until", "date", w => w.Case.DeferredUntil),
    ], cases, cancel);

    private static async Task PanelAsync(Db db, (string, object)[] ours, List<Written> cases, DemoPartnership made, Place place, CancellationToken cancel)
    {
        await SetInsert.IntoAsync(db, "nomination", ours,
        [
            C<(Written W, DemoNomination N), Guid>("case_id", "uuid", r => r.W.Id), C<(Written W, DemoNomination N), Guid>("agency_id", "uuid", r => place.AgencyOf(r.N.User)), C<(Written W, DemoNomination N), Guid>("user_id", "uuid", r => place.User(r.N.User)),
            C<(Written W, DemoNomination N), DateTime>("at", "timestamptz", r => r.N.At), C<(Written W, DemoNomination N), string>("reasons", "text", r => r.N.Reasons),
        ], [.. cases.SelectMany(w => w.Case.Nominations.Select(n => (w, n)))], cancel);
        await SetInsert.IntoAsync(db, "screening", ours,
        [
            C<Written, Guid>("case_id", "uuid", w => w.Id), C<Written, Guid>("user_id", "uuid", w => place.User(w.Case.Screening!.User)), C<Written, DateTime>("at", "timestamptz", w => w.Case.Screening!.At),
            C<Written, string>("outcome", "text", w => w.Case.Screening!.Outcome), C<Written, string>("reasons", "text", w => w.Case.Screening!.Reasons),
        ], [.. cases.Where(w => w.Case.Screening is not null)], cancel);
        await SetInsert.IntoAsync(db, "panel_vote", ours,
        [
            C<(Written W, DemoVote V), Guid>("case_id", "uuid", r => r.W.Id), C<(Written W, DemoVote V), Guid>("agency_id", "uuid", r => place.AgencyOf(r.V.User)), C<(Written W, DemoVote V), Guid>("user_id", "uuid", r => place.User(r.V.User)),
            C<(Written W, DemoVote V), DateTime>("at", "timestamptz", r => r.V.At), C<(Written W, DemoVote V), string>("vote", "text", r => r.V.Vote), C<(Written W, DemoVote V), string>("reasons", "text", r => r.V.Reasons),
        ], [.. cases.SelectMany(w => w.Case.Votes.Select(v => (w, v)))], cancel);
        var names = made.Agencies.ToDictionary(a => a.Type, a => a.Name, StringComparer.Ordinal);
        await SetInsert.IntoAsync(db, "panel_decision", ours,
        [
            C<Written, Guid>("case_id", "uuid", w => w.Id), C<Written, Guid>("user_id", "uuid", w => place.User(w.Case.Decision!.User)), C<Written, DateTime>("at", "timestamptz", w => w.Case.Decision!.At),
            C<Written, string>("outcome", "text", w => w.Case.Decision!.Outcome), C<Written, string>("reasons", "text", w => w.Case.Decision!.Reasons),
            C<Written, string>("dissent", "text", w => string.Join('\n', w.Case.Decision!.Dissent.Select(d => names[d[..d.IndexOf(':', StringComparison.Ordinal)]] + d[d.IndexOf(':', StringComparison.Ordinal)..])), "coalesce(string_to_array(nullif({0}, ''), E'\\n'), '{{}}')"),
        ], [.. cases.Where(w => w.Case.Decision is not null)], cancel);
        await SetInsert.IntoAsync(db, "case_team", ours,
        [
            C<(Written W, string User, string Part, DateOnly From), Guid>("case_id", "uuid", r => r.W.Id), C<(Written W, string User, string Part, DateOnly From), Guid>("user_id", "uuid", r => place.User(r.User)),
            C<(Written W, string User, string Part, DateOnly From), string>("part", "text", r => r.Part), C<(Written W, string User, string Part, DateOnly From), DateOnly>("from_on", "date", r => r.From), C<(Written W, string User, string Part, DateOnly From), DateOnly?>("to_on", "date", r => r.W.Case.ExitedOn),
        ], [.. cases.SelectMany(w => w.Case.Team.Select(t => (w, t.User, t.Part, t.From)))], cancel);
    }

    private static async Task ColoursAsync(Db db, (string, object)[] ours, List<Written> cases, Place place, CancellationToken cancel)
    {
        await SetInsert.IntoAsync(db, "status_change", ours,
        [
            C<(Written W, DemoStatus S), Guid>("case_id", "uuid", r => r.W.Id), C<(Written W, DemoStatus S), Guid>("person_id", "uuid", r => r.W.PersonId), C<(Written W, DemoStatus S), string?>("from_status", "text", r => r.S.From),
            C<(Written W, DemoStatus S), string>("to_status", "text", r => r.S.To), C<(Written W, DemoStatus S), string>("direction", "text", r => r.S.Direction), C<(Written W, DemoStatus S), string>("reason", "text", r => r.S.Reason),
            C<(Written W, DemoStatus S), Guid>("user_id", "uuid", r => place.User(r.S.User)), C<(Written W, DemoStatus S), Guid>("agency_id", "uuid", r => place.AgencyOf(r.S.User)), C<(Written W, DemoStatus S), DateTime>("at", "timestamptz", r => r.S.At),
        ], [.. cases.SelectMany(w => w.Case.Statuses.Select(s => (w, s)))], cancel);
        await SetInsert.IntoAsync(db, "daily_review", ours,
        [
            C<(Written W, DateTime At, string User, string Status), Guid>("case_id", "uuid", r => r.W.Id), C<(Written W, DateTime At, string User, string Status), DateOnly>("on_date", "date", r => DateOnly.FromDateTime(r.At)),
            C<(Written W, DateTime At, string User, string Status), Guid>("user_id", "uuid", r => place.User(r.User)), C<(Written W, DateTime At, string User, string Status), DateTime>("at", "timestamptz", r => r.At), C<(Written W, DateTime At, string User, string Status), string>("kept_status", "text", r => r.Status),
        ], [.. cases.SelectMany(w => w.Case.DailyReviews.Select(d => (w, d.At, d.User, d.Status)))], cancel);
    }

    /// <summary>Needs are the lead agency's items: it wrote the assessment down for the partnership.</summary>
    private static Task NeedsAsync(Db db, (string, object)[] ours, List<Written> cases, Place place, CancellationToken cancel) => SetInsert.IntoAsync(db, "need", [.. ours, ("category", "needs")],
    [
        C<(Written W, DemoNeed N), Guid>("person_id", "uuid", r => r.W.PersonId), C<(Written W, DemoNeed N), Guid>("owner_agency_id", "uuid", r => place.AgencyOf(r.W.Case.LeadUser!)), C<(Written W, DemoNeed N), Guid>("recorded_by", "uuid", r => place.User(r.W.Case.LeadUser!)),
        C<(Written W, DemoNeed N), DateTime>("received_at", "timestamptz", r => (r.N.ProgressOn ?? r.N.AssessedOn).ToDateTime(new TimeOnly(15, 0), DateTimeKind.Utc)), C<(Written W, DemoNeed N), string>("pathway", "text", r => r.N.Pathway),
        C<(Written W, DemoNeed N), string>("need_level", "text", r => r.N.Level), C<(Written W, DemoNeed N), short?>("priority", "smallint", r => (short?)r.N.Priority), C<(Written W, DemoNeed N), DateOnly>("assessed_on", "date", r => r.N.AssessedOn),
        C<(Written W, DemoNeed N), string?>("progress", "text", r => r.N.Progress), C<(Written W, DemoNeed N), DateOnly?>("progress_on", "date", r => r.N.ProgressOn), C<(Written W, DemoNeed N), string?>("own_view", "text", r => r.N.OwnView),
    ], [.. cases.SelectMany(w => w.Case.Needs.Select(n => (w, n)))], cancel);

    private static async Task StoriesAsync(Db db, (string, object)[] ours, List<Written> cases, DemoPartnership made, Place place, CancellationToken cancel)
    {
        var stories = cases.SelectMany(w => Tell(w, made, place)).OrderBy(s => s.At).ToList();
        await SetInsert.IntoAsync(db, "process", ours,
        [
            C<Story, Guid>("id", "uuid", s => s.Process), C<Story, string>("type", "text", s => s.Type), C<Story, DateTime>("at", "timestamptz", s => s.At), C<Story, Guid>("user_id", "uuid", s => place.User(s.User)), C<Story, Guid>("agency_id", "uuid", s => place.AgencyOf(s.User)),
            C<Story, Guid>("person_id", "uuid", s => s.Of.PersonId), C<Story, Guid>("case_id", "uuid", s => s.Of.Id), C<Story, string?>("reason", "text", s => s.Reason),
        ], stories, cancel);
        await SetInsert.IntoAsync(db, "event", ours,
        [
            C<Story, Guid>("id", "uuid", s => s.Event), C<Story, Guid>("process_id", "uuid", s => s.Process), C<Story, string>("type", "text", s => s.EventType), C<Story, DateTime>("at", "timestamptz", s => s.At), C<Story, DateOnly>("on_date", "date", s => UkTime.DateOf(Instant(s.At))),
            C<Story, Guid>("person_id", "uuid", s => s.Of.PersonId), C<Story, Guid>("case_id", "uuid", s => s.Of.Id), C<Story, Guid>("owner_agency_id", "uuid", s => place.AgencyOf(s.User)), C<Story, string>("category", "text", s => s.Category), C<Story, string>("words", "text", s => s.Words),
        ], stories, cancel);
    }

    private static IEnumerable<Story> Tell(Written of, DemoPartnership made, Place place)
    {
        var c = of.Case;
        string Agency(string user) => made.Agencies.First(a => place.Agency(a.Type) == place.AgencyOf(user)).Name;
        Story Say(string type, string happened, DateTime at, string user, string words, string? reason, string category = "plan") =>
            new(Guid.CreateVersion7(Instant(at)), Guid.CreateVersion7(Instant(at)), of, type, happened, at, user, category, words, reason);

        foreach (var n in c.Nominations)
            yield return Say("nominate-person", "person-nominated", n.At, n.User, $"Nominated by {Agency(n.User)}.", n.Reasons);
        if (c.Screening is { } s)
            yield return Say("screen-nomination", "nomination-screened", s.At, s.User, "Screened by the coordinator and put before the panel.", s.Reasons);
        if (c.Decision is { } d)
        {
            var words = d.Outcome switch { "adopt" => $"Adopted by the panel; {Agency(c.LeadUser!)} leads.", "defer" => "Deferred by the panel.", _ => "Not adopted: the panel decided against it." };
            yield return Say("decide-adoption", d.Outcome switch { "adopt" => "person-adopted", "defer" => "decision-deferred", _ => "person-not-adopted" }, d.At, d.User, words + (d.Dissent.Count > 0 ? $" {d.Dissent.Count} {(d.Dissent.Count == 1 ? "agency" : "agencies")} would have decided otherwise." : ""), d.Reasons);
        }

        foreach (var change in c.Statuses)
            yield return Say("change-status", "status-changed", change.At, change.User, change.From is null ? $"First status: {Colour(change.To)}." : $"Status changed from {Colour(change.From)} to {Colour(change.To)}.", change.Reason);
        if (c.Needs.Count > 0)
        {
            var at = c.Needs[0].AssessedOn.ToDateTime(new TimeOnly(15, 30), DateTimeKind.Utc);
            yield return Say("assess-needs", "needs-assessed", at, c.LeadUser!, $"Needs assessed; the priorities are {string.Join(", ", c.Needs.Where(n => n.Priority is not null).Select(n => Pathway(n.Pathway)))}.", null, "needs");
            if (c.Needs[0] is { ProgressOn: { } on, Progress: { } progress })
                yield return Say("review-needs", "needs-reviewed", on.ToDateTime(new TimeOnly(16, 0), DateTimeKind.Utc), c.LeadUser!, $"Progress on {Pathway(c.Needs[0].Pathway)}: {(progress == "none" ? "no progress yet" : progress == "deterioration" ? "it has got worse" : progress + " progress")}.", null, "needs");
        }

        if (c.ExitedOn is { } left)
            yield return Say("exit-person", "person-exited", left.ToDateTime(new TimeOnly(15, 59), DateTimeKind.Utc), c.LeadUser!, "Left the cohort by agreement of all agencies, after an exit interview.", c.Statuses[^1].Reason);
    }

    private static string Colour(string code) => char.ToUpperInvariant(code[0]) + code[1..];

    private static string Pathway(string code) => code switch
    {
        "ete" => "education, training and employment",
        "attitudes" => "attitudes, thinking and behaviour",
        "families" => "families and children",
        "finance" => "finance, benefits and debt",
        "health" => "mental and physical health",
        "lifestyle" => "lifestyle and associates",
        _ => code,
    };
}
