using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Retention;

/// <summary>An agency's own items about one person that are past their review date.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("records the look at the person")]
[Opens]
public sealed class ReviewPersonModel : RightsPage
{
    [FromRoute(Name = "id")]
    public PersonId Id { get; init; }

    [BindProperty]
    public List<string> Items { get; set; } = [];

    [BindProperty]
    public string? What { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public DateOnly? NextReviewOn { get; set; }

    [BindProperty]
    public bool Confirmed { get; set; }

    [BindProperty]
    public int? NewGroup { get; set; }

    [BindProperty]
    public string? GroupReason { get; set; }

    public IReadOnlyList<ItemDue> Due { get; private set; } = [];

    public IReadOnlyList<ItemDue> Chosen => [.. Due.Where(item => Items.Contains(item.Key))];

    public short? Group { get; private set; }

    public bool Confirming { get; private set; }

    private ReviewDecision Typed => new(What, Reason, NextReviewOn);

    public override async Task LoadAsync()
    {
        await WhoReviews.MustBeAllowedAsync(Db, Viewer);
        await Handling.MustBeAllowedAsync(Db, Id);
        Due = await Db.WithPartnershipSightAsync(() => DueForReview.OfPersonAsync(Db, Viewer.Agency, Id));
        // whose name the agency may not see itself has nothing of the agency's to decide about either
        var name = await Db.FirstAsync<string>("select forenames || ' ' || surname from person where id = @Id", new { Id }) ?? (Due.Count > 0 ? "a person without a name" : throw new NotThere("The person"));
        Group = await Db.FirstAsync<short?>("select review_group from retention_group where person_id = @Id and agency_id = @Agency", new { Id, Viewer.Agency });
        (ViewData["Title"], ViewData["Heading"]) = ("Items to look at again", $"Items about {name} to look at again");
        await Db.LookedAtAsync([Id], [.. Due.Select(item => item.Category).Append("identity").Distinct()], "retention: items of a person");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (!DecideReview.Rules(Typed, Chosen.Count, Act.On, await Db.NumberAsync(DecideReview.LongestRetain)).ShowIn(ModelState))
            return Page();
        if (!Confirmed)
        {
            Confirming = true;
            return Page();
        }

        await DecideReview.DoAsync(Db, Id, Chosen, Typed);
        return Done(What == "dispose" ? "Proposed. A second person of your agency must agree." : "Decided.", "/rights/retention");
    }

    public async Task<IActionResult> OnPostGroupAsync()
    {
        await LoadAsync();
        await SetRetentionRule.GroupAsync(Db, Id, NewGroup, GroupReason);
        return Done("The group is saved, and the review dates are worked out anew.", $"/rights/retention/{Id}");
    }
}
