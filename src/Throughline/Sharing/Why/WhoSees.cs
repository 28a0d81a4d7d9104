using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Why;

/// <summary>Somebody who sees an item, or less of it, and by what.</summary>
public sealed record Sight
{
    public required UserId UserId { get; init; }

    public required string FullName { get; init; }

    public required AgencyId AgencyId { get; init; }

    public required string AgencyName { get; init; }

    public required string Level { get; init; }

    public required string Through { get; init; }
}

/// <summary>How many people of one agency see an item, and by what, in words.</summary>
public sealed record AgencySight(AgencyId Agency, string Name, string Level, string Through, IReadOnlyList<string> People)
{
    public string ThroughWords => Through switch
    {
        "own-agency" => "it is theirs",
        "clause" => "a clause of an agreement",
        "kept-sight" => "sight kept after a move, to the last day",
        "disclosure" => "a disclosure",
        "urgent-access" => "urgent access, for an hour",
        _ => Through,
    };

    public string LevelWords => Level switch
    {
        "full" => "all of it",
        "summary" => "a summary",
        "existence" => "that there is something, and whom to ask",
        _ => Level,
    };
}

/// <summary>
/// Who sees an item, by the same rule as row-level security: for the agency that owns it, and for its author before it is
/// saved. Accounts that work with people are counted; the database answers nobody else.
/// </summary>
internal static class WhoSees
{
    private static readonly string[] Counted = [.. Roles.WithPeople.Select(role => role.Code())];

    public static Task<IReadOnlyList<Sight>> OfAsync(Db db, PersonId person, ItemLabel label, Guid? item = null) => db.ListAsync<Sight>(
        "select * from who_would_see(@person, @owner, @category, @marking, @markedFor, @author, @IsOfCase, @item, @Counted)",
        new { person, owner = label.Owner, category = label.Category, marking = Markings.MarkingWords.Code(label.Marking), markedFor = label.MarkedFor.ToArray(), author = label.Author, label.IsOfCase, item, Counted });

    public static IReadOnlyList<AgencySight> ByAgency(IEnumerable<Sight> sights) =>
        [.. sights.GroupBy(s => (s.AgencyId, s.AgencyName, s.Level, s.Through)).Select(g => new AgencySight(g.Key.AgencyId, g.Key.AgencyName, g.Key.Level, g.Key.Through, [.. g.Select(s => s.FullName)]))];

    /// <summary>"These 7 people in 3 agencies will see this: North police (5), North probation (1) and North prison (1)."</summary>
    public static string Sentence(IReadOnlyCollection<Sight> sights, string verb = "will see", string what = "this")
    {
        var full = sights.Where(s => s.Level == "full").GroupBy(s => s.AgencyName).ToList();
        var people = full.Sum(g => g.Count());
        var sentence = people switch
        {
            0 => $"Nobody {verb} {what}",
            1 => $"Only {full[0].First().FullName} of {full[0].Key} {verb} {what}",
            _ => $"These {people} people in {(full.Count == 1 ? "1 agency" : full.Count + " agencies")} {verb} {what}: {Markings.MarkingWords.InWords([.. full.Select(g => $"{g.Key} ({g.Count()})")])}",
        };
        var less = sights.Where(s => s.Level != "full").Select(s => s.AgencyName).Distinct(StringComparer.Ordinal).Except(full.Select(g => g.Key), StringComparer.Ordinal).ToList();
        return less.Count == 0 ? sentence + "." : $"{sentence}. {Markings.MarkingWords.InWords(less)} {(less.Count == 1 ? "learns" : "learn")} a summary, or that there is something and whom to ask.";
    }
}
