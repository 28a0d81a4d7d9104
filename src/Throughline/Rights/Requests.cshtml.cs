using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Rights.SubjectAccess;

namespace Throughline.Rights;

internal static class RightsLinks
{
    public static readonly IReadOnlyList<(string Text, string Url)> All =
    [
        ("What other requests ask of your agency", "/rights/views"),
        ("Items to look at again", "/rights/retention"),
        ("How long your agency keeps things", "/rights/retention/rules"),
        ("Disposals", "/rights/disposals"),
        ("Corrections and restrictions asked for", "/rights/corrections"),
        ("Items that are kept and not used", "/rights/restrictions"),
        ("Notices to act on, and those you sent", "/sharing/notices"),
        ("Documents from the live settings", "/rights/documents"),
    ];
}

[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the people it names")]
public sealed class RequestsModel : RightsPage
{
    private const int Most = 50;

    [BindProperty]
    public string? Search { get; set; }

    public IReadOnlyList<AccessRequest> Open { get; private set; } = [];

    public IReadOnlyList<AccessRequest> Closed { get; private set; } = [];

    public IReadOnlyList<FoundPerson> Found { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Rights";
        (Open, Closed) = await Db.WithPartnershipSightAsync(async () => (await AccessRequest.ListAsync(Db, true, 1, Most), await AccessRequest.ListAsync(Db, false, 1, Most)));
        var named = Open.Concat(Closed).Select(request => request.PersonId).Concat(Found.Select(found => found.Id)).Distinct().ToList();
        if (named.Count > 0)
            await Db.LookedAtAsync(named, ["identity"], "rights: list of requests");
    }

    public Task OnGetAsync() => LoadAsync();

    /// <summary>A name never stands in an address: it is sent in the form, and the answer leads on by key.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Search))
        {
            ModelState.AddModelError(nameof(Search), "Enter a name, or the key of a record");
            return await AgainAsync();
        }

        if (PersonId.TryParse(Search.Trim(), null, out var id))
            return LocalRedirect($"/rights/people/{id}");
        Found = await Db.WithPartnershipSightAsync(() => Db.ListAsync<FoundPerson>(
            "select id, forenames || ' ' || surname as name, date_of_birth from person where lower(forenames || ' ' || surname) like '%' || lower(@search) || '%' and id <> all (people_hidden_from_me()) order by surname, forenames limit 20", new { search = Search.Trim() }));
        if (Found.Count == 0)
            ModelState.AddModelError(nameof(Search), "Nobody of that name is in this partnership");
        await LoadAsync();
        return Page();
    }

    public sealed class FoundPerson
    {
        public required PersonId Id { get; init; }

        public required string Name { get; init; }

        public DateOnly? DateOfBirth { get; init; }
    }
}
