using System.Globalization;
using System.Text;

namespace Throughline.Demo;

/// <summary>What each agency's system would send: CSV of the import profiles, RFC 4180, dates as 2026-11-20.</summary>
public static class Extracts
{
    public static readonly IReadOnlyList<string> Profiles = ["police-nominals", "police-events", "probation-cases", "predictor-scores", "prison-spells", "drug-service", "em-tags"];

    /// <summary>The text of one extract. The agency that sends it is the one whose type <see cref="SentBy"/> names.</summary>
    public static string Write(DemoPartnership partnership, string profile)
    {
        var csv = new Csv();
        var known = partnership.People.Where(p => p.MayBe is null);
        switch (profile)
        {
            case "police-nominals":
                csv.Row("person_ref", "pncid", "cro", "surname", "forenames", "date_of_birth", "sex", "ethnicity_self", "ethnicity_observed", "aliases", "address", "town", "postcode", "address_from", "address_to", "phone", "vehicle_registration", "vehicle_description", "associates", "designations", "designation_from", "beat");
                foreach (var p in known)
                    csv.Row(p.PoliceRef(partnership), p.Pncid, p.Cro, p.Surname, p.Forenames, p.BornOn, p.Sex, p.EthnicitySelf, p.EthnicityObserved, string.Join(';', p.Aliases.Select(a => $"{a.Forenames} {a.Surname.ToUpperInvariant()}")), p.Address, p.Beat.Town, p.Postcode, p.AddressFrom, null, p.Phone, p.VehicleRegistration, p.VehicleRegistration is null ? null : p.VehicleDescription, string.Join(';', p.Associates.Select(n => partnership.People[n - 1].PoliceRef(partnership))), string.Join(';', p.Designations), p.Designations.Count > 0 ? p.DesignationFrom : null, p.Beat.Code);
                break;
            case "police-events":
                csv.Row("event_id", "person_ref", "pncid", "surname", "forenames", "date_of_birth", "sex", "kind", "occurred_on", "offence_code", "offence_description", "offence_group", "place", "postcode", "easting", "northing", "detected_by", "disposal_code", "crime_reference");
                foreach (var (p, e) in known.SelectMany(p => p.Events.Select(e => (p, e))))
                    csv.Row(e.Id, p.PoliceRef(partnership), p.Pncid, p.Surname, p.Forenames, p.BornOn, p.Sex, e.Kind, e.On, e.Code, e.Description, e.Kind == "intelligence" ? null : e.Group, e.Place, e.Postcode, e.Easting, e.Northing, e.DetectedBy, e.DisposalCode, e.CrimeReference);
                break;
            case "probation-cases":
                csv.Row(["person_ref", "pncid", "prison_number", "surname", "forenames", "date_of_birth", "sex", "order_id", "order_type", "started_on", "ends_on", "ended_on", "main_offence_code", "requirements", "rosh", "rosh_assessed_on", "registrations", "oasys_assessed_on", .. DemoPerson.Sections.Select(s => "need_" + s.Name), "probation_practitioner"]);
                foreach (var (p, o) in known.SelectMany(p => p.Orders.Select(o => (p, o))))
                    csv.Row([p.Crn, p.Pncid, p.PrisonNumber, p.Surname, p.Forenames, p.BornOn, p.Sex, o.Id, o.Type, o.StartedOn, o.EndsOn, o.EndedOn, o.MainOffenceCode, string.Join(';', o.Requirements), p.Rosh, p.RoshOn, string.Join(';', p.Registrations), p.OasysOn, .. DemoPerson.Sections.Select((_, i) => (object?)p.SectionScores?[i]), o.Practitioner]);
                break;
            case "predictor-scores":
                csv.Row("person_ref", "pncid", "crn", "surname", "forenames", "date_of_birth", "predictor", "scored_on", "percent_one_year", "percent_two_year", "band", "version");
                foreach (var (p, s) in known.SelectMany(p => p.Scores.Select(s => (p, s))))
                    csv.Row(p.Crn ?? p.PoliceRef(partnership), p.Pncid, p.Crn, p.Surname, p.Forenames, p.BornOn, s.Predictor, s.On, s.OneYear, s.TwoYear, s.Band, s.Version);
                break;
            case "prison-spells":
                csv.Row("prison_number", "pncid", "surname", "forenames", "date_of_birth", "sex", "spell_id", "establishment", "received_on", "status", "expected_release_on", "sentence_expires_on", "licence_expires_on", "released_on");
                foreach (var (p, s) in known.SelectMany(p => p.Custody.Select(s => (p, s))))
                    csv.Row(p.PrisonNumber, p.Pncid, p.Surname.ToUpperInvariant(), p.Forenames.ToUpperInvariant(), p.BornOn, p.Sex, s.Id, s.Establishment, s.ReceivedOn, s.Status, s.ExpectedReleaseOn, s.SentenceExpiresOn, s.LicenceExpiresOn, s.ReleasedOn);
                break;
            case "drug-service":
                csv.Row("person_ref", "nhs_number", "surname", "forenames", "date_of_birth", "sex", "record_id", "kind", "on", "substance", "result", "setting", "treatment_status", "ended_on");
                foreach (var (p, d) in partnership.People.SelectMany(p => p.Drugs.Select(d => (p, d))))
                    csv.Row(p.DrugServiceRef, p.NhsNumber, p.Surname, p.Forenames, p.BornOn, p.Sex, d.Id, d.Kind, d.On, d.Substance, d.Result, d.Setting, d.TreatmentStatus, d.EndedOn);
                break;
            case "em-tags":
                csv.Row("person_ref", "prison_number", "pncid", "surname", "forenames", "date_of_birth", "tag_id", "tag_type", "voluntary", "fitted_on", "removed_on", "curfew_from", "curfew_to");
                foreach (var (p, t) in known.SelectMany(p => p.Tags.Select(t => (p, t))))
                    csv.Row(p.TagRef, p.PrisonNumber, p.Pncid, p.Surname, p.Forenames, p.BornOn, t.Id, t.Type, t.Voluntary ? "yes" : "no", t.FittedOn, t.RemovedOn, t.CurfewFrom, t.CurfewTo);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(profile), profile, "No such profile.");
        }

        return csv.ToString();
    }

    /// <summary>The type of the agency that sends a profile.</summary>
    public static string SentBy(string profile) => profile switch
    {
        "police-nominals" or "police-events" => "police",
        "probation-cases" or "predictor-scores" => "probation",
        "prison-spells" => "prison",
        "drug-service" => "drug-service",
        "em-tags" => "electronic-monitoring",
        _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "No such profile."),
    };

    private sealed class Csv
    {
        private readonly StringBuilder text = new();

        public void Row(params object?[] cells)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                if (i > 0)
                    text.Append(',');
                var cell = cells[i] switch
                {
                    null => "",
                    DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
                    var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
                };
                text.Append(cell.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell);
            }

            text.Append("\r\n");
        }

        public override string ToString() => text.ToString();
    }
}
