using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing.Markings;

namespace Throughline.Selection.Screen;

[Allow(Role.Coordinator, Role.Chair)]
[RecordsLooks("the people waiting to be screened")]
public sealed class ScreeningModel : ThroughlinePage
{
    [BindProperty]
    public Guid Case { get; set; }

    [BindProperty]
    public string? Outcome { get; set; }

    [BindProperty]
    public string? Reasons { get; set; }

    public IReadOnlyList<WaitingName> Waiting { get; private set; } = [];

    public IReadOnlyList<WaitingName> PutAside { get; private set; } = [];

    public WhoWillSee WillSee { get; private set; } = null!;

    public override async Task LoadAsync()
    {
        WillSee = await WhoWillSee.UsuallyAsync(Db, "what you write here", "meeting");
        var names = await WaitingName.AllAsync(Db);
        Waiting = [.. names.Where(name => name.Waits)];
        PutAside = [.. names.Where(name => !name.Waits)];
        await Db.LookedAtAsync([.. names.Select(name => name.PersonId)], WaitingName.CategoriesOf(names), "Names to screen");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var @case = await IomCase.FindAsync(Db, new CaseId(Case));
        if (!ScreenNomination.Rules(@case, Outcome, Reasons, await SelectionSettings.LoadAsync(Db)).ShowIn(ModelState))
            return await AgainAsync();
        await ScreenNomination.DoAsync(Db, @case.Id, Outcome!, Reasons!);
        return Done(Outcome == ScreenNomination.ToPanel ? $"{@case.PersonName} goes to the panel." : $"{@case.PersonName} is not for the panel now.", "/screening");
    }
}
