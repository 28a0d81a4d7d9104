using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Disposal;

/// <summary>Disposals of the viewer's agency: what waits for a second person, and what was done.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("records the people it names")]
public sealed class DisposalListModel : ThroughlinePage
{
    private IReadOnlyDictionary<Guid, string> itemWords = new Dictionary<Guid, string>();

    public IReadOnlyList<DisposalRow> Waiting { get; private set; } = [];

    public IReadOnlyList<ProofRow> Past { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public IEnumerable<string> Words(DisposalRow row) => row.Named.Select(item => itemWords.GetValueOrDefault(item.Id, "An item that is gone"));

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Disposals";
        await WhoDisposes.MustBeAllowedAsync(Db);
        Waiting = await DisposalRow.WaitingAsync(Db);
        Names = (await Db.ListAsync<Said>("select id, forenames || ' ' || surname as words from person where id = any (@ids)", new { ids = Waiting.Select(row => row.PersonId.Value).ToArray() })).ToDictionary(row => row.Id, row => row.Words);
        var named = await Db.ListAsync<SaidItem>("select id, category, kind_name || ': ' || words as words from item where id = any (@ids)", new { ids = Waiting.SelectMany(row => row.Named).Select(item => item.Id).ToArray() });
        itemWords = named.ToDictionary(row => row.Id, row => row.Words);
        Past = await Db.ListAsync<ProofRow>(
            """
            select d.done_at, d.reapplied_at, d.reason, d.person_removed, a.name as agency, p.full_name as proposed, q.full_name as approved, (select count(*)::int from disposal_item i where i.disposal_id = d.id) as items
            from disposal d join agency a on a.id = d.agency_id join app_user p on p.id = d.proposed_by join app_user q on q.id = d.approved_by where d.agency_id = @Agency order by d.done_at desc limit 100
            """, new { Viewer.Agency });
        if (Waiting.Count > 0)
            await Db.LookedAtAsync([.. Waiting.Select(row => row.PersonId).Distinct()], [.. named.Select(item => item.Category).Prepend("identity").Distinct()], "disposals that wait", [.. named.Select(item => item.Id)]);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAgreeAsync(Guid id)
    {
        await WhoDisposes.MustBeAllowedAsync(Db);
        await ApproveDisposal.DoAsync(Db, HttpContext.RequestServices.GetRequiredService<DisposalRegister>(), id);
        return Done("Disposed of. The proof is below.", "/rights/disposals");
    }

    public async Task<IActionResult> OnPostRefuseAsync(Guid id, string? words)
    {
        await WhoDisposes.MustBeAllowedAsync(Db);
        await ApproveDisposal.RefuseAsync(Db, HttpContext.RequestServices.GetRequiredService<DisposalRegister>(), id, words);
        return Done("Not disposed of.", "/rights/disposals");
    }

    public sealed class ProofRow
    {
        public required DateTimeOffset DoneAt { get; init; }

        public DateTimeOffset? ReappliedAt { get; init; }

        public required string Reason { get; init; }

        public required bool PersonRemoved { get; init; }

        public required string Agency { get; init; }

        public required string Proposed { get; init; }

        public required string Approved { get; init; }

        public required int Items { get; init; }
    }

    private sealed class SaidItem
    {
        public required Guid Id { get; init; }

        public required string Category { get; init; }

        public required string Words { get; init; }
    }

    private sealed class Said
    {
        public required Guid Id { get; init; }

        public required string Words { get; init; }
    }
}
