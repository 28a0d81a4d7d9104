using System.Net;
using Shouldly;
using Throughline.Scoring;
using Throughline.Selection.Scores;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class ScoringTests
{
    [Fact]
    public async Task Score_CurrentItemsOnly_FrozenAsTheyWere()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        for (var day = 1; day <= 3; day++)
            await world.EventAsync(person, "conviction", $"2026-05-0{day}");
        await world.EventAsync(person, "arrest", "2026-10-02");
        await world.EventAsync(person, "arrest", "2026-10-03");
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update offence_event set withdrawn_at = @At where occurred_on = '2026-10-03'", new { db.Act.At }));
        await world.ItemAsync(person, "predictor_score", "predictor, scored_on, percent_two_year", "'ogrs3', '2026-02-01', 82", "manager");
        await world.ItemAsync(person, "risk_level", "rosh, assessed_on", "'very-high', '2026-03-01'", "manager");
        await world.ItemAsync(person, "drug_record", "kind, on_date, result", "'test', '2026-10-01', 'positive'", "drug-worker");
        await world.ItemAsync(person, "person_designation", "designation, detail, from_on", "'MAPPA', 'Level 2', '2026-01-01'", "manager");
        await world.InPrisonAsync(person);
        await world.MatrixInUseAsync();
        await world.NominatedAsync(person); // until there is a case, an agency's score rests on what the agency itself knows
        var run = await world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db));

        var score = (await world.DoAsync(world.As("chair"), db => StoredScore.LatestAsync(db, person)))!.Explained;
        score.Factors.Single(factor => factor.FactorId == "burglary-convictions").Points.ShouldBe(30);
        score.Factors.Single(factor => factor.FactorId == "burglary-arrests").Points.ShouldBe(6);
        score.Factors.Single(factor => factor.FactorId == "ogrs").Points.ShouldBe(10);
        score.Factors.Single(factor => factor.FactorId == "rosh").Points.ShouldBe(8);
        score.Factors.Single(factor => factor.FactorId == "drugs").Points.ShouldBe(0, "the council reads the score and is not given drug tests");
        score.Exclusions.ShouldContain(flag => flag.RuleId == "mappa-2-or-3");
        score.Position.ShouldBe(LinePosition.BetweenLines);

        await world.EventAsync(person, "conviction", "2026-11-01");
        (await world.DoAsync(world.As("chair"), db => StoredScore.LatestAsync(db, person)))!.Explained.Total.ShouldBe(score.Total);
        (await world.ReadAsync<string>("select state || ' ' || done from job_run where subject_id = @run", new { run })).ShouldBe("done 1");
        (await world.ReadAsync<int>("select count(*)::int from iom_case where state <> 'nominated'")).ShouldBe(0);
    }

    [Fact]
    public async Task Score_MergedRecord_CountsForTheOtherPerson()
    {
        await using var world = await World.CreateAsync();
        var (person, merged) = (await world.PersonAsync(), await world.PersonAsync("March"));
        await world.EventAsync(merged, "conviction", "2026-05-01");
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update person_record set merged_into_id = @person where id = @merged", new { person, merged }));
        await world.MatrixInUseAsync();
        await world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db));
        (await world.DoAsync(world.As("analyst"), db => StoredScore.LatestAsync(db, person)))!.Explained.Factors[0].Points.ShouldBe(10);
        (await world.DoAsync(world.As("analyst"), db => StoredScore.LatestAsync(db, merged))).ShouldBeNull();
    }

    [Fact]
    public async Task ScoringJob_AskedFor_ScoresAsWhoeverAskedAndSaysHowFar()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.MatrixInUseAsync();
        var said = new List<string>();
        await new ScoringJob().RunAsync(new(Guid.Empty, world.As("analyst"), null, () => new Throughline.Platform.Database.Db(world.Database.Source), (_, _, words) =>
        {
            said.Add(words);
            return Task.CompletedTask;
        }), CancellationToken.None);
        said.ShouldBe(["1 of 1 people scored"]);
        (await world.DoAsync(world.As("analyst"), db => StoredScore.LatestAsync(db, person)))!.AskedBy.ShouldBe("Anna Lister");
    }

    [Fact]
    public async Task Score_WithoutAMatrixOrForAnotherDay_IsRefused()
    {
        await using var world = await World.CreateAsync();
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db))))!.ShouldContain("No selection matrix is in use");
        await world.MatrixInUseAsync();
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db, new DateOnly(2026, 11, 21)))))!.ShouldContain("a day to come");
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db, new DateOnly(2019, 12, 31)))))!.ShouldContain("takes effect");
    }

    [Fact]
    public async Task ScoresPage_RunsListsFiltersAndExports()
    {
        await using var site = await Site.StartAsync();
        var high = await site.World.PersonAsync("+High");
        for (var day = 1; day <= 4; day++)
        {
            await site.World.EventAsync(high, "conviction", $"2026-09-0{day}");
            await site.World.EventAsync(high, "arrest", $"2026-09-0{day}");
        }

        var low = await site.World.PersonAsync("Low");
        await site.World.MatrixInUseAsync();
        using var browser = await site.SignInAsync("analyst", steppedUp: true);
        var empty = await browser.GetAsync("/scores");
        empty.Main.ShouldContain("Nobody has been scored yet");
        var list = await browser.SubmitAsync(empty, "#run");
        list.Status.ShouldBe(HttpStatusCode.OK, list.Main);
        list.Main.ShouldContain("2 people in this list");
        list.Page.QuerySelectorAll("tbody th a").Select(a => a.TextContent).ShouldBe(["Lee +High", "Lee Low"]);
        var entry = await browser.SubmitAsync(list, "main form[method=get]", new() { ["line"] = "entry" });
        entry.Main.ShouldContain("1 person in this list");
        var file = await browser.GetAsync(entry.Page.QuerySelector("a[href*='handler=Csv']")!.GetAttribute("href")!);
        file.Body.ShouldContain("Lee +High");
        file.Body.ShouldNotContain("Low");
        (await browser.GetAsync("/scores?cohort=on&provisional=yes&beat=Aspley")).Main.ShouldContain("0 people in this list");

        await site.World.DoAsync(site.World.As("analyst"), db => ScorePeople.DoAsync(db));
        var explained = await browser.GetAsync($"/people/{high}/score");
        explained.Heading.ShouldBe("Score of Lee +High");
        explained.Main.ShouldContain("4 convictions for residential burglary since 20 November 2024: 40 points");
        explained.Page.QuerySelector("figure svg").ShouldNotBeNull();
        explained.Page.QuerySelectorAll("main table").Last().QuerySelectorAll("tbody tr").Length.ShouldBe(2);
        (await browser.GetAsync($"/people/{low}/score?run={Guid.Empty}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var south = await site.SignInAsync("analyst", "south");
        (await south.GetAsync("/scores")).Main.ShouldContain("Nobody has been scored yet");
        (await site.World.ReadAsync<int>("select count(*)::int from audit_entry where subject = 'Scores' and @high = any(person_ids)", new { high }, by: "governance")).ShouldBeGreaterThan(0);
    }
}
