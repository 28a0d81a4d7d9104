using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection;

public sealed record MemberAgency(AgencyId Id, string Name, string Type)
{
    public MemberAgency() : this(default, "", "")
    {
    }
}

public sealed record Professional(UserId Id, string FullName, AgencyId AgencyId, string AgencyName)
{
    public Professional() : this(default, "", default, "")
    {
    }
}

/// <summary>The agencies of the acting partnership on the day of the act, and the people in them who can lead.</summary>
public static class PartnershipMembers
{
    private const string Today = "m.partnership_id = @Partnership and m.joined_on <= @On and coalesce(m.left_on, 'infinity') >= @On";

    public static Task<bool> IsMemberAsync(Db db, AgencyId agency) => db.ValueAsync<bool>(
        $"select exists (select from partnership_agency m where m.agency_id = @agency and {Today})", new { agency, db.Act.Partnership, db.Act.On });

    public static Task<IReadOnlyList<MemberAgency>> AllAsync(Db db) => db.ListAsync<MemberAgency>(
        $"select a.id, a.name, a.type from agency a join partnership_agency m on m.agency_id = a.id where {Today} order by a.name", new { db.Act.Partnership, db.Act.On });

    public static async Task<string> NameAsync(Db db, AgencyId agency) =>
        await db.FirstAsync<string>("select name from agency where id = @agency", new { agency }) ?? "an agency";

    /// <summary>Everybody who may be a lead professional: works with named people, for an agency of the partnership, and has a live account.</summary>
    public static Task<IReadOnlyList<Professional>> ProfessionalsAsync(Db db) => InRolesAsync(db, Leading);

    /// <summary>Everybody who may have a part in a case: works with named people in any role, for an agency of the partnership, and has a live account.</summary>
    public static Task<IReadOnlyList<Professional>> WorkersAsync(Db db) => InRolesAsync(db, Roles.WithPeople);

    private static Task<IReadOnlyList<Professional>> InRolesAsync(Db db, Role[] inRoles) => db.ListAsync<Professional>(
        $"""
        select distinct u.id, u.full_name, u.agency_id, a.name as agency_name from app_user u join agency a on a.id = u.agency_id
        join partnership_agency m on m.agency_id = a.id join user_role r on r.user_id = u.id and r.partnership_id = @Partnership
        where {Today} and u.disabled_at is null and not u.is_service and r.role = any(@roles) order by u.full_name
        """, new { db.Act.Partnership, db.Act.On, roles = inRoles.Select(role => role.Code()).ToArray() });

    public static Task<bool> HasRoleAsync(Db db, params Role[] roles) => db.ValueAsync<bool>(
        "select exists (select from user_role where user_id = @User and partnership_id = @Partnership and role = any(@codes))",
        new { db.Act.User, db.Act.Partnership, codes = roles.Select(role => role.Code()).ToArray() });

    private static readonly Role[] Leading = [Role.Coordinator, Role.OffenderManager, Role.LinkWorker, Role.PartnerWorker];
}
