using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Selection.Nominate;
using Throughline.Selection.Scores;
using Throughline.Sharing.Markings;
using Throughline.Ui.Components;

namespace Throughline.Selection.Decide;

/// <summary>What the page's decision form holds; ids as text so that an empty choice is an answer like another.</summary>
public sealed class DecisionForm
{
    public string? Outcome { get; set; }

    public string? Reasons { get; set; }

    public string? AgreesWithScore { get; set; }

    public string? DepartureReasons { get; set; }

    public string? AgainstMajorityReasons { get; set; }

    public DateOnly? DeferredUntil { get; set; }

    public Guid? LeadAgency { get; set; }

    public Guid? LeadProfessional { get; set; }

    public string? CohortType { get; set; }

    public string? FirstStep { get; set; }

    public string? Why { get; set; }

    public Decision ToDecision() => new()
    {
        Outcome = Outcome,
        Reasons = Reasons,
        AgreesWithScore = AgreesWithScore switch { "agrees" => true, "departs" => false, _ => null },
        DepartureReasons = DepartureReasons,
        AgainstMajorityReasons = AgainstMajorityReasons,
        DeferredUntil = DeferredUntil,
        LeadAgency = LeadAgency is { } agency ? new AgencyId(agency) : null,
        LeadProfessional = LeadProfessional is { } user ? new UserId(user) : null,
        CohortType = CohortType,
        FirstStep = FirstStep,
        Why = Why,
    };
}

public sealed class VoteForm
{
    public string? Choice { get; set; }

    public string? Reasons { get; set; }
}

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", "offending", "supervision", "custody and dates", "needs", "risk", "meeting", "intelligence", "plan")]
public sealed class PackModel : PersonPage
{
    /// <summary>Who may vote for an agency: those who work with people and can commit it.</summary>
    public static readonly Role[] Voters = [Role.Coordinator, Role.OffenderManager, Role.LinkWorker, Role.PartnerWorker, Role.Chair];

    [BindProperty]
    public VoteForm Vote { get; set; } = new();

    [BindProperty]
    public DecisionForm Decision { get; set; } = new();

    [BindProperty]
    public string? BackReasons { get; set; }

    public IomCase? Case { get; private set; }

    public Pack Pack { get; private set; } = new([], [], [], [], [], []);

    public StoredScore? Score { get; private set; }

    public IReadOnlyList<StandingNomination> Nominations { get; private set; } = [];

    public IReadOnlyList<Vote> AllVotes { get; private set; } = [];

    public IEnumerable<Vote> Votes => AllVotes.Where(vote => vote.ReplacedAt is null);

    public DecisionFacts? Facts { get; private set; }

    /// <summary>Why the decision form is not there, in the rules' sentences.</summary>
    public IReadOnlyList<string> NotYet { get; private set; } = [];

    /// <summary>Who reads votes and decisions; null when no form is shown. They are never narrower than the clauses: a panel reads what it decides on.</summary>
    public WhoWillSee? WillSee { get; private set; }

    public bool MayVote => Case?.State == CaseState.ForPanel && Viewer.Has(Voters);

    public bool IsDecider => Viewer.Has(Role.Chair, Role.Coordinator);

    public IEnumerable<SelectItem> Agencies => (Facts?.Agencies ?? []).Select(agency => new SelectItem { Value = agency.Id.ToString(), Text = agency.Name });

    public IEnumerable<SelectItem> Professionals => (Facts?.Professionals ?? []).Select(one => new SelectItem { Value = one.Id.ToString(), Text = $"{one.FullName}, {one.AgencyName}" });

    public IEnumerable<SelectItem> CohortTypes => (Facts?.Settings.CohortTypes ?? []).Select(type => new SelectItem { Value = type, Text = type });

    public override async Task LoadAsync()
    {
        Case = await IomCase.LatestAsync(Db, Id);
        Pack = await Decide.Pack.OfAsync(Db, Id);
        Score = await StoredScore.LatestAsync(Db, Id);
        Look.Showed(Pack.Categories.Concat(Score?.Categories ?? []));
        Look.Showed("plan", Case is not null);
        if (Case is null)
            return;
        if (MayVote || (IsDecider && Case.State is CaseState.ForPanel or CaseState.Deferred))
            WillSee = await WhoWillSee.OfCaseRowAsync(Db, Id, "what you write here", "meeting");
        Nominations = await StandingNomination.OfAsync(Db, Case.Id);
        AllVotes = await Decide.Vote.OfAsync(Db, Case.Id, withReplaced: true);
        Look.Showed("meeting", Nominations.Count + AllVotes.Count > 0);
        Facts = await DecideCase.FactsAsync(Db, Case);
        NotYet = [.. DecisionRules.Before(Facts).Where(rule => !rule.Rule.Holds).Select(rule => rule.Rule.Sentence)];
        if (Vote.Choice is null && Votes.FirstOrDefault(vote => vote.AgencyId == Viewer.Agency) is { } mine)
            Vote = new VoteForm { Choice = mine.Choice, Reasons = mine.Reasons };
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostVoteAsync()
    {
        if (!Viewer.Has(Voters))
            return NotFound();
        var @case = await TheCaseAsync();
        var rules = CastVote.Rules(@case, Vote.Choice, Vote.Reasons, await PartnershipMembers.IsMemberAsync(Db, Act.Agency), await SelectionSettings.LoadAsync(Db));
        ModelState.Remove("Decision.DeferredUntil");
        if (!rules.ShowIn(ModelState, "Vote."))
            return await AgainAsync();
        await CastVote.DoAsync(Db, @case.Id, Vote.Choice!, Vote.Reasons!);
        return Done($"{Viewer.AgencyName} has voted: {CastVote.Words(Vote.Choice!).ToLowerInvariant()}.", $"/people/{Id}/panel");
    }

    public async Task<IActionResult> OnPostDecideAsync()
    {
        if (!IsDecider)
            return NotFound();
        var @case = await TheCaseAsync();
        var decision = Decision.ToDecision();
        if (!DecisionRules.All(await DecideCase.FactsAsync(Db, @case), decision).ShowIn(ModelState, "Decision."))
            return await AgainAsync();
        await DecideCase.DoAsync(Db, @case.Id, decision);
        var next = decision is { Outcome: "adopt", FirstStep: FirstSteps.Letter } ? $"/people/{Id}/letter" : $"/people/{Id}/panel";
        return Done("The decision is recorded.", next);
    }

    public async Task<IActionResult> OnPostBackAsync()
    {
        if (!IsDecider)
            return NotFound();
        var @case = await TheCaseAsync();
        if (!new FieldRule[] { new("BackReasons", Rules.ReasonsMustSayWhy(BackReasons, await SelectionSettings.LoadAsync(Db), "Say why the panel should look again")) }.ShowIn(ModelState))
            return await AgainAsync();
        await BringBack.DoAsync(Db, @case.Id, BackReasons!);
        return Done($"{Person.Name} is before the panel again.", $"/people/{Id}/panel");
    }

    private async Task<IomCase> TheCaseAsync() => await IomCase.LatestAsync(Db, Id) ?? throw new NotThere("The case");
}
