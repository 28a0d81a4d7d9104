using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Ui.Components;

namespace Throughline.Selection.Team;

/// <summary>Handing over the lead of somebody on the cohort.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[AboutPerson("id", "identity", "plan")]
public sealed class HandOverModel : PersonPage
{
    protected override string? Tab => "/team";

    [BindProperty]
    [Display(Name = "Who leads from now on?")]
    public Guid? Who { get; set; }

    [BindProperty]
    [Display(Name = "Why is the lead handed over?")]
    public string? Because { get; set; }

    [BindProperty]
    [Display(Name = "What does the lead until now do?")]
    public string? StaysAs { get; set; }

    public IReadOnlyList<string> Closed { get; private set; } = [];

    public IomCase? Case { get; private set; }

    public IReadOnlyList<SelectItem> People { get; private set; } = [];

    public IReadOnlyList<SelectItem> Parts { get; private set; } = [];

    public override async Task LoadAsync()
    {
        Case = await IomCase.LatestAsync(Db, Id);
        Closed = [.. (await HandOverLead.BeforeAsync(Db, Case)).Where(rule => !rule.Rule.Holds).Select(rule => rule.Rule.Sentence)];
        People = [.. (await PartnershipMembers.ProfessionalsAsync(Db)).Where(one => one.Id != Case?.LeadUserId).Select(one => new SelectItem { Value = one.Id.ToString(), Text = $"{one.FullName}, {one.AgencyName}" })];
        Parts = [.. (await SelectionSettings.LoadAsync(Db)).TeamParts.Select(part => new SelectItem { Value = part, Text = $"Stays on the team as {part}" })];
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var to = Who is { } who ? new UserId(who) : (UserId?)null;
        if (!(await HandOverLead.RulesAsync(Db, await IomCase.LatestAsync(Db, Id), to, Because, StaysAs)).ShowIn(ModelState))
            return await AgainAsync();
        await HandOverLead.DoAsync(Db, Id, to, Because, StaysAs);
        return Done("The lead is handed over.", $"/people/{Id}/team");
    }
}
