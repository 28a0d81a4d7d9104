using Throughline.Access;

namespace Throughline.Sharing;

/// <summary>The pages under "Sharing" in the bar, for whom.</summary>
internal static class SharingPages
{
    public static readonly Role[] Workers = [Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.InformationGovernanceOfficer];

    /// <summary>Who acts upon notices for an agency: where only its member of the panel is here, that member.</summary>
    public static readonly Role[] NoticeReaders = [.. Workers, Role.Chair];

    private static readonly (string Text, string Url, Role[] For)[] All =
    [
        ("Notices", "/sharing/notices", NoticeReaders),
        ("Notices sent", "/sharing/notices/sent", NoticeReaders),
        ("Questions", "/sharing/questions", Workers),
        ("Disclosures", "/sharing/disclosures", [.. Disclose.DiscloseItems.Disclosers, Role.InformationGovernanceOfficer]),
        ("Urgent access", "/sharing/urgent-access", [Role.InformationGovernanceOfficer]),
        ("Exclusions and restrictions", "/sharing/lists", [Role.InformationGovernanceOfficer]),
    ];

    public static IEnumerable<(string Text, string Url)> For(Viewer viewer) => All.Where(page => viewer.Has(page.For)).Select(page => (page.Text, page.Url));
}
