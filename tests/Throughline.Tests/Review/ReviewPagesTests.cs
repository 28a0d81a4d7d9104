using System.Net;
using Shouldly;
using Throughline.Review;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Review;

public sealed class ReviewPagesTests
{
    [Fact]
    public async Task DailyReview_WholePage_SavesWhatIsMarkedAndCountsProgress()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (ada, first) = await world.AdoptedAsync("Ada Able", "red");
        var (_, second) = await world.AdoptedAsync("Bea Baker", "amber");
        var (_, third) = await world.AdoptedAsync("Cal Cook", "green");
        await world.AdoptedAsync("Sam South", "red", partnership: "south");
        await world.DoAsync(world.As("coordinator"), db => db.EventAsync(ada, "arrest", db.Act.On));
        using var browser = await site.SignInAsync("manager");
        var page = await browser.GetAsync("/review");
        page.Main.ShouldContain("0 of 3 reviewed today");
        page.Main.ShouldContain("New since the last review: 1 arrest.");
        page.Main.ShouldNotContain("Sam South");
        page.Page.QuerySelector($"#row-{first}")!.GetAttribute("data-review-keys").ShouldNotBeNull();
        (await world.LooksAsync("manager", ada)).ShouldBe(1);

        var after = await browser.SubmitAsync(page, "#rows", new() { [$"Choice[{first}]"] = "keep", [$"Choice[{second}]"] = "red", [$"Reason[{second}]"] = "Stopped coming", ["Row"] = first.ToString() });
        after.Status.ShouldBe(HttpStatusCode.OK);
        after.Main.ShouldContain("2 decisions saved.");
        after.Main.ShouldContain("2 of 3 reviewed today");
        await world.DoAsync(world.As("manager"), async db =>
        {
            (await db.FirstAsync<string>("select status from iom_case where id = @second", new { second })).ShouldBe("red");
            (await db.FirstAsync<string>("select kept_status from daily_review where case_id = @first", new { first })).ShouldBe("red");
            (await db.ValueAsync<int>("select count(*)::int from daily_review where case_id = @third", new { third })).ShouldBe(0);
        });
    }

    [Fact]
    public async Task DailyReview_SaveOneRow_LeadsTheFocusToTheNext()
    {
        await using var site = await Site.StartAsync();
        var (_, first) = await site.World.AdoptedAsync("Ada Able", "red");
        var (_, second) = await site.World.AdoptedAsync("Bea Baker", "red");
        using var browser = await site.SignInAsync("manager");
        var after = await browser.SubmitAsync(await browser.GetAsync("/review?status=red"), "#rows", new() { [$"Choice[{first}]"] = "keep", ["Row"] = first.ToString() });
        after.Path.ShouldStartWith("/review?status=red");
        after.Response.RequestMessage!.RequestUri!.Fragment.ShouldBe($"#c-{second}-keep");
    }

    [Fact]
    public async Task DailyReview_ChangeWithoutReason_SavesTheOthersAndKeepsWhatWasTyped()
    {
        await using var site = await Site.StartAsync();
        var (_, first) = await site.World.AdoptedAsync("Ada Able", "red");
        var (_, second) = await site.World.AdoptedAsync("Bea Baker", "amber");
        using var browser = await site.SignInAsync("manager");
        var after = await browser.SubmitAsync(await browser.GetAsync("/review"), "#rows", new() { [$"Choice[{first}]"] = "keep", [$"Choice[{second}]"] = "green" });
        after.Status.ShouldBe(HttpStatusCode.BadRequest);
        after.Main.ShouldContain("Bea Baker: Say why");
        after.Main.ShouldContain("1 of 2 reviewed today");
        after.Page.QuerySelector($"#c-{second}-green")!.HasAttribute("checked").ShouldBeTrue();
    }

    [Fact]
    public async Task DailyReview_SomebodyElseChangedIt_IsAConflictAndNothingTypedIsLost()
    {
        await using var site = await Site.StartAsync();
        var (_, first) = await site.World.AdoptedAsync("Ada Able", "red");
        using var browser = await site.SignInAsync("manager");
        var page = await browser.GetAsync("/review");
        await site.World.DoAsync(site.World.As("coordinator"), db => SetStatus.DoAsync(db, first, "amber", "Engaging"));
        var after = await browser.SubmitAsync(page, "#rows", new() { [$"Choice[{first}]"] = "green", [$"Reason[{first}]"] = "Doing very well" });
        after.Status.ShouldBe(HttpStatusCode.Conflict);
        after.Main.ShouldContain("you saw Red, it is now Amber");
        after.Body.ShouldContain("Doing very well");
        var again = await browser.SubmitAsync(after, "#rows");
        again.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task DailyReview_LastDecision_CanBeTakenBackWithAReason()
    {
        await using var site = await Site.StartAsync();
        var (_, first) = await site.World.AdoptedAsync("Ada Able", "red");
        using var browser = await site.SignInAsync("manager");
        var after = await browser.SubmitAsync(await browser.GetAsync("/review"), "#rows", new() { [$"Choice[{first}]"] = "green", [$"Reason[{first}]"] = "Wrong row" });
        after.Main.ShouldContain("Take back your last decision: Ada Able, Red to Green");
        (await browser.SubmitAsync(after, "form.tl-undo")).Status.ShouldBe(HttpStatusCode.BadRequest);
        site.World.Clock.Move(TimeSpan.FromMinutes(1));
        var undone = await browser.SubmitAsync(after, "form.tl-undo", new() { ["UndoReason"] = "It was the wrong row" });
        undone.Status.ShouldBe(HttpStatusCode.OK);
        undone.Main.ShouldContain("0 of 1 reviewed today");
        (await site.World.DoAsync(site.World.As("manager"), db => db.FirstAsync<string>("select status from iom_case where id = @first", new { first }))).ShouldBe("red");
    }

    [Fact]
    public async Task DailyReview_WhoDoesNotDecide_FindsNoPage()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("lead");
        (await browser.GetAsync("/review")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task StatusPage_Decide_ShowsTheHistoryAndRecordsTheLook()
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Able", "red");
        using var browser = await site.SignInAsync("manager");
        var page = await browser.GetAsync($"/people/{ada}/status");
        page.Heading.ShouldBe("Status");
        page.Main.ShouldContain("No score is part of it");
        (await site.World.LooksAsync("manager", ada)).ShouldBe(1);
        var refused = await browser.SubmitAsync(page, "main form", new() { ["To"] = "blue", ["Reason"] = "Remanded" });
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Main.ShouldContain("say how you know");
        var done = await browser.SubmitAsync(refused, "main form", new() { ["To"] = "amber", ["Reason"] = "Came to every appointment" });
        done.Status.ShouldBe(HttpStatusCode.OK);
        done.Main.ShouldContain("The status is now Amber.");
        done.Main.ShouldContain("Came to every appointment");
        done.Page.QuerySelector("svg.tl-chart").ShouldNotBeNull();
    }

    [Fact]
    public async Task StatusPage_OtherPartnership_IsNotFound()
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Able", "red");
        using var browser = await site.SignInAsync("manager", "south");
        (await browser.GetAsync($"/people/{ada}/status")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task StatusPage_WhoDoesNotDecide_ReadsButHasNoForm()
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Able", "red");
        using var browser = await site.SignInAsync("analyst");
        var page = await browser.GetAsync($"/people/{ada}/status");
        page.Main.ShouldContain("decide the status");
        page.Page.QuerySelector("input[name=To]").ShouldBeNull();
    }

    [Fact]
    public async Task StatusSettings_Changed_ShowEverywhereWithTheirSource()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var form = await browser.GetAsync("/settings/statuses?change=red");
        (await browser.SubmitAsync(form, "main form", new() { ["Position"] = "99" })).Main.ShouldContain("Enter a position from 1 to 9");
        var saved = await browser.SubmitAsync(form, "main form", new() { ["Label"] = "Crimson", ["Source"] = "Board, 3 March 2026" });
        saved.Main.ShouldContain("Crimson is changed.");
        var how = await browser.GetAsync("/how-this-works");
        how.Main.ShouldContain("Crimson");
        how.Main.ShouldContain("Board, 3 March 2026");
        using var south = await site.SignInAsync("coordinator", "south");
        (await south.GetAsync("/how-this-works")).Main.ShouldNotContain("Crimson");
    }

    [Fact]
    public async Task NumberSettings_OutsideTheLimits_AreRefused()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var form = await browser.GetAsync("/settings/numbers");
        (await browser.SubmitAsync(form, "main form", new() { ["Values[review.quiet-days]"] = "6" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.SubmitAsync(form, "main form", new() { ["Values[review.quiet-days]"] = "7" })).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync("/how-this-works")).Main.ShouldContain("7 days");
    }

    [Theory]
    [InlineData("/help")]
    [InlineData("/accessibility")]
    [InlineData("/privacy")]
    public async Task OpenPages_NobodySignedIn_AreReadable(string path)
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Nobody();
        var page = await browser.GetAsync(path);
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Page.QuerySelectorAll("h1").Length.ShouldBe(1);
    }
}
