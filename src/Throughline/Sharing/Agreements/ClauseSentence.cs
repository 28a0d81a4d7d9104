namespace Throughline.Sharing.Agreements;

/// <summary>
/// Clauses that say the same but for the category, the giver or the recipient, as one sentence. A table of three hundred
/// clauses is signed by nobody who has read it; twenty sentences are.
/// </summary>
public sealed record ClauseSentence(
    IReadOnlyList<Guid> Clauses, IReadOnlyList<string> Categories, IReadOnlyList<Side> From, IReadOnlyList<Side> To, Level Level, string Gateway, Condition Condition)
{
    /// <summary>The sentence's address: its first clause.</summary>
    public Guid Key => Clauses[0];

    public IEnumerable<ClauseTerms> Terms() => from category in Categories from @from in From from to in To select new ClauseTerms(category, @from, to, Level, Gateway, Condition);

    public string Words(IReadOnlyCollection<Party> parties, IReadOnlyDictionary<string, Gateway> gateways)
    {
        var power = gateways.GetValueOrDefault(Gateway);
        return $"{ClauseWords.Passes(Level)} {ClauseWords.And(Categories)}, from {ClauseWords.And([.. From.Select(side => side.Words(parties))])} to {ClauseWords.And([.. To.Select(side => side.Words(parties))])}, "
            + $"{ClauseWords.For(Condition, power?.NeedsConsent == true)} ({power?.Statute ?? Gateway}).";
    }

    /// <summary>
    /// Gathers clauses: first the categories that go from one side to one other in the same way, then the recipients of the same
    /// categories, then the givers. The order is that of the first clause of each.
    /// </summary>
    public static IReadOnlyList<ClauseSentence> Gather(IReadOnlyList<Clause> clauses)
    {
        var pairs = clauses.GroupBy(c => (c.Terms.Level, c.Gateway, c.Terms.Condition, From: c.From.Code, To: c.To.Code))
            .Select(g => (Head: g.First(), Ids: g.Select(c => (c.Place, c.Id)).ToList(), Categories: g.Select(c => c.Category).Distinct().ToList(), g.First().From, To: new List<Side> { g.First().To }));
        var givers = pairs.GroupBy(p => (p.Head.Level, p.Head.Gateway, p.Head.Condition, Categories: Joined(p.Categories), p.From))
            .Select(g => (g.First().Head, Ids: g.SelectMany(p => p.Ids).ToList(), g.First().Categories, From: new List<Side> { g.Key.From }, To: g.SelectMany(p => p.To).ToList()));
        return [.. givers.GroupBy(p => (p.Head.Level, p.Head.Gateway, p.Head.Condition, Categories: Joined(p.Categories), To: Joined(p.To.Select(side => side.Code))))
            .Select(g => (Ids: g.SelectMany(p => p.Ids).Order().ToList(), First: g.First(), From: g.SelectMany(p => p.From).ToList()))
            .OrderBy(s => s.Ids[0].Place)
            .Select(s => new ClauseSentence([.. s.Ids.Select(id => id.Id)], s.First.Categories, s.From, s.First.To, s.First.Head.Terms.Level, s.First.Head.Gateway, s.First.Head.Terms.Condition))];
    }

    private static string Joined(IEnumerable<string> parts) => string.Join('|', parts.Order(StringComparer.Ordinal));
}
