using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Throughline.Access;
using Throughline.Access.Audit.Tree;
using Throughline.Access.Brake;
using Throughline.Access.SetUp;
using Throughline.People;
using Throughline.People.Record;
using Throughline.People.Search;
using Throughline.People.Timeline;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Selection.Cohort;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.UrgentAccess;

namespace Throughline.Bench.Sharing;

/// <summary>
/// What the sharing rule and the audit cost: the product's own queries of the person page, search and the cohort list, as many
/// users at once, first as they are served and then with row-level security off, the act's context left out and no audit row
/// written. The two take turns, so that both see the same machine.
/// </summary>
internal static class SharingCost
{
    private const int Cases = 3_000;

    /// <summary>Before a measurement: each connection plans each statement some times, and then no more.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>What the rule and the audit may add to the median and to the 95th percentile.</summary>
    private const double Most = 1.5;

    private sealed record Setting(NpgsqlDataSource Source, Act[] Viewers, Guid[] People);

    public static async Task<int> RunAsync(string[] args)
    {
        var people = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var users = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200;
        var seconds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 20;
        var folder = Path.Combine(Path.GetTempPath(), "throughline-bench-" + Environment.ProcessId);
        Directory.CreateDirectory(folder);
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(folder, TimeProvider.System.GetUtcNow());
            await new Migrator(postgres.AdminConnection).RunAsync();
            await using var database = DatabaseServer.At(postgres.AppConnection, postgres.AdminConnection);
            var setting = await SetUpAsync(database, postgres.AdminConnection, people);
            // what is written is sealed meanwhile, as it is when the program serves
            using var keeper = new AuditKeeper(database.Source, new CheckpointKeys(new EphemeralDataProtectionProvider()), TimeProvider.System, NullLogger<AuditKeeper>.Instance);
            await keeper.StartAsync(CancellationToken.None);
            var worst = await MeasureAsync(setting, postgres.AdminConnection, users, seconds);
            await keeper.StopAsync(CancellationToken.None);
            Console.WriteLine(worst <= Most ? $"At most {worst:0.00} times as long, of {Most} allowed." : $"TOO SLOW: {worst:0.00} times as long, and {Most} is allowed.");
            return worst <= Most ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Setting> SetUpAsync(DatabaseServer database, string admin, int people)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = new Db(database.Source);
        await db.BeginForNobodyAsync();
        var setUp = new Partnerships(db);
        var partnership = await setUp.CreateAsync(new("bench", "Bench", "Bench"), now);
        var police = await setUp.AddAgencyAsync(partnership, new("police", "Police", "police"), now);
        var probation = await setUp.AddAgencyAsync(partnership, new("probation", "Probation", "probation"), now);
        foreach (var type in new[] { "prison", "council", "drug-service", "youth-offending-team", "charity", "housing" })
            await setUp.AddAgencyAsync(partnership, new(type, type, type, WorksForProbation: type is "charity" or "housing", ActsForAuthority: type is "drug-service"), now);
        await setUp.LeadAsync(partnership, probation);
        var viewers = new List<Act>();
        for (var i = 0; i < 20; i++)
        {
            var agency = i % 2 == 0 ? police : probation;
            viewers.Add(new(await setUp.AddUserAsync(partnership, new($"user{i}@bench.example", $"User {i}", agency, [Role.OffenderManager]), now), agency, partnership, "bench", now));
        }

        var service = await setUp.ServiceAsync(partnership, "bench", now);
        await db.CommitAsync();
        await using (var acting = new Db(database.Source))
        {
            await acting.BeginAsync(service);
            await DefaultAgreement.AdoptForAllAsync(acting, partnership, viewers[0].User, now);
            await acting.CommitAsync();
        }

        await using var owner = new NpgsqlConnection(admin);
        await owner.OpenAsync();
        await owner.ExecuteAsync(People, new { partnership = partnership.Value, police = police.Value, probation = probation.Value, user = viewers[0].User.Value, worker = viewers[1].User.Value, people, Cases, now }, commandTimeout: 1200);
        await owner.ExecuteAsync("vacuum analyze", commandTimeout: 1200);
        var known = (await owner.QueryAsync<Guid>("select person_id from iom_case order by id limit 1000")).ToArray();
        return new(database.Acts, [.. viewers], known);
    }

