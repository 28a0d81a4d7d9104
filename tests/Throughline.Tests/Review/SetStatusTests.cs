using Shouldly;
using Throughline.Platform;
using Throughline.Review;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Review;

public sealed class SetStatusTests
{
    [Fact]
    public async Task SetStatus_WithAReason_ChangesTheCaseAndKeepsTheHistory()
    {
        await using var world = await World.CreateAsync();
        var (person, @case) = await world.AdoptedAsync("Ada Test", "red");
        await world.DoAsync(world.As("coordinator"), db => db.EventAsync(person, "arrest", db.Act.On));
        await world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, @case, "amber", "Keeps appointments", null, new SeenStatus("red")));
        await world.DoAsync(world.As("manager"), async db =>
        {
            (await db.FirstAsync<string>("select status from iom_case where id = @case", new { @case })).ShouldBe("amber");
            (await db.ValueAsync<DateOnly>("select status_review_by from iom_case where id = @case", new { @case })).ShouldBe(db.Act.On.AddDays(7));
            var change = (await StatusChange.ListAsync(db, person)).ShouldHaveSingleItem();
            change.ShouldSatisfyAllConditions(c => c.Direction.ShouldBe("better"), c => c.FromStatus.ShouldBe("red"), c => c.Reason.ShouldBe("Keeps appointments"), c => c.Proposed.ShouldBe("red"));
            change.DeEscalationPoint.ShouldBe("Green when there are 28 days without intelligence or arrest and the person keeps appointments.", "of the status decided");
            (await db.ValueAsync<int>("select count(*)::int from event where person_id = @person and type = 'status-set' and words = 'Status set to Amber, was Red'", new { person })).ShouldBe(1);
            (await db.ValueAsync<int>("select count(*)::int from audit_entry where operation = 'alteration' and @person = any(person_ids)", new { person })).ShouldBe(1);
        });
    }

    [Theory]
    [InlineData("amber", " ", "Say why")]
    [InlineData("purple", "because", "Choose one of the partnership's colours")]
    [InlineData("blue", "because", "Blue means in custody, and nothing received says that this person is: say how you know")]
    public async Task SetStatus_BrokenRule_RefusesWithTheSentence(string to, string reason, string sentence)
    {
        await using var world = await World.CreateAsync();
        var (_, @case) = await world.AdoptedAsync("Ada Test", "red");
        (await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, @case, to, reason)))).Message.ShouldBe(sentence);
    }

    [Fact]
    public async Task SetStatus_BlueInCustodyOrWithAReason_IsTaken()
    {
        await using var world = await World.CreateAsync();
        var (inside, first) = await world.AdoptedAsync("Ada Inside", "red");
        var (_, second) = await world.AdoptedAsync("Bea Unknown", "red");
        await world.DoAsync(world.As("coordinator"), db => db.CustodyAsync(inside, db.Act.On.AddDays(-1)));
        await world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, first, "blue", "Remanded"));
        await world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, second, "blue", "Arrested last night", whyBlue: "Custody sergeant rang"));
    }

    [Theory]
    [InlineData("nominated")]
    [InlineData("exited")]
    public async Task SetStatus_NotAdopted_IsRefused(string state)
    {
        await using var world = await World.CreateAsync();
        var @case = await world.DoAsync(world.As("coordinator"), async db => await db.CaseAsync(await db.PersonAsync("Ada Test"), state));
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, @case, "amber", "because")));
    }

    [Fact]
    public async Task SetStatus_WhiteByWhoMayNotEndACase_IsRefused()
    {
        await using var world = await World.CreateAsync();
        var (_, @case) = await world.AdoptedAsync("Ada Test", "green");
        (await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, @case, "white", "Doing well for a year, all agencies agree")))).Message.ShouldContain("chair or the IOM coordinator");
    }

    [Fact]
    public async Task SetStatus_SeenSomethingElse_IsAConflict()
    {
        await using var world = await World.CreateAsync();
        var (_, @case) = await world.AdoptedAsync("Ada Test", "red");
        await Should.ThrowAsync<ChangedByAnother>(() => world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, @case, "amber", "because", null, new SeenStatus("green"))));
        await Should.ThrowAsync<ChangedByAnother>(() => world.DoAsync(world.As("manager"), db => KeepStatus.DoAsync(db, @case, new SeenStatus(null))));
    }

    [Fact]
    public async Task SetStatus_ByAJob_IsRefused()
    {
        await using var world = await World.CreateAsync();
        var (_, @case) = await world.AdoptedAsync("Ada Test", "red");
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("manager") with { IsService = true }, db => SetStatus.DoAsync(db, @case, "amber", "because")));
    }

    [Fact]
    public async Task SetStatus_FromTheOtherPartnership_FindsNothing()
    {
        await using var world = await World.CreateAsync();
        var (_, @case) = await world.AdoptedAsync("Ada Test", "red");
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("manager", "south"), db => SetStatus.DoAsync(db, @case, "amber", "because")));
    }

    [Fact]
    public async Task Undo_Today_RestoresByANewRow_TomorrowIsTooLate()
    {
        await using var world = await World.CreateAsync();
        var (person, @case) = await world.AdoptedAsync("Ada Test", "red");
        await world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, @case, "amber", "first"));
        world.Clock.Move(TimeSpan.FromMinutes(5));
        var second = await world.DoAsync(world.As("coordinator"), db => SetStatus.DoAsync(db, @case, "white", "Doing well for a year, all agencies agree"));
        (await world.DoAsync(world.As("manager"), db => db.FirstAsync<string>("select state from iom_case where id = @case", new { @case }))).ShouldBe("exited");
        world.Clock.Move(TimeSpan.FromMinutes(5));
        await world.DoAsync(world.As("manager"), db => UndoStatus.DoAsync(db, @case, second, "pressed the wrong key"));
        await world.DoAsync(world.As("manager"), async db =>
        {
            (await db.FirstAsync<string>("select status || ' ' || state from iom_case where id = @case", new { @case })).ShouldBe("amber adopted");
            (await StatusChange.ListAsync(db, person)).Count.ShouldBe(3);
        });
        // what restores is not itself taken back
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("manager"), db => UndoStatus.DoAsync(db, @case, second, "again")));
        world.Clock.Move(TimeSpan.FromMinutes(5));
        var third = await world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, @case, "green", "later"));
        world.Clock.Move(TimeSpan.FromHours(14));
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(world.As("manager"), db => UndoStatus.DoAsync(db, @case, third, "too late")));
    }

    [Fact]
    public async Task Keep_TwiceInADay_IsOneRow()
    {
        await using var world = await World.CreateAsync();
        var (_, @case) = await world.AdoptedAsync("Ada Test", "amber");
        await world.DoAsync(world.As("manager"), db => KeepStatus.DoAsync(db, @case));
        await world.DoAsync(world.As("coordinator"), db => KeepStatus.DoAsync(db, @case));
        (await world.DoAsync(world.As("manager"), db => db.ValueAsync<int>("select count(*)::int from daily_review"))).ShouldBe(1);
    }

    [Fact]
    public async Task AtLarge_UntilReceivedIntoCustody_ProposesRed()
    {
        await using var world = await World.CreateAsync();
        var (person, _) = await world.AdoptedAsync("Ada Test", "amber");
        await world.DoAsync(world.As("manager"), db => IllegallyAtLarge.BeginAsync(db, person, db.Act.On.AddDays(-2), "Recalled, not returned"));
        (await ProposalAsync(world, person)).ShouldBe("red");
        world.Clock.Move(TimeSpan.FromDays(1));
        await world.DoAsync(world.As("coordinator"), db => db.CustodyAsync(person, db.Act.On.AddDays(-1), released: db.Act.On));
        (await ProposalAsync(world, person)).ShouldBe("amber");
    }

    private static Task<string> ProposalAsync(World world, PersonId person) => world.DoAsync(world.As("manager"), async db => ProposeStatus.From(await StatusFactsOf.ReadAsync(db, person)).Status);
}
