namespace Throughline.Demo;

/// <summary>Invented towns, beats and streets. The postcode areas (ZA, ZD, ZF, ZG, ZH) have the right shape and are not in use; the grid squares lie where the five areas are.</summary>
internal static class Places
{
    internal sealed record County(string PostcodeArea, int Easting, int Northing, string[] Towns, string[] Districts, string Phone, string[] Prisons);

    public static County Of(string area) => area switch
    {
        "avonmere" => new("ZA", 358000, 172000, ["Avonmere", "Kingsbridge Quay", "Westerleigh Hill"], ["Harbourside", "St Wulfric's", "Knowle Bank", "Lawrence Fields", "Hartwell", "Southmead End", "Easter Cross", "Bedmin Down"], "0117 496 0", ["HMP Horfield Green", "HMP Leyhill Down", "HMYOI Ashmoor"]),
        "lunedale" => new("ZD", 354000, 430000, ["Lunedale", "Rosse Bridge", "Fyldham"], ["Moorgate", "Bastwell Row", "Deepdale Rise", "Marsh Side", "Skerne", "Burnwood", "Nelson Fold"], "01632 960", ["HMP Ribbleton", "HMP Wymott Moor", "HMYOI Lancross"]),
        "thornwood" => new("ZF", 457000, 340000, ["Thornwood", "Mansford", "Beestone"], ["Aspley Cross", "Bulwell Green", "Hyson Row", "Clifton Rise", "St Ann's Gate", "Radbourne", "Sneinton Hill", "Carlton Wood", "Bestwood End"], "0115 496 0", ["HMP Sherwood Cross", "HMP Ranbury", "HMYOI Glenside"]),
        "hammerwich" => new("ZG", 406000, 287000, ["Hammerwich", "Darlow", "Smethcote"], ["Handley", "Lozeley", "Aston Forge", "Winson Row", "Chelmsley Wood End", "Tipton Lock"], "0121 496 0", ["HMP Winson Forge", "HMP Featherbrook", "HMYOI Brinmoor"]),
        _ => new("ZH", 429000, 433000, ["Calderstone", "Airebeck", "Dewsthorpe", "Halbeck"], ["Harehills Bank", "Beeston Rigg", "Manning Row", "Seacroft Gate", "Gipton Wood", "Lower Wyke", "Ravensdale", "Lupset Moor", "Hunslet Fold", "Kirkgate"], "0113 496 0", ["HMP Armside", "HMP Wealdstone", "HMYOI Wetherhill"]),
    };

    private static readonly string[] StreetNames =
        ["Alder", "Bobbin", "Canal", "Chantry", "Cinder", "Clog", "Dyer", "Fern", "Foundry", "Gasworks", "Hawthorn", "Jubilee", "Kiln", "Larch", "Lime", "Loom", "Mill", "Orchard", "Paddock", "Quarry", "Ropewalk", "Rowan", "Sorrel", "Station", "Tanner", "Tenter", "Viaduct", "Weaver", "Willow", "Wharf"];

    private static readonly string[] StreetKinds = ["Street", "Road", "Lane", "Close", "Grove", "Terrace", "Avenue", "Walk", "Court", "Drive"];

    public static IReadOnlyList<Beat> Beats(Area area, int seed)
    {
        var county = Of(area.Code);
        var dice = new Dice(seed, 11, area.People);
        return
        [
            .. county.Districts.Select((district, i) => new Beat(
                $"{area.Code[..2].ToUpperInvariant()}{i + 1:00}", county.Towns[i % county.Towns.Length], district,
                county.Easting + dice.From(-6000, 6000), county.Northing + dice.From(-6000, 6000),
                [.. dice.Shuffled(StreetNames).Take(9).Select(name => $"{name} {dice.Pick(StreetKinds)}")])),
        ];
    }

    private const string InwardLetters = "ABDEFGHJLNPQRSTUWXYZ";

    public static string Postcode(Area area, Beat beat, Dice dice) =>
        $"{Of(area.Code).PostcodeArea}{int.Parse(beat.Code[2..], System.Globalization.CultureInfo.InvariantCulture)} {dice.From(1, 9)}{InwardLetters[dice.Below(20)]}{InwardLetters[dice.Below(20)]}";
}
