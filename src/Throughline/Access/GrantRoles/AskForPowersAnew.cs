using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.GrantRoles;

/// <summary>
/// Whoever gives an account a password, or takes its second factors away, could sign in as its owner. What the account may do
/// that needed a second person therefore ends, and is asked for anew: that person asks the owner whether it was they.
/// Keys to what is sealed end as well; roles in other partnerships are given again there.
/// </summary>
public static class AskForPowersAnew
{
    /// <returns>The powerful roles that now wait for a second person here.</returns>
    public static async Task<IReadOnlyList<Role>> DoAsync(Db db, UserId user, string reason, CancellationToken cancel = default)
    {
        var taken = await db.ListAsync<(Guid Partnership, string Role, string? Area)>(
            "delete from user_role r where r.user_id = @user and exists (select from powerful_role p where p.role = r.role) returning r.partnership_id, r.role, r.area", new { user }, cancel);
        foreach (var (_, role, _) in taken)
            await AccountActs.RecordAsync(db, user, "role taken", $"{role}: {reason}", cancel);
        if (await db.ValueAsync<int>("select end_sealed_keys_of(@user)", new { user }, cancel) is > 0 and var keys)
            await AccountActs.RecordAsync(db, user, "keys ended", $"{keys}: {reason}", cancel);
        var here = taken.Where(one => one.Partnership == db.Act.Partnership.Value && Roles.Parse(one.Role) is not null).ToList();
        foreach (var (_, role, area) in here)
            await AskForRole.DoAsync(db, user, Roles.Parse(role)!.Value, area, reason, cancel);
        return [.. here.Select(one => Roles.Parse(one.Role)!.Value)];
    }
}
