using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Throughline.Testing;
using Throughline.Tests.Review;
using Xunit;

namespace Throughline.Tests.Access.Keeping;

public sealed class KeepingApiTests
{
    [Fact]
    public async Task Roles_OverTheApi_FollowTheSameRules()
    {
        await using var site = await Site.StartAsync();
        using var administrator = await ReviewApiTests.ClientAsync(site, "administrator", mayExport: true);
        using var governance = await ReviewApiTests.ClientAsync(site, "governance", mayExport: true);
        var who = site.World.As("intelligence").User;
        (await administrator.GetStringAsync("/api/v1/users")).ShouldContain("Ian Tell");
        (await administrator.GetStringAsync($"/api/v1/users/{who}")).ShouldStartWith($"{{\"id\":\"{who}\"");
        (await administrator.GetAsync($"/api/v1/users/{site.World.As("manager").User}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await governance.GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await administrator.PutAsJsonAsync($"/api/v1/users/{who}/roles", new { roles = new[] { "king" } })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await administrator.PutAsJsonAsync($"/api/v1/users/{who}/roles", new { roles = new[] { "intelligence-officer", "analyst" } })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "no reason");
        var asked = await administrator.PutAsJsonAsync($"/api/v1/users/{who}/roles", new { roles = new[] { "intelligence-officer", "analyst" }, reason = "Is needed" });
        (await asked.Content.ReadAsStringAsync()).ShouldContain("analyst");
        var request = await site.World.DoAsync(site.World.As("governance"), db => db.ValueAsync<Guid>("select id from role_request"));
        (await administrator.PostAsync($"/api/v1/role-requests/{request}/approve", null)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await governance.PostAsync($"/api/v1/role-requests/{request}/approve", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await site.World.RolesOfAsync(who)).ShouldBe(["analyst", "intelligence-officer"]);
        (await governance.GetStringAsync("/api/v1/role-requests?state=approved")).ShouldContain("Ian Tell");

        (await administrator.PostAsJsonAsync($"/api/v1/users/{who}/vetting-and-training", new { code = "sc", obtainedOn = "2025-01-01", expiresOn = "2030-01-01" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await administrator.GetAsync("/api/v1/access-review")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await governance.GetStringAsync("/api/v1/brake-stops")).ShouldBe("[]");
        (await governance.PostAsJsonAsync($"/api/v1/brake-stops/{request}/settle", new { lift = true, reason = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
