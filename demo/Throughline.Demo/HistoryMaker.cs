namespace Throughline.Demo;

/// <summary>What police hold: convictions over a life, and two years of arrests, charges, breaches and marks that intelligence exists.</summary>
internal static class HistoryMaker
{
    public static void Fill(DemoPerson person, Plan plan, Numbers numbers, Dice dice, DateOnly asOf)
    {
        var afterFrom = Calendar.Later(plan.AdoptedOn, plan.ReleasedOn ?? plan.AdoptedOn).AddDays(1);
        var afterTo = plan.ReceivedOn is { } inside && inside > plan.AdoptedOn ? inside : asOf.AddDays(-1);
        var mayReoffend = plan.Outcome == Outcome.BreachedOrReoffended
            || (plan is { Outcome: Outcome.NotManagedInCommunity, Situation: Situation.NonStatutory or Situation.Remand } && dice.Chance(0.4));
        var after = mayReoffend ? Math.Max(0, Math.Min(Math.Min(plan.Occasions - 2, afterTo.DayNumber - afterFrom.DayNumber), dice.From(0, 2))) : 0;
        var days = Occasions(plan, after, afterFrom, afterTo, dice);
        AddOlderCustody(person, plan, days, numbers, dice, asOf);
        AddConvictions(person, plan, days, afterFrom, numbers, dice, asOf);
        AddCautionsAndBreaches(person, plan, afterFrom, afterTo, numbers, dice);
        AddArrests(person, plan, numbers, dice, asOf);
        person.Events.Sort((a, b) => a.On != b.On ? a.On.CompareTo(b.On) : string.CompareOrdinal(a.Id, b.Id));
    }

    /// <summary>The days of conviction in order: the first, those before the one that led here, that one, and those since.</summary>
    private static List<DateOnly> Occasions(Plan plan, int after, DateOnly afterFrom, DateOnly afterTo, Dice dice)
    {
        var days = new SortedSet<DateOnly> { plan.FirstConvictionOn, plan.IndexOn };
        var span = plan.IndexOn.DayNumber - plan.FirstConvictionOn.DayNumber;
        while (days.Count < plan.Occasions - after)
            days.Add(Calendar.Later(plan.FirstConvictionOn, Calendar.Weekday(plan.FirstConvictionOn.AddDays(1 + (int)(Math.Sqrt(dice.Unit()) * (span - 1))))));
        while (days.Count < plan.Occasions)
            days.Add(dice.Day(afterFrom, afterTo));
        return [.. days];
    }

    private static void AddOlderCustody(DemoPerson person, Plan plan, List<DateOnly> days, Numbers numbers, Dice dice, DateOnly asOf)
    {
        if (!dice.Chance(0.6))
            return;
        var gaps = days.Zip(days.Skip(1)).Where(pair => pair.Second <= plan.IndexOn && pair.First > asOf.AddDays(-1500) && pair.Second.DayNumber - pair.First.DayNumber > 45).ToList();
        foreach (var (start, next) in dice.Shuffled(gaps).Take(dice.From(1, 2)).OrderBy(g => g.First))
        {
            var released = start.AddDays((int)((next.DayNumber - start.DayNumber) * (0.3 + (dice.Unit() * 0.5))));
            person.PrisonNumber ??= numbers.PrisonNumber();
            person.Custody.Add(new DemoSpell(numbers.Id("1"), person.Custody.Count > 0 ? person.Custody[0].Establishment : "HMP Ranmore", start, "sentenced", released, released.AddDays(60), null, released));
        }
    }

    private static bool Inside(DemoPerson person, DateOnly on) => person.Custody.Any(spell => spell.ReceivedOn < on && (spell.ReleasedOn is not { } out_ || on < out_));

    private static void AddConvictions(DemoPerson person, Plan plan, List<DateOnly> days, DateOnly afterFrom, Numbers numbers, Dice dice, DateOnly asOf)
    {
        var each = days.Select(day => day == plan.IndexOn ? plan.Headings.Length : 1).ToArray();
        for (var left = plan.Convictions - each.Sum(); left > 0; left--)
            each[dice.Below(each.Length)]++;
        for (var i = 0; i < days.Count; i++)
        {
            var day = days[i];
            var isRecent = day > asOf.AddDays(-730);
            var reference = isRecent ? $"{person.Beat.Code}/{numbers.Next("crime"):000000}/{day.AddDays(-35).Year % 100:00}" : null;
            for (var k = 0; k < each[i]; k++)
            {
                var heading = day == plan.IndexOn ? plan.Headings[k < plan.Headings.Length ? k : dice.Below(plan.Headings.Length)]
                    : dice.Chance(0.45) ? plan.Headings[0] : dice.Pick(Offences.Career);
                var offence = Offences.Of(heading, dice);
                Add(person, numbers, "conviction", day, offence, reference, disposal: dice.Pick<string>([("1002", 40), ("1116", 25), ("1015", 20), ("1089", 15)]));
                if (k == 0 && isRecent)
                    AddArrestAndCharge(person, plan, day, afterFrom, offence, reference, numbers, dice);
            }
        }
    }

