using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Access.Audit.Tree;
using Throughline.Cli;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.Audit;

public sealed class CheckpointPagesTests
{
    [Fact]
    public async Task EveryAgency_TakesItsCopy_AndEverybodySeesWhoHoldsOne()
    {
        await using var site = await Site.StartAsync();
        await site.World.WriteAsync(5);
        await site.World.CheckpointAsync();
        using var charity = await site.SignInAsync("charity-worker");
        var before = await charity.GetAsync("/audit/checkpoints");
        before.Status.ShouldBe(HttpStatusCode.OK);
        before.Main.ShouldContain("Your agency has taken none");
        foreach (var (button, type) in new[] { ("json", "application/json"), ("text", "text/plain") })
        {
            var taken = await charity.SubmitAsync(before, "#take", new() { ["form"] = button });
            taken.Response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
            var copy = CheckpointFile.Read(taken.Body, out var why).ShouldNotBeNull(why);
            (await site.World.VerifyAsync(copy)).Findings.ShouldBeEmpty();
        }

        (await charity.GetAsync("/audit/checkpoints")).Main.ShouldContain("Has it");
        using var governance = await site.SignInAsync("governance");
        var witnesses = (await governance.GetAsync("/audit/checkpoints")).Main;
        witnesses.ShouldContain("Chas Waring");
        witnesses.ShouldContain("North drug service None");
        using var other = await site.SignInAsync("chair");
        (await other.GetAsync("/audit/checkpoints")).Main.ShouldNotContain("Chas Waring");
        (await site.World.AdminAsync<int>("select count(*)::int from audit_handover")).ShouldBe(2);
    }

    [Fact]
    public async Task Api_CopyAndProofs_ForAnAgencysProgram()
    {
        await using var site = await Site.StartAsync();
        await site.World.WriteAsync(20);
        var first = await site.World.CheckpointAsync();
        await site.World.WriteAsync(20);
        var second = await site.World.CheckpointAsync();
        using var charity = await ClientAsync(site, "charity-worker");
        var copy = CheckpointFile.Read(await charity.GetStringAsync(new Uri("/api/v1/audit/checkpoints", UriKind.Relative)), out var why).ShouldNotBeNull(why);
        copy.Checkpoints.Select(one => one.Size).ShouldBe([first.Size, second.Size]);
        using var proof = JsonDocument.Parse(await charity.GetStringAsync(new Uri($"/api/v1/audit/consistency?from={first.Size}&to={second.Size}", UriKind.Relative)));
        var path = proof.RootElement.GetProperty("path").EnumerateArray().Select(hash => Convert.FromHexString(hash.GetString()!)).ToList();
        MerkleChecks.Consistent(first.Size, first.Root, second.Size, second.Root, path).ShouldBeTrue();
        (await charity.GetAsync(new Uri("/api/v1/audit/consistency", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await charity.GetAsync(new Uri("/api/v1/audit/consistency?from=9999", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var entry = await site.World.AdminAsync<Guid>("select entry_id from audit_leaf where seq = 7");
        (await charity.GetAsync(new Uri($"/api/v1/audit/entries/{entry}/proof", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var governance = await ClientAsync(site, "governance");
        using var included = JsonDocument.Parse(await governance.GetStringAsync(new Uri($"/api/v1/audit/entries/{entry}/proof?size={first.Size}", UriKind.Relative)));
        included.RootElement.GetProperty("place").GetInt64().ShouldBe(7);
        (await governance.GetAsync(new Uri($"/api/v1/audit/entries/{Guid.CreateVersion7()}/proof", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var south = await ClientAsync(site, "governance", "south");
        (await south.GetAsync(new Uri($"/api/v1/audit/entries/{entry}/proof", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Keeper_SignsOneEachDay()
    {
        await using var world = await World.CreateAsync();
        var keeper = world.Keeper();
        await keeper.RoundAsync();
        (await CountAsync(world)).ShouldBe(0, "nothing to sign");
        await world.WriteAsync(1);
        await keeper.RoundAsync();
        await keeper.RoundAsync();
        (await CountAsync(world)).ShouldBe(1);
        world.Clock.Move(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await keeper.RoundAsync();
        (await CountAsync(world)).ShouldBe(1);
        world.Clock.Move(TimeSpan.FromSeconds(1));
        await keeper.RoundAsync();
        (await CountAsync(world)).ShouldBe(2, "a day on, though nothing was added: partners see that it is alive");
    }

    [Fact]
    public async Task Verify_AsTheCommandPrintsIt_SaysWhatIsWrongAndWhere()
    {
        await using var world = await World.CreateAsync();
        await world.WriteAsync(30);
        await world.CheckpointAsync();
        var sound = (await AuditTreeCommands.VerifyAsync(world.Database, "north", [], quiet: true, default)).ShouldHaveSingleItem();
        AuditTreeCommands.AsText(sound).ShouldContain("Sound by itself. Only a partner's copy");
        await world.TamperAsync("update audit_entry set reason = 'other' where id = (select entry_id from audit_leaf where seq = 12)");
        var results = await AuditTreeCommands.VerifyAsync(world.Database, null, [], quiet: true, default);
        results.Select(result => (result.Code, result.IsSound)).ShouldBe([("north", false), ("south", true)]);
        AuditTreeCommands.AsText(results[0]).ShouldContain("changed    The entry of place 12 is not what it was when it was sealed");
        await Should.ThrowAsync<BadInput>(() => AuditTreeCommands.VerifyAsync(world.Database, "nowhere", [], quiet: true, default));
    }

    private static Task<int> CountAsync(World world) => world.AdminAsync<int>("select count(*)::int from audit_checkpoint");

    internal static async Task<HttpClient> ClientAsync(Site site, string user, string partnership = "north")
    {
        var act = site.World.As(user, partnership);
        var token = await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test");
        return new HttpClient { BaseAddress = new Uri(site.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }
}
