using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;

namespace Throughline.Access.DeclareConflict;

/// <summary>
/// A worker says whom they know. It says the same whether or not anybody of that name has a record: the declaration must not
/// become a way to find out.
/// </summary>
[Allow]
[RecordsLooks("shows what the viewer wrote and nothing of any record")]
public sealed class MyConflictsModel : ThroughlinePage
{
    [FromQuery(Name = "person")]
    public PersonId? Chosen { get; init; }

    [BindProperty]
    public string? Surname { get; set; }

    [BindProperty]
    public string? Forenames { get; set; }

    [BindProperty]
    public DateOnly? BornOn { get; set; }

    [BindProperty]
    public string? Relation { get; set; }

    [BindProperty]
    public string? Detail { get; set; }

    public PersonId? Person { get; private set; }

    public IReadOnlyList<Conflict> Declared { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "People you know";
        Person ??= Chosen;
        Declared = await Conflict.OfUserAsync(Db, Viewer.User);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "person")] Guid? person)
    {
        Person = person is { } id ? new PersonId(id) : null;
        var conflict = new NewConflict(Surname, Forenames, BornOn, Relation, Detail, Person);
        if (!ConflictRules.SaysWhom(conflict).Holds)
            ModelState.AddModelError(nameof(Surname), ConflictRules.SaysWhom(conflict).Sentence);
        if (!ConflictRules.SaysHow(Relation).Holds)
            ModelState.AddModelError(nameof(Relation), ConflictRules.SaysHow(Relation).Sentence);
        if (!ModelState.IsValid)
            return await AgainAsync();
        await DeclareConflictOfInterest.DoAsync(Db, Viewer.User, conflict);
        return Done("Declared. Governance has it on its list.", "/account/conflicts");
    }
}
