using Throughline.Platform;

namespace Throughline.Sharing;

/// <summary>How much of an item somebody sees, least first.</summary>
public enum Level
{
    Nothing,

    /// <summary>That there is something of this category, whose it is and whom to ask.</summary>
    Existence,

    /// <summary>One line without detail.</summary>
    Summary,
    Full,
}

/// <summary>What its author or owner said about who may see an item. A marking narrows; it never widens.</summary>
public enum Marking
{
    /// <summary>The clauses of the agreements decide.</summary>
    Partnership,

    /// <summary>The owner and the agencies named, as far as the clauses let them.</summary>
    Agencies,

    /// <summary>The author and the people named, as far as the clauses let them.</summary>
    People,

    /// <summary>The owner agency only.</summary>
    Owner,
}

/// <summary>For whose work a clause lets information pass.</summary>
public enum Condition
{
    /// <summary>Whoever has a part in the person's case, while they have it.</summary>
    CaseTeam,

    /// <summary>Anybody of the agency, while the person has an open case in the partnership.</summary>
    Cohort,
}

/// <summary>Who looks. <paramref name="AccountOutOfOrder"/> is the reason why the account may see nobody (suspended, untrained, unvetted), or null.</summary>
public sealed record Looker(UserId User, AgencyId Agency, string? AccountOutOfOrder = null, bool IsService = false);

/// <summary>What a rule needs to know of an item: never what it says.</summary>
/// <param name="MarkedFor">Agencies or users, as the marking says; empty otherwise.</param>
/// <param name="IsOfCase">A row of the case itself (a vote, a decision, a status): it stays readable to the parties when the case has ended.</param>
/// <param name="IsRestricted">Its owner has restricted it (Data Protection Act 2018 s.47; UK GDPR article 18), or it is an event that tells of such an item.</param>
public sealed record ItemLabel(AgencyId Owner, string Category, Marking Marking, IReadOnlyCollection<Guid> MarkedFor, UserId Author, bool IsOfCase = false, bool IsRestricted = false);

/// <summary>A clause as it stands between two agencies: the days on which it is in force, both inclusive.</summary>
public sealed record Grant(Guid Clause, string Category, Level Level, Condition Condition, bool NeedsConsent, DateOnly FromOn, DateOnly UntilOn);

