namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>For each kind of item, what a real one says: it would show on lists, worklists and figures if it were seen.</summary>
internal sealed record ItemWords(string Category, string Columns, string Values)
{
    /// <param name="user">Who wrote it, and for which agency.</param>
    /// <param name="needed">For kinds of item that nothing is said about here: the columns that the schema asks for.</param>
    public static ItemWords Of(string table, string agency, string user, Guid ofCase, Guid run, IReadOnlyList<(string Name, string Type)> needed) => table switch
    {
        "person_name" => new("identity", "kind, surname, forenames", "'name', 'Aaron{0}', 'Zed'"),
        "person_birth_date" => new("identity", "date_of_birth", "'200{0}-01-09'"),
        "person_description" => new("identity", "sex, ethnicity_self, beat", "'f', 'W{0}', 'Hidden beat {0}'"),
        "person_identifier" => new("identity", "type, value", "'crn', 'X12345{0}'"),
        "person_address" => new("contact details", "address, town, postcode, from_on", "'{0} Hidden Lane', 'Hidden', 'M1 1A{0}', '2026-01-01'"),
        "person_phone" => new("contact details", "number", "'+44770090000{0}'"),
        "person_vehicle" => new("contact details", "registration, description", "'AB1{0}CDE', 'Hidden car'"),
        "person_associate" => new("contact details", "name, relationship", "'Hidden Friend {0}', 'friend'"),
        "person_designation" => new("supervision", "designation, detail, from_on", "'MAPPA', 'C{0}', '2026-11-01'"),
        "offence_event" => new("intelligence", "kind, occurred_on, offence_group, description", "'arrest', '2026-11-1{0}', 'burglary-residential', 'Hidden arrest'"),
        "order_spell" => new("supervision", "reference, order_type, started_on, ends_on", "'H{0}', 'community-order', '2026-01-0{0}', '2026-11-2{0}'::date + 4"),
        "risk_level" => new("risk", "rosh, assessed_on", "'very-high', '2026-11-1{0}'"),
        "registration" => new("risk", "code, detail", "'RVIO', 'Hidden {0}'"),
        "need_score" => new("needs", "pathway, score, need_level, assessed_on", "'drugs', 9{0}, 'severe', '2026-11-1{0}'"),
        "predictor_score" => new("risk", "predictor, scored_on, percent_two_year, band", "'ogrs3', '2026-11-1{0}', 9{0}, 'very-high'"),
        "custody_spell" => new("custody and dates", "reference, establishment, status, received_on, expected_release_on", "'H{0}', 'HMP Hidden {0}', 'sentenced', '2026-11-1{0}', '2026-11-2{0}'::date + 4"),
        "drug_record" => new("drug test", "kind, on_date, substance, result", "'test', '2026-11-1{0}', 'heroin', 'positive'"),
        "tag_spell" => new("tag location", "reference, tag_type, voluntary, fitted_on", "'H{0}', 'gps', true, '2026-11-1{0}'"),
        "need" => new("needs", "pathway, need_level, assessed_on, progress", "'drugs', 'high', '2026-11-1{0}', 'Hidden progress'"),
        "iom_case" => new("plan", "state, opened_at, why, status, returned_at, returned_because", "'exited', '2026-11-19 10:0{0}+00', 'Hidden case', 'red', '2026-11-19 11:0{0}+00', 'Hidden return'"),
        "nomination" => new("meeting", "case_id, agency_id, user_id, at, reasons, reason_kind", $"'{ofCase}', '{agency}', '{user}', '2026-11-19 10:0{{0}}+00', 'Hidden reasons', 'offending'"),
        "screening" => new("meeting", "case_id, user_id, at, outcome, reasons", $"'{ofCase}', '{user}', '2026-11-19 10:0{{0}}+00', 'not-now', 'Hidden reasons'"),
        "panel_vote" => new("meeting", "case_id, agency_id, user_id, at, vote, reasons", $"'{ofCase}', '{agency}', '{user}', '2026-11-19 10:0{{0}}+00', 'refuse', 'Hidden reasons'"),
        "panel_decision" => new("meeting", "case_id, user_id, at, outcome, reasons", $"'{ofCase}', '{user}', '2026-11-19 10:0{{0}}+00', 'refuse', 'Hidden reasons'"),
        "status_change" => new("plan", "case_id, from_status, to_status, direction, reason, user_id, agency_id, at", $"'{ofCase}', 'green', 'red', 'worse', 'Hidden reason', '{user}', '{agency}', '2026-11-19 10:0{{0}}+00'"),
        "daily_review" => new("plan", "case_id, on_date, user_id, at, kept_status", $"'{ofCase}', '2026-11-2{{0}}'::date + 1, '{user}', '2026-11-20 08:0{{0}}+00', 'red'"),
        "case_team" => new("plan", "case_id, user_id, part, from_on", $"'{ofCase}', '{user}', 'Hidden part {{0}}', '2026-11-01'"),
        "letter" => new("plan", "case_id, user_id, agency_id, at, sent_to, contact_name, contact_phone, body", $"'{ofCase}', '{user}', '{agency}', '2026-11-19 10:0{{0}}+00', 'Hidden', 'Hidden', '0', array['Hidden']"),
        "score" => new("risk", "run_id, total, rank, line, provisional, stability, by_source, detail", $"'{run}', 9{{0}}, 1, 'entry', false, 1, '{{{{}}}}', '{{{{}}}}'"),
        "representation" => new("plan", "kind, about, decision_id, decided_by, received_on, received_how, words, due_on", $"'representation', 'panel_decision', uuid7(), '{user}', '2026-11-1{{0}}', 'letter', 'hidden {{0}}', '2026-12-1{{0}}'"),
        // research records, and kinds of item that came later
        _ => new("offending", string.Join(", ", needed.Select(column => column.Name)), string.Join(", ", needed.Select(column => Filler(column.Type)))),
    };

    private static string Filler(string type) => type switch
    {
        "text" => "'hidden {0}'",
        "date" => "'2026-11-1{0}'",
        "uuid" => "uuid7()",
        "jsonb" => "'{{}}'",
        "ARRAY" => "'{{}}'",
        "boolean" => "true",
        "timestamp with time zone" => "'2026-11-19 10:0{0}+00'",
        _ => "{0}",
    };
}
