using static Throughline.Imports.Profiles.Columns;
using static Throughline.Imports.Profiles.InformationCategory;

namespace Throughline.Imports.Profiles;

/// <summary>Tables about offences, and the published research file that evaluation is proved against.</summary>
internal static class ReferenceProfiles
{
    public static Profile HomeOfficeCodes()
    {
        Column[] columns =
        [
            Text("code", Reference, "Five-digit Home Office code: class and sub-class", "02801", 5).Needed(),
            Text("parent_group", Reference, "Parent group", "Burglary", 100),
            Text("category", Reference, "Category", "Burglary in a dwelling").Needed(),
            Text("sub_category", Reference, "The offence in words", "Burglary in a dwelling", 2000),
            Text("actuarial_category", Reference, "Category that the 2026 predictors use", "BURGLARY_DOMESTIC", 60),
            YesNo("violent", Reference, "Counts as a violent sanction"),
            YesNo("violent_or_sexual", Reference, "Counts as violent or sexual for offender personality disorder screening"),
        ];
        var code = 0;
        return new Profile("offence-codes-ho", 1, "Home Office offence codes", columns, ["code"],
            [new RowRule("code", "the code is not five digits", "five digits, as 02801", r => r[code] is not { Length: 5 } c || !People.Identifiers.IdentifierText.AllDigits(c))])
        {
            Description = "Home Office offence codes with the categories that actuarial tools use.",
            Mode = ImportMode.Snapshot,
            SentBy = [AgencyKind.Partnership],
            AboutPeople = false,
        };
    }

    public static Profile CjsCodes()
    {
        Column[] columns =
        [
            Text("code", Reference, "CJS offence code", "TH68010", 12).Needed(),
            Code("category", Reference, ProfileVocabularies.CjsCategories, "Mode of trial", "CE"),
            Text("title", Reference, "The offence in words", "Theft from a shop", 500).Needed(),
            YesNo("recordable", Reference, "Recordable on the Police National Computer", "yes"),
            Text("home_office_code", Reference, "Home Office classification", "046/00", 12),
        ];
        return new Profile("offence-codes-cjs", 1, "CJS offence codes", columns, ["code"])
        {
            Description = "Criminal justice system offence codes, as police, prosecutors and courts use them.",
            Mode = ImportMode.Snapshot,
            SentBy = [AgencyKind.Partnership],
            AboutPeople = false,
        };
    }

    public static Profile Weights()
    {
        Column[] columns =
        [
            Text("scheme", Reference, "Whose weights these are", "cchi-2020", 40).Needed(),
            Text("code", Reference, "Offence code in the scheme's own list", "28E", 12).Needed(),
            Number("weight", Reference, "The weight; empty where the scheme gives this code none", null, null, "126"),
            Code("unit", Reference, ProfileVocabularies.WeightUnits, "What the weight counts", "days").Needed(),
            Text("source", Reference, "Where the figures were published", "Cambridge Crime Harm Index 2020").Needed(),
            Date("valid_from", Reference, "First day on which the weight holds", "2020-10-06").Needed(),
        ];
        return new Profile("offence-weights", 1, "Offence weights", columns, ["scheme", "code", "valid_from"])
        {
            Description = "How heavily a scheme weighs each offence: harm in days of custody, or a predictor's coefficient. Several schemes live side by side.",
            Mode = ImportMode.Delta,
            SentBy = [AgencyKind.Partnership],
            AboutPeople = false,
        };
    }
}
