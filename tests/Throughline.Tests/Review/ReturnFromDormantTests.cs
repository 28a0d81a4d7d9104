using Shouldly;
using Throughline.Platform;
using Throughline.Review;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Review;

public sealed class ReturnFromDormantTests
{
    [Theory]
    [InlineData("arrest", true)]
    [InlineData("charge", true)]
    [InlineData("intelligence", true)]
    [InlineData("conviction", false)]
    public async Task NewInformation_BringsTheNameBackAndChangesNoColour(string kind, bool returns)
    {
        await using var world = await World.CreateAsync();
        var (person, @case) = await world.AdoptedAsync("Ada Test", "green");
        await world.DoAsync(world.As("coordinator"), db => SetStatus.DoAsync(db, @case, "white", "Doing well for a year, all agencies agree"));
        world.Clock.Move(TimeSpan.FromDays(40));
        await world.DoAsync(world.As("coordinator"), db => db.EventAsync(person, kind, db.Act.On.AddDays(-1)));
        (await RunAsync(world)).ShouldBe(returns ? 1 : 0);
        (await RunAsync(world)).ShouldBe(0, "running it again finds nothing more");
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            (await db.FirstAsync<string>("select status from iom_case where id = @case", new { @case })).ShouldBe("white");
            (await db.FirstAsync<string>("select coalesce(returned_because, '-') from iom_case where id = @case", new { @case })).ShouldBe(
                !returns ? "-" : kind == "intelligence" ? "1 intelligence report received since leaving the cohort" : $"1 {kind} received since leaving the cohort");
            (await db.ValueAsync<int>("select count(*)::int from event where type = 'returned-from-dormant' and person_id = @person", new { person })).ShouldBe(returns ? 1 : 0);
        });
    }

    [Theory]
    [InlineData(27, 1)]
    [InlineData(28, 0)]
    public async Task HistoryLoadedLate_BringsNobodyBack(int daysBefore, int expected)
    {
        await using var world = await World.CreateAsync();
        var (person, @case) = await world.AdoptedAsync("Ada Test", "green");
        await world.DoAsync(world.As("coordinator"), db => SetStatus.DoAsync(db, @case, "white", "Doing well for a year, all agencies agree"));
        var left = world.As("manager").On;
        world.Clock.Move(TimeSpan.FromDays(1));
        await world.DoAsync(world.As("coordinator"), db => db.EventAsync(person, "arrest", left.AddDays(-daysBefore)));
        (await RunAsync(world)).ShouldBe(expected);
    }

    [Fact]
    public async Task SomebodyInTheCohort_DoesNotReturn_AndTheOtherPartnershipIsUntouched()
    {
        await using var world = await World.CreateAsync();
        var (person, _) = await world.AdoptedAsync("Ada Test", "green");
        var (other, exited) = await world.AdoptedAsync("Bea Test", "green", partnership: "south");
        await world.DoAsync(world.As("coordinator", "south"), db => SetStatus.DoAsync(db, exited, "white", "Doing well for a year, all agencies agree"));
        world.Clock.Move(TimeSpan.FromDays(1));
        await world.DoAsync(world.As("coordinator"), db => db.EventAsync(person, "arrest", db.Act.On));
        await world.DoAsync(world.As("coordinator", "south"), db => db.EventAsync(other, "arrest", db.Act.On));
        (await RunAsync(world)).ShouldBe(0);
        (await world.DoAsync(world.As("coordinator", "south"), db => db.ValueAsync<bool>("select returned_at is null from iom_case where id = @exited", new { exited }))).ShouldBeTrue();
    }

    private static Task<int> RunAsync(World world) => world.DoAsync(world.As("coordinator"), db => ReturnFromDormant.RunAsync(db, db.Act.At.AddHours(-1)));
}
