namespace Throughline.Demo;

/// <summary>What is settled about a person before the details are made up, so that the published shares come out exactly.</summary>
internal sealed class Plan
{
    public required int Number { get; init; }

    public required bool IsCohort { get; init; }

    public DateOnly BornOn { get; set; }

    public DateOnly FirstConvictionOn { get; set; }

    public DateOnly AdoptedOn { get; set; }

    /// <summary>The last day of conviction on or before adoption: what brought the person to the partnership.</summary>
    public DateOnly IndexOn { get; set; }

    public Situation Situation { get; set; }

    public bool Statutory { get; set; }

    /// <summary>Inside since before adoption.</summary>
    public bool AdoptedInside { get; set; }

    /// <summary>Under no order now, and was under one since adoption.</summary>
    public bool OrderSinceAdoption { get; set; }

    public Outcome Outcome { get; set; }

    public bool Ppo { get; set; }

    public string? Rosh { get; set; }

    public int? Ogrs { get; set; }

    public int[] Headings { get; set; } = [];

    public int Occasions { get; set; }

    public int Convictions { get; set; }

    public int Cautions { get; set; }

    public int Breaches { get; set; }

    public List<(string Pathway, string? Progress)> Needs { get; } = [];

    /// <summary>When the person last came in, for those inside.</summary>
    public DateOnly? ReceivedOn { get; set; }

    /// <summary>When the person last came out, for those on licence.</summary>
    public DateOnly? ReleasedOn { get; set; }
}

/// <summary>Draws the plans of an area by quota. Nothing here is sampled that a published figure fixes.</summary>
internal static class Plans
{
    private const double DaysInYear = 365.2425;

    public static IReadOnlyList<Plan> Draw(Area area, int index, int cohort, int others, int seed, DateOnly asOf)
    {
        var dice = new Dice(seed, 71, index);
        List<Plan> plans = [.. Enumerable.Range(1, cohort).Select(n => new Plan { Number = n, IsCohort = true })];
        DrawAges(plans, area.Age, area.FirstConvictionAge, dice, asOf);
        DrawSituations(plans, area, dice);
        foreach (var plan in plans)
            DrawDates(plan, dice, asOf);
        DrawOutcomes(plans, dice);
        DrawCounts(plans, area.Offences, area.Primary, area.Breaches, dice);
        DrawShares(plans, area, dice);
        DrawNeeds(plans, dice);

        List<Plan> rest = [.. Enumerable.Range(cohort + 1, others).Select(n => new Plan { Number = n, IsCohort = false })];
        DrawAges(rest, area.Age + 0.8, area.FirstConvictionAge + 0.7, dice, asOf);
        foreach (var plan in rest)
        {
            plan.Situation = dice.Pick<Situation>([(Situation.CustodyServing, 12), (Situation.Remand, 4), (Situation.Licence, 18), (Situation.CommunityOrder, 24), (Situation.NonStatutory, 42)]);
            plan.Statutory = plan.Situation is not (Situation.NonStatutory or Situation.Remand);
            DrawDates(plan, dice, asOf);
            plan.Headings = [dice.Pick(Offences.Career)];
            plan.Rosh = dice.Pick<string?>([("low", 30), ("medium", 52), ("high", 10), (null, 8)]);
            plan.Ogrs = dice.From(22, 82);
        }

        DrawCounts(rest, area.Offences * 0.36, area.Primary * 0.36, area.Breaches * 0.3, dice);
        return [.. plans, .. rest];
    }

    /// <summary>Ages whose means in days are the published means, exactly: now, and at the first conviction.</summary>
    private static void DrawAges(List<Plan> plans, double age, double firstAge, Dice dice, DateOnly asOf)
    {
        var n = plans.Count;
        if (n == 0)
            return;
        const int youngest = (int)(15.2 * DaysInYear);
        const int oldest = (int)(62 * DaysInYear);
        const int earliest = (int)(10.3 * DaysInYear);
        const int shortestCareer = 300;
        var ages = plans.Select(_ => youngest + (int)(dice.Skewed() * 0.9 * (age - 15.2) * DaysInYear)).ToArray();
        var leastAges = Enumerable.Repeat(youngest, n).ToArray();
        Quota.MoveTo((long)Math.Round(age * DaysInYear * n), ages, leastAges, [.. Enumerable.Repeat(oldest, n)]);
        var most = ages.Select(a => a - shortestCareer).ToArray();
        var first = plans.Select((_, i) => Math.Clamp(earliest + (int)(dice.Skewed() * 1.05 * (firstAge - 10.3) * DaysInYear), earliest, most[i])).ToArray();
        Quota.MoveTo((long)Math.Round(firstAge * DaysInYear * n), first, [.. Enumerable.Repeat(earliest, n)], most);
        for (var i = 0; i < n; i++)
        {
            plans[i].BornOn = asOf.AddDays(-ages[i]);
            plans[i].FirstConvictionOn = plans[i].BornOn.AddDays(first[i]);
        }
    }

