using Throughline.People.Identifiers;
using static Throughline.Imports.Profiles.Columns;
using static Throughline.Imports.Profiles.InformationCategory;

namespace Throughline.Imports.Profiles;

/// <summary>What police systems send: people, events about them, and the open data about crimes.</summary>
internal static class PoliceProfiles
{
    public static Profile KnownPeople()
    {
        Column[] columns =
        [
            PersonRef("The force's", "NCH/0012345").Needed(), Pncid(), Cro(), Surname().Needed(), Forenames().Needed(), DateOfBirth().Needed(), Sex(),
            Code("ethnicity_self", Identity, PersonVocabularies.EthnicitySelf, "Ethnicity as the person describes it", "W1"),
            Code("ethnicity_observed", Identity, PersonVocabularies.EthnicityObserved, "Ethnicity as an officer saw it", "IC1"),
            new Column("aliases", ColumnKind.TextList, Identity, "Other names, each as \"Forenames SURNAME\"", "Danny OKAFOR;D J WHITE") { MaxLength = 1000 },
            Text("address", ContactDetails, "Where the person lives now", "12 Mill Lane"),
            Text("town", ContactDetails, "Town of the address", "Northbrook", 100),
            new Column("postcode", ColumnKind.Postcode, ContactDetails, "Postcode of the address", "M1 1AE"),
            Past("address_from", ContactDetails, "First day at the address", "2025-06-01"),
            Date("address_to", ContactDetails, "Last day at the address", ""),
            new Column("phone", ColumnKind.Phone, ContactDetails, "Telephone number", "07700 900123"),
            new Column("vehicle_registration", ColumnKind.VehicleRegistration, ContactDetails, "Vehicle the person uses", "AB12 CDE"),
            Text("vehicle_description", ContactDetails, "Make, model and colour", "Grey Vauxhall Corsa", 100),
            new Column("associates", ColumnKind.TextList, Associates, "References or names of people known to be associates", "NCH/0012399;Lee MARSH") { MaxLength = 2000 },
            new Column("designations", ColumnKind.DesignationList, InformationCategory.Designations, "Designations held now", "IOM;Fixed;MAPPA:C2:L1"),
            Past("designation_from", InformationCategory.Designations, "First day of the designations", "2026-01-05"),
            Text("beat", ContactDetails, "Neighbourhood policing area", "NB04", 20),
        ];
        var rules = new RuleBook(columns);
        return new Profile("police-nominals", 1, "People known to police", columns, ["person_ref"],
        [
            .. rules.AboutBirth(), rules.InOrder("address_from", "address_to"), rules.NotBeforeBirth("address_from"),
            rules.NotBeforeBirth("designation_from"), rules.AtLeastTen("designation_from"),
            rules.OnlyWhen("designation_from", "designations", "designation_from is given without a designation", "the designations that began on that day",
                (from, designations) => from is not null && designations is null),
        ])
        {
            Description = "People whom the force manages with the partnership or is considering, with how to find them.",
            Mode = ImportMode.Snapshot,
            SentBy = [AgencyKind.Police],
        };
    }

    public static Profile Events()
    {
        Column[] columns =
        [
            Text("event_id", Offending, "The force's own reference for the event", "E00012345", 40).Needed(),
            PersonRef("The force's", "NCH/0012345").Needed(), Pncid(), Surname(), Forenames(), DateOfBirth(), Sex(),
            Code("kind", Offending, ProfileVocabularies.EventKinds, "What happened", "arrest").Needed(),
            Past("occurred_on", Offending, "Day it happened").Needed(),
            Text("offence_code", Offending, "Recorded-crime, Home Office or CJS offence code", "28E", 12),
            Text("offence_description", Offending, "The offence in words", "Burglary residential", 500),
            Code("offence_group", Offending, ProfileVocabularies.OffenceGroups, "Offence group; worked out from the code when left empty", "burglary-residential"),
            Text("place", Offending, "Where it happened", "Mill Lane, Northbrook"),
            new Column("postcode", ColumnKind.Postcode, Offending, "Postcode of the place", "M1 1AE"),
            Number("easting", Offending, "British National Grid easting of the place, metres", 0, 700_000, "384500"),
            Number("northing", Offending, "British National Grid northing of the place, metres", 0, 1_300_000, "398000"),
            Text("detected_by", Offending, "How the person was identified", "Fingerprint", 100),
            Text("disposal_code", Offending, "CJS result code, or PNC disposal code", "1002", 8),
            Text("crime_reference", Offending, "Crime number", "24/56789/26", 40),
        ];
        var rules = new RuleBook(columns);
        var (kind, code, words, place) = (rules.Index("kind"), rules.Index("offence_code"), rules.Index("offence_description"), rules.Index("place"));
        return new Profile("police-events", 1, "Police events about a person", columns, ["event_id"],
        [
            .. rules.AboutBirth("occurred_on"), rules.Together("easting", "northing"),
            new RowRule("kind", "an intelligence event carries an offence or a place, and intelligence is sent as a flag only", "no offence_code, offence_description or place on an intelligence event",
                r => r[kind] == "intelligence" && (r[code] is not null || r[words] is not null || r[place] is not null)),
        ])
        {
            Description = "Arrests, charges, cautions, convictions and breaches, and the bare fact that intelligence exists. What intelligence says goes through a graded report, never through this file.",
            Mode = ImportMode.Delta,
            SentBy = [AgencyKind.Police],
        };
    }

    public static Profile OpenCrime()
    {
        Column[] columns =
        [
            Text("crime_id", CrimeNotAboutAPerson, "Publisher's identifier; anti-social behaviour has none", "e89473ecc5a5933dea51b936bb507993d08a77ff1cdefff27686dabc32765c88", 64),
            new Column("month", ColumnKind.Month, CrimeNotAboutAPerson, "Month in which it happened", "2026-09") { Required = true, HasHappened = true },
            Text("reported_by", CrimeNotAboutAPerson, "Force that gave the data", "City of London Police", 100),
            Text("falls_within", CrimeNotAboutAPerson, "Force area", "City of London Police", 100),
            Number("longitude", CrimeNotAboutAPerson, "Longitude of the nearest published point, WGS84", -9, 3, "-0.1127"),
            Number("latitude", CrimeNotAboutAPerson, "Latitude of the nearest published point, WGS84", 49, 61, "51.5178"),
            Text("location", CrimeNotAboutAPerson, "Words for the point", "On or near Old Square"),
            Text("lsoa_code", CrimeNotAboutAPerson, "Lower layer super output area code", "E01000914", 9),
            Text("lsoa_name", CrimeNotAboutAPerson, "Lower layer super output area name", "Camden 028B", 100),
            Code("crime_type", CrimeNotAboutAPerson, ProfileVocabularies.CrimeTypes, "Kind of crime; give it as a constant when the file is all of one kind", "Burglary").Needed(),
            Text("last_outcome_category", CrimeNotAboutAPerson, "Latest outcome", "Under investigation"),
            Text("context", CrimeNotAboutAPerson, "Further words, nearly always empty", "", 500),
        ];
        var rules = new RuleBook(columns);
        return new Profile("police-uk-crime", 1, "Open crime data (data.police.uk)", columns, ["crime_id"], [rules.Together("longitude", "latitude")])
        {
            Description = "Street-level crimes as data.police.uk publishes them: by month, moved to the nearest published point, about no person.",
            Mode = ImportMode.Delta,
            SentBy = [AgencyKind.Police, AgencyKind.Partnership],
            Duplicates = DuplicateRule.LastWins,
            AboutPeople = false,
        };
    }
}
