using System.Net;
using Dapper;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Throughline.Access;
using Throughline.People.Search;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>The real program over a partnership with something on every page, and everybody who could send it a request.</summary>
public sealed class AttackedSite : IAsyncLifetime
{
    private readonly Dictionary<(string User, string Partnership, bool Api), Caller> callers = [];
    private readonly Dictionary<string, string> samples = [];
    private Dictionary<string, string> users = [];
    private string? state;

    internal Site Site { get; private set; } = null!;

    internal SmallWorld World { get; private set; } = null!;

    internal IReadOnlyList<Endpoint> Endpoints { get; private set; } = [];

    internal Captured Log { get; } = new();

    internal Action<Reply>? Told { get; set; }

    /// <summary>Addresses at which nobody found anything when all was new: what is not reached is not attacked.</summary>
    internal IReadOnlyList<string> Unreached { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await StartAsync();
        var unreached = new List<string>();
        foreach (var endpoint in Endpoints.Where(endpoint => endpoint.Gets))
        {
            var reply = await (await WhoMayAsync(endpoint)).GetAsync(await AddressAsync(endpoint));
            if (reply.Status is not (200 or 302))
                unreached.Add($"{endpoint} {reply.Status} {(reply.Status == 500 ? string.Join('\n', Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).TakeLast(2)) : "")}");
        }

        Unreached = unreached;
    }

