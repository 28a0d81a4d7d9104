using Throughline.Testing;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>
/// What agencies and their people do beside the items: files sent, searches, consents, disclosures, questions, urgent access, notices,
/// and what governance keeps. Whoever is party to an act is not blind to it; information governance reads most of them by its duty.
/// </summary>
/// <param name="first">Keys begin with this thing's number.</param>
internal sealed class HiddenActs(World world, DrawnWorld drawn, int first)
{
    private int thing = first - 1, next;
    private string of = "", with = "";
    private Guid person;

    /// <summary>Of what may be only once (a key asked for, a role asked for) both worlds have another than the hidden one.</summary>
    private readonly bool isKnown = first == DrawnWorld.FirstKnown;

    private string RoleAskedFor => isKnown ? "analyst" : of switch { "police" => "coordinator", "prison" => "strategic-lead", "probation" => "administrator", _ => "information-governance-officer" };

    private string Key() => HiddenKeys.Of(thing, ++next);

    private string Owner => world.Agencies["north-" + of].ToString();

    private string With => world.Agencies["north-" + with].ToString();

    private string OwnersUser => drawn.UserOf(of).ToString();

    private string WithsUser => drawn.UserOf(with).ToString();

    private string Bystander => drawn.Bystander.ToString();

    private string Governance => world.As("governance").User.ToString();

    /// <summary>One act of every kind, between two agencies, about somebody.</summary>
    public IReadOnlyList<Hidden> Between(string owner, string other, Guid about)
    {
        (of, with, person) = (owner, other, about);
        return
        [
            Import(), Search(), Consent(), Disclosure(), Question(), UrgentUse(), Alert("urgent-access"), Alert("correction"), Alert("withdrawal"),
            UnusualUse(), Watch(), Breach(), Request(), Correction(), Restriction(), Review(), Group(), Disposal(), Exclusion(), Conflict(), RoleRequest(), Stop(), Keyholder(), Match(), Tie(),
        ];
    }

    private HiddenRow Row(string table, string columns, string values, string? key = null)
    {
        var id = key ?? Key();
        return new($"insert into {table} (id, partnership_id, {columns}) values ('{id}', '{world.North}', {values})", $"delete from {table} where id = '{id}'");
    }

    /// <param name="toGovernance">Whether information governance reads it by its duty, whichever agency it is of.</param>
    private Hidden Act(string kind, IReadOnlyList<HiddenRow> rows, string[] agencies, string[] users, bool toGovernance, params OwnKey[] keys)
    {
        var owner = "north-" + of;
        return new(kind, Way.ActOfOthers, owner, rows,
            looker => !looker.SeesNorth || !agencies.Contains(looker.Act.Agency.ToString()) && !users.Contains(looker.Act.User.ToString()) && !(toGovernance && Onlookers.IsGovernance(looker)), keys);
    }

    private string Begin()
    {
        (thing, next) = (thing + 1, 0);
        return Key();
    }

    /// <summary>A file that the agency sent.</summary>
    public Hidden ImportOf(string owner)
    {
        of = owner;
        return Import();
    }

    private Hidden Import()
    {
        var (import, row) = (Begin(), Key());
        return Act("import",
        [
            Row("import", "agency_id, profile, profile_version, file_name, sha256, bytes, mode, as_of, dry_run, state, asked_by, asked_at, finished_at, rows_read, people_new, possible_matches",
                $"'{Owner}', 'police-nominals', 1, 'hidden{{0}}.csv', 'x', 1, 'delta', '2026-11-19', false, 'done', '{OwnersUser}', '2026-11-19 10:0{{0}}+00', '2026-11-19 10:1{{0}}+00', 1{{0}}, {{0}}, {{0}}", import),
            Row("import_reject", "import_id, line, raw, problems", $"'{import}', 2, '{{{{\"surname\":\"Hidden\"}}}}', '[]'", row),
            Row("job_run", "name, subject_id, asked_by, asked_at, state, words", $"'take-in', '{import}', '{OwnersUser}', '2026-11-19 10:0{{0}}+00', 'done', 'Hidden {{0}}'"),
        ], [Owner], [], toGovernance: false, new("{import", "import", import), new("{import", "importId", import), new("{import", "rowId", row));
    }

