using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>Nobody is sent to another site, whatever an address or a form asks for (ASVS 3.7.2).</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed class RedirectTests(AttackedSite attacked)
{
    private static readonly string[] Elsewhere =
    [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil.example", "https://evil.example", "https:evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "/\t/evil.example", "\t//evil.example",
        "/%09/evil.example", "%2f%2fevil.example", "/%2fevil.example", "/%5cevil.example", "http://localhost@evil.example", "/.evil.example", "//evil.example/%2e%2e", "~//evil.example", "/\r\n/evil.example", "/\u0000/evil.example", " //evil.example", "evil.example",
    ];

    private static readonly string[] UsualNames = ["then", "return", "returnUrl", "ReturnUrl", "next", "url", "redirect", "redirect_uri", "continue", "goto", "back", "to", "target", "dest"];

    private void StaysHere(Reply reply)
    {
        if (reply.Location is not { } location)
            return;
        var here = new Uri(attacked.Site.Address);
        // as a browser reads it: control characters go, a backslash is a slash
        var read = new string([.. location.Trim().Where(letter => !char.IsControl(letter))]).Replace('\\', '/');
        read.ShouldStartWith("/", Case.Sensitive, reply.ToString());
        read.ShouldNotStartWith("//", Case.Sensitive, reply.ToString());
        new Uri(here, read).Host.ShouldBe(here.Host, reply.ToString());
    }

    [Fact]
    public async Task SignIn_WithAnAddressElsewhere_LeadsToTheFirstPage()
    {
        foreach (var elsewhere in Elsewhere)
        {
            using var caller = attacked.Nobody();
            var page = await caller.GetAsync("/sign-in?then=" + Uri.EscapeDataString(elsewhere));
            var reply = await caller.PostAsync("/sign-in?then=" + Uri.EscapeDataString(elsewhere), new(Form.Token, page.Token), new("UserName", "analyst@north.example"), new("Password", World.Password), new("Then", elsewhere));
            reply.Status.ShouldBeOneOf(elsewhere.Any(char.IsControl) ? [302, 200, 400] : [302, 200], elsewhere);
            StaysHere(reply);
        }
    }

    [Fact]
    public async Task Get_OfEverything_WithAnAddressElsewhere_StaysHere()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Gets))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            using var nobody = attacked.Nobody();
            var address = await attacked.AddressAsync(endpoint);
            var names = UsualNames.Concat(endpoint.Takes.Where(input => input.Type == typeof(string)).Select(input => input.Name)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            foreach (var elsewhere in Elsewhere.Where((_, at) => at % 4 == 0))
            {
                var query = (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + string.Join('&', names.Select(name => $"{name}={Uri.EscapeDataString(elsewhere)}"));
                StaysHere(await caller.GetAsync(address + query));
                StaysHere(await nobody.GetAsync(address + query));
            }
        }
    }

    [Fact]
    public async Task Post_OfEveryForm_WithAnAddressElsewhere_StaysHere()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.IsPage && endpoint.Gets && endpoint.Posts.Count > 0 && endpoint.Route is not "/sign-in" and not "/sign-out"))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            foreach (var form in Form.Of(await caller.GetAsync(await attacked.AddressAsync(endpoint)), Form.Plausible))
            {
                using var content = form.And(UsualNames.Select(name => KeyValuePair.Create(name, "//evil.example"))).Content();
                StaysHere(await caller.SendAsync(HttpMethod.Post, form.Action, content));
            }

            await attacked.HealAsync();
        }
    }

    /// <summary>Nothing is made from what the request says the site is called, nor from what a proxy would say.</summary>
    [Fact]
    public async Task Host_OfAnotherName_IsInNoAnswer()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Gets))
        {
            using var nobody = attacked.Nobody();
            foreach (var caller in new[] { await attacked.WhoMayAsync(endpoint), nobody })
            {
                // each header has a name of its own, so that one request tries them all and tells which was believed
                var reply = await caller.SendAsync(HttpMethod.Get, await attacked.AddressAsync(endpoint), also: request =>
                {
                    foreach (var header in new[] { "Host", "X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host" })
                        request.Headers.TryAddWithoutValidation(header, header == "Forwarded" ? "host=forwarded.evil.example;proto=https" : $"{header.ToLowerInvariant()}.evil.example");
                });
                (reply.Body + string.Join('\n', reply.HeaderLines)).ShouldNotContain("evil.example", Case.Insensitive, endpoint.Route);
            }
        }
    }

    [Fact]
    public async Task Headers_ThatOnlyAProxyShouldSend_AreNotBelieved()
    {
        using var caller = attacked.Nobody();
        var token = (await caller.GetAsync("/sign-in")).Token;
        using var content = new FormUrlEncodedContent([new(Form.Token, token), new("UserName", "forwarded@north.example"), new("Password", "x")]);
        await caller.SendAsync(HttpMethod.Post, "/sign-in", content, request =>
        {
            foreach (var header in new[] { "X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP" })
                request.Headers.TryAddWithoutValidation(header, "203.0.113.66");
        });
        (await attacked.AskAsync<string>("select address from account_event where user_name = 'forwarded@north.example'")).ShouldNotContain("203.0.113.66");
        var chair = await attacked.CallerAsync("chair");
        foreach (var header in new[] { "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path" })
            (await chair.SendAsync(HttpMethod.Get, "/help", also: request => request.Headers.TryAddWithoutValidation(header, "/audit"))).Heading.ShouldBe((await chair.GetAsync("/help")).Heading);
    }
}
