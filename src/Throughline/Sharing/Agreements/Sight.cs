using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Sharing.Agreements;

/// <summary>What one clause passes from one agency to another: a row of sharing_grant, in force or as it would be.</summary>
public sealed record SharingGrant
{
    public required AgencyId ToAgencyId { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string Category { get; init; }

    public required string Level { get; init; }

    public required string Condition { get; init; }

    public required bool NeedsConsent { get; init; }

    public required Guid ClauseId { get; init; }

    public required DateOnly FromOn { get; init; }

    public required DateOnly UntilOn { get; init; }

    /// <summary>The statute of the clause, as the table of gateways names it.</summary>
    public required string Statute { get; init; }

    /// <summary>The power's own name: two powers may rest on one statute.</summary>
    public required string Gateway { get; init; }

    public Level AsLevel => ClauseWords.LevelOf(Level);

    public Condition AsCondition => ClauseWords.ConditionOf(Condition) ?? Sharing.Condition.CaseTeam;
}

/// <summary>
/// How far one agency sees one category of another's: for its part in a case, for any case, and with the person's consent. The
/// three together say whether a change widens or narrows.
/// </summary>
public readonly record struct Reach(Level AnyCase, Level CaseTeam, Level WithConsent)
{
    public static Reach Of(IEnumerable<SharingGrant> grants)
    {
        var list = grants.ToList();
        var cohort = Best(list.Where(g => !g.NeedsConsent && g.AsCondition == Condition.Cohort));
        var team = Best(list.Where(g => !g.NeedsConsent));
        return new(cohort, team, Best(list));
    }

    public bool IsNothing => this == default;

    public static Change Between(Reach before, Reach after) => (before.IsNothing, after.IsNothing) switch
    {
        (true, true) => Change.Same,
        (true, false) => Change.Added,
        (false, true) => Change.Removed,
        _ when before == after => Change.Same,
        _ when after.AtLeast(before) => Change.Widened,
        _ when before.AtLeast(after) => Change.Narrowed,
        _ => Change.Otherwise,
    };

    private bool AtLeast(Reach other) => AnyCase >= other.AnyCase && CaseTeam >= other.CaseTeam && WithConsent >= other.WithConsent;

    private static Level Best(IEnumerable<SharingGrant> grants) => grants.Select(g => g.AsLevel).DefaultIfEmpty(Level.Nothing).Max();
}

public enum Change
{
    Same,
    Added,
    Removed,
    Widened,
    Narrowed,

    /// <summary>Wider for some and narrower for others.</summary>
    Otherwise,

    /// <summary>As much of it for the same people, by another power or on other days.</summary>
    Terms,
}

/// <summary>What one agency sees of one category, in lines of words, from which agencies, and what of it is new.</summary>
/// <param name="Lines">"All of it from probation and the council, for any case of the partnership (Offender Management Act 2007 s.14)."</param>
/// <param name="Changes">"New: ...", "No longer: ...", "Wider: ...", "Narrower: ...".</param>
public sealed record SeenCategory(string Category, IReadOnlyList<string> Lines, IReadOnlyList<SightChange> Changes);

public sealed record SightChange(Change Kind, AgencyId To, AgencyId Owner, string Category, string Words);

/// <summary>What one agency will and will not see.</summary>
public sealed record SeenByAgency(AgencyId Agency, string Name, string Type, IReadOnlyList<SeenCategory> Sees, IReadOnlyList<string> SeesNothingOf)
{
    public IEnumerable<SightChange> Changes => Sees.SelectMany(category => category.Changes);
}

/// <summary>What every agency will and will not see by a set of grants, compared with another.</summary>
public sealed record Sight(IReadOnlyList<SeenByAgency> Agencies)
{
    public IReadOnlyList<SightChange> Changes => [.. Agencies.SelectMany(agency => agency.Changes)];

    public int Widening => Changes.Count(change => change.Kind is Change.Added or Change.Widened or Change.Otherwise);

