using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.WebUtilities;
using Throughline.Testing;

namespace Throughline.Tests.Access.SingleSignOn;

/// <summary>Goes to the provider and back, and stops before the answer is handed in, so that a test can change it.</summary>
internal sealed class Walker : IDisposable
{
    private readonly Site site;
    private readonly Guid agency;
    private readonly HttpClient client;

    public Walker(Site site, Guid agency)
    {
        (this.site, this.agency) = (site, agency);
        Browser = site.Nobody();
        client = new HttpClient(new HttpClientHandler { CookieContainer = Browser.Cookies, AllowAutoRedirect = false });
    }

    public Browser Browser { get; }

    /// <summary>Where the provider was asked to sign somebody in.</summary>
    public async Task<Uri> AskedAsync()
    {
        using var answer = await client.GetAsync(new Uri($"{site.Address}/sign-in/agency/{agency}"));
        return answer.Headers.Location!;
    }

    public async Task<(string Path, Dictionary<string, string?> Query)> AnswerAsync(string login)
    {
        var at = await AskedAsync();
        for (var steps = 0; steps < 20; steps++)
        {
            if (at.AbsolutePath.EndsWith("/back", StringComparison.Ordinal))
                return (at.AbsolutePath, QueryHelpers.ParseQuery(at.Query).ToDictionary(part => part.Key, part => (string?)part.Value.ToString()));
            var answer = await client.GetAsync(at);
            if (answer.Headers.Location is null)
                answer = await SubmitAsync(at, await answer.Content.ReadAsStringAsync(), login);
            at = new Uri(at, answer.Headers.Location!);
        }

        throw new InvalidOperationException("The provider leads round in circles.");
    }

    private async Task<HttpResponseMessage> SubmitAsync(Uri at, string html, string login)
    {
        var form = new HtmlParser().ParseDocument(html).QuerySelector("form") ?? throw new InvalidOperationException(html);
        var fields = form.QuerySelectorAll("input[name]").ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("name") switch { "login" => login, "password" => "any", _ => input.GetAttribute("value") ?? "" });
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(new Uri(at, form.GetAttribute("action")), content);
    }

    public void Dispose()
    {
        client.Dispose();
        Browser.Dispose();
    }
}
