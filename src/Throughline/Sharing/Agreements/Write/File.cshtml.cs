using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Write;

/// <summary>Assessments, owner and contact of an agreement: on file, and no part of what is signed.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Coordinator)]
[RecordsLooks("shows nobody")]
public sealed class FileModel : AgreementPage
{
    [BindProperty]
    public string? DpiaReference { get; set; }

    [BindProperty]
    public string? EqualityReference { get; set; }

    [BindProperty]
    public string? ResponsibleOwner { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        if (!IsOwn || State is not (AgreementState.Draft or AgreementState.Signing))
            throw new NotThere("The agreement");
        ViewData["Title"] = $"What is on file for {Title}";
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (DpiaReference, EqualityReference, ResponsibleOwner, Contact) = (Agreement.DpiaReference, Agreement.EqualityReference, Agreement.ResponsibleOwner, Agreement.Contact);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await WriteAgreement.FileAsync(Db, Id, new(Contact, ResponsibleOwner, DpiaReference, EqualityReference), Revision);
        return Done("Saved.", $"/sharing/agreements/{Id}");
    }
}
