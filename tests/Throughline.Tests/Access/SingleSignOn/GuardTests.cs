using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Throughline.Access.SingleSignOn;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.SingleSignOn;

/// <summary>Where the program may send requests, and what a provider that lies gets.</summary>
public sealed class GuardTests
{
    private static readonly SignOnSettings Outside = new([new Uri("https://login.example/tenant"), new Uri("https://127.0.0.1:1"), new Uri("https://localhost:1")], false, false);

    [Theory]
    [InlineData("https://login.example/tenant/v2", true)]
    [InlineData("https://login.example:444/tenant", false)]
    [InlineData("http://login.example/tenant", false)]
    [InlineData("https://login.example.evil.example/", false)]
    [InlineData("https://evil.example/?https://login.example", false)]
    [InlineData("https://login.example@evil.example/", false)]
    [InlineData("https://user:word@login.example/", false)]
    [InlineData("https://login.example/#x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("//login.example", false)]
    [InlineData("", false)]
    public void Address_NotOnTheList_IsRefused(string address, bool isAllowed) => (Outside.Problem(address) is null).ShouldBe(isAllowed);

    [Theory]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("::1", false, false)]
    [InlineData("::ffff:127.0.0.1", false, false)]
    [InlineData("169.254.169.254", false, false)]
    [InlineData("0.0.0.0", false, false)]
    [InlineData("224.0.0.1", false, false)]
    [InlineData("fe80::1", false, false)]
    [InlineData("10.1.2.3", false, true)]
    [InlineData("172.16.0.1", false, true)]
    [InlineData("172.31.255.255", false, true)]
    [InlineData("172.32.0.1", true, true)]
    [InlineData("192.168.1.1", false, true)]
    [InlineData("::ffff:192.168.1.1", false, true)]
    [InlineData("100.64.0.1", false, true)]
    [InlineData("198.18.0.1", false, true)]
    [InlineData("fd00::1", false, true)]
    [InlineData("93.184.215.14", true, true)]
    [InlineData("2606:2800:21f::1", true, true)]
    [InlineData("64:ff9b::7f00:1", false, false)]
    [InlineData("64:ff9b::a9fe:a9fe", false, false)]
    [InlineData("64:ff9b::a01:203", false, true)]
    [InlineData("64:ff9b::5db8:d70e", true, true)]
    [InlineData("64:ff9b:1::5db8:d70e", false, false)]
    [InlineData("2002:7f00:1::1", false, false)]
    [InlineData("2002:a9fe:a9fe::1", false, false)]
    [InlineData("2002:c0a8:101::1", false, true)]
    [InlineData("2002:5db8:d70e::1", true, true)]
    [InlineData("::7f00:1", false, false)]
    [InlineData("::5db8:d70e", false, false)]
    [InlineData("::", false, false)]
    public void Network_OnesOwn_IsNotConnectedToUnlessAllowed(string address, bool asUsual, bool whenAllowed)
    {
        Outside.MayConnectTo(IPAddress.Parse(address)).ShouldBe(asUsual);
        (Outside with { AllowsPrivateAddresses = true }).MayConnectTo(IPAddress.Parse(address)).ShouldBe(whenAllowed);
    }

    /// <summary>The ID token is believed for where it came from: an allowed host that is not the issuer's could make one of anybody.</summary>
    [Theory]
    [InlineData("https://login.example/t", "https://login.example/u", true, true)]
    [InlineData("https://other.example/t", "https://login.example/u", false, false)]
    [InlineData("https://login.example/t", "https://other.example/u", false, false)]
    [InlineData("https://token.login.example/t", "https://login.example/u", false, true)]
    [InlineData("https://login.example:444/t", "https://login.example/u", false, false)]
    public void Endpoint_ByHand_IsTheIssuersOrWhereItSays(string token, string userinfo, bool alone, bool described)
    {
        var byHand = new Endpoints("https://login.example/a", token, userinfo, "https://login.example/k", false);
        (Discovery.Elsewhere("https://login.example", byHand, null) is null).ShouldBe(alone);
        (Discovery.Elsewhere("https://login.example", byHand, new Endpoints("https://login.example/a", "https://token.login.example/other", "https://login.example/u", "https://login.example/k", true)) is null).ShouldBe(described);
    }

    /// <summary>The list became shorter after an administrator had chosen from it: each of the three addresses is asked about again.</summary>
    [Theory]
    [InlineData("authorisation_endpoint")]
    [InlineData("token_endpoint")]
    [InlineData("userinfo_endpoint")]
    public async Task Endpoint_NoLongerAllowed_IsNotAsked(string column)
    {
        await using var fake = await FakeProvider.StartAsync();
        await using var site = await Agencies.SiteAsync(fake.Issuer);
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        (await administrator.SetAsync(fake.Issuer)).Main.ShouldContain("Saved.");
        await site.RunAsync($"update agency_sign_on set {column} = 'https://gone.example/x'");
        using var browser = site.Nobody();
        (await browser.GetAsync($"/sign-in/agency/{site.World.Agencies["north-police"]}")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        fake.TokenRequests.ShouldBe(0);
    }

    [Theory]
    [InlineData("https://127.0.0.1:1")]
    [InlineData("https://localhost:1")]
    public async Task Name_ThatLeadsToThisMachine_IsNotFollowed(string issuer)
    {
        using var http = new GuardedHttp(Outside);
        (await Should.ThrowAsync<HttpRequestException>(() => http.Client.GetAsync(new Uri(issuer)))).Message.ShouldContain("may not be connected to");
        (await new Discovery(http, Outside).FetchAsync(issuer)).Problem!.ShouldContain("could not be reached");
    }

    [Fact]
    public async Task Description_ThatRedirectsLiesOrNeverEnds_IsRefused()
    {
        await using var fake = await FakeProvider.StartAsync();
        var settings = new SignOnSettings([new Uri(fake.Issuer)], false, true);
        using var http = new GuardedHttp(settings);
        var discovery = new Discovery(http, settings);
        (await discovery.FetchAsync(fake.Issuer)).Found.ShouldNotBeNull();
        var redirected = 0;
        foreach (var (answer, words) in new (Func<HttpContext, Task>, string)[]
        {
            (context => { redirected++; context.Response.Redirect("/userinfo"); return Task.CompletedTask; }, "answered 302"),
            (context => context.Response.WriteAsJsonAsync(fake.Described(issuer: "https://other.example")), "another address"),
            (context => context.Response.WriteAsJsonAsync(new { issuer = fake.Issuer, authorization_endpoint = fake.Issuer + "/a", token_endpoint = "http://169.254.169.254/latest", userinfo_endpoint = fake.Issuer + "/u", jwks_uri = fake.Issuer + "/k" }), "token endpoint cannot be used"),
            (context => context.Response.WriteAsync(new string('x', GuardedHttp.LargestAnswer + 1)), "could not be reached"),
            (context => context.Response.WriteAsync("[]"), "another address"),
            (context => context.Response.WriteAsync("{"), "could not be reached"),
            (async context => await Task.Delay(GuardedHttp.Patience + TimeSpan.FromSeconds(5), context.RequestAborted), "could not be reached"),
        })
        {
            fake.Description = answer;
            (await discovery.FetchAsync(fake.Issuer)).Problem.ShouldNotBeNull().ShouldContain(words);
        }

        redirected.ShouldBe(1);
    }

    [Fact]
    public async Task Loopback_OutsideDevelopment_StopsTheProgram()
    {
        await using var world = await World.CreateAsync();
        Should.Throw<InvalidOperationException>(() => Server.Build(world.Database, "http://127.0.0.1:0", demo: false, world.Clock, new Dictionary<string, string?> { ["environment"] = "Production", ["SingleSignOn:AllowLoopback"] = "true" }))
            .Message.ShouldContain("development only");
    }

    [Fact]
    public async Task Issuer_NotAllowed_CannotBeSet_AndNobodyElsesCan()
    {
        await using var fake = await FakeProvider.StartAsync();
        await using var site = await Agencies.SiteAsync("https://login.example");
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        var refused = await administrator.SetAsync(fake.Issuer);
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Main.ShouldContain("is not among the identity providers");
        (await site.AskDatabaseAsync<long>("select count(*) from agency_sign_on")).ShouldBe(0);
        using var coordinator = await site.SignInAsync("coordinator", steppedUp: true);
        (await coordinator.GetAsync("/single-sign-on")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>What the provider gives stays with the server: the browser has our session and nothing of theirs.</summary>
    [Fact]
    public async Task Tokens_OfTheProvider_AreNeitherKeptNorHandedOn()
    {
        await using var fake = await FakeProvider.StartAsync();
        await using var site = await Agencies.SiteAsync(fake.Issuer);
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        (await administrator.SetAsync(fake.Issuer)).Main.ShouldContain("Saved.");
        var agency = site.World.Agencies["north-police"].Value;
        await site.RunAsync($"insert into app_user_login (login_provider, provider_key, provider_display_name, user_id) values ('{agency}', 'ada', 'ada', '{site.World.As("coordinator").User}')");
        using var walker = new Walker(site, agency);
        var asked = QueryHelpers.ParseQuery((await walker.AskedAsync()).Query);
        foreach (var (name, value) in new (string, object)[] { ("iss", fake.Issuer), ("aud", OidcProvider.Client), ("sub", "ada"), ("exp", site.World.Clock.GetUtcNow().ToUnixTimeSeconds() + 3600), ("nonce", asked["nonce"].ToString()) })
            fake.Claims[name] = value;
        var answer = await walker.Browser.GetAsync($"/sign-in/agency/{agency}/back?code=c&state={Uri.EscapeDataString(asked["state"].ToString())}");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        fake.TokenRequests.ShouldBe(1);
        answer.Body.ShouldNotContain(FakeProvider.AccessToken);
        walker.Browser.Cookies.GetAllCookies().ShouldAllBe(cookie => !cookie.Value.Contains(FakeProvider.AccessToken, StringComparison.Ordinal));
        (await site.AskDatabaseAsync<long>("select count(*) from app_user_token")).ShouldBe(0);
    }

    /// <summary>The same good answer each time, with one thing wrong in what the provider then says.</summary>
    [Fact]
    public async Task Provider_ThatLies_SignsNobodyIn()
    {
        await using var fake = await FakeProvider.StartAsync();
        await using var site = await Agencies.SiteAsync(fake.Issuer);
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        (await administrator.SetAsync(fake.Issuer)).Main.ShouldContain("Saved.");
        var agency = site.World.Agencies["north-police"].Value;
        await site.RunAsync($"insert into app_user_login (login_provider, provider_key, provider_display_name, user_id) values ('{agency}', 'ada', 'ada', '{site.World.As("coordinator").User}')");
        var now = site.World.Clock.GetUtcNow().ToUnixTimeSeconds();

        async Task<(HttpStatusCode, string)> WithAsync(Action<Dictionary<string, object>> lie, string userinfo = "ada", TimeSpan late = default)
        {
            using var walker = new Walker(site, agency);
            var asked = QueryHelpers.ParseQuery((await walker.AskedAsync()).Query);
            asked["code_challenge_method"].ToString().ShouldBe("S256");
            fake.Claims.Clear();
            foreach (var (name, value) in new (string, object)[] { ("iss", fake.Issuer), ("aud", OidcProvider.Client), ("sub", "ada"), ("exp", now + 3600), ("nonce", asked["nonce"].ToString()) })
                fake.Claims[name] = value;
            lie(fake.Claims);
            fake.UserinfoSubject = userinfo;
            site.World.Clock.Move(late);
            var answer = await walker.Browser.GetAsync($"/sign-in/agency/{agency}/back?code=c&state={Uri.EscapeDataString(asked["state"].ToString())}");
            site.World.Clock.Move(-late);
            WebEncoders.Base64UrlEncode(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(fake.VerifierSent!))).ShouldBe(asked["code_challenge"].ToString());
            return (answer.Status, answer.Status == HttpStatusCode.OK ? "" : await site.AskDatabaseAsync<string>("select detail from account_event where kind = 'sign-in refused' order by id desc limit 1"));
        }

        (await WithAsync(_ => { })).Item1.ShouldBe(HttpStatusCode.OK, "the truth is believed");
        foreach (var (lie, words) in new (Action<Dictionary<string, object>>, string)[]
        {
            (claims => claims["nonce"] = "another", "answers another request"),
            (claims => claims.Remove("nonce"), "answers another request"),
            (claims => claims["iss"] = "https://other.example", "another issuer"),
            (claims => claims["aud"] = "another", "for another client"),
            (claims => claims["aud"] = new[] { OidcProvider.Client, "another" }, "for another client"),
            (claims => claims["exp"] = now - 60, "has run out"),
            (claims => claims.Remove("exp"), "has run out"),
            (claims => claims["sub"] = "", "names nobody"),
            (claims => claims["sub"] = "eve", "about somebody else"),
        })
        {
            var (status, detail) = await WithAsync(lie);
            status.ShouldBe(HttpStatusCode.BadRequest, words);
            detail.ShouldContain(words);
        }

        using var stolen = System.Security.Cryptography.RSA.Create(2048);
        foreach (var (algorithm, key) in new[] { ("none", null), ("HS256", null), ("RS384", null), ("RS256", stolen) })
        {
            (fake.Algorithm, fake.AnotherKey) = (algorithm, key);
            (await WithAsync(_ => { })).Item2.ShouldContain("not signed by the issuer's keys", Case.Sensitive, algorithm);
        }

        (fake.Algorithm, fake.AnotherKey) = ("RS256", null);
        (await WithAsync(_ => { }, userinfo: "eve")).Item2.ShouldContain("about somebody else");
        (await WithAsync(_ => { }, late: TimeSpan.FromMinutes(11))).Item2.ShouldContain("too late");
    }

    /// <summary>The signature of a token, whichever part of it is changed, and whichever key is published.</summary>
    [Fact]
    public void Signature_OfTheToken_HoldsForNothingElse()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        using var small = System.Security.Cryptography.RSA.Create(1024);
        using var curve = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        static string Part(string text) => WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(text));
        string Signed(string header, Func<byte[], byte[]> sign)
        {
            var text = Part(header) + "." + Part("""{"sub":"ada"}""");
            return text + "." + WebEncoders.Base64UrlEncode(sign(System.Text.Encoding.ASCII.GetBytes(text)));
        }

        var sha = System.Security.Cryptography.HashAlgorithmName.SHA256;
        var good = Signed("""{"alg":"RS256","kid":"1"}""", bytes => key.SignData(bytes, sha, System.Security.Cryptography.RSASignaturePadding.Pkcs1));
        TokenSignature.Problem(good, FakeProvider.Jwks(key)).ShouldBeNull();
        TokenSignature.Problem(Signed("""{"alg":"PS256"}""", bytes => key.SignData(bytes, sha, System.Security.Cryptography.RSASignaturePadding.Pss)), FakeProvider.Jwks(key)).ShouldBeNull();
        var point = curve.ExportParameters(false).Q;
        var onCurve = $$"""{"keys":[{"kty":"EC","crv":"P-256","x":"{{WebEncoders.Base64UrlEncode(point.X!)}}","y":"{{WebEncoders.Base64UrlEncode(point.Y!)}}"}]}""";
        TokenSignature.Problem(Signed("""{"alg":"ES256"}""", bytes => curve.SignData(bytes, sha)), onCurve).ShouldBeNull();

        var parts = good.Split('.');
        foreach (var bad in new[]
        {
            $"{parts[0]}.{Part("""{"sub":"eve"}""")}.{parts[2]}", $"{Part("""{"alg":"RS256","kid":"2"}""")}.{parts[1]}.{parts[2]}", $"{Part("""{"alg":"none"}""")}.{parts[1]}.", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}", "", "a.b.c",
            Signed("""{"alg":"HS256","kid":"1"}""", bytes => System.Security.Cryptography.HMACSHA256.HashData(key.ExportRSAPublicKey(), bytes)),
        })
            TokenSignature.Problem(bad, FakeProvider.Jwks(key)).ShouldNotBeNull(bad);
        TokenSignature.Problem(Signed("""{"alg":"RS256","kid":"1"}""", bytes => small.SignData(bytes, sha, System.Security.Cryptography.RSASignaturePadding.Pkcs1)), FakeProvider.Jwks(small)).ShouldNotBeNull("a key that is too short");
        foreach (var keys in new[] { "{}", "[]", "not json", """{"keys":[]}""", """{"keys":[{"kty":"RSA"}]}""", """{"keys":[{"kty":"oct","k":"AA"}]}""" })
            TokenSignature.Problem(good, keys).ShouldNotBeNull(keys);
    }
}