    /// <summary>
    /// 002 4.10 within 004's statutory share. Everybody on licence or an order is statutory; then people serving a sentence with a
    /// licence to follow; then people remanded who are under an order. Where the area's statutory share leaves less than 30 per
    /// cent for people under no order, they are fewer, and the report shows the difference.
    /// </summary>
    private static void DrawSituations(List<Plan> plans, Area area, Dice dice)
    {
        var n = plans.Count;
        var shares = Quota.ToHundred(Published.SituationOnTheDay);
        var statutory = Quota.Of(n, area.Statutory);
        var counts = Quota.Split(n, shares);
        if (n - counts[4] < statutory)
        {
            var inside = Quota.Split(statutory, shares[..4]);
            counts = [.. inside, n - statutory];
        }

        var all = dice.Shuffled(counts.SelectMany((count, i) => Enumerable.Repeat((Situation)i, count)));
        for (var i = 0; i < n; i++)
            plans[i].Situation = all[i];
        var left = statutory;
        foreach (var situation in new[] { Situation.Licence, Situation.CommunityOrder, Situation.CustodyServing, Situation.Remand })
        {
            foreach (var plan in plans.Where(p => p.Situation == situation).Take(left))
            {
                plan.Statutory = true;
                left--;
            }
        }

        foreach (var plan in plans)
        {
            plan.AdoptedInside = plan.Situation == Situation.CustodyServing && dice.Chance(0.7);
            plan.OrderSinceAdoption = plan.Situation == Situation.NonStatutory && dice.Chance(0.5);
        }
    }

    private static void DrawDates(Plan plan, Dice dice, DateOnly asOf)
    {
        var career = asOf.DayNumber - plan.FirstConvictionOn.DayNumber;
        plan.AdoptedOn = Calendar.Weekday(asOf.AddDays(-dice.From(12, Math.Min(760, career / 2))));
        var early = plan.FirstConvictionOn.AddDays(Math.Max(1, career * 2 / 5));
        var longestBefore = plan.AdoptedOn.DayNumber - early.DayNumber;
        plan.IndexOn = Calendar.Weekday(plan.AdoptedOn.AddDays(-dice.From(Math.Min(6, longestBefore), Math.Min(200, longestBefore))));
        switch (plan.Situation)
        {
            case Situation.CustodyServing when plan.AdoptedInside || !plan.IsCohort:
                plan.AdoptedInside = true;
                plan.ReceivedOn = plan.IndexOn;
                break;
            case Situation.CustodyServing or Situation.Remand:
                var since = plan.AdoptedOn.AddDays(3);
                var longest = asOf.AddDays(plan.Situation == Situation.Remand ? -120 : -330);
                plan.ReceivedOn = dice.Day(since > longest ? since : longest, asOf.AddDays(-3));
                break;
            case Situation.Licence:
                var soonest = plan.IndexOn.AddDays(4);
                var earliest = asOf.AddDays(-320);
                plan.ReleasedOn = dice.Day(soonest > earliest ? soonest : earliest, asOf.AddDays(-6));
                break;
        }
    }

    /// <summary>002 8.18 among those who were under an order or licence in the community at some time since adoption.</summary>
    private static void DrawOutcomes(List<Plan> plans, Dice dice)
    {
        var managed = plans.Where(p => p.Situation switch
        {
            Situation.CustodyServing => !p.AdoptedInside,
            Situation.Remand => p.Statutory,
            Situation.NonStatutory => p.OrderSinceAdoption,
            _ => true,
        }).ToArray();
        var counts = Quota.Split(managed.Length, Quota.ToHundred(Published.Outcomes));
        var (completed, ongoing) = (counts[1], counts[2]);
        foreach (var plan in dice.Shuffled(managed))
        {
            plan.Outcome = Outcome.BreachedOrReoffended;
            if (plan.Situation == Situation.NonStatutory && completed > 0)
            {
                plan.Outcome = Outcome.Completed;
                completed--;
            }
            else if (plan.Situation is Situation.Licence or Situation.CommunityOrder && ongoing > 0)
            {
                plan.Outcome = Outcome.Ongoing;
                ongoing--;
            }
        }
    }

