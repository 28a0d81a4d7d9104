using System.Diagnostics;
using System.Text;
using Shouldly;
using Throughline.Tests.House;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>Too much of anything, and requests whose end cannot be told, are refused quickly (ASVS 4.2.1, 2.4.1).</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed class OversizeTests(AttackedSite attacked)
{
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(10);

    private async Task<string> RawAsync(string request)
    {
        var watch = Stopwatch.StartNew();
        var answer = await RawRequests.SendAsync(attacked.Site.Address, request);
        watch.Elapsed.ShouldBeLessThan(Quickly + TimeSpan.FromSeconds(2));
        return answer;
    }

    private string Host => new Uri(attacked.Site.Address).Authority;

    [Fact]
    public async Task Headers_TooManyOrTooLong_AreRefused()
    {
        var many = string.Concat(Enumerable.Range(0, 5_000).Select(number => $"X-{number}: y\r\n"));
        RawRequests.StatusOf(await RawAsync($"GET /help HTTP/1.1\r\nHost: {Host}\r\n{many}\r\n")).ShouldBe(431);
        RawRequests.StatusOf(await RawAsync($"GET /help HTTP/1.1\r\nHost: {Host}\r\nX-Long: {new string('y', 200_000)}\r\n\r\n")).ShouldBe(431);
        RawRequests.StatusOf(await RawAsync($"GET /help?{new string('y', 200_000)} HTTP/1.1\r\nHost: {Host}\r\n\r\n")).ShouldBe(414);
        RawRequests.StatusOf(await RawAsync($"GET /help HTTP/1.1\r\nHost: {Host}\r\nCookie: throughline={new string('y', 20_000)}\r\nConnection: close\r\n\r\n")).ShouldBe(200);
    }

    [Fact]
    public async Task Form_WithTooManyFields_IsRefused()
    {
        foreach (var address in new[] { "/sign-in", "/people" })
        {
            using var caller = address == "/sign-in" ? attacked.Nobody() : null;
            var sender = caller ?? await attacked.CallerAsync("coordinator");
            var page = await sender.GetAsync(address);
            var fields = Enumerable.Range(0, 100_000).Select(number => KeyValuePair.Create($"k{number}", "v"));
            var watch = Stopwatch.StartNew();
            (await sender.PostAsync(address, [new(Form.Token, page.Token), .. fields])).Status.ShouldBe(400, address);
            watch.Elapsed.ShouldBeLessThan(Quickly);
        }
    }

    [Fact]
    public async Task Form_WithOneHugeFieldOrName_IsRefusedOrTakenQuickly()
    {
        var caller = await attacked.CallerAsync("coordinator");
        var page = await caller.GetAsync("/people");
        foreach (var field in new[] { KeyValuePair.Create("Anything", new string('x', 10 << 20)), KeyValuePair.Create(new string('x', 1 << 20), "v"), KeyValuePair.Create("Anything", new string('\u00e9', 1 << 20)) })
        {
            var watch = Stopwatch.StartNew();
            (await caller.PostAsync("/people", new(Form.Token, page.Token), field)).Status.ShouldBeOneOf([400, 413]);
            watch.Elapsed.ShouldBeLessThan(Quickly);
        }
    }

    [Fact]
    public async Task Body_LargerThanAnEndpointTakes_IsRefused()
    {
        var caller = await attacked.CallerAsync("coordinator");
        var api = await attacked.CallerAsync("coordinator", api: true);
        // thirty megabytes is what an endpoint takes that does not say otherwise
        using var large = new ByteArrayContent(new byte[31 << 20]);
        large.Headers.ContentType = new("application/json");
        var reply = await api.SendAsync(HttpMethod.Post, "/api/v1/people/search", large, request => request.Headers.ExpectContinue = true);
        reply.Status.ShouldBe(413, reply.Body);
        reply.Body.ShouldContain("too-large");
        using var form = new ByteArrayContent(new byte[31 << 20]);
        form.Headers.ContentType = new("application/x-www-form-urlencoded");
        (await caller.SendAsync(HttpMethod.Post, "/people", form, request => request.Headers.ExpectContinue = true)).Status.ShouldBeOneOf([400, 413]);
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{\"a\":", 100_000)]
    [InlineData("[", 65)]
    public async Task Json_TooDeep_IsRefused(string open, int depth)
    {
        var api = await attacked.CallerAsync("coordinator", api: true);
        foreach (var address in new[] { "/api/v1/people/search", "/api/v1/people/", $"/api/v1/people/{attacked.World.Adopted}/status" })
            (await api.JsonAsync(address, $"{{\"surname\":{string.Concat(Enumerable.Repeat(open, depth))}")).Status.ShouldBe(400, address);
    }

    [Fact]
    public async Task Json_WithHundredThousandMembersOrTheSameTwice_IsAnsweredQuickly()
    {
        var api = await attacked.CallerAsync("coordinator", api: true);
        var watch = Stopwatch.StartNew();
        var many = new StringBuilder("{\"anything\":\"Begum\"");
        for (var member = 0; member < 100_000; member++)
            many.Append($",\"m{member}\":{member}");
        (await api.JsonAsync("/api/v1/people/search", many.Append('}').ToString())).Status.ShouldBe(200);
        (await api.JsonAsync("/api/v1/people/search", "{\"anything\":\"Begum\",\"anything\":\"Marsh\"}")).Status.ShouldBeOneOf([200, 400]);
        watch.Elapsed.ShouldBeLessThan(Quickly);
    }

    /// <summary>Where a request ends is never a matter of opinion between two servers.</summary>
    [Theory]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: +5\r\n\r\nabcde")]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length : 5\r\n\r\nabcde")]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("GET /help HTTP/1.1\r\nHost: {host}\r\nX: a\r\n folded\r\n\r\n")]
    [InlineData("GET /help HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n")]
    [InlineData("GET /help HTTP/1.1\r\n\r\n")]
    [InlineData("GET /help HTTP/1.1\r\nHost: {host}\r\nX\u0000Y: a\r\n\r\n")]
    [InlineData("GET /he\u0000lp HTTP/1.1\r\nHost: {host}\r\n\r\n")]
    [InlineData("GET /help HTTP/9.9\r\nHost: {host}\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003")]
    public async Task Request_WhoseShapeIsDoubtful_IsRefused(string request) =>
        RawRequests.StatusOf(await RawAsync(request.Replace("{host}", Host, StringComparison.Ordinal))).ShouldBeOneOf([400, 0, 501, 505], request);

    [Fact]
    public async Task Request_WithTwoKindsOfLength_CarriesNoSecondRequest()
    {
        var answer = await RawAsync($"POST /sign-in HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /accessibility HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        answer.Split("HTTP/1.1 ").Length.ShouldBe(2, "one answer to one request");
    }

    [Fact]
    public void Limits_OfWhatMayBeSent_AreWritten()
    {
        var page = Checkout.Read("docs/how-to/import-a-file.md");
        page.ShouldContain("20 MB");
        page.ShouldContain("200 MB");
    }
}
