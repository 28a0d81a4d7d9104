namespace Throughline.Demo;

/// <summary>Who somebody is and where they live.</summary>
internal static class PersonMaker
{
    private const string PlateLetters = "ABCDEFGHJKLMNOPRSTUVWXY";

    private static readonly string[] Makes = ["Vauxhall Corsa", "Ford Fiesta", "Ford Focus", "Volkswagen Golf", "Vauxhall Astra", "Renault Clio", "BMW 1 Series", "Ford Transit", "Audi A3", "Peugeot 207", "Seat Ibiza", "Nissan Micra"];

    private static readonly string[] Colours = ["Grey", "Black", "Silver", "Blue", "White", "Red"];

    public static DemoPerson Make(Area area, Plan plan, IReadOnlyList<Beat> beats, Numbers numbers, Dice dice, DateOnly asOf)
    {
        var origin = dice.Pick(Names.In(area.Code));
        var isWoman = dice.Chance(plan.IsCohort ? 0.09 : 0.14);
        var pool = isWoman ? origin.Women : origin.Men;
        var first = dice.Pick(pool);
        var middle = dice.Chance(0.45) ? dice.Pick(pool) : first;
        var (self, observed, _) = origin.Ethnicity[dice.Pick<int>([.. origin.Ethnicity.Select((e, i) => (i, e.Weight))])];
        var beat = beats[dice.Pick<int>([.. beats.Select((_, i) => (i, 1.0 + ((beats.Count - i) * 0.35)))])];
        var year = plan.FirstConvictionOn.Year;
        var person = new DemoPerson
        {
            Number = plan.Number,
            Pncid = numbers.Pncid(year),
            Cro = numbers.Cro(year),
            Surname = dice.Pick(origin.Surnames),
            Forenames = middle == first ? first : $"{first} {middle}",
            BornOn = plan.BornOn,
            Sex = isWoman ? "F" : "M",
            EthnicitySelf = self,
            EthnicityObserved = dice.Chance(0.96) ? observed : "IC9",
            IsCohort = plan.IsCohort,
            Situation = plan.Situation,
            Beat = beat,
            Address = dice.Chance(0.2) ? $"Flat {dice.From(1, 24)}, {dice.From(1, 60)} {dice.Pick(beat.Streets)}" : $"{dice.From(1, 180)} {dice.Pick(beat.Streets)}",
            Postcode = Places.Postcode(area, beat, dice),
            AddressFrom = asOf.AddDays(-dice.From(20, 1400)),
            Phone = dice.Chance(0.9) ? $"07700 900{dice.Below(1000):000}" : $"{Places.Of(area.Code).Phone}{dice.Below(1000):000}",
            VehicleRegistration = dice.Chance(0.22) ? Plate(dice) : null,
            VehicleDescription = $"{dice.Pick(Colours)} {dice.Pick(Makes)}",
        };
        if (Names.Short.TryGetValue(first, out var called) && dice.Chance(0.5))
            person.Aliases.Add((called, person.Surname));
        if (dice.Chance(0.08))
            person.Aliases.Add((first, dice.Pick(origin.Surnames)));
        return person;
    }

    private static string Plate(Dice dice) =>
        $"{PlateLetters[dice.Below(23)]}{PlateLetters[dice.Below(23)]}{dice.From(10, 24):00} {PlateLetters[dice.Below(23)]}{PlateLetters[dice.Below(23)]}{PlateLetters[dice.Below(23)]}";
}
