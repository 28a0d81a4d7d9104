using System.Net;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class PanelPageTests
{
    [Fact]
    public async Task Panel_ThreeAgenciesVoteTheChairDecides_AndTheLetterIsPrinted()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.EventAsync(person, "arrest", "2026-10-02");
        await site.World.ItemAsync(person, "person_address", "address, town, postcode", "'4 Mill Lane', 'Northbrook', 'M1 1AE'");
        await site.World.ForPanelAsync(person);
        foreach (var (user, choice) in new[] { ("coordinator", "adopt"), ("manager", "adopt"), ("drug-worker", "refuse") })
        {
            using var agency = await site.SignInAsync(user);
            var pack = await agency.GetAsync($"/people/{person}/panel");
            pack.Heading.ShouldBe("Panel pack: Lee Marsh");
            (await agency.SubmitAsync(pack, "#vote", new() { ["Vote.Choice"] = choice, ["Vote.Reasons"] = "no" })).Status.ShouldBe(HttpStatusCode.BadRequest);
            var voted = await agency.SubmitAsync(pack, "#vote", new() { ["Vote.Choice"] = choice, ["Vote.Reasons"] = $"What {user} knows of him speaks for this." });
            voted.Status.ShouldBe(HttpStatusCode.OK, voted.Main);
        }

        using var chair = await site.SignInAsync("chair");
        var before = await chair.GetAsync($"/people/{person}/panel");
        before.Main.ShouldContain("What drug-worker knows of him");
        before.Main.ShouldContain("Arrests 1 1 2 October 2026");
        var empty = await chair.SubmitAsync(before, "#decide", new() { ["Decision.Outcome"] = "adopt" });
        empty.Status.ShouldBe(HttpStatusCode.BadRequest);
        empty.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain("Choose the lead agency");
        empty.Page.QuerySelector("#Decision_LeadAgency-error").ShouldNotBeNull();
        var decided = await chair.SubmitAsync(empty, "#decide", new()
        {
            ["Decision.Outcome"] = "adopt", ["Decision.Reasons"] = "Burglaries began when his tenancy ended; both can act.", ["Decision.LeadAgency"] = site.World.Agencies["north-probation"].ToString(),
            ["Decision.LeadProfessional"] = site.World.As("manager").User.ToString(), ["Decision.CohortType"] = "Flex", ["Decision.FirstStep"] = "letter",
            ["Decision.Why"] = "Services are worried about burglaries near your home and want to help.",
        });
        decided.Path.ShouldBe($"/people/{person}/letter");
        decided.Main.ShouldContain("This is your choice. You do not have to take part");
        (await chair.GetAsync($"/people/{person}/panel")).Main.ShouldContain("North drug service voted \"Do not adopt\": What drug-worker knows of him speaks for this.");

        var wrong = await chair.SubmitAsync(decided, "main form", new() { ["ContactPhone"] = "12" });
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        var printed = await chair.SubmitAsync(wrong, "main form", new() { ["ContactPhone"] = "0113 496 0123" });
        printed.Status.ShouldBe(HttpStatusCode.OK, printed.Main);
        printed.Main.ShouldContain("4 Mill Lane");
        printed.Main.ShouldContain("20 November 2026");
        printed.Main.ShouldContain("call Owen Mannering on 0113 496 0123");
        (await site.World.ReadAsync<int>("select count(*)::int from audit_entry where operation = 'disclosure' and @person = any(person_ids)", new { person }, by: "governance")).ShouldBe(1);
    }

    [Fact]
    public async Task Pack_RolesThatDoNotDecide_SeeNoDecisionForm()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.VotedAsync(person);
        using var manager = await site.SignInAsync("manager");
        (await manager.GetAsync($"/people/{person}/panel")).Page.QuerySelector("#decide").ShouldBeNull();
        using var analyst = await site.SignInAsync("analyst");
        (await analyst.GetAsync($"/people/{person}/panel")).Page.QuerySelector("#vote").ShouldBeNull();
        using var lead = await site.SignInAsync("lead");
        (await lead.GetAsync($"/people/{person}/panel")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await site.World.ReadAsync<int>("select count(*)::int from audit_entry where operation = 'consultation' and @person = any(person_ids)", new { person }, by: "governance")).ShouldBe(2);
    }

    [Fact]
    public async Task Letter_PersonUnderAnOrderNow_IsNotOffered()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.AdoptedAsync(person);
        using var browser = await site.SignInAsync("manager");
        (await browser.GetAsync($"/people/{person}/letter")).Page.QuerySelector("main form").ShouldNotBeNull();
        await site.World.OnOrderAsync(person);
        var closed = await browser.GetAsync($"/people/{person}/letter");
        closed.Main.ShouldContain("under an order or licence now");
        closed.Page.QuerySelector("main form").ShouldBeNull();
    }

    [Fact]
    public async Task Panel_DeferredPerson_IsBroughtBack()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.VotedAsync(person);
        using var chair = await site.SignInAsync("chair");
        var pack = await chair.GetAsync($"/people/{person}/panel");
        var deferred = await chair.SubmitAsync(pack, "#decide", new()
        {
            ["Decision.Outcome"] = "defer", ["Decision.Reasons"] = "The court sentences him on 2 December; wait for it.", ["Decision.AgainstMajorityReasons"] = "Both agencies agreed once they had heard of the date.",
            ["Decision.DeferredUntil.Day"] = "3", ["Decision.DeferredUntil.Month"] = "12", ["Decision.DeferredUntil.Year"] = "2026",
        });
        deferred.Status.ShouldBe(HttpStatusCode.OK, deferred.Main);
        (await chair.GetAsync("/panel")).Main.ShouldContain("3 December 2026");
        var back = await chair.SubmitAsync(deferred, "#back", new() { ["BackReasons"] = "Sentenced early: a community order begins on Monday." });
        back.Main.ShouldContain("For the panel");
        (await chair.GetAsync("/panel")).Main.ShouldContain("1 person is before the panel");
    }

    [Fact]
    public async Task Cohort_FiltersStayAndTheFileIsTheList()
    {
        await using var site = await Site.StartAsync();
        var formula = await site.World.PersonAsync("Formula", forenames: "=HYPERLINK(A1)");
        await site.World.AdoptedAsync(formula);
        var inside = await site.World.PersonAsync("Inside");
        await site.World.InPrisonAsync(inside);
        await site.World.AdoptedAsync(inside, site.World.Adoption() with { FirstStep = "prison-visit", CohortType = "Fixed" });
        using var browser = await site.SignInAsync("chair", steppedUp: true);
        var all = await browser.GetAsync("/cohort");
        all.Main.ShouldContain("2 people in this list on 20 November 2026");
        all.Page.QuerySelector("table caption")!.TextContent.ShouldBe("People on the cohort");
        var narrowed = await browser.SubmitAsync(all, "main form[method=get]", new() { ["custody"] = "outside" });
        narrowed.Main.ShouldContain("1 person in this list");
        (await browser.GetAsync("/cohort")).Main.ShouldContain("1 person in this list");
        var file = await browser.GetAsync(narrowed.Page.QuerySelector("a[href*='handler=Csv']")!.GetAttribute("href")!);
        file.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        file.Body.ShouldContain("\n'=HYPERLINK(A1) Formula,");
        file.Body.ShouldNotContain("Inside");
        (await browser.GetAsync("/cohort?mine=yes")).Main.ShouldContain("0 people in this list");
        (await browser.GetAsync("/cohort?sort=nonsense&type=Fixed")).Main.ShouldContain("1 person in this list");
        (await site.World.ReadAsync<int>("select count(*)::int from audit_entry where subject = 'The cohort, exported as a file'", by: "governance")).ShouldBe(1);
    }
}
