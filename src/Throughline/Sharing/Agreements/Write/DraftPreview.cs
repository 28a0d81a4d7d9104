using System.Security.Cryptography;
using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Agreements.Write;

/// <summary>
/// What a change to a draft does to what every agency sees, in its own partnership and in those below where it holds there. It is
/// worked out by doing it, asking the database what then passes, and taking it back.
/// </summary>
public sealed record DraftPreview(IReadOnlyList<DraftPreview.Place> Places)
{
    /// <summary>One partnership that the draft reaches before or after the change.</summary>
    public sealed record Place(PartnershipId Id, string Name, bool IsOwn, Sight Sight)
    {
        public IReadOnlyList<string> Changes
        {
            get
            {
                var names = Sight.Agencies.ToDictionary(agency => agency.Agency, agency => agency.Name);
                return [.. Sight.Changes.Select(change => $"{names[change.To]}, {change.Category}: {change.Words}")];
            }
        }
    }

    private sealed class Partnership
    {
        public required PartnershipId Id { get; init; }

        public required string Name { get; init; }
    }

    public static async Task<DraftPreview> OfAsync(Db db, Guid agreement, Func<Task> act, CancellationToken cancel = default)
    {
        var partnerships = await db.ListAsync<Partnership>("select p.id, p.name from partnerships_from(@Partnership) f (id) join partnership p on p.id = f.id order by p.id <> @Partnership, p.name", new { db.Act.Partnership }, cancel);
        await db.ExecuteAsync("savepoint preview", cancel: cancel);
        await act();
        var with = await PassesAsync();
        await db.ExecuteAsync("rollback to savepoint preview", cancel: cancel);
        var without = await PassesAsync();
        var places = partnerships.Select((partnership, at) => new Place(
            partnership.Id, partnership.Name, partnership.Id == db.Act.Partnership,
            SightOf.InWords([.. with[at].Agencies.UnionBy(without[at].Agencies, agency => agency.Id).OrderBy(agency => agency.Name, StringComparer.Ordinal)], without[at].Grants, with[at].Grants, withTerms: true)));
        // a partnership below that the draft neither reaches nor reached is no part of it
        return new([.. places.Where((place, at) => place.IsOwn || with[at].Grants.Count + without[at].Grants.Count > 0)]);

        async Task<IReadOnlyList<(IReadOnlyList<SightOf.Member> Agencies, IReadOnlyList<SharingGrant> Grants)>> PassesAsync()
        {
            var passes = new List<(IReadOnlyList<SightOf.Member>, IReadOnlyList<SharingGrant>)>();
            foreach (var partnership in partnerships)
                passes.Add((await SightOf.AgenciesAsync(db, agreement, partnership.Id, cancel), await SightOf.VersionAsync(db, agreement, partnership.Id, cancel: cancel)));
            return passes;
        }
    }

    /// <summary>Stands for an order or terms as they were shown: what is saved must be what was seen.</summary>
    public static string Seal(object order) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(order)));
}
