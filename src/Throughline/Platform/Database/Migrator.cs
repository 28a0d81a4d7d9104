using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Throughline.Platform.Database;

/// <summary>
/// Brings a database up to date: makes the two roles, then runs the numbered scripts of <c>Schema/</c> that have not been
/// run, each in a transaction, under an advisory lock, recorded with its hash. A script that has run must not change.
/// Row-level security binds the owner of the tables too; within the transaction of a script it does not, for a script that moves what
/// is there would find nothing.
/// </summary>
internal sealed class Migrator(string adminConnection)
{
    private const long AdvisoryLock = 0x7468726F756768; // "through"

    private const string Unbound =
        """
        do $$
        declare t regclass;
        begin
          for t in select c.oid from pg_class c where c.relkind = 'r' and c.relforcerowsecurity and c.relowner = to_regrole(current_user::text) loop
            execute format('alter table %s no force row level security', t);
          end loop;
        end $$
        """;

    private const string Bound =
        """
        set constraints all immediate;
        do $$
        declare t regclass;
        begin
          for t in select c.oid from pg_class c where c.relkind = 'r' and c.relrowsecurity and not c.relforcerowsecurity and c.relowner = to_regrole(current_user::text) loop
            execute format('alter table %s force row level security', t);
          end loop;
        end $$
        """;

    /// <summary>The last script to run; every script when it is not given.</summary>
    public string? Last { get; init; }

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancel = default)
    {
        await CreateDatabaseAsync(cancel);
        var connectionString = new NpgsqlConnectionStringBuilder(adminConnection) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancel);
        await ExecuteAsync(connection, $"select pg_advisory_lock({AdvisoryLock})", cancel);
        await CreateRolesAsync(connection, cancel);
        await ExecuteAsync(connection, "set role throughline_owner", cancel);
        await ExecuteAsync(connection, "create table if not exists schema_migration (name text primary key, hash text not null, applied_at timestamptz not null default now())", cancel);
        var applied = await AppliedAsync(connection, cancel);
        var ran = new List<string>();
        foreach (var (name, script) in Scripts().Where(one => Last is null || string.CompareOrdinal(one.Name, Last) <= 0))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
            if (applied.TryGetValue(name, out var before))
            {
                if (before != hash)
                    throw new DatabaseUnavailable($"Migration {name} has changed since it was applied. Migrations are forward only: restore the file and write a new one.");
                continue;
            }

            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await ExecuteAsync(connection, Unbound, cancel);
            await ExecuteAsync(connection, script, cancel);
            await ExecuteAsync(connection, Bound, cancel);
            await using var record = new NpgsqlCommand("insert into schema_migration (name, hash) values ($1, $2)", connection) { Parameters = { new() { Value = name }, new() { Value = hash } } };
            await record.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
            ran.Add(name);
        }

        return ran;
    }

    public static IEnumerable<(string Name, string Script)> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("Schema/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource["Schema/".Length..], reader.ReadToEnd());
        }
    }

    private async Task CreateDatabaseAsync(CancellationToken cancel)
    {
        var wanted = new NpgsqlConnectionStringBuilder(adminConnection) { Pooling = false };
        try
        {
            await using var probe = new NpgsqlConnection(wanted.ConnectionString);
            await probe.OpenAsync(cancel);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            var name = wanted.Database!;
            wanted.Database = "postgres";
            await using var connection = new NpgsqlConnection(wanted.ConnectionString);
            await connection.OpenAsync(cancel);
            await CreateRolesAsync(connection, cancel);
            await ExecuteAsync(connection, $"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" owner throughline_owner", cancel);
        }
    }

    private static Task CreateRolesAsync(NpgsqlConnection connection, CancellationToken cancel) => ExecuteAsync(connection, """
        do $$
        begin
          if not exists (select from pg_roles where rolname = 'throughline_owner') then
            create role throughline_owner login nosuperuser nobypassrls;
          end if;
          if not exists (select from pg_roles where rolname = 'throughline_app') then
            create role throughline_app login nosuperuser nobypassrls;
          end if;
          -- what is sealed is read by a role that the serving one can act as but whose rights it does not carry about
          if not exists (select from pg_roles where rolname = 'throughline_sealed') then
            create role throughline_sealed nologin nosuperuser nobypassrls;
            alter role throughline_app noinherit;
            grant throughline_sealed to throughline_app;
          end if;
          if not pg_has_role(current_user, 'throughline_owner', 'member') then
            execute format('grant throughline_owner, throughline_app to %I', current_user);
          end if;
        end $$
        """, cancel);

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var applied = new Dictionary<string, string>();
        await using var command = new NpgsqlCommand("select name, hash from schema_migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            applied.Add(reader.GetString(0), reader.GetString(1));
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