/// <summary>A disclosure of the item by its owner to the looker's agency: from the instant <paramref name="From"/> until before <paramref name="Until"/>.</summary>
public sealed record Told(Level Level, DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// The sight that somebody who has moved keeps of a person on whose team they were, to the last day: what their former agency owns
/// or is shown in full. Consent is left out: it names an agency, and does not go with whoever leaves it.
/// </summary>
/// <param name="Grants">Every clause from the owner to the former agency, of whatever category and date.</param>
public sealed record KeptSight(AgencyId Agency, DateOnly Until, IReadOnlyList<Grant> Grants);

/// <summary>What stands between the looker and the person whom the item is about.</summary>
public sealed record Standing
{
    /// <summary>The looker is on the person's exclusion list: a relative on the staff.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>The person is restricted, and the looker is not among those allowed.</summary>
    public bool IsShutOut { get; init; }

    /// <summary>The person has an open case in the partnership, from referral to exit.</summary>
    public bool HasCase { get; init; }

    public bool IsOnCaseTeam { get; init; }

    /// <summary>The person's consent in force covers the owner, the category and the looker's agency.</summary>
    public bool Consents { get; init; }

    /// <summary>Every clause from the owner to the looker's agency, of whatever category and date.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    public IReadOnlyList<Told> Disclosures { get; init; } = [];

    /// <summary>The looker has moved, and was on this person's team when they did; null otherwise.</summary>
    public KeptSight? Kept { get; init; }

    /// <summary>Urgent access of this user to this person runs from the first instant until before the second.</summary>
    public (DateTimeOffset From, DateTimeOffset Until)? Urgent { get; init; }
}

/// <summary>
/// The first reason for which nothing of an item is seen, in the order in which they are asked; of what is seen in part, the
/// clause's level is the reason.
/// </summary>
public enum Because
{
    Shown,
    SealedCompartment,
    ExclusionList,
    RestrictionList,
    Account,

    /// <summary>The item is restricted, and the looker is not of the agency that owns it.</summary>
    ItemRestriction,
    NoAgreementInForce,
    ClauseLevel,
    Marking,
    Relationship,
}

/// <summary>By what an item is seen.</summary>
public enum Through
{
    Nothing,
    OwnAgency,
    Clause,
    KeptSight,
    Disclosure,
    UrgentAccess,
    Service,
}

public sealed record Decision(Level Level, Because Because, Through Through, Guid? Clause = null);

/// <summary>
/// Who may see what: the one rule, as a pure function. Row-level security keeps the same rule
/// (Schema/0060-corrected-sight.sql), and a test compares the two with an oracle written apart from both. Default deny; any deny wins; the
/// first failing reason is named for the audit. A disclosure, urgent access and the sight that a mover keeps widen what agreement,
/// clause, marking and relationship would hide, and nothing else.
/// </summary>
public static class SharingRule
{
    public static Decision Decide(Looker viewer, ItemLabel item, Standing standing, DateTimeOffset now)
    {
        if (Category.IsSealed(item.Category))
            return Hidden(Because.SealedCompartment);
        if (viewer.IsService)
            return new(Level.Full, Because.Shown, Through.Service);
        if (standing.IsExcluded)
            return Hidden(Because.ExclusionList);
        if (standing.IsShutOut)
            return Hidden(Because.RestrictionList);
        if (viewer.AccountOutOfOrder is not null)
            return Hidden(Because.Account);
        if (item.IsRestricted && item.Owner != viewer.Agency)
            return Hidden(Because.ItemRestriction);
        var today = UkTime.DateOf(now);
        var usual = ByAgreement(viewer, item, standing, today);
        if (usual.Level == Level.Full)
            return usual;
        if (standing.Kept is { } kept && today <= kept.Until && standing.HasCase && Keeps(viewer, item, kept, today))
            return new(Level.Full, Because.Shown, Through.KeptSight);
        var told = Level.Nothing;
        for (var i = 0; i < standing.Disclosures.Count; i++)
        {
            if (standing.Disclosures[i] is var d && d.From <= now && now < d.Until && d.Level > told)
                told = d.Level;
        }

        // what somebody was told needs no emergency: urgent access is named only where nothing else shows the item
        if (told < Level.Full && standing.Urgent is { } urgent && urgent.From <= now && now < urgent.Until)
            return new(Level.Full, Because.Shown, Through.UrgentAccess);
        return told > usual.Level ? new(told, told == Level.Full ? Because.Shown : Because.ClauseLevel, Through.Disclosure) : usual;
    }

    private static Decision ByAgreement(Looker viewer, ItemLabel item, Standing standing, DateOnly today)
    {
        if (item.Owner == viewer.Agency)
            return IsMarkedFor(viewer, item) ? new(Level.Full, Because.Shown, Through.OwnAgency) : Hidden(Because.Marking);
        var (anyInForce, anyOfCategory) = (false, false);
        Grant? best = null;
        for (var i = 0; i < standing.Grants.Count; i++)
        {
            var grant = standing.Grants[i];
            if (today < grant.FromOn || grant.UntilOn < today)
                continue;
            anyInForce = true;
            if (grant.Category != item.Category || grant.Level == Level.Nothing)
                continue;
            anyOfCategory = true;
            if (Reaches(grant, item, standing) && (best is null || grant.Level > best.Level || (grant.Level == best.Level && grant.Clause.CompareTo(best.Clause) < 0)))
                best = grant;
        }

        if (!anyInForce)
            return Hidden(Because.NoAgreementInForce);
        if (!anyOfCategory)
            return Hidden(Because.ClauseLevel);
        if (!IsMarkedFor(viewer, item))
            return Hidden(Because.Marking);
        if (best is null)
            return Hidden(Because.Relationship);
        return new(best.Level, best.Level == Level.Full ? Because.Shown : Because.ClauseLevel, Through.Clause, best.Clause);
    }

    /// <summary>By the eyes of the former agency, as one of the team: what it saw in full without consent.</summary>
    private static bool Keeps(Looker viewer, ItemLabel item, KeptSight kept, DateOnly today)
    {
        if (!IsMarkedFor(viewer with { Agency = kept.Agency }, item))
            return false;
        if (item.Owner == kept.Agency)
            return true;
        for (var i = 0; i < kept.Grants.Count; i++)
        {
            var grant = kept.Grants[i];
            if (grant.Level == Level.Full && !grant.NeedsConsent && grant.Category == item.Category && grant.FromOn <= today && today <= grant.UntilOn)
                return true;
        }

        return false;
    }

    /// <summary>Consent is given to those who help: it never reaches beyond the case team. A team without an open case is none: access that comes with a referral ends with it.</summary>
    private static bool Reaches(Grant grant, ItemLabel item, Standing standing) =>
        (standing.IsOnCaseTeam && standing.HasCase && (!grant.NeedsConsent || standing.Consents))
        || (grant.Condition == Condition.Cohort && !grant.NeedsConsent && (standing.HasCase || item.IsOfCase));

    private static bool IsMarkedFor(Looker viewer, ItemLabel item) => item.Marking switch
    {
        Marking.Partnership => true,
        Marking.Agencies => item.Owner == viewer.Agency || item.MarkedFor.Contains(viewer.Agency.Value),
        Marking.People => item.Author == viewer.User || item.MarkedFor.Contains(viewer.User.Value),
        Marking.Owner => item.Owner == viewer.Agency,
        _ => throw new ArgumentOutOfRangeException(nameof(item), item.Marking, "A marking that no rule speaks of."),
    };

    private static Decision Hidden(Because because) => new(Level.Nothing, because, Through.Nothing);
}
