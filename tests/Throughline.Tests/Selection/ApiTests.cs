using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Selection.Scores;
using Throughline.Selection.Screen;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class ApiTests
{
    internal static async Task<HttpClient> ClientAsync(Site site, string user, string partnership = "north")
    {
        var act = site.World.As(user, partnership);
        var token = await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test");
        var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    internal static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    [Fact]
    public async Task Api_FromNominationToAdoption_TheSameActsAndRules()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        using var manager = await ClientAsync(site, "manager");
        var (missing, problem) = await PostAsync(manager, $"/api/v1/people/{person}/nominations", new { reasonKind = "offending" });
        missing.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("field").GetString().ShouldBe("reasons");
        var (victim, refused) = await PostAsync(manager, $"/api/v1/people/{person}/nominations", new { reasonKind = "victim", reasons = Arrange.Reasons });
        victim.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.GetProperty("code").GetString().ShouldBe("rule-broken");
        refused.GetProperty("source").GetString()!.ShouldContain("Gangs Matrix");
        var (created, nominated) = await PostAsync(manager, $"/api/v1/people/{person}/nominations", new { reasonKind = "offending", reasons = Arrange.Reasons });
        created.ShouldBe(HttpStatusCode.Created);
        var id = nominated.GetProperty("caseId").GetGuid();
        await site.World.DoAsync(site.World.As("coordinator"), db => ScreenNomination.DoAsync(db, new(id), ScreenNomination.ToPanel, Arrange.Reasons));

        using var police = await ClientAsync(site, "coordinator");
        (await PostAsync(manager, $"/api/v1/cases/{id}/votes", new { vote = "adopt", reasons = "Probation can take him on from January." })).Status.ShouldBe(HttpStatusCode.Created);
        (await PostAsync(police, $"/api/v1/cases/{id}/votes", new { vote = "adopt", reasons = "Four burglaries near one another since June." })).Status.ShouldBe(HttpStatusCode.Created);
        var decision = new
        {
            outcome = "adopt", reasons = "Burglaries began when his tenancy ended; both can act.", leadAgency = site.World.Agencies["north-probation"].Value, leadProfessional = site.World.As("manager").User.Value,
            cohortType = "Fixed", firstStep = "joint-visit", why = "Services are worried about burglaries near your home and want to help.",
        };
        (await PostAsync(manager, $"/api/v1/cases/{id}/decisions", decision)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(police, $"/api/v1/cases/{id}/decisions", decision)).Status.ShouldBe(HttpStatusCode.Created);

        var one = await manager.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{id}");
        one.GetProperty("state").GetString().ShouldBe("adopted");
        one.GetProperty("votes").GetArrayLength().ShouldBe(2);
        (await manager.GetFromJsonAsync<JsonElement>("/api/v1/cases?state=adopted")).GetProperty("cases").GetArrayLength().ShouldBe(1);
        using var south = await ClientAsync(site, "coordinator", "south");
        (await south.GetAsync($"/api/v1/cases/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await south.GetFromJsonAsync<JsonElement>("/api/v1/cases")).GetProperty("cases").GetArrayLength().ShouldBe(0);
        (await PostAsync(south, $"/api/v1/people/{person}/nominations", new { reasonKind = "offending", reasons = Arrange.Reasons })).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Api_Scores_ArePagedAndRecorded()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.PersonAsync("Other");
        using var client = await ClientAsync(site, "analyst");
        (await client.GetAsync("/api/v1/scores")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await site.World.MatrixInUseAsync();
        await site.World.DoAsync(site.World.As("analyst"), db => ScorePeople.DoAsync(db));
        var page = await client.GetFromJsonAsync<JsonElement>("/api/v1/scores?size=1&page=2");
        page.GetProperty("count").GetInt32().ShouldBe(2);
        page.GetProperty("scores").GetArrayLength().ShouldBe(1);
        (await client.GetAsync("/api/v1/scores?size=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/people/{person}/score")).GetRawText().ShouldContain("Convictions for residential burglary");
        (await site.World.ReadAsync<int>("select count(*)::int from audit_entry where operation = 'consultation' and @person = any(person_ids)", new { person }, by: "governance")).ShouldBeGreaterThan(0);
        using var nobody = new HttpClient { BaseAddress = new Uri(site.Address) };
        (await nobody.GetAsync("/api/v1/scores")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
