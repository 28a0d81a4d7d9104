using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Throughline.Ui;

namespace Throughline.Access.Audit;

/// <summary>The pages about the audit, for whoever may see which.</summary>
internal static class AuditPages
{
    private static readonly (string Text, string Url)[] Governance = [("Entries", "/audit"), ("Unusual uses", "/audit/unusual"), ("Breaches", "/audit/breaches"), ("Checkpoints", "/audit/checkpoints")];

    public static void ShowNavigation(ViewDataDictionary view, Viewer viewer, string current)
    {
        if (!viewer.Has(Role.InformationGovernanceOfficer))
            return;
        view["SubNavigationLabel"] = "Pages about the audit";
        view[SubNavigation.Key] = Governance.Select(page => new SubNavigationItem(page.Text, page.Url, page.Url == current)).ToList();
    }
}
