namespace Throughline.Demo;

/// <summary>One of the five areas of Senior et al. 2011 (004), with the invented partnership that is shaped like it.</summary>
/// <param name="Code">Code and mail domain of the invented partnership.</param>
/// <param name="People">004 table 3.2: total number in the area.</param>
/// <param name="Statutory">004 table 3.2: per cent on statutory supervision.</param>
/// <param name="Ppo">004 table 3.2: per cent in the PPO scheme.</param>
/// <param name="Offences">004 table 3.3: mean number of PNC offences or occasions.</param>
/// <param name="Primary">004 table 3.3: mean number of previous primary offences.</param>
/// <param name="Breaches">004 table 3.3: mean number of breaches of orders.</param>
/// <param name="FirstConvictionAge">004 table 3.3: mean age at first conviction, years.</param>
/// <param name="Age">004 table 3.3: mean age in January 2010, years; here on the day of the demonstration.</param>
public sealed record Area(
    string Code, string Name, string Brand, string After, string Histories, int People, int Statutory, int Ppo,
    double Offences, double Primary, double Breaches, double FirstConvictionAge, double Age);

/// <summary>The published figures that the demonstration follows, each with its paragraph.</summary>
public static class Published
{
    public static readonly IReadOnlyList<Area> Areas =
    [
        new("avonmere", "Avonmere", "Turnaround", "Avon & Somerset", "Bristol", 438, 67, 32, 70.2, 22.4, 3.6, 17.98, 29.76),
        new("lunedale", "Lunedale", "Second Reading", "Lancashire", "Lancashire", 421, 34, 22, 51.7, 17.4, 4.0, 17.03, 27.66),
        new("thornwood", "Thornwood", "Greenwood Plus", "Nottinghamshire", "Nottingham", 591, 73, 70, 52.8, 21.7, 7.4, 16.70, 28.54),
        new("hammerwich", "Hammerwich", "Forge Ahead", "West Midlands", "West Midlands", 215, 50, 41, 53.2, 21.0, 3.8, 16.17, 26.29),
        new("calderstone", "Calderstone", "About Turn", "West Yorkshire", "West Yorkshire", 670, 74, 48, 45.9, 19.9, 5.0, 15.47, 25.23),
    ];

    /// <summary>002 paragraph 4.10: serving in custody, remanded, on licence, on a community order, in the community under no order.</summary>
    public static readonly double[] SituationOnTheDay = [28, 9, 22, 10, 30];

    /// <summary>002 paragraph 4.12: low, medium, high, not assessed. The two points that are missing are taken for very high.</summary>
    public static readonly double[] Rosh = [19, 53, 21, 5];

    /// <summary>002 paragraph 4.13: mean OGRS one-year score where recorded.</summary>
    public const int OgrsOneYear = 62;

    /// <summary>002 paragraph 4.14: burglary, violence, theft and handling, robbery, other; more than one a person.</summary>
    public static readonly double[] Offences = [48, 22, 20, 9, 19];

    /// <summary>002 paragraph 5.12: one of the top three needs.</summary>
    public static readonly IReadOnlyList<(string Pathway, double Share)> TopNeeds =
        [("drugs", 58), ("attitudes", 52), ("lifestyle", 38), ("ete", 35), ("accommodation", 33), ("alcohol", 26)];

    /// <summary>002 paragraph 8.12: good progress, some, none, deterioration.</summary>
    public static readonly IReadOnlyDictionary<string, double[]> Progress = new Dictionary<string, double[]>(StringComparer.Ordinal)
    {
        ["drugs"] = [22, 15, 54, 9],
        ["attitudes"] = [12, 43, 43, 2],
        ["lifestyle"] = [3, 43, 53, 0],
        ["ete"] = [29, 54, 18, 0],
        ["accommodation"] = [35, 31, 27, 8],
        ["alcohol"] = [14, 45, 36, 5],
    };

    /// <summary>002 paragraph 8.18: breached or reoffended, completed without either, ongoing without either.</summary>
    public static readonly double[] Outcomes = [62, 14, 25];
}
