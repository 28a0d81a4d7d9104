using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Keeping;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Ui.Components;

namespace Throughline.Access.DeclareConflict;

/// <summary>The worklist of declarations: governance sees the partnership's, an administrator those of their agency.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows what workers wrote; records the people whom it is linked to")]
public sealed class ConflictsModel : KeepingPage
{
    private const int PageSize = 50;

    [FromQuery(Name = "show")]
    public string? Show { get; init; }

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    [BindProperty]
    public UserId? Declarer { get; set; }

    [BindProperty]
    public string? Surname { get; set; }

    [BindProperty]
    public string? Forenames { get; set; }

    [BindProperty]
    public string? Relation { get; set; }

    public IReadOnlyList<Conflict> Conflicts { get; private set; } = [];

    public IReadOnlyList<Account> Users { get; private set; } = [];

    public int Total { get; private set; }

    public int At { get; private set; } = 1;

    public int Pages => (Total + PageSize - 1) / PageSize;

    public static IReadOnlyList<SelectItem> Shows { get; } =
        [new() { Value = "open", Text = "To link" }, new() { Value = "linked", Text = "Linked" }, new() { Value = "nobody", Text = "Nobody here" }, new() { Value = "ended", Text = "Ended" }, new() { Value = "all", Text = "All" }];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Declared conflicts of interest";
        var governance = Viewer.Has(Role.InformationGovernanceOfficer);
        Total = await Conflict.CountAsync(Db, governance, Show);
        At = Math.Clamp(Number ?? 1, 1, Math.Max(1, Pages));
        Conflicts = await Conflict.ListAsync(Db, governance, Show, At, PageSize);
        // "Somebody knows this person" is told of the record that a declaration is linked to
        if (Conflicts.Select(conflict => conflict.PersonId).OfType<PersonId>().ToHashSet() is { Count: > 0 } linked)
            await Db.LookedAtAsync(linked, ["identity"], "declared conflicts of interest");
        Users = Viewer.Has(Role.Administrator) ? await AccountList.ListAsync(Db, new AccountFilter("in-use")) : [];
    }

    public Task OnGetAsync() => LoadAsync();

    /// <summary>The administrator declares for a user of their own agency.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!Viewer.Has(Role.Administrator))
            throw new NotThere("The form");
        var conflict = new NewConflict(Surname, Forenames, null, Relation, null);
        if (Declarer is null)
            ModelState.AddModelError(nameof(Declarer), "Choose who knows the person");
        if (!ConflictRules.SaysWhom(conflict).Holds)
            ModelState.AddModelError(nameof(Surname), "Enter at least the surname of the person");
        if (!ConflictRules.SaysHow(Relation).Holds)
            ModelState.AddModelError(nameof(Relation), "Choose how they know them");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await DeclareConflictOfInterest.DoAsync(Db, Declarer!.Value, conflict);
        return Done("Declared.", "/users/conflicts");
    }
}
