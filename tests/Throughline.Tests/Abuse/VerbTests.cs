using Shouldly;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>An endpoint answers the verbs it has, and no other word, header or field makes it do something else (ASVS 4.1.4, 13.4.4).</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed class VerbTests(AttackedSite attacked)
{
    private static readonly string[] Strange = ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "FOO", "PROPFIND", "MOVE", "X"];

    [Fact]
    public async Task Verb_ThatAnEndpointDoesNotHave_DoesNothingAnywhere()
    {
        foreach (var endpoint in attacked.Endpoints)
            await attacked.AddressAsync(endpoint);
        var before = await attacked.StateAsync();
        foreach (var endpoint in attacked.Endpoints)
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var address = await attacked.AddressAsync(endpoint);
            var token = endpoint.IsPage ? (await caller.GetAsync("/help")).Token : "";
            foreach (var verb in Strange.Where(verb => !endpoint.Methods.Contains(verb)))
            {
                // with the token that a form of ours has: the verb itself must not be known
                using var content = new FormUrlEncodedContent([new(Form.Token, token)]);
                var reply = await caller.SendAsync(new HttpMethod(verb), address, verb is "TRACE" or "OPTIONS" ? null : content, request => request.Headers.TryAddWithoutValidation("X-Echoed", "echo-me-not"));
                reply.Status.ShouldBeOneOf([405, 404, 415], $"{verb} {endpoint}");
                reply.Body.ShouldNotContain("echo-me-not", Case.Insensitive);
            }
        }

        AttackedSite.Changed(before, await attacked.StateAsync()).Where(table => table is not "session" and not "api_token" and not "person_search" and not "search" && !table.StartsWith("audit", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_ToAPageThatHasNone_IsNotDone()
    {
        var pages = attacked.Endpoints.Where(endpoint => endpoint.IsPage && !endpoint.Methods.Contains("POST")).ToList();
        pages.Count.ShouldBeGreaterThan(20);
        foreach (var endpoint in pages)
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var token = (await caller.GetAsync("/help")).Token;
            var address = await attacked.AddressAsync(endpoint);
            (await caller.PostAsync(address, new KeyValuePair<string, string>(Form.Token, token))).Status.ShouldBe(405, endpoint.Route);
            (await caller.PostAsync(address)).Status.ShouldBe(400, endpoint.Route);
        }
    }

    [Fact]
    public async Task Head_OfEverything_SaysWhatGetSaysWithoutTheBody()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Gets && endpoint.IsPage))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var address = await attacked.AddressAsync(endpoint);
            var (get, head) = (await caller.GetAsync(address), await caller.SendAsync(HttpMethod.Head, address));
            head.Status.ShouldBe(get.Status, endpoint.Route);
            head.Body.ShouldBeEmpty();
        }
    }

    /// <summary>The same page; a list may first lead to its address with the filters that it was last seen with.</summary>
    private static void Same(Reply reply, Reply usual, Endpoint endpoint)
    {
        if (reply.Status == 302)
            reply.Location!.Split('?')[0].ShouldBe(endpoint.Route);
        else
            (reply.Status, reply.Heading).ShouldBe((usual.Status, usual.Heading), endpoint.Route);
    }

    [Fact]
    public async Task Override_ByHeaderOrField_IsIgnored()
    {
        string[] headers = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Gets && endpoint.Methods.Contains("POST") && endpoint is { IsPage: true, IsOpen: false }))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var address = await attacked.AddressAsync(endpoint);
            var usual = await caller.GetAsync(address);
            if (usual.Status == 302)
                usual = await caller.GetAsync(usual.Location!);
            foreach (var verb in new[] { "POST", "DELETE" })
            {
                var reply = await caller.SendAsync(HttpMethod.Get, address, also: request =>
                {
                    foreach (var header in headers)
                        request.Headers.TryAddWithoutValidation(header, verb);
                });
                Same(reply, usual, endpoint);
                var asField = await caller.GetAsync(address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "_method=" + verb);
                Same(asField, usual, endpoint);
            }
        }

        var api = await attacked.CallerAsync("coordinator", api: true);
        var person = $"/api/v1/people/{attacked.World.Adopted}/status";
        var before = await attacked.AskAsync<int>("select count(*)::int from status_change");
        (await api.SendAsync(HttpMethod.Get, person, also: request => request.Headers.TryAddWithoutValidation(headers[0], "POST"))).Status.ShouldBe(200);
        (await attacked.AskAsync<int>("select count(*)::int from status_change")).ShouldBe(before);
    }
}
