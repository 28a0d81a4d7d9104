using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Testing;
using Throughline.Ui;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>Cookies over HTTPS, and the host that is asked.</summary>
public sealed class CookieTests
{
    [Theory]
    [InlineData("a=1; path=/", "__Host-a=1; path=/; secure")]
    [InlineData("a=1; path=/; secure; samesite=lax; httponly", "__Host-a=1; path=/; secure; samesite=lax; httponly")]
    [InlineData("a=1; path=/cohort", "__Secure-a=1; path=/cohort; secure")]
    [InlineData("a=1; domain=x.example; path=/", "__Secure-a=1; domain=x.example; path=/; secure")]
    public void Cookie_OverHttps_CarriesThePrefixThatItsPathAllows(string written, string sent) => CookiePrefixes.Prefixed(written).ShouldBe(sent);

    [Theory]
    [InlineData("__Host-a=1; __Secure-b=2", "a=1; b=2")]
    [InlineData("a=planted; __Host-a=1", "a=1")]
    [InlineData("a=planted", "")]
    [InlineData("", "")]
    public void Cookie_WithoutAPrefix_IsNotTaken(string header, string taken) => CookiePrefixes.Taken(header).ShouldBe(taken);

    [Fact]
    public async Task Everything_OverHttps_SetsPrefixedSecureCookiesOnly_AndSigningInWorks()
    {
        await using var site = await Site.StartAsync(also: services => services.AddSingleton<IStartupFilter>(new AsIfHttps()));
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        var jar = new Dictionary<string, string>();
        var seen = new List<string>();

        async Task<(HttpStatusCode Status, string Body)> SendAsync(string path, Dictionary<string, string>? form = null)
        {
            using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = form is null ? null : new FormUrlEncodedContent(form) };
            if (jar.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", jar.Select(pair => pair.Key + "=" + pair.Value)));
            using var answer = await client.SendAsync(request);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                seen.Add(cookie);
                var pair = cookie.Split(';')[0].Split('=', 2);
                jar[pair[0]] = pair[1];
            }

            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        var token = new AngleSharp.Html.Parser.HtmlParser().ParseDocument((await SendAsync("/sign-in")).Body).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await SendAsync("/sign-in", new() { ["UserName"] = "coordinator@north.example", ["Password"] = World.Password, ["__RequestVerificationToken"] = token })).Status.ShouldBe(HttpStatusCode.Redirect);
        (await SendAsync("/cohort?custody=outside")).Status.ShouldBe(HttpStatusCode.OK);
        seen.Count.ShouldBeGreaterThan(2);
        foreach (var cookie in seen)
        {
            cookie.ShouldContain("secure");
            (cookie.Contains("path=/;", StringComparison.Ordinal) ? cookie.StartsWith("__Host-", StringComparison.Ordinal) : cookie.StartsWith("__Secure-", StringComparison.Ordinal)).ShouldBeTrue(cookie);
        }

        jar.Keys.ShouldContain("__Host-throughline");
        jar.Keys.ShouldContain("__Host-throughline-form");
        jar["throughline"] = jar["__Host-throughline"];
        jar.Remove("__Host-throughline");
        (await SendAsync("/cohort")).Status.ShouldBe(HttpStatusCode.Redirect, "a cookie that anybody could have planted is nobody's session");
    }

    [Theory]
    [InlineData("throughline.example", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    public async Task Host_NotAllowedByTheInstallation_IsRefused(string host, HttpStatusCode expected)
    {
        await using var site = await Site.StartAsync(settings: new Dictionary<string, string?> { ["AllowedHosts"] = "throughline.example" });
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = host;
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(expected);
    }

    /// <summary>As if the request had come over HTTPS.</summary>
    private sealed class AsIfHttps : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                context.Request.Scheme = "https";
                return go(context);
            });
            next(app);
        };
    }
}
