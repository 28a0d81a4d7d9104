using Microsoft.AspNetCore.Mvc;
using Throughline.Access;

namespace Throughline.Sharing.Agreements.Write;

[Allow(Role.InformationGovernanceOfficer, Role.Coordinator)]
[RecordsLooks("shows nobody")]
public sealed class AddClauseModel : ClauseForm
{
    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        ViewData["Title"] = "Add a clause";
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await ReadAsync();
        if (!ModelState.IsValid || Order is not { } order)
            return Page();
        if (MaySave)
        {
            await WriteClauses.AddAsync(Db, Id, order, Revision);
            return Done("The clause is in the draft.", $"/sharing/agreements/{Id}");
        }

        await PreviewAsync(db => WriteClauses.AddAsync(db, Id, order, Revision));
        return Page();
    }
}
