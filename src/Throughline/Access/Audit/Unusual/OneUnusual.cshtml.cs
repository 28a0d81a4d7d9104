using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit.Unusual;

/// <summary>One unusual use, with the names, and its review.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the audit, and the person the use was about")]
internal sealed class OneUnusualModel : ThroughlinePage
{
    [FromRoute(Name = "alert")]
    public Guid AlertId { get; init; }

    [BindProperty]
    public string? Outcome { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public Alert Alert { get; private set; } = null!;

    public IReadOnlyList<AlertReview> Reviews { get; private set; } = [];

    public Rule Rule => ReviewAlert.NotOnesOwn(Alert, Viewer.User);

    public string EntriesUrl
    {
        get
        {
            var day = Alert.OnDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            return $"/audit?user={Alert.UserId}&from={day}&to={day}{(Alert.PersonId is { } person ? $"&person={person}" : "")}";
        }
    }

    public override async Task LoadAsync()
    {
        Alert = await Alerts.FindAsync(Db, AlertId) ?? throw new NotThere("The unusual use");
        ViewData["Title"] = $"Unusual use {Alert.Reference}";
        AuditPages.ShowNavigation(ViewData, Viewer, "/audit/unusual");
        Reviews = await Alerts.ReviewsAsync(Db, AlertId);
        await Db.AuditAsync(AuditOperation.Consultation, Alert.PersonId is { } person ? [person] : [], ["audit"], $"unusual use {Alert.Reference}", null);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ReviewAlert.Outcomes.Contains(Outcome))
            ModelState.AddModelError(nameof(Outcome), "Say what came of it");
        else if (Outcome != "seen" && string.IsNullOrWhiteSpace(Note))
            ModelState.AddModelError(nameof(Note), "Say how it was explained, or to whom it was escalated and why");
        if (!ModelState.IsValid)
            return await AgainAsync();
        var alert = await Alerts.FindAsync(Db, AlertId) ?? throw new NotThere("The unusual use");
        await ReviewAlert.DoAsync(Db, alert, Outcome!, Note);
        return Done($"{alert.Reference} is reviewed.", "/audit/unusual");
    }
}
