using Microsoft.AspNetCore.Mvc;
using Throughline.Access;

namespace Throughline.Sharing.Agreements.Write;

[Allow(Role.InformationGovernanceOfficer, Role.Coordinator)]
[RecordsLooks("shows nobody")]
public sealed class ChangeClauseModel : ClauseForm
{
    [FromRoute(Name = "clause")]
    public Guid Clause { get; init; }

    public ClauseSentence Sentence { get; private set; } = null!;

    public IReadOnlyList<string> Removes { get; private set; } = [];

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        ViewData["Title"] = "Change or remove a clause";
        Sentence = await WriteClauses.SentenceAsync(Db, Id, Clause);
        var without = await DraftPreview.OfAsync(Db, Id, () => WriteClauses.RemoveAsync(Db, Id, Clause, null));
        Removes = [.. without.Places.SelectMany(place => place.Changes.Select(line => place.IsOwn ? line : $"{place.Name}: {line}"))];
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (Categories, From, To) = ([.. Sentence.Categories], [.. Sentence.From.Select(side => side.Code)], [.. Sentence.To.Select(side => side.Code)]);
        (Level, Gateway, Condition) = (Sentence.Level.Code(), Sentence.Gateway, Sentence.Condition.Code());
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await ReadAsync();
        if (!ModelState.IsValid || Order is not { } order)
            return Page();
        if (MaySave)
        {
            await WriteClauses.ChangeAsync(Db, Id, Clause, order, Revision);
            return Done("The clause is changed.", $"/sharing/agreements/{Id}");
        }

        await PreviewAsync(db => WriteClauses.ChangeAsync(db, Id, Clause, order, Revision));
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        await WriteClauses.RemoveAsync(Db, Id, Clause, Revision);
        return Done("The clause is removed.", $"/sharing/agreements/{Id}");
    }
}
