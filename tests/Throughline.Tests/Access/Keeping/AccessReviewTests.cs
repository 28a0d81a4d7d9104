using System.Net;
using Shouldly;
using Throughline.Access;
using Throughline.Access.ReviewAccess;
using Throughline.Platform;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.Keeping;

public sealed class AccessReviewTests
{
    [Fact]
    public async Task Review_ConfirmsAndRemoves_AndNobodyReviewsThemselves()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        using var administrator = await site.SignInAsync("administrator");
        (await administrator.GetAsync("/users/review")).Main.ShouldContain("The next is due on 20 November 2027");
        var page = await administrator.SubmitAsync(await administrator.GetAsync("/users/review"), "#begin");
        page.Main.ShouldContain("7 accounts still to decide");
        page.Main.ShouldContain("Nothing recorded");
        page.Page.QuerySelector($"input[name='Choice[{world.As("administrator").User}]']").ShouldBeNull();
        (await administrator.SubmitAsync(page, "#review")).Main.ShouldContain("Choose confirm or remove");
        var gone = world.As("intelligence").User;
        var choices = new Dictionary<string, string?> { [$"Choice[{gone}]"] = "remove" };
        foreach (var kind in new[] { "coordinator", "police-manager", "analyst", "neighbourhood", "governance" })
            choices[$"Choice[{world.As(kind).User}]"] = "keep";
        (await administrator.SubmitAsync(page, "#review", choices)).Status.ShouldBe(HttpStatusCode.BadRequest, "a removal has a reason");
        choices["Reason"] = "Works in another team now";
        (await administrator.SubmitAsync(page, "#review", choices)).Main.ShouldContain("6 decisions saved");
        (await world.RolesOfAsync(gone)).ShouldBeEmpty();
        (await world.EventsOfAsync(gone)).ShouldContain(line => line.Contains("access review, not needed any more: Works in another team now", StringComparison.Ordinal));
        (await administrator.SubmitAsync(page, "#review", choices)).Status.ShouldBe(HttpStatusCode.Conflict, "decided already");

        using var governance = await site.SignInAsync("governance");
        var rest = await governance.GetAsync("/users/review");
        rest.Main.ShouldContain("1 account still to decide");
        (await governance.SubmitAsync(rest, "#review", new() { [$"Choice[{world.As("administrator").User}]"] = "keep" })).Main.ShouldContain("Finished on 20 November 2026");
        (await administrator.GetAsync("/users/review?agency=north-probation")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await governance.GetAsync("/users/review?agency=south-police")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(334, false)]
    [InlineData(335, true)]
    public async Task Review_OpensByItself_ThirtyDaysBeforeAYearIsOver(int days, bool isOpen)
    {
        await using var world = await World.CreateAsync();
        world.Clock.Move(TimeSpan.FromDays(days));
        var kept = await LeavingTests.KeepAsync(world);
        (kept.ReviewsOpened > 0).ShouldBe(isOpen);
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(31, true)]
    public async Task Review_NotDone_RolesLapseThirtyDaysAfterItWasDue(int daysAfter, bool lapses)
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var administrator = world.As("administrator");
        await world.DoAsync(administrator, db => AccessReview.BeginAsync(db, administrator.Agency, null));
        world.Clock.Move(TimeSpan.FromDays(30 + daysAfter));
        using (var governance = await site.SignInAsync("governance"))
        {
            (await governance.GetAsync("/")).Main.ShouldContain("1 access reviews overdue");
            (await governance.GetAsync("/users/review")).Main.ShouldContain("Overdue: 7 to decide");
        }

        var kept = await LeavingTests.KeepAsync(world);
        kept.UsersLapsed.ShouldBe(lapses ? 6 : 0);
        (await world.RolesOfAsync(world.As("coordinator").User)).ShouldBe(lapses ? [] : ["coordinator"]);
        (await world.RolesOfAsync(administrator.User)).ShouldBe(["administrator"], "somebody can put the rest right");
        (await world.RolesOfAsync(world.As("manager").User)).ShouldBe(["offender-manager"], "another agency's review is its own");
        if (lapses)
            (await world.EventsOfAsync(world.As("coordinator").User)).ShouldContain(line => line.Contains("access review, nobody reviewed it in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnlyAdministratorOfAnAgency_IsReviewedByAnotherAgencysGovernance()
    {
        await using var world = await World.CreateAsync();
        var only = await world.HireAsync("only", "Only One", "north-charity", [Role.Administrator]);
        await world.DoAsync(only, db => AccessReview.BeginAsync(db, only.Agency, null));
        var governance = world.As("governance");
        var review = (await world.DoAsync(governance, db => AccessReview.OpenAsync(db, only.Agency)))!;
        var users = await world.DoAsync(governance, db => ReviewedUser.ListAsync(db, review.Id));
        users.Single(user => user.UserId == only.User).MayDecide.ShouldBeTrue();
        users.Single(user => user.FullName == "Chas Waring").MayDecide.ShouldBeFalse("their own agency reviews them");
        await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(only, db => DecideAccessReview.DoAsync(db, review, [new ReviewChoice(only.User, true, null)])));
        await world.DoAsync(governance, db => DecideAccessReview.DoAsync(db, review, [new ReviewChoice(only.User, true, null)]));
        await world.DoAsync(only, db => DecideAccessReview.DoAsync(db, review, [new ReviewChoice(world.As("charity-worker").User, true, null)]));
        (await world.DoAsync(only, db => AccessReview.OpenAsync(db, only.Agency))).ShouldBeNull("it is finished");
        (await world.DoAsync(only, db => AccessReview.NextDueAsync(db, only.Agency))).ShouldBe(new DateOnly(2027, 12, 20));
    }
}
