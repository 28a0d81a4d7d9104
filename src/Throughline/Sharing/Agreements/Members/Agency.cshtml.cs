using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Members;

/// <summary>One agency of the partnership: how it is recorded, and what somebody wants to change about that.</summary>
[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class AgencyModel : SharingPage
{
    [FromRoute(Name = "id")]
    public AgencyId Id { get; init; }

    [BindProperty]
    public bool WorksForProbation { get; set; }

    [BindProperty]
    public bool ActsForAuthority { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    [BindProperty]
    public string? Because { get; set; }

    [BindProperty]
    public Guid? Change { get; set; }

    [BindProperty]
    public string? Decision { get; set; }

    [BindProperty]
    public string? DecisionReason { get; set; }

    [BindProperty]
    public DateOnly? LeavesOn { get; set; }

    [BindProperty]
    public string? LeaveReason { get; set; }

    public MemberAgency Agency { get; private set; } = null!;

    public AgencyChange? Open { get; private set; }

    public IReadOnlyList<AgencyChange> Past { get; private set; } = [];

    public bool MayAsk => Viewer.Has(MemberActs.Askers);

    public bool MayDecide => Viewer.Has(MemberActs.Deciders);

    public IEnumerable<string> WordsOf(AgencyChange change)
    {
        if (change.WorksForProbation != Agency.WorksForProbation)
            yield return change.WorksForProbation ? "It works for probation: clauses under the Offender Management Act 2007 s.3 reach it" : "It no longer works for probation: clauses under the Offender Management Act 2007 s.3 stop reaching it";
        if (change.ActsForAuthority != Agency.ActsForAuthority)
            yield return change.ActsForAuthority ? "It acts for a relevant authority: clauses under the Crime and Disorder Act 1998 s.115 reach it" : "It no longer acts for a relevant authority: clauses under the Crime and Disorder Act 1998 s.115 stop reaching it";
        if (change.Contact != Agency.Contact)
            yield return $"Contact: {(change.Contact.Length > 0 ? change.Contact : "none")}";
    }

    public override async Task LoadAsync()
    {
        Agency = await MemberAgency.FindAsync(Db, Id);
        ViewData["Title"] = Agency.Name;
        var all = await AgencyChange.OfAsync(Db, Id);
        Open = all.FirstOrDefault(change => change.Decision is null);
        Past = [.. all.Where(change => change.Decision is not null)];
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (WorksForProbation, ActsForAuthority, Contact) = (Agency.WorksForProbation, Agency.ActsForAuthority, Agency.Contact);
    }

    public async Task<IActionResult> OnPostAskAsync()
    {
        OnlyFor(MayAsk);
        if (string.IsNullOrWhiteSpace(Because))
            ModelState.AddModelError(nameof(Because), "Say why, and what shows it");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await MemberActs.AskAsync(Db, Id, Contact, WorksForProbation, ActsForAuthority, Because);
        return Done("Asked. It holds when a second person has agreed.", $"/sharing/agencies/{Id}");
    }

    public async Task<IActionResult> OnPostDecideAsync()
    {
        OnlyFor(MayDecide);
        if (Decision is not ("agreed" or "refused"))
            ModelState.AddModelError(nameof(Decision), "Choose whether it is so");
        else if (Decision == "refused" && string.IsNullOrWhiteSpace(DecisionReason))
            ModelState.AddModelError(nameof(DecisionReason), "Say why you refuse");
        if (!ModelState.IsValid || Change is not { } change)
            return await AgainAsync();
        await MemberActs.DecideAsync(Db, change, Decision == "agreed", DecisionReason);
        return Done(Decision == "agreed" ? "Changed. What passes to the agency follows at once." : "Left as it is.", $"/sharing/agencies/{Id}");
    }

    public async Task<IActionResult> OnPostLeaveAsync()
    {
        OnlyFor(MayAsk);
        if (LeavesOn is null || LeavesOn < Today)
            ModelState.AddModelError(nameof(LeavesOn), "Give its last day: today or later");
        if (string.IsNullOrWhiteSpace(LeaveReason))
            ModelState.AddModelError(nameof(LeaveReason), "Say why it leaves");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await MemberActs.LeaveAsync(Db, Id, LeavesOn, LeaveReason);
        return Done("Its last day is set.", $"/sharing/agencies/{Id}");
    }

    private static void OnlyFor(bool may)
    {
        if (!may)
            throw new NotThere("The act");
    }
}