    public int Narrowing => Changes.Count(change => change.Kind is Change.Removed or Change.Narrowed or Change.Otherwise);
}

/// <summary>
/// Says beforehand what a version will pass. It reads the same function of the database (grants_of_version) from which
/// rebuild_sharing writes what is in force, so that nothing can be shown here that is not then done.
/// </summary>
public static class SightOf
{
    private const string Columns = "g.to_agency_id, g.owner_agency_id, g.category, g.level, g.condition, g.needs_consent, g.clause_id, g.from_on, g.until_on, w.statute, w.name as gateway";

    /// <summary>What the version passes in a partnership: once every party has signed, or as it is signed now.</summary>
    public static Task<IReadOnlyList<SharingGrant>> VersionAsync(Db db, Guid agreement, PartnershipId partnership, bool ifAllSign = true, CancellationToken cancel = default) => db.ListAsync<SharingGrant>(
        $"select {Columns} from grants_of_version(@agreement, @partnership, @ifAllSign, @today) g join clause c on c.id = g.clause_id join gateway w on w.code = c.gateway order by c.place, c.id, g.to_agency_id, g.owner_agency_id",
        new { agreement, partnership, ifAllSign, today = db.Act.On }, cancel);

    /// <summary>What is in force in a partnership on a day, but for the clauses of one agreement's versions.</summary>
    public static Task<IReadOnlyList<SharingGrant>> InForceAsync(Db db, PartnershipId partnership, DateOnly on, Guid? withoutSeries = null, CancellationToken cancel = default) => db.ListAsync<SharingGrant>(
        $"""
        select {Columns} from agreement a cross join lateral grants_of_version(a.id, @partnership, false, null) g join clause c on c.id = g.clause_id join gateway w on w.code = c.gateway
        where a.state = 'in-force' and g.from_on <= @on and g.until_on >= @on and (@withoutSeries::uuid is null or a.series_id <> @withoutSeries) order by c.place, c.id, g.to_agency_id, g.owner_agency_id
        """, new { partnership, on, withoutSeries }, cancel);

    /// <summary>What every agency will see when this version is in force and everybody has signed, with what changes against today.</summary>
    public static async Task<Sight> AgainstTodayAsync(Db db, Agreement version, PartnershipId partnership, CancellationToken cancel = default)
    {
        var today = await InForceAsync(db, partnership, db.Act.On, cancel: cancel);
        var others = await InForceAsync(db, partnership, db.Act.On, version.SeriesId, cancel);
        IReadOnlyList<SharingGrant> itself = await VersionAsync(db, version.Id, partnership, cancel: cancel);
        return InWords(await AgenciesAsync(db, version.Id, partnership, cancel), today, [.. others, .. itself]);
    }

    /// <summary>What the later version passes that the earlier did not, and the other way round, whoever has signed either.</summary>
    public static async Task<Sight> BetweenAsync(Db db, Agreement before, Agreement after, PartnershipId partnership, CancellationToken cancel = default)
    {
        var agencies = (await AgenciesAsync(db, after.Id, partnership, cancel)).UnionBy(await AgenciesAsync(db, before.Id, partnership, cancel), agency => agency.Id).OrderBy(agency => agency.Name, StringComparer.Ordinal).ToList();
        // the versions' own days are compared once, beside it
        return InWords(agencies, await VersionAsync(db, before.Id, partnership, cancel: cancel), await VersionAsync(db, after.Id, partnership, cancel: cancel), withTerms: true, withDays: false);
    }

