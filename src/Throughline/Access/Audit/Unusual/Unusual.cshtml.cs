using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit.Unusual;

/// <summary>The weekly worklist of unusual uses, without names.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("names nobody; the look at the worklist is recorded")]
internal sealed class UnusualModel : ThroughlinePage
{
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "kind")]
    public string? KindAsked { get; init; }

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    public string? Wanted => State == "all" ? null : Alerts.States.Contains(State) ? State : "new";

    public string? Kind => UnusualKind.All.Contains(KindAsked) ? KindAsked : null;

    public IReadOnlyList<AlertRow> Rows { get; private set; } = [];

    public IReadOnlyList<(PolicyNumber Number, int Value)> Numbers { get; private set; } = [];

    public int Total { get; private set; }

    public int Overdue { get; private set; }

    public int ReviewDays { get; private set; }

    public DateTimeOffset Now => Act.At;

    public int At => Math.Max(1, Number ?? 1);

    public int Pages => (Total + Alerts.PageSize - 1) / Alerts.PageSize;

    public static string StateWords(string state) => state switch
    {
        "new" => "To review",
        "seen" => "Seen",
        "explained" => "Explained",
        "escalated" => "Escalated",
        _ => throw new InvalidOperationException($"{state} is not a state of an unusual use."),
    };

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Unusual uses";
        AuditPages.ShowNavigation(ViewData, Viewer, "/audit/unusual");
        Total = await Alerts.CountAsync(Db, Wanted, Kind);
        Rows = await Alerts.ListAsync(Db, Wanted, Kind, At);
        ReviewDays = await Db.NumberAsync(AuditNumbers.ReviewWithin);
        Overdue = await Db.ValueAsync<int>("select count(*)::int from audit_alert where state = 'new' and found_at < @before", new { before = Act.At.AddDays(-ReviewDays) });
        var numbers = new List<(PolicyNumber, int)>();
        foreach (var number in AuditNumbers.All)
            numbers.Add((number, await Db.NumberAsync(number)));
        Numbers = numbers;
        await Db.AuditAsync(AuditOperation.Consultation, [], ["audit"], "unusual uses", null);
    }

    public Task OnGetAsync() => LoadAsync();
}
