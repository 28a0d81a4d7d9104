using Throughline.Imports.Profiles;

namespace Throughline.Imports.TakeIn;

/// <summary>
/// Into which tables the rows of a profile go: the statements run over the temporary table <c>todo</c> (new and changed rows
/// with their person), and the tables whose items are superseded when a row changes and withdrawn when it goes.
/// </summary>
internal sealed record Targets(IReadOnlyList<string> Tables, IReadOnlyList<string> Statements)
{
    private const string Item = "partnership_id, person_id, owner_agency_id, category, source_row_id, import_id, line, received_at, recorded_by, regime, gateway, review_on";

    public static Targets Of(Profile profile) => profile.Name switch
    {
        "police-nominals" => Nominals(profile),
        "police-events" => Events(profile),
        "police-uk-crime" => Crimes(profile),
        "probation-cases" => Probation(profile),
        "predictor-scores" => Into(profile, "predictor_score", "risk", "predictor, scored_on, percent_one_year, percent_two_year, band, version", "predictor, scored_on::date, percent_one_year::numeric, percent_two_year::numeric, band, version"),
        "prison-spells" => Into(profile, "custody_spell", "custody and dates",
            "reference, establishment, status, received_on, expected_release_on, sentence_expires_on, licence_expires_on, released_on",
            "spell_id, establishment, status, received_on::date, expected_release_on::date, sentence_expires_on::date, licence_expires_on::date, released_on::date"),
        "drug-service" => Into(profile, "drug_record", "case {kind} when 'test' then 'drug test' else 'treatment' end",
            "kind, on_date, substance, result, setting, treatment_status, ended_on", "kind, on::date, substance, result, setting, treatment_status, ended_on::date"),
        "em-tags" => Into(profile, "tag_spell", "tag location",
            "reference, tag_type, voluntary, fitted_on, removed_on, curfew_from, curfew_to", "tag_id, tag_type, voluntary::boolean, fitted_on::date, removed_on::date, curfew_from::time, curfew_to::time"),
        "nij-georgia-parole" => Research(profile),
        "offence-codes-ho" => new([], [$"""
            insert into offence_code (scheme, code, title, category, offence_group, is_violent, valid_from, source)
            select 'ho', {V(profile, "code")}, coalesce({V(profile, "sub_category")}, {V(profile, "category")}), {V(profile, "parent_group")}, t.v[{profile.Columns.Count + 1}], {V(profile, "violent")}::boolean, @asOf, @file
            from todo t on conflict (scheme, code, valid_from) do update set title = excluded.title, category = excluded.category, offence_group = excluded.offence_group, is_violent = excluded.is_violent, source = excluded.source
            """]),
        "offence-codes-cjs" => new([], [$"""
            insert into offence_code (scheme, code, title, category, offence_group, valid_from, source)
            select 'cjs', {V(profile, "code")}, {V(profile, "title")}, {V(profile, "category")}, t.v[{profile.Columns.Count + 1}], @asOf, @file
            from todo t on conflict (scheme, code, valid_from) do update set title = excluded.title, category = excluded.category, offence_group = excluded.offence_group, source = excluded.source
            """]),
        "offence-weights" => new([], [$"""
            insert into offence_weight (scheme, code, weight, unit, valid_from, source)
            select {V(profile, "scheme")}, {V(profile, "code")}, {V(profile, "weight")}::numeric, {V(profile, "unit")}, {V(profile, "valid_from")}::date, {V(profile, "source")}
            from todo t where {V(profile, "weight")} is not null on conflict (scheme, code, valid_from) do update set weight = excluded.weight, unit = excluded.unit, source = excluded.source
            """]),
        _ => throw new InvalidOperationException($"No tables are named for the profile {profile.Name}."),
    };

    /// <summary>The place of a column in the array of canonical texts.</summary>
    private static string V(Profile profile, string column) =>
        profile.IndexOf(column) is var place and >= 0 ? $"t.v[{place + 1}]" : throw new InvalidOperationException($"{profile.Name} has no column {column}.");