    private static void AddArrestAndCharge(DemoPerson person, Plan plan, DateOnly convicted, DateOnly afterFrom, Offences.Offence offence, string? reference, Numbers numbers, Dice dice)
    {
        var charged = convicted.AddDays(-dice.From(1, 34));
        if (convicted > plan.AdoptedOn)
            charged = Calendar.Earlier(convicted, Calendar.Later(charged, afterFrom));
        if (Inside(person, charged))
            return;
        var arrested = charged.AddDays(dice.Chance(0.5) || convicted > plan.AdoptedOn ? 0 : -1);
        var at = Where(person, dice);
        person.Events.Add(Event(numbers, "arrest", arrested, offence, reference) with { Place = at.Place, Postcode = at.Postcode, Easting = at.Easting, Northing = at.Northing, DetectedBy = dice.Pick(Offences.Detection) });
        person.Events.Add(Event(numbers, "charge", charged, offence, reference) with { Place = at.Place, Postcode = at.Postcode, Easting = at.Easting, Northing = at.Northing });
    }

    private static void AddCautionsAndBreaches(DemoPerson person, Plan plan, DateOnly afterFrom, DateOnly afterTo, Numbers numbers, Dice dice)
    {
        var tenth = plan.BornOn.AddYears(10).AddDays(20);
        for (var i = 0; i < plan.Cautions; i++)
            Add(person, numbers, "caution", dice.Day(Calendar.Later(tenth, plan.FirstConvictionOn.AddDays(-700)), plan.FirstConvictionOn.AddDays(-1)), Offences.Of(dice.Pick(Offences.Career), dice), null);
        for (var i = 0; i < plan.Breaches; i++)
        {
            var isAfter = plan.Outcome == Outcome.BreachedOrReoffended && (i == 0 || dice.Chance(0.2));
            var on = isAfter ? dice.Day(afterFrom, afterTo) : dice.Day(plan.FirstConvictionOn.AddDays(1), plan.IndexOn);
            for (var again = 0; again < 6 && Inside(person, on); again++)
                on = isAfter ? dice.Day(afterFrom, afterTo) : dice.Day(plan.FirstConvictionOn.AddDays(1), plan.IndexOn);
            Add(person, numbers, "breach", on, Offences.Breach, null);
        }
    }

    /// <summary>Arrests that led nowhere, and marks that intelligence exists (never what it says).</summary>
    private static void AddArrests(DemoPerson person, Plan plan, Numbers numbers, Dice dice, DateOnly asOf)
    {
        var isQuiet = plan.Outcome is Outcome.Completed or Outcome.Ongoing;
        for (var left = dice.From(0, plan.IsCohort ? 3 : 4); left > 0; left--)
        {
            var on = dice.Day(Calendar.Later(plan.FirstConvictionOn, asOf.AddDays(-720)), asOf.AddDays(-1));
            if (Inside(person, on) || (isQuiet && on > plan.AdoptedOn))
                continue;
            var at = Where(person, dice);
            person.Events.Add(Event(numbers, "arrest", on, Offences.Of(dice.Chance(0.6) ? plan.Headings[0] : dice.Pick(Offences.Career), dice), null) with { Place = at.Place, Postcode = at.Postcode, Easting = at.Easting, Northing = at.Northing, DetectedBy = dice.Pick(Offences.Detection) });
        }

        for (var left = dice.From(0, isQuiet ? 1 : plan.Outcome == Outcome.BreachedOrReoffended ? 5 : 3); left > 0; left--)
        {
            var on = asOf.AddDays(-dice.From(1, 210));
            if (!Inside(person, on) || dice.Chance(0.15))
                person.Events.Add(new DemoEvent(numbers.Id("E"), "intelligence", on, null, "other", null));
        }
    }

    private static (string Place, string Postcode, int Easting, int Northing) Where(DemoPerson person, Dice dice) =>
        ($"{dice.Pick(person.Beat.Streets)}, {person.Beat.District}, {person.Beat.Town}", person.Postcode, person.Beat.Easting + dice.From(-900, 900), person.Beat.Northing + dice.From(-900, 900));

    private static void Add(DemoPerson person, Numbers numbers, string kind, DateOnly on, Offences.Offence offence, string? reference, string? disposal = null) =>
        person.Events.Add(Event(numbers, kind, on, offence, reference) with { DisposalCode = disposal });

    private static DemoEvent Event(Numbers numbers, string kind, DateOnly on, Offences.Offence offence, string? reference) =>
        new(numbers.Id("E"), kind, on, offence.Code, offence.Group, offence.Words, CrimeReference: reference);
}
