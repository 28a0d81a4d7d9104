using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Rights.Papers;

namespace Throughline.Rights.SubjectAccess;

/// <summary>The letter about a refusal or an extension, to print.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the person")]
[Opens]
public sealed class RequestLetterModel : RightsPage
{
    [FromRoute(Name = "id")]
    public Guid Id { get; init; }

    public Paper Paper { get; private set; } = null!;

    public override async Task LoadAsync()
    {
        var request = await Db.WithPartnershipSightAsync(() => AccessRequest.FindAsync(Db, Id));
        await Handling.MustBeAllowedAsync(Db, request.PersonId);
        Paper = RequestLetter.Of(request, await Pack.AgenciesAsync(Db), Act.On) ?? throw new NotThere("The letter");
        ViewData["Title"] = Paper.Title;
        await Handling.LookedAsync(Db, request.PersonId, "subject access: letter");
    }

    public Task OnGetAsync() => LoadAsync();
}
