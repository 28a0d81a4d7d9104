using System.Net;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Platform;
using Throughline.Sharing.Sealed;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>Who the victim is and where a protected person lives: for keyholders of the agency that recorded it, and nobody else by any way.</summary>
public sealed class SealedTests
{
    private const string Canary = "Vikorina Canaryfeld";

    private static async Task GiveKeyAsync(World world, string user, Compartment compartment)
    {
        await world.DoAsync(world.As("administrator"), db => Keyholding.AskAsync(db, world.As(user).User, compartment, "Works with victims."));
        await world.DoAsync(world.As("governance"), async db => await Keyholding.ApproveAsync(db, (await Keyholding.ListAsync(db)).Single(k => k.ApprovedAt is null).Id));
    }

    [Fact]
    public async Task Sealed_KeyholderOfTheAgency_AddsReadsAndWithdraws_OthersFindNoPage()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.NominatedAsync(person);
        await GiveKeyAsync(site.World, "intelligence", Compartment.Victim);
        using var holder = await site.SignInAsync("intelligence");
        var record = await holder.GetAsync($"/people/{person}");
        record.Page.QuerySelector($"a[href='/people/{person}/sealed']").ShouldNotBeNull();
        var form = await holder.GetAsync($"/people/{person}/sealed/victim/add");
        (await holder.SubmitAsync(form, "main form", new() { ["Who"] = "" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        var added = await holder.SubmitAsync(form, "main form", new() { ["Who"] = Canary, ["Where"] = "Through the victim liaison officer", ["Wishes"] = "To be told of release." });
        added.Main.ShouldContain(Canary);
        (await holder.GetAsync($"/people/{person}/sealed/protected-address/add")).Status.ShouldBe(HttpStatusCode.NotFound, "a key opens one compartment");
        (await site.World.ReadAsync<int>("select count(*)::int from audit_entry where 'victim' = any(categories) and operation = 'consultation'", by: "governance")).ShouldBeGreaterThan(0);

        foreach (var user in new[] { "coordinator", "manager", "chair", "drug-worker", "governance", "charity-worker" })
        {
            using var other = await site.SignInAsync(user);
            (await other.GetAsync($"/people/{person}/sealed")).Status.ShouldBe(HttpStatusCode.NotFound, user);
            (await other.GetAsync($"/people/{person}")).Body.ShouldNotContain("/sealed\"");
        }

        var shown = await holder.GetAsync($"/people/{person}/sealed");
        var withdrawn = await holder.SubmitAsync(shown, "form[action*='Withdraw']", new() { ["because"] = "Recorded for the wrong person." });
        withdrawn.Main.ShouldNotContain(Canary);
    }

    [Fact]
    public async Task Sealed_AnotherAgencysKeyholder_SeesNothing()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.NominatedAsync(person);
        await GiveKeyAsync(site.World, "intelligence", Compartment.Victim);
        using var holder = await site.SignInAsync("intelligence");
        await holder.SubmitAsync(await holder.GetAsync($"/people/{person}/sealed/victim/add"), "main form", new() { ["Who"] = Canary });
        await using (var owner = new NpgsqlConnection(site.World.Database.AdminConnection))
        {
            await owner.OpenAsync();
            await owner.ExecuteAsync(
                "insert into sealed.keyholder (partnership_id, agency_id, user_id, compartment, because, asked_by, asked_at, approved_by, approved_at) select @Partnership, @agency, @user, 'victim', 'test', @by, now(), @second, now()",
                new { Partnership = site.World.North.Value, agency = site.World.As("manager").Agency.Value, user = site.World.As("manager").User.Value, by = site.World.As("lead").User.Value, second = site.World.As("chair").User.Value });
        }

        using var probation = await site.SignInAsync("manager");
        var page = await probation.GetAsync($"/people/{person}/sealed");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldNotContain(Canary);
    }

    [Fact]
    public async Task Sealed_ServingRoleJobsAndOwner_CannotReadIt_AndTheTableHoldsNoWords()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await GiveKeyAsync(site.World, "intelligence", Compartment.Victim);
        using var holder = await site.SignInAsync("intelligence");
        await holder.SubmitAsync(await holder.GetAsync($"/people/{person}/sealed/victim/add"), "main form", new() { ["Who"] = Canary });
        (await Should.ThrowAsync<PostgresException>(site.World.ReadAsync<int>("select count(*)::int from sealed.victim"))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await site.World.DoAsync(site.World.As("intelligence") with { IsService = true }, db => db.UnsealedAsync(() => db.ValueAsync<int>("select count(*)::int from sealed.victim")))).ShouldBe(0, "a job holds no key");
        await using var owner = new NpgsqlConnection(site.World.Database.AdminConnection);
        await owner.OpenAsync();
        var content = await owner.ExecuteScalarAsync<byte[]>("select content from sealed.victim");
        System.Text.Encoding.UTF8.GetString(content!).ShouldNotContain("Canaryfeld");
    }

    [Fact]
    public async Task Key_AskedAndGiven_NeedsTwoPeopleOtherThanTheHolder()
    {
        await using var world = await World.CreateAsync();
        await world.DoAsync(world.As("administrator"), db => Keyholding.AskAsync(db, world.As("governance").User, Compartment.Victim, "Reviews entries."));
        var id = (await world.DoAsync(world.As("administrator"), Keyholding.ListAsync)).Single().Id;
        (await Should.ThrowAsync<RuleBroken>(world.DoAsync(world.As("administrator"), db => Keyholding.ApproveAsync(db, id)))).Message.ShouldContain("Somebody else approves");
        (await Should.ThrowAsync<RuleBroken>(world.DoAsync(world.As("governance"), db => Keyholding.ApproveAsync(db, id)))).Message.ShouldContain("Somebody else approves");
        (await Should.ThrowAsync<RuleBroken>(world.DoAsync(world.As("administrator"), db => Keyholding.AskAsync(db, world.As("chair").User, Compartment.Victim, "x")))).Message.ShouldContain("own agency");
        await world.DoAsync(world.As("coordinator"), db => Keyholding.ApproveAsync(db, id));
        (await world.DoAsync(world.As("governance"), db => db.ValueAsync<bool>("select sealed.holds('victim')"))).ShouldBeTrue();
        await world.DoAsync(world.As("administrator"), db => Keyholding.EndAsync(db, id));
        (await world.DoAsync(world.As("governance"), db => db.ValueAsync<bool>("select sealed.holds('victim')"))).ShouldBeFalse("the next request");
    }
}
