using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;

namespace Throughline.Rights;

/// <summary>A kind of item as the catalogue has it. Everything here that goes item by item reads this list, so that a new kind is covered without edits.</summary>
public sealed record CatalogueKind
{
    public required string TableName { get; init; }

    public required string Name { get; init; }

    public required string UsualCategory { get; init; }

    public required string Words { get; init; }

    public required string Dated { get; init; }

    public required string RetentionClass { get; init; }

    public required string SubjectAccess { get; init; }

    public required string AuditClass { get; init; }
}

/// <summary>One item about a person with everything it says, whatever its kind.</summary>
public sealed record FoundItem
{
    public required string Kind { get; init; }

    public required string KindName { get; init; }

    public required Guid Id { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string OwnerName { get; init; }

    public required string Category { get; init; }

    public required string SubjectAccess { get; init; }

    public required string Words { get; init; }

    public DateOnly? DatedOn { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public DateOnly? ReviewOn { get; init; }

    public string? FileName { get; init; }

    public long? Line { get; init; }

    public DateTimeOffset? SupersededAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>The row's own columns as JSON; how it is kept is left out.</summary>
    public required string Content { get; init; }

    /// <summary>What the item says, column by column, in words.</summary>
    public IEnumerable<(string Name, string Value)> Facts()
    {
        using var content = JsonDocument.Parse(Content);
        return [.. content.RootElement.EnumerateObject().Where(column => column.Value.ValueKind != JsonValueKind.Null).Select(column => (Spoken(column.Name), Said(column.Value))).Where(fact => fact.Item2.Length > 0)];
    }

    /// <summary>Every text in the item: where somebody else's name may stand.</summary>
    public string AllText => string.Join('\n', Facts().Select(fact => fact.Value).Prepend(Words));

    private static string Spoken(string column) => char.ToUpperInvariant(column[0]) + column[1..].Replace('_', ' ');

    private static string Said(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "Yes",
        JsonValueKind.False => "No",
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(Said)),
        JsonValueKind.Object => string.Join("; ", value.EnumerateObject().Select(part => $"{Spoken(part.Name)}: {Said(part.Value)}")),
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };
}

internal static class ItemCatalogue
{
    public static Task<IReadOnlyList<CatalogueKind>> AllAsync(Db db) =>
        db.ListAsync<CatalogueKind>("select table_name, name, usual_category, words, dated, retention_class, subject_access, audit_class from item_kind order by table_name");

    /// <summary>Every item about a person that the act may see, past and present. Sealed compartments are never part of it.</summary>
    public static Task<IReadOnlyList<FoundItem>> OfPersonAsync(Db db, PersonId person) => OfPeopleAsync(db, [person.Value]);

    /// <summary>Everything that a person who asks for a copy may ask for: items, why people acted, how it was handled, and rows of files that were set aside.
    /// Records that somebody decided are about the same person are searched with it.</summary>
    public static async Task<IReadOnlyList<FoundItem>> EverythingAsync(Db db, IReadOnlyCollection<Guid> people) =>
        [.. await OfPeopleAsync(db, people), .. await ProcessesAsync(db, people), .. await Handling.ShownAsync(db, people), .. await RejectsAsync(db, people)];

    /// <summary>The record, and those that were found to be about the same person.</summary>
    public static Task<IReadOnlyList<Guid>> SamePersonAsync(Db db, PersonId person) => db.ListAsync<Guid>(
        """
        with recursive same (id) as (
          select @person::uuid
          union select case when m.person_id = s.id then m.other_person_id else m.person_id end from same s join possible_match m on s.id in (m.person_id, m.other_person_id) where m.state = 'same')
        select id from same
        """, new { person });

    private static async Task<IReadOnlyList<FoundItem>> OfPeopleAsync(Db db, IReadOnlyCollection<Guid> people)
    {
        var parts = (await AllAsync(db)).Select(kind =>
            $"""
            select '{kind.TableName}'::text as kind, {Quoted(kind.Name)} as kind_name, t.id, t.owner_agency_id, a.name as owner_name, t.category, '{kind.SubjectAccess}'::text as subject_access, coalesce(({kind.Words})::text, '') as words,
              ({kind.Dated})::date as dated_on, t.received_at, t.review_on, m.file_name, r.line, t.superseded_at, t.withdrawn_at, (to_jsonb(t) - item_bookkeeping())::text as content
            from {kind.TableName} t join agency a on a.id = t.owner_agency_id left join source_row r on r.id = t.source_row_id left join import m on m.id = r.import_id
            where t.person_id = any (@people) and t.category <> all (@Sealed)
            """);
        return await db.ListAsync<FoundItem>(string.Join("\nunion all\n", parts) + "\norder by category, dated_on desc nulls last, id", new { people = people.ToArray(), Category.Sealed });
    }

    /// <summary>Why people acted is said with the process, which is not an item and yet about the person.</summary>
    private static Task<IReadOnlyList<FoundItem>> ProcessesAsync(Db db, IReadOnlyCollection<Guid> people) => db.ListAsync<FoundItem>(
        """
        select 'process'::text as kind, 'Why somebody acted' as kind_name, p.id, p.agency_id as owner_agency_id, a.name as owner_name, 'plan' as category, 'disclose-without-third-parties' as subject_access,
          in_words(regexp_replace(p.type, '([a-z])([A-Z])', '\1 \2', 'g')) || ': ' || p.reason as words, (p.at at time zone 'Europe/London')::date as dated_on, p.at as received_at, '{}' as content
        from process p join agency a on a.id = p.agency_id where p.person_id = any (@people) and p.reason is not null
        """, new { people = people.ToArray() });

    private static Task<IReadOnlyList<FoundItem>> RejectsAsync(Db db, IReadOnlyCollection<Guid> people) => db.ListAsync<FoundItem>(
        """
        select 'import_reject'::text as kind, 'A row of a file that was set aside' as kind_name, r.id, m.agency_id as owner_agency_id, a.name as owner_name, case when m.profile like '%intelligence%' then 'intelligence' else 'identity' end as category,
          'disclose-without-third-parties' as subject_access, 'Set aside, line ' || r.line || ': ' || (select string_agg(in_words(v.key) || ' ' || v.value, '; ' order by v.key) from jsonb_each_text(r.raw) v where v.value <> '') as words,
          m.as_of as dated_on, m.asked_at as received_at, m.file_name, r.line, '{}' as content
        from rejects_about(@people) r join import m on m.id = r.import_id join agency a on a.id = m.agency_id
        """, new { people = people.ToArray() });

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'::text";
}
