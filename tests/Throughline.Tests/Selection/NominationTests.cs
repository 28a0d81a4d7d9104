using System.Net;
using Shouldly;
using Throughline.Platform;
using Throughline.Selection;
using Throughline.Selection.Finish;
using Throughline.Selection.Nominate;
using Throughline.Selection.Screen;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class NominationTests
{
    [Fact]
    public async Task Nominate_TheSameFormTwice_IsOneNomination()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        using var browser = await site.SignInAsync("drug-worker");
        var form = await browser.GetAsync($"/people/{person}/nominate");
        form.Heading.ShouldBe("Nominate Lee Marsh");
        Dictionary<string, string?> fields = new() { ["ReasonKind"] = "asked-for-help", ["Reasons"] = Arrange.Reasons };
        var both = await Task.WhenAll(browser.SubmitAsync(form, "main form", fields), browser.SubmitAsync(form, "main form", fields));
        both.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK && answer.Path == $"/people/{person}/panel");
        (await site.World.ReadAsync<int>("select count(*)::int from nomination")).ShouldBe(1);
        (await site.World.ReadAsync<int>("select count(*)::int from process where type = 'NominatePerson'")).ShouldBe(1);
        (await site.World.ReadAsync<string>("select reason from process where type = 'NominatePerson'")).ShouldBe(Arrange.Reasons);
    }

    [Fact]
    public async Task Nominate_BecauseAVictim_IsRefusedWithTheSentence()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        using var browser = await site.SignInAsync("neighbourhood");
        var form = await browser.GetAsync($"/people/{person}/nominate");
        var refused = await browser.SubmitAsync(form, "main form", new() { ["ReasonKind"] = "victim", ["Reasons"] = Arrange.Reasons });
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Main.ShouldContain("cannot be nominated because they are a victim");
        refused.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain("victim");
        refused.Main.ShouldContain(Arrange.Reasons);
        (await site.World.ReadAsync<int>("select count(*)::int from iom_case")).ShouldBe(0);
        (await Arrange.BrokenRuleAsync(() => site.World.NominatedAsync(person, kind: "victim")))!.ShouldContain("victim");
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("ok", false)]
    [InlineData("meets the criteria", false)]
    [InlineData("bad bad bad bad bad bad bad", false)]
    [InlineData("he did it a lot 567", false)]
    [InlineData("he did it a lot 5678", true)]
    public void Reasons_MustSaySomething(string? reasons, bool enough) => Throughline.Selection.Rules.ReasonsMustSayWhy(reasons, new SelectionSettings()).Holds.ShouldBe(enough);

    [Fact]
    public async Task Nominate_ByAnAgencyThatLeft_FindsNobody()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update partnership_agency set left_on = '2026-11-19' where agency_id = @id", new { id = world.Agencies["north-drug-service"] }));
        await Should.ThrowAsync<NotThere>(() => world.NominatedAsync(person, "drug-worker"), "who has left sees none of the partnership's people");
        (await Arrange.BrokenRuleAsync(() => world.NominatedAsync(person, "manager"))).ShouldBeNull();
    }

    [Fact]
    public async Task Nominate_BySecondAgency_JoinsTheCase()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var one = await world.NominatedAsync(person, "manager");
        (await world.NominatedAsync(person, "drug-worker")).ShouldBe(one);
        (await world.ReadAsync<int>("select count(*)::int from nomination where withdrawn_at is null")).ShouldBe(2);
    }

    [Fact]
    public async Task Screen_NotNow_KeepsTheCaseAndANewNominationBringsItBack()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var id = await world.NominatedAsync(person);
        await world.DoAsync(world.As("coordinator"), db => ScreenNomination.DoAsync(db, id, ScreenNomination.NotNow, "One agency can do this by itself for now."));
        (await world.DoAsync(world.As("coordinator"), WaitingName.AllAsync)).ShouldHaveSingleItem().Waits.ShouldBeFalse();
        world.Clock.Move(TimeSpan.FromHours(1));
        (await world.NominatedAsync(person)).ShouldBe(id);
        (await world.DoAsync(world.As("coordinator"), WaitingName.AllAsync)).ShouldHaveSingleItem().Waits.ShouldBeTrue();
        (await world.ReadAsync<int>("select count(*)::int from nomination where withdrawn_at is not null")).ShouldBe(1);
    }

    [Fact]
    public async Task Screen_NameReturnedAfterExit_OpensANewCase()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var old = await world.AdoptedAsync(person);
        await world.DoAsync(world.As("coordinator"), db => EndCase.DoAsync(db, old, "Ten months without an arrest and in steady work."));
        (await world.DoAsync(world.As("coordinator"), WaitingName.AllAsync)).ShouldBeEmpty();
        world.Clock.Move(TimeSpan.FromHours(1));
        await world.DoAsync(world.As("intelligence"), db => ReturnToScreening.DoAsync(db, old, "Two reports in a week"));
        (await world.DoAsync(world.As("coordinator"), WaitingName.AllAsync)).ShouldHaveSingleItem().Waits.ShouldBeTrue();
        var again = await world.DoAsync(world.As("coordinator"), db => ScreenNomination.DoAsync(db, old, ScreenNomination.ToPanel, "The reports name him near the old places again."));
        again.ShouldNotBe(old);
        (await world.ReadAsync<string>("select state from iom_case where id = @old", new { old })).ShouldBe("exited");
        (await world.ReadAsync<string>("select state from iom_case where id = @again", new { again })).ShouldBe("for-panel");
    }

    [Fact]
    public async Task Screen_AdoptedPersonReturned_IsNotSentToThePanelAgain()
    {
        await using var world = await World.CreateAsync();
        var id = await world.AdoptedAsync(await world.PersonAsync());
        world.Clock.Move(TimeSpan.FromHours(1));
        await world.DoAsync(world.As("intelligence"), db => ReturnToScreening.DoAsync(db, id, "Two reports in a week"));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator"), db => ScreenNomination.DoAsync(db, id, ScreenNomination.ToPanel, Arrange.Reasons))))!.ShouldContain("on the cohort already");
        await world.DoAsync(world.As("coordinator"), db => ScreenNomination.DoAsync(db, id, ScreenNomination.NotNow, "The lead reviews the status today."));
        (await world.DoAsync(world.As("coordinator"), WaitingName.AllAsync)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Screening_PageSendsToThePanel()
    {
        await using var site = await Site.StartAsync();
        await site.World.NominatedAsync(await site.World.PersonAsync());
        using var browser = await site.SignInAsync("coordinator");
        var list = await browser.GetAsync("/screening");
        list.Main.ShouldContain("1 name waits");
        var wrong = await browser.SubmitAsync(list, "main form", new() { ["Outcome"] = "to-panel", ["Reasons"] = "ok" });
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Main.ShouldContain("in your own words");
        var sent = await browser.SubmitAsync(wrong, "main form", new() { ["Outcome"] = "to-panel", ["Reasons"] = Arrange.Reasons });
        sent.Main.ShouldContain("0 names wait");
        (await browser.GetAsync("/panel")).Main.ShouldContain("1 person is before the panel");
    }

    [Fact]
    public async Task OtherPartnership_SeesNothing()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.AdoptedAsync(person);
        using var browser = await site.SignInAsync("coordinator", "south");
        foreach (var page in new[] { "nominate", "panel", "score", "letter" })
            (await browser.GetAsync($"/people/{person}/{page}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync("/cohort")).Main.ShouldContain("0 people in this list");
        (await browser.GetAsync("/screening")).Main.ShouldNotContain("Marsh");
    }
}
