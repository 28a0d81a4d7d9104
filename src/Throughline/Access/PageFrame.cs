using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Throughline.Ui;
using Throughline.Ui.Components;

namespace Throughline.Access;

/// <summary>What the layout shows around a page for whoever is signed in.</summary>
internal sealed class PageFrame(IHttpContextAccessor accessor, Navigation navigation, DemoMode demo, TimeProvider clock) : IPageFrame
{
    private Viewer? Viewer => accessor.HttpContext is { } context ? Access.Viewer.Of(context) : null;

    public string PartnershipName => Viewer?.PartnershipName ?? "Integrated Offender Management";

    public string Brand => Viewer?.Brand ?? "";

    public string? UserName => Viewer?.FullName;

    public string? AgencyName => Viewer?.AgencyName;

    public bool IsSignedIn => Viewer is not null;

    public (DateTimeOffset At, int Seconds)? SessionEnds =>
        Viewer is not null && Somebody.Of(accessor.HttpContext!) is { } who ? (who.IdleEndsAt, (int)(who.IdleEndsAt - clock.GetUtcNow()).TotalSeconds) : null;

    public bool IsDemo => demo.On;

    public IReadOnlyList<ServiceNavigationItem> NavigationItems => accessor.HttpContext is { } context && Viewer is not null ? navigation.For(context.User, CurrentPath) : [];

    public string CurrentPath => accessor.HttpContext?.Request.Path.Value ?? "/";
}

internal static class Principals
{
    /// <summary>The viewer as the navigation knows them: authenticated, with role codes as role claims. It hides links; the gates protect pages.</summary>
    public static ClaimsPrincipal AsPrincipal(this Viewer viewer) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, viewer.FullName), .. viewer.Roles.Select(role => new Claim(ClaimTypes.Role, role.Code()))], "throughline"));

    public static bool Is(this ClaimsPrincipal user, params Role[] any) => any.Any(role => user.IsInRole(role.Code()));
}
