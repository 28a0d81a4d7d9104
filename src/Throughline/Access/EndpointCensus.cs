using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Access;

/// <summary>Every endpoint with its decision about access. One that has none stops the program from starting.</summary>
internal static class EndpointCensus
{
    public sealed record Row(string Route, string Methods, string Who, string About);

    private static int isChecked;

    /// <summary>Once in a process: a program has one set of endpoints, and to read all its pages takes a second.</summary>
    public static void CheckOnce(WebApplication app)
    {
        if (Volatile.Read(ref isChecked) != 0)
            return;
        Check(app);
        Volatile.Write(ref isChecked, 1);
    }

    public static void Check(WebApplication app)
    {
        var rows = Rows(app);
        var open = rows.Where(row => row.Who.Length == 0).Select(row => row.Route).ToList();
        if (open.Count > 0)
            throw new InvalidOperationException("These endpoints do not say who may use them ([Allow] or [OpenToAll]): " + string.Join(", ", open));
        var silent = rows.Where(row => row.About.Length == 0 && !row.Who.StartsWith("anybody:", StringComparison.Ordinal)).Select(row => row.Route).ToList();
        if (silent.Count > 0)
            throw new InvalidOperationException("These endpoints do not say how a look at a person is recorded ([AboutPerson] or [RecordsLooks]): " + string.Join(", ", silent));
    }

    public static IReadOnlyList<Row> Rows(WebApplication app)
    {
        var rows = new List<Row>();
        var pages = app.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<PageActionDescriptor>();
        var loader = app.Services.GetRequiredService<PageLoader>();
        foreach (var page in pages)
        {
            var compiled = loader.LoadAsync(page, EndpointMetadataCollection.Empty).GetAwaiter().GetResult();
            var verbs = compiled.HandlerMethods.Select(handler => handler.HttpMethod.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal);
            var stepUps = compiled.HandlerMethods.Where(handler => handler.MethodInfo.GetCustomAttribute<StepUpAttribute>() is not null).Select(handler => $"{handler.HttpMethod.ToUpperInvariant()} {handler.Name}".Trim());
            rows.Add(RowOf("/" + page.AttributeRouteInfo!.Template, string.Join(' ', verbs), new EndpointMetadataCollection(compiled.HandlerTypeInfo.GetCustomAttributes(inherit: true)), string.Join(", ", stepUps)));
        }

        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
                continue;
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
            rows.Add(RowOf("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), string.Join(' ', methods), endpoint.Metadata));
        }

        return [.. rows.DistinctBy(row => (row.Route, row.Methods)).OrderBy(row => row.Route, StringComparer.Ordinal).ThenBy(row => row.Methods, StringComparer.Ordinal)];
    }

    private static Row RowOf(string route, string methods, EndpointMetadataCollection metadata, string stepUps = "")
    {
        var who = metadata.GetMetadata<OpenToAllAttribute>() is { } open ? "anybody: " + open.Because
            : metadata.GetMetadata<AllowAttribute>() is { } allow ? (allow.Roles.Count == 0 ? "anybody signed in" : string.Join(", ", allow.Roles.Select(role => role.Code())))
            : "";
        var about = metadata.GetMetadata<AboutPersonAttribute>() is { } person ? $"one person ({string.Join(", ", Gate.MayShow(metadata, person))}): recorded by the gate"
            : metadata.GetMetadata<RecordsLooksAttribute>() is { } records ? records.How
            : "";
        if (stepUps.Length > 0 || metadata.GetMetadata<StepUpAttribute>() is not null)
            about += "; needs a fresh second factor" + (stepUps.Length > 0 ? $" for {stepUps}" : "");
        return new Row(route, methods, who, about);
    }
}
