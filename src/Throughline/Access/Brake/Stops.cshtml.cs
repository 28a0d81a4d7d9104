using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Keeping;

namespace Throughline.Access.Brake;

[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("shows references and nobody")]
public sealed class StopsModel : KeepingPage
{
    private const int PageSize = 50;

    [FromQuery(Name = "show")]
    public string? Asked { get; init; }

    public string Show => Asked is "settled" or "all" ? Asked : "open";

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    public IReadOnlyList<BrakeStop> Stops { get; private set; } = [];

    public int Total { get; private set; }

    public int At { get; private set; } = 1;

    public int Pages => (Total + PageSize - 1) / PageSize;

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Many records opened";
        Total = await BrakeStop.CountAsync(Db, Show);
        At = Math.Clamp(Number ?? 1, 1, Math.Max(1, Pages));
        Stops = await BrakeStop.ListAsync(Db, Show, At, PageSize);
    }

    public Task OnGetAsync() => LoadAsync();
}
