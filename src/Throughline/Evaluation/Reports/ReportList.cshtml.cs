using Throughline.Access;

namespace Throughline.Evaluation.Reports;

[Allow(Role.Coordinator, Role.Analyst, Role.StrategicLead, Role.Chair)]
[RecordsLooks("names of reports, nobody's record")]
public sealed class ReportListModel : ThroughlinePage
{
    public Task OnGetAsync() => LoadAsync();
}
