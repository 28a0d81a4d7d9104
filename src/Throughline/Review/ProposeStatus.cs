using Throughline.Ui;

namespace Throughline.Review;

/// <summary>Something that says whether the person engages, from the agency that knows.</summary>
/// <param name="Words">"In drug treatment since 22 April 2026".</param>
/// <param name="IsEngaging">True engaging, false failing to engage, null known but says neither.</param>
public sealed record EngagementEvidence(string Words, DateOnly On, bool? IsEngaging);

/// <summary>How often one kind of event happened in the days that count, and when last.</summary>
public sealed record RecentEvents(string Kind, int Count, DateOnly LastOn);

/// <summary>All that a proposal is made of. Selection scores and predictors are not among it.</summary>
public sealed record StatusFacts
{
    public required DateOnly On { get; init; }

    public required int QuietDays { get; init; }

    public string? CurrentStatus { get; init; }

    /// <summary>Where the person is held; null when nothing received says so.</summary>
    public string? Establishment { get; init; }

    public DateOnly? ExpectedReleaseOn { get; init; }

    /// <summary>The last release, when the person is out.</summary>
    public DateOnly? ReleasedOn { get; init; }

    /// <summary>Since when the person is illegally at large; null when nobody has said so, or they are back in custody.</summary>
    public DateOnly? AtLargeSince { get; init; }

    /// <summary>Arrests, charges and intelligence of any age, the last of each kind.</summary>
    public IReadOnlyList<RecentEvents> Offending { get; init; } = [];

    public IReadOnlyList<EngagementEvidence> Engagement { get; init; } = [];

    /// <summary>The categories of what these facts were read from: what whoever is shown them has seen.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
}

public sealed record ProposalReason(string Words, string Source);

/// <summary>What the rules would say, why, and what would have to happen for a better colour. Evidence for a decision, never one.</summary>
public sealed record StatusProposal(string Status, IReadOnlyList<ProposalReason> Because, string DeEscalationPoint);

/// <summary>
/// Proposes a colour from facts by the definitions of the inspection [002 6.3]. Pure: the same facts give the same proposal,
/// and nothing happens until somebody decides.
/// </summary>
public static class ProposeStatus
{
    private const string Inspection = "Inspection 2014, 6.3";
    private const string Lancashire = "Senior and others 2011, 3.1 (Lancashire)";

    public static StatusProposal From(StatusFacts facts)
    {
        if (facts.Establishment is { } establishment)
        {
            var release = facts.ExpectedReleaseOn is { } on ? $"release is expected on {on.ToWords()}" : "no release date is known";
            return Propose(StatusDefinitions.Blue, facts, new ProposalReason($"In custody at {establishment}; {release}.", Inspection));
        }

        if (facts.AtLargeSince is { } since)
            return Propose(StatusDefinitions.Red, facts, new ProposalReason($"Illegally at large since {since.ToWords()}.", Inspection));

        var recent = facts.Offending.Where(events => IsRecent(facts, events.LastOn)).ToList();
        var signs = facts.Engagement.Select(evidence => new ProposalReason(evidence.Words + ".", evidence.IsEngaging is null ? "Says neither that the person engages nor that they do not" : Inspection)).ToList();
        if (recent.Count > 0)
            return WithSignsOfOffending(facts, recent, signs);
        if (facts.CurrentStatus == StatusDefinitions.White)
            return Propose(StatusDefinitions.White, facts, new ProposalReason($"On the dormant list, and {Quiet(facts)}.", Lancashire));
        return Quietly(facts, signs);
    }

    /// <summary>An event counts for the given number of days: with 28, one of 27 days ago does and one of 28 days ago does not.</summary>
    public static bool IsRecent(StatusFacts facts, DateOnly on) => facts.On.DayNumber - on.DayNumber < facts.QuietDays;

