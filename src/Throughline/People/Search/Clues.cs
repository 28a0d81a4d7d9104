using Throughline.People.Identifiers;
using Throughline.People.Items;
using Throughline.Platform.Database;

namespace Throughline.People.Search;

/// <summary>How strongly a person fits, 0 to 1, and why, in words.</summary>
internal sealed record Hit(double Strength, IReadOnlyList<string> Because);

/// <summary>
/// The ways to find a person. Each asks one index and gives the people it found; row-level security decides which rows it
/// may see. Names, addresses and associates are proposed by a trigram index (see 0005-timeline.sql).
/// </summary>
internal sealed class Clues(Db db)
{
    /// <summary>So many of the most alike are looked at: past that, more detail is needed anyway.</summary>
    public const int Most = 500;

    /// <summary>So many close ones fill the first pages; the rest would be less alike than all of them.</summary>
    public const int EnoughClose = 60;

    private const double LeastAlike = 0.75;

    private sealed class Row
    {
        public required Guid PersonId { get; init; }

        public required string Words { get; init; }

        public double Alike { get; init; }
    }

    /// <summary>A close look first; a wide one only when that finds few. Among people found already, no index is needed.</summary>
    public async Task<Dictionary<Guid, Hit>> NameAsync(string name, IReadOnlyCollection<Guid>? among = null)
    {
        if (among is not null)
        {
            return Alike(name, await db.ListAsync<Row>(
                "select n.person_id, n.forenames || ' ' || n.surname as words from person_name n where n.person_id = any(@among) and n.superseded_at is null and n.withdrawn_at is null order by n.id", new { among = among.ToArray() }));
        }

        var close = Alike(name, await NamesAlikeAsync("names_alike_closely", name));
        return close.Count >= EnoughClose ? close : Alike(name, await NamesAlikeAsync("names_alike", name));
    }

    private Task<IReadOnlyList<Row>> NamesAlikeAsync(string function, string name) => ProposedAsync(
        function, name, "select n.person_id, n.forenames || ' ' || n.surname as words, f.alike::float8 as alike from f join person_name n on n.id = f.id where n.superseded_at is null and n.withdrawn_at is null order by f.alike desc, n.id limit @Most");

    /// <summary>
    /// The rows that the asker may see among those an index proposes. Proposals are made without regard to who asks, so more are
    /// asked for until hidden ones can have taken nobody's place: the answer is the same as if they did not exist.
    /// </summary>
    private async Task<IReadOnlyList<Row>> ProposedAsync(string function, string text, string shown)
    {
        var sought = text.ToLowerInvariant();
        for (var most = Most; ; most *= 4)
        {
            var rows = await db.ListAsync<Row>($"with f as materialized (select id, alike from {function}(@sought, @most)) {shown}", new { sought, most, Most, db.Act.On });
            if (rows.Count == Most || await db.ValueAsync<int>($"select count(*)::int from {function}(@sought, @most)", new { sought, most }) < most)
                return rows;
        }
    }

    private static Dictionary<Guid, Hit> Alike(string name, IReadOnlyList<Row> rows) => Best(
        rows.Select(row => (row.PersonId, Alike: NameLikeness.Of(name, row.Words), row.Words)).Where(row => row.Alike >= LeastAlike)
            .Select(row => (row.PersonId, row.Alike, row.Alike >= 0.995 ? $"name: {row.Words.Trim()}" : $"name {Math.Min(99, Math.Floor(row.Alike * 100))}% alike: {row.Words.Trim()}")));

    public async Task<Dictionary<Guid, Hit>> BornAsync(DateOnly born)
    {
        var swapped = born.Day <= 12 && born.Day != born.Month ? new DateOnly(born.Year, born.Day, born.Month) : born;
        var rows = await db.ListAsync<Row>(
            """
            select b.person_id, case when b.date_of_birth = @born then 'date of birth' else 'date of birth with day and month swapped' end as words, case when b.date_of_birth = @born then 0.9 else 0.7 end::float8 as alike
            from person_birth_date b where b.partnership_id = @Partnership and b.date_of_birth in (@born, @swapped) and b.superseded_at is null and b.withdrawn_at is null
            order by b.person_id, b.id
            """, new { db.Act.Partnership, born, swapped });
        return Best(rows.Select(row => (row.PersonId, row.Alike, row.Words)));
    }

