using Throughline.Testing;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>Writes the rows of one hidden thing, each with a key that tells which thing and row it is.</summary>
/// <param name="owner">The agency whose they are: "north-police".</param>
internal sealed class HiddenRows(World world, int thing, string owner, Guid user)
{
    private readonly string partnership = (owner.StartsWith("south-", StringComparison.Ordinal) ? world.South : world.North).ToString();
    private int next;

    public string Key() => HiddenKeys.Of(thing, ++next);

    public HiddenRow Row(string table, string columns, string values, string? key = null)
    {
        var id = key ?? Key();
        return new($"insert into {table} (id, partnership_id, {columns}) values ('{id}', '{partnership}', {values})", $"delete from {table} where id = '{id}'");
    }

    public HiddenRow Item(string table, Guid person, ItemWords words, string marking = "owner", string markedFor = "", string? key = null)
    {
        var of = markedFor.Length > 0 ? $"array['{markedFor}']::uuid[]" : "'{{}}'";
        return Row(table, $"person_id, owner_agency_id, recorded_by, received_at, marking, marked_for, category, {words.Columns}",
            $"'{person}', '{world.Agencies[owner]}', '{user}', '2026-11-19 09:0{{0}}:00+00', '{marking}', {of}, '{words.Category}', {words.Values}", key);
    }

    /// <summary>What somebody meant to do comes before the event that tells of it.</summary>
    public ItemWords EventOf(List<HiddenRow> rows, Guid person)
    {
        var process = Key();
        rows.Add(Row("process", "type, at, user_id, agency_id, person_id, reason", $"'Hidden', '2026-11-19 10:0{{0}}+00', '{user}', '{world.Agencies[owner]}', '{person}', 'Hidden reason'", process));
        return new("plan", "process_id, type, at, on_date, words", $"'{process}', 'Hidden', '2026-11-19 10:0{{0}}+00', '2026-11-1{{0}}', 'Hidden words {{0}}'");
    }
}

/// <summary>Somebody of whom one agency alone knows: like somebody known by name, with identifiers that others could type in.</summary>
internal static class SomebodyUnknown
{
    public static readonly IReadOnlyList<(string Type, string Value)> Identifiers = [("pncid", "2001/0012345X"), ("crn", "X123456"), ("nhs_number", "9434765919"), ("prison_number", "A1234AA")];

    /// <param name="scoredIn">With it the person has a case and a score.</param>
    public static Hidden Of(World world, int thing, string owner, Guid user, Guid like, Guid? scoredIn = null)
    {
        var (person, of) = (HiddenKeys.PersonOf(thing), "north-" + owner);
        var write = new HiddenRows(world, thing, of, user);
        var match = write.Key();
        HiddenRow Said(string table, string category, string columns, string values) => write.Item(table, person, new(category, columns, values));
        List<HiddenRow> rows =
        [
            new($"insert into person_record (id, partnership_id, created_at, created_by) values ('{person}', '{world.North}', '2026-11-01', '{user}')", $"delete from person_with_case where person_id = '{person}'; delete from person_record where id = '{person}'"),
            Said("person_name", "identity", "kind, surname, forenames", "'name', 'Marsh', 'Lee'"),
            Said("person_name", "identity", "kind, surname, forenames", "'alias', 'Hidden{0}', 'Secret'"),
            Said("person_birth_date", "identity", "date_of_birth", "'1989-12-01'"),
            Said("person_description", "identity", "beat", "'Aspley'"),
            .. from pair in Identifiers select Said("person_identifier", "identity", "type, value", $"'{pair.Type}', '{pair.Value}'"),
            Said("person_address", "contact details", "address, town, postcode", "'12 Mill Lane', 'Northbrook', 'M1 1AE'"),
            Said("person_phone", "contact details", "number", "'+447700900123'"),
            Said("person_vehicle", "contact details", "registration", "'AB12CDE'"),
            Said("person_associate", "contact details", "name", "'Lee Marsh'"),
            Said("custody_spell", "custody and dates", "reference, establishment, status, received_on, expected_release_on", "'H', 'HMP Hidden', 'sentenced', '2026-10-01', '2026-11-2{0}'::date + 4"),
            Said("offence_event", "offending", "kind, occurred_on, offence_group", "'arrest', '2026-11-1{0}', 'robbery-personal'"),
            write.Row("possible_match", "person_id, other_person_id, because, found_at", $"'{like}', '{person}', 'Same date of birth and the same name', '2026-10-01 10:0{{0}}+00'", match),
        ];
        if (scoredIn is { } run)
        {
            rows.Add(Said("iom_case", "plan", "state, opened_at, adopted_on, status", $"'{(owner == "police" ? "adopted" : "for-panel")}', '2026-10-0{{0}}', '2026-10-0{{0}}', 'red'"));
            rows.Add(Said("score", "risk", "run_id, total, rank, line, provisional, stability, by_source, detail", $"'{run}', 9{{0}}, 1, 'entry', false, 1, '{{{{}}}}', '{{{{}}}}'"));
        }

        var words = write.EventOf(rows, person);
        rows.Add(write.Item("event", person, words));
        return new(scoredIn is null ? "person" : "person with a case", Way.UnknownPerson, of, rows, looker => !looker.SeesNorth || looker.Act.Agency != world.Agencies[of],
            [new("{id}", "id", person.ToString()), new("{match", "id", person.ToString()), new("{match", "match", match)]);
    }
}

/// <summary>Keys of hidden rows: by thing and by row, so that many can be in one world.</summary>
internal static class HiddenKeys
{
    public static string Of(int thing, int row) => $"01a90000-0000-7000-8000-{thing:x8}{row:x4}";

    public static Guid PersonOf(int thing) => new(Of(thing, 0xffff));

    /// <summary>Nothing has this key in any world.</summary>
    public const string Nobody = "01a90000-0000-7000-8000-00000e0e0e0e";
}
