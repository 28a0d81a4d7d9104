using System.Net;
using AngleSharp;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Access.Keeping;
using Throughline.Rights.Disposal;

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

    /// <summary>Starts the program. A second factor is offered, not required, unless the settings say otherwise: most tests are about something else.</summary>
    /// <param name="more">Endpoints and steps that only a test has.</param>
    public static async Task<Site> StartAsync(World? world = null, bool demo = false, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? also = null, Action<WebApplication>? more = null)
    {
        // the files of a site do not change under a test, and a machine has few file watchers to give
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "1");
        world ??= await World.CreateAsync();
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>());
        all.TryAdd("SecondFactor", "offered");
        var app = Server.Build(world.Database, "http://127.0.0.1:0", demo, world.Clock, all, services =>
        {
            // a minute after the start they would fall into whatever a test is doing: tests that are about them ask for them
            foreach (var daily in services.Where(service => service.ImplementationType?.IsSubclassOf(typeof(AskedDaily)) == true).ToList())
                services.Remove(daily);
            services.AddSingleton(World.QuickHashes);
            // not the one of the checkout, which the command line asks in other tests
            services.AddSingleton(new DisposalRegister(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl")));
            also?.Invoke(services);
        });
        more?.Invoke(app);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Site(world, app, address);
    }

    /// <summary>A browser without scripts that is nobody yet.</summary>
    public Browser Nobody() => new(Address);

    /// <summary>A browser without scripts, signed in through the sign-in page.</summary>
    /// <param name="steppedUp">Whether its session counts as having given a second factor just now: what exports need.</param>
    public async Task<Browser> SignInAsync(string user, string partnership = "north", bool steppedUp = false)
    {
        var browser = Nobody();
        var page = await browser.GetAsync("/sign-in");
        // on to a page that asks the database for little: the first screen asks for much, and most tests are about another
        var after = await browser.SubmitAsync(page, "form[method=post]", new() { ["UserName"] = $"{user}@{partnership}.example", ["Password"] = World.Password, ["Then"] = "/how-this-works" });
        after.Status.ShouldBe(HttpStatusCode.OK, "signing in failed");
        if (steppedUp)
            await StepUpAsync(user, partnership);
        return browser;
    }

    /// <summary>
    /// Writes into a user's sessions that they gave a second factor now. The tests' own means: no page does this. What a user
    /// does is tested in StepUpTests.
    /// </summary>
    public async Task StepUpAsync(string user, string partnership = "north")
    {
        await using var connection = await World.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update session set second_factor = @Test, second_factor_at = @now where user_id = @user and ended_at is null",
            new { Sessions.Test, now = World.Clock.GetUtcNow(), user = World.As(user, partnership).User.Value });
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
        client = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = true }) { BaseAddress = new Uri(address) };

    public CookieContainer Cookies { get; } = new();

    public async Task<Answer> GetAsync(string path) => await ReadAsync(await client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute)));

    /// <summary>Submits a form of a page as it stands, with the given fields changed or added. A value of null leaves the field out.</summary>
    /// <param name="post">Another address than the form's own: what somebody can do who writes their own form.</param>
    public async Task<Answer> SubmitAsync(Answer page, string formSelector, Dictionary<string, string?>? fields = null, (string Field, string FileName, byte[] Content)? file = null, string? post = null)
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

        var action = post ?? (form.GetAttribute("action") is { Length: > 0 } target ? target : page.Path);
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