    /// <summary>An identifier in any spelling, or an agency's own reference exactly as written.</summary>
    public async Task<Dictionary<Guid, Hit>> IdentifierAsync(string text)
    {
        var readings = IdentifierTypes.Readings(text, db.Act.On.Year).ToList();
        var references = await db.ListAsync<string>("select 'ref:' || a.code from partnership_agency m join agency a on a.id = m.agency_id where m.partnership_id = @Partnership", new { db.Act.Partnership });
        readings.AddRange(references.Select(type => (type, text.Trim())));
        var rows = await db.ListAsync<Row>(
            """
            select i.person_id, i.type || ' ' || i.value as words from unnest(@types, @values) k (type, value)
            join person_identifier i on i.partnership_id = @Partnership and i.type = k.type and i.value = k.value
            where i.superseded_at is null and i.withdrawn_at is null
            """, new { db.Act.Partnership, types = readings.Select(reading => reading.Type).ToArray(), values = readings.Select(reading => reading.Value).ToArray() });
        return Best(rows.Select(row => (row.PersonId, 1.0, row.Words.Split(' ', 2) is [var type, var value] ? $"{IdentifierTypes.NameOf(type)} {value}" : row.Words)));
    }

    public async Task<Dictionary<Guid, Hit>> PhoneAsync(string text) => UkPhone.Parse(text) is not { IsValid: true } phone ? [] : Best(
        (await db.ListAsync<Row>("select person_id, 'telephone' as words from person_phone where partnership_id = @Partnership and number = @number and superseded_at is null and withdrawn_at is null",
            new { db.Act.Partnership, number = phone.Canonical })).Select(row => (row.PersonId, 0.95, row.Words)));

    public async Task<Dictionary<Guid, Hit>> VehicleAsync(string text) => VehicleRegistration.Parse(text) is not { IsValid: true } mark ? [] : Best(
        (await db.ListAsync<Row>("select person_id, 'vehicle ' || registration || coalesce(', ' || description, '') as words from person_vehicle where partnership_id = @Partnership and registration = @mark and superseded_at is null and withdrawn_at is null",
            new { db.Act.Partnership, mark = mark.Canonical })).Select(row => (row.PersonId, 0.95, row.Words)));

    /// <summary>A postcode exactly; otherwise an address whose words are alike.</summary>
    public async Task<Dictionary<Guid, Hit>> AddressAsync(string text)
    {
        const string words = "'address: ' || concat_ws(', ', nullif(a.address, ''), a.town, a.postcode) || case when a.to_on < @On then ' (until ' || date_in_words(a.to_on) || ')' else '' end as words";
        if (Postcode.Parse(text) is { IsValid: true } postcode)
        {
            return Best((await db.ListAsync<Row>(
                $"select a.person_id, {words} from person_address a where a.partnership_id = @Partnership and a.postcode = @postcode and a.superseded_at is null and a.withdrawn_at is null order by a.id limit @Most",
                new { db.Act.Partnership, db.Act.On, postcode = postcode.Canonical, Most })).Select(row => (row.PersonId, 0.7, row.Words)));
        }

        var rows = await ProposedAsync("addresses_alike", text, $"select a.person_id, {words}, f.alike::float8 as alike from f join person_address a on a.id = f.id where a.superseded_at is null and a.withdrawn_at is null order by f.alike desc, a.id limit @Most");
        return Best(rows.Select(row => (row.PersonId, row.Alike * 0.7, row.Words)));
    }

    public async Task<Dictionary<Guid, Hit>> AssociateAsync(string name)
    {
        var rows = await ProposedAsync("associates_alike", name, "select a.person_id, a.name as words from f join person_associate a on a.id = f.id where a.superseded_at is null and a.withdrawn_at is null order by f.alike desc, a.id limit @Most");
        return Best(rows.Select(row => (row.PersonId, Alike: NameLikeness.Of(name, row.Words), row.Words)).Where(row => row.Alike >= LeastAlike)
            .Select(row => (row.PersonId, row.Alike * 0.6, $"associate: {row.Words}")));
    }

    /// <summary>Of several rows about a person, the strongest; the words of all.</summary>
    private static Dictionary<Guid, Hit> Best(IEnumerable<(Guid Person, double Strength, string Words)> rows) => rows.GroupBy(row => row.Person).ToDictionary(
        group => group.Key,
        group => new Hit(group.Max(row => row.Strength), [.. group.OrderByDescending(row => row.Strength).Select(row => row.Words).Distinct().Take(2)]));
}
