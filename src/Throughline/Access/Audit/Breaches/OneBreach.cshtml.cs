using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit.Breaches;

/// <summary>One breach: its clock, its pack, and what the register says of it.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the audit, and the people of the pack")]
internal sealed class OneBreachModel : ThroughlinePage
{
    [FromRoute(Name = "breach")]
    public Guid BreachId { get; init; }

    [BindProperty]
    public string? Effects { get; set; }

    [BindProperty]
    public string? Remedy { get; set; }

    [BindProperty]
    public string? WhyNotTold { get; set; }

    [BindProperty]
    public List<string> Steps { get; set; } = [];

    public Breach Breach { get; private set; } = null!;

    public BreachPack Pack { get; private set; } = null!;

    public DateTimeOffset Now => Act.At;

    public override async Task LoadAsync()
    {
        Breach = await Breach.FindAsync(Db, BreachId) ?? throw new NotThere("The breach");
        ViewData["Title"] = $"Breach {Breach.Reference}";
        AuditPages.ShowNavigation(ViewData, Viewer, "/audit/breaches");
        Pack = await BreachPack.ReadAsync(Db, Breach.Scope);
        await Db.AuditAsync(AuditOperation.Consultation, Pack.Lines.Select(line => line.PersonId).Append(Breach.PersonId).OfType<PersonId>().ToHashSet(), ["audit"], $"breach {Breach.Reference}", null);
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (Effects, Remedy, WhyNotTold) = (Breach.Effects, Breach.Remedy, Breach.WhyNotTold);
        if (Breach.ToldCommissionerAt is not null)
            Steps.Add("commissioner");
        if (Breach.ToldPeopleAt is not null)
            Steps.Add("people");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var before = await Breach.FindAsync(Db, BreachId) ?? throw new NotThere("The breach");
        var close = Steps.Contains("close");
        await UpdateBreach.DoAsync(Db, before, Effects?.Trim() ?? "", Remedy?.Trim() ?? "", WhyNotTold?.Trim() ?? "", Steps.Contains("commissioner"), Steps.Contains("people"), close);
        return Done(close ? "The breach is closed." : "The register is saved.", $"/audit/breaches/{BreachId}");
    }
}
