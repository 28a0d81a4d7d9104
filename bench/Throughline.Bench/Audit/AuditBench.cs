using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;
using Throughline.Access.Audit;
using Throughline.Access.Audit.Tree;
using Throughline.Access.Audit.Verify;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Bench.Audit;

/// <summary>
/// How long it takes to verify a record of many entries, against PostgreSQL hashing the same rows itself in one query; how long "who saw this person"
/// takes in it; what a look costs to write, and how fast places are given.
/// </summary>
internal static class AuditBench
{
    private const int People = 100_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000_000;
        var folder = args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), "throughline-bench-" + Environment.ProcessId);
        Directory.CreateDirectory(folder);
        await using (var postgres = await EmbeddedPostgres.StartAsync(folder, TimeProvider.System.GetUtcNow()))
        {
            await new Migrator(postgres.AdminConnection).RunAsync();
            await using var database = DatabaseServer.At(postgres.AppConnection, postgres.AdminConnection);
            var act = await SetUpAsync(database);
            var writing = await WriteCostAsync(database, act);
            var sealing = await SealAsync(database, act);
            await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.AdminConnection) { CommandTimeout = 3600 }.ConnectionString);
            await admin.OpenAsync();
            await FillAsync(admin, act, rows);
            await PlaceAsync(postgres.AdminConnection, admin, act);
            var size = await admin.ExecuteScalarAsync<string>("select pg_size_pretty(pg_total_relation_size('audit_entry')) || ' entries, ' || pg_size_pretty(pg_total_relation_size('audit_leaf')) || ' places'");
            Console.WriteLine($"rows {rows:N0} ({size}), {Environment.ProcessorCount} cores");
            Console.WriteLine(writing);
            Console.WriteLine(sealing);
            var ours = await VerifyAsync(database, act, rows);
            var peer = await PeerAsync(admin, "select count(*) filter (where audit_leaf_hash(e) <> l.leaf_hash) from audit_leaf l join audit_entry e on e.id = l.entry_id");
            var plain = await PeerAsync(admin, "select max(get_byte(sha256(convert_to(e::text, 'UTF8')), 0)) from audit_entry e");
            Console.WriteLine($"audit verify, all of it                          {ours.TotalSeconds,8:0.0} s   {rows / ours.TotalSeconds:N0} entries/s");
            Console.WriteLine($"PostgreSQL, the same leaf hashes in one query    {peer.TotalSeconds,8:0.0} s   verify takes {ours / peer:0.00} times as long");
            Console.WriteLine($"PostgreSQL, sha256 of each row as text           {plain.TotalSeconds,8:0.0} s   verify takes {ours / plain:0.00} times as long");
            await AskAsync(database, act);
            Console.WriteLine($"resident at most {PeakResident() / 1024:N0} MB");
        }

        if (args.Length < 2)
            Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task<Act> SetUpAsync(DatabaseServer database)
    {
        await using var db = new Db(database.Source);
        await db.BeginForNobodyAsync();
        var setUp = new Partnerships(db);
        var now = TimeProvider.System.GetUtcNow();
        var partnership = await setUp.CreateAsync(new NewPartnership("bench", "Bench", "Bench"), now);
        var agency = await setUp.AddAgencyAsync(partnership, new NewAgency("police", "Police", "police"), now);
        for (var i = 0; i < 200; i++)
            await setUp.AddUserAsync(partnership, new NewUser($"user{i}@bench", $"User {i}", agency, []), now);
        var act = await setUp.ServiceAsync(partnership, "bench", now);
        await db.CommitAsync();
        return act with { Agency = agency };
    }

    /// <summary>What writing a look costs with the queue, against the same table without its trigger.</summary>
    private static async Task<string> WriteCostAsync(DatabaseServer database, Act act)
    {
        async Task<double> MicrosecondsAsync()
        {
            const int looks = 20_000;
            await using var db = new Db(database.Source);
            await db.BeginAsync(act);
            var person = PersonId.New();
            var timer = Stopwatch.StartNew();
            for (var i = 0; i < looks; i++)
                await db.LookedAtAsync([person], ["identity"], "people/{id}");
            await db.CommitAsync();
            return timer.Elapsed.TotalMicroseconds / looks;
        }

        await MicrosecondsAsync();
        var with = await MicrosecondsAsync();
        await using var admin = new NpgsqlConnection(database.AdminConnection);
        await admin.OpenAsync();
        await admin.ExecuteAsync("alter table audit_entry disable trigger waits_for_its_place");
        var without = await MicrosecondsAsync();
        await admin.ExecuteAsync("alter table audit_entry enable trigger waits_for_its_place");
        return $"writing a look: {with:0} microseconds with its place in the queue, {without:0} without ({with / without:0.00} times)";
    }

    private static async Task<string> SealAsync(DatabaseServer database, Act act)
    {
        var timer = Stopwatch.StartNew();
        var done = 0;
        while (true)
        {
            await using var db = new Db(database.Source);
            await db.BeginAsync(act);
            var count = await SealEntries.DoAsync(db);
            await db.CommitAsync();
            done += count;
            if (count < SealEntries.Batch)
                return $"giving places: {done / timer.Elapsed.TotalSeconds:N0} entries a second";
        }
    }

    private static async Task FillAsync(NpgsqlConnection admin, Act act, int rows)
    {
        await admin.ExecuteAsync(
            """
            set session_replication_role = replica; set maintenance_work_mem = '1GB'; set work_mem = '256MB';
            truncate audit_entry, audit_leaf, audit_node, audit_tree, audit_pending;
            create table bench_person as select n, uuid7() as id from generate_series(0, @People - 1) n;
            create unique index on bench_person (n);
            """, new { People });
        var indexes = (await admin.QueryAsync<(string Name, string Definition)>("select indexname::text, indexdef from pg_indexes where tablename = 'audit_entry' and indexname <> 'audit_entry_pkey'")).ToList();
        foreach (var (name, _) in indexes)
            await admin.ExecuteAsync($"drop index {name}");
        await Timed("entries written", () => admin.ExecuteAsync(
            """
            with pool as materialized (select array_agg(id order by n) as id from bench_person), users as materialized (select array_agg(id) as id from app_user where not is_service)
            insert into audit_entry (id, partnership_id, at, operation, user_id, agency_id, session_id, person_ids, categories, subject, purpose, reason)
            select uuid7(), @partnership, timestamptz '2025-11-20' + interval '365 days' * (n::float8 / @rows), case when n % 50 = 0 then 'disclosure' when n % 9 = 0 then 'alteration' else 'consultation' end,
              users.id[1 + n % 200], @agency, case when n % 4 = 0 then null else users.id[1 + n % 200] end,
              case when n % 10 = 0 then array(select pool.id[1 + floor(@People * random() * random())::int] from generate_series(1, 25)) when n % 10 = 1 then '{}'::uuid[] else array[pool.id[1 + floor(@People * random() * random())::int]] end,
              case n % 3 when 0 then array['identity'] when 1 then array['identity', 'offending', 'custody and dates'] else array['contact details', 'needs'] end,
              'people/{id}/' || (n % 17), 'people/{id}', case when n % 40 = 0 then 'asked by the meeting of the ' || n % 28 end
            from generate_series(0, @rows - 1) n, pool, users
            """, new { rows, People, partnership = act.Partnership.Value, agency = act.Agency.Value }));
        await Timed("indexes made", async () =>
        {
            foreach (var (_, definition) in indexes)
                await admin.ExecuteAsync(definition);
        });
    }

    /// <summary>Leaves, nodes and head as the keeper would have left them, made here because that is quicker.</summary>
    private static async Task PlaceAsync(string connection, NpgsqlConnection admin, Act act)
    {
        var partnership = act.Partnership.Value;
        var tree = new CompactTree();
        var nodes = new List<(short, long, byte[])>();
        await Timed("places given", async () =>
        {
            await using var own = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 3600 }.ConnectionString);
            await own.OpenAsync();
            await own.ExecuteAsync("set session_replication_role = replica");
            await using var read = await admin.BeginRawBinaryCopyAsync($"copy (select e.id, e.at, {LeafBytes.Columns} from audit_entry e order by e.id) to stdout (format binary)");
            await using var write = await own.BeginBinaryImportAsync("copy audit_leaf (partnership_id, seq, entry_id, leaf_hash, sealed_at) from stdin (format binary)");
            var rows = new BinaryRows(read);
            var leaf = new LeafBytes();
            var sealedAt = TimeProvider.System.GetUtcNow().UtcDateTime;
            while (rows.Next())
            {
                rows.Field(out var key);
                var id = new Guid(key, bigEndian: true);
                rows.Field(out _);
                leaf.Read(rows);
                var hash = leaf.Hash().ToArray();
                await write.StartRowAsync();
                await write.WriteAsync(partnership);
                await write.WriteAsync(tree.Size);
                await write.WriteAsync(id);
                await write.WriteAsync(hash);
                await write.WriteAsync(sealedAt, NpgsqlTypes.NpgsqlDbType.TimestampTz);
                tree.Append(hash, (level, position, root) =>
                {
                    if (level > 0 && level % StoredSubtrees.LevelsStored == 0)
                        nodes.Add(((short)level, position, root));
                });
            }

            await write.CompleteAsync();
        });
        await admin.ExecuteAsync("drop table bench_person");
        await admin.ExecuteAsync("vacuum analyze audit_entry, audit_leaf");
        await admin.ExecuteAsync("insert into audit_node select @partnership, * from unnest(@levels, @positions, @hashes)",
            new { partnership, levels = nodes.Select(n => n.Item1).ToArray(), positions = nodes.Select(n => n.Item2).ToArray(), hashes = nodes.Select(n => n.Item3).ToArray() });
        await admin.ExecuteAsync("insert into audit_tree values (@partnership, @size, @root, @peaks, now())", new { partnership, size = tree.Size, root = tree.Root(), peaks = tree.Peaks() });
    }

    private static async Task<TimeSpan> VerifyAsync(DatabaseServer database, Act act, int rows)
    {
        var timer = Stopwatch.StartNew();
        var result = await new VerifyAudit(database.Source).RunAsync(act.Partnership.Value, "bench", []);
        if (result.Size != rows || !result.IsSound)
            throw new InvalidOperationException($"{result.Size} entries; " + string.Join("; ", result.Findings.Take(5).Select(finding => finding.Words)));
        return timer.Elapsed;
    }

    private static async Task<TimeSpan> PeerAsync(NpgsqlConnection admin, string sql)
    {
        var timer = Stopwatch.StartNew();
        await admin.ExecuteScalarAsync(sql);
        return timer.Elapsed;
    }

    /// <summary>Who saw this person in a period, which categories, passed to whom: the most looked at, and others at random.</summary>
    private static async Task AskAsync(DatabaseServer database, Act act)
    {
        var people = new List<Guid>();
        await using (var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.AdminConnection) { CommandTimeout = 3600 }.ConnectionString))
        {
            await admin.OpenAsync();
            people.AddRange(await admin.QueryAsync<Guid>("select p from audit_entry tablesample system (1), unnest(person_ids) p group by p order by count(*) desc limit 1"));
            people.AddRange(await admin.QueryAsync<Guid>("select distinct person_ids[1] from audit_entry tablesample system (0.01) where person_ids <> '{}' limit 30"));
        }

        var (most, mostEntries, others) = (TimeSpan.Zero, 0, new List<double>());
        foreach (var person in people)
        {
            await using var db = new Db(database.Source);
            await db.BeginAsync(act);
            var filter = new AuditFilter { Person = PersonId.From(person), From = new DateOnly(2026, 1, 1), To = new DateOnly(2026, 6, 30) };
            var timer = Stopwatch.StartNew();
            var count = await AuditSearch.CountAsync(db, filter);
            await AuditSearch.ListAsync(db, filter);
            if (person == people[0])
                (most, mostEntries) = (timer.Elapsed, count);
            else
                others.Add(timer.Elapsed.TotalMilliseconds);
        }

        others.Sort();
        Console.WriteLine($"who saw a person in six months: the most looked at ({mostEntries:N0} entries) {most.TotalMilliseconds:N0} ms; others median {others[others.Count / 2]:N0} ms, slowest {others[^1]:N0} ms");
    }

    private static async Task Timed(string what, Func<Task> work)
    {
        var timer = Stopwatch.StartNew();
        await work();
        await Console.Error.WriteLineAsync($"  {what}: {timer.Elapsed.TotalSeconds:0.0} s");
    }

    private static long PeakResident() => File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).First();
}
