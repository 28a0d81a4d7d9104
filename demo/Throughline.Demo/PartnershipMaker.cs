namespace Throughline.Demo;

/// <summary>Puts one partnership together: staff, people, their histories, what each agency holds, and the casework.</summary>
internal static class PartnershipMaker
{
    public static DemoPartnership Make(Area area, int index, int cohort, int others, int seed, DateOnly asOf)
    {
        var beats = Places.Beats(area, seed);
        var staff = StaffMaker.Staff(area, cohort, beats, seed);
        var plans = Plans.Draw(area, index, cohort, others, seed, asOf);
        var numbers = new Numbers(index);
        var people = new List<DemoPerson>(cohort + others);
        foreach (var plan in plans)
        {
            var dice = new Dice(seed, 31, index, plan.Number);
            var person = PersonMaker.Make(area, plan, beats, numbers, dice, asOf);
            SupervisionMaker.Fill(person, plan, area, staff, numbers, dice, asOf);
            HistoryMaker.Fill(person, plan, numbers, dice, asOf);
            ServicesMaker.Fill(person, plan, numbers, dice, asOf);
            people.Add(person);
        }

        var made = new DemoPartnership { Area = area, Agencies = StaffMaker.Agencies(area), Staff = staff, Beats = beats, People = people };
        foreach (var (person, plan) in people.Zip(plans))
            CaseMaker.Fill(person, plan, made, new Dice(seed, 41, index, plan.Number), asOf);
        var befriend = new Dice(seed, 51, index);
        foreach (var person in people)
        {
            for (var k = befriend.From(0, 3); k > 0; k--)
            {
                var other = befriend.Pick(people);
                if (other != person && !person.Associates.Contains(other.Number))
                    person.Associates.Add(other.Number);
            }
        }

        people.AddRange(Doubles(people, index, seed));
        return made;
    }

    /// <summary>A few people whom the drug service knows under a name of its own: are they somebody the police know?</summary>
    private static List<DemoPerson> Doubles(List<DemoPerson> people, int index, int seed)
    {
        var dice = new Dice(seed, 61, index);
        var known = people.Where(p => p.IsCohort && p.Aliases.Count > 0).ToList();
        List<DemoPerson> doubles = [];
        foreach (var person in dice.Shuffled(known).Take(known.Count / 60 + (known.Count > 3 ? 1 : 0)))
        {
            var made = new DemoPerson
            {
                Number = people.Count + doubles.Count + 1, Pncid = "", Cro = "", Surname = person.Surname, Forenames = person.Aliases[0].Forenames, BornOn = person.BornOn, Sex = person.Sex,
                EthnicitySelf = "NS", EthnicityObserved = "IC9", IsCohort = false, Beat = person.Beat, Address = person.Address, Postcode = person.Postcode, AddressFrom = person.AddressFrom, Phone = person.Phone, MayBe = person.Number,
            };
            made.Drugs.Add(new DemoDrugRecord($"R-{index + 1}-9{doubles.Count:00000}", "treatment", person.AddressFrom, "opiates", null, null, "engaged", null));
            doubles.Add(made);
        }

        return doubles;
    }
}

/// <summary>Gives out identifiers, each once in the whole demonstration: every partnership has ranges of its own.</summary>
internal sealed class Numbers(int partnership)
{
    private readonly Dictionary<string, int> used = new(StringComparer.Ordinal);

    public int Next(string kind) => used[kind] = used.GetValueOrDefault(kind) + 1;

    /// <summary>Serials above nine million are rare in real records.</summary>
    public string Pncid(int year) => Identities.Pncid(year, 9_000_000 + (partnership * 200_000) + Next("pncid"));

    public string Cro(int year) => Identities.Cro(500_000 + (partnership * 90_000) + Next("cro"), year);

    public string Crn() => Identities.Crn("XWVUT"[partnership], 700_000 + Next("crn"));

    public string PrisonNumber() => Identities.PrisonNumber("ABCDE"[partnership], 6_000_000 + Next("prison"));

    public string NhsNumber()
    {
        while (true)
        {
            if (Identities.NhsNumber((partnership * 190_000) + Next("nhs")) is { } number)
                return number;
        }
    }

    public string Id(string prefix) => $"{prefix}{partnership + 1}{Next(prefix):0000000}";
}
