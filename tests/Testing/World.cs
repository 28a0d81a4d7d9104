using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Agreements;

namespace Throughline.Testing;

/// <summary>
/// Two partnerships, North and South, with the agencies and kinds of user that most tests need. Nobody is in either of them
/// until a test puts somebody there by doing what a user would do.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly Lazy<Task<World>> Template = new(MakeTemplateAsync);
    private readonly Dictionary<(string Partnership, string User), Act> acts = [];

    private readonly bool keepsPlans;

    private World(DatabaseServer database, bool keepsPlans = false) => (Database, this.keepsPlans) = (database, keepsPlans);

    public DatabaseServer Database { get; }

    public FixedClock Clock { get; } = new();

    public PartnershipId North { get; private set; }

    public PartnershipId South { get; private set; }

    public Dictionary<string, AgencyId> Agencies { get; } = [];

    public const string Password = "correct horse battery staple";

    /// <summary>A copy of the world, in a database of its own.</summary>
    public static async Task<World> CreateAsync(Microsoft.Extensions.Logging.ILoggerFactory? loggers = null, bool keepsPlans = false)
    {
        var template = await Template.Value;
        var world = new World(await TestPostgres.FreshAsync("world", loggers: loggers, keepsPlans: keepsPlans), keepsPlans) { North = template.North, South = template.South };
        foreach (var (code, id) in template.Agencies)
            world.Agencies.Add(code, id);
        foreach (var (who, act) in template.acts)
            world.acts.Add(who, act);
        return world;
    }

    /// <summary>A second world that is the same to the last key. Nothing may be at work in this one meanwhile.</summary>
    public async Task<World> TwinAsync()
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(Database.AppConnection).Database!;
        Npgsql.NpgsqlConnection.ClearAllPools();
        Database.Source.Clear();
        Database.Acts.Clear();
        var twin = new World(await TestPostgres.FreshAsync(name, keepsPlans: keepsPlans), keepsPlans) { North = North, South = South };
        foreach (var (code, id) in Agencies)
            twin.Agencies.Add(code, id);
        foreach (var (who, act) in acts)
            twin.acts.Add(who, act);
        return twin;
    }

    /// <summary>A thousand rounds and not the hundred thousand of the program: tests sign in thousands of times.</summary>
    public static readonly IOptions<PasswordHasherOptions> QuickHashes = Options.Create(new PasswordHasherOptions { IterationCount = 1_000 });

    private static async Task<World> MakeTemplateAsync()
    {
        var world = new World(await TestPostgres.FreshAsync("throughline", "world"));
        await using var db = new Db(world.Database.Source);
        await db.BeginForNobodyAsync();
        var now = world.Clock.GetUtcNow();
        var setUp = new Partnerships(db);
        world.North = await setUp.CreateAsync(new("north", "North", "Impact"), now);
        world.South = await setUp.CreateAsync(new("south", "South", "Revolution"), now);
        foreach (var (partnership, code) in new[] { (world.North, "north"), (world.South, "south") })
        {
            foreach (var type in new[] { "police", "probation", "prison", "drug-service", "council", "charity", "electronic-monitoring", "research" })
                world.Agencies[$"{code}-{type}"] = await setUp.AddAgencyAsync(partnership, new($"{code}-{type}", $"{char.ToUpperInvariant(code[0])}{code[1..]} {type.Replace('-', ' ')}", type, "0113 496 0000", WorksForProbation: type is "charity", ActsForAuthority: type is "drug-service"), now);
            await setUp.LeadAsync(partnership, world.Agencies[$"{code}-probation"]);
            await world.AddAsync(setUp, partnership, code, "coordinator", "Cora Ordway", "police", [Role.Coordinator]);
            await world.AddAsync(setUp, partnership, code, "manager", "Owen Mannering", "probation", [Role.OffenderManager]);
            await world.AddAsync(setUp, partnership, code, "police-manager", "Pat Rowle", "police", [Role.OffenderManager]);
            await world.AddAsync(setUp, partnership, code, "drug-worker", "Dee Werner", "drug-service", [Role.PartnerWorker]);
            await world.AddAsync(setUp, partnership, code, "charity-worker", "Chas Waring", "charity", [Role.PartnerWorker]);
            await world.AddAsync(setUp, partnership, code, "chair", "Cherry Hale", "council", [Role.Chair]);
            await world.AddAsync(setUp, partnership, code, "analyst", "Anna Lister", "police", [Role.Analyst]);
            await world.AddAsync(setUp, partnership, code, "intelligence", "Ian Tell", "police", [Role.IntelligenceOfficer]);
            await world.AddAsync(setUp, partnership, code, "neighbourhood", "Nia Bourne", "police", [Role.NeighbourhoodOfficer], "Aspley");
            await world.AddAsync(setUp, partnership, code, "prison-link", "Priya Lindo", "prison", [Role.LinkWorker]);
            await world.AddAsync(setUp, partnership, code, "lead", "Stella Lead", "council", [Role.StrategicLead]);
            await world.AddAsync(setUp, partnership, code, "governance", "Gwen Ivor", "police", [Role.InformationGovernanceOfficer]);
            await world.AddAsync(setUp, partnership, code, "administrator", "Ada Minton", "police", [Role.Administrator]);
        }

        await db.ExecuteAsync("update app_user set password_hash = @hash where password_hash is not null", new { hash = new PasswordHasher<AppUser>(QuickHashes).HashPassword(null!, Password) });
        await db.CommitAsync();
        foreach (var code in new[] { "north", "south" })
            await world.DoAsync(world.As("governance", code) with { IsService = true }, acting => DefaultAgreement.AdoptForAllAsync(acting, acting.Act.Partnership, acting.Act.User, now));
        await world.DisposeAsync();
        return world;
    }

    private async Task AddAsync(Partnerships setUp, PartnershipId partnership, string code, string kind, string name, string agency, Role[] roles, string? area = null)
    {
        var id = await setUp.AddUserAsync(partnership, new($"{kind}@{code}.example", name, Agencies[$"{code}-{agency}"], roles, Password, area, name), Clock.GetUtcNow());
        acts[(code, kind)] = new Act(id, Agencies[$"{code}-{agency}"], partnership, "test", Clock.GetUtcNow());
    }

    /// <summary>The act of a user, at the time the clock shows: "coordinator", "manager", "drug-worker" ... of "north" or "south".</summary>
    public Act As(string user, string partnership = "north") => acts[(partnership, user)] with { At = Clock.GetUtcNow() };

    /// <summary>Does something in a transaction of its own and commits it.</summary>
    public async Task<T> DoAsync<T>(Act act, Func<Db, Task<T>> what)
    {
        await using var db = new Db(Database.Source);
        await db.BeginAsync(act);
        var result = await what(db);
        await db.CommitAsync();
        return result;
    }

    public Task DoAsync(Act act, Func<Db, Task> what) => DoAsync(act, async db =>
    {
        await what(db);
        return true;
    });

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
