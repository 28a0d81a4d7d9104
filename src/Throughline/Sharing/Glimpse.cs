using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing;

/// <summary>
/// What somebody may know of a person short of seeing it: a summary line, or that an agency holds something and whom to ask.
/// Absence means nothing: an agency that is not named may hold something that may not even be mentioned.
/// </summary>
public sealed record Glimpse
{
    public string? Kind { get; init; }

    public Guid? ItemId { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string OwnerName { get; init; }

    public required string OwnerContact { get; init; }

    public required string Category { get; init; }

    public required string Level { get; init; }

    public string? Words { get; init; }

    public DateOnly? DatedOn { get; init; }

    /// <summary>When the viewer's agency asked for it and has no answer yet.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Something of this kind can be the owner's own. Of what was decided together in a case there is nothing that one agency gives.</summary>
    public required bool MayBeAskedFor { get; init; }

    public bool IsSummary => Level == "summary";

    /// <summary>The glimpses of these categories; of every category when none is named.</summary>
    public static Task<IReadOnlyList<Glimpse>> OfAsync(Db db, PersonId person, IReadOnlyCollection<string>? categories = null) => db.ListAsync<Glimpse>(
        """
        select g.kind, g.item_id, g.owner_agency_id, a.name as owner_name, a.contact as owner_contact, g.category, g.level, g.words, g.dated_on,
          (select q.asked_at from ask_owner q where q.person_id = @person and q.owner_agency_id = g.owner_agency_id and q.category = g.category and q.from_agency_id = @Agency and q.answer is null limit 1) as asked_at,
          exists (select from item_kind k where k.changed_by = 'owner' and k.usual_category = g.category) or not exists (select from item_kind k where k.usual_category = g.category) as may_be_asked_for
        from glimpses(@person) g join agency a on a.id = g.owner_agency_id
        where cardinality(@categories) = 0 or g.category = any (@categories)
        order by g.category, a.name, g.dated_on desc nulls last, g.item_id
        """, new { person, categories = (categories ?? []).ToArray(), db.Act.Agency });
}