    /// <summary>Numbers of offences, occasions and breaches with the published means, more for longer careers.</summary>
    private static void DrawCounts(List<Plan> plans, double offences, double primary, double breaches, Dice dice)
    {
        var n = plans.Count;
        if (n == 0)
            return;
        var weights = plans.Select(p => dice.Skewed() * Math.Sqrt(p.IndexOn.DayNumber - p.FirstConvictionOn.DayNumber + 100)).ToArray();
        var occasions = Quota.Fill((int)Math.Round(primary * n), weights, [.. plans.Select(p => 2)],
            [.. plans.Select(p => 2 + ((p.IndexOn.DayNumber - p.FirstConvictionOn.DayNumber) / 9))]);
        var breached = Quota.Fill((int)Math.Round(breaches * n), [.. weights.Select(w => w * dice.Skewed())], [.. plans.Select(p => p.Outcome == Outcome.BreachedOrReoffended ? 1 : 0)], [.. plans.Select(_ => 60)]);
        var cautions = plans.Select(_ => dice.Pick<int>([(0, 30), (1, 35), (2, 20), (3, 15)])).ToArray();
        var convictions = (int)Math.Round(offences * n) - breached.Sum() - cautions.Sum();
        var each = Quota.Fill(convictions, [.. occasions.Select(o => o * dice.Skewed())], [.. occasions.Select(o => o + 1)], [.. occasions.Select(o => o * 14)]);
        for (var i = 0; i < n; i++)
            (plans[i].Occasions, plans[i].Breaches, plans[i].Cautions, plans[i].Convictions) = (occasions[i], breached[i], cautions[i], each[i]);
    }

    private static void DrawShares(List<Plan> plans, Area area, Dice dice)
    {
        var n = plans.Count;
        foreach (var plan in dice.Shuffled(plans).Take(Quota.Of(n, area.Ppo)))
            plan.Ppo = true;

        // the published four add up to 98: the two that are missing are very high
        string?[] levels = ["low", "medium", "high", null, "very-high"];
        var rosh = Quota.Split(n, [.. Published.Rosh, 100 - Published.Rosh.Sum()]);
        foreach (var (plan, level) in dice.Shuffled(plans).Zip(rosh.SelectMany((count, i) => Enumerable.Repeat(levels[i], count))))
            plan.Rosh = level;

        var scored = dice.Shuffled(plans).Take(Quota.Of(n, 93)).ToArray();
        var scores = scored.Select(_ => Math.Min(94, 26 + dice.From(0, 24) + dice.From(0, 24) + dice.From(0, 24))).ToArray();
        Quota.MoveTo((long)Published.OgrsOneYear * scored.Length, scores, [.. Enumerable.Repeat(12, scores.Length)], [.. Enumerable.Repeat(95, scores.Length)]);
        for (var i = 0; i < scored.Length; i++)
            scored[i].Ogrs = scores[i];

        DrawHeadings(plans, dice);
    }

    /// <summary>002 4.14: five headings that add up to 118, so some people have two.</summary>
    private static void DrawHeadings(List<Plan> plans, Dice dice)
    {
        var n = plans.Count;
        var totals = Quota.Split(Quota.Of(n, Published.Offences.Sum()), Published.Offences);
        var firsts = Quota.Split(n, [.. Published.Offences.Select(share => share * (share == Published.Offences[4] ? 0.7 : 0.87))]);
        for (var i = 0; i < 5; i++)
            firsts[i] = Math.Min(firsts[i], totals[i]);
        for (var i = 0; firsts.Sum() < n; i = (i + 1) % 5)
            firsts[i] += firsts[i] < totals[i] ? 1 : 0;
        var seconds = totals.Zip(firsts, (total, first) => total - first).ToArray();
        foreach (var (plan, heading) in dice.Shuffled(plans).Zip(firsts.SelectMany((count, i) => Enumerable.Repeat(i, count))))
            plan.Headings = [heading];
        var waiting = dice.Shuffled(plans).ToList();
        foreach (var heading in Enumerable.Range(0, 5).OrderByDescending(i => seconds[i]))
        {
            foreach (var plan in waiting.Where(p => p.Headings[0] != heading).Take(seconds[heading]).ToList())
            {
                plan.Headings = [plan.Headings[0], heading];
                waiting.Remove(plan);
            }
        }
    }

    /// <summary>002 5.12 and 8.12: each need to its quota, always to those who have fewest, so that nobody has more than three.</summary>
    private static void DrawNeeds(List<Plan> plans, Dice dice)
    {
        foreach (var (pathway, share) in Published.TopNeeds)
        {
            var number = Quota.Of(plans.Count, share);
            var theirs = dice.Shuffled(plans).OrderBy(p => p.Needs.Count).Take(number).ToArray();
            string[] words = ["good", "some", "none", "deterioration"];
            var progress = Quota.Split(number, Quota.ToHundred(Published.Progress[pathway])).SelectMany((count, i) => Enumerable.Repeat(words[i], count)).ToArray();
            foreach (var (plan, how) in dice.Shuffled(theirs).Zip(progress))
                plan.Needs.Add((pathway, how));
        }

        foreach (var plan in plans.Where(p => p.Needs.Count < 3))
        {
            if (dice.Chance(0.7))
                plan.Needs.Add((dice.Pick<string>([("health", 40), ("finance", 30), ("families", 30)]), dice.Pick<string>([("good", 20), ("some", 40), ("none", 35), ("deterioration", 5)])));
        }
    }
}
