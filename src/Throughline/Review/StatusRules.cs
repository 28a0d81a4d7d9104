using Throughline.Platform;

namespace Throughline.Review;

/// <summary>What must be true of a decision about a person's colour. People decide, with reasons, about somebody in the cohort.</summary>
public static class StatusRules
{
    private const string Inspection = "Inspection 2014, 6.3";

    public static Rule CaseMustBeAdopted(string state) =>
        new("Only somebody in the cohort has a colour: the case must be adopted", "Inspection 2014, 6.3 to 6.4", state == "adopted");

    public static Rule StatusMustBeOneOfThePartnerships(IReadOnlyList<StatusDefinition> statuses, string to) =>
        new("Choose one of the partnership's colours", Inspection, statuses.Find(to) is not null);

    public static Rule ReasonMustBeGiven(string? reason) =>
        new("Say why", "Senior and others 2011, 3.5: decisions must be evidence-based and defensible", !string.IsNullOrWhiteSpace(reason));

    public static Rule BlueIsForCustody(string to, bool inCustody, string? whyNotRecorded) => new(
        "Blue means in custody, and nothing received says that this person is: say how you know", Inspection + ": Blue is \"in custody and planning for release\"",
        to != StatusDefinitions.Blue || inCustody || !string.IsNullOrWhiteSpace(whyNotRecorded));

    public static Rule PersonMustDecide(bool isService) =>
        new("A colour is decided by a named person, never by a job or a score", "Data Protection Act 2018, ss.50A to 50D", !isService);

    public static Rule OnlyTheLastDecisionOfTodayIsTakenBack(bool isLast, bool isToday) =>
        new("Only the last decision about a person can be taken back, and only on the day on which it was made", "History is kept by new rows", isLast && isToday);

    public static Rule FirstColourIsNotTakenBack(string? from) =>
        new("The first colour cannot be taken back to none: choose another colour and say why", "Inspection 2014, 6.4", from is not null);

    /// <summary>Each rule once, for the reference.</summary>
    public static IEnumerable<Rule> Every() =>
    [
        PersonMustDecide(false), CaseMustBeAdopted(""), StatusMustBeOneOfThePartnerships([], ""), ReasonMustBeGiven(null), BlueIsForCustody("", false, null),
        OnlyTheLastDecisionOfTodayIsTakenBack(false, false), FirstColourIsNotTakenBack(null),
    ];
}
