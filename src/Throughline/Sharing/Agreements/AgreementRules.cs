using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Sharing.Agreements;

/// <summary>What must be true of an agreement before it moves on. Pages show the same sentences beforehand as what is still missing.</summary>
public static class AgreementRules
{
    private const string GangsMatrix = "Information Commissioner's enforcement notice on the Gangs Matrix, November 2018";
    private const string Accountability = "UK GDPR article 5(2); Data Protection Act 2018 s.34(3)";

    /// <summary>What must be so before agencies are asked to sign.</summary>
    public static async Task<IReadOnlyList<Rule>> BeforeSigningAsync(Db db, Agreement agreement, CancellationToken cancel = default)
    {
        var parties = await Party.OfAsync(db, agreement.Id, cancel);
        var clauses = await Clause.OfAsync(db, agreement.Id, cancel);
        var longest = await db.NumberAsync(AgreementNumbers.LongestMonths, cancel);
        var impossible = await ImpossibleAsync(db, clauses, parties, cancel);
        return
        [
            new("An agreement is between at least two agencies", "An agreement is between agencies", parties.Count >= 2),
            new("An agreement has at least one clause", "No clause, no sharing", clauses.Count > 0),
            new(impossible is null ? "Every clause is one that its statute allows" : $"A clause cannot stand: {impossible}", "The table of gateways", impossible is null),
            new("Say when the agreement starts and ends", "UK GDPR article 5(1)(e): storage limitation", agreement.StartsOn is not null && agreement.EndsOn is not null),
            EndsAfterItStarts(agreement.StartsOn, agreement.EndsOn),
            EndsInTime(agreement.StartsOn, agreement.EndsOn, longest),
            HasNotRunOut(agreement.EndsOn, db.Act.On),
            new("Give a contact point for the people and agencies it is about", "Data Protection Act 2018 s.58(2)(b); UK GDPR article 26", !string.IsNullOrWhiteSpace(agreement.Contact)),
        ];
    }

    /// <summary>What must be so before an agreement comes into force.</summary>
    public static async Task<IReadOnlyList<Rule>> BeforeForceAsync(Db db, Agreement agreement, CancellationToken cancel = default)
    {
        var parties = await Party.OfAsync(db, agreement.Id, cancel);
        return
        [
            .. await BeforeSigningAsync(db, agreement, cancel),
            new("A data protection impact assessment is on file: give its reference", $"{GangsMatrix}; Data Protection Act 2018 s.64; UK GDPR article 35", !string.IsNullOrWhiteSpace(agreement.DpiaReference)),
            new("An equality assessment is on file: give its reference", $"{GangsMatrix}; Equality Act 2010 s.149", !string.IsNullOrWhiteSpace(agreement.EqualityReference)),
            new("Somebody named answers for the agreement", $"{GangsMatrix}; {Accountability}", !string.IsNullOrWhiteSpace(agreement.ResponsibleOwner)),
            new("A second person, who wrote none of it, has approved the agreement", "OWASP ASVS 5.0 2.3.5: high-value changes take two people", agreement.ApprovedAt is not null),
            new("At least two agencies have signed", "A clause is in force between two agencies that have both signed", parties.Count(party => party.IsBound) >= 2),
            HasBegun(agreement.StartsOn, db.Act.On),
        ];
    }

    public static Rule EndsAfterItStarts(DateOnly? starts, DateOnly? ends) => new("The last day is not before the first", Accountability, starts is null || ends is null || ends >= starts);

    /// <summary>The last day is at the latest the day before the same day, that many months on.</summary>
    public static Rule EndsInTime(DateOnly? starts, DateOnly? ends, int longestMonths) => new(
        $"An agreement runs for {Dates.Count(longestMonths, "month")} at most{(starts is { } from ? $": its last day is {from.AddMonths(longestMonths).AddDays(-1).ToWords()} or earlier" : "")}",
        AgreementNumbers.LongestMonths.Source, starts is null || ends is null || ends < starts.Value.AddMonths(longestMonths));

    public static Rule HasNotRunOut(DateOnly? ends, DateOnly today) => new("The last day of the agreement is still to come", Accountability, ends is null || ends >= today);

    public static Rule HasBegun(DateOnly? starts, DateOnly today) => new(
        starts is { } from && from > today ? $"It can come into force from its first day, {from.ToWords()}" : "Its first day has come", Accountability, starts is null || starts <= today);

    public static Rule ApproverWroteNoneOfIt(bool wrote) => new("Somebody else approves it: you wrote some of it", "OWASP ASVS 5.0 2.3.5: high-value changes take two people", !wrote);

    public static Rule MustBe(Agreement agreement, DateOnly today, string what, params AgreementState[] states) => new(
        $"{what} {(states.Length == 1 ? $"while it is \"{states[0].Words().ToLowerInvariant()}\"" : "while " + string.Join(" or ", states.Select(state => $"\"{state.Words().ToLowerInvariant()}\"")))}; this one is \"{agreement.StateOn(today).Words().ToLowerInvariant()}\"",
        "The table of states of an agreement (docs/reference/agreement-states.md)", states.Contains(agreement.StateOn(today)));

    public static Rule ReasonMustBeGiven(string? reason) => new("Say why", Accountability, !string.IsNullOrWhiteSpace(reason));

    /// <summary>The first reason why one of the clauses cannot stand, or null.</summary>
    private static async Task<string?> ImpossibleAsync(Db db, IReadOnlyList<Clause> clauses, IReadOnlyList<Party> parties, CancellationToken cancel)
    {
        var gateways = (await Gateway.AllAsync(db)).ToDictionary(gateway => gateway.Code);
        return clauses.SelectMany(clause => ClauseRules.Of(clause.Terms, gateways.GetValueOrDefault(clause.Gateway), parties, db.Act.On)).FirstOrDefault(rule => !rule.Holds)?.Sentence;
    }
}
