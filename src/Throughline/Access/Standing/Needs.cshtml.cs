using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Keeping;
using Throughline.Platform.Processes;

namespace Throughline.Access.Standing;

/// <summary>Governance says which vetting and training are needed, and sees beforehand whom it takes sight from.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("counts accounts of staff; shows nobody")]
public sealed class NeedsModel : KeepingPage
{
    [BindProperty]
    public List<string> Vetting { get; set; } = [];

    [BindProperty]
    public List<string> Training { get; set; } = [];

    public IReadOnlyList<StandingKind> Kinds { get; private set; } = [];

    public IReadOnlyList<string> LackingByAgency { get; private set; } = [];

    public int Lacking { get; private set; }

    /// <summary>Who would see nobody, once the choice is made and not yet saved.</summary>
    public IReadOnlyList<Affected>? WouldLose { get; private set; }

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Vetting and training needed";
        Kinds = await StandingKind.ListAsync(Db);
        var lacking = await LackingAsync();
        Lacking = lacking.Sum(row => row.Count);
        LackingByAgency = [.. lacking.Select(row => $"{row.Agency} {row.Count}")];
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        var needs = await AccessNeeds.LoadAsync(Db);
        (Vetting, Training) = ([.. needs.Vetting], [.. needs.Training]);
    }

    public async Task<IActionResult> OnPostAsync(string? confirmed)
    {
        await LoadAsync();
        var before = await LackingAsync();
        await SetAccessNeeds.DoAsync(Db, Vetting, Training);
        if (confirmed == "yes")
        {
            await Db.ProcessAsync("change-access-needs", null, null, null, [], new { Vetting, Training });
            return Done("Saved. It holds from now.", "/users/needs");
        }

        // what it would do is seen by doing it, and is then undone
        var after = await LackingAsync();
        await SetAccessNeeds.UndoAsync(Db);
        WouldLose = [.. after.Select(row => row with { Count = row.Count - (before.FirstOrDefault(one => one.Agency == row.Agency)?.Count ?? 0) }).Where(row => row.Count > 0)];
        return Page();
    }

    private Task<IReadOnlyList<Affected>> LackingAsync() => Db.ListAsync<Affected>(
        """
        select a.name as agency, count(*)::int as count from app_user u join agency a on a.id = u.agency_id
        where not u.is_service and exists (select from user_role r where r.user_id = u.id and r.partnership_id = @partnership) and account_in_order(u.id, @partnership, @at) in ('untrained', 'unvetted')
        group by a.name order by a.name
        """, new { partnership = Viewer.Partnership, at = Act.At });

    public sealed record Affected
    {
        public required string Agency { get; init; }

        public required int Count { get; init; }
    }
}
