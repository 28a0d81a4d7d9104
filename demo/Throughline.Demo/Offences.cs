namespace Throughline.Demo;

/// <summary>Offences by group: the five-digit Home Office code and the words, and the five headings of 002 paragraph 4.14.</summary>
internal static class Offences
{
    internal sealed record Offence(string Group, string Code, string Words, int Heading);

    /// <summary>Burglary, violence, theft and handling, robbery, other.</summary>
    public static readonly IReadOnlyList<(Offence Item, double Weight)>[] ByHeading =
    [
        [(new("burglary-residential", "02801", "Burglary in a dwelling", 0), 70), (new("burglary-business", "03001", "Burglary in a building other than a dwelling", 0), 30)],
        [(new("violence-injury", "00801", "Assault occasioning actual bodily harm", 1), 45), (new("violence-no-injury", "10501", "Common assault", 1), 55)],
        [
            (new("shoplifting", "04600", "Theft from a shop", 2), 45), (new("theft-from-vehicle", "04510", "Theft from a vehicle", 2), 15), (new("theft-vehicle", "04801", "Theft of a motor vehicle", 2), 12),
            (new("theft-person", "03900", "Theft from the person of another", 2), 8), (new("handling", "05401", "Handling stolen goods", 2), 8), (new("theft-other", "04900", "Other theft", 2), 8),
            (new("vehicle-interference", "12600", "Interfering with a motor vehicle", 2), 4),
        ],
        [(new("robbery-personal", "03401", "Robbery", 3), 85), (new("robbery-business", "03402", "Robbery of business property", 3), 15)],
        [
            (new("drugs-possession", "09262", "Possession of a controlled drug, class A", 4), 25), (new("drugs-supply", "09231", "Possession of a controlled drug with intent to supply", 4), 12),
            (new("criminal-damage", "05811", "Criminal damage", 4), 18), (new("public-order", "12509", "Using threatening words or behaviour", 4), 18), (new("motoring", "80301", "Driving while disqualified", 4), 17),
            (new("weapons", "00811", "Having an article with a blade or point", 4), 10),
        ],
    ];

    /// <summary>The mix of headings across a whole career: more theft than what people are adopted for.</summary>
    public static readonly IReadOnlyList<(int Item, double Weight)> Career = [(0, 26), (1, 14), (2, 36), (3, 5), (4, 19)];

    public static Offence Of(int heading, Dice dice) => dice.Pick(ByHeading[heading]);

    public static readonly Offence Breach = new("breach", "19500", "Failing to comply with an order", 4);

    public static readonly IReadOnlyList<string> Detection = ["Fingerprint", "DNA", "CCTV", "Witness", "Caught in the act", "Forensic footwear", "Admitted"];
}
