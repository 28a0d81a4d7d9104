using Throughline.People.Identifiers;
using static Throughline.Imports.Profiles.InformationCategory;

namespace Throughline.Imports.Profiles;

/// <summary>The columns that several profiles share, written once.</summary>
internal static class Columns
{
    public static Column PersonRef(string whose, string example) =>
        new("person_ref", ColumnKind.Text, Identity, $"{whose} own reference for the person", example) { MaxLength = 40 };

    public static Column Pncid() => new("pncid", ColumnKind.Pncid, Identity, "Police National Computer identifier", "02/73319Z") { AlsoNamed = ["pnc", "pnc_id", "pnc_number"] };

    public static Column Cro() => new("cro", ColumnKind.Cro, Identity, "Criminal Records Office number", "SF05/482703J") { AlsoNamed = ["cro_number"] };

    public static Column Crn() => new("crn", ColumnKind.Crn, Identity, "Probation case reference number", "X123456");

    public static Column PrisonNumber() => new("prison_number", ColumnKind.PrisonNumber, Identity, "Prison number", "A1234BC") { AlsoNamed = ["noms_number", "noms_id", "nomis_number"] };

    public static Column NhsNumber() => new("nhs_number", ColumnKind.NhsNumber, Identity, "NHS number", "9434765919") { AlsoNamed = ["nhs_no"] };

    public static Column Surname() => new("surname", ColumnKind.Name, Identity, "Family name", "Okafor") { MaxLength = 100, AlsoNamed = ["last_name", "family_name"] };

    public static Column Forenames() => new("forenames", ColumnKind.Name, Identity, "Given names in order", "Daniel James") { MaxLength = 100, AlsoNamed = ["forename", "first_name", "given_names"] };

    public static Column DateOfBirth() => new("date_of_birth", ColumnKind.Date, Identity, "Date of birth", "1991-07-17") { HasHappened = true, AlsoNamed = ["dob", "birth_date"] };

    public static Column Sex() => Code("sex", Identity, PersonVocabularies.Sex, "Sex as recorded", "M") with { AlsoNamed = ["gender"] };

    public static Column Text(string name, InformationCategory category, string description, string example = "", int longest = 200) =>
        new(name, ColumnKind.Text, category, description, example) { MaxLength = longest };

    public static Column Date(string name, InformationCategory category, string description, string example = "2026-03-14") =>
        new(name, ColumnKind.Date, category, description, example);

    /// <summary>A date on which something has happened already.</summary>
    public static Column Past(string name, InformationCategory category, string description, string example = "2026-03-14") =>
        Date(name, category, description, example) with { HasHappened = true };

    public static Column Code(string name, InformationCategory category, Vocabulary vocabulary, string description, string example) =>
        new(name, ColumnKind.Code, category, description, example) { Vocabulary = vocabulary };

    public static Column YesNo(string name, InformationCategory category, string description, string example = "no") =>
        new(name, ColumnKind.YesNo, category, description, example);

    public static Column Number(string name, InformationCategory category, string description, decimal? least, decimal? most, string example) =>
        new(name, ColumnKind.Decimal, category, description, example) { Least = least, Most = most };

    public static Column Whole(string name, InformationCategory category, string description, decimal? least, decimal? most, string example) =>
        new(name, ColumnKind.Integer, category, description, example) { Least = least, Most = most };

    public static Column Needed(this Column column) => column with { Required = true };
}