    internal async Task StartAsync(Action<IServiceCollection>? also = null)
    {
        var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Log));
        var world = await Testing.World.CreateAsync(loggers);
        // one address attacks it all day: that such an address is stopped is tested elsewhere
        Site = await Site.StartAsync(world, settings: new Dictionary<string, string?> { ["SignIn:WrongTriesPerAddress"] = "0" }, also: services =>
        {
            services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(Log));
            services.Configure<LoggerFilterOptions>(filters => filters.Rules.Clear());
            also?.Invoke(services);
        });
        World = await SmallWorld.MakeAsync(world);
        await FillTheRestAsync(world);
        Endpoints = Endpoint.Of(Site);
        foreach (var route in Endpoints.Select(endpoint => endpoint.Route).Distinct())
        {
            if ((await EveryAddress.OfAnyKindAsync(World, Site, route)).FirstOrDefault() is { } sample)
                samples[route] = sample;
        }

        await using var connection = await AdminAsync();
        users = (await connection.QueryAsync<(string Role, string Name)>("select r.role, split_part(min(u.user_name), '@', 1) from user_role r join app_user u on u.id = r.user_id where u.user_name like '%@north.example' group by r.role"))
            .ToDictionary(row => row.Role, row => row.Name);
        await connection.ExecuteAsync("create schema kept; create table kept.app_user as select * from app_user; create table kept.user_role as select * from user_role");
    }

    /// <summary>What the small world has none of: a person, an item and a matrix of the other partnership.</summary>
    private static async Task FillTheRestAsync(World world)
    {
        var stranger = await world.PersonAsync("Southerland", "south");
        await world.DoAsync(world.As("police-manager", "south"), db => db.ExecuteAsync(
            "insert into person_phone (id, partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, number) values (uuid7(), @Partnership, @stranger, @Agency, 'contact details', @At, @User, @number)",
            new { stranger, db.Act.Partnership, db.Act.Agency, db.Act.At, db.Act.User, number = "07700900199" }));
        await world.DoAsync(world.As("coordinator", "south"), db => Throughline.Selection.Matrices.StartDraft.DoAsync(db, Throughline.Selection.Matrices.ShippedMatrices.Read("matrix-fixed-flex-free"), "of the south"));
    }

    public async Task DisposeAsync()
    {
        foreach (var caller in callers.Values)
            caller.Dispose();
        if (Site is not null)
            await Site.DisposeAsync();
    }

    /// <summary>A connection that row-level security does not bind.</summary>
    internal async Task<NpgsqlConnection> AdminAsync()
    {
        var connection = new NpgsqlConnection(Site.World.Database.AdminConnection);
        await connection.OpenAsync();
        return connection;
    }

    internal async Task<T> AskAsync<T>(string sql, object? values = null)
    {
        await using var connection = await AdminAsync();
        return (await connection.QueryFirstAsync<T>(sql, values))!;
    }

    /// <summary>A user who may use the endpoint; the coordinator where anybody may.</summary>
    internal string WhoMay(Endpoint endpoint) => endpoint.Route == "/people/{id}/consents/{consent:guid}/withdraw" ? "drug-worker" // whose agency took it down
        : endpoint.IsOpen || endpoint.Who == "anybody signed in"
        ? "coordinator"
        : endpoint.Who.Split(", ").Select(role => users.GetValueOrDefault(role)).FirstOrDefault(user => user is not null) ?? throw new InvalidOperationException($"Nobody in the test world may use {endpoint}: {endpoint.Who}");

    internal Task<Caller> WhoMayAsync(Endpoint endpoint, string partnership = "north") => CallerAsync(WhoMay(endpoint), partnership, endpoint.IsApi);

    /// <summary>Somebody signed in, or with a token for the API; signed in anew when the last test signed them out.</summary>
    internal async Task<Caller> CallerAsync(string user, string partnership = "north", bool api = false)
    {
        if (!callers.TryGetValue((user, partnership, api), out var caller) || !await IsSomebodyAsync(caller, api))
            caller = callers[(user, partnership, api)] = api ? await WithTokenAsync(user, partnership) : await SignedInAsync(user, partnership);
        // what asks for a fresh factor is attacked as well as the rest: that it asks is tested elsewhere
        if (!api)
            await Site.StepUpAsync(user, partnership);
        return caller;
    }

    private static async Task<bool> IsSomebodyAsync(Caller caller, bool api) =>
        api ? (await caller.GetAsync("/api/v1/imports/profiles")).Status == 200 : (await caller.GetAsync("/help")).Body.Contains("/sign-out", StringComparison.Ordinal);

    internal async Task<Caller> SignedInAsync(string user, string partnership = "north")
    {
        using var browser = await Site.SignInAsync(user, partnership);
        return new Caller(Site.Address, browser.Cookies) { Told = reply => Told?.Invoke(reply) };
    }

    private async Task<Caller> WithTokenAsync(string user, string partnership)
    {
        var act = Site.World.As(user, partnership);
        return new Caller(Site.Address, bearer: await Site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test", mayExport: true)) { Told = reply => Told?.Invoke(reply) };
    }

    internal Caller Nobody() => new(Site.Address) { Told = reply => Told?.Invoke(reply) };

    /// <summary>Accounts as they were, after forms have disabled, locked or renamed them.</summary>
    internal async Task HealAsync()
    {
        await using var connection = await AdminAsync();
        await connection.ExecuteAsync(
            """
            update app_user u set password_hash = k.password_hash, lockout_end = null, access_failed_count = 0, factor_lockout_end = null, factor_failed_at = '{}', disabled_at = null, closed_at = null, closed_because = null, leaves_on = null, agency_id = k.agency_id, password_is_temporary = k.password_is_temporary
            from kept.app_user k where k.id = u.id;
            delete from user_role r where exists (select from kept.app_user k where k.id = r.user_id);
            insert into user_role select * from kept.user_role;
            """);
    }

    /// <summary>The address of an endpoint with things in it that exist in the north.</summary>
    internal async Task<string> AddressAsync(Endpoint endpoint, Func<string, string?>? instead = null)
    {
        var address = new System.Text.StringBuilder();
        foreach (var segment in RoutePatternFactory.Parse(endpoint.Route).PathSegments)
        {
            address.Append('/');
            foreach (var part in segment.Parts)
            {
                address.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter => instead?.Invoke(parameter.Name) ?? await ValueAsync(endpoint, parameter),
                    _ => throw new NotSupportedException(part.ToString()),
                });
            }
        }

        return (address.Length == 0 ? "/" : address.ToString()) + (samples.GetValueOrDefault(endpoint.Route)?.Split('?') is [_, var query] ? "?" + query : "");
    }

    private async Task<string> ValueAsync(Endpoint endpoint, RoutePatternParameterPart parameter)
    {
        var policies = parameter.ParameterPolicies.Select(policy => policy.Content ?? "").ToList();
        var route = endpoint.Route;
        return (parameter.Name, route) switch
        {
            ("id", _) when route.Contains("{item", StringComparison.Ordinal) => (await AskAsync<Guid>(Phone("person_id"), new { north = Site.World.North.Value })).ToString(),
            ("item", _) => (await AskAsync<Guid>(Phone("id"), new { north = Site.World.North.Value })).ToString(),
            ("matrix", _) => (await DraftAsync()).ToString(),
            ("search", _) => (await Site.World.DoAsync(Site.World.As("coordinator"), db => new SearchTerms { Anything = "Begum" }.KeepAsync(db))).ToString(),
            // one that has its place in the tree already
            ("entry", _) when route.StartsWith("/api/v1/audit/", StringComparison.Ordinal) => (await AskAsync<Guid>("select entry_id from audit_leaf where partnership_id = @north order by seq limit 1", new { north = Site.World.North.Value })).ToString(),
            ("case", _) => (await AskAsync<Guid>("select id from iom_case where partnership_id = @north order by id limit 1", new { north = Site.World.North.Value })).ToString(),
            ("user", _) => Site.World.As("police-manager").User.ToString(),
            ("documentName", _) => "v1",
            _ when Sample(route, parameter.Name) is { } sample => sample,
            ("id", _) when route.StartsWith("/people/", StringComparison.Ordinal) || route.StartsWith("/api/v1/people/", StringComparison.Ordinal) => World.Adopted.ToString(),
            ("name", _) when route.StartsWith("/imports/profiles", StringComparison.Ordinal) => "police-nominals",
            _ when policies.Find(policy => policy.StartsWith("regex", StringComparison.Ordinal)) is { } regex => regex.Split('(', '^', '|')[3].TrimEnd(')', '$'),
            _ when policies.Contains("int") => "1",
            _ => await FromTheTableAsync(parameter.Name),
        };
    }

    /// <summary>What stands for the parameter in the address that the small world has something at.</summary>
    private string? Sample(string route, string parameter)
    {
        if (!samples.TryGetValue(route, out var address))
            return null;
        var at = Array.FindIndex(route.Split('/'), segment => segment.StartsWith('{') && segment.Trim('{', '}').Split(':')[0] == parameter);
        return at < 0 ? null : address.Split('?')[0].Split('/')[at];
    }

    /// <summary>A draft of the north; a new one when a form has put the last in use.</summary>
    private async Task<Guid> DraftAsync()
    {
        await using var connection = await AdminAsync();
        return await connection.QueryFirstOrDefaultAsync<Guid?>("select id from selection_matrix where partnership_id = @north and state = 'draft' order by id limit 1", new { north = Site.World.North.Value })
            ?? await Site.World.DoAsync(Site.World.As("coordinator"), db => Throughline.Selection.Matrices.StartDraft.DoAsync(db, Throughline.Selection.Matrices.ShippedMatrices.Read("matrix-fixed-flex-free"), "another"));
    }

    /// <summary>An endpoint that these tests have never heard of: the newest row of the table that its parameter is called after.</summary>
    private async Task<string> FromTheTableAsync(string parameter)
    {
        var noun = parameter.EndsWith("Id", StringComparison.Ordinal) ? parameter[..^2] : parameter;
        var table = string.Concat(noun.Select((letter, at) => char.IsUpper(letter) && at > 0 ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
        await using var connection = await AdminAsync();
        var known = await connection.QueryFirstOrDefaultAsync<string>(
            "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'id' and data_type = 'uuid' and (table_name = @table or table_name like '%\\_' || @table) order by length(table_name) limit 1", new { table });
        var id = known is null ? null : await connection.QueryFirstOrDefaultAsync<Guid?>($"select id from {known} order by id desc limit 1");
        return (id ?? Guid.CreateVersion7()).ToString();
    }

    private static string Phone(string column) => $"select {column} from person_phone where partnership_id = @north and superseded_at is null and withdrawn_at is null order by id limit 1";

    /// <summary>The tree of the audit grows in its own time, for entries that were there before.</summary>
    private static readonly string[] Kept = ["audit_pending", "audit_leaf", "audit_node", "audit_tree", "audit_checkpoint"];

    /// <summary>What every table holds, as one number a table: a row that was written has another place or another transaction.</summary>
    internal async Task<Dictionary<string, string>> StateAsync()
    {
        await using var connection = await AdminAsync();
        // what an earlier test asked of a job is done in its own time: a change of that would be laid at this one's door
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await connection.QueryFirstAsync<bool>("select exists (select from job_run where state in ('waiting', 'running'))"))
            await Task.Delay(100, patience.Token);
        state ??= string.Join(" union all ", (await connection.QueryAsync<string>("select c.oid::regclass::text from pg_class c where c.relnamespace in ('public'::regnamespace, 'sealed'::regnamespace) and c.relkind = 'r' and c.relname <> all (@Kept) order by 1", new { Kept }))
            .Select(table => $"select '{table}', count(*) || ' ' || coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from {table}"));
        return (await connection.QueryAsync<(string Table, string State)>(state)).ToDictionary(row => row.Table, row => row.State);
    }

    /// <summary>The tables that are not what they were.</summary>
    internal static IEnumerable<string> Changed(Dictionary<string, string> before, Dictionary<string, string> after) => after.Where(table => before[table.Key] != table.Value).Select(table => table.Key);
}

[CollectionDefinition(Name)]
public sealed class OnTheAttackedSite : ICollectionFixture<AttackedSite>
{
    public const string Name = "on the attacked site";
}
