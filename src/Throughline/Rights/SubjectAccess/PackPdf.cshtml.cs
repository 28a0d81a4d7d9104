using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Rights.Papers;

namespace Throughline.Rights.SubjectAccess;

/// <summary>The pack as a tagged PDF: a draft is made now; once the request is answered it is the very file that was given. Nobody's name is in the name of the file.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the person")]
[StepUp("/rights/requests/{id}")]
[TakesOut]
public sealed class PackPdfModel : PackModel
{
    protected override bool HoldsThePack => true;

    public override async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        var pdf = Draft is { } draft ? PaperPdf.Write(draft) : await Db.FirstAsync<byte[]>("select pdf from subject_access_pack where request_id = @Id", new { Id }) ?? throw new NotThere("The pack");
        return File(pdf, "application/pdf", $"subject-access-{Act.On:yyyy-MM-dd}.pdf");
    }
}