    private static string Insert(string table, string category, string columns, string values, string rest = "") =>
        $"insert into {table} ({Item}, {columns}) select @partnership, t.person_id, @agency, {(category.StartsWith("case", StringComparison.Ordinal) ? category : $"'{category}'")}, t.source_row_id, @import, t.line, @now, @user, k.regime, k.gateway, k.review_on, {values} from todo t join keeping k on k.category = {(category.StartsWith("case", StringComparison.Ordinal) ? category : $"'{category}'")} {rest}";

    private static Targets Into(Profile profile, string table, string category, string columns, string texts)
    {
        var values = string.Join(", ", texts.Split(", ").Select(text => text.Split("::") is [var name, var type] ? $"{V(profile, name)}::{type}" : V(profile, text)));
        return new([table], [Insert(table, category.Replace("{kind}", profile.IndexOf("kind") >= 0 ? V(profile, "kind") : "", StringComparison.Ordinal), columns, values)]);
    }

    private static Targets Events(Profile profile) => new(["offence_event"],
    [
        Insert("offence_event", $"case {V(profile, "kind")} when 'intelligence' then 'intelligence' else 'offending' end",
            "kind, occurred_on, offence_code, offence_group, description, place, postcode, easting, northing, detected_by, disposal_code, crime_reference",
            $"{V(profile, "kind")}, {V(profile, "occurred_on")}::date, {V(profile, "offence_code")}, t.v[{profile.Columns.Count + 1}], {V(profile, "offence_description")}, {V(profile, "place")}, {V(profile, "postcode")}, {V(profile, "easting")}::numeric::int, {V(profile, "northing")}::numeric::int, {V(profile, "detected_by")}, {V(profile, "disposal_code")}, {V(profile, "crime_reference")}"),
    ]);

    private static Targets Nominals(Profile profile)
    {
        string Col(string name) => V(profile, name);
        return new(
            ["person_name", "person_birth_date", "person_description", "person_address", "person_phone", "person_vehicle", "person_associate", "person_designation"],
            [
                Insert("person_name", "identity", "kind, surname, forenames", $"'name', {Col("surname")}, {Col("forenames")}"),
                Insert("person_birth_date", "identity", "date_of_birth", $"{Col("date_of_birth")}::date"),
                Insert("person_name", "identity", "kind, surname, forenames",
                    "'alias', coalesce(nullif(regexp_replace(a.alias, '^.*\\s', ''), ''), a.alias), coalesce(nullif(regexp_replace(a.alias, '\\s*\\S+$', ''), ''), '')",
                    $"cross join lateral unnest(string_to_array({Col("aliases")}, ';')) a (alias)"),
                Insert("person_description", "identity", "sex, ethnicity_self, ethnicity_observed, beat", $"{Col("sex")}, {Col("ethnicity_self")}, {Col("ethnicity_observed")}, {Col("beat")}"),
                Insert("person_address", "contact details", "address, town, postcode, from_on, to_on", $"coalesce({Col("address")}, ''), {Col("town")}, {Col("postcode")}, {Col("address_from")}::date, {Col("address_to")}::date",
                    $"where coalesce({Col("address")}, {Col("postcode")}) is not null"),
                Insert("person_phone", "contact details", "number", Col("phone"), $"where {Col("phone")} is not null"),
                Insert("person_vehicle", "contact details", "registration, description", $"{Col("vehicle_registration")}, {Col("vehicle_description")}", $"where coalesce({Col("vehicle_registration")}, {Col("vehicle_description")}) is not null"),
                Insert("person_associate", "contact details", "name, associate_person_id", "coalesce(p.forenames || ' ' || p.surname, a.who), p.id",
                    $"""
                    cross join lateral unnest(string_to_array({Col("associates")}, ';')) a (who)
                    left join person_identifier r on r.partnership_id = @partnership and r.type = @refType and r.value = a.who and r.superseded_at is null
                    left join person p on p.id = r.person_id
                    """),
                Insert("person_designation", "supervision", "designation, detail, from_on", $"split_part(d.designation, ':', 1), nullif(replace(substr(d.designation, length(split_part(d.designation, ':', 1)) + 2), ':', ' '), ''), {Col("designation_from")}::date",
                    $"cross join lateral unnest(string_to_array({Col("designations")}, ';')) d (designation)"),
            ]);
    }

