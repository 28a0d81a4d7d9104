using Throughline.Platform;

namespace Throughline.Selection;

/// <summary>Where a case stands between the first mention of a name and the end of the partnership's work with the person.</summary>
public enum CaseState
{
    Nominated,
    ForPanel,
    Adopted,
    Deferred,
    Refused,
    Exited,
}

public static class CaseStates
{
    private static readonly Dictionary<CaseState, (string Code, string Words)> Names = new()
    {
        [CaseState.Nominated] = ("nominated", "Nominated"),
        [CaseState.ForPanel] = ("for-panel", "For the panel"),
        [CaseState.Adopted] = ("adopted", "Adopted"),
        [CaseState.Deferred] = ("deferred", "Deferred"),
        [CaseState.Refused] = ("refused", "Not adopted"),
        [CaseState.Exited] = ("exited", "Left the cohort"),
    };

    public static string Code(this CaseState state) => Names[state].Code;

    public static string Words(this CaseState state) => Names[state].Words;

    public static CaseState Parse(string code) => Names.First(name => name.Value.Code == code).Key;

    /// <summary>A case in one of these is the person's open case; there is never more than one in a partnership.</summary>
    public static bool IsOpen(this CaseState state) => state is CaseState.Nominated or CaseState.ForPanel or CaseState.Adopted or CaseState.Deferred;
}

/// <summary>A move that a case may make.</summary>
/// <param name="By">The act that makes it.</param>
/// <param name="Who">Who may do the act, in words.</param>
/// <param name="OpensNewCase">The old case stays as it ended; the move is a new case of the same person.</param>
public sealed record CaseMove(CaseState From, CaseState To, string By, string Who, bool OpensNewCase = false);

/// <summary>The one table of moves. Nothing else in the program changes the state of a case.</summary>
public static class CaseMoves
{
    public static IReadOnlyList<CaseMove> Table { get; } =
    [
        new(CaseState.Nominated, CaseState.ForPanel, "ScreenNomination", "the coordinator, after screening"),
        new(CaseState.ForPanel, CaseState.Adopted, "DecideCase", "the chair or the coordinator, after the agencies' votes"),
        new(CaseState.ForPanel, CaseState.Deferred, "DecideCase", "the chair or the coordinator, after the agencies' votes"),
        new(CaseState.ForPanel, CaseState.Refused, "DecideCase", "the chair or the coordinator, after the agencies' votes"),
        new(CaseState.Deferred, CaseState.ForPanel, "BringBack", "the coordinator or the chair"),
        new(CaseState.Adopted, CaseState.Exited, "EndCase", "the coordinator or the chair"),
        new(CaseState.Refused, CaseState.Nominated, "NominatePerson", "any agency", OpensNewCase: true),
        new(CaseState.Exited, CaseState.Nominated, "NominatePerson", "any agency", OpensNewCase: true),
    ];

    public static CaseMove? Find(CaseState from, CaseState to) => Table.FirstOrDefault(move => move.From == from && move.To == to);

    public static Rule MayMove(CaseState from, CaseState to) => new(
        $"A case that is \"{from.Words().ToLowerInvariant()}\" cannot become \"{to.Words().ToLowerInvariant()}\". {Next(from)}",
        "The partnership's table of case states (docs/reference/case-states.md)",
        Find(from, to) is not null);

    private static string Next(CaseState from) =>
        "It can become " + string.Join(" or ", Table.Where(move => move.From == from).Select(move => $"\"{move.To.Words().ToLowerInvariant()}\"")) + ".";
}