    private const string Item = "partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, regime, gateway, review_on";

    private const string People =
        $"""
        create temporary table n as select i, uuid7() as id, (array['Adams','Baker','Carter','Dixon','Ellis','Foster','Grant','Hughes','Irving','Jones','Khan','Lewis','Moore','Nolan','Owen','Patel','Quinn','Reid','Shah','Turner'])[1 + i % 20] || chr(97 + i / 20 % 26) || chr(97 + i / 520 % 26) as surname,
          (array['Alex','Ben','Carl','Dev','Eve','Finn','Gail','Hal','Ida','Jo','Kit','Lee','Max','Nia','Oz','Pat','Ray','Sam','Tom','Uma'])[1 + i / 7 % 20] as forenames from generate_series(1, @people) i;
        insert into person_record (id, partnership_id, created_at, created_by) select id, @partnership, @now, @user from n;
        insert into person_name ({Item}, kind, surname, forenames) select @partnership, id, @police, 'identity', @now, @user, 'part-3', 'cda-1998-s115', @now::date + 2000, 'name', surname, forenames from n;
        insert into person_birth_date ({Item}, date_of_birth) select @partnership, id, @police, 'identity', @now, @user, 'part-3', 'cda-1998-s115', @now::date + 2000, '1970-01-01'::date + i % 12000 from n;
        insert into person_description ({Item}, sex, beat) select @partnership, id, @police, 'identity', @now, @user, 'part-3', 'cda-1998-s115', @now::date + 2000, 'male', 'B' || i % 40 from n;
        insert into person_address ({Item}, address, town) select @partnership, id, @police, 'contact details', @now, @user, 'part-3', 'cda-1998-s115', @now::date + 2000, i || ' Mill Lane', 'Northtown' from n;
        insert into offence_event ({Item}, kind, occurred_on, offence_group) select @partnership, id, @police, 'offending', @now, @user, 'part-3', 'cda-1998-s115', @now::date + 2000, 'arrest', @now::date - (i * 7 + e * 31) % 2000, 'shoplifting' from n cross join generate_series(1, 10) e;
        insert into order_spell ({Item}, reference, order_type, started_on, ends_on) select @partnership, id, @probation, 'supervision', @now, @worker, 'part-3', 'oma-2007-s14', @now::date + 2000, 'o' || i, 'community-order', @now::date - 100, @now::date + 200 from n where i % 3 = 0 or i <= @Cases;
        insert into risk_level ({Item}, rosh, assessed_on) select @partnership, id, @probation, 'risk', @now, @worker, 'part-3', 'oma-2007-s14', @now::date + 2000, 'medium', @now::date - 50 from n where i % 3 = 0 or i <= @Cases;
        insert into iom_case (partnership_id, person_id, owner_agency_id, recorded_by, received_at, state, opened_at, adopted_on, lead_user_id, lead_agency_id) select @partnership, id, @probation, @worker, @now, 'adopted', @now, @now::date, @worker, @probation from n where i <= @Cases;
        """;

    private static readonly (string Name, Func<Db, Setting, int, bool, Task> Do)[] Pages =
    [
        ("person page", PersonPageAsync), ("search", SearchAsync), ("cohort list", CohortAsync),
    ];

    private static async Task PersonPageAsync(Db db, Setting setting, int turn, bool audited)
    {
        var person = new PersonId(setting.People[turn % setting.People.Length]);
        if (audited)
            await GateAsync(db, person);
        var header = await PersonHeader.FindAsync(db, person, db.Act.On) ?? throw new InvalidOperationException("The person of the measurement is not seen.");
        if (audited)
            await db.LookedAtAsync([header.Id], ["identity", "supervision", "custody and dates", "risk", "offending"], db.Act.Purpose);
        await Spells.OrdersAsync(db, person);
        await Spells.CustodyAsync(db, person);
        await db.FirstAsync<DateTimeOffset?>("select max(received_at) from item where person_id = @person", new { person });
        await TimelinePage.LoadAsync(db, person, new TimelineFilter(Categories: ["identity", "supervision", "custody and dates", "risk", "offending"]), 1, 5);
    }

