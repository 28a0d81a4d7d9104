using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Rights.Disposal;

/// <summary>
/// Who may be one of the two who decide about a disposal: governance and coordinators; in an agency that has neither, whoever
/// works for it. The rule is the database's, which asks it for the first screen as well.
/// </summary>
internal static class WhoDisposes
{
    public static Task<bool> MayAsync(Db db) => db.ValueAsync<bool>("select decides_about_disposals()");

    /// <summary>For anybody else there is no such page.</summary>
    public static async Task MustBeAllowedAsync(Db db)
    {
        if (!await MayAsync(db))
            throw new NotThere("The page");
    }
}
