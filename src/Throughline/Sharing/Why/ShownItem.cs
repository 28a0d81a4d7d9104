using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Why;

/// <summary>An item that the current viewer sees, and why.</summary>
public sealed record ShownItem(LabelledItem Item, string Because)
{
    public const int PageSize = 50;

    private sealed class ToldRow
    {
        public required Guid ItemId { get; init; }

        public required AgencyId FromAgencyId { get; init; }

        public required string Level { get; init; }

        public required DateTimeOffset FromAt { get; init; }

        public required DateTimeOffset UntilAt { get; init; }
    }

    public static Task<int> CountAsync(Db db, PersonId person) => db.ValueAsync<int>("select count(*)::int from item where person_id = @person", new { person });

    /// <summary>
    /// A page of everything about a person that the viewer sees. What stands between the viewer and an agency's category is
    /// read once for all its items, and each is decided by the rule as on its own page.
    /// </summary>
    public static async Task<IReadOnlyList<ShownItem>> PageAsync(Db db, PersonId person, int page)
    {
        var items = await LabelledItem.ListAsync(db, person, (Math.Max(1, page) - 1) * PageSize, PageSize);
        var told = (await db.ListAsync<ToldRow>("select item_id, from_agency_id, level, from_at, until_at from disclosed_item where item_id = any (@ids) and to_agency_id = @Agency", new { ids = items.Select(item => item.Id).ToArray(), db.Act.Agency }))
            .ToLookup(row => (row.ItemId, row.FromAgencyId), row => new Told(SharingFacts.LevelOf(row.Level), row.FromAt, row.UntilAt));
        var facts = new Dictionary<(AgencyId, string), (Looker Viewer, Standing Standing)>();
        var said = new Dictionary<(Through, Guid?, AgencyId, string), string>();
        var shown = new List<ShownItem>();
        foreach (var item in items)
        {
            if (!facts.TryGetValue((item.OwnerAgencyId, item.Category), out var fact))
                facts[(item.OwnerAgencyId, item.Category)] = fact = await SharingFacts.LoadAsync(db, person, item.Label, item.Id);
            var standing = fact.Standing with { Disclosures = [.. told[(item.Id, item.OwnerAgencyId)]] };
            var decision = SharingRule.Decide(fact.Viewer, item.Label, standing, db.Act.At);
            // a disclosure says its own purpose; what a clause says is the same for all that it passes
            var key = (decision.Through, decision.Through == Through.Disclosure ? item.Id : decision.Clause, item.OwnerAgencyId, item.Category);
            if (!said.TryGetValue(key, out var because))
                said[key] = because = await WhyShown.WordsAsync(db, item, decision, standing);
            shown.Add(new(item, because));
        }

        return shown;
    }
}
