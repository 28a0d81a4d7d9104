using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Keeping;
using Throughline.Ui.Components;

namespace Throughline.Access.GrantRoles;

/// <summary>The powerful roles that were asked for: in the viewer's agency, and those of others that are theirs to decide.</summary>
[Allow(Role.Administrator, Role.InformationGovernanceOfficer)]
[RecordsLooks("shows accounts of staff and nobody else; each act is an account event")]
public sealed class RequestsModel : KeepingPage
{
    [FromQuery(Name = "state")]
    public string? State { get; set; }

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    public IReadOnlyList<RoleRequest> Requests { get; private set; } = [];

    public int Total { get; private set; }

    public int At { get; private set; } = 1;

    public int Pages => (Total + RoleRequests.PageSize - 1) / RoleRequests.PageSize;

    public static IReadOnlyList<SelectItem> States { get; } =
    [
        new() { Value = "waiting", Text = "Waiting" }, new() { Value = "approved", Text = "Agreed" }, new() { Value = "declined", Text = "Declined" },
        new() { Value = "withdrawn", Text = "Taken back" }, new() { Value = "expired", Text = "Not answered in time" }, new() { Value = "all", Text = "All" },
    ];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Role requests";
        State = string.IsNullOrWhiteSpace(State) ? "waiting" : State;
        var state = State == "all" ? null : State;
        Total = await RoleRequests.CountAsync(Db, state);
        At = Math.Clamp(Number ?? 1, 1, Math.Max(1, Pages));
        Requests = await RoleRequests.ListAsync(Db, state, At);
    }

    public Task OnGetAsync() => LoadAsync();
}
