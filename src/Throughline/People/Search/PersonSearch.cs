using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.People.Search;

/// <summary>Somebody who fits, and why.</summary>
public sealed class FoundPerson
{
    public required PersonId Id { get; init; }

    public required string Surname { get; init; }

    public required string Forenames { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? Beat { get; init; }

    public string? Establishment { get; init; }

    public string? StatusLabel { get; init; }

    public string? Status { get; init; }

    public required bool IsStatutory { get; init; }

    public double Strength { get; set; }

    public IReadOnlyList<string> Because { get; set; } = [];

    public string Name => $"{Forenames} {Surname}";
}

/// <param name="IsCut">True when only the most alike were looked at, so there may be more.</param>
public sealed record SearchResults(IReadOnlyList<FoundPerson> People, int Total, bool IsCut, int Page, int Size)
{
    public int Pages => Math.Max(1, (Total + Size - 1) / Size);

    /// <summary>The categories of what is shown of those found.</summary>
    public string[] Categories =>
    [
        "identity", .. People.Any(person => person.Because.Any(IsOfContact)) ? ["contact details"] : Array.Empty<string>(), .. People.Any(person => person.IsStatutory) ? ["supervision"] : Array.Empty<string>(),
        .. People.Any(person => person.Establishment is not null) ? ["custody and dates"] : Array.Empty<string>(), .. People.Any(person => person.Status is not null) ? ["plan"] : Array.Empty<string>(),
    ];

    private static bool IsOfContact(string because) => because == "telephone" || because.StartsWith("vehicle ", StringComparison.Ordinal) || because.StartsWith("address: ", StringComparison.Ordinal) || because.StartsWith("associate: ", StringComparison.Ordinal);
}

/// <summary>Finds people by whatever is known of them. The caller records the look at those it shows.</summary>
internal static class PersonSearch
{
    public const int Size = 20;

    public static async Task<SearchResults> FindAsync(Db db, SearchTerms terms, int page, int size = Size)
    {
        var hits = await HitsAsync(new Clues(db), terms);
        var isCut = hits.Count >= Clues.EnoughClose && (terms.Name ?? terms.Anything) is not null;
        var order = await db.ListAsync<Guid>(
            "select p.id from unnest(@ids, @strengths) h (id, strength) join person p on p.id = h.id where p.merged_into_id is null order by h.strength desc, p.surname, p.forenames, p.id",
            new { ids = hits.Keys.ToArray(), strengths = hits.Values.Select(hit => hit.Strength).ToArray() });
        var people = await ShownAsync(db, [.. order.Skip((page - 1) * size).Take(size)]);
        foreach (var person in people)
            (person.Strength, person.Because) = (hits[person.Id.Value].Strength, hits[person.Id.Value].Because);
        return new(people, order.Count, isCut, page, size);
    }

    /// <summary>People like somebody who is about to be recorded: nearly the same name, unless the date of birth speaks against it.</summary>
    public static async Task<IReadOnlyList<FoundPerson>> NearAsync(Db db, string name, DateOnly? born)
    {
        var clues = new Clues(db);
        var named = await clues.NameAsync(name);
        var bornThen = born is { } day ? await clues.BornAsync(day) : [];
        var near = named.Where(hit => hit.Value.Strength >= 0.9 || (hit.Value.Strength >= 0.75 && bornThen.ContainsKey(hit.Key))).ToDictionary();
        foreach (var (person, hit) in bornThen)
        {
            if (near.TryGetValue(person, out var so))
                near[person] = new(so.Strength + hit.Strength, [.. so.Because, .. hit.Because]);
        }

        var people = await ShownAsync(db, [.. near.OrderByDescending(hit => hit.Value.Strength).Take(10).Select(hit => hit.Key)]);
        foreach (var person in people)
            person.Because = near[person.Id.Value].Because;
        return people;
    }

