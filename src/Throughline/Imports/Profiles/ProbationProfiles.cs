using Throughline.People.Identifiers;
using static Throughline.Imports.Profiles.Columns;
using static Throughline.Imports.Profiles.InformationCategory;

namespace Throughline.Imports.Profiles;

/// <summary>What probation sends: cases under an order and actuarial scores.</summary>
internal static class ProbationProfiles
{
    // most points a section can score, and the score from which it is a need (OASys)
    public static readonly (string Name, string Words, int Most, int Need, int Severe)[] Sections =
    [
        ("accommodation", "Accommodation", 8, 2, 7),
        ("ete", "Education, training and employability", 8, 3, 7),
        ("relationships", "Relationships", 6, 2, 5),
        ("lifestyle", "Lifestyle and associates", 6, 2, 5),
        ("drugs", "Drug misuse", 10, 2, 8),
        ("alcohol", "Alcohol misuse", 8, 4, 7),
        ("thinking", "Thinking and behaviour", 8, 4, 7),
        ("attitudes", "Attitudes", 8, 2, 7),
    ];

    public static Profile Cases()
    {
        Column[] columns =
        [
            new Column("person_ref", ColumnKind.Crn, Identity, "Probation case reference number (CRN)", "X123456") { Required = true, AlsoNamed = ["crn"] },
            Pncid(), PrisonNumber(), Surname().Needed(), Forenames().Needed(), DateOfBirth().Needed(), Sex(),
            Text("order_id", Supervision, "Probation's own reference for the order or licence", "2500012345", 40).Needed(),
            Code("order_type", Supervision, ManagementVocabularies.OrderTypes, "Kind of order or licence", "community-order").Needed(),
            Past("started_on", Supervision, "First day", "2026-01-12").Needed(),
            Date("ends_on", Supervision, "Day on which it is due to end", "2027-01-11"),
            Past("ended_on", Supervision, "Day on which it did end", ""),
            Text("main_offence_code", Offending, "Offence code of the main offence", "02801", 12),
            new Column("requirements", ColumnKind.TextList, Supervision, "Requirements or licence conditions", "Unpaid work 100 hours;Drug rehabilitation") { MaxLength = 2000 },
            Code("rosh", Risk, ManagementVocabularies.Rosh, "Risk of serious harm in the community, the highest of those assessed", "medium"),
            Past("rosh_assessed_on", Risk, "Day of the risk assessment", "2026-02-02"),
            new Column("registrations", ColumnKind.TextList, Risk, "Delius registrations; MAPPA with category and level", "IIOM;MAPP:M2:L1") { MaxLength = 1000 },
            Past("oasys_assessed_on", Needs, "Day of the assessment the scores below come from", "2026-02-02"),
            .. Sections.Select(s => Whole($"need_{s.Name}", Needs, $"{s.Words}: OASys section score; {s.Need} or more is a need, {s.Severe} or more severe", 0, s.Most, s.Need.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            Text("probation_practitioner", Supervision, "Practitioner in charge", "Priya Shah", 100),
        ];
        var rules = new RuleBook(columns);
        var scores = Sections.Select(s => rules.Index($"need_{s.Name}")).ToArray();
        var assessed = rules.Index("oasys_assessed_on");
        return new Profile("probation-cases", 1, "Probation cases", columns, ["person_ref", "order_id"],
        [
            .. rules.AboutBirth("started_on"), rules.InOrder("started_on", "ends_on"), rules.InOrder("started_on", "ended_on"),
            rules.NotBeforeBirth("rosh_assessed_on"), rules.NotBeforeBirth("oasys_assessed_on"),
            new RowRule("oasys_assessed_on", "section scores are given without the day of the assessment", "the day of the assessment, because a score without a date cannot be reviewed", r =>
            {
                if (r[assessed] is not null) return false;
                foreach (var i in scores)
                    if (r[i] is not null) return true;
                return false;
            }),
        ])
        {
            Description = "Everybody on an order or licence whom the partnership manages or may consider, with risk of serious harm and OASys section scores.",
            Mode = ImportMode.Snapshot,
            SentBy = [AgencyKind.Probation, AgencyKind.YouthJustice],
            PersonRefIsCrn = true,
        };
    }

    public static Profile Scores()
    {
        Column[] columns =
        [
            PersonRef("The sending agency's", "X123456").Needed(), Pncid(), Crn(), Surname(), Forenames(), DateOfBirth(), Sex(),
            Code("predictor", Risk, ProfileVocabularies.Predictors, "Which tool", "arp").Needed(),
            Past("scored_on", Risk, "Day of the score", "2026-02-02").Needed(),
            Number("percent_one_year", Risk, "Likelihood within one year, per cent", 0, 100, "42"),
            Number("percent_two_year", Risk, "Likelihood within two years, per cent", 0, 100, "61"),
            Code("band", Risk, ProfileVocabularies.Bands, "Band the tool gave", "medium"),
            Text("version", Risk, "Version of the tool", "1.0", 20),
        ];
        var rules = new RuleBook(columns);
        var (one, two) = (rules.Index("percent_one_year"), rules.Index("percent_two_year"));
        return new Profile("predictor-scores", 1, "Actuarial scores", columns, ["person_ref", "predictor", "scored_on"],
        [
            .. rules.AboutBirth("scored_on"),
            rules.OneOf("neither a percentage nor a band is given", "percent_two_year", "percent_one_year", "band"),
            new RowRule("percent_two_year", "the likelihood within two years is below the likelihood within one", "a two-year figure of at least the one-year figure",
                r => r[one] is { } x && r[two] is { } y && decimal.Parse(y, System.Globalization.CultureInfo.InvariantCulture) < decimal.Parse(x, System.Globalization.CultureInfo.InvariantCulture)),
        ])
        {
            Description = "Scores that an agency's own system has worked out. They are evidence beside a decision and never make one.",
            Mode = ImportMode.Delta,
            SentBy = [AgencyKind.Probation, AgencyKind.Police, AgencyKind.YouthJustice],
        };
    }
}
