using Throughline.Sharing;

namespace Throughline.Tests.Sharing;

/// <summary>What the oracle says of one cell: how much, the first reason against all of it, and the way by which it is seen.</summary>
internal readonly record struct Verdict(Level Level, Because Because, Through Through);

/// <summary>
/// The rule of sharing written a second time, from the design page and from what the records of Sharing/Decide.cs say of
/// themselves, by somebody who had not read the rule: as tables. One says who is turned away whatever the way; another
/// names every way in, how far it leads and what may bar it. Nothing of the product decides here.
/// </summary>
internal static class Oracle
{
    private static readonly TimeZoneInfo England = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>Everything a cell consists of.</summary>
    internal readonly record struct Cell(Looker Viewer, ItemLabel Item, Standing Standing, DateTimeOffset Now)
    {
        /// <summary>The day in England, where half past eleven in the evening by Greenwich is the next day for half the year.</summary>
        public DateOnly Today { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, England).DateTime);

        public bool IsOwn => Item.Owner == Viewer.Agency;
    }

    private sealed record Denial(Because Because, bool HoldsForService, Func<Cell, bool> Denies);

    private sealed record Way(Through Through, Func<Cell, Level> LeadsTo);

    /// <summary>In the order in which they are asked. The first that denies is the reason, and there is no way round it.</summary>
    private static readonly Denial[] Denials =
    [
        new(Because.SealedCompartment, true, cell => cell.Item.Category is "victim" or "protected address"),
        new(Because.ExclusionList, false, cell => cell.Standing.IsExcluded),
        new(Because.RestrictionList, false, cell => cell.Standing.IsShutOut),
        new(Because.Account, false, cell => cell.Viewer.AccountOutOfOrder is not null),
        new(Because.ItemRestriction, false, cell => cell.Item.IsRestricted && !cell.IsOwn),
    ];

    /// <summary>Each way in with how far it leads; where two lead equally far, the first is named.</summary>
    private static readonly Way[] Ways =
    [
        new(Through.Service, cell => cell.Viewer.IsService ? Level.Full : Level.Nothing),
        new(Through.OwnAgency, cell => cell.IsOwn && Marked(cell) ? Level.Full : Level.Nothing),
        new(Through.Clause, cell => cell.IsOwn || !Marked(cell) ? Level.Nothing : Furthest(cell, relationshipToo: true)),
        new(Through.KeptSight, KeptAfterAMove),
        new(Through.Disclosure, DisclosedTo),
        new(Through.UrgentAccess, cell => cell.Standing.Urgent is { } urgent && urgent.From <= cell.Now && cell.Now < urgent.Until ? Level.Full : Level.Nothing),
    ];

    /// <summary>What can stand between somebody and an item, in order, for the way that agreements open: own items know the marking only.</summary>
    private static readonly Denial[] Obstacles =
    [
        new(Because.NoAgreementInForce, false, cell => !cell.IsOwn && !AnyInForce(cell)),
        new(Because.ClauseLevel, false, cell => !cell.IsOwn && Furthest(cell, relationshipToo: false) == Level.Nothing),
        new(Because.Marking, false, cell => !Marked(cell)),
        new(Because.Relationship, false, cell => !cell.IsOwn),
    ];

    public static Verdict Of(Looker viewer, ItemLabel item, Standing standing, DateTimeOffset now)
    {
        var cell = new Cell(viewer, item, standing, now);
        foreach (var denial in Denials)
        {
            if ((denial.HoldsForService || !viewer.IsService) && denial.Denies(cell))
                return new(Level.Nothing, denial.Because, Through.Nothing);
        }

        var (level, through) = (Level.Nothing, Through.Nothing);
        foreach (var way in Ways)
        {
            var reached = way.LeadsTo(cell);
            if (reached > level)
                (level, through) = (reached, way.Through);
        }

        if (level != Level.Nothing)
            return new(level, level == Level.Full ? Because.Shown : Because.ClauseLevel, through);
        foreach (var obstacle in Obstacles)
        {
            if (obstacle.Denies(cell))
                return new(level, obstacle.Because, through);
        }

        throw new InvalidOperationException("Nothing stands in the way, and yet nothing is seen.");
    }

    private static bool Marked(Cell cell) => cell.Item.Marking switch
    {
        Marking.Partnership => true,
        Marking.Agencies => cell.IsOwn || Names(cell.Item, cell.Viewer.Agency.Value),
        Marking.People => cell.Item.Author == cell.Viewer.User || Names(cell.Item, cell.Viewer.User.Value),
        Marking.Owner => cell.IsOwn,
        _ => throw new InvalidOperationException("No such marking"),
    };

    private static bool Names(ItemLabel item, Guid id)
    {
        foreach (var named in item.MarkedFor)
        {
            if (named == id)
                return true;
        }

        return false;
    }

    private static bool InForce(Grant grant, DateOnly today) => grant.FromOn <= today && today <= grant.UntilOn;

    private static bool AnyInForce(Cell cell)
    {
        for (var i = 0; i < cell.Standing.Grants.Count; i++)
        {
            if (InForce(cell.Standing.Grants[i], cell.Today))
                return true;
        }

        return false;
    }

    /// <summary>How far the clauses of the item's category lead, with or without asking whether somebody stands in their condition.</summary>
    private static Level Furthest(Cell cell, bool relationshipToo)
    {
        var furthest = Level.Nothing;
        for (var i = 0; i < cell.Standing.Grants.Count; i++)
        {
            var grant = cell.Standing.Grants[i];
            if (grant.Level > furthest && grant.Category == cell.Item.Category && InForce(grant, cell.Today) && (!relationshipToo || Stands(cell, grant)))
                furthest = grant.Level;
        }

        return furthest;
    }

    /// <summary>
    /// Nobody has a part in a case that has ended. The team stands in every clause, and alone in those that rest on consent;
    /// anybody else in those for the cohort: while there is a case, and for the rows of a case also when it has ended.
    /// </summary>
    public static bool Stands(Cell cell, Grant grant)
    {
        var team = cell.Standing.HasCase && cell.Standing.IsOnCaseTeam;
        return grant.NeedsConsent ? team && cell.Standing.Consents
            : grant.Condition == Condition.CaseTeam ? team
            : cell.Standing.HasCase || cell.Item.IsOfCase;
    }

    /// <summary>
    /// A mover still stands where they stood: of the former agency and on the team, to the last day and while there is a case. What consent
    /// opened is closed to them, and so is what was not seen in full.
    /// </summary>
    private static Level KeptAfterAMove(Cell cell)
    {
        if (cell.Standing.Kept is not { } kept || cell.Today > kept.Until || !cell.Standing.HasCase)
            return Level.Nothing;
        var there = cell with { Viewer = cell.Viewer with { Agency = kept.Agency }, Standing = cell.Standing with { IsOnCaseTeam = true, Consents = false, Grants = kept.Grants } };
        if (!Marked(there))
            return Level.Nothing;
        return there.IsOwn || Furthest(there, relationshipToo: true) == Level.Full ? Level.Full : Level.Nothing;
    }

    private static Level DisclosedTo(Cell cell)
    {
        var furthest = Level.Nothing;
        for (var i = 0; i < cell.Standing.Disclosures.Count; i++)
        {
            var told = cell.Standing.Disclosures[i];
            if (told.From <= cell.Now && cell.Now < told.Until && told.Level > furthest)
                furthest = told.Level;
        }

        return furthest;
    }
}
