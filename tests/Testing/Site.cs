using System.Net;
using AngleSharp;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Throughline.Testing;

/// <summary>The real program on a loopback port, over a world of its own.</summary>
internal sealed class Site : IAsyncDisposable
{
    private Site(World world, WebApplication app, string address)
    {
        World = world;
        App = app;
        Address = address;
    }

    public World World { get; }

    public WebApplication App { get; }

    public string Address { get; }

    public static async Task<Site> StartAsync(World? world = null, bool demo = false)
    {
        // the files of a site do not change under a test, and a machine has few file watchers to give
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "1");
        world ??= await World.CreateAsync();
        var app = Server.Build(world.Database, "http://127.0.0.1:0", demo, world.Clock);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Site(world, app, address);
    }

    /// <summary>A browser without scripts that is nobody yet.</summary>
    public Browser Nobody() => new(Address);

    /// <summary>A browser without scripts, signed in through the sign-in page.</summary>
    public async Task<Browser> SignInAsync(string user, string partnership = "north")
    {
        var browser = Nobody();
        var page = await browser.GetAsync("/sign-in");
        var after = await browser.SubmitAsync(page, "form[method=post]", new() { ["UserName"] = $"{user}@{partnership}.example", ["Password"] = World.Password });
        after.Status.ShouldBe(HttpStatusCode.OK, "signing in failed");
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await World.DisposeAsync();
    }
}

internal sealed record Answer(HttpStatusCode Status, string Path, IHtmlDocument Page, HttpResponseMessage Response, string Body)
{
    public string Heading => Page.QuerySelector("h1")?.TextContent.Trim() ?? "";

    public string Main => string.Join(' ', (Page.QuerySelector("main") ?? Page.Body)!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>Fetches pages, follows redirects, keeps cookies and submits forms with what they hold: what a browser without scripts does.</summary>
internal sealed class Browser : IDisposable
{
    private static readonly HtmlParser Parser = new(default, BrowsingContext.New());
    private readonly HttpClient client;

    public Browser(string address) =>
        client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = true }) { BaseAddress = new Uri(address) };

    public async Task<Answer> GetAsync(string path) => await ReadAsync(await client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute)));

    /// <summary>Submits a form of a page as it stands, with the given fields changed or added. A value of null leaves the field out.</summary>
    public async Task<Answer> SubmitAsync(Answer page, string formSelector, Dictionary<string, string?>? fields = null, (string Field, string FileName, byte[] Content)? file = null)
    {
        var form = (IHtmlFormElement?)page.Page.QuerySelector(formSelector) ?? throw new InvalidOperationException($"No form {formSelector} on {page.Path}: {page.Main}");
        var values = new List<KeyValuePair<string, string>>();
        foreach (var element in form.QuerySelectorAll("input[name],textarea[name],select[name]"))
        {
            var name = element.GetAttribute("name")!;
            if (fields?.ContainsKey(name) == true)
                continue;
            switch (element)
            {
                case IHtmlInputElement { Type: "radio" or "checkbox" } choice when !choice.IsChecked:
                case IHtmlInputElement { Type: "file" or "submit" }:
                    break;
                case IHtmlInputElement input:
                    values.Add(new(name, input.Value));
                    break;
                case IHtmlTextAreaElement area:
                    values.Add(new(name, area.Value));
                    break;
                case IHtmlSelectElement select when select.Value is { } chosen:
                    values.Add(new(name, chosen));
                    break;
            }
        }

        foreach (var (name, value) in fields ?? [])
        {
            if (value is not null)
                values.Add(new(name, value));
        }

        var action = form.GetAttribute("action") is { Length: > 0 } target ? target : page.Path;
        if (string.Equals(form.Method, "get", StringComparison.OrdinalIgnoreCase))
            return await GetAsync(action.Split('?')[0] + "?" + await new FormUrlEncodedContent(values).ReadAsStringAsync());
        if (file is null)
        {
            using var plain = new FormUrlEncodedContent(values);
            return await ReadAsync(await client.PostAsync(new Uri(action, UriKind.RelativeOrAbsolute), plain));
        }

        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in values)
            content.Add(new StringContent(value), name);
        content.Add(new ByteArrayContent(file.Value.Content), file.Value.Field, file.Value.FileName);
        return await ReadAsync(await client.PostAsync(new Uri(action, UriKind.RelativeOrAbsolute), content));
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, response.RequestMessage!.RequestUri!.PathAndQuery, Parser.ParseDocument(body), response, body);
    }

    public void Dispose() => client.Dispose();
}
