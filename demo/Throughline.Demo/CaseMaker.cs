namespace Throughline.Demo;

/// <summary>What people of the partnership did: nominated, screened, voted, decided, gave a colour and changed it, reviewed, planned, said goodbye.</summary>
internal static class CaseMaker
{
    private static readonly Dictionary<string, int> ReviewEveryDays = new(StringComparer.Ordinal) { ["red"] = 1, ["amber"] = 2, ["green"] = 7, ["blue"] = 7, ["white"] = 28 };

    public static void Fill(DemoPerson person, Plan plan, DemoPartnership partnership, Dice dice, DateOnly asOf)
    {
        var state = plan.IsCohort ? "adopted" : dice.Pick<string>([("", 71), ("nominated", 5), ("for-panel", 4), ("deferred", 3), ("refused", 5), ("exited", 12)]);
        if (state.Length == 0)
            return;
        var isChild = Calendar.YearsBetween(person.BornOn, asOf) < 18;
        var lead = Lead(plan, partnership.Staff, isChild, dice);
        var decided = state switch
        {
            "nominated" or "for-panel" => asOf.AddDays(14),
            "deferred" or "refused" => Calendar.Weekday(asOf.AddDays(-dice.From(8, 70))),
            "exited" => Calendar.Weekday(Calendar.Earlier(plan.AdoptedOn, asOf.AddDays(-100))),
            _ => plan.AdoptedOn,
        };
        var opened = state is "nominated" ? Calendar.Weekday(asOf.AddDays(-dice.From(1, 9))) : state == "for-panel" ? Calendar.Weekday(asOf.AddDays(-dice.From(6, 20))) : Calendar.Weekday(decided.AddDays(-dice.From(10, 28)));
        var exited = state == "exited" ? Calendar.Weekday(Calendar.Earlier(decided.AddDays(dice.From(90, 320)), asOf.AddDays(-4))) : (DateOnly?)null;
        var isDecided = state is not ("nominated" or "for-panel");
        var made = new DemoCase
        {
            Pncid = person.Pncid,
            State = state,
            OpenedAt = At(opened, 9, dice.Below(60)),
            AdoptedOn = state is "adopted" or "exited" ? decided : null,
            ExitedOn = exited,
            DeferredUntil = state == "deferred" ? Calendar.Weekday(asOf.AddDays(dice.From(-4, 40))) : null,
            CohortType = state is "adopted" or "exited" ? SupervisionMaker.CohortType(plan) : null,
            LeadUser = state is "adopted" or "exited" ? lead : null,
            FirstStep = state is "adopted" or "exited" ? plan.AdoptedInside ? "Prison visit" : plan.Statutory ? "Joint visit" : "Letter" : null,
            Why = state is "adopted" or "exited" ? Words.Why(person, plan) : $"{Words.First(person)} was nominated because of {Words.Heading(plan)}.",
        };
        person.Case = made;
        Nominate(made, person, plan, opened, dice);
        if (state != "nominated")
            made.Screening = new DemoScreening(At(Calendar.Weekday(opened.AddDays(3)), 14, dice.Below(60)), "coordinator", "to-panel", Words.Screening(person, plan, dice));
        if (isDecided)
            Decide(made, person, plan, decided, dice);
        else if (state == "for-panel" && dice.Chance(0.4))
            Vote(made, person, plan, Calendar.Later(Calendar.Weekday(asOf.AddDays(-1)), opened), "police", "adopt", dice);
        if (state is not ("adopted" or "exited"))
            return;
        Colour(made, person, plan, lead, decided, exited, dice, asOf);
        Assess(made, plan, decided, Calendar.Earlier(exited ?? asOf, asOf), dice);
        Review(made, lead, asOf, dice);
        made.Team.Add((lead, "Lead professional", decided));
        var second = lead.Contains("police", StringComparison.Ordinal) ? "offender-manager" : "offender-manager.police";
        made.Team.Add((second, lead.Contains("police", StringComparison.Ordinal) ? "Probation" : "Police", decided));
        if (person.Drugs.Count > 0)
            made.Team.Add(("offender-manager.drugs", "Drug worker", decided));
    }

