using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Rights.SubjectAccess;

[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the person")]
[Opens]
public sealed class RequestModel : RightsPage
{
    [FromRoute(Name = "id")]
    public Guid Id { get; init; }

    [BindProperty]
    public DateOnly? CheckedOn { get; set; }

    [BindProperty]
    public string? CheckedHow { get; set; }

    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public DateOnly? AnsweredOn { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public string? ExtendBecause { get; set; }

    [BindProperty]
    public string? ExtendWords { get; set; }

    [BindProperty]
    public string? RefuseBecause { get; set; }

    [BindProperty]
    public string? RefuseWords { get; set; }

    public AccessRequest Asked { get; private set; } = null!;

    public IReadOnlyList<AgencyView> Views { get; private set; } = [];

    public IReadOnlyList<Rule> InTheWay { get; private set; } = [];

    public int Items { get; private set; }

    public int Undecided { get; private set; }

    private string Here => $"/rights/requests/{Id}";

    public override async Task PrepareAsync()
    {
        var found = await Db.WithPartnershipSightAsync(() => AccessRequest.FindAsync(Db, Id));
        await Handling.MustBeAllowedAsync(Db, found.PersonId);
        await Handling.LookedAsync(Db, found.PersonId, "subject-access request");
    }

    public override async Task LoadAsync()
    {
        await Db.WithPartnershipSightAsync(async () =>
        {
            Asked = await AccessRequest.FindAsync(Db, Id);
            Views = await AgencyView.OfAsync(Db, Id);
            Items = await Db.ValueAsync<int>("select count(*)::int from subject_access_item where request_id = @Id", new { Id });
            Undecided = await Db.ValueAsync<int>("select count(*)::int from subject_access_item where request_id = @Id and decision is null", new { Id });
            InTheWay = await CloseRequest.InTheWayAsync(Db, Asked);
            return true;
        });
        (ViewData["Title"], ViewData["Heading"]) = ("Request", $"Request of {Asked.PersonName ?? "somebody whose record is gone"}");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostSearchAsync()
    {
        var fresh = await Db.WithPartnershipSightAsync(() => SearchEverywhere.DoAsync(Db, Id));
        return Done(fresh == 0 ? "Nothing new was found." : $"{Ui.Dates.Count(fresh, "item")} found. Each agency that owns some is asked what it thinks.", Here);
    }

    public Task<IActionResult> OnPostAskIdentityAsync() => ActAsync(() => ChangeClock.IdentityAskedAsync(Db, Id), "Recorded. The clock begins when identity is shown.");

    public Task<IActionResult> OnPostIdentityAsync() => ActAsync(() => ChangeClock.IdentityCheckedAsync(Db, Id, CheckedOn, CheckedHow), "Identity is recorded as checked.");

    public Task<IActionResult> OnPostAskAsync() => ActAsync(() => ChangeClock.AskAsync(Db, Id, Question), "The clock stands still until the person answers.");

    public Task<IActionResult> OnPostAnsweredAsync() => ActAsync(() => ChangeClock.AnswerAsync(Db, Id, AnsweredOn, Answer), "The clock runs again.");

    public Task<IActionResult> OnPostExtendAsync() => ActAsync(() => ChangeClock.ExtendAsync(Db, Id, ExtendBecause, ExtendWords), "Two months more. Tell the person today, with the reason.");

    public Task<IActionResult> OnPostRefuseAsync() => ActAsync(() => CloseRequest.RefuseAsync(Db, Id, RefuseBecause, RefuseWords), "Refused. Tell the person, with their right to complain.");

    [StepUp]
    public async Task<IActionResult> OnPostGiveAsync()
    {
        await CloseRequest.GiveAsync(Db, Id);
        return Done("The pack is recorded as given. Download it: that very file is kept.", Here + "/pack");
    }

    private async Task<IActionResult> ActAsync(Func<Task> act, string said)
    {
        await act();
        return Done(said, Here);
    }
}
