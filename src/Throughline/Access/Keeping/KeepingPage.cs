using Throughline.Ui;

namespace Throughline.Access.Keeping;

/// <summary>A page about accounts of staff: it shows the other ones that the viewer may open.</summary>
public abstract class KeepingPage : ThroughlinePage
{
    private static readonly (string Text, string Url, Role[] For)[] Pages =
    [
        ("Accounts", "/users", [Role.Administrator]),
        ("Role requests", "/users/requests", [Role.Administrator, Role.InformationGovernanceOfficer]),
        ("Access review", "/users/review", [Role.Administrator, Role.InformationGovernanceOfficer]),
        ("Conflicts of interest", "/users/conflicts", [Role.Administrator, Role.InformationGovernanceOfficer]),
        ("Many records opened", "/users/brake", [Role.InformationGovernanceOfficer]),
        ("Security numbers", "/users/numbers", [Role.InformationGovernanceOfficer, Role.Administrator]),
        ("Vetting and training needed", "/users/needs", [Role.InformationGovernanceOfficer]),
    ];

    public override Task PrepareAsync()
    {
        var path = Request.Path.Value?.TrimEnd('/') ?? "";
        ViewData["SubNavigationLabel"] = "Keeping accounts";
        ViewData[SubNavigation.Key] = Pages.Where(page => Viewer.Has(page.For)).Select(page => new SubNavigationItem(page.Text, page.Url, page.Url == "/users" ? path == page.Url : path.StartsWith(page.Url, StringComparison.OrdinalIgnoreCase))).ToList();
        return Task.CompletedTask;
    }
}