    private Hidden Search()
    {
        var key = Begin();
        return Act("search", [Row("person_search", "user_id, terms, asked_at", $"'{OwnersUser}', '{{{{\"name\":\"Lee Marsh\"}}}}', '2026-11-20 10:0{{0}}+00'", key)], [], [OwnersUser], toGovernance: false, new OwnKey("{search", "search", key));
    }

    private Hidden Consent()
    {
        var key = Begin();
        return Act("consent",
            [Row("consent", "person_id, owner_agency_id, categories, to_agencies, given_on, expires_on, how, words, recorded_at, recorded_by", $"'{person}', '{Owner}', array['health'], array['{With}']::uuid[], '2026-11-0{{0}}', '2027-11-01', 'in-writing', 'Hidden {{0}}', '2026-11-0{{0}}', '{OwnersUser}'", key)],
            [Owner, With], [], toGovernance: true, new("{consent", "consent", key), new("{consent", "id", person.ToString()));
    }

    private Hidden Disclosure()
    {
        var (key, item) = (Begin(), Key());
        return Act("disclosure",
        [
            Row("person_phone", "person_id, owner_agency_id, recorded_by, received_at, marking, category, number", $"'{person}', '{Owner}', '{OwnersUser}', '2026-11-0{{0}}', 'owner', 'contact details', '+44770090010{{0}}'", item),
            Row("disclosure", "person_id, from_agency_id, to_agency_id, level, gateway, purpose, necessity, at, until_at, made_by", $"'{person}', '{Owner}', '{With}', 'full', (select min(code) from gateway), 'Hidden', 'Hidden', '2026-11-1{{0}}', '2026-12-01', '{OwnersUser}'", key),
            new($"insert into disclosed_item (disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level, from_at, until_at) values ('{key}', '{world.North}', 'person_phone', '{item}', 'contact details', '{Owner}', '{With}', 'full', '2026-11-1{{0}}', '2026-12-01')",
                $"delete from disclosed_item where disclosure_id = '{key}'"),
        ], [Owner, With], [], toGovernance: true, new OwnKey("{disclosure", "disclosure", key));
    }

    private Hidden Question()
    {
        var key = Begin();
        return Act("question", [Row("ask_owner", "person_id, category, owner_agency_id, from_agency_id, asked_by, asked_at, why", $"'{person}', 'treatment', '{Owner}', '{With}', '{WithsUser}', '2026-11-1{{0}}', 'Hidden'", key)],
            [Owner, With], [], toGovernance: true, new OwnKey("{question", "question", key));
    }

    private Hidden UrgentUse()
    {
        var key = Begin();
        return Act("urgent access",
            [Row("urgent_access", "person_id, user_id, agency_id, ground, why, at, until_at, ended_at, review_by", $"'{person}', '{OwnersUser}', '{Owner}', 'serious-harm', 'Hidden {{0}}', '2026-11-18 09:0{{0}}+00', '2026-11-18 10:0{{0}}+00', '2026-11-18 09:3{{0}}+00', '2026-11-27'", key)],
            [], [OwnersUser], toGovernance: true, new OwnKey("{use", "use", key));
    }

    private Hidden Alert(string kind)
    {
        Begin();
        // of an urgent access each agency sees its own notice only; the one that caused it is not told who else was
        string[] parties = kind == "urgent-access" ? [Owner] : [Owner, With];
        return Act("notice of " + kind, [Row("sharing_notice", "to_agency_id, from_agency_id, kind, person_id, words, at", $"'{Owner}', '{With}', '{kind}', '{person}', 'Hidden {{0}}', '2026-11-1{{0}}'")], parties, [], toGovernance: true);
    }

