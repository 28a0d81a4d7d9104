using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>What somebody typed cannot become a header, nor another answer (ASVS 1.2.1, 5.4.2).</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed class HeaderInjectionTests(AttackedSite attacked)
{
    private static readonly string[] Breaks = ["a\r\nX-Injected: yes", "a\nX-Injected: yes", "a\rX-Injected: yes", "a\r\n\r\n<b>X-Injected</b>", "a\u0085X-Injected: yes", "a\u2028X-Injected: yes", "嘊嘍X-Injected: yes"];

    private static void NothingInjected(Reply reply)
    {
        reply.Response.Headers.Contains("X-Injected").ShouldBeFalse(reply.ToString());
        foreach (var line in reply.HeaderLines)
            line.ShouldAllBe(letter => letter >= ' ' && letter != '\u007f', $"{reply}: {line}");
    }

    [Fact]
    public async Task Query_WithALineEndInEveryValue_AddsNoHeader()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Gets))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            using var nobody = attacked.Nobody();
            var address = await attacked.AddressAsync(endpoint);
            var names = endpoint.Takes.Select(input => input.Name).Concat(["then", "handler", "sort", "page"]).Distinct().ToList();
            foreach (var text in Breaks.Take(4))
            {
                var query = (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + string.Join('&', names.Select(name => $"{name}={Uri.EscapeDataString(text)}"));
                NothingInjected(await caller.GetAsync(address + query));
                NothingInjected(await nobody.GetAsync(address + query));
            }
        }
    }

    [Fact]
    public async Task Form_WithALineEndInEveryValue_AddsNoHeader()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.IsPage && endpoint.Gets && endpoint.Posts.Count > 0 && endpoint.Route is not "/sign-out"))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            foreach (var form in Form.Of(await caller.GetAsync(await attacked.AddressAsync(endpoint)), field => Form.Plausible(field) is { Length: > 0 } text ? text + Breaks[0] : ""))
            {
                using var content = form.Content();
                var reply = await caller.SendAsync(HttpMethod.Post, form.Action, content);
                NothingInjected(reply);
                if (reply.Location is { } next)
                    NothingInjected(await caller.GetAsync(next));
            }

            await attacked.HealAsync();
        }
    }

    [Theory]
    [InlineData("a\"; filename=\"b.html")]
    [InlineData("..\\..\\windows\\x.csv")]
    [InlineData("../../etc/passwd.csv")]
    [InlineData("Łódź 1%.csv")]
    [InlineData("=cmd|' /C calc'!A0.csv")]
    [InlineData("<script>alert(1)</script>.csv")]
    [InlineData("a;b,c.csv")]
    [InlineData("CON.csv")]
    [InlineData(".csv")]
    [InlineData("\u202efdp.csv")]
    public Task FileName_Hostile_ComesBackAsOneName(string name) => SendAndFetchAsync(name);

    [Fact]
    public async Task FileName_WithALineEnd_ComesBackAsOneName()
    {
        foreach (var text in Breaks)
            await SendAndFetchAsync(text + ".csv");
        await SendAndFetchAsync(new string('a', 3000) + ".csv");
    }

    private async Task SendAndFetchAsync(string name)
    {
        var api = await attacked.CallerAsync("coordinator", api: true);
        using var body = new ByteArrayContent("person_ref,surname\n1,x\n"u8.ToArray());
        var sent = await api.SendAsync(HttpMethod.Post, $"/api/v1/imports/?profile=police-nominals&agency=north-police&dryRun=true&fileName={Uri.EscapeDataString(name)}", body);
        if (sent.Status is 400 or 422)
            return;
        sent.Status.ShouldBe(202, sent.Body);
        NothingInjected(sent);
        var id = sent.Location!.Split('/')[^1];
        var browser = await attacked.CallerAsync("coordinator");
        NothingInjected(await browser.GetAsync($"/imports/{id}"));
        var file = await browser.GetAsync($"/imports/{id}/set-aside.csv");
        file.Status.ShouldBe(200);
        NothingInjected(file);
        var disposition = ContentDispositionHeaderValue.Parse(file.HeaderLines.Single(line => line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase))["Content-Disposition:".Length..]);
        disposition.DispositionType.ShouldBe("attachment");
        var given = disposition.FileNameStar ?? disposition.FileName!.Trim('"');
        given.ShouldEndWith(".csv");
        given.ShouldNotContain("/");
        given.ShouldNotContain("\\");
        given.Length.ShouldBeLessThan(260);
    }

    [Fact]
    public async Task FileName_OfAFormWithALineEnd_IsReadAsOneNameOrRefused()
    {
        var caller = await attacked.CallerAsync("coordinator");
        var page = await caller.GetAsync("/imports/new");
        foreach (var name in new[] { "a\r\nX-Injected: yes.csv", "../../../tmp/x.csv", "a\" ; name=\"Profile" })
        {
            var text = new StringBuilder();
            foreach (var (field, value) in new[] { (Form.Token, page.Token), ("Profile", "police-nominals"), ("Agency", attacked.Site.World.Agencies["north-police"].ToString()), ("Options", "dry") })
                text.Append($"--b\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            text.Append($"--b\r\nContent-Disposition: form-data; name=\"Upload\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\nperson_ref,surname\n1,x\n\r\n--b--\r\n");
            using var content = new StringContent(text.ToString(), Encoding.UTF8);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
            var reply = await caller.SendAsync(HttpMethod.Post, "/imports/new", content);
            reply.Status.ShouldBeOneOf([302, 400], name);
            NothingInjected(reply);
        }

        (await attacked.AskAsync<int>("select count(*)::int from import where file_name like '%/%'")).ShouldBe(0, "a name is a name and not a path");
    }
}