    /// <summary>What one agency gives by a version, in lines of words, and what it gets.</summary>
    public static async Task<(IReadOnlyList<string> Gives, SeenByAgency? Gets)> GivesAndGetsAsync(
        Db db, Agreement version, PartnershipId partnership, AgencyId agency, bool ifAllSign = true, CancellationToken cancel = default)
    {
        var agencies = await AgenciesAsync(db, version.Id, partnership, cancel);
        var grants = await VersionAsync(db, version.Id, partnership, ifAllSign, cancel);
        var names = agencies.ToDictionary(member => member.Id, member => member.Name);
        var gives = grants.Where(g => g.OwnerAgencyId == agency).GroupBy(g => (g.AsLevel, g.AsCondition, g.NeedsConsent, g.Statute, To: names.GetValueOrDefault(g.ToAgencyId, "an agency outside this agreement")))
            .Select(g => (g.Key, Categories: ClauseWords.And([.. g.Select(x => x.Category).Distinct()])))
            .GroupBy(g => (g.Key.AsLevel, g.Key.AsCondition, g.Key.NeedsConsent, g.Key.Statute, g.Categories))
            .OrderByDescending(g => g.Key.AsLevel).ThenBy(g => g.Key.Categories, StringComparer.Ordinal)
            .Select(g => $"{ClauseWords.Passes(g.Key.AsLevel)} {g.Key.Categories}, to {ClauseWords.And([.. g.Select(x => x.Key.To).Order(StringComparer.Ordinal)])}, {ClauseWords.For(g.Key.AsCondition, g.Key.NeedsConsent)} ({g.Key.Statute})");
        return ([.. gives], InWords(agencies, grants, grants).Agencies.FirstOrDefault(seen => seen.Agency == agency));
    }

    /// <summary>What every agency of a partnership sees today, by whatever agreements are in force.</summary>
    public static async Task<Sight> TodayAsync(Db db, PartnershipId partnership, CancellationToken cancel = default)
    {
        var today = await InForceAsync(db, partnership, db.Act.On, cancel: cancel);
        return InWords(await AgenciesAsync(db, null, partnership, cancel), today, today);
    }

    /// <summary>The parties of a version, or every agency that can be a party, as far as they are members of the partnership.</summary>
    internal static Task<IReadOnlyList<Member>> AgenciesAsync(Db db, Guid? agreement, PartnershipId partnership, CancellationToken cancel) => db.ListAsync<Member>(
        """
        select a.id, a.name, a.type from partnership_agency m join agency a on a.id = m.agency_id
        where m.partnership_id = @partnership and (m.left_on is null or m.left_on >= @today) and a.type <> all (@never)
          and (@agreement::uuid is null or exists (select from agreement_party p where p.agreement_id = @agreement and p.agency_id = a.id))
        order by a.name, a.id
        """, new { agreement, partnership, today = db.Act.On, never = AgencyTypes.NeverParties.ToArray() }, cancel);

    /// <param name="withTerms">Says also where as much passes as before by another power or, <paramref name="withDays"/>, on other days.</param>
    internal static Sight InWords(IReadOnlyList<Member> agencies, IReadOnlyList<SharingGrant> before, IReadOnlyList<SharingGrant> after, bool withTerms = false, bool withDays = true)
    {
        var names = agencies.ToDictionary(agency => agency.Id, agency => agency.Name);
        string Name(AgencyId id) => names.GetValueOrDefault(id, "an agency outside this agreement");
        var was = before.ToLookup(g => (g.ToAgencyId, g.Category));
        var becomes = after.ToLookup(g => (g.ToAgencyId, g.Category));
        return new([.. agencies.Select(agency =>
        {
            var seen = Category.All.Select(category => new SeenCategory(
                category, Lines(becomes[(agency.Id, category)], Name), [.. ChangesOf(agency, category, was[(agency.Id, category)], becomes[(agency.Id, category)], Name, withTerms, withDays)])).ToList();
            return new SeenByAgency(agency.Id, agency.Name, agency.Type, [.. seen.Where(c => c.Lines.Count > 0 || c.Changes.Count > 0)], [.. seen.Where(c => c.Lines.Count == 0).Select(c => c.Category)]);
        })]);
    }