    private static Targets Probation(Profile profile)
    {
        string Col(string name) => V(profile, name);
        var needs = string.Join(" union all ", ProbationProfiles.Sections.Select(s =>
            $"select '{s.Name}' as pathway, {Col("need_" + s.Name)}::numeric as score, case when {Col("need_" + s.Name)}::numeric >= {s.Severe} then 'severe' when {Col("need_" + s.Name)}::numeric >= {s.Need} then 'standard' else 'none' end as need_level"));
        return new(["order_spell", "risk_level", "registration", "need_score"],
        [
            Insert("order_spell", "supervision", "reference, order_type, started_on, ends_on, ended_on, main_offence_code, offence_group, requirements, practitioner",
                $"{Col("order_id")}, {Col("order_type")}, {Col("started_on")}::date, {Col("ends_on")}::date, {Col("ended_on")}::date, {Col("main_offence_code")}, t.v[{profile.Columns.Count + 1}], coalesce(string_to_array({Col("requirements")}, ';'), '{{}}'), {Col("probation_practitioner")}"),
            Insert("risk_level", "risk", "rosh, assessed_on", $"{Col("rosh")}, {Col("rosh_assessed_on")}::date", $"where {Col("rosh")} is not null and {FirstOfPerson}"),
            Insert("registration", "risk", "code, detail", "split_part(r.code, ':', 1), nullif(replace(substr(r.code, length(split_part(r.code, ':', 1)) + 2), ':', ' '), '')",
                $"cross join lateral unnest(string_to_array({Col("registrations")}, ';')) r (code) where {FirstOfPerson}"),
            Insert("need_score", "needs", "pathway, score, need_level, assessed_on", $"n.pathway, n.score, n.need_level, {Col("oasys_assessed_on")}::date", $"cross join lateral ({needs}) n where n.score is not null and {FirstOfPerson}"),
        ]);
    }

    // what is said of the person stands on each of their orders: it is taken once
    private const string FirstOfPerson = "not exists (select from todo o where o.person_id = t.person_id and o.line < t.line)";

    private static Targets Research(Profile profile)
    {
        var pairs = string.Join(", ", profile.Columns.Select((column, place) => $"('{column.Name}', t.v[{place + 1}])"));
        return new(["research_record"], [Insert("research_record", "offending", "reference, facts", $"t.v[{profile.IndexOf("person_ref") + 1}], (select jsonb_object_agg(k, v) from (values {pairs}) f (k, v) where v is not null)")]);
    }

    private static Targets Crimes(Profile profile)
    {
        string Col(string name) => V(profile, name);
        return new(["recorded_crime"],
        [
            $"""
            insert into recorded_crime (partnership_id, owner_agency_id, source_row_id, import_id, line, received_at, crime_id, month, reported_by, falls_within, longitude, latitude, location, lsoa_code, lsoa_name, crime_type, last_outcome, context)
            select @partnership, @agency, t.source_row_id, @import, t.line, @now, {Col("crime_id")}, ({Col("month")} || '-01')::date, {Col("reported_by")}, {Col("falls_within")}, {Col("longitude")}::float8, {Col("latitude")}::float8,
              {Col("location")}, {Col("lsoa_code")}, {Col("lsoa_name")}, {Col("crime_type")}, {Col("last_outcome_category")}, {Col("context")} from todo t
            """,
        ]);
    }
}
