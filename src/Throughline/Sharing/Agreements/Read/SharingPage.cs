using Throughline.Access;
using Throughline.Ui;

namespace Throughline.Sharing.Agreements.Read;

/// <summary>What the pages about agreements have in common: the pages beside them, and whether the viewer may write.</summary>
public abstract class SharingPage : ThroughlinePage
{
    private static readonly (string Text, string Url)[] Beside =
    [
        ("Agreements", "/sharing"), ("What each agency sees", "/sharing/today"), ("Gateways", "/sharing/gateways"), ("Partnership and agencies", "/sharing/partnership"),
    ];

    public bool MayWrite => Viewer.Has(AgreementMoves.Writers);

    public bool MaySign => Viewer.Has(AgreementMoves.Signers);

    public override Task PrepareAsync()
    {
        var path = Request.Path.Value ?? "";
        ViewData["SubNavigationLabel"] = "Pages about sharing";
        ViewData[SubNavigation.Key] = Beside.Select(page => new SubNavigationItem(page.Text, page.Url, string.Equals(path, page.Url, StringComparison.OrdinalIgnoreCase))).ToList();
        return Task.CompletedTask;
    }
}
