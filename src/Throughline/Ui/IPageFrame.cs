using Throughline.Ui.Components;

namespace Throughline.Ui;

/// <summary>
/// What the layout shows around every page. The layout asks for this and nothing else, so it neither knows how people
/// sign in nor how a partnership is stored. Access registers the real one, per request.
/// </summary>
public interface IPageFrame
{
    /// <summary>"Northshire Integrated Offender Management".</summary>
    string PartnershipName { get; }

    /// <summary>The partnership's own short name beside the product's, or empty.</summary>
    string Brand { get; }

    string? UserName { get; }

    string? AgencyName { get; }

    bool IsSignedIn { get; }

    /// <summary>When the session ends if nothing more happens in it, and how many seconds that is from now; null when nobody is signed in.</summary>
    (DateTimeOffset At, int Seconds)? SessionEnds => null;

    /// <summary>True when the people in it are invented: every page says so.</summary>
    bool IsDemo { get; }

    /// <summary>The parts of the service that this person may open.</summary>
    IReadOnlyList<ServiceNavigationItem> NavigationItems { get; }

    string CurrentPath { get; }
}

/// <summary>Nobody is signed in: what is shown until Access registers its own.</summary>
internal sealed class NobodysPageFrame(IHttpContextAccessor accessor) : IPageFrame
{
    public string PartnershipName => "Integrated Offender Management";
    public string Brand => "";
    public string? UserName => null;
    public string? AgencyName => null;
    public bool IsSignedIn => false;
    public bool IsDemo => false;
    public IReadOnlyList<ServiceNavigationItem> NavigationItems => [];
    public string CurrentPath => accessor.HttpContext?.Request.Path.Value ?? "/";
}
