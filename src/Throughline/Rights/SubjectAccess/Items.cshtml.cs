using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Rights.SubjectAccess;

/// <summary>What is decided about each item that was found.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the person, with the categories")]
[Opens]
public sealed class ItemsModel : RightsPage
{
    private const int PageSize = 25;

    [FromRoute(Name = "id")]
    public Guid Id { get; init; }

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public Guid? Item { get; set; }

    [BindProperty]
    public string? Decision { get; set; }

    [BindProperty]
    public string? Redactions { get; set; }

    [BindProperty]
    public string? Exemption { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    private HashSet<AgencyId> late = [];

    public AccessRequest Asked { get; private set; } = null!;

    public IReadOnlyList<AccessItem> All { get; private set; } = [];

    public IReadOnlyList<AccessItem> Shown => [.. All.OrderBy(row => row.Decision is not null).ThenBy(row => !row.NeedsALook).Skip((At - 1) * PageSize).Take(PageSize)];

    /// <summary>What the act of deciding as proposed would take: its owner does not object, or has let its time go by.</summary>
    public int Easy => All.Count(row => row.Decision is null && !row.NeedsALook && row.Proposal != "withhold" && (row.OwnerView is { } view ? view == "disclose" || view == row.Proposal : late.Contains(row.OwnerAgencyId)));

    public int Pages => Math.Max(1, (All.Count + PageSize - 1) / PageSize);

    public int At => Math.Clamp(Number ?? 1, 1, Pages);

    public string Query => Number is null ? "" : $"?page={Number}";

    public static string Said(string decision) => decision switch { "disclose" => "give it", "redact" => "give it with parts removed", "withhold" => "withhold it", _ => decision };

    public override async Task LoadAsync()
    {
        (Asked, All) = await Db.WithPartnershipSightAsync(async () =>
        {
            var request = await AccessRequest.FindAsync(Db, Id);
            late = [.. (await AgencyView.OfAsync(Db, Id)).Where(view => view.AnsweredAt is null && view.AnswerBy < Act.On).Select(view => view.AgencyId)];
            return (request, await AccessItem.ListAsync(Db, request));
        });
        await Handling.MustBeAllowedAsync(Db, Asked.PersonId);
        (ViewData["Title"], ViewData["Heading"]) = ("Items", $"Items about {Asked.PersonName}");
        await Db.LookedAtAsync([Asked.PersonId], [.. Shown.Select(row => row.Category).Distinct()], "subject access: items");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var typed = new ItemDecision(Kind ?? "", Item ?? Guid.Empty, Decision, Redactions, Exemption, Reason);
        if (!DecideItem.Rules(typed).ShowIn(ModelState))
            return await AgainAsync();
        await DecideItem.DoAsync(Db, Id, typed);
        return Done("Decided.", $"/rights/requests/{Id}/items{Query}");
    }

    public async Task<IActionResult> OnPostRestAsync() => Done($"{Ui.Dates.Count(await DecideItem.RestAsync(Db, Id), "item")} decided as proposed.", $"/rights/requests/{Id}/items");
}
