using Throughline.Demo;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Work.Demonstration;

/// <summary>Writes people and what each agency holds about them, as its extracts would.</summary>
internal static class PeopleLoader
{
    public static async Task LoadAsync(Db db, DemoPartnership made, Place place, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var person in made.People)
            place.People[person.Number] = Guid.CreateVersion7(now);
        var partnership = place.Service.Partnership.Value;
        await SetInsert.IntoAsync(db, "person_record", [("partnership_id", partnership), ("created_at", now), ("created_by", place.Service.User.Value)], [SetColumn<DemoPerson>.Of("id", "uuid", place.Person)], made.People, cancel);
        var write = new ItemWriter(db, place, made.People, now, cancel);
        await write.PrepareAsync();
        await WhoAsync(write, made);
        await WhereAsync(write, made);
        await PoliceAsync(write);
        await ProbationAsync(write);
        await CustodyAndServicesAsync(write);
        await PossibleMatchesAsync(db, made, place, now, cancel);
        foreach (var agency in new[] { "police", "probation", "prison", "drug-service", "electronic-monitoring" })
        {
            await db.ExecuteAsync(
                """
                insert into audit_entry (partnership_id, at, operation, user_id, agency_id, person_ids, categories, subject, purpose)
                select @partnership, @now, 'collection', @user, @agency, '{}', '{}', @subject, @purpose
                """,
                new { partnership, now, user = place.Service.User, agency = place.Agency(agency), subject = $"demonstration extracts, {made.People.Count} people", purpose = place.Service.Purpose }, cancel);
        }
    }

    private static string KnownTo(DemoPerson person) => person.MayBe is null ? "police" : "drug-service";

    private static async Task WhoAsync(ItemWriter write, DemoPartnership made)
    {
        await write.EachAsync<(string Kind, string Forenames, string Surname)>("person_name", (p, _) => KnownTo(p), "identity", p => p.Aliases.Select(a => (Kind: "alias", a.Forenames, a.Surname)).Prepend((Kind: "name", p.Forenames, p.Surname)),
        [
            new("kind", "text", v => v.Kind), new("surname", "text", v => v.Surname), new("forenames", "text", v => v.Forenames),
        ]);
        await write.EachAsync<DateOnly>("person_birth_date", (p, _) => KnownTo(p), "identity", p => [p.BornOn], [new("date_of_birth", "date", v => v)]);
        await write.EachAsync<DemoPerson>("person_description", (p, _) => KnownTo(p), "identity", p => [p],
        [
            new("sex", "text", v => v.Sex), new("ethnicity_self", "text", v => v.EthnicitySelf), new("ethnicity_observed", "text", v => v.EthnicityObserved), new("beat", "text", v => v.Beat.Code),
        ]);
        var codes = made.Agencies.ToDictionary(a => a.Type, a => a.Code, StringComparer.Ordinal);
        await write.EachAsync<(string Owner, string Type, string Value)>("person_identifier", (_, v) => v.Owner, "identity", p => Identifiers(p, made, codes), [new("type", "text", v => v.Type), new("value", "text", v => v.Value)]);
    }

    private static IEnumerable<(string Owner, string Type, string Value)> Identifiers(DemoPerson p, DemoPartnership made, Dictionary<string, string> codes)
    {
        if (p.MayBe is null)
        {
            yield return ("police", "ref:" + codes["police"], p.PoliceRef(made));
            yield return ("police", "pncid", p.Pncid);
            yield return ("police", "cro", p.Cro);
        }

        if (p.Crn is { } crn)
            yield return ("probation", "crn", crn);
        if (p.PrisonNumber is { } prison)
            yield return ("prison", "prison_number", prison);
        if (p.NhsNumber is { } nhs)
            yield return ("drug-service", "nhs_number", nhs);
        if (p.Drugs.Count > 0)
            yield return ("drug-service", "ref:" + codes["drug-service"], p.DrugServiceRef);
        if (p.Tags.Count > 0)
            yield return ("electronic-monitoring", "ref:" + codes["electronic-monitoring"], p.TagRef);
    }

    private static async Task WhereAsync(ItemWriter write, DemoPartnership made)
    {
        await write.EachAsync<DemoPerson>("person_address", (p, _) => KnownTo(p), "contact details", p => [p],
        [
            new("address", "text", v => v.Address), new("town", "text", v => v.Beat.Town), new("postcode", "text", v => v.Postcode), new("from_on", "date", v => v.AddressFrom),
        ]);
        await write.EachAsync<string>("person_phone", (p, _) => KnownTo(p), "contact details", p => [p.Phone], [new("number", "text", v => v)]);
        await write.EachAsync<DemoPerson>("person_vehicle", (_, _) => "police", "contact details", p => p.VehicleRegistration is null ? [] : [p], [new("registration", "text", v => v.VehicleRegistration), new("description", "text", v => v.VehicleDescription)]);
        await write.EachAsync<DemoPerson>("person_associate", (_, _) => "police", "contact details", p => p.Associates.Select(n => made.People[n - 1]),
        [
            new("name", "text", v => $"{v.Forenames} {v.Surname}"), new("associate_person_id", "uuid", v => write.Place.Person(v)),
        ]);
        await write.EachAsync<(string What, DateOnly? From)>("person_designation", (_, _) => "police", "supervision", p => p.Designations.Select(d => (What: d, From: p.DesignationFrom)),
        [
            new("designation", "text", v => v.What.Split(':')[0]), new("detail", "text", v => v.What.Contains(':', StringComparison.Ordinal) ? v.What[(v.What.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace(':', ' ') : null), new("from_on", "date", v => v.From),
        ]);
    }

    private static async Task PoliceAsync(ItemWriter write)
    {
        await write.EachAsync<DemoEvent>("offence_event", (_, _) => "police", e => e.Kind == "intelligence" ? "intelligence" : "offending", p => p.Events,
        [
            new("kind", "text", e => e.Kind), new("occurred_on", "date", e => e.On), new("offence_code", "text", e => e.Code), new("offence_group", "text", e => e.Group), new("description", "text", e => e.Description),
            new("place", "text", e => e.Place), new("postcode", "text", e => e.Postcode), new("easting", "int", e => e.Easting), new("northing", "int", e => e.Northing), new("detected_by", "text", e => e.DetectedBy),
            new("disposal_code", "text", e => e.DisposalCode), new("crime_reference", "text", e => e.CrimeReference),
        ], e => e.On);
    }

    private static async Task ProbationAsync(ItemWriter write)
    {
        await write.EachAsync<DemoOrder>("order_spell", (_, o) => o.Type == "youth-rehabilitation-order" ? "youth-offending-team" : "probation", "supervision", p => p.Orders,
        [
            new("reference", "text", o => o.Id), new("order_type", "text", o => o.Type), new("started_on", "date", o => o.StartedOn), new("ends_on", "date", o => o.EndsOn), new("ended_on", "date", o => o.EndedOn),
            new("main_offence_code", "text", o => o.MainOffenceCode), new("offence_group", "text", o => o.OffenceGroup), new("requirements", "text", o => string.Join(';', o.Requirements), "string_to_array({0}, ';')"), new("practitioner", "text", o => o.Practitioner),
        ], o => o.EndedOn ?? o.StartedOn);
        await write.EachAsync<DemoPerson>("risk_level", (p, _) => p.Orders.Count > 0 ? "probation" : "police", "risk", p => p.Rosh is null ? [] : [p], [new("rosh", "text", p => p.Rosh), new("assessed_on", "date", p => p.RoshOn)]);
        await write.EachAsync<string>("registration", (_, _) => "probation", "risk", p => p.Registrations,
        [
            new("code", "text", r => r.Split(':')[0]), new("detail", "text", r => r.Contains(':', StringComparison.Ordinal) ? r[(r.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace(':', ' ') : null),
        ]);
        await write.EachAsync<((string Name, string Pathway, int Need, int Severe, int Most) Section, int Score, DateOnly? On)>("need_score", (_, _) => "probation", "needs", p => p.SectionScores is null ? [] : DemoPerson.Sections.Select((s, i) => (Section: s, Score: p.SectionScores[i], On: p.OasysOn)),
        [
            new("pathway", "text", v => v.Section.Name), new("score", "numeric", v => (decimal)v.Score), new("need_level", "text", v => v.Score >= v.Section.Severe ? "severe" : v.Score >= v.Section.Need ? "standard" : "none"), new("assessed_on", "date", v => v.On),
        ]);
        await write.EachAsync<DemoScore>("predictor_score", (_, _) => "probation", "risk", p => p.Scores,
        [
            new("predictor", "text", s => s.Predictor), new("scored_on", "date", s => s.On), new("percent_one_year", "numeric", s => s.OneYear), new("percent_two_year", "numeric", s => s.TwoYear), new("band", "text", s => s.Band), new("version", "text", s => s.Version),
        ], s => s.On);
    }

    private static async Task CustodyAndServicesAsync(ItemWriter write)
    {
        await write.EachAsync<DemoSpell>("custody_spell", (_, _) => "prison", "custody and dates", p => p.Custody,
        [
            new("reference", "text", s => s.Id), new("establishment", "text", s => s.Establishment), new("status", "text", s => s.Status), new("received_on", "date", s => s.ReceivedOn), new("expected_release_on", "date", s => s.ExpectedReleaseOn),
            new("sentence_expires_on", "date", s => s.SentenceExpiresOn), new("licence_expires_on", "date", s => s.LicenceExpiresOn), new("released_on", "date", s => s.ReleasedOn),
        ], s => s.ReleasedOn ?? s.ReceivedOn);
        await write.EachAsync<DemoDrugRecord>("drug_record", (_, _) => "drug-service", d => d.Kind == "test" ? "drug test" : "treatment", p => p.Drugs,
        [
            new("kind", "text", d => d.Kind), new("on_date", "date", d => d.On), new("substance", "text", d => d.Substance), new("result", "text", d => d.Result), new("setting", "text", d => d.Setting), new("treatment_status", "text", d => d.TreatmentStatus), new("ended_on", "date", d => d.EndedOn),
        ], d => d.On);
        await write.EachAsync<DemoTag>("tag_spell", (_, _) => "electronic-monitoring", "tag location", p => p.Tags,
        [
            new("reference", "text", t => t.Id), new("tag_type", "text", t => t.Type), new("voluntary", "boolean", t => t.Voluntary), new("fitted_on", "date", t => t.FittedOn), new("removed_on", "date", t => t.RemovedOn), new("curfew_from", "time", t => t.CurfewFrom), new("curfew_to", "time", t => t.CurfewTo),
        ], t => t.RemovedOn ?? t.FittedOn);
    }

    private static Task PossibleMatchesAsync(Db db, DemoPartnership made, Place place, DateTimeOffset now, CancellationToken cancel) =>
        SetInsert.IntoAsync(db, "possible_match", [("partnership_id", place.Service.Partnership.Value), ("found_at", now), ("because", "Same surname, date of birth and address; the drug service knows a shorter first name and holds no PNCID.")],
        [
            SetColumn<DemoPerson>.Of("person_id", "uuid", p => place.People[p.MayBe!.Value]), SetColumn<DemoPerson>.Of("other_person_id", "uuid", place.Person),
        ], [.. made.People.Where(p => p.MayBe is not null)], cancel);
}
