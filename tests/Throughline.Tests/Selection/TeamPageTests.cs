using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Throughline.Testing;
using Throughline.Tests.Sharing;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class TeamPageTests
{
    [Fact]
    public async Task AddMember_SaysWhatTheyComeToSee_BeforeAnythingIsSaved()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.PhoneAsync(person, "+447700900123");
        await world.AdoptedAsync(person);
        using var browser = await site.SignInAsync("coordinator");
        var team = await browser.GetAsync($"/people/{person}/team");
        team.Heading.ShouldBe("Case team of Lee Marsh");
        team.Main.ShouldContain("Owen Mannering");
        team.Page.QuerySelector("main a[href$='/team/add']").ShouldNotBeNull();
        var form = await browser.GetAsync($"/people/{person}/team/add");
        var empty = await browser.SubmitAsync(form, "main form", new() { ["Who"] = "" });
        empty.Status.ShouldBe(HttpStatusCode.BadRequest);
        empty.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain("Choose somebody who works with people");
        Dictionary<string, string?> asked = new() { ["Who"] = world.As("charity-worker").User.ToString(), ["Part"] = "mentor" };
        var check = await browser.SubmitAsync(form, "main form", asked);
        check.Status.ShouldBe(HttpStatusCode.OK, check.Main);
        check.Main.ShouldContain("All of identity, contact details, custody and dates, needs and plan, from North probation");
        check.Main.ShouldNotContain("900123", customMessage: "categories, never what is held");
        (await world.ReadAsync<int>("select count(*)::int from case_team where part = 'mentor'")).ShouldBe(0, "nothing is saved before");
        var done = await browser.SubmitAsync(check, "main form", []);
        done.Path.ShouldBe($"/people/{person}/team");
        done.Main.ShouldContain("Chas Waring");
        done.Main.ShouldContain("No end set");

        var again = await browser.SubmitAsync(form, "main form", asked);
        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        again.Main.ShouldContain("is on this team on those days already");
        var end = await browser.GetAsync(done.Page.QuerySelector("main a[href*='/team/end?part=']")!.GetAttribute("href")!);
        var ended = await browser.SubmitAsync(end, "main form", new() { ["Because"] = "He has a mentor of his own now." });
        ended.Path.ShouldBe($"/people/{person}/team");
        ended.Main.ShouldContain("He has a mentor of his own now. (Cora Ordway)");
    }

    [Fact]
    public async Task AddMember_WhenTheAgreementsChangedSinceTheLook_ShowsThemAgain()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        using var browser = await site.SignInAsync("chair");
        var form = await browser.GetAsync($"/people/{person}/team/add");
        var check = await browser.SubmitAsync(form, "main form", new() { ["Who"] = world.As("charity-worker").User.ToString(), ["Part"] = "mentor" });
        var shown = await browser.SubmitAsync(check, "main form", new() { ["Seen"] = "0123456789ABCDEF" });
        shown.Main.ShouldContain("has changed since you looked");
        (await world.ReadAsync<int>("select count(*)::int from case_team where part = 'mentor'")).ShouldBe(0);
        var change = await browser.SubmitAsync(check, "main form:last-of-type", []);
        change.Main.ShouldContain("Before anything is saved");
        change.Page.QuerySelector("option[selected]")!.TextContent.ShouldContain("Chas Waring");
    }

    [Fact]
    public async Task Pages_ForThoseWhoDoNotDecide_SaySo_AndForAnotherPartnershipAreNotThere()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        using var worker = await site.SignInAsync("police-manager");
        var team = await worker.GetAsync($"/people/{person}/team");
        team.Page.QuerySelector("main a[href*='/team/']").ShouldBeNull();
        (await worker.GetAsync($"/people/{person}/team/add")).Main.ShouldContain("coordinator, the panel's chair or the lead professional");
        (await worker.GetAsync($"/people/{person}/team/lead")).Main.ShouldContain("coordinator, the panel's chair or the lead professional");
        (await worker.GetAsync($"/people/{person}/team/end")).Main.ShouldContain("no part here that you could end");
        (await worker.GetAsync($"/people/{person}/team/end?part={Guid.CreateVersion7()}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var south = await site.SignInAsync("coordinator", "south");
        foreach (var page in new[] { "team", "team/add", "team/end", "team/lead" })
            (await south.GetAsync($"/people/{person}/{page}")).Status.ShouldBe(HttpStatusCode.NotFound, page);
    }

    [Fact]
    public async Task HandOver_OnThePage_NamesTheNewLead()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        using var browser = await site.SignInAsync("manager");
        var form = await browser.GetAsync($"/people/{person}/team/lead");
        form.Main.ShouldContain("Owen Mannering of North probation leads now.");
        var refused = await browser.SubmitAsync(form, "main form", new() { ["Because"] = "" });
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        var done = await browser.SubmitAsync(form, "main form", new() { ["Who"] = world.As("police-manager").User.ToString(), ["Because"] = "He has moved to the other side of town." });
        done.Path.ShouldBe($"/people/{person}/team");
        done.Main.ShouldContain("Pat Rowle");
    }

    [Fact]
    public async Task Api_AddsListsEndsAndHandsOver()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        var api = $"/api/v1/people/{person}/team";
        using var coordinator = await ApiTests.ClientAsync(site, "coordinator");
        (await ApiTests.PostAsync(coordinator, api, new { part = "mentor" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        var (created, body) = await ApiTests.PostAsync(coordinator, api, new { userId = world.As("charity-worker").User.Value, part = "mentor", until = "2026-12-24" });
        created.ShouldBe(HttpStatusCode.Created);
        var part = body.GetProperty("partId").GetGuid();
        var listed = await coordinator.GetFromJsonAsync<JsonElement>(api);
        listed.GetProperty("team").EnumerateArray().Select(one => one.GetProperty("name").GetString()).ShouldBe(["Owen Mannering", "Chas Waring"]);
        using var other = await ApiTests.ClientAsync(site, "police-manager");
        (await ApiTests.PostAsync(other, api + "/end", new { partId = part, because = "No longer needed" })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ApiTests.PostAsync(coordinator, api + "/end", new { partId = part, because = "No longer needed" })).Status.ShouldBe(HttpStatusCode.OK);
        (await ApiTests.PostAsync(coordinator, api + "/end", new { partId = part, because = "No longer needed" })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await ApiTests.PostAsync(coordinator, api + "/lead", new { userId = world.As("police-manager").User.Value, because = "He has moved to the other side of town." })).Status.ShouldBe(HttpStatusCode.Created);
        listed = await coordinator.GetFromJsonAsync<JsonElement>(api);
        listed.GetProperty("team").EnumerateArray().Select(one => one.GetProperty("name").GetString()).ShouldBe(["Pat Rowle"]);
        listed.GetProperty("past").GetArrayLength().ShouldBe(4);
        using var south = await ApiTests.ClientAsync(site, "coordinator", "south");
        (await south.GetAsync(api)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ApiTests.PostAsync(south, api, new { userId = world.As("charity-worker").User.Value, part = "mentor" })).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
