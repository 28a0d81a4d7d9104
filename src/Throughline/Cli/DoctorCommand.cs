using System.CommandLine;
using Dapper;
using Npgsql;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights.Disposal;

namespace Throughline.Cli;

/// <summary>Checks the installation and says one line each: what, how it is, and what to do when it is not well.</summary>
internal static class DoctorCommand
{
    public static Command Build() => new Command("doctor", "Check installation, database, roles, row-level security, jobs, disk and clock.").Does(async (_, cancel) =>
    {
        var ill = 0;
        void Say(bool well, string what, string words)
        {
            Console.WriteLine($"{(well ? "ok  " : "BAD ")} {what,-22} {words}");
            ill += well ? 0 : 1;
        }

        Say(true, "program", $"Throughline {typeof(DoctorCommand).Assembly.GetName().Version} on .NET {Environment.Version}");
        Say(File.Exists(Path.Combine(Home.Folder, "src/Throughline/wwwroot/app.css")) || Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")), "styles and scripts", "built (npm run build in frontend makes them)");
        await using var database = await DatabaseServer.OpenAsync(TimeProvider.System, migrate: false, beside: true, cancel);
        if (database.Embedded is { } embedded)
            Say(true, "database", $"embedded PostgreSQL {embedded.Version}, programs in {embedded.Binaries}, cluster in {embedded.Cluster}{(embedded.RunsAs is { } user ? $", run as {user}" : "")}");
        else if (database.IsBeside)
            Say(true, "database", "the embedded PostgreSQL of the program that serves " + Home.DataFolder);
        else
            Say(true, "database", "a server named by ConnectionStrings__Throughline: " + new NpgsqlConnectionStringBuilder(database.AppConnection).Host);

        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        var version = await connection.ExecuteScalarAsync<string>("select version()");
        Say(true, "server", version ?? "");
        var waiting = Migrator.Scripts().Count() - (await connection.ExecuteScalarAsync<bool>("select to_regclass('schema_migration') is not null") ? await MigrationsAsync(database, cancel) : 0);
        Say(waiting == 0, "migrations", waiting == 0 ? "all applied" : $"{waiting} to apply: run `throughline migrate`");
        if (waiting > 0)
            return Commands.RefusedExit;

        SayHowKeysLie(Say, database);

        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("set local role throughline_app");
        var role = await connection.QueryFirstAsync<(string Name, bool Super, bool Bypass)>("select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user");
        Say(role is { Name: "throughline_app", Super: false, Bypass: false }, "role", $"serves as {role.Name}, superuser {role.Super}, bypasses row-level security {role.Bypass}");
        var open = (await connection.QueryAsync<string>(
            """
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'partnership_id' and not a.attisdropped
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)
              and c.relname not in ('partnership_agency', 'user_role', 'session', 'api_token', 'status_definition_default', 'job_run', 'retention_rule')
            """)).AsList();
        Say(open.Count == 0, "row-level security", open.Count == 0 ? "on, and forced, for every table of a partnership" : "OFF for " + string.Join(", ", open));
        var seen = await connection.ExecuteScalarAsync<long>("select count(*) from person");
        Say(seen == 0, "sees nobody unasked", $"{seen} people visible without a partnership");
        var stuck = await connection.ExecuteScalarAsync<long>("select count(*) from job_run where state = 'running' and started_at < now() - interval '6 hours'");
        Say(stuck == 0, "jobs", stuck == 0 ? "none stuck" : $"{stuck} running for more than six hours");
        var late = await LateAsync(database, cancel);
        Say(late == 0, "audit record", late == 0 ? "every entry has its place in the tree" : $"{late} entries wait for their place for longer than {Access.Audit.Tree.AuditKeeper.Bound.TotalSeconds:0} s: is the program running? `throughline audit checkpoint` seals them");
        var missing = await ReapplyDisposals.MissingAsync(database.AdminConnection, DisposalRegister.Usual(), cancel);
        Say(missing == 0, "disposals", missing == 0 ? "the database knows every disposal of the register" : $"{missing} of the register are not in the database: it is a restored copy. Run `throughline disposals reapply`");
        var asked = TimeProvider.System.GetUtcNow();
        var told = await connection.ExecuteScalarAsync<DateTimeOffset>("select clock_timestamp()");
        var answered = TimeProvider.System.GetUtcNow();
        // a slow answer is no wrong clock
        var skew = Math.Max(0, Math.Max((asked - told).TotalSeconds, (told - answered).TotalSeconds));
        Say(skew < 2, "clock", $"{skew:0.000} s apart from the database");
        var disk = new DriveInfo(Directory.Exists(Home.DataFolder) ? Home.DataFolder : Home.Folder);
        Say(disk.AvailableFreeSpace > 2L << 30, "disk", $"{disk.AvailableFreeSpace >> 30} GiB free where the data is");
        return ill == 0 ? Commands.DoneExit : Commands.RefusedExit;
    });

    /// <summary>Entries of all partnerships that have waited too long. As the administrator: the program sees one partnership at a time.</summary>
    private static async Task<long> LateAsync(DatabaseServer database, CancellationToken cancel)
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.AdminConnection) { Pooling = false }.ConnectionString);
        await admin.OpenAsync(cancel);
        return await admin.ExecuteScalarAsync<long>("select count(*) from audit_pending where since < clock_timestamp() - @Bound", new { Access.Audit.Tree.AuditKeeper.Bound });
    }

    /// <summary>Whoever has a dump of the database and keys that lie open in it reads what is sealed: that is for the partnership to know.</summary>
    private static void SayHowKeysLie(Action<bool, string, string> say, DatabaseServer database)
    {
        var file = KeyCertificate.FileOf(Server.Settings(), database.IsEmbedded);
        var (under, open) = new KeyRing(database.Source).Count();
        if (file is null)
            say(under == 0, "keys", under == 0
                ? "WARNING: the data-protection keys lie open in the database, and one dump of it opens what is sealed. Name a certificate with DataProtection__CertificateFile (docs/how-to/install.md)"
                : "the data-protection keys are protected by a certificate that no setting names: DataProtection__CertificateFile");
        else if (!File.Exists(file))
            say(under == 0 && open == 0, "keys", under + open == 0 ? $"none yet; the first start makes their certificate, {file}" : $"the certificate of the data-protection keys, {file}, is not there: put it back");
        else if (KeyCertificate.IsOpenToOthers(file))
            say(false, "keys", $"others than its owner can read {file}: chmod 600 {file}");
        else
            say(true, "keys", $"{under} under the certificate {file}; keep it apart from backups of the database{(open > 0 ? $"; {open} from before are protected at the next start" : "")}");
    }

    private static async Task<int> MigrationsAsync(DatabaseServer database, CancellationToken cancel)
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.AdminConnection) { Pooling = false }.ConnectionString);
        await admin.OpenAsync(cancel);
        return await admin.ExecuteScalarAsync<int>("select count(*)::int from schema_migration");
    }
}
