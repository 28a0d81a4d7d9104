using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Keeping;
using Throughline.Platform;

namespace Throughline.Access.ReviewAccess;

/// <summary>The yearly look at accounts. An administrator sees their agency's; governance sees every agency's and decides where the agency cannot.</summary>
[Allow(Role.Administrator, Role.InformationGovernanceOfficer)]
[RecordsLooks("shows accounts of staff and nobody else; each act is an account event")]
public sealed class ReviewModel : KeepingPage
{
    [FromQuery(Name = "agency")]
    public string? AgencyCode { get; init; }

    /// <summary>What was chosen, by user.</summary>
    [BindProperty]
    public Dictionary<string, string?> Choice { get; set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    public AccessReview? Open { get; private set; }

    public IReadOnlyList<ReviewedUser> Users { get; private set; } = [];

    public IReadOnlyList<AccessReview> Reviews { get; private set; } = [];

    public DateOnly? NextDue { get; private set; }

    public int Months { get; private set; }

    public int LapseDays { get; private set; }

    public bool IsGovernance => Viewer.Has(Role.InformationGovernanceOfficer);

    public bool IsOwnAgency { get; private set; }

    public string AgencyQuery => IsOwnAgency ? "" : "?agency=" + Uri.EscapeDataString(AgencyCode!);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Access review";
        Months = await Db.NumberAsync(KeepingNumbers.ReviewMonths);
        LapseDays = await Db.NumberAsync(KeepingNumbers.ReviewLapsesDays);
        var agency = await AgencyAsync();
        IsOwnAgency = agency == Viewer.Agency;
        Open = await AccessReview.OpenAsync(Db, agency);
        Users = Open is null ? [] : await ReviewedUser.ListAsync(Db, Open.Id);
        NextDue = IsOwnAgency && Open is null ? await AccessReview.NextDueAsync(Db, agency) : null;
        Reviews = await AccessReview.ListAsync(Db, IsGovernance ? null : Viewer.Agency);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var review = Open ?? throw new NotThere("The review");
        var choices = Choice.Where(one => one.Value is "keep" or "remove" && UserId.TryParse(one.Key, null, out _))
            .Select(one => new ReviewChoice(UserId.Parse(one.Key, null), one.Value == "keep", Reason)).ToList();
        if (choices.Count == 0)
            ModelState.AddModelError("", "Choose confirm or remove for at least one account");
        if (choices.Exists(choice => !ReviewRules.RemovalHasAReason(choice).Holds))
            ModelState.AddModelError(nameof(Reason), "Say why the roles are removed");
        if (!ModelState.IsValid)
            return Page();
        await DecideAccessReview.DoAsync(Db, review, choices);
        return Done($"{Throughline.Ui.Dates.Count(choices.Count, "decision")} saved.", "/users/review" + AgencyQuery);
    }

    public async Task<IActionResult> OnPostBeginAsync()
    {
        if (!Viewer.Has(Role.Administrator))
            throw new NotThere("The form");
        await AccessReview.BeginAsync(Db, Viewer.Agency, await AccessReview.NextDueAsync(Db, Viewer.Agency) is { } due && due <= Act.On.AddDays(60) ? due : null);
        return Done("The review is open.", "/users/review");
    }

    /// <summary>Governance may open another agency's; for everybody else another agency is not there.</summary>
    private async Task<AgencyId> AgencyAsync()
    {
        if (string.IsNullOrWhiteSpace(AgencyCode))
            return Viewer.Agency;
        var agency = await Db.FirstAsync<AgencyId?>(
            "select a.id from agency a join partnership_agency m on m.agency_id = a.id where a.code = @AgencyCode and m.partnership_id = @Partnership", new { AgencyCode, Viewer.Partnership });
        return agency is { } found && (IsGovernance || found == Viewer.Agency) ? found : throw new NotThere("The agency");
    }
}
