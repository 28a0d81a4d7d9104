using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Rights.Retention;

/// <summary>
/// Who decides about an agency's items at their review date: its information governance officer; where the agency has none in this partnership,
/// whoever of it works with people. An agency that nobody may decide for would keep everything for ever.
/// </summary>
internal static class WhoReviews
{
    public static async Task<bool> MayAsync(Db db, Viewer viewer) => viewer.Has(Role.InformationGovernanceOfficer) || !await HasOfficerAsync(db);

    /// <summary>For anybody else there is no such page.</summary>
    public static async Task MustBeAllowedAsync(Db db, Viewer viewer)
    {
        if (!await MayAsync(db, viewer))
            throw new NotThere("The page");
    }

    internal static Task<bool> HasOfficerAsync(Db db) => db.ValueAsync<bool>(
        "select exists (select from user_role r join app_user u on u.id = r.user_id where r.partnership_id = @Partnership and r.role = 'information-governance-officer' and u.agency_id = @Agency and u.disabled_at is null)", new { db.Act.Partnership, db.Act.Agency });
}