    /// <summary>002 4.8: probation led three cases in four; 6.9: police managed half of those under no order.</summary>
    private static string Lead(Plan plan, IReadOnlyList<DemoStaff> staff, bool isChild, Dice dice)
    {
        if (isChild || plan.Statutory)
        {
            if (isChild || dice.Chance(0.93))
                return SupervisionMaker.Practitioner(staff, plan.Number, isChild).UserName;
        }

        var agency = dice.Pick<string>(plan.Statutory ? [("police", 1)] : [("police", 50), ("probation", 38), ("drug-service", 7), ("charity", 5)]);
        return dice.Pick(staff.Where(s => s.AgencyType == agency && s.Roles[0] == "offender-manager").ToList()).UserName;
    }

    private static void Nominate(DemoCase made, DemoPerson person, Plan plan, DateOnly opened, Dice dice)
    {
        // 002 4.7: nearly nine in ten referrals came from police or probation
        var by = dice.Pick<string>([("offender-manager.police", 50), ("offender-manager", 38), ("offender-manager.drugs", 5), ("link-worker.youth", 3), ("link-worker.prison", 4)]);
        made.Nominations.Add(new DemoNomination(made.OpenedAt, by, Words.Nomination(person, plan, dice)));
        if (dice.Chance(0.22))
            made.Nominations.Add(new DemoNomination(At(Calendar.Weekday(opened.AddDays(1)) is var next && next > opened ? next : opened, 16, dice.Below(60)), by == "offender-manager" ? "offender-manager.police" : "offender-manager", Words.Nomination(person, plan, dice)));
    }

    private static readonly (string Agency, string User)[] Voters =
    [
        ("police", "offender-manager.police"), ("probation", "offender-manager"), ("drug-service", "offender-manager.drugs"), ("prison", "link-worker.prison"), ("housing", "partner-worker.housing"), ("charity", "partner-worker.mentor"),
    ];

    private static void Decide(DemoCase made, DemoPerson person, Plan plan, DateOnly decided, Dice dice)
    {
        var outcome = made.State switch { "deferred" => "defer", "refused" => "refuse", _ => "adopt" };
        List<string> dissent = [];
        foreach (var (agency, _) in Voters.Take(dice.From(3, 6)))
        {
            var vote = outcome;
            if (agency is not ("police" or "probation") && dice.Chance(0.07))
                vote = outcome == "adopt" ? dice.Chance(0.6) ? "defer" : "refuse" : "adopt";
            else if (agency == "charity" && dice.Chance(0.2))
                vote = "abstain";
            var reasons = Vote(made, person, plan, decided, agency, vote, dice);
            if (vote != outcome && vote != "abstain")
                dissent.Add($"{agency}: {reasons}");
        }

        made.Decision = new DemoDecision(At(decided, 11, 15), "chair", outcome, Words.Decision(person, plan, outcome, dice), dissent);
    }

    private static string Vote(DemoCase made, DemoPerson person, Plan plan, DateOnly on, string agency, string vote, Dice dice)
    {
        var reasons = vote switch
        {
            "adopt" => Words.Adopt(person, plan, agency, dice),
            "abstain" => "We have not met this person yet and would rather not vote on paper alone.",
            _ => Words.Against(person, vote, dice),
        };
        made.Votes.Add(new DemoVote(At(on, 10, made.Votes.Count * 7), Voters.First(v => v.Agency == agency).User, vote, reasons));
        return reasons;
    }

