using Throughline.Demo;
using Throughline.Platform.Database;

namespace Throughline.Work.Demonstration;

/// <summary>A column of an item: name, type in the database, value.</summary>
internal sealed record ItemColumn<T>(string Name, string Type, Func<T, object?> Value, string Into = "{0}");

/// <summary>Writes items of people with what every item must carry: whose it is, which category, when it came and who wrote it down.</summary>
internal sealed class ItemWriter(Db db, Place place, IReadOnlyList<DemoPerson> people, DateTimeOffset now, CancellationToken cancel)
{
    public Place Place => place;

    public Task EachAsync<T>(string table, Func<DemoPerson, T, string> owner, string category, Func<DemoPerson, IEnumerable<T>> items, IReadOnlyList<ItemColumn<T>> columns) =>
        EachAsync(table, owner, _ => category, items, columns);

    /// <param name="owner">The type of the agency whose item it is.</param>
    public Task EachAsync<T>(string table, Func<DemoPerson, T, string> owner, Func<T, string> category, Func<DemoPerson, IEnumerable<T>> items, IReadOnlyList<ItemColumn<T>> columns)
    {
        var rows = people.SelectMany(person => items(person).Select(item => (Person: place.Person(person), Owner: place.Agency(owner(person, item)), Item: item))).ToList();
        return SetInsert.IntoAsync(db, table, [("partnership_id", place.Service.Partnership.Value), ("received_at", now), ("recorded_by", place.Service.User.Value)],
        [
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("person_id", "uuid", r => r.Person),
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("owner_agency_id", "uuid", r => r.Owner),
            SetColumn<(Guid Person, Guid Owner, T Item)>.Of("category", "text", r => category(r.Item)),
            .. columns.Select(column => new SetColumn<(Guid Person, Guid Owner, T Item)>(column.Name, column.Type, chunk => Values(column, chunk), column.Into)),
        ], rows, cancel);
    }

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
