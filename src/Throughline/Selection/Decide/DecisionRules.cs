using Throughline.Platform;

namespace Throughline.Selection.Decide;

/// <summary>Everything that the rules of a decision look at besides the decision itself.</summary>
public sealed record DecisionFacts
{
    public required IomCase Case { get; init; }

    public required IReadOnlyList<Vote> Votes { get; init; }

    public required ScoreBeside? Score { get; init; }

    public required SelectionSettings Settings { get; init; }

    public required IReadOnlyList<MemberAgency> Agencies { get; init; }

    public required IReadOnlyList<Professional> Professionals { get; init; }

    public required bool MayDecide { get; init; }

    public required bool InCustody { get; init; }

    public required bool IsStatutory { get; init; }

    public required DateOnly On { get; init; }

    public int AgenciesThatTookSides => Votes.Count(vote => vote.TakesSides);
}

/// <summary>The rules of a decision, each with the field that answers it.</summary>
public static class DecisionRules
{
    private const string HumanDecision = "Data Protection Act 2018 ss.50A to 50D: meaningful human involvement in the decision";
    private const string Panel = "Senior et al. 2011, figure 3.2, and HMI Probation and HMI Constabulary 2014, 4.19";

    /// <summary>What must be true before anybody can decide: the page says so instead of showing the form.</summary>
    public static IEnumerable<FieldRule> Before(DecisionFacts facts) =>
    [
        new("", Rules.TheCaseMustBeBeforeThePanel(facts.Case.State)),
        new("", new Rule("Only the panel's chair or the IOM coordinator records the decision", Panel, facts.MayDecide)),
        new("", EnoughAgenciesMustHaveVoted(facts.AgenciesThatTookSides, facts.Settings.MinimumVotes)),
    ];

    public static IEnumerable<FieldRule> All(DecisionFacts facts, Decision decision) =>
        [.. Before(facts), .. Outcome(facts, decision), .. Score(facts.Score, decision, facts.Settings), .. decision.Outcome switch { "adopt" => Adoption(facts, decision), "defer" => Deferral(facts, decision), _ => [] }];

    public static Rule EnoughAgenciesMustHaveVoted(int voted, int needed) => new(
        $"At least {needed} agencies must have voted before a decision; {voted} {(voted == 1 ? "has" : "have")}. An abstention does not count", "The partnership's setting, after HMI 2014, 4.20", voted >= needed);

    private static IEnumerable<FieldRule> Outcome(DecisionFacts facts, Decision decision)
    {
        yield return new("Outcome", new Rule("Choose what was decided", Panel, decision.Outcome is "adopt" or "defer" or "refuse"));
        yield return new("Reasons", Rules.ReasonsMustSayWhy(decision.Reasons, facts.Settings, "Give the reasons for the decision"));
        var majority = Vote.Majority(facts.Votes);
        var against = majority is not null && decision.Outcome is not null && decision.Outcome != majority;
        yield return new("AgainstMajorityReasons", new Rule(
            $"Most agencies voted \"{CastVote.Words(majority ?? "")}\". Say why the decision is another", "Every agency has an equal voice: Senior et al. 2011, figure 3.2",
            !against || Rules.SaySomething(decision.AgainstMajorityReasons, facts.Settings.MinimumReasonLength)));
    }

    private static IEnumerable<FieldRule> Score(ScoreBeside? score, Decision decision, SelectionSettings settings)
    {
        if (score is null)
            yield break;
        yield return new("AgreesWithScore", new Rule("Say whether the decision agrees with the score or departs from it", HumanDecision, decision.AgreesWithScore is not null));
        var otherwise = SaysOtherwise(score, decision.Outcome);
        yield return new("AgreesWithScore", new Rule(
            "The score suggests otherwise, so the decision departs from it: say so and give the reasons", HumanDecision, !(otherwise && decision.AgreesWithScore == true)));
        yield return new("DepartureReasons", new Rule(
            "Say why the decision departs from the score", HumanDecision,
            !(otherwise || decision.AgreesWithScore == false) || Rules.SaySomething(decision.DepartureReasons, settings.MinimumReasonLength)));
    }

    /// <summary>Above the entry line anything but adopting departs from the score; below the exit line only adopting does.</summary>
    public static bool SaysOtherwise(ScoreBeside score, string? outcome) =>
        outcome is not null && score.SuggestsAdopting is { } adopt && adopt != (outcome == "adopt");

    private static IEnumerable<FieldRule> Deferral(DecisionFacts facts, Decision decision)
    {
        yield return new("DeferredUntil", new Rule(
            "A deferred case comes back on a date: give one after today and within a year", Panel, decision.DeferredUntil is { } until && until > facts.On && until <= facts.On.AddYears(1)));
    }

    private static IEnumerable<FieldRule> Adoption(DecisionFacts facts, Decision decision)
    {
        const string Lead = "Senior et al. 2011, figure 3.2: a lead agency and a lead professional for each person";
        yield return new("LeadAgency", new Rule("Choose the lead agency", Lead, facts.Agencies.Any(agency => agency.Id == decision.LeadAgency)));
        yield return new("LeadProfessional", new Rule(
            "Choose a lead professional who works for the lead agency", Lead,
            facts.Professionals.Any(one => one.Id == decision.LeadProfessional && one.AgencyId == decision.LeadAgency)));
        yield return new("CohortType", new Rule(
            "Choose one of the partnership's cohort types", "Neighbourhood Crime IOM strategy, December 2020, and local setting", decision.CohortType is { } type && facts.Settings.CohortTypes.Contains(type)));
        yield return new("FirstStep", new Rule("Choose the first step with the person", "Senior et al. 2011: prison, police cells and community as first points of contact", FirstSteps.All.Any(step => step.Code == decision.FirstStep)));
        yield return new("FirstStep", new Rule("A prison visit is for somebody who is in prison now", "Custody record", decision.FirstStep != FirstSteps.PrisonVisit || facts.InCustody));
        yield return new("FirstStep", new Rule("A letter is for somebody under no order or licence: taking part is their own choice", "HMI 2014, 5.5: non-statutory cases", decision.FirstStep != FirstSteps.Letter || !facts.IsStatutory));
        yield return new("Why", new Rule(
            $"Say in plain English why this person is here: at least {facts.Settings.MinimumReasonLength} characters, for their own record", HumanDecision, Rules.SaySomething(decision.Why, facts.Settings.MinimumReasonLength)));
    }
}
