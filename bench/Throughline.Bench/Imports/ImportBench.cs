using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Imports;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Bench.Imports;

/// <summary>
/// How long a force's first file takes: checked, joined to people, compared, written with provenance, against the floor of
/// PostgreSQL's own COPY of the same file into a table without index, key or rule.
/// </summary>
internal static class ImportBench
{
    public static async Task<int> RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var people = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50_000;
        var folder = Path.Combine(Path.GetTempPath(), "throughline-bench-" + Environment.ProcessId);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "events.csv");
        WriteEvents(file, rows, people);
        var clock = TimeProvider.System;
        await using (var postgres = await EmbeddedPostgres.StartAsync(folder, clock.GetUtcNow()))
        {
            await new Migrator(postgres.AdminConnection).RunAsync();
            await using var database = DatabaseServer.At(postgres.AppConnection, postgres.AdminConnection);
            Db NewDb() => new(database.Source);
            var (act, agency) = await SetUpAsync(NewDb, clock.GetUtcNow());
            var floor = await FloorAsync(postgres.AdminConnection, file);
            var first = await ImportAsync(NewDb, act, agency, file);
            var second = await ImportAsync(NewDb, act, agency, file);
            Console.WriteLine($"rows {rows:N0}, people {people:N0}, file {new FileInfo(file).Length / 1048576} MB");
            Console.WriteLine($"PostgreSQL COPY of the same rows   {floor.TotalSeconds,8:0.00} s");
            Console.WriteLine($"import, first time                 {first.Time.TotalSeconds,8:0.00} s   {first.Time / floor:0.0} times COPY   {rows / first.Time.TotalSeconds:N0} rows/s   new {first.Report.New:N0}, people {first.Report.PeopleNew:N0}");
            Console.WriteLine($"import, the same file again        {second.Time.TotalSeconds,8:0.00} s   {second.Time / floor:0.0} times COPY   unchanged {second.Report.Unchanged:N0}, new {second.Report.New:N0}");
            Console.WriteLine($"resident at most                   {PeakResident() / 1024,8:N0} MB");
        }

        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task<(Act, AgencyId)> SetUpAsync(Func<Db> newDb, DateTimeOffset now)
    {
        await using var db = newDb();
        await db.BeginForNobodyAsync();
        var setUp = new Partnerships(db);
        var partnership = await setUp.CreateAsync(new NewPartnership("bench", "Bench", "Bench"), now);
        var agency = await setUp.AddAgencyAsync(partnership, new NewAgency("police", "Police", "police"), now);
        var act = await setUp.ServiceAsync(partnership, "bench", now);
        await db.CommitAsync();
        return (act, agency);
    }

    private static async Task<(TimeSpan Time, TakeInReport Report)> ImportAsync(Func<Db> newDb, Act act, AgencyId agency, string file)
    {
        var timer = Stopwatch.StartNew();
        Guid id;
        await using (var db = newDb())
        {
            await db.BeginAsync(act);
            await using var content = File.OpenRead(file);
            id = await ImportStore.ReceiveAsync(db, ImportProfiles.Find("police-events")!, agency, "events.csv", content, act.On, false, new ImportChoices(), keepFile: false);
            await db.CommitAsync();
        }

        var report = await RunImport.RunAsync(newDb, act, id, _ => File.OpenRead(file), OffenceGrouping.Shipped(), [], (_, words) => Console.Error.WriteLineAsync($"  {timer.Elapsed.TotalSeconds:0.0} s  {words}"), CancellationToken.None);
        return (timer.Elapsed, report);
    }

    private static async Task<TimeSpan> FloorAsync(string admin, string file)
    {
        await using var connection = new NpgsqlConnection(admin);
        await connection.OpenAsync();
        var columns = (await File.ReadAllLinesAsync(file).ContinueWith(lines => lines.Result[0])).Split(',');
        await using (var create = new NpgsqlCommand($"create table floor ({string.Join(", ", columns.Select(c => c + " text"))})", connection))
            await create.ExecuteNonQueryAsync();
        var timer = Stopwatch.StartNew();
        await using (var copy = await connection.BeginTextImportAsync("copy floor from stdin (format csv, header)"))
        {
            using var content = new StreamReader(file, Encoding.UTF8, false, 1 << 20);
            var buffer = new char[1 << 18];
            int got;
            while ((got = await content.ReadAsync(buffer)) > 0)
                await copy.WriteAsync(buffer.AsMemory(0, got));
        }

        return timer.Elapsed;
    }

    private static void WriteEvents(string path, int rows, int people)
    {
        var random = new Random(20261120);
        string[] kinds = ["arrest", "arrest", "charge", "conviction", "caution", "intelligence"];
        string[] codes = ["28E", "34B", "45", "46", "39", "48", "92E", "58C", "8N", "TH68010"];
        string[] surnames = ["Adeyemi", "Barnes", "Clarke", "Dhillon", "Evans", "Fraser", "Grant", "Hussain", "Ingram", "Jones", "Khan", "Lewis", "Morgan", "Nowak", "Osman", "Price", "Quinn", "Reid", "Shah", "Taylor"];
        string[] forenames = ["Aaron", "Bilal", "Connor", "Dean", "Ellis", "Farah", "Gary", "Hannah", "Imran", "Jade", "Kyle", "Liam", "Mohammed", "Nathan", "Owen", "Paul", "Ryan", "Scott", "Tyler", "Wayne"];
        var start = new DateOnly(2016, 11, 20);
        using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        file.Write("event_id,person_ref,surname,forenames,date_of_birth,kind,occurred_on,offence_code,place,postcode,easting,northing,crime_reference\r\n");
        for (var i = 0; i < rows; i++)
        {
            var person = i < people ? i : random.Next(people);
            var kind = kinds[random.Next(kinds.Length)];
            var place = kind != "intelligence";
            var born = new DateOnly(1970, 1, 1).AddDays(person * 7919 % 12000);
            file.Write(string.Create(CultureInfo.InvariantCulture,
                $"E{i:D9},P{person:D7},{surnames[person % 20]}{(char)('a' + (person / 400 % 26))},{forenames[person / 20 % 20]},{born:yyyy-MM-dd},{kind},{start.AddDays(random.Next(3650)):yyyy-MM-dd},{(place ? codes[random.Next(codes.Length)] : "")},{(place ? $"{random.Next(200)} Mill Lane" : "")},,{384000 + random.Next(9000)},{398000 + random.Next(9000)},{i % 97}/{i}/26\r\n"));
        }
    }

    private static long PeakResident() => File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).First();
}
