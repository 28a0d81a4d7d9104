using System.Net;
using Shouldly;
using Throughline.Access.Audit.Breaches;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Testing;
using Throughline.Tests.Review;
using Xunit;

namespace Throughline.Tests.Access.Audit;

public sealed class BreachTests
{
    [Fact]
    public async Task Breach_Recorded_ShowsPackClockAndRegister_AndCloses()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (ada, _) = await world.AdoptedAsync("Ada Able");
        var (bob, _) = await world.AdoptedAsync("Bob Baker");
        var token = Guid.CreateVersion7();
        await world.DoAsync(world.As("charity-worker") with { Session = token }, async db =>
        {
            await db.LookedAtAsync([ada, bob], ["identity", "contact details"], "list");
            await db.LookedAtAsync([ada], ["health"], "people/{id}");
            await db.AuditAsync(AuditOperation.Disclosure, [bob], ["contact details"], "sent", "asked", [Guid.CreateVersion7()], [world.Agencies["north-council"]]);
        });
        await world.DoAsync(world.As("manager"), db => db.LookedAtAsync([ada], ["offending"], "people/{id}"));
        using var governance = await site.SignInAsync("governance", steppedUp: true);
        var page = await governance.GetAsync("/audit/breaches");
        page.Main.ShouldContain("No breach has been recorded");
        var bad = await governance.SubmitAsync(page, "#add", new() { ["Known"] = "yesterday", ["From"] = "2026-11-21", ["To"] = "2026-11-20", ["About"] = "Ada" });
        bad.Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var error in new[] { "Say what happened", "Enter when anybody here became aware of it", "The period must end after it begins", "Enter a key such as" })
            bad.Main.ShouldContain(error);
        var breach = await governance.SubmitAsync(page, "#add", new()
        {
            ["Facts"] = "A lost laptop", ["Known"] = "2026-11-20 09:00", ["From"] = "2026-11-20", ["To"] = "2026-11-20", ["Who"] = world.As("charity-worker").User.ToString(), ["Session"] = token.ToString(),
        });
        breach.Main.ShouldContain("70 hours left to tell the Information Commission");
        breach.Main.ShouldContain("3 entries of the audit");
        breach.Main.ShouldContain("2 people");
        breach.Main.ShouldContain("North council");
        breach.Main.ShouldContain("contact details, health, identity");
        breach.Main.ShouldNotContain("Owen Mannering");
        (await world.LooksAsync("governance", ada)).ShouldBe(1);
        var csv = await governance.GetAsync(breach.Page.QuerySelector("a[href$='pack.csv']")!.GetAttribute("href")!);
        csv.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4, "columns, and one line for each of Ada looked at, Bob looked at, Bob disclosed");
        csv.Body.ShouldStartWith(BreachPack.CsvColumns);
        csv.Body.ShouldContain(",Bob Baker,disclosure,contact details,1,1,North council,");
        csv.Body.ShouldContain(",Ada Able,consultation,\"contact details;health;identity\",2,0,,");
        (await governance.SubmitAsync(breach, "#register", new() { ["Steps"] = "close" })).Main.ShouldContain("the register holds its effects");
        var closed = await governance.SubmitAsync(breach, "#register", new() { ["Effects"] = "None known", ["Remedy"] = "Token revoked", ["WhyNotTold"] = "the disk is encrypted", ["Steps"] = "close" });
        closed.Main.ShouldContain("The Information Commission need not be told: the disk is encrypted");
        (await governance.GetAsync("/audit/breaches")).Main.ShouldContain("Closed");
        Task<long> WrittenAsync(string by) => world.DoAsync(world.As(by), db => db.ValueAsync<long>("select count(*) from process where type in ('record-breach', 'update-breach')"));
        (await WrittenAsync("governance")).ShouldBe(2);
        (await WrittenAsync("chair")).ShouldBe(0, "what is written into the register is for whoever keeps it");
        using var south = await site.SignInAsync("governance", "south");
        (await south.GetAsync(closed.Path)).Status.ShouldBe(HttpStatusCode.NotFound);
        using var manager = await site.SignInAsync("manager");
        (await manager.GetAsync(closed.Path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pack_AboutOnePersonOrAgency_HoldsThoseOnly()
    {
        await using var world = await World.CreateAsync();
        var (ada, _) = await world.AdoptedAsync("Ada Able");
        var (bob, _) = await world.AdoptedAsync("Bob Baker");
        await world.DoAsync(world.As("charity-worker"), db => db.LookedAtAsync([ada, bob], ["identity"], "list"));
        await world.DoAsync(world.As("manager"), db => db.LookedAtAsync([bob], ["identity"], "list"));
        var (from, to) = (world.Clock.GetUtcNow().AddDays(-1), world.Clock.GetUtcNow().AddDays(1));
        var about = await world.DoAsync(world.As("governance"), db => BreachPack.ReadAsync(db, new BreachScope { FromAt = from, ToAt = to, PersonId = ada }));
        about.Lines.ShouldHaveSingleItem().PersonName.ShouldBe("Ada Able");
        about.People.ShouldBe(1);
        var agency = await world.DoAsync(world.As("governance"), db => BreachPack.ReadAsync(db, new BreachScope { FromAt = from, ToAt = to, AboutAgencyId = world.Agencies["north-probation"] }));
        agency.Lines.ShouldHaveSingleItem().UserName.ShouldBe("Owen Mannering");
        (await world.DoAsync(world.As("governance"), db => BreachPack.ReadAsync(db, new BreachScope { FromAt = to, ToAt = to.AddDays(1) }))).Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(71, "1 hour left to tell the Information Commission")]
    [InlineData(72, "0 hours late to tell the Information Commission")]
    [InlineData(75, "3 hours late to tell the Information Commission")]
    public void Clock_OnEitherSideOf72Hours(int hours, string words)
    {
        var known = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        new Breach { Id = default, Reference = "B", OpenedAt = known, OpenedBy = "", KnownAt = known, FromAt = known, ToAt = known, Facts = "", Effects = "", Remedy = "", WhyNotTold = "" }
            .ClockWords(known.AddHours(hours)).ShouldBe(words);
    }
}
