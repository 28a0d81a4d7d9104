using System.Text;

namespace Throughline.Review;

/// <summary>Where a move of colour leads: the one table of moves.</summary>
public static class StatusMoves
{
    public const string First = "first";
    public const string Better = "better";
    public const string Worse = "worse";
    public const string Same = "same";
    public const string Custody = "custody";
    public const string Dormant = "dormant";

    /// <summary>
    /// The direction of a move. Into custody and onto the dormant list are directions of their own; between community colours
    /// position decides. Out of custody the new colour is compared with the last one in the community, because prison itself
    /// is neither progress nor relapse; off the dormant list every colour asks for more attention than none.
    /// </summary>
    public static string Direction(IReadOnlyList<StatusDefinition> statuses, string? from, string to, string? lastInCommunity)
    {
        if (from == to)
            return Same;
        if (to == StatusDefinitions.Blue)
            return Custody;
        if (to == StatusDefinitions.White)
            return Dormant;
        if (from == StatusDefinitions.White)
            return Worse;
        var before = from == StatusDefinitions.Blue ? lastInCommunity : from;
        if (before is null)
            return First;
        return statuses.Find(to)!.Position.CompareTo(statuses.Find(before)?.Position ?? 0) switch
        {
            0 => Same,
            > 0 => Better,
            _ => Worse,
        };
    }

    /// <summary>What a direction is called on screen.</summary>
    public static string Words(string direction) => direction switch
    {
        First => "First colour",
        Better => "Better",
        Worse => "Worse",
        Same => "No change",
        Custody => "Into custody",
        Dormant => "To the dormant list",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "Not a direction."),
    };

    /// <summary>The table of moves with the definitions, as <c>docs/reference/statuses.md</c> holds it.</summary>
    public static string Document(IReadOnlyList<StatusDefinition> statuses)
    {
        var text = new StringBuilder("# Statuses\n\nGenerated from the program; a test compares it. A partnership may change names, meanings, looks and numbers at `/settings/statuses`.\n\n");
        text.Append("| Status | Meaning | Position | Review every | Contacts a week | Source |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var status in statuses)
            text.Append($"| {status.Label} | {status.Meaning} | {status.Position} | {Ui.Dates.Count(status.ReviewEveryDays, "day")} | {status.ContactsPerWeek:0.##} | {status.Source} |\n");
        text.Append("\n## Moves\n\nEvery pair. Out of Blue, the new colour is compared with the last one in the community, named in the row.\n\n");
        text.Append("| From | ").AppendJoin(" | ", statuses.Select(to => "to " + to.Label)).Append(" |\n| --- |").Append(string.Concat(statuses.Select(_ => " --- |"))).Append('\n');
        foreach (var (words, from, last) in Rows(statuses))
            text.Append($"| {words} | ").AppendJoin(" | ", statuses.Select(to => Words(Direction(statuses, from, to.Code, last)))).Append(" |\n");
        text.Append("\n## Rules\n\n");
        foreach (var rule in StatusRules.Every())
            text.Append($"- {rule.Sentence}. *{rule.Source}.*\n");
        return text.ToString();
    }

    private static IEnumerable<(string Words, string? From, string? Last)> Rows(IReadOnlyList<StatusDefinition> statuses)
    {
        yield return ("No colour yet", null, null);
        foreach (var status in statuses)
        {
            if (status.Code != StatusDefinitions.Blue)
            {
                yield return (status.Label, status.Code, null);
                continue;
            }

            yield return (status.Label + ", no colour before", status.Code, null);
            foreach (var before in statuses.Where(other => other.Code is StatusDefinitions.Red or StatusDefinitions.Amber or StatusDefinitions.Green))
                yield return ($"{status.Label}, {before.Label} before", status.Code, before.Code);
        }
    }
}
