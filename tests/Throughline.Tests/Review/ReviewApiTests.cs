using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Review;

public sealed class ReviewApiTests
{
    [Fact]
    public async Task Status_ReadAndDecided_WithConflictAndRules()
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Able", "red");
        using var client = await ClientAsync(site, "manager");
        var url = $"/api/v1/people/{ada}/status";
        (await client.GetFromJsonAsync<JsonElement>(url)).GetProperty("proposal").GetProperty("status").GetString().ShouldBe("amber");
        (await client.PostAsJsonAsync(url, new { to = "amber" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsJsonAsync(url, new { to = "amber", reason = "because", seen = "green" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await client.PostAsJsonAsync(url, new { to = "purple", reason = "because", seen = "red" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.PostAsJsonAsync(url, new { to = "amber", reason = "because", seen = "red" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await client.GetFromJsonAsync<JsonElement>(url)).GetProperty("status").GetString().ShouldBe("amber");
        var today = await client.GetFromJsonAsync<JsonElement>("/api/v1/review/today");
        today.GetProperty("reviewed").GetInt32().ShouldBe(1);
        today.GetProperty("people").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Status_OtherPartnershipOrNobody_SeesNothing()
    {
        await using var site = await Site.StartAsync();
        var (ada, _) = await site.World.AdoptedAsync("Ada Able", "red");
        using var south = await ClientAsync(site, "manager", "south");
        (await south.GetAsync($"/api/v1/people/{ada}/status")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await south.GetFromJsonAsync<JsonElement>("/api/v1/review/today")).GetProperty("total").GetInt32().ShouldBe(0);
        using var nobody = new HttpClient { BaseAddress = new Uri(site.Address) };
        (await nobody.GetAsync("/api/v1/review/today")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var lead = await ClientAsync(site, "lead");
        (await lead.GetAsync($"/api/v1/people/{ada}/status")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    internal static async Task<HttpClient> ClientAsync(Site site, string user, string partnership = "north", bool mayExport = false)
    {
        var act = site.World.As(user, partnership);
        var token = await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test", mayExport);
        var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
