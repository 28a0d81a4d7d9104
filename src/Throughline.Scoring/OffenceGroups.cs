namespace Throughline.Scoring;

/// <summary>
/// The fixed vocabulary of offence groups. Recorded-crime codes and five-digit Home Office codes are turned into these by
/// <see cref="OffenceGroups.FromHomeOfficeCode"/>; agencies' extracts may also use the ids directly.
/// </summary>
public enum OffenceGroup : byte
{
    /// <summary><c>burglary-residential</c>: residential burglary.</summary>
    BurglaryResidential,

    /// <summary><c>burglary-business</c>: business or community burglary.</summary>
    BurglaryBusiness,

    /// <summary><c>robbery-personal</c>: personal robbery.</summary>
    RobberyPersonal,

    /// <summary><c>robbery-business</c>: business robbery.</summary>
    RobberyBusiness,

    /// <summary><c>theft-person</c>: theft from the person.</summary>
    TheftPerson,

    /// <summary><c>theft-vehicle</c>: theft of a vehicle.</summary>
    TheftVehicle,

    /// <summary><c>theft-from-vehicle</c>: theft from a vehicle.</summary>
    TheftFromVehicle,

    /// <summary><c>vehicle-interference</c>: vehicle interference.</summary>
    VehicleInterference,

    /// <summary><c>shoplifting</c>: shoplifting.</summary>
    Shoplifting,

    /// <summary><c>theft-other</c>: other theft.</summary>
    TheftOther,

    /// <summary><c>handling</c>: handling stolen goods.</summary>
    Handling,

    /// <summary><c>fraud</c>: fraud or forgery.</summary>
    Fraud,

    /// <summary><c>violence-injury</c>: violence with injury.</summary>
    ViolenceInjury,

    /// <summary><c>violence-no-injury</c>: violence without injury.</summary>
    ViolenceNoInjury,

    /// <summary><c>homicide</c>: homicide.</summary>
    Homicide,

    /// <summary><c>sexual</c>: a sexual offence.</summary>
    Sexual,

    /// <summary><c>weapons</c>: possession of a weapon.</summary>
    Weapons,

    /// <summary><c>public-order</c>: a public order offence.</summary>
    PublicOrder,

    /// <summary><c>criminal-damage</c>: criminal damage.</summary>
    CriminalDamage,

    /// <summary><c>arson</c>: arson.</summary>
    Arson,

    /// <summary><c>drugs-supply</c>: drug supply or production.</summary>
    DrugsSupply,

    /// <summary><c>drugs-possession</c>: drug possession.</summary>
    DrugsPossession,

    /// <summary><c>motoring</c>: a motoring offence.</summary>
    Motoring,

    /// <summary><c>breach</c>: breach of an order.</summary>
    Breach,

    /// <summary><c>domestic-abuse</c>: domestic abuse.</summary>
    DomesticAbuse,

    /// <summary><c>other</c>: another offence.</summary>
    Other,
}

/// <summary>The ids of the offence groups as constants, for files, databases and demonstrations.</summary>
public static class OffenceGroupIds
{
    public const string BurglaryResidential = "burglary-residential";
    public const string BurglaryBusiness = "burglary-business";
    public const string RobberyPersonal = "robbery-personal";
    public const string RobberyBusiness = "robbery-business";
    public const string TheftPerson = "theft-person";
    public const string TheftVehicle = "theft-vehicle";
    public const string TheftFromVehicle = "theft-from-vehicle";
    public const string VehicleInterference = "vehicle-interference";
    public const string Shoplifting = "shoplifting";
    public const string TheftOther = "theft-other";
    public const string Handling = "handling";
    public const string Fraud = "fraud";
    public const string ViolenceInjury = "violence-injury";
    public const string ViolenceNoInjury = "violence-no-injury";
    public const string Homicide = "homicide";
    public const string Sexual = "sexual";
    public const string Weapons = "weapons";
    public const string PublicOrder = "public-order";
    public const string CriminalDamage = "criminal-damage";
    public const string Arson = "arson";
    public const string DrugsSupply = "drugs-supply";
    public const string DrugsPossession = "drugs-possession";
    public const string Motoring = "motoring";
    public const string Breach = "breach";
    public const string DomesticAbuse = "domestic-abuse";
    public const string Other = "other";
}

/// <summary>Ids, words and look-ups of <see cref="OffenceGroup"/>.</summary>
public static partial class OffenceGroups
{
    /// <summary>The ids in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Ids { get; } =
    [
        OffenceGroupIds.BurglaryResidential,
        OffenceGroupIds.BurglaryBusiness,
        OffenceGroupIds.RobberyPersonal,
        OffenceGroupIds.RobberyBusiness,
        OffenceGroupIds.TheftPerson,
        OffenceGroupIds.TheftVehicle,
        OffenceGroupIds.TheftFromVehicle,
        OffenceGroupIds.VehicleInterference,
        OffenceGroupIds.Shoplifting,
        OffenceGroupIds.TheftOther,
        OffenceGroupIds.Handling,
        OffenceGroupIds.Fraud,
        OffenceGroupIds.ViolenceInjury,
        OffenceGroupIds.ViolenceNoInjury,
        OffenceGroupIds.Homicide,
        OffenceGroupIds.Sexual,
        OffenceGroupIds.Weapons,
        OffenceGroupIds.PublicOrder,
        OffenceGroupIds.CriminalDamage,
        OffenceGroupIds.Arson,
        OffenceGroupIds.DrugsSupply,
        OffenceGroupIds.DrugsPossession,
        OffenceGroupIds.Motoring,
        OffenceGroupIds.Breach,
        OffenceGroupIds.DomesticAbuse,
        OffenceGroupIds.Other,
    ];

    private static readonly string[] Labels =
    [
        "residential burglary",
        "business or community burglary",
        "personal robbery",
        "business robbery",
        "theft from the person",
        "theft of a vehicle",
        "theft from a vehicle",
        "vehicle interference",
        "shoplifting",
        "other theft",
        "handling stolen goods",
        "fraud or forgery",
        "violence with injury",
        "violence without injury",
        "homicide",
        "a sexual offence",
        "possession of a weapon",
        "a public order offence",
        "criminal damage",
        "arson",
        "drug supply or production",
        "drug possession",
        "a motoring offence",
        "breach of an order",
        "domestic abuse",
        "another offence",
    ];

    private static readonly Dictionary<string, OffenceGroup> ById =
        Ids.Select((id, i) => (id, i)).ToDictionary(x => x.id, x => (OffenceGroup)x.i, StringComparer.Ordinal);

    /// <summary>How many groups there are.</summary>
    public static int Count => Ids.Count;

    /// <summary>The id, for example <c>burglary-residential</c>.</summary>
    public static string Id(this OffenceGroup group) => Ids[(int)group];

    /// <summary>The group in words that follow "for": "residential burglary".</summary>
    public static string Label(this OffenceGroup group) => Labels[(int)group];

    /// <summary>The group whose id is exactly <paramref name="id"/> (ordinal).</summary>
    /// <returns><see langword="false"/> when no group has that id.</returns>
    public static bool TryParse(string? id, out OffenceGroup group) =>
        ById.TryGetValue(id ?? string.Empty, out group);
}
