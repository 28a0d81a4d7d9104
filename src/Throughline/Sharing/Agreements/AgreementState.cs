using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Sharing.Agreements;

/// <summary>Where an agreement stands between the first word written and its last day.</summary>
public enum AgreementState
{
    Draft,
    Signing,
    InForce,
    Ended,
}

public static class AgreementStates
{
    private static readonly Dictionary<AgreementState, (string Code, string Words)> Names = new()
    {
        [AgreementState.Draft] = ("draft", "Draft"),
        [AgreementState.Signing] = ("signing", "Out for signatures"),
        [AgreementState.InForce] = ("in-force", "In force"),
        [AgreementState.Ended] = ("ended", "Ended"),
    };

    public static string Code(this AgreementState state) => Names[state].Code;

    public static string Words(this AgreementState state) => Names[state].Words;

    public static AgreementState Parse(string code) => Names.First(name => name.Value.Code == code).Key;
}

/// <summary>A move that an agreement may make.</summary>
/// <param name="By">The act that makes it.</param>
/// <param name="Who">Who may do the act, in words.</param>
public sealed record AgreementMove(AgreementState From, AgreementState To, string By, string Who);

/// <summary>The one table of moves. Nothing else in the program changes the state of an agreement, and a trigger refuses the rest.</summary>
public static class AgreementMoves
{
    /// <summary>Whoever may write agreements and move them on.</summary>
    public static readonly Role[] Writers = [Role.InformationGovernanceOfficer, Role.Coordinator];

    /// <summary>Whoever may bind their agency, and approve what somebody else has written.</summary>
    public static readonly Role[] Signers = [Role.StrategicLead, Role.InformationGovernanceOfficer];

    public static readonly Role[] Readers = [Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator];

    public static IReadOnlyList<AgreementMove> Table { get; } =
    [
        new(AgreementState.Draft, AgreementState.Signing, "SendForSignatures", "information governance or the coordinator"),
        new(AgreementState.Draft, AgreementState.Ended, "DiscardAgreement", "information governance or the coordinator, with a reason"),
        new(AgreementState.Signing, AgreementState.Draft, "TakeBackToDraft", "information governance or the coordinator; signatures and approval fall"),
        new(AgreementState.Signing, AgreementState.InForce, "BringIntoForce", "information governance or the coordinator, when nothing is missing; the version it replaces ends at the same moment"),
        new(AgreementState.Signing, AgreementState.Ended, "DiscardAgreement", "information governance or the coordinator, with a reason"),
        new(AgreementState.InForce, AgreementState.Ended, "EndAgreement", "information governance or the coordinator, with a reason; or nobody, when its last day has passed"),
    ];

    public static AgreementMove? Find(AgreementState from, AgreementState to) => Table.FirstOrDefault(move => move.From == from && move.To == to);

    public static Rule MayMove(AgreementState from, AgreementState to) => new(
        $"An agreement that is \"{from.Words().ToLowerInvariant()}\" cannot become \"{to.Words().ToLowerInvariant()}\". {Next(from)}",
        "The table of states of an agreement (docs/reference/agreement-states.md)", Find(from, to) is not null);

    private static string Next(AgreementState from) => Table.Any(move => move.From == from)
        ? "It can become " + string.Join(" or ", Table.Where(move => move.From == from).Select(move => $"\"{move.To.Words().ToLowerInvariant()}\"")) + "."
        : "It stays as it ended; begin a new version instead.";
}
