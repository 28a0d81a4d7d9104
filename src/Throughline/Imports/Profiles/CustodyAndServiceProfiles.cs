using Throughline.People.Identifiers;
using static Throughline.Imports.Profiles.Columns;
using static Throughline.Imports.Profiles.InformationCategory;

namespace Throughline.Imports.Profiles;

/// <summary>What prisons, drug services and monitoring providers send.</summary>
internal static class CustodyAndServiceProfiles
{
    public static Profile PrisonSpells()
    {
        Column[] columns =
        [
            PrisonNumber().Needed(), Pncid(), Surname().Needed(), Forenames().Needed(), DateOfBirth().Needed(), Sex(),
            Text("spell_id", CustodyAndDates, "The prison's own reference for the time inside", "1203456", 40).Needed(),
            Text("establishment", CustodyAndDates, "Prison, by code or name", "MDI", 60).Needed(),
            Past("received_on", CustodyAndDates, "First day inside", "2026-01-12").Needed(),
            Code("status", CustodyAndDates, ManagementVocabularies.CustodyStatuses, "Why the person is held", "sentenced").Needed(),
            Date("expected_release_on", CustodyAndDates, "Day on which release is expected", "2026-12-01"),
            Date("sentence_expires_on", CustodyAndDates, "Last day of the sentence", "2027-11-30"),
            Date("licence_expires_on", CustodyAndDates, "Last day of the licence", "2027-11-30"),
            Past("released_on", CustodyAndDates, "Day of release, once it has happened", ""),
        ];
        var rules = new RuleBook(columns);
        return new Profile("prison-spells", 1, "Time in prison", columns, ["prison_number", "spell_id"],
        [
            .. rules.AboutBirth("received_on"), rules.InOrder("received_on", "expected_release_on"), rules.InOrder("received_on", "sentence_expires_on"),
            rules.InOrder("received_on", "licence_expires_on"), rules.InOrder("received_on", "released_on"),
        ])
        {
            Description = "Who is inside, where, why and until when. The dates give time at liberty to every evaluation.",
            Mode = ImportMode.Snapshot,
            SentBy = [AgencyKind.Prison],
        };
    }

    public static Profile DrugService()
    {
        Column[] columns =
        [
            PersonRef("The service's", "DS-00412").Needed(), NhsNumber(), Surname(), Forenames(), DateOfBirth(), Sex(),
            Text("record_id", Treatment, "The service's own reference for this record", "R-2026-00981", 40).Needed(),
            Code("kind", Treatment, ProfileVocabularies.DrugServiceKinds, "A test or a spell of treatment", "test").Needed(),
            Past("on", DrugTest, "Day of the test, or first day of treatment").Needed(),
            Text("substance", DrugTest, "What was tested for or treated", "cocaine", 60),
            Code("result", DrugTest, ProfileVocabularies.TestResults, "Result of a test", "negative"),
            Code("setting", DrugTest, ProfileVocabularies.TestSettings, "Where the test was done", "custody"),
            Code("treatment_status", Treatment, ProfileVocabularies.TreatmentStatuses, "How treatment stands", "engaged"),
            Past("ended_on", Treatment, "Last day of treatment", ""),
        ];
        var rules = new RuleBook(columns);
        return new Profile("drug-service", 1, "Drug tests and treatment", columns, ["record_id"],
        [
            .. rules.AboutBirth("on"), rules.InOrder("on", "ended_on"),
            rules.OnlyWhen("result", "kind", "a test has no result", "a result on every test", (result, kind) => kind == "test" && result is null),
            rules.OnlyWhen("result", "kind", "a spell of treatment carries a test result", "no result on a treatment record", (result, kind) => kind == "treatment" && result is not null),
            rules.OnlyWhen("treatment_status", "kind", "a spell of treatment has no status", "a treatment_status on every treatment record", (status, kind) => kind == "treatment" && status is null),
            rules.OnlyWhen("treatment_status", "kind", "a test carries a treatment status", "no treatment_status on a test", (status, kind) => kind == "test" && status is not null),
        ])
        {
            Description = "Results of drug tests and whether somebody is engaged in treatment: what the consent covers, and nothing clinical.",
            Mode = ImportMode.Delta,
            SentBy = [AgencyKind.DrugService],
            RefusedHeadings = ["note", "comment", "freetext", "narrative", "diagnos", "clinical", "medication", "prescri", "assessmenttext", "casenote", "remark", "symptom", "observation", "journal"],
            RefusedBecause = "clinical notes must not be sent",
        };
    }

    public static Profile Tags()
    {
        Column[] columns =
        [
            PersonRef("The monitoring provider's", "EM-77120").Needed(), PrisonNumber(), Pncid(), Surname(), Forenames(), DateOfBirth(), Sex(),
            Text("tag_id", TagLocation, "Identifier of the tag", "G-0045512", 40).Needed(),
            Code("tag_type", TagLocation, ProfileVocabularies.TagTypes, "Kind of tag", "gps").Needed(),
            YesNo("voluntary", TagLocation, "Worn by agreement rather than by order"),
            Past("fitted_on", TagLocation, "Day it was fitted").Needed(),
            Past("removed_on", TagLocation, "Day it was taken off", ""),
            new Column("curfew_from", ColumnKind.Time, TagLocation, "Curfew begins each day", "19:00"),
            new Column("curfew_to", ColumnKind.Time, TagLocation, "Curfew ends each day", "07:00"),
        ];
        var rules = new RuleBook(columns);
        return new Profile("em-tags", 1, "Electronic monitoring tags", columns, ["person_ref", "tag_id", "fitted_on"],
        [
            .. rules.AboutBirth("fitted_on"), rules.InOrder("fitted_on", "removed_on"), rules.Together("curfew_from", "curfew_to"),
            rules.OnlyWhen("curfew_from", "tag_type", "a curfew tag has no curfew hours", "curfew_from and curfew_to on a curfew tag", (from, type) => type == "curfew" && from is null),
        ])
        {
            Description = "Who wears which tag, since when, by order or by agreement, with curfew hours. Positions come by another way.",
            Mode = ImportMode.Snapshot,
            SentBy = [AgencyKind.MonitoringProvider, AgencyKind.Police],
        };
    }
}
