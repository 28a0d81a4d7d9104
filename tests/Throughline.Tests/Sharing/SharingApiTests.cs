using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

public sealed class SharingApiTests
{
    private static async Task<HttpClient> ClientAsync(Site site, string user)
    {
        var act = site.World.As(user);
        var token = await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test", mayExport: true);
        var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<(Site Site, PersonId Person)> StartAsync()
    {
        var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.TreatmentAsync(person);
        await site.World.NominatedAsync(person);
        return (site, person);
    }

    [Fact]
    public async Task Question_AskedAndAnswered_PassesTheItems()
    {
        var (site, person) = await StartAsync();
        await using var _ = site;
        using var police = await ClientAsync(site, "coordinator");
        using var drug = await ClientAsync(site, "drug-worker");
        var glimpse = (await police.GetFromJsonAsync<JsonElement>($"/api/v1/people/{person}/glimpses"))[0];
        glimpse.GetProperty("level").GetString().ShouldBe("existence");
        (await police.PostAsJsonAsync($"/api/v1/people/{person}/questions", new { agency = glimpse.GetProperty("agencyId").GetGuid(), category = "treatment" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PostAsJsonAsync($"/api/v1/people/{person}/questions", new { agency = glimpse.GetProperty("agencyId").GetGuid(), category = "health", why = SharingArrange.Why })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await police.PostAsJsonAsync($"/api/v1/people/{person}/questions", new { agency = glimpse.GetProperty("agencyId").GetGuid(), category = "treatment", why = SharingArrange.Why })).StatusCode.ShouldBe(HttpStatusCode.Created);
        var question = (await drug.GetFromJsonAsync<JsonElement>("/api/v1/sharing/questions")).GetProperty("items")[0].GetProperty("id").GetGuid();
        (await drug.PostAsJsonAsync($"/api/v1/sharing/questions/{question}/answer", new { answer = "full", reason = "The visit needs it.", gateway = "cda-1998-s17a", until = site.World.Clock.Today })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await drug.PostAsJsonAsync($"/api/v1/sharing/questions/{question}/answer", new { answer = "full", reason = "The visit tomorrow needs it.", gateway = "public-interest", until = site.World.Clock.Today })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await site.World.SeesAsync("coordinator", "drug_record", await site.World.OneAsync("select id from drug_record"))).ShouldBeTrue();
        var line = (await police.GetFromJsonAsync<JsonElement>("/api/v1/sharing/disclosures")).GetProperty("items")[0];
        line.GetProperty("to").GetString().ShouldBe("North police");
        (await police.PostAsJsonAsync($"/api/v1/sharing/disclosures/{line.GetProperty("id").GetGuid()}/end", new { words = "Enough of it" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        site.World.Clock.Move(TimeSpan.FromMinutes(1));
        (await drug.PostAsJsonAsync($"/api/v1/sharing/disclosures/{line.GetProperty("id").GetGuid()}/end", new { words = "Enough of it" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var notice = (await police.GetFromJsonAsync<JsonElement>("/api/v1/sharing/notices")).GetProperty("items")[0].GetProperty("id").GetGuid();
        (await police.PostAsJsonAsync($"/api/v1/sharing/notices/{notice}/acknowledge", new { words = "Taken out of the plan." })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await police.PostAsJsonAsync($"/api/v1/sharing/notices/{notice}/acknowledge", new { words = "Taken out of the plan." })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var sent = await drug.GetFromJsonAsync<JsonElement>("/api/v1/sharing/notices/sent");
        sent.GetProperty("total").GetInt32().ShouldBe(1);
        (sent.GetProperty("items")[0].GetProperty("to").GetString(), sent.GetProperty("items")[0].GetProperty("acknowledgedWords").GetString()).ShouldBe(("North police", "Taken out of the plan."));
        using var chair = await ClientAsync(site, "chair");
        (await chair.GetFromJsonAsync<JsonElement>("/api/v1/sharing/notices/sent")).GetProperty("total").GetInt32().ShouldBe(0, "the council sent none");
        using var administrator = await ClientAsync(site, "administrator");
        (await administrator.GetAsync("/api/v1/sharing/notices/sent")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Item_OfOnesOwn_SaysWhoSeesIt_AndCanBeMarkedAndDisclosed()
    {
        var (site, person) = await StartAsync();
        await using var _ = site;
        using var drug = await ClientAsync(site, "drug-worker");
        using var police = await ClientAsync(site, "coordinator");
        var item = await site.World.OneAsync("select id from drug_record");
        var url = $"/api/v1/people/{person}/items/drug_record/{item}";
        (await police.GetAsync(url + "/sharing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var why = await drug.GetFromJsonAsync<JsonElement>(url + "/sharing");
        why.GetProperty("through").GetString().ShouldBe("OwnAgency");
        why.GetProperty("seenBy").GetArrayLength().ShouldBeGreaterThan(1);
        (await drug.PostAsJsonAsync(url + "/marking", new { marking = "agencies" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await drug.PostAsJsonAsync(url + "/marking", new { marking = "owner", preview = true })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sentence").GetString().ShouldBe("Only Dee Werner of North drug service will see this.");
        (await drug.PostAsJsonAsync(url + "/marking", new { marking = "owner", reason = "He asked for it." })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await police.PostAsJsonAsync(url + "/marking", new { marking = "partnership", reason = "We want it." })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await drug.PostAsJsonAsync($"/api/v1/people/{person}/disclosures", new { category = "treatment", level = "full" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await drug.PostAsJsonAsync($"/api/v1/people/{person}/disclosures", new
        {
            items = new[] { $"drug_record:{item}" }, toAgency = site.World.Agencies["north-police"].ToString(), level = "full", gateway = "public-interest", purpose = "To plan tomorrow's visit.", necessity = "Two workers go there tomorrow.", until = site.World.Clock.Today,
        })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await police.GetFromJsonAsync<JsonElement>(url + "/sharing")).GetProperty("through").GetString().ShouldBe("Disclosure");
    }

    [Fact]
    public async Task UrgentAccess_ConsentAndLists_AreTheSameActsAsThePages()
    {
        var (site, person) = await StartAsync();
        await using var _ = site;
        using var police = await ClientAsync(site, "coordinator");
        using var drug = await ClientAsync(site, "drug-worker");
        using var governance = await ClientAsync(site, "governance");
        var urgent = $"/api/v1/people/{person}/urgent-access";
        (await police.PostAsJsonAsync(urgent, new { ground = "risk-to-life", why = "He said that he would harm himself." })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PostAsJsonAsync(urgent, new { ground = "risk-to-life", why = "He said that he would harm himself.", confirmed = true })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await police.PostAsync(urgent + "/end", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var use = (await governance.GetFromJsonAsync<JsonElement>("/api/v1/sharing/urgent-access")).GetProperty("items")[0].GetProperty("id").GetGuid();
        (await governance.PostAsJsonAsync($"/api/v1/sharing/urgent-access/{use}/review", new { finding = "justified", words = "The call is on the log." })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await police.GetAsync("/api/v1/sharing/urgent-access")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var consents = $"/api/v1/people/{person}/consents";
        var given = new { categories = new[] { "treatment" }, toAgencies = new[] { site.World.Agencies["north-probation"].Value }, givenOn = site.World.Clock.Today, expiresOn = site.World.Clock.Today.AddDays(30), how = "in-person", words = "You may tell my officer." };
        (await police.PostAsJsonAsync(consents, given)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await drug.PostAsJsonAsync(consents, given)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var consent = (await drug.GetFromJsonAsync<JsonElement>(consents))[0].GetProperty("id").GetGuid();
        (await drug.PostAsJsonAsync($"{consents}/{consent}/withdraw", new { words = "Said so today." })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await governance.PostAsJsonAsync("/api/v1/sharing/lists", new { kind = "exclusion", person = person.Value, users = new[] { site.World.As("analyst").User.Value }, because = "His sister" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        var entry = (await governance.GetFromJsonAsync<JsonElement>("/api/v1/sharing/lists")).GetProperty("items")[0].GetProperty("id").GetGuid();
        (await governance.PostAsync($"/api/v1/sharing/lists/{entry}/confirm", null)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var analyst = await ClientAsync(site, "analyst");
        (await analyst.GetAsync($"/api/v1/people/{person}/glimpses")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
