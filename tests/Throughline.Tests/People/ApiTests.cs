using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.People;

public sealed class ApiTests
{
    private static async Task<HttpClient> ClientAsync(Site site, string user, string partnership = "north")
    {
        var act = site.World.As(user, partnership);
        var token = await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test");
        var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    [Fact]
    public async Task People_CreatedFoundReadAndFollowed_OverTheApi()
    {
        await using var site = await Site.StartAsync();
        using var api = await ClientAsync(site, "manager");
        var made = await api.PostAsJsonAsync("/api/v1/people", new { forenames = "Daniel", surname = "Okafor", dateOfBirth = "1991-07-17", identifierType = "crn", identifier = "x123456", source = "Allocated today" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var id = (await JsonAsync(made)).GetProperty("id").GetGuid();
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/people/{id}");

        var found = await JsonAsync(await api.PostAsJsonAsync("/api/v1/people/search?page=1&size=5", new { anything = "okafor daniel" }));
        found.GetProperty("total").GetInt32().ShouldBe(1);
        found.GetProperty("items")[0].GetProperty("id").GetGuid().ShouldBe(id);
        found.GetProperty("items")[0].GetProperty("because")[0].GetString().ShouldBe("name: Daniel Okafor");

        var person = await JsonAsync(await api.GetAsync(new Uri($"/api/v1/people/{id}", UriKind.Relative)));
        person.GetProperty("statutory").GetString().ShouldBe("Non-statutory: no order or licence is recorded");
        person.GetProperty("dateOfBirth").GetString().ShouldBe("1991-07-17");
        var item = person.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("kind").GetString() == "identifier");
        item.GetProperty("words").GetString().ShouldBe("Probation CRN: X123456");
        item.GetProperty("source").GetProperty("enteredBy").GetString().ShouldBe("Owen Mannering");

        var timeline = await JsonAsync(await api.GetAsync(new Uri($"/api/v1/people/{id}/timeline?kind=done-here&from=2026-11-20", UriKind.Relative)));
        timeline.GetProperty("total").GetInt32().ShouldBe(1);
        var looks = await site.World.DoAsync(site.World.As("governance"), db => db.ListAsync<string>("select subject from audit_entry where operation = 'consultation' and @id = any(person_ids)", new { id }));
        looks.ShouldBe(["search of people", "/api/v1/people/{id}", "/api/v1/people/{id}/timeline"], ignoreOrder: true);
    }

    [Fact]
    public async Task People_RefusedRequests_AnswerWithDocumentedProblems()
    {
        await using var site = await Site.StartAsync();
        using var api = await ClientAsync(site, "manager");
        async Task Refused(HttpStatusCode status, string code, string? field, Task<HttpResponseMessage> asked)
        {
            var response = await asked;
            response.StatusCode.ShouldBe(status);
            var problem = await JsonAsync(response);
            problem.GetProperty("code").GetString().ShouldBe(code);
            if (field is not null)
                problem.GetProperty("field").GetString().ShouldBe(field);
        }

        await Refused(HttpStatusCode.BadRequest, "bad-input", "surname", api.PostAsJsonAsync("/api/v1/people", new { forenames = "Daniel", source = "x" }));
        await Refused(HttpStatusCode.BadRequest, "bad-input", "identifier", api.PostAsJsonAsync("/api/v1/people", new { forenames = "Daniel", surname = "Okafor", identifierType = "pncid", identifier = "02/73319A", source = "x" }));
        await Refused(HttpStatusCode.BadRequest, "bad-input", "anything", api.PostAsJsonAsync("/api/v1/people/search", new { anything = "" }));
        await Refused(HttpStatusCode.BadRequest, "bad-input", "size", api.PostAsJsonAsync("/api/v1/people/search?size=1000", new { anything = "okafor" }));
        await Refused(HttpStatusCode.NotFound, "not-found", null, api.GetAsync(new Uri($"/api/v1/people/{Guid.CreateVersion7()}", UriKind.Relative)));
        (await api.PostAsJsonAsync("/api/v1/people", new { forenames = "John", surname = "Smith", dateOfBirth = "1991-12-03", identifierType = "pncid", identifier = "02/73319Z", source = "x" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Refused(HttpStatusCode.UnprocessableEntity, "rule-broken", null, api.PostAsJsonAsync("/api/v1/people", new { forenames = "Gareth", surname = "Pugh", identifierType = "pncid", identifier = "02/73319Z", source = "x" }));
        await Refused(HttpStatusCode.UnprocessableEntity, "rule-broken", null, api.PostAsJsonAsync("/api/v1/people", new { forenames = "Jon", surname = "Smith", dateOfBirth = "1991-12-03", source = "x" }));
        using var nobody = new HttpClient { BaseAddress = new Uri(site.Address) };
        await Refused(HttpStatusCode.Unauthorized, "token-needed", null, nobody.PostAsJsonAsync("/api/v1/people/search", new { anything = "smith" }));
    }

    [Fact]
    public async Task People_OtherPartnershipOrRole_SeeNothing()
    {
        await using var site = await Site.StartAsync();
        using var north = await ClientAsync(site, "manager");
        var id = (await JsonAsync(await north.PostAsJsonAsync("/api/v1/people", new { forenames = "John", surname = "Smith", source = "x" }))).GetProperty("id").GetGuid();
        using var south = await ClientAsync(site, "manager", "south");
        (await south.GetAsync(new Uri($"/api/v1/people/{id}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await south.GetAsync(new Uri($"/api/v1/people/{id}/timeline", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await JsonAsync(await south.PostAsJsonAsync("/api/v1/people/search", new { anything = "smith" }))).GetProperty("total").GetInt32().ShouldBe(0);
        using var lead = await ClientAsync(site, "lead");
        (await lead.GetAsync(new Uri($"/api/v1/people/{id}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
