using System.Security.Cryptography;
using System.Text;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Agreements;

namespace Throughline.Selection.Team;

/// <summary>
/// What somebody of an agency comes to see by being on a case team, in words, by the agreements in force: whole categories and
/// whose they are. It is the same for every person, so that it says nothing of what is held about this one.
/// </summary>
/// <param name="Adds">What the part adds.</param>
/// <param name="WithConsent">What it adds when the person has agreed.</param>
/// <param name="Already">Categories of which anybody of the agency sees something in any case.</param>
public sealed record TeamSight(IReadOnlyList<string> Adds, IReadOnlyList<string> WithConsent, IReadOnlyList<string> Already)
{
    /// <summary>Of what was shown before saving, so that something else is not saved.</summary>
    public string Print => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [.. Adds, "-", .. WithConsent]))))[..16];

    public static async Task<TeamSight> OfAsync(Db db, AgencyId agency)
    {
        var names = (await PartnershipMembers.AllAsync(db)).ToDictionary(one => one.Id, one => one.Name);
        var reaches = (await SightOf.InForceAsync(db, db.Act.Partnership, db.Act.On)).Where(grant => grant.ToAgencyId == agency)
            .GroupBy(grant => (grant.Category, grant.OwnerAgencyId)).Select(pair => (pair.Key.Category, Owner: names.GetValueOrDefault(pair.Key.OwnerAgencyId, "another agency"), Reach: Reach.Of(pair))).ToList();
        return new TeamSight(
            Lines(reaches.Where(one => one.Reach.CaseTeam > one.Reach.AnyCase).Select(one => (one.Reach.CaseTeam, one.Category, one.Owner))),
            Lines(reaches.Where(one => one.Reach.WithConsent > one.Reach.CaseTeam).Select(one => (one.Reach.WithConsent, one.Category, one.Owner))),
            [.. Category.All.Where(category => reaches.Any(one => one.Category == category && one.Reach.AnyCase != Level.Nothing))]);
    }

    /// <summary>"All of contact details and needs, from North police and North probation."</summary>
    private static List<string> Lines(IEnumerable<(Level Level, string Category, string Owner)> seen) =>
    [
        .. seen.GroupBy(one => (one.Level, one.Category)).Select(g => (g.Key.Level, g.Key.Category, Owners: ClauseWords.And([.. g.Select(one => one.Owner).Distinct().Order(StringComparer.Ordinal)])))
            .GroupBy(one => (one.Level, one.Owners)).OrderByDescending(g => g.Key.Level).ThenBy(g => g.Key.Owners, StringComparer.Ordinal)
            .Select(g => $"{ClauseWords.Passes(g.Key.Level)} {ClauseWords.And([.. Category.All.Where(category => g.Any(one => one.Category == category))])}, from {g.Key.Owners}"),
    ];
}
