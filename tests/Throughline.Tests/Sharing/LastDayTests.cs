using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>What runs between agencies ends with the last day of either, and a last day that is put off in time puts that off as well.</summary>
public sealed class LastDayTests : IAsyncLifetime
{
    private World world = null!;
    private Guid disclosure;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        disclosure = await world.DiscloseAsync(person, world.Asked("police", days: 7));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    private Task LeavesAsync(string agency, int? inDays) => world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(
        "update partnership_agency set left_on = @On::date + @inDays::int where agency_id = @id", new { db.Act.On, inDays, id = world.Agencies["north-" + agency] }));

    /// <summary>Until when the disclosure runs, in days from today; its items' end must be the same.</summary>
    private async Task<int> RunsForAsync()
    {
        var days = "(({0}.until_at at time zone 'Europe/London')::date - @today)";
        var of = await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ValueAsync<string>(
            $"select {string.Format(null, days, "d")} || ' ' || {string.Format(null, days, "i")} from disclosure d join disclosed_item i on i.disclosure_id = d.id where d.id = @disclosure limit 1", new { disclosure, today = world.Clock.Today }));
        var both = of!.Split(' ');
        both[1].ShouldBe(both[0], "the disclosure and its items");
        return int.Parse(both[0], null);
    }

    [Fact]
    public async Task LastDay_PutOffInTime_PutsOffWhatItCut()
    {
        var meant = await RunsForAsync();
        await LeavesAsync("police", 2);
        (await RunsForAsync()).ShouldBe(3, "to the end of the last day");
        await LeavesAsync("police", 4);
        (await RunsForAsync()).ShouldBe(5);
        await LeavesAsync("police", null);
        (await RunsForAsync()).ShouldBe(meant, "it stays after all");
    }

    [Fact]
    public async Task TwoAgenciesThatLeave_TheFirstLastDayCounts_WhicheverIsPutOff()
    {
        await LeavesAsync("drug-service", 4);
        await LeavesAsync("police", 2);
        (await RunsForAsync()).ShouldBe(3);
        await LeavesAsync("police", 6);
        (await RunsForAsync()).ShouldBe(5, "the other agency's last day");
    }

    [Fact]
    public async Task Disclosure_EndedMeanwhile_IsNotBroughtBack()
    {
        await LeavesAsync("police", 2);
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("drug-worker"), db => Throughline.Sharing.Disclose.EndDisclosure.DoAsync(db, disclosure, "The visit is over."));
        await LeavesAsync("police", null);
        (await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ValueAsync<bool>("select bool_and(until_at <= @At) from disclosed_item where disclosure_id = @disclosure", new { disclosure, db.Act.At }))).ShouldBeTrue();
    }

    [Fact]
    public async Task Signatures_OutliveALastDayThatIsTakenBack_AndNotOneThatHasPassed()
    {
        Task<long> SignedAsync() => world.DoAsync(world.As("governance") with { IsService = true }, db => db.ValueAsync<long>("select count(*) from agreement_party where agency_id = @police and signed_at is not null and withdrew_at is null", new { police = world.Agencies["north-police"] }));
        var signed = await SignedAsync();
        signed.ShouldBeGreaterThan(0);
        await LeavesAsync("police", 0);
        await LeavesAsync("police", null);
        (await SignedAsync()).ShouldBe(signed, "its last day was today: it never left");
        await LeavesAsync("police", -1);
        await world.DoAsync(world.As("chair"), db => db.ExecuteAsync("update partnership_agency set left_on = null where agency_id = @id", new { id = world.Agencies["north-police"] }));
        (await SignedAsync()).ShouldBe(0, "it comes back, and signs again for itself");
    }
}
