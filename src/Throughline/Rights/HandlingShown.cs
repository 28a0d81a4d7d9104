using Throughline.Platform.Database;

namespace Throughline.Rights;

internal static partial class Handling
{
    /// <summary>
    /// Rows about the handling of a person's information that are shown to them: person_table says which, and a test holds this list against it. Each is decided
    /// like an item. What tells of an item has the item's category: what is withheld leaves no trace here either.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> Shown = new Dictionary<string, string>
    {
        ["consent"] =
            """
            select 'consent' as kind, 'Consent' as kind_name, x.id, x.owner_agency_id, 'plan' as category, 'Agreed that ' || a.name || ' may tell ' || coalesce((select string_agg(g.name, ', ' order by g.name) from agency g where g.id = any (x.to_agencies)), 'nobody') || ': ' || array_to_string(x.categories, ', ')
              || ', until ' || date_in_words(x.expires_on) || coalesce('. ' || nullif(x.words, ''), '') || coalesce('. Withdrawn on ' || date_in_words((x.withdrawn_at at time zone 'Europe/London')::date), '') as words, x.given_on as dated_on, coalesce(x.recorded_at, x.given_on::timestamptz) as received_at
            from consent x join agency a on a.id = x.owner_agency_id
            """,
        ["urgent_access"] =
            """
            select 'urgent_access', 'Urgent access', x.id, x.agency_id, 'plan', 'Somebody of ' || a.name || ' opened the record in an emergency (' || replace(x.ground, '-', ' ') || '): ' || x.why, (x.at at time zone 'Europe/London')::date, x.at
            from urgent_access x join agency a on a.id = x.agency_id
            """,
        ["ask_owner"] =
            """
            select 'ask_owner', 'A question between agencies', x.id, x.owner_agency_id, x.category, f.name || ' asked ' || a.name || ' about ' || x.category || ': ' || x.why || coalesce('. ' || x.answer || ': ' || x.answer_because, ''), (x.asked_at at time zone 'Europe/London')::date, x.asked_at
            from ask_owner x join agency a on a.id = x.owner_agency_id join agency f on f.id = x.from_agency_id
            """,
        ["item_restriction"] =
            """
            select 'item_restriction', 'Kept and not used', x.id, x.owner_agency_id, coalesce((select i.category from item i where i.id = x.item_id), 'intelligence'), 'Kept and not used (' || replace(x.because, '-', ' ') || '): ' || x.words || coalesce('. Lifted on ' || date_in_words((x.lifted_at at time zone 'Europe/London')::date), ''), (x.from_at at time zone 'Europe/London')::date, x.from_at
            from item_restriction x
            """,
        ["retention_review"] =
            """
            select 'retention_review', 'Why it is still kept', x.id, x.agency_id, coalesce((select i.category from item i where i.id = x.item_id), 'intelligence'), 'Looked at again, to ' || x.decision || ': ' || x.reason || coalesce('. Next on ' || date_in_words(x.next_review_on), ''), (x.at at time zone 'Europe/London')::date, x.at
            from retention_review x
            """,
        ["retention_group"] =
            """
            select 'retention_group', 'Police review group', md5(x.agency_id::text || x.person_id::text)::uuid, x.agency_id, 'plan', 'Review group ' || x.review_group || ': ' || x.reason, (x.at at time zone 'Europe/London')::date, x.at
            from retention_group x
            """,
    };

    internal static Task<IReadOnlyList<FoundItem>> ShownAsync(Db db, IReadOnlyCollection<Guid> people) => db.ListAsync<FoundItem>(
        $"""
        select h.*, g.name as owner_name, 'disclose-without-third-parties' as subject_access, '{"{}"}' as content
        from ({string.Join("\nunion all\n", Shown.Values.Select(select => $"{select} where x.person_id = any (@people)"))}) h join agency g on g.id = h.owner_agency_id
        """, new { people = people.ToArray() });
}
