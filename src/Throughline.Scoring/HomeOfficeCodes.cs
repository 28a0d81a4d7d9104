using System.Globalization;

namespace Throughline.Scoring;

public static partial class OffenceGroups
{
    // Recorded-crime codes as the Cambridge Crime Harm Index file and the Home Office counting rules print them.
    private static readonly Dictionary<string, OffenceGroup> RecordedCrime = BuildRecordedCrime();

    /// <summary>
    /// The offence group of a Home Office code, or <see langword="null"/> when the code is not recognised.
    /// </summary>
    /// <remarks>
    /// <para>Accepted forms, spaces around them ignored, letters in either case: recorded-crime codes (<c>28E</c>, <c>34B</c>,
    /// <c>45</c>, <c>37/2</c>, <c>92A</c>); Home Office classifications of class and sub-class (<c>028/03</c>); and the
    /// five-digit form of the same (<c>02803</c>; the first three digits are the class, the last two the sub-class).
    /// Codes in use before April 2017 are understood too: 28A to 28D (dwelling), 29, 30A and 30B, 31.</para>
    /// <para>Edges. Class 034 in the five-digit form does not say whether a person or a business was robbed; it is read as
    /// <c>robbery-personal</c>. Class 092 and 093 sub-classes below 50 are supply, production and importation, the rest
    /// possession. A recognised code that belongs to none of the named groups is <c>other</c>.</para>
    /// <para>Source: Home Office recorded-crime codes and the actuarial mapping of five-digit codes used by HMPPS.</para>
    /// </remarks>
    public static OffenceGroup? FromHomeOfficeCode(string? code)
    {
        if (string.IsNullOrWhiteSpace(code))
            return null;
        var text = code.Trim().ToUpperInvariant();
        if (RecordedCrime.TryGetValue(text, out var group))
            return group;
        if (text is [_, _, _, '/', _, _])
            text = string.Concat(text.AsSpan(0, 3), text.AsSpan(4, 2));
        if (text.Length != 5 || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var five))
            return null;
        return FromClass(five / 100, five % 100);
    }

    private static OffenceGroup? FromClass(int cls, int sub) => cls switch
    {
        0 => sub == 1 ? OffenceGroup.Breach : null,
        1 => OffenceGroup.Homicide,
        4 => sub is 1 or 2 or 10 ? OffenceGroup.Homicide : sub is 0 or 3 ? OffenceGroup.ViolenceInjury : OffenceGroup.Motoring,
        2 or 6 or 7 or 9 => OffenceGroup.ViolenceInjury,
        3 => OffenceGroup.ViolenceNoInjury,
        5 => sub is >= 14 and <= 19 ? OffenceGroup.Weapons : OffenceGroup.ViolenceInjury,
        8 => FromClass8(sub),
        11 or 12 or 13 or 14 or 15 or 36 or 103 or 104 or 105 or 109 => OffenceGroup.ViolenceNoInjury,
        16 or 17 or 18 or 19 or 20 or 21 or 22 or 23 or 25 or 70 or 71 or 72 or 73 or 74 or 86 or 88 or 139 => OffenceGroup.Sexual,
        28 or 29 => OffenceGroup.BurglaryResidential,
        30 or 31 or 32 => OffenceGroup.BurglaryBusiness,
        34 => OffenceGroup.RobberyPersonal,
        37 => sub == 1 ? OffenceGroup.ViolenceInjury : OffenceGroup.TheftVehicle,
        38 or 50 or 51 or 52 or 53 or 55 or 60 or 61 or 67 or 151 or 152 or 177 or 814 => OffenceGroup.Fraud,
        39 => OffenceGroup.TheftPerson,
        35 or 40 or 41 or 42 or 43 or 44 or 47 or 49 or 118 or 119 => OffenceGroup.TheftOther,
        45 => OffenceGroup.TheftFromVehicle,
        46 => OffenceGroup.Shoplifting,
        48 => OffenceGroup.TheftVehicle,
        54 or 120 or 181 => OffenceGroup.Handling,
        56 => OffenceGroup.Arson,
        57 or 58 or 59 or 149 => OffenceGroup.CriminalDamage,
        64 or 65 or 66 or 125 or 140 or 141 or 145 or 162 or 182 or 183 => OffenceGroup.PublicOrder,
        77 => OffenceGroup.DrugsSupply,
        80 or 83 => OffenceGroup.Breach,
        81 or 90 or 113 or 115 => OffenceGroup.Weapons,
        92 or 93 => sub < 50 && sub != 0 ? OffenceGroup.DrugsSupply : OffenceGroup.DrugsPossession,
        126 => OffenceGroup.VehicleInterference,
        130 => sub == 2 ? OffenceGroup.TheftOther : OffenceGroup.TheftVehicle,
        131 => OffenceGroup.TheftVehicle,
        170 or 173 or (>= 802 and <= 825) => OffenceGroup.Motoring,
        195 => sub is 12 or 94 ? OffenceGroup.ViolenceNoInjury : sub is 66 or 79 ? OffenceGroup.Breach : OffenceGroup.Other,
        > 0 and <= 199 => OffenceGroup.Other,
        >= 501 and <= 999 => OffenceGroup.Other,
        _ => null,
    };

    private static OffenceGroup FromClass8(int sub) => sub switch
    {
        4 => OffenceGroup.Motoring,
        11 or (>= 13 and <= 18) or (>= 23 and <= 28) or 53 or 54 or (>= 61 and <= 64) or 75 or 76 => OffenceGroup.Weapons,
        29 or 31 or 32 or 39 or 74 or 79 => OffenceGroup.Breach,
        30 or (>= 35 and <= 38) or (>= 42 and <= 45) or (>= 48 and <= 51) or (>= 55 and <= 58) or (>= 65 and <= 67)
            or (>= 71 and <= 73) => OffenceGroup.ViolenceNoInjury,
        _ => OffenceGroup.ViolenceInjury,
    };

    private static Dictionary<string, OffenceGroup> BuildRecordedCrime()
    {
        var map = new Dictionary<string, OffenceGroup>(StringComparer.Ordinal);
        Put(OffenceGroup.BurglaryResidential, "28A 28B 28C 28D 28E 28F 28G 28H 28 29 29A");
        Put(OffenceGroup.BurglaryBusiness, "30 30A 30B 30C 30D 31 31A");
        Put(OffenceGroup.RobberyBusiness, "34A");
        Put(OffenceGroup.RobberyPersonal, "34 34B");
        Put(OffenceGroup.TheftPerson, "39");
        Put(OffenceGroup.TheftVehicle, "48 37/2");
        Put(OffenceGroup.TheftFromVehicle, "45");
        Put(OffenceGroup.VehicleInterference, "126");
        Put(OffenceGroup.Shoplifting, "46");
        Put(OffenceGroup.TheftOther, "35 40 41 42 43 44 47 49 49A");
        Put(OffenceGroup.Handling, "54");
        Put(OffenceGroup.Fraud, "33A 38 53C 53D 61 61A 67 814 NFIB");
        Put(OffenceGroup.Homicide, "1 4/1 4/2 4/10");
        Put(OffenceGroup.ViolenceInjury, "2 4/3 4/4 4/6 4/7 4/8 4/9 5D 5E 8H 8N 8P 8S 37/1");
        Put(OffenceGroup.ViolenceNoInjury, "3A 3B 8L 8M 8Q 8R 11A 13 14 36 104 105A 105B 106");
        Put(OffenceGroup.Sexual, "17A 17B 19C 19D 19E 19F 19G 19H 19J 20A 20B 21 22A 22B 23 70 71 73 86 88A 88C 88E");
        Put(OffenceGroup.Weapons, "10A 10B 10C 10D 81");
        Put(OffenceGroup.PublicOrder, "9A 9B 62A 66");
        Put(OffenceGroup.Arson, "56A 56B");
        Put(OffenceGroup.CriminalDamage, "58A 58B 58C 58D 58J 59");
        Put(OffenceGroup.DrugsSupply, "92A");
        Put(OffenceGroup.DrugsPossession, "92C 92D 92E");
        Put(OffenceGroup.Motoring, "802");
        Put(OffenceGroup.Breach, "80 83");
        Put(OffenceGroup.Other, "24 26 27 33 69 76 79 95 96 99 NN ASB");
        return map;

        void Put(OffenceGroup group, string codes)
        {
            foreach (var code in codes.Split(' '))
                map.Add(code, group);
        }
    }
}