    private static StatusProposal WithSignsOfOffending(StatusFacts facts, List<RecentEvents> recent, List<ProposalReason> signs)
    {
        var because = recent.Select(events => new ProposalReason(
            $"{Ui.Dates.Count(events.Count, Kind(events.Kind, one: true), Kind(events.Kind, one: false))} in the last {facts.QuietDays} days, the latest on {events.LastOn.ToWords()}.", Inspection)).ToList();
        if (facts.CurrentStatus == StatusDefinitions.White)
            because.Insert(0, new ProposalReason("On the dormant list, and there is something new.", Lancashire));
        because.AddRange(signs);
        if (Fails(facts))
            return Propose(StatusDefinitions.Red, facts, [.. because, new ProposalReason("Failing to engage with signs of active offending.", Inspection)]);
        if (Engages(facts))
        {
            // the inspection's words leave a gap here: engagement with intelligence fits no colour; the nearer one is proposed and the gap said
            return Propose(StatusDefinitions.Amber, facts, [.. because, new ProposalReason("Engaging in spite of it: the definitions have no colour for both, so look closely.", Inspection)]);
        }

        return Propose(StatusDefinitions.Red, facts, [.. because, new ProposalReason("Nothing received says that the person engages.", Inspection)]);
    }

    private static StatusProposal Quietly(StatusFacts facts, List<ProposalReason> signs)
    {
        var quiet = new ProposalReason(char.ToUpperInvariant(Quiet(facts)[0]) + Quiet(facts)[1..] + ".", Inspection);
        if (facts.ReleasedOn is { } released && IsRecent(facts, released))
        {
            return Propose(StatusDefinitions.Amber, facts,
                [quiet, new ProposalReason($"Released on {released.ToWords()}: there have not been {facts.QuietDays} days in the community yet.", "Inspection 2014, 8.5: days in custody are not days without offending"), .. signs]);
        }

        if (Engages(facts) && !Fails(facts))
            return Propose(StatusDefinitions.Green, facts, [quiet, .. signs]);
        var words = Fails(facts) ? "Not engaging, but nothing suggests active offending: Red needs both." : "Nothing received says that the person engages actively.";
        return Propose(StatusDefinitions.Amber, facts, [quiet, .. signs, new ProposalReason(words, Inspection)]);
    }

    private static bool Engages(StatusFacts facts) => facts.Engagement.Any(evidence => evidence.IsEngaging == true);

    private static bool Fails(StatusFacts facts) => facts.Engagement.Any(evidence => evidence.IsEngaging == false);

    private static string Quiet(StatusFacts facts) => facts.Offending.Count == 0
        ? "no arrest, charge or intelligence has been received"
        : $"no arrest, charge or intelligence for {facts.On.DayNumber - facts.Offending.Max(events => events.LastOn).DayNumber} days";

    private static string Kind(string kind, bool one) => kind switch
    {
        "arrest" => one ? "arrest" : "arrests",
        "charge" => one ? "charge" : "charges",
        "intelligence" => one ? "intelligence report" : "intelligence reports",
        _ => kind,
    };

    private static StatusProposal Propose(string status, StatusFacts facts, params ProposalReason[] because) => new(status, because, DeEscalation(status, facts));

    /// <summary>What would have to happen for the next better colour, as a sentence that can be agreed with the person.</summary>
    public static string DeEscalation(string status, StatusFacts facts)
    {
        var days = Ui.Dates.Count(facts.QuietDays, "day");
        return status switch
        {
            StatusDefinitions.Red when facts.AtLargeSince is not null => "Amber when the person is back in touch and keeps appointments.",
            StatusDefinitions.Red => $"Amber when the person keeps appointments again, or when there are {days} without intelligence or arrest.",
            StatusDefinitions.Amber => $"Green when there are {days} without intelligence or arrest and the person keeps appointments.",
            StatusDefinitions.Green => "The dormant list when the plan's aims are met and all agencies agree that the person can leave.",
            StatusDefinitions.Blue => $"Amber on release; Green when there are {days} in the community without intelligence or arrest and the person keeps appointments.",
            StatusDefinitions.White => "None: the name comes back when there is a new arrest, charge or intelligence.",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a colour."),
        };
    }
}
