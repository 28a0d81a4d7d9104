namespace Throughline.Demo;

/// <summary>What the drug service and the monitoring provider hold.</summary>
internal static class ServicesMaker
{
    public static void Fill(DemoPerson person, Plan plan, Numbers numbers, Dice dice, DateOnly asOf)
    {
        var need = plan.Needs.FirstOrDefault(n => n.Pathway == "drugs");
        if (need.Pathway is not null || dice.Chance(plan.IsCohort ? 0.12 : 0.3))
            AddDrugs(person, need.Progress ?? "some", numbers, dice, asOf);
        if (plan.Situation is Situation.Licence or Situation.CommunityOrder && dice.Chance(0.24))
        {
            var fitted = Calendar.Later(person.Orders[0].StartedOn, asOf.AddDays(-dice.From(4, 100)));
            var isGps = dice.Chance(0.4);
            person.Tags.Add(new DemoTag(numbers.Id(isGps ? "G-" : "C-"), isGps ? "gps" : "curfew", false, fitted, dice.Chance(0.25) ? dice.Day(fitted, asOf) : null, isGps ? null : new TimeOnly(19, 0), isGps ? null : new TimeOnly(7, 0)));
        }
        else if (plan is { IsCohort: true, Situation: Situation.NonStatutory } && dice.Chance(0.1))
        {
            var fitted = Calendar.Later(plan.AdoptedOn.AddDays(6), asOf.AddDays(-dice.From(2, 80)));
            person.Tags.Add(new DemoTag(numbers.Id("G-"), "gps", true, fitted, null, null, null));
        }
    }

    private static void AddDrugs(DemoPerson person, string progress, Numbers numbers, Dice dice, DateOnly asOf)
    {
        person.NhsNumber = numbers.NhsNumber();
        var substances = dice.Shuffled(["opiates", "cocaine", "crack cocaine", "amphetamines"]).Take(dice.From(1, 2)).ToArray();
        bool Out(DateOnly on) => !person.Custody.Any(s => s.ReceivedOn <= on && (s.ReleasedOn is not { } until || on < until));
        foreach (var arrest in person.Events.Where(e => e.Kind == "arrest" && e.On > asOf.AddDays(-730)).Take(4))
            Test(arrest.On, "custody");
        for (var left = dice.From(1, 5); left > 0; left--)
        {
            var on = Calendar.Weekday(asOf.AddDays(-dice.From(2, 400)));
            if (Out(on))
                Test(on, dice.Chance(0.6) ? "clinic" : "probation");
        }

        var started = Calendar.Weekday(asOf.AddDays(-dice.From(15, 500)));
        var status = progress switch
        {
            "good" => dice.Chance(0.4) ? "completed" : "engaged",
            "some" => "engaged",
            "none" => dice.Pick<string>([("left-early", 50), ("waiting", 25), ("referred", 25)]),
            _ => "left-early",
        };
        person.Drugs.Add(new DemoDrugRecord(numbers.Id("R-"), "treatment", started, string.Join(" and ", substances), null, null, status, status is "completed" or "left-early" ? dice.Day(started.AddDays(10), asOf.AddDays(-1)) : null));

        void Test(DateOnly on, string setting)
        {
            var clean = progress switch { "good" => 0.8, "some" => 0.45, _ => 0.2 };
            var result = dice.Chance(0.08) ? dice.Chance(0.5) ? "refused" : "not-tested" : dice.Chance(clean) ? "negative" : "positive";
            person.Drugs.Add(new DemoDrugRecord(numbers.Id("R-"), "test", on, dice.Pick(substances), result, setting, null, null));
        }
    }
}