    private static void Colour(DemoCase made, DemoPerson person, Plan plan, string lead, DateOnly adopted, DateOnly? exited, Dice dice, DateOnly asOf)
    {
        void Become(DateOnly on, string to, int hour)
        {
            var from = made.Statuses.Count == 0 ? null : made.Statuses[^1].To;
            if (from != to)
                made.Statuses.Add(new DemoStatus(At(on, hour, dice.Below(60)), made.Statuses.Count == 0 ? "chair" : lead, from, to, Direction(from, to), Words.Status(from, to, on, person, plan, dice)));
        }

        var isInsideFirst = plan.AdoptedInside || (plan.ReleasedOn is { } released && released > adopted);
        Become(adopted, isInsideFirst ? "blue" : dice.Chance(0.4) ? "red" : "amber", 12);
        if (plan.AdoptedInside && exited is null)
            return;
        var start = plan.ReleasedOn is { } out_ && out_ > adopted ? out_ : adopted.AddDays(1);
        var end = exited ?? (plan.ReceivedOn is { } back && back > adopted ? back : asOf.AddDays(-1));
        var last = plan.Outcome switch
        {
            Outcome.BreachedOrReoffended => dice.Pick<string>([("red", 42), ("amber", 48), ("green", 10)]),
            Outcome.Completed or Outcome.Ongoing => dice.Pick<string>([("red", 2), ("amber", 33), ("green", 65)]),
            _ => dice.Pick<string>([("red", 25), ("amber", 45), ("green", 30)]),
        };
        if (isInsideFirst && start <= end)
            Become(Calendar.Later(Calendar.Weekday(start), adopted.AddDays(1)), "amber", 13);
        var moves = Enumerable.Range(0, dice.From(0, 4)).Select(_ => dice.Day(start.AddDays(3), end.AddDays(-2))).Where(d => d > start && d < end).Select(Calendar.Weekday).Distinct().Order().ToList();
        foreach (var on in moves)
        {
            if (on < DateOnly.FromDateTime(made.Statuses[^1].At).AddDays(21))
                continue;
            var now = made.Statuses[^1].To;
            Become(on, now switch { "red" => "amber", "green" => "amber", _ => dice.Chance(0.5) ? "green" : "red" }, 14);
        }

        var after = DateOnly.FromDateTime(made.Statuses[^1].At).AddDays(1);
        if (exited is { } left)
        {
            Become(Calendar.Later(after, left), "white", 15);
        }
        else if (plan.ReceivedOn is { } received && received > adopted)
        {
            Become(Calendar.Later(after, received), "blue", 15);
        }
        else if (after.AddDays(14) < asOf)
        {
            Become(Calendar.Later(Calendar.Weekday(after.AddDays(14)), Calendar.Weekday(dice.Day(asOf.AddDays(-25), asOf.AddDays(-1)))), last, 15);
        }
    }

    private static string Direction(string? from, string to) => (from, to) switch
    {
        (null, _) => "first",
        (_, "blue") => "custody",
        (_, "white") => "dormant",
        ("blue", "green") or ("red", "amber" or "green") or ("amber", "green") => "better",
        ("blue", "amber") => "same",
        _ => "worse",
    };

    private static void Assess(DemoCase made, Plan plan, DateOnly adopted, DateOnly end, Dice dice)
    {
        var needs = plan.Needs.Count > 0 ? plan.Needs : [.. dice.Shuffled(Published.TopNeeds).Take(2).Select(n => (n.Pathway, (string?)"good"))];
        var assessed = Calendar.Earlier(Calendar.Weekday(adopted.AddDays(dice.From(5, 20))), end.AddDays(-2));
        var priority = 1;
        foreach (var (pathway, progress) in needs)
            made.Needs.Add(new DemoNeed(pathway, dice.Chance(0.45) ? "severe" : "standard", priority++, assessed, progress, Calendar.Later(assessed, Calendar.Weekday(dice.Day(end.AddDays(-60), end.AddDays(-1)))), Words.OwnView(pathway, progress, dice)));
        foreach (var pathway in new[] { "health", "finance", "families" }.Where(p => made.Needs.TrueForAll(n => n.Pathway != p) && dice.Chance(0.25)))
            made.Needs.Add(new DemoNeed(pathway, "standard", null, assessed, null, null, null));
    }

    /// <summary>Every day or two for people at red and amber, each week for the rest; about one in eight is late.</summary>
    private static void Review(DemoCase made, string lead, DateOnly asOf, Dice dice)
    {
        var status = made.Statuses[^1];
        var every = ReviewEveryDays[status.To];
        var since = DateOnly.FromDateTime(status.At);
        var last = asOf.AddDays(-dice.From(1, Math.Max(1, every)));
        if (dice.Chance(0.12))
            last = last.AddDays(-every - dice.From(1, 5));
        for (var day = last; day > since && day > asOf.AddDays(-15); day = day.AddDays(-every))
        {
            var on = Calendar.Weekday(day);
            if (on > since && made.DailyReviews.TrueForAll(review => DateOnly.FromDateTime(review.At) != on))
                made.DailyReviews.Add((At(on, 9, 5 + dice.Below(20)), dice.Chance(0.5) ? "coordinator" : lead, status.To));
        }

        made.DailyReviews.Reverse();
        var latest = made.DailyReviews.Count > 0 ? DateOnly.FromDateTime(made.DailyReviews[^1].At) : since;
        var due = Calendar.Later(latest, since).AddDays(every);
        made.ReviewBy = Calendar.Weekday(due) == due ? due : Calendar.Weekday(due).AddDays(3);
    }

    private static DateTime At(DateOnly day, int hour, int minute) => day.ToDateTime(new TimeOnly(hour, minute), DateTimeKind.Utc);
}
