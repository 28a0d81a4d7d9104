using Throughline.Ui;

namespace Throughline.Sharing.Agreements;

/// <summary>How the parts of a clause are said and kept.</summary>
public static class ClauseWords
{
    public static readonly IReadOnlyList<(Level Level, string Code, string Words, string Hint)> Levels =
    [
        (Level.Existence, "existence", "That there is something", "Whose it is and whom to ask; nothing of what it says"),
        (Level.Summary, "summary", "A summary", "One line without detail"),
        (Level.Full, "full", "All of it", "Everything that the agency records in this category"),
    ];

    public static readonly IReadOnlyList<(Condition Condition, string Code, string Words, string Hint)> Conditions =
    [
        (Condition.CaseTeam, "case-team", "The case team only", "Whoever has a part in the person's case, while they have it"),
        (Condition.Cohort, "cohort", "Any case of the partnership", "Anybody of the agency, while the person has an open case"),
    ];

    public static Level LevelOf(string code) => Levels.FirstOrDefault(level => level.Code == code).Level;

    public static string Code(this Level level) => Levels.First(known => known.Level == level).Code;

    public static Condition? ConditionOf(string code) => Conditions.Where(known => known.Code == code).Select(known => (Condition?)known.Condition).FirstOrDefault();

    public static string Code(this Condition condition) => Conditions.First(known => known.Condition == condition).Code;

    /// <summary>As the start of a sentence about what is passed: "All of", "A summary of", "That there is something of".</summary>
    public static string Passes(Level level) => level switch
    {
        Level.Full => "All of",
        Level.Summary => "A summary of",
        Level.Existence => "Only that there is something of",
        _ => "Nothing of",
    };

    /// <summary>What somebody sees: "all of it", "a summary", "that it exists", "nothing".</summary>
    public static string Sees(Level level) => level switch
    {
        Level.Full => "all of it",
        Level.Summary => "a summary",
        Level.Existence => "that there is something, and whom to ask",
        _ => "nothing",
    };

    public static string For(Condition condition, bool needsConsent) =>
        needsConsent ? "for the person's case team, with the person's consent" : condition == Condition.CaseTeam ? "for the person's case team" : "for any case of the partnership";

    /// <summary>"police, probation and prisons".</summary>
    public static string And(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "nobody",
        1 => words[0],
        _ => string.Join(", ", words.Take(words.Count - 1)) + " and " + words[^1],
    };

    public static string Dates(DateOnly from, DateOnly? to) => to is { } until ? $"{from.ToWords()} to {until.ToWords()}" : $"from {from.ToWords()}";
}
