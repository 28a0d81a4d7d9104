using System.Net;
using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights;
using Throughline.Rights.Decisions;
using Throughline.Rights.Documents;
using Throughline.Rights.Papers;
using Throughline.Rights.Rectify;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Rights;

public sealed class DecisionsAndDocumentsTests
{
    [Fact]
    public async Task Reconsideration_IsBySomebodyOtherThanTheDecider_WithinAMonth()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        var decisions = await world.DoAsync(world.As("chair"), db => PersonDecision.OfAsync(db, person));
        var decision = decisions.Single(one => one.About == "panel_decision");
        decision.By.ShouldBe("Cherry Hale");
        var said = await world.DoAsync(world.As("manager"), db => RecordRepresentation.DoAsync(db, person, decision.Id, "reconsideration", db.Act.On, "At the visit", "I was in custody when that happened"));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("chair"), db => RecordRepresentation.ConsiderAsync(db, person, said, "stands", "We looked again")))).ShouldBe("Somebody other than the decider looks at it again");
        var asked = (await world.DoAsync(world.As("manager"), db => Representation.OfAsync(db, person))).ShouldHaveSingleItem();
        asked.DueOn.ShouldBe(new DateOnly(2026, 12, 20));
        using var browser = await site.SignInAsync("manager");
        var page = await browser.GetAsync($"/people/{person}/decisions");
        page.Main.ShouldContain("To be answered by 20 December 2026");
        (await browser.SubmitAsync(page, "form[action*='Consider']", new() { ["Outcome"] = "changed", ["OutcomeWords"] = "The custody record says so" })).Main.ShouldContain("the decision is changed");
        (await browser.SubmitAsync(await browser.GetAsync($"/people/{person}/decisions"), "main form:last-of-type")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Documents_FollowTheLiveSettings_AndKeepWhatPeopleWrote()
    {
        await using var site = await Site.StartAsync();
        await site.World.MatrixInUseAsync();
        using var browser = await site.SignInAsync("governance");
        var list = await browser.GetAsync("/rights/documents");
        foreach (var link in list.Page.QuerySelectorAll("main ul a").Select(a => a.GetAttribute("href")!).ToList())
        {
            (await browser.GetAsync(link)).Status.ShouldBe(HttpStatusCode.OK, link);
            (await browser.GetAsync(link + "?handler=Markdown")).Body.ShouldStartWith("# ");
            (await browser.GetAsync(link + "?handler=Html")).Body.ShouldContain("<h1>");
            (await browser.GetAsync(link + "?handler=Pdf")).Body.ShouldStartWith("%PDF");
        }

        var assessment = await browser.GetAsync("/rights/documents/impact-assessment");
        assessment.Main.ShouldContain("Looked at for adoption from");
        assessment.Main.ShouldContain("72 months");
        var saved = await browser.SubmitAsync(assessment, "main form", new() { ["Section"] = "Advice of the data protection officers", ["Words"] = "Go on, and look again in March." });
        saved.Main.ShouldContain("Go on, and look again in March.");
        var ropa = await site.World.DoAsync(site.World.As("governance"), async db => PaperText.Markdown((await LiveDocuments.FindAsync(db, "record-of-processing"))!.Value.Paper));
        foreach (var kind in await site.World.DoAsync(site.World.As("governance"), ItemCatalogue.AllAsync))
            ropa.ShouldContain(kind.Name);
        (await browser.GetAsync("/rights/documents/no-such")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var lead = await site.SignInAsync("lead");
        (await lead.GetAsync("/rights/documents/privacy-notice")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ImpactAssessment_CountsNobodyWhomItsReaderDoesNotSee()
    {
        await using var world = await World.CreateAsync();
        var (known, unknown) = (await world.PersonAsync("Known"), await world.PersonAsync("Unknown"));
        await world.NominatedAsync(known);
        await world.NominatedAsync(unknown);
        Task<int> CountAsync(string who) => world.DoAsync(world.As(who), async db => (await LiveSettings.ReadAsync(db, "impact-assessment")).People);
        (await CountAsync("lead")).ShouldBe(2);
        await using (var connection = new Npgsql.NpgsqlConnection(world.Database.AdminConnection))
            await Dapper.SqlMapper.ExecuteAsync(connection, "insert into person_restriction (partnership_id, person_id, because, allowed_users, from_at, made_by, made_at, confirmed_by, confirmed_at) values (@north, @unknown, 'A councillor', array[@coordinator], '2026-10-01', @governance, '2026-10-01', @governance, '2026-10-01')",
                new { north = world.North.Value, unknown = unknown.Value, coordinator = world.As("coordinator").User.Value, governance = world.As("governance").User.Value });
        (await CountAsync("lead")).ShouldBe(1);
        (await CountAsync("coordinator")).ShouldBe(2);
    }

    [Fact]
    public async Task PrivacyNotice_IsPlainEnglish()
    {
        await using var world = await World.CreateAsync();
        var paper = await world.DoAsync(world.As("governance"), async db => (await LiveDocuments.FindAsync(db, "privacy-notice"))!.Value.Paper);
        var sentences = paper.Blocks.OfType<Paragraph>().Select(p => p.Text).SelectMany(text => text.Split(['.', ':', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(s => s.Contains(' ')).ToList();
        sentences.Average(sentence => sentence.Split(' ').Length).ShouldBeLessThan(15, "short sentences");
        sentences.Max(sentence => sentence.Split(' ').Length).ShouldBeLessThanOrEqualTo(25);
    }

    [Fact]
    public async Task Correction_ByItsOwner_ReplacesTheItemAndTellsEverybodyWhoWasGivenIt()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        await world.EventAsync(person, "arrest", "2026-10-01");
        var item = await world.ReadAsync<Guid>("select id from offence_event");
        var asked = await world.DoAsync(world.As("governance"), db => AskCorrection.DoAsync(db, person, "correct", db.Act.On, $"offence_event.{item}", "It was October the third", "2026-10-03"));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => DecideCorrection.DoAsync(db, asked, new("corrected", "occurred_on", "the third", null, "He is right", null))))).ShouldNotBeNull();
        await world.DoAsync(world.As("governance"), db => DecideCorrection.DoAsync(db, asked, new("corrected", "occurred_on", "2026-10-03", null, "He is right", "I was at work on the first")));
        (await world.ReadAsync<DateOnly>("select occurred_on from offence_event where superseded_at is null")).ShouldBe(new DateOnly(2026, 10, 3));
        (await world.ReadAsync<long>("select count(*) from offence_event where superseded_at is not null")).ShouldBe(1, "what was recorded before is kept");
        using var browser = await site.SignInAsync("manager");
        var notices = await browser.GetAsync("/sharing/notices");
        notices.Main.ShouldContain("What you were given has been corrected: look at it again and correct your copies: 1");
        (await browser.SubmitAsync(notices, "main form")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.SubmitAsync(notices, "main form", new() { ["Words"] = "Changed in our system" })).Main.ShouldContain("No notice waits.");
        (await browser.GetAsync($"/rights/corrections/{asked}")).Status.ShouldBe(HttpStatusCode.NotFound, "not probation's item");
        using var governance = await site.SignInAsync("governance");
        (await governance.GetAsync($"/rights/people/{person}/correction")).Status.ShouldBe(HttpStatusCode.OK);
        (await governance.GetAsync($"/rights/corrections/{asked}")).Main.ShouldContain("I was at work on the first");
    }
}
