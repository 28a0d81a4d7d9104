namespace Throughline.Demo;

/// <summary>What probation and the prison hold: orders, licences, time inside, risk, needs and scores.</summary>
internal static class SupervisionMaker
{
    public static void Fill(DemoPerson person, Plan plan, Area area, IReadOnlyList<DemoStaff> staff, Numbers numbers, Dice dice, DateOnly asOf)
    {
        var isChild = Calendar.YearsBetween(person.BornOn, asOf) < 18;
        AddCustody(person, plan, area, numbers, dice, asOf);
        AddOrder(person, plan, Practitioner(staff, plan.Number, isChild).FullName, isChild, numbers, dice, asOf);
        if (person.Orders.Count > 0)
            person.Crn = numbers.Crn();
        person.Rosh = person.Orders.Count > 0 || plan.IsCohort ? plan.Rosh : null;
        person.RoshOn = person.Rosh is null ? null : Calendar.Weekday(dice.Day(plan.AdoptedOn.AddDays(-40), asOf.AddDays(-2)));
        if (person.Orders.Count > 0)
        {
            person.OasysOn = Calendar.Weekday(dice.Day(plan.AdoptedOn.AddDays(-30), asOf.AddDays(-2)));
            person.SectionScores = SectionScores(plan, dice);
            if (plan.IsCohort)
                person.Registrations.Add("IIOM");
        }

        AddScores(person, plan, dice, asOf);
        AddDesignations(person, plan, isChild, dice);
    }

    public static DemoStaff Practitioner(IReadOnlyList<DemoStaff> staff, int number, bool isChild)
    {
        var agency = isChild ? "youth-offending-team" : "probation";
        var theirs = staff.Where(s => s.AgencyType == agency && s.Roles[0] == "offender-manager").ToList();
        return theirs[number % theirs.Count];
    }

    private static void AddCustody(DemoPerson person, Plan plan, Area area, Numbers numbers, Dice dice, DateOnly asOf)
    {
        var prisons = Places.Of(area.Code).Prisons;
        string Establishment() => Calendar.YearsBetween(person.BornOn, asOf) < 21 ? prisons[2] : prisons[dice.Chance(0.7) ? 0 : 1];
        switch (plan.Situation)
        {
            case Situation.CustodyServing:
                var received = plan.ReceivedOn!.Value;
                var release = dice.Chance(0.28) ? asOf.AddDays(dice.From(2, 42)) : asOf.AddDays(dice.From(43, 560));
                var half = release.DayNumber - received.DayNumber;
                var isRecall = !plan.AdoptedInside && plan.Statutory && dice.Chance(0.5);
                person.Custody.Add(new DemoSpell(numbers.Id("1"), Establishment(), received, isRecall ? "recall" : "sentenced", release, release.AddDays(half), plan.Statutory ? release.AddDays(half) : null, null));
                break;
            case Situation.Remand:
                person.Custody.Add(new DemoSpell(numbers.Id("1"), Establishment(), plan.ReceivedOn!.Value, "remand", null, null, null, null));
                break;
            case Situation.Licence:
                var inside = plan.ReleasedOn!.Value.DayNumber - plan.IndexOn.DayNumber;
                var expires = plan.ReleasedOn.Value.AddDays(Math.Max(inside, 330));
                person.Custody.Add(new DemoSpell(numbers.Id("1"), Establishment(), plan.IndexOn, "sentenced", plan.ReleasedOn, expires, expires, plan.ReleasedOn));
                break;
        }

        if (person.Custody.Count > 0)
            person.PrisonNumber = numbers.PrisonNumber();
    }

    private static void AddOrder(DemoPerson person, Plan plan, string practitioner, bool isChild, Numbers numbers, Dice dice, DateOnly asOf)
    {
        var offence = Offences.Of(plan.Headings[0], dice);
        void Add(string type, DateOnly start, DateOnly ends, DateOnly? ended) =>
            person.Orders.Add(new DemoOrder(numbers.Id("26"), type, Calendar.Later(start, plan.FirstConvictionOn), ends, ended, offence.Code, offence.Group, Requirements(type, plan, dice), practitioner));
        string Community() => isChild ? "youth-rehabilitation-order" : dice.Chance(0.3) ? "suspended-sentence-order" : "community-order";

        switch (plan.Situation)
        {
            case Situation.Licence:
                var released = plan.ReleasedOn!.Value;
                Add(dice.Chance(0.12) ? "post-sentence-supervision" : "licence", released, Calendar.Later(person.Custody[0].LicenceExpiresOn!.Value, asOf.AddDays(14)), null);
                break;
            case Situation.CommunityOrder:
                var start = Calendar.Later(plan.IndexOn, asOf.AddDays(-dice.From(20, 480)));
                var ends = start.AddMonths(12);
                Add(Community(), start, ends > asOf.AddDays(10) ? ends : start.AddMonths(24), null);
                break;
            case Situation.Remand when plan.Statutory:
                Add(dice.Chance(0.5) ? "licence" : Community(), plan.IndexOn, Calendar.Later(plan.IndexOn.AddMonths(18), asOf.AddDays(60)), null);
                break;
            case Situation.CustodyServing when !plan.AdoptedInside:
                Add(dice.Chance(0.5) ? "licence" : Community(), plan.IndexOn, plan.IndexOn.AddMonths(24), plan.ReceivedOn);
                break;
            case Situation.NonStatutory when plan.OrderSinceAdoption:
                var done = dice.Day(plan.AdoptedOn.AddDays(4), asOf.AddDays(-3));
                Add(Community(), plan.IndexOn, done, done);
                break;
            default:
                if (!plan.IsCohort && dice.Chance(0.4))
                    break;
                var last = plan.FirstConvictionOn.DayNumber + ((plan.IndexOn.DayNumber - plan.FirstConvictionOn.DayNumber) * 9 / 10);
                var over = DateOnly.FromDayNumber(Math.Max(last, plan.FirstConvictionOn.DayNumber + 2));
                Add(Community(), over.AddMonths(-12), over, over);
                break;
        }
    }

