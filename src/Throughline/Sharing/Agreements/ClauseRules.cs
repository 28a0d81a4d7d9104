using Throughline.Platform;

namespace Throughline.Sharing.Agreements;

/// <summary>
/// Whether a gateway can carry a clause. An impossible clause is refused with the reason, so that nobody signs what the law
/// does not allow (sources: ../shared reference, security.md sections 0 and 3; the table of gateways itself).
/// </summary>
public static class ClauseRules
{
    /// <summary>The rules of one clause between two parties on a day; for sharing by type, ask it of each pair the types stand for.</summary>
    public static IEnumerable<Rule> Of(string category, Level level, Condition condition, Gateway gateway, ClauseParty from, ClauseParty to, DateOnly on) =>
    [
        new("Choose one of the categories", "Every clause is about one category", Category.All.Contains(category)),
        new($"Information about {(category == "victim" ? "victims" : "protected addresses")} is sealed: no agreement can share it", "Sealed compartments (Data Protection Act 2018 s.38(3))", !Category.IsSealed(category)),
        new("Choose how much: that there is something, a summary, or all of it", "A clause that shares nothing is no clause", level is Level.Existence or Level.Summary or Level.Full),
        new($"{gateway.Name} is not in force on {on.Day} {on:MMMM yyyy}", gateway.Source, gateway.EffectiveFrom <= on && (gateway.EffectiveTo is null || on <= gateway.EffectiveTo)),
        new($"{gateway.Name} cannot carry a record about a named person: {Lower(gateway.Trap)}", gateway.Source, gateway.Kind != "figures-only"),
        new($"{gateway.Name} cannot be a standing clause: {Lower(gateway.Trap)} Record a disclosure instead", gateway.Source, gateway.Kind != "case-by-case"),
        new($"{gateway.Name} does not let {from.Words} share: {Lower(gateway.Trap)}", gateway.Source, gateway.FromTypes is null || gateway.FromTypes.Contains(from.Type)),
        new($"{gateway.Name} does not let anybody tell {to.Words}: {Lower(gateway.Trap)}", gateway.Source,
            gateway.ToTypes is null || gateway.ToTypes.Contains(to.Type) || (gateway.ReachesWhoActsForThem && to.ActsForAuthority)),
        new($"{gateway.Name} does not cover {category}: {Lower(gateway.Trap)}", gateway.Source, !gateway.BarredCategories.Contains(category)),
        new($"{gateway.Name} cannot be used by {from.Words}: {Lower(gateway.Trap)}", gateway.Source, gateway.FromRegimes.Contains(from.Regime)),
        new($"{gateway.Name} needs an arrangement: {to.Words} is not recorded as working for probation", gateway.Source, !gateway.NeedsProbationArrangement || to.WorksForProbation),
        new("What rests on a person's consent is for their case team only", gateway.Source, !gateway.NeedsConsent || condition == Condition.CaseTeam),
    ];

    /// <summary>The rules that ask how one agency is recorded, and not what kind it is: a clause by type may pass some agencies of the type by.</summary>
    private static bool AsksTheAgency(int rule, Gateway gateway, ClauseParty to) =>
        rule == NeedsArrangement || (rule == ReachesRecipient && gateway.ToTypes?.Contains(to.Type) == false && gateway.ReachesWhoActsForThem);

    private const int ReachesRecipient = 7;
    private const int NeedsArrangement = 10;

    /// <summary>
    /// The rules of a clause between two sides: each is asked of every pair of agencies that the sides stand for. What follows from
    /// the kind of agency must hold for each pair; what follows from how an agency is recorded must hold for one at least, and
    /// <see cref="NotReached"/> names the others. A type of which no agency is a party yet is asked about as one that is recorded as it should be.
    /// </summary>
    public static IReadOnlyList<Rule> Of(ClauseTerms terms, Gateway? gateway, IReadOnlyCollection<Party> parties, DateOnly on)
    {
        if (gateway is null)
            return [new("Choose the statute or power that allows it", "No gateway, no sharing", false)];
        var (from, to) = (Standing(terms.From, parties), Standing(terms.To, parties));
        if (from.Count == 0 || to.Count == 0)
            return [new("A clause names agencies that are party to the agreement", "Agencies that have not signed are bound by nothing", false)];
        if (terms.From.Agency is { } itself && itself == terms.To.Agency)
            return [new("A clause goes from one agency to another: this one goes from an agency to itself", "An agency sees its own information in any case", false)];
        var pairs = from.SelectMany(f => to.Where(t => f.Agency is null || f.Agency != t.Agency).Select(t => (From: f.Party, To: t.Party))).ToList();
        if (pairs.Count == 0)
            // the only agency of its kind on both sides: nobody yet, and so the kinds are asked
            pairs = [(from[0].Party, terms.To.Type is { } type ? AnyOf(type) : to[0].Party)];
        var asked = pairs.Select(pair => (pair.To, Rules: Of(terms.Category, terms.Level, terms.Condition, gateway, pair.From, pair.To, on).ToList())).ToList();
        return [.. Enumerable.Range(0, asked[0].Rules.Count).Select(rule =>
        {
            var broken = asked.Where(pair => !pair.Rules[rule].Holds).ToList();
            var isBroken = broken.Count > 0 && (broken.Count == asked.Count || broken.Any(pair => !AsksTheAgency(rule, gateway, pair.To)));
            return isBroken ? broken[0].Rules[rule] : asked[0].Rules[rule] with { Holds = true };
        })];
    }

    /// <summary>Agencies for which a clause by type stands in words and yet passes nothing, with the reason.</summary>
    public static IEnumerable<string> NotReached(ClauseTerms terms, Gateway gateway, IReadOnlyCollection<Party> parties)
    {
        if (terms.To.Type is null)
            yield break;
        foreach (var party in terms.To.Of(parties))
        {
            if (gateway.NeedsProbationArrangement && !party.WorksForProbation)
                yield return $"{party.Name} gets nothing by this: it is not recorded as working for probation";
            else if (gateway.ToTypes?.Contains(party.Type) == false && gateway.ReachesWhoActsForThem && !party.ActsForAuthority)
                yield return $"{party.Name} gets nothing by this: it is not recorded as acting for a relevant authority";
        }
    }

    private static IReadOnlyList<(AgencyId? Agency, ClauseParty Party)> Standing(Side side, IReadOnlyCollection<Party> parties) => side.Of(parties) switch
    {
        { Count: > 0 } here => [.. here.Select(party => ((AgencyId?)party.AgencyId, party.AsClauseParty()))],
        _ when side.Type is { } type => [(null, AnyOf(type))],
        _ => [],
    };

    private static ClauseParty AnyOf(string type) => new(type, $"any {AgencyTypes.One(type)}", AgencyTypes.RegimeOf(type), WorksForProbation: true, ActsForAuthority: true);

    private static string Lower(string words) => words.Length > 1 && !char.IsUpper(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
}