    private static async Task<Dictionary<Guid, Hit>> HitsAsync(Clues clues, SearchTerms terms)
    {
        // the narrow ones first: what they leave is looked at for the wide ones
        var narrow = new List<Dictionary<Guid, Hit>>();
        if (terms.Identifier is { } identifier)
            narrow.Add(await clues.IdentifierAsync(identifier));
        if (terms.Phone is { } phone)
            narrow.Add(await clues.PhoneAsync(phone));
        if (terms.Vehicle is { } vehicle)
            narrow.Add(await clues.VehicleAsync(vehicle));
        if (terms.DateOfBirth is { } born)
            narrow.Add(await clues.BornAsync(born));
        if (terms.Address is { } address)
            narrow.Add(await clues.AddressAsync(address));
        if (terms.Associate is { } associate)
            narrow.Add(await clues.AssociateAsync(associate));
        if (terms.Anything is { } anything)
            narrow.Add(await AnythingAsync(clues, anything));
        var all = narrow.Count == 0 ? null : Both(narrow);
        if (terms.Name is { } name)
            all = all is null ? await clues.NameAsync(name) : Both([all, await clues.NameAsync(name, all.Keys)]);
        return all ?? [];
    }

    /// <summary>One box: whatever the text can be. A date in it must fit as well as the rest.</summary>
    private static async Task<Dictionary<Guid, Hit>> AnythingAsync(Clues clues, string text)
    {
        var (date, rest) = SearchTerms.TakeDate(text);
        var born = date is { } day ? await clues.BornAsync(day) : null;
        if (rest.Length < 2)
            return born ?? [];
        var hasDigits = rest.Any(char.IsAsciiDigit);
        var any = new List<Dictionary<Guid, Hit>>();
        if (hasDigits)
            any.AddRange([await clues.IdentifierAsync(rest), await clues.PhoneAsync(rest)]);
        else
            any.AddRange([await clues.NameAsync(rest, born?.Keys), await clues.AssociateAsync(rest)]);
        any.AddRange([await clues.VehicleAsync(rest), await clues.AddressAsync(rest)]);
        var either = any.SelectMany(found => found).GroupBy(hit => hit.Key).ToDictionary(
            group => group.Key, group => new Hit(group.Max(hit => hit.Value.Strength), [.. group.OrderByDescending(hit => hit.Value.Strength).SelectMany(hit => hit.Value.Because)]));
        return born is null ? either : Both([born, either]);
    }

    /// <summary>Who is in all of them: the strengths' mean, and every reason.</summary>
    private static Dictionary<Guid, Hit> Both(IReadOnlyList<Dictionary<Guid, Hit>> clues) => clues.MinBy(clue => clue.Count)!.Keys
        .Where(person => clues.All(clue => clue.ContainsKey(person)))
        .ToDictionary(person => person, person => new Hit(clues.Average(clue => clue[person].Strength), [.. clues.SelectMany(clue => clue[person].Because)]));

    private static Task<IReadOnlyList<FoundPerson>> ShownAsync(Db db, Guid[] ids) => db.ListAsync<FoundPerson>(
        $"""
        select p.id, p.surname, p.forenames, p.date_of_birth, p.beat, c.establishment, s.label as status_label, k.status,
          exists (select from order_spell o where o.person_id = p.id and {Supervision.OrderRunsSql}) as is_statutory
        from unnest(@ids) with ordinality w (id, place) join person p on p.id = w.id
        left join lateral (select c.establishment from custody_spell c where c.person_id = p.id and {Supervision.CustodyRunsSql} order by c.received_on desc, c.id desc limit 1) c on true
        left join lateral (select k.status from iom_case k where k.person_id = p.id order by k.opened_at desc limit 1) k on true
        left join status_definition s on s.partnership_id = p.partnership_id and s.code = k.status
        order by w.place
        """, new { ids, on = db.Act.On, statutory = Supervision.StatutoryOrderTypes });
}
