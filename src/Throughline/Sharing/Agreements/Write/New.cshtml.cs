using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Write;

[Allow(Role.InformationGovernanceOfficer, Role.Coordinator)]
[RecordsLooks("shows nobody")]
public sealed class NewModel : SharingPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Purpose { get; set; }

    public override Task LoadAsync()
    {
        ViewData["Title"] = "Write an agreement";
        return Task.CompletedTask;
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Name))
            ModelState.AddModelError(nameof(Name), WriteAgreement.NameMustBeGiven(Name).Sentence);
        if (string.IsNullOrWhiteSpace(Purpose))
            ModelState.AddModelError(nameof(Purpose), WriteAgreement.PurposeMustBeGiven(Purpose).Sentence);
        if (!ModelState.IsValid)
            return await AgainAsync();
        return Done("The draft is begun.", $"/sharing/agreements/{await WriteAgreement.BeginAsync(Db, Name, Purpose)}");
    }
}
