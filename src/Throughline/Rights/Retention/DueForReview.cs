using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Rights.Retention;

/// <summary>How much of an agency's is past its review date.</summary>
public sealed record Overdue
{
    public required string Agency { get; init; }

    public required int Items { get; init; }

    public required int People { get; init; }

    public required DateOnly Oldest { get; init; }
}

public sealed record PersonDue
{
    public required PersonId PersonId { get; init; }

    public string? Name { get; init; }

    public required int Items { get; init; }

    public required DateOnly Oldest { get; init; }
}

public sealed record ItemDue
{
    public required string Kind { get; init; }

    public required string KindName { get; init; }

    public required Guid Id { get; init; }

    public required string Category { get; init; }

    public required string Words { get; init; }

    public required DateOnly ReviewOn { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>An item that waits for a second person, or is restricted.</summary>
    public string? Standing { get; init; }

    public string Key => $"{Kind}.{Id}";
}

/// <summary>Items past their review date: they stay listed until somebody decides. Whatever kind they are, the catalogue names their table.</summary>
internal static class DueForReview
{
    public const int PageSize = 25;

    /// <summary>What waits for a second person to agree to its disposal has been decided about; a refusal brings it back.</summary>
    private const string NotWaiting = "not exists (select from disposal_request q where q.refused_at is null and q.items @> jsonb_build_array(jsonb_build_object('id', d.id::text)))";

    /// <summary>The words of an item that its author marked for named people are for them; that it is there, and past its date, is for whoever answers for the agency.</summary>
    private const string ForNamedPeople = "t.marking = 'people' and t.recorded_by <> @User and not @User = any (t.marked_for)";

    public static async Task<IReadOnlyList<Overdue>> ByAgencyAsync(Db db) => await db.ListAsync<Overdue>(
        $"""
        select a.name as agency, count(*)::int as items, count(distinct d.person_id)::int as people, min(d.review_on) as oldest
        from ({await UnionAsync(db)}) d join agency a on a.id = d.owner_agency_id where {NotWaiting} group by a.name order by a.name
        """, new { db.Act.On });

    public static async Task<(IReadOnlyList<PersonDue> People, int Total)> PeopleAsync(Db db, AgencyId agency, int page)
    {
        var union = await UnionAsync(db);
        var total = await db.ValueAsync<int>($"select count(distinct d.person_id)::int from ({union}) d where d.owner_agency_id = @agency and {NotWaiting} and d.person_id <> all (people_hidden_from_me())", new { agency, db.Act.On });
        var people = await db.ListAsync<PersonDue>(
            $"""
            select d.person_id, (select p.forenames || ' ' || p.surname from person p where p.id = d.person_id) as name, count(*)::int as items, min(d.review_on) as oldest
            from ({union}) d where d.owner_agency_id = @agency and {NotWaiting} and d.person_id <> all (people_hidden_from_me()) group by d.person_id order by min(d.review_on), d.person_id limit @PageSize offset @skip
            """, new { agency, db.Act.On, PageSize, skip = (page - 1) * PageSize });
        return (people, total);
    }

    public static async Task<IReadOnlyList<ItemDue>> OfPersonAsync(Db db, AgencyId agency, PersonId person)
    {
        var parts = (await ItemCatalogue.AllAsync(db)).Select(kind =>
            $"""
            select '{kind.TableName}'::text as kind, '{kind.Name.Replace("'", "''", StringComparison.Ordinal)}'::text as kind_name, t.id, t.category, case when {ForNamedPeople} then 'Marked for named people: ask whoever recorded it' else coalesce(({kind.Words})::text, '') end as words, t.review_on, t.received_at
            from {kind.TableName} t where t.person_id = @person and t.owner_agency_id = @agency and t.review_on <= @On
            """);
        return await db.ListAsync<ItemDue>(
            $"""
            select d.*, case when exists (select from disposal_request q where q.refused_at is null and q.items @> jsonb_build_array(jsonb_build_object('id', d.id::text))) then 'waits for a second person to agree to its disposal'
                when exists (select from item_restriction r where r.item_id = d.id and r.lifted_at is null) then 'restricted' end as standing
            from ({string.Join("\nunion all\n", parts)}) d order by d.review_on, d.kind, d.id limit 500
            """, new { agency, person, db.Act.On, db.Act.User });
    }

    private static async Task<string> UnionAsync(Db db) => string.Join("\nunion all\n", (await ItemCatalogue.AllAsync(db)).Select(kind =>
        $"select t.id, t.person_id, t.owner_agency_id, t.review_on from {kind.TableName} t where t.review_on <= @On and t.person_id is not null"));
}
