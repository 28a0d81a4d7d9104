using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Platform.Database;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>Five leaks put in on purpose, each as somebody might write it by mistake. The comparison must see every one, and nothing else.</summary>
public sealed class PlantedLeakTests(ITestOutputHelper output)
{
    private static readonly ConcurrentDictionary<string, string> Cache = new(StringComparer.Ordinal);

    private static void Plant(WebApplication app)
    {
        var planted = app.MapGroup("/api/v1/planted").AddEndpointFilter<ApiGate>().WithMetadata(new AllowAttribute(), new RecordsLooksAttribute("planted by a test"));

        // a count made with the partnership's own sight
        planted.MapGet("/count", async (Db db, NpgsqlDataSource source) =>
        {
            await using var service = new Db(source);
            await service.BeginAsync(db.Act with { IsService = true });
            return Results.Ok(new { custody = await service.ValueAsync<int>("select count(*)::int from custody_spell") });
        });

        // people whom the viewer sees, in the order of something that the viewer does not
        planted.MapGet("/order", async (Db db, NpgsqlDataSource source) =>
        {
            await using var service = new Db(source);
            await service.BeginAsync(db.Act with { IsService = true });
            var order = await service.ListAsync<Guid>("select r.id from person_record r order by (select count(*) from custody_spell c where c.person_id = r.id) desc, r.id");
            var seen = (await db.ListAsync<Guid>("select id from person")).ToHashSet();
            return Results.Ok(order.Where(seen.Contains));
        });

        // an answer kept for whoever asks next
        planted.MapGet("/cache", async (Db db) =>
        {
            if (!Cache.TryGetValue("custody", out var kept))
                Cache["custody"] = kept = string.Join(", ", await db.ListAsync<string>("select establishment from custody_spell order by 1"));
            return Results.Text(kept);
        });

        // a key that must be the only one, hidden rows counted
        planted.MapGet("/unique/{id:guid}", async (Guid id, Db db) =>
        {
            await db.ExecuteAsync("savepoint before");
            try
            {
                await db.ExecuteAsync("insert into custody_spell (partnership_id, person_id, category, reference, establishment, status, received_on) values (@Partnership, @id, 'custody and dates', 'H1', 'x', 'sentenced', '2026-11-01')", new { db.Act.Partnership, id });
                return Results.Ok();
            }
            catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return Results.Conflict();
            }
            finally
            {
                await db.ExecuteAsync("rollback to savepoint before");
            }
        });

        // "you may not", where there is something
        planted.MapGet("/forbidden/{item:guid}", async (Guid item, Db db, NpgsqlDataSource source) =>
        {
            if (await db.ValueAsync<bool>("select exists (select from custody_spell where id = @item)", new { item }))
                return Results.Ok();
            await using var service = new Db(source);
            await service.BeginAsync(db.Act with { IsService = true });
            return await service.ValueAsync<bool>("select exists (select from custody_spell where id = @item)", new { item }) ? Results.StatusCode(403) : Results.NotFound();
        });
    }

    /// <summary>The leaks stand among the addresses of the census: the script of the real proof finds them, nobody points at them.</summary>
    [Fact]
    public async Task EachOfFiveLeaks_PutInOnPurpose_IsSeenByTheRealRun()
    {
        await using var run = await TwoWorldRun.StartAsync(seed: 1, ["charity-worker", "manager", "police-manager", "drug-worker"], Plant);
        await using (var connection = new NpgsqlConnection(run.Site.World.Database.AdminConnection))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("create unique index planted on custody_spell (person_id, reference) where reference like 'H%'", connection);
            await command.ExecuteNonQueryAsync();
        }

        run.Before = Cache.Clear; // what was kept is over when a world begins

        var report = await run.RunAsync(most: 6_000);

        string[] leaks = ["count", "order", "cache", "unique/{id:guid}", "forbidden/{item:guid}"];
        var seen = report.Told.Select(told => told.Ask.Route).Concat(report.RestlessRoutes).Distinct().ToList();
        output.WriteLine($"{report}; {seen.Count} addresses told: {string.Join(", ", seen)}");
        seen.ShouldBe(leaks.Select(leak => "/api/v1/planted/" + leak), ignoreOrder: true);
    }
}
