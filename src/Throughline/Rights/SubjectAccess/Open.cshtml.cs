using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Rights.SubjectAccess;

/// <summary>One person's rights: what they have asked for, and recording a request.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the person")]
[Opens]
public sealed class OpenModel : RightsPage
{
    [FromRoute(Name = "id")]
    public PersonId Id { get; init; }

    [BindProperty]
    public DateOnly? ReceivedOn { get; set; }

    [BindProperty]
    public string? How { get; set; }

    [BindProperty]
    public string? AskedFor { get; set; }

    [BindProperty]
    public string? SendTo { get; set; }

    [BindProperty]
    public DateOnly? IdentityCheckedOn { get; set; }

    [BindProperty]
    public string? IdentityHow { get; set; }

    public IReadOnlyList<AccessRequest> Requests { get; private set; } = [];

    private NewAccessRequest Typed => new(ReceivedOn, How, AskedFor, SendTo, null, IdentityCheckedOn, IdentityHow);

    public override async Task LoadAsync()
    {
        (ViewData["Title"], ViewData["Heading"]) = ("Rights", "Rights of " + await NameAsync(Id));
        Requests = await Db.ListAsync<AccessRequest>("select r.* from subject_access r where r.person_id = @Id order by r.received_on desc", new { Id });
        await Handling.LookedAsync(Db, Id, "rights of a person");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!OpenRequest.Rules(Typed, Act.On).ShowIn(ModelState))
            return await AgainAsync();
        await NameAsync(Id);
        return Done("The request is recorded. Search for what is held.", $"/rights/requests/{await OpenRequest.DoAsync(Db, Id, Typed)}");
    }
}
