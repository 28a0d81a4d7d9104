using Throughline.People.Identifiers;
using static Throughline.Imports.Profiles.Columns;
using static Throughline.Imports.Profiles.InformationCategory;

namespace Throughline.Imports.Profiles;

/// <summary>The published file of the US National Institute of Justice forecasting challenge, as a research partner sends it.</summary>
internal static class ResearchProfiles
{
    private static readonly string[] Counts =
    [
        "Prior_Arrest_Episodes_Felony", "Prior_Arrest_Episodes_Misd", "Prior_Arrest_Episodes_Violent", "Prior_Arrest_Episodes_Property", "Prior_Arrest_Episodes_Drug",
        "Prior_Arrest_Episodes_PPViolationCharges", "Prior_Conviction_Episodes_Felony", "Prior_Conviction_Episodes_Misd", "Prior_Conviction_Episodes_Prop",
        "Prior_Conviction_Episodes_Drug", "Delinquency_Reports", "Program_Attendances", "Program_UnexcusedAbsences", "Residence_Changes",
    ];

    private static readonly string[] Flags =
    [
        "Prior_Arrest_Episodes_DVCharges", "Prior_Arrest_Episodes_GunCharges", "Prior_Conviction_Episodes_Viol", "Prior_Conviction_Episodes_PPViolationCharges",
        "Prior_Conviction_Episodes_DomesticViolenceCharges", "Prior_Conviction_Episodes_GunCharges", "Prior_Revocations_Parole", "Prior_Revocations_Probation",
        "Condition_MH_SA", "Condition_Cog_Ed", "Condition_Other", "Violations_ElectronicMonitoring", "Violations_Instruction", "Violations_FailToReport",
        "Violations_MoveWithoutPermission", "Employment_Exempt",
    ];

    private static readonly string[] Shares =
        ["DrugTests_THC_Positive", "DrugTests_Cocaine_Positive", "DrugTests_Meth_Positive", "DrugTests_Other_Positive", "Percent_Days_Employed"];

    private static readonly Vocabulary Races = new("Race", "NIJ Recidivism Forecasting Challenge", new("BLACK", "Black"), new("WHITE", "White"));

    private static readonly Vocabulary Samples = new("Sample", "NIJ Recidivism Forecasting Challenge", new("train", "Training", "1"), new("test", "Test", "0"));

    public static Profile GeorgiaParole()
    {
        Column[] columns =
        [
            new Column("person_ref", ColumnKind.Text, Research, "Number the publisher gave in place of a person", "1") { Required = true, MaxLength = 12, AlsoNamed = ["ID"] },
            Code("sex", Research, PersonVocabularies.Sex, "Sex", "M") with { Required = true, AlsoNamed = ["Gender"] },
            Code("race", Research, Races, "Race as published", "BLACK").Needed(),
            Band("Age_at_Release", "Age band at release", "43-47") with { Required = true },
            Whole("residence_puma", Research, "Area of residence, grouped", 1, 99, "16") with { AlsoNamed = ["Residence_PUMA"] },
            YesNo("gang_affiliated", Research, "Gang affiliation; empty for women"),
            Whole("supervision_risk_score_first", Research, "First risk score", 1, 10, "3"),
            Band("Supervision_Level_First", "First level of supervision", "Standard"),
            Band("Education_Level", "Education", "High School Diploma"),
            Band("Dependents", "Dependents at entry", "3 or more"),
            Band("Prison_Offense", "Main offence", "Drug"),
            Band("Prison_Years", "Years in prison before release", "1-2 years"),
            .. Counts.Select(n => Band(n, Words(n), "2")),
            .. Flags.Select(n => YesNo(Ours(n), Research, Words(n), "false")),
            Number("avg_days_per_drugtest", Research, "Average days between drug tests", 0, 10_000, "61.5"),
            .. Shares.Select(n => Number(Ours(n), Research, Words(n), 0, 1, "0.25")),
            Number("jobs_per_year", Research, "Jobs per year on parole", 0, 100, "0.447610294"),
            Code("sample", Research, Samples, "Training or test sample", "train"),
            Text("activity_source", Research, "How blanks in activity columns came about in this copy", "original", 20),
            YesNo("arrest_within_3y", Research, "Arrested within three years", "0"),
            YesNo("arrest_y1", Research, "Arrested in year one", "0"),
            YesNo("arrest_y2", Research, "Arrested in year two, not before", "0"),
            YesNo("arrest_y3", Research, "Arrested in year three, not before", "1"),
        ];
        var rules = new RuleBook(columns);
        var (one, two, three) = (rules.Index("arrest_y1"), rules.Index("arrest_y2"), rules.Index("arrest_y3"));
        return new Profile("nij-georgia-parole", 1, "Georgia parole 2013-15 (NIJ research file)", columns, ["person_ref"],
        [
            new RowRule("arrest_y2", "an arrest year is given after an earlier arrest", "empty years after the first arrest",
                r => (r[one] == "yes" && (r[two] is not null || r[three] is not null)) || (r[two] == "yes" && r[three] is not null)),
        ])
        {
            Description = "A de-identified public file of people released on parole, used to prove evaluation and prediction. It links to nobody.",
            Mode = ImportMode.Snapshot,
            SentBy = [AgencyKind.ResearchPartner],
        };
    }

    private static string Ours(string theirs) => theirs.ToLowerInvariant();

    private static string Words(string theirs) => theirs.Replace('_', ' ').ToLowerInvariant() is var words ? char.ToUpperInvariant(words[0]) + words[1..] : theirs;

    private static Column Band(string theirs, string description, string example) => Text(Ours(theirs), Research, description, example, 40);
}
