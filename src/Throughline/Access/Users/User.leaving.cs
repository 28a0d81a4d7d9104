using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Leave;
using Throughline.Platform;
using Throughline.Ui.Components;

namespace Throughline.Access.Users;

/// <summary>The part of an account's page where somebody leaves, comes back or moves.</summary>
public sealed partial class UserModel
{
    [BindProperty]
    public DateOnly? LastDay { get; set; }

    [BindProperty]
    public string? LeaveReason { get; set; }

    [BindProperty]
    public string? ReopenReason { get; set; }

    /// <summary>Agency and partnership, as the list of places writes them: two keys with a colon between.</summary>
    [BindProperty]
    public string? Place { get; set; }

    [BindProperty]
    public string? MoveReason { get; set; }

    public IReadOnlyList<SelectItem> Places { get; private set; } = [];

    public IReadOnlyList<Move> Moves { get; private set; } = [];

    /// <summary>How many people of this partnership they lead the work with: to be handed over.</summary>
    public int CasesLed { get; private set; }

    public Task<IActionResult> OnPostLeaveAsync() => DoAsync(nameof(LeaveReason), LeaveRules.SaysWhy(LeaveReason), async () =>
    {
        await LetLeave.DoAsync(Db, Who, LastDay, LeaveReason);
        return LastDay is null ? "The account is closed: its sessions are ended, its tokens revoked and its roles have ended." : "The last day is noted. The account closes by itself after it.";
    });

    public async Task<IActionResult> OnPostStaysAsync()
    {
        await LetLeave.StaysAsync(Db, Who);
        return Done("There is no last day any more.", $"/users/{Who}");
    }

    [StepUp("/users/{user}")]
    public Task<IActionResult> OnPostReopenAsync() => DoAsync(nameof(ReopenReason), LeaveRules.SaysWhy(ReopenReason), async () =>
    {
        var asked = await ReopenAccount.DoAsync(Db, Who, ReopenReason);
        return "The account is open again with its ordinary roles here." + (asked.Count == 0 ? "" : $" {string.Join(", ", asked.Select(role => role.Words()))}: begins when a second person agrees.");
    });

    [StepUp("/users/{user}")]
    public async Task<IActionResult> OnPostMoveAsync()
    {
        var keys = (Place ?? "").Split(':');
        if (keys.Length != 2 || !AgencyId.TryParse(keys[0], null, out var agency) || !PartnershipId.TryParse(keys[1], null, out var partnership))
        {
            ModelState.AddModelError(nameof(Place), "Choose where they move to");
            await OnGetAsync();
            return Page();
        }

        return await DoAsync(nameof(MoveReason), LeaveRules.SaysWhy(MoveReason), async () =>
        {
            await MoveUser.DoAsync(Db, Who, agency, partnership, MoveReason);
            return "Moved. The roles here have ended; the administrator there gives new ones.";
        }, agency == Viewer.Agency ? $"/users/{Who}" : "/users?show=");
    }

    private async Task<IActionResult> DoAsync(string field, Rule rule, Func<Task<string>> act, string? then = null)
    {
        if (rule.Holds)
            return Done(await act(), then ?? $"/users/{Who}");
        ModelState.AddModelError(field, rule.Sentence);
        await OnGetAsync();
        return Page();
    }

    /// <summary>The other agencies of this partnership, and the other partnerships of this agency.</summary>
    private async Task<IReadOnlyList<SelectItem>> PlacesAsync() => [.. (await Db.ListAsync<(string Value, string Text)>(
        """
        select m.agency_id || ':' || m.partnership_id, a.name || ', ' || p.name from partnership_agency m join agency a on a.id = m.agency_id join partnership p on p.id = m.partnership_id
        where (m.left_on is null or m.left_on >= @On) and a.type <> 'system' and (m.agency_id <> @Agency and m.partnership_id = @Partnership or m.agency_id = @Agency and m.partnership_id <> @Partnership)
        order by 2
        """, new { Act.On, Viewer.Agency, Viewer.Partnership })).Select(place => new SelectItem { Value = place.Value, Text = place.Text })];

    public sealed class Move
    {
        public required string FromWords { get; init; }

        public required string ToWords { get; init; }

        public required DateTimeOffset At { get; init; }

        public required DateOnly KeepsSightUntil { get; init; }
    }
}
