using Dapper;
using Npgsql;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Testing;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>Somebody who looks at the worlds: whose account it is, of which agency, and whether it is in order.</summary>
/// <param name="AgencyCode">As the world has it: "north-police".</param>
internal sealed record Onlooker(string Name, string SignsInAs, string AgencyCode, Act Act)
{
    /// <summary>Of the partnership in which the hidden things are, and with an account that may see people at all.</summary>
    public bool SeesNorth => IsNorth && Name != Onlookers.OutOfOrder;

    public bool IsNorth => AgencyCode.StartsWith("north-", StringComparison.Ordinal);
}

/// <summary>Every kind of viewer: each role, somebody of each agency, somebody of another partnership, and somebody whose account is out of order.</summary>
internal static class Onlookers
{
    public const string OutOfOrder = "untrained manager";

    /// <summary>The world's own users of the North.</summary>
    private static readonly Dictionary<string, string> Own = new()
    {
        ["coordinator"] = "police", ["manager"] = "probation", ["police-manager"] = "police", ["drug-worker"] = "drug-service", ["charity-worker"] = "charity", ["chair"] = "council", ["analyst"] = "police",
        ["intelligence"] = "police", ["neighbourhood"] = "police", ["prison-link"] = "prison", ["lead"] = "council", ["governance"] = "police", ["administrator"] = "police",
    };

    private static readonly IReadOnlyList<(string Name, string UserName, string Agency, Role Role)> Hired =
    [
        ("tag worker", "tag-worker", "electronic-monitoring", Role.LinkWorker), ("researcher", "researcher", "research", Role.Analyst), (OutOfOrder, "untrained", "probation", Role.OffenderManager),
        // governance that is not of the police: what it sees is not what its agency owns
        ("council governance", "council-governance", "council", Role.InformationGovernanceOfficer),
    ];

    private static readonly string[] South = ["coordinator", "governance", "drug-worker"];

    public static bool IsGovernance(Onlooker looker) => looker.Name is "governance" or "council governance";

    public static IReadOnlyList<string> All { get; } = [.. Own.Keys, .. Hired.Select(hired => hired.Name), .. South.Select(name => "south " + name)];

    /// <summary>Hires who is missing, has everybody trained but one, and lets nobody be stopped for opening many records: the script opens them all.</summary>
    public static async Task<IReadOnlyList<Onlooker>> GatherAsync(World world)
    {
        var onlookers = Own.Select(own => new Onlooker(own.Key, $"{own.Key}@north.example", "north-" + own.Value, world.As(own.Key))).ToList();
        foreach (var (name, userName, agency, role) in Hired)
        {
            await using var db = new Db(world.Database.Source);
            await db.BeginForNobodyAsync();
            var of = world.Agencies["north-" + agency];
            var id = await new Partnerships(db).AddUserAsync(world.North, new NewUser(userName + "@north.example", "Hired " + userName, of, [role], World.Password), world.Clock.GetUtcNow());
            await db.CommitAsync();
            onlookers.Add(new(name, userName + "@north.example", "north-" + agency, new Act(id, of, world.North, "test", world.Clock.GetUtcNow())));
        }

        onlookers.AddRange(South.Select(name => new Onlooker("south " + name, name + "@south.example", "south-" + (name == "drug-worker" ? "drug-service" : "police"), world.As(name, "south"))));
        await using var connection = new NpgsqlConnection(world.Database.AdminConnection);
        await connection.ExecuteAsync(
            """
            update partnership set settings = settings || jsonb_build_object('access', jsonb_build_object('training', jsonb_build_array('iom-basics')),
              'numbers', coalesce(settings -> 'numbers', '{}') || (select jsonb_object_agg('brake.' || period || '.' || role, 100000) from unnest(@roles) role, unnest(array['hour','day']) period));
            insert into user_standing (user_id, code, obtained_on, expires_on, recorded_at, recorded_by)
            select u.id, 'iom-basics', '2026-01-01', '2028-01-01', '2026-01-01', case when u.id = @governance then @administrator else @governance end from app_user u where u.user_name <> 'untrained@north.example'
            """, new { roles = Roles.NamingPeople.Select(role => role.Code()).ToArray(), governance = world.As("governance").User.Value, administrator = world.As("administrator").User.Value });
        return onlookers;
    }
}
