using System.Security.Claims;
using Throughline.Ui.Components;

namespace Throughline.Ui;

/// <summary>One part of the service in the bar under the header, and who may see it.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Url">Where it starts; pages below it count as being in it.</param>
/// <param name="Order">Its place: the cycle's own order, by tens.</param>
/// <param name="MaySee">Whether this person's role reaches it. It hides a link; the page's own policy is what protects it.</param>
internal sealed record NavigationEntry(string Label, string Url, int Order, Func<ClaimsPrincipal, bool> MaySee);

/// <summary>The list that stages add to with <see cref="NavigationRegistration.AddNavigation"/>.</summary>
internal sealed class Navigation(IEnumerable<NavigationEntry> entries)
{
    private readonly NavigationEntry[] ordered = [.. entries.OrderBy(e => e.Order).ThenBy(e => e.Label, StringComparer.Ordinal)];

    /// <summary>What this person sees, with the part that holds the path marked.</summary>
    public IReadOnlyList<ServiceNavigationItem> For(ClaimsPrincipal user, string path)
    {
        var visible = ordered.Where(e => e.MaySee(user)).ToArray();
        var here = visible.Where(e => Holds(e.Url, path)).MaxBy(e => e.Url.Length);
        return [.. visible.Select(e => new ServiceNavigationItem
        {
            Text = e.Label,
            Href = e.Url,
            Current = e == here && e.Url == path,
            Active = e == here && e.Url != path,
        })];
    }

    private static bool Holds(string url, string path) => url == "/"
        ? path == "/"
        : path.StartsWith(url, StringComparison.OrdinalIgnoreCase) && (path.Length == url.Length || path[url.Length] == '/');
}

internal static class NavigationRegistration
{
    public static IServiceCollection AddNavigation(
        this IServiceCollection services, string label, string url, int order, Func<ClaimsPrincipal, bool>? maySee = null) =>
        services.AddSingleton(new NavigationEntry(label, url, order, maySee ?? (user => user.Identity?.IsAuthenticated == true)));
}
