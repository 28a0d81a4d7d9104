using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Throughline.Access.Audit.Tree;
using Throughline.Access.Audit.Unusual;
using Throughline.Access.Audit.Verify;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Testing;

namespace Throughline.Tests.Access.Audit;

/// <summary>Audit entries of every shape, their tree and its checkpoints, and the means to tamper with them as who owns the server can.</summary>
internal static class Auditing
{
    public static readonly CheckpointKeys Keys = new(new EphemeralDataProtectionProvider());

    public static AuditKeeper Keeper(this World world) => new(world.Database.Source, Keys, world.Clock, NullLogger<AuditKeeper>.Instance);

    /// <summary>Writes entries: nobody or several people, words outside ASCII, with and without reason, session, items and recipients.</summary>
    public static async Task WriteAsync(this World world, int count, string partnership = "north")
    {
        var random = new Random(count);
        await world.DoAsync(world.As("coordinator", partnership) with { Session = Guid.CreateVersion7() }, async db =>
        {
            for (var i = 0; i < count; i++)
            {
                await db.AuditAsync(
                    (AuditOperation)(i % 6), [.. Enumerable.Range(0, i % 4).Select(_ => PersonId.New())], [.. new[] { "identity", "offending", "santé" }.Take(i % 4)],
                    $"subject {i} – ünïcode", i % 3 == 0 ? null : $"reason {random.Next()}",
                    i % 5 == 0 ? [Guid.CreateVersion7()] : [], i % 7 == 0 ? [world.Agencies["north-police"], world.Agencies["north-prison"]] : []);
            }
        });
        await world.DoAsync(world.As("manager", partnership), db => db.LookedAtAsync([], [], ""));
    }

    /// <summary>A checkpoint as the job makes it, an hour after whatever was before.</summary>
    public static async Task<Checkpoint> CheckpointAsync(this World world, string partnership = "north", bool rotate = false)
    {
        world.Clock.Move(TimeSpan.FromHours(1));
        return await world.DoAsync(world.As("coordinator", partnership) with { IsService = true }, db => MakeCheckpoint.DoAsync(db, Keys, rotate));
    }

    public static Task<CheckpointFile> CopyAsync(this World world) => world.DoAsync(world.As("coordinator"), db => MakeCheckpoint.FileAsync(db));

    public static Task<AuditVerification> VerifyAsync(this World world, params CheckpointFile[] copies) =>
        new VerifyAudit(world.Database.Source).RunAsync(world.North.Value, "north", [.. copies.Select((file, i) => new PartnersCopy($"copy {i + 1}", file))]);

    /// <summary>Gives places and looks for unusual uses until there is nothing more to read, whoever else is at it.</summary>
    public static async Task FindUnusualAsync(this World world, string partnership = "north")
    {
        await world.Keeper().RoundAsync();
        do
        {
            await world.DoAsync(world.As("coordinator", partnership) with { IsService = true }, db => FindUnusual.DoAsync(db));
        }
        while (await world.AdminAsync<bool>("select exists (select from audit_leaf l where l.partnership_id = @partnership and l.seq > coalesce((select s.seq from audit_scan s where s.partnership_id = l.partnership_id), -1))", new { partnership = world.As("coordinator", partnership).Partnership.Value }));
    }

    /// <summary>As the superuser, with every trigger off: nothing in the database stands in the way.</summary>
    public static async Task TamperAsync(this World world, string sql, object? values = null)
    {
        await using var admin = new NpgsqlConnection(world.Database.AdminConnection);
        await admin.OpenAsync();
        await admin.ExecuteAsync("set session_replication_role = replica");
        await admin.ExecuteAsync(sql, values);
    }

    public static async Task<T> AdminAsync<T>(this World world, string sql, object? values = null)
    {
        await using var admin = new NpgsqlConnection(world.Database.AdminConnection);
        await admin.OpenAsync();
        return (await admin.ExecuteScalarAsync<T>(sql, values))!;
    }
}
