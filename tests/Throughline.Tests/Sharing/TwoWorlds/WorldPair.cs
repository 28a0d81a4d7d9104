using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Testing;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>A request of the script: how it is sent, and the endpoint of the census that it is for.</summary>
internal sealed record Ask(string Method, string Path, string? Json = null)
{
    public string Route { get; init; } = "";

    public override string ToString() => $"{Method} {Path}{(Json is null ? "" : " " + Json)}";
}

/// <summary>What came back, in one text: status, headers and body, without what may differ (the date, and the values of tokens that are new at every answer).</summary>
internal sealed record Reply(string Text)
{
    public string Status => Text[..3];

    /// <summary>Two answers with the same mark are the same (SHA-256).</summary>
    public string Mark { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Where two answers part, for whoever reads the failure.</summary>
    public string DifferenceFrom(Reply other)
    {
        var at = 0;
        while (at < Text.Length && at < other.Text.Length && Text[at] == other.Text[at])
            at++;
        static string Around(string text, int at) => text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 200)];
        return $"…{Around(Text, at)}…\nagainst\n…{Around(other.Text, at)}…";
    }
}

/// <summary>Somebody who asks: with a session for pages and a token for the API.</summary>
internal sealed partial class Asker : IDisposable
{
    private readonly HttpClient pages;
    private readonly HttpClient api;

    private Asker(HttpClient pages, HttpClient api) => (this.pages, this.api) = (pages, api);

    public static Task<Asker> OfAsync(Site site, string user, Act act) => OfAsync(site, new Onlooker(user, user + "@north.example", "north-", act));

    /// <summary>Signs in; the session has just given a second factor and the token may take lists out, so that exports are answered.</summary>
    public static async Task<Asker> OfAsync(Site site, Onlooker looker)
    {
        var (user, act) = (looker.SignsInAs, looker.Act);
        // cookies are kept by hand: filters that a page remembers would make an answer depend on what was asked before
        var pages = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        using var page = await pages.GetAsync(new Uri("/sign-in", UriKind.Relative));
        var form = await page.Content.ReadAsStringAsync();
        var antiforgery = CookiesOf(page);
        using var signIn = new FormUrlEncodedContent([new("UserName", user), new("Password", World.Password), new("__RequestVerificationToken", Token().Match(form).Groups[1].Value)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/sign-in", UriKind.Relative)) { Content = signIn };
        request.Headers.Add("Cookie", antiforgery);
        using var answer = await pages.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.Redirect)
            throw new InvalidOperationException($"{user} cannot sign in: {answer.StatusCode}");
        pages.DefaultRequestHeaders.Add("Cookie", string.Join("; ", new[] { antiforgery, CookiesOf(answer) }.Where(cookie => cookie.Length > 0)));
        var token = await new ApiTokens(site.World.Database.Source, site.World.Clock).IssueAsync(act.User, act.Partnership, "two worlds", mayExport: true);
        await using (var connection = await site.World.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("update session set second_factor = @Test, second_factor_at = @now where user_id = @user and ended_at is null", new { Sessions.Test, now = site.World.Clock.GetUtcNow(), user = act.User.Value });
        var api = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Asker(pages, api);
    }

    private static string CookiesOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])) : "";

    public async Task<Reply> SendAsync(Ask ask)
    {
        using var request = new HttpRequestMessage(new HttpMethod(ask.Method), new Uri(ask.Path, UriKind.Relative));
        if (ask.Json is not null)
            request.Content = new StringContent(ask.Json, Encoding.UTF8, "application/json");
        using var answer = await (ask.Path.StartsWith("/api/", StringComparison.Ordinal) ? api : pages).SendAsync(request);
        return await ReadAsync(answer);
    }

    /// <summary>Fills in a page's form and sends it, as a browser would.</summary>
    public async Task<Reply> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var form = await pages.GetStringAsync(new Uri(page, UriKind.Relative)).ContinueWith(got => got.IsCompletedSuccessfully ? got.Result : "", TaskScheduler.Default);
        using var content = new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("__RequestVerificationToken", Token().Match(form).Groups[1].Value)]);
        using var answer = await pages.PostAsync(new Uri(action, UriKind.Relative), content);
        return await ReadAsync(answer);
    }

    public async Task<Reply> SendFileAsync(string path, string csv)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await api.PostAsync(new Uri(path, UriKind.Relative), content);
        return await ReadAsync(answer);
    }

    private static async Task<Reply> ReadAsync(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        var isText = type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("json", StringComparison.Ordinal) || type.EndsWith("xml", StringComparison.Ordinal) || type.EndsWith("javascript", StringComparison.Ordinal);
        // of a file that is not text, every byte counts
        var body = isText ? NewEachTime.Replace(Encoding.UTF8.GetString(bytes), found => Masked(found.Value)) : Encoding.Latin1.GetString(bytes);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Date" or "Transfer-Encoding"))
            .SelectMany(header => header.Value.Select(value => $"{header.Key}: {(header.Key == "Set-Cookie" ? Cookie(value) : value)}")).Order(StringComparer.Ordinal);
        return new($"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n\n{body}");
    }

    /// <summary>A token is new at every answer and equally long: its length stays, so that nothing hides in one.</summary>
    private static string Masked(string token) => token.StartsWith("CfDJ8", StringComparison.Ordinal) ? $"TOKEN of {token.Length}" : "REFERENCE";

    /// <summary>A cookie's name and attributes, and the length of its value.</summary>
    private static string Cookie(string cookie)
    {
        var (pair, attributes) = cookie.Split(';', 2) is [var first, var rest] ? (first, rest) : (cookie, "");
        var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, right) : (pair, "");
        return $"{name}={value.Length} characters;{attributes}";
    }

    /// <summary>The anti-forgery token of a form, the reference of a failure, and the number of entries of the audit, which each request adds to.</summary>
    private static readonly Regex NewEachTime = new("CfDJ8[A-Za-z0-9_-]+|\"traceId\":\"[^\"]+\"|give this reference: <strong>[0-9a-f]+|href=\"/audit\"><strong>[0-9,]+</strong> entries in the audit", RegexOptions.NonBacktracking, TimeSpan.FromSeconds(5));

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Token();

    public void Dispose()
    {
        pages.Dispose();
        api.Dispose();
    }
}
