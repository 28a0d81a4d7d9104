using Throughline.Platform;

namespace Throughline.Selection;

/// <summary>The rules of selection that several acts share, as sentences with their sources.</summary>
public static class Rules
{
    private static readonly HashSet<string> Formulas = new(StringComparer.OrdinalIgnoreCase)
    {
        "ok", "okay", "yes", "no", "n/a", "na", "none", "agreed", "agree", "fine", "as above", "see above", "as discussed", "no comment", "meets criteria",
        "meets the criteria", "does not meet criteria", "does not meet the criteria", "high score", "low score", "see score", "per panel", "panel decision",
    };

    /// <summary>Long enough, made of several different words, and not one of the formulas that say nothing.</summary>
    public static Rule ReasonsMustSayWhy(string? reasons, SelectionSettings settings, string what = "Give reasons") => new(
        $"{what}, in your own words: at least {settings.MinimumReasonLength} characters that somebody else could weigh",
        "HMI Probation and HMI Constabulary 2014, 4.20: justification for the selection of targets was not robust",
        SaySomething(reasons, settings.MinimumReasonLength));

    public static bool SaySomething(string? text, int atLeast)
    {
        if (text is null)
            return false;
        var plain = text.Trim().TrimEnd('.', '!');
        var words = plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return plain.Length >= atLeast && !Formulas.Contains(plain) && words.Distinct(StringComparer.OrdinalIgnoreCase).Count() >= 4;
    }

    public static Rule AVictimIsNotSelectedForBeingAVictim(string? reasonKind) => new(
        "A person cannot be nominated because they are a victim. If they need protection, make a safeguarding referral; if they are also offending, nominate them for that and say so",
        "Information Commissioner, enforcement notice to the Metropolitan Police on the Gangs Matrix, November 2018",
        reasonKind != ReasonKinds.Victim);

    public static Rule TheReasonMustBeOneOfTheKinds(string? reasonKind) => new(
        "Choose the main reason for the nomination", "HMI Probation and HMI Constabulary 2014, 4.19", reasonKind is not null && ReasonKinds.All.Any(kind => kind.Code == reasonKind));

    public static Rule OnlyAnAgencyOfThePartnershipTakesPart(bool isMember) => new(
        "Only an agency that belongs to the partnership today can take part in its decisions", "Senior et al. 2011, figure 3.2: shared decisions of the partners", isMember);

    public static Rule TheCaseMustBeBeforeThePanel(CaseState state) => new(
        "The panel is not considering this person now: " + state.Words().ToLowerInvariant(), "The partnership's table of case states", state == CaseState.ForPanel);
}

/// <summary>Why somebody was nominated. Being a victim is on the list so that it can be refused with the sentence that says why.</summary>
public static class ReasonKinds
{
    public const string Victim = "victim";

    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("offending", "They are offending, or likely to offend again soon"),
        ("harm", "They may cause serious harm"),
        ("leaving-custody", "They are leaving custody and need support to stay out"),
        ("asked-for-help", "They have asked for help to stop offending"),
        ("new-information", "New information about somebody known to the partnership"),
        (Victim, "They are a victim of crime or at risk of being harmed"),
    ];

    public static string Words(string code) => All.FirstOrDefault(kind => kind.Code == code).Words ?? code;
}
