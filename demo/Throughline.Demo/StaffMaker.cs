using System.Globalization;

namespace Throughline.Demo;

/// <summary>Who works in a partnership: one of every role for the sign-in page of the demonstration, and as many offender managers as the caseload needs.</summary>
internal static class StaffMaker
{
    private const int Caseload = 28;

    public static IReadOnlyList<DemoAgency> Agencies(Area area)
    {
        (string Type, string Name)[] all =
        [
            ("police", $"{area.Name} Police"), ("probation", $"{area.Name} Probation"), ("prison", Places.Of(area.Code).Prisons[0]),
            ("youth-offending-team", $"{area.Name} Youth Offending Team"), ("council", $"{area.Name} Council"), ("drug-service", $"{area.Name} Recovery Service"),
            ("housing", $"{area.Name} Homes"), ("job-centre", $"{area.Name} Jobcentre"), ("charity", $"{area.Name} Fresh Ground"), ("electronic-monitoring", $"{area.Name} Monitoring"),
        ];
        return [.. all.Select((a, i) => new DemoAgency($"{area.Code}-{a.Type}", a.Name, a.Type, $"{Places.Of(area.Code).Phone}{i:000}"))];
    }

    public static IReadOnlyList<DemoStaff> Staff(Area area, int cohort, IReadOnlyList<Beat> beats, int seed)
    {
        var dice = new Dice(seed, 21, area.People);
        var used = new HashSet<string>(StringComparer.Ordinal);
        string Name()
        {
            while (true)
            {
                var origin = dice.Pick(Names.In(area.Code));
                var name = $"{dice.Pick(dice.Chance(0.55) ? origin.Women : origin.Men)} {dice.Pick(origin.Surnames)}";
                if (used.Add(name))
                    return name;
            }
        }

        List<DemoStaff> staff = [];
        void Add(string userName, string agency, string role, string? words, string? beat = null) => staff.Add(new(userName, Name(), agency, [role], beat, words));

        Add("coordinator", "police", "coordinator", "IOM coordinator");
        Add("offender-manager", "probation", "offender-manager", "Offender manager");
        Add("offender-manager.police", "police", "offender-manager", "Offender manager");
        Add("offender-manager.drugs", "drug-service", "offender-manager", "Offender manager");
        Add("intelligence-officer", "police", "intelligence-officer", "Intelligence officer");
        Add("neighbourhood-officer", "police", "neighbourhood-officer", "Neighbourhood officer", beats[0].Code);
        Add("link-worker.prison", "prison", "link-worker", "Link worker (prison or youth justice)");
        Add("link-worker.youth", "youth-offending-team", "link-worker", "Link worker (prison or youth justice)");
        Add("partner-worker.housing", "housing", "partner-worker", "Partner worker (housing, work, mentor)");
        Add("partner-worker.work", "job-centre", "partner-worker", "Partner worker (housing, work, mentor)");
        Add("partner-worker.mentor", "charity", "partner-worker", "Partner worker (housing, work, mentor)");
        Add("chair", "council", "chair", "Panel chair");
        Add("analyst", "police", "analyst", "Analyst");
        Add("strategic-lead", "council", "strategic-lead", "Strategic lead");
        Add("governance", "police", "information-governance-officer", "Information governance officer");
        Add("administrator", "police", "administrator", "Administrator");
        foreach (var beat in beats.Skip(1))
            Add($"neighbourhood.{beat.Code.ToLowerInvariant()}", "police", "neighbourhood-officer", null, beat.Code);
        foreach (var (agency, share) in new[] { ("probation", 0.75), ("police", 0.2), ("drug-service", 0.05), ("charity", 0.03), ("youth-offending-team", 0.02) })
        {
            var number = Math.Max(1, (int)(cohort * share / Caseload));
            for (var i = 1; i <= number; i++)
                Add($"om.{agency}.{i.ToString("00", CultureInfo.InvariantCulture)}", agency, "offender-manager", null);
        }

        return staff;
    }
}
