using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Rights.SubjectAccess;

namespace Throughline.Rights.Views;

/// <summary>One agency's own items in a request: it sees nobody else's.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("records the look at the person")]
[Opens]
public sealed class GiveViewModel : ThroughlinePage
{
    [FromRoute(Name = "id")]
    public Guid Id { get; init; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public Dictionary<string, string?> Choice { get; set; } = [];

    [BindProperty]
    public Dictionary<string, string?> Why { get; set; } = [];

    public AgencyView View { get; private set; } = null!;

    public IReadOnlyList<AccessItem> Items { get; private set; } = [];

    public override async Task LoadAsync()
    {
        View = (await AgencyView.OfAsync(Db, Id, Viewer.Agency)).FirstOrDefault() ?? throw new NotThere("The request");
        var request = await AccessRequest.FindAsync(Db, Id);
        await Handling.MustBeAllowedAsync(Db, request.PersonId);
        Items = await AccessItem.ListAsync(Db, request, Viewer.Agency);
        ViewData["Title"] = $"What {Viewer.AgencyName} thinks of giving it";
        await Db.LookedAtAsync([request.PersonId], [.. Items.Select(item => item.Category).Distinct()], "subject access: the owner's view");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var views = Choice.Where(choice => choice.Value is "disclose" or "redact" or "withhold").Select(choice => (Key: choice.Key.Split('.'), View: choice.Value!, Why: Why.GetValueOrDefault(choice.Key)))
            .Where(one => one.Key.Length == 2 && Guid.TryParse(one.Key[1], out _)).Select(one => (one.Key[0], Guid.Parse(one.Key[1]), one.View, one.Why)).ToList();
        await SubjectAccess.GiveView.DoAsync(Db, Id, Words, views);
        return Done("Sent. Thank you.", "/rights/views");
    }
}
