using Throughline.Platform;
using Throughline.Sharing.Agreements;
using Throughline.Ui;

namespace Throughline.Sharing.Disclose;

/// <summary>
/// Whether a gateway can carry one disclosure. As for a clause, but a power that is weighed case by case is what a disclosure
/// is for, and consent must be on record.
/// </summary>
public static class DisclosureRules
{
    public static IEnumerable<Rule> Of(string category, Level level, Gateway gateway, ClauseParty from, ClauseParty to, bool consents, DateOnly on) =>
    [
        new("Choose one of the categories", "Every item has one category", Category.All.Contains(category) || Category.IsSealed(category)),
        new($"Information about {(category == "victim" ? "victims" : "protected addresses")} is sealed: it cannot be disclosed here", "Sealed compartments (Data Protection Act 2018 s.38(3))", !Category.IsSealed(category)),
        new("Choose how much: a summary, or all of it", "A disclosure passes something", level is Level.Summary or Level.Full),
        new($"{gateway.Name} is not in force on {on.Day} {on:MMMM yyyy}", gateway.Source, gateway.EffectiveFrom <= on && (gateway.EffectiveTo is null || on <= gateway.EffectiveTo)),
        new($"{gateway.Name} cannot carry a record about a named person. {gateway.Trap}", gateway.Source, gateway.Kind != "figures-only"),
        new($"{gateway.Name} does not let {from.Words} share. {gateway.Trap}", gateway.Source, gateway.FromTypes is null || gateway.FromTypes.Contains(from.Type)),
        new($"{gateway.Name} does not let anybody tell {to.Words}. {gateway.Trap}", gateway.Source,
            gateway.ToTypes is null || gateway.ToTypes.Contains(to.Type) || (gateway.ReachesWhoActsForThem && to.ActsForAuthority)),
        new($"{gateway.Name} does not cover {category}. {gateway.Trap}", gateway.Source, !gateway.BarredCategories.Contains(category)),
        new($"{gateway.Name} cannot be used by {from.Words}. {gateway.Trap}", gateway.Source, gateway.FromRegimes.Contains(from.Regime)),
        new($"{gateway.Name} needs an arrangement: {to.Words} is not recorded as working for probation", gateway.Source, !gateway.NeedsProbationArrangement || to.WorksForProbation),
        new($"The person's consent to tell {to.Words} about {category} is not on record: record it first", gateway.Source, !gateway.NeedsConsent || consents),
    ];

    /// <summary>A disclosure lasts no longer than what lets it be made.</summary>
    public static IEnumerable<Rule> Lasts(Gateway gateway, DateOnly? consentEnds, DateOnly until) =>
    [
        new($"The last day must be no later than {consentEnds?.ToWords()}, when the person's consent runs out", "A disclosure rests on consent for as long as the person gave it (UK GDPR article 7)", consentEnds is null || until <= consentEnds),
        new($"The last day must be no later than {gateway.EffectiveTo?.ToWords()}, the last day of {gateway.Name}", gateway.Source, gateway.EffectiveTo is null || until <= gateway.EffectiveTo),
    ];
}
