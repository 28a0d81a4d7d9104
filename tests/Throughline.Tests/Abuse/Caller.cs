using System.Net;
using System.Net.Http.Headers;
using AngleSharp;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Throughline.Tests.Abuse;

internal sealed record Reply(HttpMethod Method, string Address, int Status, HttpResponseMessage Response, string Body)
{
    private static readonly HtmlParser Parser = new(default, BrowsingContext.New());

    public string? Location => Response.Headers.Location?.OriginalString;

    public string ContentType => Response.Content.Headers.ContentType?.MediaType ?? "";

    public IHtmlDocument Page => Parser.ParseDocument(ContentType == "text/html" ? Body : "");

    public string Title => Page.Title ?? "";

    public string Heading => Page.QuerySelector("h1")?.TextContent.Trim() ?? "";

    /// <summary>The token that shows a form to be ours, from the first form of the page.</summary>
    public string Token => Page.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "";

    public IEnumerable<string> HeaderLines =>
        Response.Headers.Concat(Response.Content.Headers).SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}"));

    public override string ToString() => $"{Method} {Address} → {Status}";
}

/// <summary>Somebody who sends whatever they like: follows nothing, keeps cookies.</summary>
internal sealed class Caller : IDisposable
{
    private readonly HttpClient client;

    public Caller(string address, CookieContainer? cookies = null, string? bearer = null)
    {
        Cookies = cookies ?? new CookieContainer();
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = Cookies }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
        if (bearer is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
    }

    public CookieContainer Cookies { get; }

    public Action<Reply>? Told { get; set; }

    public async Task<Reply> SendAsync(HttpMethod method, string address, HttpContent? content = null, Action<HttpRequestMessage>? also = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.RelativeOrAbsolute)) { Content = content };
        also?.Invoke(request);
        var response = await client.SendAsync(request);
        var reply = new Reply(method, address, (int)response.StatusCode, response, await response.Content.ReadAsStringAsync());
        Told?.Invoke(reply);
        return reply;
    }

    public Task<Reply> GetAsync(string address) => SendAsync(HttpMethod.Get, address);

    public Task<Reply> PostAsync(string address, params IEnumerable<KeyValuePair<string, string>> fields) => SendAsync(HttpMethod.Post, address, new FormUrlEncodedContent(fields));

    public Task<Reply> JsonAsync(string address, string json) => SendAsync(HttpMethod.Post, address, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

    public void Dispose() => client.Dispose();
}