    private static List<string> Requirements(string type, Plan plan, Dice dice)
    {
        var needs = plan.Needs.Select(n => n.Pathway).ToHashSet(StringComparer.Ordinal);
        List<string> all = type is "licence" or "post-sentence-supervision" ? ["Keep to appointments", "Reside as approved"] : [$"Rehabilitation activity {dice.From(2, 6) * 5} days"];
        if (needs.Contains("drugs"))
            all.Add(type is "licence" or "post-sentence-supervision" ? "Attend drug appointments" : "Drug rehabilitation");
        if (needs.Contains("alcohol"))
            all.Add("Alcohol treatment");
        if (needs.Contains("attitudes") && dice.Chance(0.6))
            all.Add("Thinking Skills Programme");
        if (type is "community-order" or "suspended-sentence-order" && dice.Chance(0.4))
            all.Add($"Unpaid work {dice.From(4, 20) * 10} hours");
        if (dice.Chance(0.15))
            all.Add("Curfew");
        return all;
    }

    private static int[] SectionScores(Plan plan, Dice dice)
    {
        var needs = plan.Needs.Select(n => n.Pathway).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. DemoPerson.Sections.Select(section => needs.Contains(section.Pathway)
                ? dice.From(section.Need, section.Most)
                : dice.Chance(0.25) ? dice.From(section.Need, Math.Min(section.Most, section.Need + 1)) : dice.From(0, section.Need - 1)),
        ];
    }

    private static void AddScores(DemoPerson person, Plan plan, Dice dice, DateOnly asOf)
    {
        if (plan.Ogrs is not { } one)
            return;
        var on = Calendar.Weekday(dice.Day(plan.AdoptedOn.AddDays(-60), asOf.AddDays(-3)));
        var two = one + ((100 - one) * 3 / 10);
        string Band(int percent) => percent >= 90 ? "very-high" : percent >= 75 ? "high" : percent >= 50 ? "medium" : "low";
        person.Scores.Add(new DemoScore("ogrs3", on, one, two, Band(two), "3.0"));
        if (!dice.Chance(0.4))
            return;
        var arp = Math.Clamp(two + dice.From(-8, 6), 3, 97);
        person.Scores.Add(new DemoScore("arp", Calendar.Later(on, Calendar.Weekday(asOf.AddDays(-dice.From(5, 160)))), null, arp + (dice.Below(100) / 100m), Band(arp), "1.0"));
    }

    private static void AddDesignations(DemoPerson person, Plan plan, bool isChild, Dice dice)
    {
        if (!plan.IsCohort)
            return;
        person.DesignationFrom = plan.AdoptedOn;
        person.Designations.Add("IOM");
        if (plan.Ppo)
            person.Designations.Add("PPO");
        person.Designations.Add(CohortType(plan));
        if (isChild)
            person.Designations.Add("DYO");
        if (plan.Rosh is "high" or "very-high" && plan.Headings.Contains(1))
        {
            var level = plan.Rosh == "very-high" ? 2 : 1;
            person.Designations.Add($"MAPPA:C{(plan.Statutory ? 2 : 3)}:L{level}");
            if (person.Orders.Count > 0)
                person.Registrations.Add($"MAPP:M{(plan.Statutory ? 2 : 3)}:L{level}");
        }

        if (plan.Needs.Any(n => n.Pathway == "drugs") && dice.Chance(0.3))
            person.Designations.Add("DIP");
    }

    /// <summary>Common practice, not official thresholds: see docs/reference/reports.md.</summary>
    public static string CohortType(Plan plan) => plan switch
    {
        { Statutory: true, Ogrs: >= 65 } when plan.Headings.Any(h => h is 0 or 2 or 3) => "Fixed",
        { Ogrs: >= 50 } => "Flex",
        _ => "Free",
    };
}