    private static List<string> Lines(IEnumerable<SharingGrant> grants, Func<AgencyId, string> name) => [.. grants
        .GroupBy(g => (g.AsLevel, g.AsCondition, g.NeedsConsent, g.Statute)).OrderByDescending(g => g.Key.AsLevel).ThenByDescending(g => g.Key.AsCondition).ThenBy(g => g.Key.Statute, StringComparer.Ordinal)
        .Select(g => $"{Capital(ClauseWords.Sees(g.Key.AsLevel))}, from {ClauseWords.And([.. g.Select(x => name(x.OwnerAgencyId)).Distinct().Order(StringComparer.Ordinal)])}, {ClauseWords.For(g.Key.AsCondition, g.Key.NeedsConsent)} ({g.Key.Statute})")];

    private static IEnumerable<SightChange> ChangesOf(Member to, string category, IEnumerable<SharingGrant> before, IEnumerable<SharingGrant> after, Func<AgencyId, string> name, bool withTerms, bool withDays)
    {
        var (was, becomes) = (before.ToLookup(g => g.OwnerAgencyId), after.ToLookup(g => g.OwnerAgencyId));
        var owners = was.Concat(becomes).Select(g => g.Key).Distinct()
            .Select(owner => (Owner: owner, Before: Reach.Of(was[owner]), After: Reach.Of(becomes[owner])));
        foreach (var pair in owners.OrderBy(pair => name(pair.Owner), StringComparer.Ordinal))
        {
            var kind = Reach.Between(pair.Before, pair.After);
            if (kind != Change.Same)
                yield return new(kind, to.Id, pair.Owner, category, Sentence(kind, name(pair.Owner), pair.Before, pair.After));
            else if (withTerms && (TermsOf(was[pair.Owner], withDays), TermsOf(becomes[pair.Owner], withDays)) is var (old, fresh) && old != fresh)
                yield return new(Change.Terms, to.Id, pair.Owner, category, $"On other terms: {Words(pair.After)} from {name(pair.Owner)}, {fresh}; until now {old}");
        }
    }

    /// <summary>"by Crime and Disorder Act (s.115), from 1 April 2026 to 31 March 2027".</summary>
    private static string TermsOf(IEnumerable<SharingGrant> grants, bool withDays) => string.Join(" and ", grants
        .Select(g => $"by {g.Gateway} ({g.Statute}), {ClauseWords.For(g.AsCondition, g.NeedsConsent)}" + (withDays ? $", from {g.FromOn.ToWords()} to {(g.UntilOn == DateOnly.MaxValue ? "no last day" : g.UntilOn.ToWords())}" : ""))
        .Distinct().Order(StringComparer.Ordinal));

    private static string Sentence(Change kind, string owner, Reach before, Reach after) => kind switch
    {
        Change.Added => $"New: {Words(after)} from {owner}",
        Change.Removed => $"No longer: {Words(before)} from {owner}",
        Change.Widened => $"Wider: {Words(after)} from {owner}; until now {Words(before)}",
        Change.Narrowed => $"Narrower: {Words(after)} from {owner}; until now {Words(before)}",
        Change.Otherwise => $"Different: {Words(after)} from {owner}; until now {Words(before)}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nothing has changed."),
    };

    /// <summary>"all of it for any case", "a summary for the case team, all of it with consent".</summary>
    internal static string Words(Reach reach)
    {
        var parts = new List<string>();
        if (reach.AnyCase != Level.Nothing)
            parts.Add($"{ClauseWords.Sees(reach.AnyCase)} for any case");
        if (reach.CaseTeam > reach.AnyCase)
            parts.Add($"{ClauseWords.Sees(reach.CaseTeam)} for the case team");
        if (reach.WithConsent > reach.CaseTeam)
            parts.Add($"{ClauseWords.Sees(reach.WithConsent)} for the case team with consent");
        return parts.Count == 0 ? "nothing" : string.Join("; ", parts);
    }

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    internal sealed class Member
    {
        public required AgencyId Id { get; init; }

        public required string Name { get; init; }

        public required string Type { get; init; }
    }
}
