using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Ui;
using Throughline.Ui.Components;

namespace Throughline.Selection.Team;

/// <summary>Adding somebody to a case team: who, as what and when; then what they will come to see; then the act.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", "plan")]
public sealed class AddMemberModel : PersonPage
{
    protected override string? Tab => "/team";

    [BindProperty]
    [Display(Name = "Who joins the team?")]
    public Guid? Who { get; set; }

    [BindProperty]
    [Display(Name = "What is their part?")]
    public string? Part { get; set; }

    [BindProperty]
    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [BindProperty]
    [Display(Name = "Last day")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public string? Step { get; set; }

    /// <summary>The print of what was shown before saving.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    public IReadOnlyList<string> Closed { get; private set; } = [];

    public IReadOnlyList<SelectItem> People { get; private set; } = [];

    public IReadOnlyList<string> Parts { get; private set; } = [];

    /// <summary>Whoever is about to join; null while the form is filled in.</summary>
    public Professional? Joining { get; private set; }

    public TeamSight? Sight { get; private set; }

    /// <summary>The agreements changed between the look and the saving.</summary>
    public bool HasChanged { get; private set; }

    private NewPart Asked => new(Who is { } who ? new UserId(who) : null, Part, From, Until);

    public override async Task LoadAsync()
    {
        Closed = [.. (await AddToTeam.BeforeAsync(Db, await IomCase.LatestAsync(Db, Id))).Where(rule => !rule.Rule.Holds).Select(rule => rule.Rule.Sentence)];
        People = [.. (await PartnershipMembers.WorkersAsync(Db)).Select(one => new SelectItem { Value = one.Id.ToString(), Text = $"{one.FullName}, {one.AgencyName}" })];
        Parts = (await SelectionSettings.LoadAsync(Db)).TeamParts;
    }

    public Task OnGetAsync()
    {
        From = Act.On;
        return LoadAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Step == "change")
        {
            ModelState.Clear();
            await LoadAsync();
            return Page();
        }

        if (!(await AddToTeam.RulesAsync(Db, await IomCase.LatestAsync(Db, Id), Asked)).ShowIn(ModelState) || !ModelState.IsValid)
            return await AgainAsync();
        Joining = (await PartnershipMembers.WorkersAsync(Db)).First(one => one.Id.Value == Who);
        Sight = await TeamSight.OfAsync(Db, Joining.AgencyId);
        if (Step == "add" && Seen == Sight.Print)
        {
            await AddToTeam.DoAsync(Db, Id, Asked);
            return Done(From == Act.On ? $"{Joining.FullName} is on the case team." : $"{Joining.FullName} joins the case team on {From!.Value.ToWords()}.", $"/people/{Id}/team");
        }

        HasChanged = Step == "add";
        return Page();
    }
}
