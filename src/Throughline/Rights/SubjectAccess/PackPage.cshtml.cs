using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Rights.Papers;

namespace Throughline.Rights.SubjectAccess;

/// <summary>The pack to print while it is a draft; once it is given, where the file is that was given.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the person")]
[Opens]
[StepUp]
public class PackModel : RightsPage
{
    [FromRoute(Name = "id")]
    public Guid Id { get; init; }

    public AccessRequest Asked { get; private set; } = null!;

    /// <summary>What has been decided so far; null once the pack is given.</summary>
    public Paper? Draft { get; private set; }

    /// <summary>Whether the file that was given is kept still: any disposal about the person removes it.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Whether the answer holds the pack itself, draft or given.</summary>
    protected virtual bool HoldsThePack => Asked.IsOpen;

    public override async Task LoadAsync()
    {
        var given = await Db.WithPartnershipSightAsync(async () =>
        {
            Asked = await AccessRequest.FindAsync(Db, Id);
            if (Asked.IsOpen)
                Draft = await Pack.MakeAsync(Db, Asked);
            return await GivenItem.OfAsync(Db, Id);
        });
        await Handling.MustBeAllowedAsync(Db, Asked.PersonId);
        IsKept = await Db.ValueAsync<bool>("select exists (select from subject_access_pack where request_id = @Id)", new { Id });
        (ViewData["Title"], ViewData["Heading"]) = ("The pack", Pack.TitleFor(Asked));
        await GivenItem.LookedAtAsync(Db, Asked.PersonId, HoldsThePack ? given : []);
    }

    public virtual async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }
}
