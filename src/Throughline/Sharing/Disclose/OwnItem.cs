using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Disclose;

/// <summary>A current item of the viewer's own agency, which it could disclose. What was decided together is nobody's alone.</summary>
public sealed record OwnItem
{
    public required string Kind { get; init; }

    public required string KindName { get; init; }

    public required Guid Id { get; init; }

    public required string Category { get; init; }

    public required string Words { get; init; }

    /// <summary>What the recipient of a summary reads.</summary>
    public required string Summary { get; init; }

    public DateOnly? DatedOn { get; init; }

    public required bool IsRestricted { get; init; }

    public string Key => $"{Kind}:{Id}";

    public static Task<IReadOnlyList<OwnItem>> ListAsync(Db db, PersonId person) => db.ListAsync<OwnItem>(
        """
        with mine as (
          select i.kind, i.kind_name, i.id, i.category, i.words, i.dated_on from item i join item_kind k on k.table_name = i.kind and k.changed_by = 'owner'
          where i.person_id = @person and i.owner_agency_id = @Agency and i.superseded_at is null and i.withdrawn_at is null)
        select m.*, coalesce(s.words, m.kind_name) as summary, item_restricted(m.id) as is_restricted from mine m left join summaries_of_mine((select array_agg(id) from mine)) s on s.item_id = m.id
        order by m.category, m.dated_on desc nulls last, m.words, m.id
        """, new { person, db.Act.Agency });

    /// <summary>"person_phone:0193..." as addresses and forms have it.</summary>
    public static (string Kind, Guid Id)? Parse(string key) =>
        key.Split(':') is [var kind, var id] && Guid.TryParse(id, out var item) ? (kind, item) : null;
}
