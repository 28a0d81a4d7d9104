using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Agreements;

namespace Throughline.Selection.Scores;

/// <summary>
/// What a score may be made of, so that it tells nobody what its inputs hide from them: categories that every agency which reads
/// the scores of the acting agency in full is given in full, from their owner, for any case and without consent; of these the
/// items that are marked for the partnership. Nothing disclosed to one agency, nothing marked for fewer, nothing that only the
/// case team is given. It follows from agreements alone, and so says nothing about any person.
/// </summary>
public sealed record CommonInputs
{
    /// <summary>Of an item <c>i</c> of the record <c>p</c>. Another agency's items count while the person has an open case, which is
    /// when they are shared; those of a merged record too, unless nobody but the scorer's agency reads the score anyway.</summary>
    internal const string Where =
        """
        i.superseded_at is null and i.withdrawn_at is null and i.marking = 'partnership'
        and exists (select from unnest(@Owners::uuid[], @Categories::text[]) c (owner, category) where c.owner = i.owner_agency_id and c.category = i.category)
        and (i.owner_agency_id = @Agency or i.person_id = any (@WithCase))
        and (p.merged_into_id is null or i.person_id = any (@WithCase) or p.merged_into_id <> all (@WithCase))
        """;

    /// <summary>Categories of the tables that a matrix can measure.</summary>
    private static readonly string[] Measured = ["identity", "offending", "custody and dates", "supervision", "risk", "needs", "treatment", "drug test", "intelligence"];

    /// <summary>The agencies besides the scorer's that read its scores: the scores are theirs by name, so that an agency which joins later does not read what was not made for it.</summary>
    public required Guid[] Readers { get; init; }

    /// <summary>Owner by owner, beside <see cref="Categories"/>.</summary>
    public required Guid[] Owners { get; init; }

    public required string[] Categories { get; init; }

    /// <summary>Who has an open case of the partnership.</summary>
    public required Guid[] WithCase { get; init; }

    /// <summary>"intelligence, from North police": what the scorer's agency is given and not every reader.</summary>
    public required string[] LeftOut { get; init; }

    private sealed class Source
    {
        public required Guid Owner { get; init; }

        public required string OwnerName { get; init; }

        public required string Category { get; init; }

        public required bool IsCommon { get; init; }
    }

    public static async Task<CommonInputs> ForAsync(Db db, CancellationToken cancel = default)
    {
        var values = new { db.Act.Partnership, db.Act.Agency, db.Act.On, categories = Category.All.ToArray() };
        const string InForce = "g.partnership_id = @Partnership and g.level = 'full' and g.from_on <= @On and g.until_on >= @On";
        var readers = await db.ListAsync<Guid>($"select distinct g.to_agency_id from sharing_grant g where {InForce} and g.owner_agency_id = @Agency and g.category = 'risk' order by 1", values, cancel);
        var sources = await db.ListAsync<Source>(
            $"""
            with readers as (select @Agency::uuid as agency union select g.to_agency_id from sharing_grant g where {InForce} and g.owner_agency_id = @Agency and g.category = 'risk'),
            given as (select @Agency::uuid as owner, c as category from unnest(@categories) c union select g.owner_agency_id, g.category from sharing_grant g where {InForce} and g.to_agency_id = @Agency)
            select s.owner, a.name as owner_name, s.category, not exists (select from readers r where r.agency <> s.owner and not exists (select from sharing_grant g where {InForce}
              and g.owner_agency_id = s.owner and g.to_agency_id = r.agency and g.category = s.category and g.condition = 'cohort' and not g.needs_consent)) as is_common
            from given s join agency a on a.id = s.owner order by a.name, s.owner
            """, values, cancel);
        var left = sources.Where(source => !source.IsCommon).ToLookup(source => source.Category, StringComparer.Ordinal);
        return new CommonInputs
        {
            Readers = [.. readers],
            Owners = [.. sources.Where(source => source.IsCommon).Select(source => source.Owner)],
            Categories = [.. sources.Where(source => source.IsCommon).Select(source => source.Category)],
            WithCase = [.. await db.ListAsync<Guid>("select p from people_with_open_case() p order by 1", cancel: cancel)],
            LeftOut = [.. Measured.Where(left.Contains).Select(category => $"{category}, from {ClauseWords.And([.. left[category].Select(source => source.OwnerName)])}")],
        };
    }

    /// <summary>People whose other records were counted without a case of their own: their scores are for the scorer's agency alone.</summary>
    public async Task<HashSet<Guid>> ForOwnAgencyAloneAsync(Db db, CancellationToken cancel = default) => [.. await db.ListAsync<Guid>(
        "select distinct m.merged_into_id from person_record m where m.merged_into_id is not null and m.id <> all (@WithCase) and m.merged_into_id <> all (@WithCase)", new { WithCase }, cancel)];
}