    private Hidden UnusualUse()
    {
        var key = Begin();
        return Act("question about a use of the record",
        [
            Row("audit_alert", "kind, user_id, agency_id, person_id, on_date, first_at, last_at, entries, found_at", $"'same-surname', '{OwnersUser}', '{Owner}', '{person}', '2026-11-1{{0}}', '2026-11-1{{0}}', '2026-11-1{{0}}', {{0}}, '2026-11-19'", key),
        ], [], [], toGovernance: true, new OwnKey("{alert", "alert", key));
    }

    private Hidden Watch()
    {
        Begin();
        return Act("watch on a record", [Row("audit_watch", "person_id, since, by_user, reason", $"'{person}', '2026-11-1{{0}}', '{Governance}', 'Hidden'")], [], [], toGovernance: true);
    }

    private Hidden Breach()
    {
        var key = Begin();
        return Act("breach", [Row("breach", "opened_at, opened_by, known_at, from_at, to_at, person_id, facts", $"'2026-11-19', '{Governance}', '2026-11-19', '2026-11-1{{0}}', '2026-11-18', '{person}', 'Hidden {{0}}'", key)], [], [], toGovernance: true, new OwnKey("{breach", "breach", key));
    }

    private Hidden Request()
    {
        var key = Begin();
        return Act("request for a copy",
        [
            Row("subject_access", "person_id, received_on, received_how, asked_for, opened_at, opened_by", $"'{person}', '2026-11-1{{0}}', 'letter', 'Hidden {{0}}', '2026-11-19', '{Governance}'", key),
            new($"insert into subject_access_view (request_id, partnership_id, agency_id, asked_at, answer_by) values ('{key}', '{world.North}', '{With}', '2026-11-19', '2026-11-2{{0}}')", $"delete from subject_access_view where request_id = '{key}'"),
        ], [With], [], toGovernance: true, new("/rights/requests/", "id", key), new("/rights/views/", "id", key), new("/api/v1/rights/requests/", "request", key), new OwnKey("/api/v1/rights/views/", "request", key));
    }

    private Hidden Correction()
    {
        var key = Begin();
        return Act("request for a correction",
            [Row("rectification", "person_id, asks, received_on, kind, item_id, owner_agency_id, wrong, due_on, opened_at, opened_by", $"'{person}', 'correct', '2026-11-1{{0}}', 'person_name', '{HiddenKeys.Nobody}', '{Owner}', 'Hidden {{0}}', '2026-12-1{{0}}', '2026-11-19', '{Governance}'", key)],
            [Owner], [], toGovernance: true, new OwnKey("/rights/corrections/", "id", key));
    }

    private Hidden Restriction()
    {
        Begin();
        return Act("restriction that ended",
            [Row("item_restriction", "person_id, kind, item_id, owner_agency_id, because, words, marking_before, marked_for_before, from_at, made_by, lifted_at, lifted_by, lifted_words", $"'{person}', 'person_phone', '{HiddenKeys.Of(thing, 99)}', '{Owner}', 'person-asks', 'Hidden {{0}}', 'partnership', '{{{{}}}}', '2026-11-1{{0}}', '{OwnersUser}', '2026-11-19', '{OwnersUser}', 'Hidden'")],
            [Owner], [], toGovernance: true);
    }

    private Hidden Review()
    {
        Begin();
        return Act("retention review",
            [Row("retention_review", "person_id, kind, item_id, agency_id, was_due_on, decision, reason, next_review_on, at, user_id", $"'{person}', 'person_phone', '{HiddenKeys.Of(thing, 99)}', '{Owner}', '2026-11-1{{0}}', 'retain', 'Hidden', '2027-11-1{{0}}', '2026-11-19', '{OwnersUser}'")],
            [Owner], [], toGovernance: true);
    }

    private Hidden Group()
    {
        Begin();
        return Act("review group",
            [new($"insert into retention_group (partnership_id, person_id, agency_id, review_group, reason, at, user_id) values ('{world.North}', '{person}', '{Owner}', {{0}}, 'Hidden', '2026-11-19', '{OwnersUser}')", $"delete from retention_group where agency_id = '{Owner}' and person_id = '{person}' and reason = 'Hidden'")],
            [Owner], [], toGovernance: true);
    }

