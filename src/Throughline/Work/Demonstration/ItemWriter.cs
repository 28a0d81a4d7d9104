using Throughline.Demo;
using Throughline.Platform.Database;

namespace Throughline.Work.Demonstration;

/// <summary>A column of an item: name, type in the database, value.</summary>
internal sealed record ItemColumn<T>(string Name, string Type, Func<T, object?> Value, string Into = "{0}");

/// <summary>Writes items of people with what every item must carry: whose it is, which category, when it came and who wrote it down.</summary>
internal sealed class ItemWriter(Db db, Place place, IReadOnlyList<DemoPerson> people, DateTimeOffset now, CancellationToken cancel)
{
    private Dictionary<(Guid Agency, string Category), (string Regime, string Gateway, int Months)> keeping = [];

    /// <summary>How each agency keeps each category: asked once, not once a row.</summary>
    public async Task PrepareAsync() => keeping = (await db.ListAsync<(Guid Agency, string Category, string Regime, string Gateway, int Months)>(
        "select a.id, c.category, a.regime, usual_gateway(a.id), review_months(a.id, c.category) from agency a cross join (select distinct usual_category as category from item_kind union values ('intelligence'), ('drug test')) c where a.id = any(@agencies)",
        new { agencies = place.Agencies.Values.Select(a => a.Value).ToArray() }, cancel)).ToDictionary(k => (k.Agency, k.Category), k => (k.Regime, k.Gateway, k.Months));

    public Place Place => place;

    public Task EachAsync<T>(string table, Func<DemoPerson, T, string> owner, string category, Func<DemoPerson, IEnumerable<T>> items, IReadOnlyList<ItemColumn<T>> columns, Func<T, DateOnly>? happened = null) =>
        EachAsync(table, owner, _ => category, items, columns, happened);

    /// <param name="owner">The type of the agency whose item it is.</param>
    /// <param name="happened">When it happened: the item came the morning after, as a daily extract brings it. Null: it came now.</param>
    public Task EachAsync<T>(string table, Func<DemoPerson, T, string> owner, Func<T, string> category, Func<DemoPerson, IEnumerable<T>> items, IReadOnlyList<ItemColumn<T>> columns, Func<T, DateOnly>? happened = null)
    {
        var rows = people.SelectMany(person => items(person).Select(item => (Person: place.Person(person), Owner: place.Agency(owner(person, item)), Item: item))).ToList();
        return SetInsert.IntoAsync(db, table, [("partnership_id", place.Service.Partnership.Value), ("recorded_by", place.Service.User.Value)],
        [
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("person_id", "uuid", r => r.Person),
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("owner_agency_id", "uuid", r => r.Owner),
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("received_at", "timestamptz", r => happened is null ? now.UtcDateTime : MorningAfter(happened(r.Item))),
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("category", "text", r => category(r.Item)),
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("regime", "text", r => keeping[(r.Owner, category(r.Item))].Regime),
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("gateway", "text", r => keeping[(r.Owner, category(r.Item))].Gateway),
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("review_on", "date", r => DateOnly.FromDateTime(happened is null ? now.UtcDateTime : MorningAfter(happened(r.Item))).AddMonths(keeping[(r.Owner, category(r.Item))].Months)),
            .. columns.Select(column => new SetColumn<(Guid Person, Guid Owner, T Item)>(column.Name, column.Type, chunk => Values(column, chunk), column.Into)),
        ], rows, cancel);
    }

    private DateTime MorningAfter(DateOnly day) => day.AddDays(1).ToDateTime(new TimeOnly(6, 0), DateTimeKind.Utc) is var morning && morning < now.UtcDateTime ? morning : now.UtcDateTime;

    /// <summary>The driver wants arrays of the column's own type, not of objects.</summary>
    private static Array Values<T>(ItemColumn<T> column, IReadOnlyList<(Guid Person, Guid Owner, T Item)> chunk)
    {
        TValue[] Of<TValue>() => [.. chunk.Select(row => (TValue)column.Value(row.Item)!)];
        return column.Type switch
        {
            "text" => Of<string?>(),
            "date" => Of<DateOnly?>(),
            "time" => Of<TimeOnly?>(),
            "int" => Of<int?>(),
            "smallint" => Of<short?>(),
            "numeric" => Of<decimal?>(),
            "boolean" => Of<bool?>(),
            "uuid" => Of<Guid?>(),
            _ => throw new InvalidOperationException($"No array of {column.Type}."),
        };
    }
}
