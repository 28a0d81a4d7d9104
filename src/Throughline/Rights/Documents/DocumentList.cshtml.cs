using Throughline.Access;

namespace Throughline.Rights.Documents;

[Allow(Role.InformationGovernanceOfficer, Role.StrategicLead)]
[RecordsLooks("shows nobody")]
public sealed class DocumentListModel : ThroughlinePage
{
    public IReadOnlyList<(string Code, string Title, string For)> Documents { get; private set; } = [];

    public void OnGet()
    {
        ViewData["Title"] = "Documents from the live settings";
        Documents = [.. LiveDocuments.All.Select(one => (one.Code, one.Title, one.For))];
    }
}
