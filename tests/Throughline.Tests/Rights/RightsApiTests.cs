using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Throughline.Tests.Sharing;
using Xunit;

namespace Throughline.Tests.Rights;

/// <summary>The API of rights does what the pages do, by the same acts.</summary>
public sealed class RightsApiTests
{
    private static async Task<HttpClient> ClientAsync(Site site, string user, bool mayExport = false)
    {
        var act = site.World.As(user);
        var token = await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test", mayExport);
        var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, object body) => (await client.PostAsJsonAsync("/api/v1/rights/" + path, body)).StatusCode;

    [Fact]
    public async Task Request_FromItsRecordingToThePack()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        using var governance = await ClientAsync(site, "governance", mayExport: true);
        using var weak = await ClientAsync(site, "governance");
        using var police = await ClientAsync(site, "coordinator");
        (await PostAsync(police, $"people/{person}/requests", new { })).ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(governance, $"people/{person}/requests", new { receivedOn = "2026-11-18", how = "letter" })).ShouldBe(HttpStatusCode.UnprocessableEntity);
        var made = await governance.PostAsJsonAsync($"/api/v1/rights/people/{person}/requests", new { receivedOn = "2026-11-18", how = "letter", askedFor = "Everything" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var request = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await PostAsync(governance, $"requests/{request}/identity", new { on = "2026-11-20", words = "Passport" })).ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(governance, $"requests/{request}/search", new { })).ShouldBe(HttpStatusCode.OK);
        var view = (await police.GetFromJsonAsync<JsonElement>($"/api/v1/rights/views/{request}")).GetProperty("items").EnumerateArray().Select(item => new { kind = item.GetProperty("kind").GetString(), item = item.GetProperty("item").GetGuid(), decision = "disclose" }).ToArray();
        (await PostAsync(police, $"views/{request}", new { items = view })).ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(police, $"views/{request}", new { items = view })).ShouldBe(HttpStatusCode.UnprocessableEntity, "one answer");
        (await governance.GetFromJsonAsync<JsonElement>($"/api/v1/rights/requests/{request}")).GetProperty("inTheWay").GetArrayLength().ShouldBe(2);
        site.World.Clock.Move(TimeSpan.FromDays(11));
        (await PostAsync(governance, $"requests/{request}/items/as-proposed", new { })).ShouldBe(HttpStatusCode.OK);
        foreach (var left in (await governance.GetFromJsonAsync<JsonElement>($"/api/v1/rights/requests/{request}/items")).EnumerateArray().Where(item => item.GetProperty("decision").ValueKind == JsonValueKind.Null))
            (await PostAsync(governance, $"requests/{request}/items", new { kind = left.GetProperty("kind").GetString(), item = left.GetProperty("item").GetGuid(), decision = "disclose" })).ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(weak, $"requests/{request}/give", new { })).ShouldBe(HttpStatusCode.Forbidden, "a token that may not take lists out");
        var given = await governance.PostAsJsonAsync($"/api/v1/rights/requests/{request}/give", new { });
        var hash = (await given.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sha256").GetString();
        (await weak.GetAsync(new Uri($"/api/v1/rights/requests/{request}/pack", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Convert.ToHexStringLower(SHA256.HashData(await governance.GetByteArrayAsync(new Uri($"/api/v1/rights/requests/{request}/pack", UriKind.Relative)))).ShouldBe(hash);
        (await PostAsync(governance, $"requests/{request}/refuse", new { because = "excessive", words = "No" })).ShouldBe(HttpStatusCode.UnprocessableEntity, "it is answered");
    }

    [Fact]
    public async Task Correction_Restriction_AndDisposal_ByTheOwner()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        var phone = await world.DoAsync(world.As("coordinator"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null));
        using var governance = await ClientAsync(site, "governance");
        using var police = await ClientAsync(site, "coordinator");
        using var probation = await ClientAsync(site, "manager");
        (await PostAsync(governance, $"people/{person}/corrections", new { asks = "restrict", receivedOn = "2026-11-20", kind = "person_phone", item = phone, wrong = "It is not mine" })).ShouldBe(HttpStatusCode.Created);
        var asked = (await police.GetFromJsonAsync<JsonElement>("/api/v1/rights/corrections"))[0].GetProperty("id").GetGuid();
        (await probation.GetFromJsonAsync<JsonElement>("/api/v1/rights/corrections")).GetArrayLength().ShouldBe(0);
        (await PostAsync(probation, $"corrections/{asked}/decision", new { outcome = "refused", reason = "No" })).ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(police, $"corrections/{asked}/decision", new { outcome = "restricted", restrictBecause = "person-asks", reason = "As he asks" })).ShouldBe(HttpStatusCode.NoContent);
        var restriction = (await police.GetFromJsonAsync<JsonElement>("/api/v1/rights/restrictions"))[0].GetProperty("id").GetGuid();
        (await PostAsync(police, $"restrictions/{restriction}/lift", new { told = false, words = "It is his" })).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(police, $"restrictions/{restriction}/lift", new { told = true, words = "It is his" })).ShouldBe(HttpStatusCode.NoContent);

        world.Clock.Move(TimeSpan.FromDays(366 * 7));
        using var later = await ClientAsync(site, "governance");
        using var second = await ClientAsync(site, "coordinator");
        (await PostAsync(second, $"people/{person}/review", new { decision = "retain" })).ShouldBe(HttpStatusCode.NotFound, "the officer decides");
        (await later.GetFromJsonAsync<JsonElement>($"/api/v1/rights/people/{person}/review")).EnumerateArray().ShouldContain(item => item.GetProperty("item").GetGuid() == phone);
        (await PostAsync(later, $"people/{person}/review", new { items = new[] { new { kind = "person_phone", item = phone } }, decision = "dispose", reason = "Its time is over" })).ShouldBe(HttpStatusCode.NoContent);
        var disposal = (await second.GetFromJsonAsync<JsonElement>("/api/v1/rights/disposals"))[0].GetProperty("id").GetGuid();
        (await PostAsync(later, $"disposals/{disposal}/agree", new { })).ShouldBe(HttpStatusCode.UnprocessableEntity, "somebody else must agree");
        (await PostAsync(second, $"disposals/{disposal}/refuse", new { words = "A court may ask for it" })).ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(second, $"disposals/{disposal}/agree", new { })).ShouldBe(HttpStatusCode.Conflict, "it was refused");
        (await world.SeesAsync("coordinator", "person_phone", phone)).ShouldBeTrue();
    }
}
