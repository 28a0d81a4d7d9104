using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Ui;

namespace Throughline.Selection.Team;

/// <summary>Ending somebody's part, or one's own, at once or with a last day.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", "plan")]
public sealed class EndPartModel : PersonPage
{
    protected override string? Tab => "/team";

    [BindProperty(SupportsGet = true)]
    [Display(Name = "Whose part ends?")]
    public Guid? Part { get; set; }

    [BindProperty]
    [Display(Name = "Why does it end?")]
    public string? Because { get; set; }

    [BindProperty]
    [Display(Name = "Last day")]
    public DateOnly? LastDay { get; set; }

    /// <summary>The parts that the viewer may end.</summary>
    public IReadOnlyList<TeamMember> Parts { get; private set; } = [];

    public override async Task LoadAsync()
    {
        var live = await EndPart.LiveAsync(Db, Id);
        var manages = live.Count > 0 && await TeamRules.ManagesAsync(Db, live[0].CaseId);
        Parts = [.. live.Where(part => !part.IsLead && (manages || part.UserId == Act.User))];
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        if (Part is { } asked && Parts.All(part => part.Id != asked))
            throw new NotThere("The part");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Part is not { } asked)
        {
            ModelState.AddModelError(nameof(Part), "Choose whose part ends");
            return await AgainAsync();
        }

        var part = await EndPart.FindAsync(Db, Id, asked);
        if (!(await EndPart.RulesAsync(Db, part, Because, LastDay)).ShowIn(ModelState))
            return await AgainAsync();
        await EndPart.DoAsync(Db, Id, asked, Because, LastDay);
        return Done(LastDay is { } last ? $"{part.Name} is on the case team until the end of {last.ToWords()}." : $"{part.Name} has left the case team.", $"/people/{Id}/team");
    }
}
