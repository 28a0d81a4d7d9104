using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Testing;

namespace Throughline.Tests.Abuse;

/// <summary>One address of the program, as the program itself names it: tests that go over all of them cover a new one without being told.</summary>
internal sealed record Endpoint
{
    public required string Route { get; init; }

    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Who may, in the words of the access matrix.</summary>
    public required string Who { get; init; }

    /// <summary>Names of what a page does on POST; an empty name is the one without a name.</summary>
    public IReadOnlyList<string> Posts { get; init; } = [];

    /// <summary>What a page takes from a request, by name.</summary>
    public IReadOnlyList<(string Name, Type Type)> Takes { get; init; } = [];

    public bool IsPage { get; init; }

    public bool IsApi => Route.StartsWith("/api", StringComparison.Ordinal);

    public bool IsOpen => Who.StartsWith("anybody:", StringComparison.Ordinal);

    public bool Gets => Methods.Count == 0 || Methods.Contains("GET");

    public override string ToString() => Route;

    public static IReadOnlyList<Endpoint> Of(Site site)
    {
        var pages = Pages(site);
        return [.. EndpointCensus.Rows(site.App).Select(row => new Endpoint
        {
            Route = row.Route,
            Methods = row.Methods.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Who = row.Who,
            IsPage = pages.ContainsKey(row.Route),
            Posts = pages.TryGetValue(row.Route, out var page) ? [.. page.HandlerMethods.Where(handler => handler.HttpMethod == "Post").Select(handler => handler.Name ?? "")] : [],
            Takes = pages.TryGetValue(row.Route, out page) ? Inputs(page) : [],
        })];
    }

    private static Dictionary<string, CompiledPageActionDescriptor> Pages(Site site)
    {
        var loader = site.App.Services.GetRequiredService<PageLoader>();
        return site.App.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<PageActionDescriptor>()
            .Select(page => loader.LoadAsync(page, EndpointMetadataCollection.Empty).GetAwaiter().GetResult())
            .ToDictionary(page => "/" + page.AttributeRouteInfo!.Template);
    }

    private static List<(string, Type)> Inputs(CompiledPageActionDescriptor page) =>
        [.. page.BoundProperties.Select(property => (property.Name, property.ParameterType)), .. page.HandlerMethods.SelectMany(handler => handler.Parameters).Select(parameter => (parameter.Name, parameter.ParameterType))];

    /// <summary>Every routed endpoint of the running program, however it came there.</summary>
    public static IEnumerable<RouteEndpoint> Routed(Site site) => ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
}
