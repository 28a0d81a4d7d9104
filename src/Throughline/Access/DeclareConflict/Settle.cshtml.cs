using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Keeping;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Access.DeclareConflict;

/// <summary>One declaration. Governance is shown the records with a name like it; an administrator, who sees no people, links by key.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("records the people whose names are like the declared one")]
public sealed class SettleModel : KeepingPage
{
    [FromRoute(Name = "conflict")]
    public Guid Id { get; init; }

    [BindProperty]
    public string? Person { get; set; }

    [BindProperty]
    public string? Key { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Conflict Conflict { get; private set; } = null!;

    public IReadOnlyList<Candidate> Candidates { get; private set; } = [];

    public string? LinkedName { get; private set; }

    public bool IsGovernance => Viewer.Has(Role.InformationGovernanceOfficer);

    public bool IsOwn => Conflict.UserId == Viewer.User;

    public override async Task LoadAsync()
    {
        Conflict = await Conflict.FindAsync(Db, IsGovernance, Id);
        ViewData["Title"] = $"Declared by {Conflict.FullName}";
        if (!IsGovernance || IsOwn || Conflict.EndedAt is not null)
            return;
        Candidates = await Db.ListAsync<Candidate>(
            """
            select id, forenames || ' ' || surname as name, date_of_birth from person
            where similarity(lower(surname), lower(@Surname)) > 0.4 and (@Forenames = '' or similarity(lower(forenames), lower(@Forenames)) > 0.25 or date_of_birth = @BornOn)
            order by (date_of_birth = @BornOn) desc nulls last, similarity(lower(forenames || ' ' || surname), lower(@Words)) desc, id limit 20
            """, new { Conflict.Surname, Conflict.Forenames, Conflict.BornOn, Conflict.Words });
        if (Conflict.PersonId is { } linked)
            LinkedName = await Db.FirstAsync<string>("select forenames || ' ' || surname from person where id = @linked", new { linked });
        HashSet<PersonId> shown = [.. Candidates.Select(one => one.Id)];
        if (Conflict.PersonId is { } also)
            shown.Add(also);
        if (shown.Count > 0)
            await Db.LookedAtAsync(shown, ["identity"], "declared conflict of interest");
    }

    public Task OnGetAsync() => LoadAsync();

    public Task<IActionResult> OnPostLinkAsync() => LinkAsync(Person, nameof(Person), "Choose the record that is meant");

    public Task<IActionResult> OnPostKeyAsync() => LinkAsync(Key, nameof(Key), "Enter the key of the record: 36 letters, figures and hyphens");

    public async Task<IActionResult> OnPostNobodyAsync()
    {
        await SettleConflict.NobodyAsync(Db, await Conflict.FindAsync(Db, IsGovernance, Id));
        return Done("Noted: nobody in the partnership is meant.", "/users/conflicts");
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        if (!ConflictRules.SaysWhyItEnds(Reason).Holds)
        {
            ModelState.AddModelError(nameof(Reason), ConflictRules.SaysWhyItEnds(Reason).Sentence);
            return await AgainAsync();
        }

        await SettleConflict.EndAsync(Db, await Conflict.FindAsync(Db, IsGovernance, Id), Reason);
        return Done("The declaration is ended.", "/users/conflicts");
    }

    private async Task<IActionResult> LinkAsync(string? key, string field, string sentence)
    {
        if (!PersonId.TryParse(key?.Trim(), null, out var person))
        {
            ModelState.AddModelError(field, sentence);
            return await AgainAsync();
        }

        await SettleConflict.LinkAsync(Db, await Conflict.FindAsync(Db, IsGovernance, Id), person);
        return Done("Linked.", "/users/conflicts");
    }

    public sealed class Candidate
    {
        public required PersonId Id { get; init; }

        public required string Name { get; init; }

        public DateOnly? DateOfBirth { get; init; }
    }
}