    private Hidden Disposal()
    {
        Begin();
        return Act("disposal that waits",
            [Row("disposal_request", "agency_id, person_id, items, because, reason, proposed_by, proposed_at", $"'{Owner}', '{person}', '[]', 'not-needed', 'Hidden {{0}}', '{OwnersUser}', '2026-11-1{{0}}'")], [Owner], [], toGovernance: true);
    }

    private Hidden Exclusion()
    {
        var key = Begin();
        return Act("exclusion of a colleague",
            [Row("person_exclusion", "person_id, user_id, because, from_at, made_by, made_at", $"'{person}', '{Bystander}', 'Hidden {{0}}', '2026-11-1{{0}}', '{Governance}', '2026-11-1{{0}}'", key)], [], [], toGovernance: true, new OwnKey("/lists/", "entry", key));
    }

    private Hidden Conflict()
    {
        var key = Begin();
        return Act("declared conflict",
            [Row("conflict_of_interest", "user_id, agency_id, surname, relation, declared_at, declared_by", $"'{OwnersUser}', '{Owner}', 'Hidden{{0}}', 'neighbour', '2026-11-1{{0}}', '{OwnersUser}'", key)],
            [], [OwnersUser, world.As("administrator").User.ToString()], toGovernance: true, new OwnKey("{conflict", "conflict", key));
    }

    private Hidden RoleRequest()
    {
        var key = Begin();
        return Act("request for a role",
            [Row("role_request", "agency_id, user_id, role, reason, asked_by, asked_at, expires_at", $"'{Owner}', '{Bystander}', '{RoleAskedFor}', 'Hidden {{0}}', '{Governance}', '2026-11-1{{0}}', '2026-12-01'", key)],
            [], [world.As("administrator").User.ToString()], toGovernance: true, new OwnKey("{request", "request", key));
    }

    private Hidden Stop()
    {
        var key = Begin();
        return Act("brake on a colleague",
            [Row("brake_stop", "user_id, agency_id, reference, period, number, on_date, stopped_at, last_tried_at", $"'{Bystander}', '{Owner}', 'HID{thing}', 'hour', 6{{0}}, '2026-10-0{{0}}'::date + {thing % 20}, '2026-11-1{{0}}', '2026-11-1{{0}}'", key)], [], [], toGovernance: true, new OwnKey("{stop", "stop", key));
    }

    private Hidden Keyholder()
    {
        Begin();
        return Act("key asked for", [Row("sealed.keyholder", "agency_id, user_id, compartment, because, asked_by, asked_at", $"'{Owner}', '{Bystander}', '{(isKnown ? "victim" : "protected address")}', 'Hidden {{0}}', '{OwnersUser}', '2026-11-1{{0}}'")], [Owner], [], toGovernance: false);
    }

    /// <summary>Two people whom everybody knows may be one, by an identifier that one agency alone holds of both.</summary>
    private Hidden Match()
    {
        var (match, one, other) = (Begin(), Key(), Key());
        HiddenRow Identifier(string key, Guid of) => Row("person_identifier", "person_id, owner_agency_id, recorded_by, received_at, marking, category, type, value", $"'{of}', '{Owner}', '{OwnersUser}', '2026-11-19 09:0{{0}}:00+00', 'owner', 'identity', 'crn', 'X99999{{0}}'", key);
        return Act("match by a hidden identifier",
        [
            Identifier(one, drawn.People[1]), Identifier(other, drawn.People[4]),
            Row("possible_match", "person_id, other_person_id, because, found_at, rests_on", $"'{drawn.People[1]}', '{drawn.People[4]}', 'Hidden', '2026-11-1{{0}}', array['{one}','{other}']::uuid[]", match),
        ], [Owner], [], toGovernance: false, new("{match", "match", match), new("{match", "id", drawn.People[1].ToString()));
    }

    private Hidden Tie()
    {
        Begin();
        return Act("declared tie", [Row("declared_tie", "user_id, kind, value, declared_at", $"'{OwnersUser}', 'surname', 'Hidden{thing}{{0}}', '2026-11-1{{0}}'")], [], [OwnersUser], toGovernance: true);
    }
}
