using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Evaluation.Reports;

/// <summary>A published table from this partnership's live data. Whoever sees no names sees no count under ten.</summary>
[Allow(Role.Coordinator, Role.Analyst, Role.StrategicLead, Role.Chair)]
[RecordsLooks("figures without names; counts under ten are suppressed for those who see no names")]
public sealed class ReportPageModel : ThroughlinePage
{
    [FromRoute(Name = "name")]
    public string Name { get; init; } = "";

    public Report Report => ReportCatalogue.Find(Name) ?? throw new NotThere("The report");

    public PartnershipReport Result { get; private set; } = null!;

    public bool IsSuppressed => !Viewer.Has(Roles.WithPeople);

    public override async Task LoadAsync() => Result = await Report.RunAsync(Db, Today, IsSuppressed);

    public Task OnGetAsync() => LoadAsync();
}