    /// <summary>What the gate asks before it opens a person's record: are they there, how many has this user opened, does urgent access run.</summary>
    private static async Task GateAsync(Db db, PersonId person)
    {
        await db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person });
        await BrakeNumbers.LimitAsync(db, [Role.OffenderManager]);
        await OpenedRecords.OfAsync(db, person);
        await Running.FindAsync(db, person);
    }

    private static async Task SearchAsync(Db db, Setting setting, int turn, bool audited)
    {
        string[] names = ["Adams", "Alex Bakerc", "Carterab", "Finn Dixon", "Ellisba"];
        var found = await PersonSearch.FindAsync(db, new SearchTerms { Name = names[turn % names.Length] }, 1);
        if (audited)
            await db.LookedAtAsync([.. found.People.Select(p => p.Id)], ["identity"], "bench");
    }

    private static async Task CohortAsync(Db db, Setting setting, int turn, bool audited)
    {
        var rows = await CohortRow.OfAsync(db, new CohortFilter(), 0, 50);
        await CohortRow.CountAsync(db, new CohortFilter());
        if (audited)
            await db.LookedAtAsync([.. rows.Select(r => r.PersonId)], ["identity", "plan"], "bench");
    }

    private static async Task<double> MeasureAsync(Setting setting, string admin, int users, int seconds)
    {
        Console.WriteLine($"{users} users at once over the {new NpgsqlConnectionStringBuilder(setting.Source.ConnectionString).MaxPoolSize} connections that the program serves with, after {WarmUp.TotalSeconds:0} s of the same, the keeper of the audit running; ms, without HTTP and HTML");
        var worst = 0.0;
        Console.WriteLine($"{"",-14}{"as served",22}{"without",22}{"ratio",16}");
        foreach (var page in Pages)
        {
            List<double> served = [], bare = [];
            foreach (var withRule in new[] { true, false, true, false })
            {
                await SwitchAsync(admin, withRule);
                await using var pool = Pool(setting);
                await LoadAsync(pool, setting, page.Do, users, WarmUp, withRule);
                (withRule ? served : bare).AddRange(await LoadAsync(pool, setting, page.Do, users, TimeSpan.FromSeconds(seconds / 2.0), withRule));
            }

            await SwitchAsync(admin, on: true);
            served.Sort();
            bare.Sort();
            Console.WriteLine($"{page.Name,-14}{At(served, 0.5),10:0.0} p95 {At(served, 0.95),7:0.0}{At(bare, 0.5),10:0.0} p95 {At(bare, 0.95),7:0.0}{At(served, 0.5) / At(bare, 0.5),8:0.00} p95 {At(served, 0.95) / At(bare, 0.95):0.00}   ({served.Count:N0} and {bare.Count:N0} requests)");
            worst = Math.Max(worst, Math.Max(At(served, 0.5) / At(bare, 0.5), At(served, 0.95) / At(bare, 0.95)));
        }

        return worst;
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[(int)(share * (sorted.Count - 1))];

    private static async Task SwitchAsync(string admin, bool on)
    {
        await using var owner = new NpgsqlConnection(admin);
        await owner.OpenAsync();
        await owner.ExecuteAsync(on ? "alter role throughline_app nobypassrls" : "alter role throughline_app bypassrls");
    }

    /// <summary>The pool that the program serves with, whose waiting lasts longer.</summary>
    private static NpgsqlDataSource Pool(Setting setting) => new NpgsqlDataSourceBuilder(setting.Source.ConnectionString) { ConnectionStringBuilder = { Timeout = 300, CommandTimeout = 300 } }.Build();

    private static async Task<List<double>> LoadAsync(NpgsqlDataSource pool, Setting setting, Func<Db, Setting, int, bool, Task> page, int users, TimeSpan length, bool withRule)
    {
        var until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        async Task<List<double>> UserAsync(int number)
        {
            var times = new List<double>();
            for (var turn = number; Stopwatch.GetTimestamp() < until; turn += users)
            {
                var started = Stopwatch.GetTimestamp();
                await using var db = new Db(pool);
                var viewer = setting.Viewers[number % setting.Viewers.Length];
                if (withRule)
                    await db.BeginAsync(viewer);
                else
                    await db.BeginWithoutContextAsync(viewer);
                await page(db, setting, turn, withRule);
                await db.CommitAsync();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return times;
        }

        return [.. (await Task.WhenAll(Enumerable.Range(0, users).Select(number => Task.Run(() => UserAsync(number))))).SelectMany(times => times)];
    }
}
