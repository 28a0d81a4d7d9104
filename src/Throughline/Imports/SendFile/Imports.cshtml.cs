using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Imports.TakeIn;

namespace Throughline.Imports.SendFile;

[Allow(Role.Coordinator, Role.Analyst, Role.IntelligenceOfficer)]
[RecordsLooks("names files and counts; shows nobody")]
public sealed class ImportsModel : ThroughlinePage
{
    private const int PageSize = 25;

    [FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<ImportRow> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);

    public async Task OnGetAsync()
    {
        Total = await ImportStore.CountAsync(Db);
        PageNumber = Math.Clamp(PageNumber, 1, Pages);
        Rows = await ImportStore.NewestAsync(Db, PageNumber, PageSize);
    }
}
