using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Audit.Tree;

namespace Throughline.Access.Audit.Checkpoints;

/// <summary>Every agency's copy of the checkpoints, for anybody who works there.</summary>
[Allow]
[RecordsLooks("shows nobody; taking a copy is recorded as the agency's")]
internal sealed class CheckpointsModel : ThroughlinePage
{
    private const int PageSize = 30;

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    public IReadOnlyList<Checkpoint> All { get; private set; } = [];

    public IReadOnlyList<Witness> Witnesses { get; private set; } = [];

    public Witness? Mine => Witnesses.FirstOrDefault(witness => witness.AgencyId == Viewer.Agency.Value);

    public int New => All.Count(one => Mine?.UpTo is not { } upTo || one.At > upTo);

    public int At => Math.Clamp(Number ?? 1, 1, Math.Max(1, Pages));

    public int Pages => (All.Count + PageSize - 1) / PageSize;

    public IEnumerable<Checkpoint> Shown => All.Reverse().Skip((At - 1) * PageSize).Take(PageSize);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Checkpoints of the audit";
        AuditPages.ShowNavigation(ViewData, Viewer, "/audit/checkpoints");
        All = (await MakeCheckpoint.FileAsync(Db)).Checkpoints;
        Witnesses = await Witness.ListAsync(Db);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync(string? form)
    {
        var isText = form == "text";
        var file = await TakeCopy.DoAsync(Db, isText ? "text" : "json");
        if (file.Checkpoints.Count == 0)
            return await AgainAsync();
        var name = $"audit-checkpoints-{file.Checkpoints[^1].PartnershipCode}-{Act.On:yyyy-MM-dd}";
        return isText
            ? File(Encoding.UTF8.GetBytes(file.ToText()), "text/plain; charset=utf-8", name + ".txt")
            : File(Encoding.UTF8.GetBytes(file.ToJson()), "application/json", name + ".json");
    }
}
