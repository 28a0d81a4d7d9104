using System.Diagnostics;
using Throughline.Platform;
using Throughline.Sharing;

namespace Throughline.Tests.Sharing;

/// <summary>What walking the space found.</summary>
internal sealed record WalkedSpace(long Cells, TimeSpan Took, double DecisionsPerSecond, long Disagreements, string? FirstDisagreement, long Broken, string? FirstBroken);

/// <summary>
/// The whole finite space of the rule: every state of account, standing, item, set of none, one or two clauses, disclosure,
/// urgent access and sight kept after a move. Times and days stand for their three possible places against now, and ids for same or other.
/// </summary>
/// <remarks>
/// The space is walked in blocks: a block holds every viewer, item and standing (32,768 cells, one bit or two of the index for each
/// dimension) for one category, disclosure, urgent access, kept sight and set of clauses. That clauses come as sets, without order, is
/// checked by handing every second block its two clauses the other way round.
/// </remarks>
internal static class PolicySpace
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly UserId Me = UserId.New();
    private static readonly UserId Other = UserId.New();
    private static readonly AgencyId Mine = AgencyId.New();
    private static readonly AgencyId Theirs = AgencyId.New();
    private static readonly Guid Third = AgencyId.New().Value;

    /// <summary>Of <see cref="Disclosures"/>: a summary, from this instant.</summary>
    private const int SummaryNow = 5;

    /// <summary>32,768: account 4, service 2, excluded 2, shut out 2, case 2, team 2, consent 2, owner 2, marking 4, named 2, author 2, row of the case 2, restricted 2.</summary>
    private const int Block = Lookers * Standings * Labels;
    private const int Lookers = 8;
    private const int Standings = 32;
    private const int Labels = 128;

    private static readonly string?[] Accounts = [null, "suspended", "untrained", "unvetted"];

    private static readonly Looker[] Viewers = [.. Enumerable.Range(0, Lookers).Select(i => new Looker(Me, Mine, Accounts[i & 3], (i & 4) != 0))];

    /// <summary>None, three places in time at each of the levels, and two that follow one another.</summary>
    private static readonly Told[][] Disclosures =
    [
        [],
        .. from level in new[] { Level.Existence, Level.Summary, Level.Full } from place in new[] { 0, 1, 2 } select new[] { Disclosed(level, place) },
        [Disclosed(Level.Summary, 1), Disclosed(Level.Full, 2)],
    ];

    private static readonly (DateTimeOffset, DateTimeOffset)?[] Urgencies = [null, (Now.AddMinutes(-59), Now.AddMinutes(1)), (Now.AddMinutes(-60), Now), (Now, Now.AddMinutes(60))];

    /// <summary>None; from the item's owner to the last day and past it; from a third agency, with what shows the item in full, and with all that does not.</summary>
    private static KeptSight?[] Kepts(string category) =>
    [
        null,
        new(Theirs, Today, []),
        new(Theirs, Today.AddDays(-1), []),
        new(AgencyId.From(Third), Today.AddDays(1), [Clause(category, Level.Full, Condition.CaseTeam, false, 0, 0)]),
        new(AgencyId.From(Third), Today.AddDays(1),
        [
            Clause(category, Level.Full, Condition.Cohort, true, 0, 0), Clause(category, Level.Summary, Condition.Cohort, false, 0, 0), Clause(category, Level.Full, Condition.Cohort, false, -9, -1),
            Clause(category, Level.Full, Condition.Cohort, false, 1, 9), Clause("meeting", Level.Full, Condition.Cohort, false, 0, 0),
        ]),
    ];

    private static Grant Clause(string category, Level level, Condition condition, bool consent, int from, int until) => new(Guid.CreateVersion7(), category, level, condition, consent, Today.AddDays(from), Today.AddDays(until));

    /// <summary>No clause, then every single one: its category or another's, level, condition, consent, and its place in time (both its days are inclusive).</summary>
    private static Grant[] Clauses(string category) =>
    [
        .. from kind in new[] { category, category == "identity" ? "risk" : "identity" }
           from level in new[] { Level.Existence, Level.Summary, Level.Full }
           from condition in new[] { Condition.CaseTeam, Condition.Cohort }
           from consent in new[] { false, true }
           from days in new[] { (0, 0), (-9, -1), (1, 9) }
           where kind == category || (level == Level.Full && condition == Condition.Cohort && !consent)
           select new Grant(Guid.CreateVersion7(), kind, level, condition, consent, Today.AddDays(days.Item1), Today.AddDays(days.Item2)),
    ];

    private static Told Disclosed(Level level, int place) => place switch
    {
        0 => new(level, Now.AddHours(-2), Now),
        1 => new(level, Now, Now.AddHours(1)),
        _ => new(level, Now.AddTicks(1), Now.AddHours(1)),
    };

    /// <summary>
    /// Walks the space. The whole of it is 24 thousand million cells; a run of every day walks one category with every
    /// disclosure and urgent access, and with the others those that count now, alone and together.
    /// </summary>
    public static WalkedSpace Walk(bool whole)
    {
        var found = new Tally();
        var clock = Stopwatch.StartNew();
        var work =
            from category in Category.All.Concat(Category.Sealed)
            from disclosure in Enumerable.Range(0, Disclosures.Length)
            from urgent in Enumerable.Range(0, Urgencies.Length)
            from kept in Enumerable.Range(0, Kepts(category).Length)
            let counts = disclosure is 0 or SummaryNow && urgent is 0 or 1
            where kept == 0 ? whole || counts || category == "treatment" : counts && (whole || category is "treatment" or "meeting")
            select (category, disclosure, urgent, kept, pairs: kept == 0 && (whole || (counts && category == "treatment")));
        Parallel.ForEach(work.ToList(), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, part => WalkPart(part.category, part.disclosure, part.urgent, part.kept, part.pairs, found));
        return new(found.Cells, clock.Elapsed, DecisionsPerSecond(), found.Disagreements, found.FirstDisagreement, found.Broken, found.FirstBroken);
    }

    /// <summary>The rule alone, on one core: somebody on the case team, two clauses, every item and viewer.</summary>
    private static double DecisionsPerSecond()
    {
        var (labels, clauses) = (Items("treatment"), Clauses("treatment"));
        var standing = new Standing { HasCase = true, IsOnCaseTeam = true, Consents = true, Grants = [clauses[0], clauses[^1]] };
        var (clock, decided, full) = (Stopwatch.StartNew(), 0L, 0L);
        while (clock.ElapsedMilliseconds < 500)
        {
            foreach (var viewer in Viewers)
            {
                foreach (var label in labels)
                    full += (long)SharingRule.Decide(viewer, label, standing, Now).Level;
            }

            decided += Viewers.Length * labels.Length;
        }

        return full > 0 ? decided / clock.Elapsed.TotalSeconds : 0;
    }

    private static void WalkPart(string category, int disclosure, int urgent, int keptSight, bool pairs, Tally tally)
    {
        var labels = Items(category);
        var clauses = Clauses(category);
        var kept = Kepts(category)[keptSight];
        var none = Levels(labels, [], disclosure, urgent, kept, tally);
        var one = clauses.Select(clause => Levels(labels, [clause], disclosure, urgent, kept, tally)).ToArray();
        foreach (var block in one)
            Never(none, block, tally, "a clause more");
        if (disclosure > 0)
            Never(Levels(labels, [], 0, urgent, kept, null), none, tally, "a disclosure more");
        if (urgent > 0)
            Never(Levels(labels, [], disclosure, 0, kept, null), none, tally, "urgent access");
        if (kept is not null)
            Never(Levels(labels, [], disclosure, urgent, null, null), none, tally, "sight kept after a move");
        if (!pairs)
            return;
        for (var i = 0; i < clauses.Length; i++)
        {
            for (var j = i; j < clauses.Length; j++)
            {
                var two = Levels(labels, ((i + j) & 1) == 0 ? [clauses[i], clauses[j]] : [clauses[j], clauses[i]], disclosure, urgent, kept, tally);
                Never(one[i], two, tally, "a clause taken away");
                Never(one[j], two, tally, "a clause taken away");
            }
        }
    }

    private static ItemLabel[] Items(string category) =>
    [
        .. from i in Enumerable.Range(0, Labels)
           let marking = (Marking)(i & 3)
           let named = (i & 4) != 0
           select new ItemLabel(
               (i & 8) != 0 ? Mine : Theirs, category, marking,
               [Third, .. named ? new[] { marking == Marking.People ? Me.Value : Mine.Value } : []],
               (i & 16) != 0 ? Me : Other, (i & 32) != 0, (i & 64) != 0),
    ];

    /// <summary>Decides every cell of a block twice and keeps the level of each; what does not depend on anything outside the block is checked within it.</summary>
    private static byte[] Levels(ItemLabel[] labels, IReadOnlyList<Grant> clauses, int disclosure, int urgent, KeptSight? kept, Tally? tally)
    {
        var levels = new byte[Block];
        for (var s = 0; s < Standings; s++)
        {
            var standing = new Standing
            {
                IsExcluded = (s & 1) != 0,
                IsShutOut = (s & 2) != 0,
                HasCase = (s & 4) != 0,
                IsOnCaseTeam = (s & 8) != 0,
                Consents = (s & 16) != 0,
                Grants = clauses,
                Disclosures = Disclosures[disclosure],
                Urgent = Urgencies[urgent],
                Kept = kept,
            };
            for (var v = 0; v < Lookers; v++)
            {
                for (var l = 0; l < Labels; l++)
                {
                    var decision = SharingRule.Decide(Viewers[v], labels[l], standing, Now);
                    levels[Index(s, v, l)] = (byte)decision.Level;
                    if (tally is not null && (Oracle.Of(Viewers[v], labels[l], standing, Now) is var verdict && new Verdict(decision.Level, decision.Because, decision.Through) != verdict || !ClauseCarries(decision, Viewers[v], labels[l], standing)))
                        tally.Disagree(() => $"{Viewers[v]} {labels[l]} {standing} [{string.Join("; ", clauses)}] [{string.Join("; ", Disclosures[disclosure].AsEnumerable())}]: rule {decision}, oracle {verdict}");
                }
            }
        }

        tally?.Count(Block);
        if (tally is not null)
            CheckWithin(levels, tally);
        return levels;
    }

    private static int Index(int standing, int viewer, int label) => (((standing * Lookers) + viewer) * Labels) + label;

    /// <summary>A decision that came by a clause names one that reaches this item as far as the decision says; another decision names none.</summary>
    private static bool ClauseCarries(Decision decision, Looker viewer, ItemLabel item, Standing standing)
    {
        if (decision.Through != Through.Clause)
            return decision.Clause is null;
        foreach (var grant in standing.Grants)
        {
            if (grant.Clause == decision.Clause)
                return grant.Level == decision.Level && grant.Category == item.Category && Oracle.Stands(new(viewer, item, standing, Now), grant);
        }

        return false;
    }

    /// <summary>Adding an exclusion or a restriction, or taking away case, team place, consent or an account in order, never adds; neither marking nor restriction widens; being named never takes away.</summary>
    private static void CheckWithin(byte[] levels, Tally tally)
    {
        for (var i = 0; i < Block; i++)
        {
            var (s, v, l) = (i / (Lookers * Labels), i / Labels % Lookers, i % Labels);
            if ((s & 3) == 0 && (levels[Index(s | 1, v, l)] > levels[i] || levels[Index(s | 2, v, l)] > levels[i]))
                tally.Break($"an exclusion or restriction added something at {i}");
            for (var bit = 4; bit <= 16; bit <<= 1)
            {
                if ((s & bit) == 0 && levels[i] > levels[Index(s | bit, v, l)])
                    tally.Break($"without a case, a team place or consent more was seen at {i}");
            }

            if ((v & 3) != 0 && levels[i] > levels[Index(s, v & 4, l)])
                tally.Break($"an account out of order saw more at {i}");
            if ((l & 3) != 0 && levels[i] > levels[Index(s, v, l & ~3)])
                tally.Break($"a marking widened at {i}");
            if ((l & 64) != 0 && levels[i] > levels[Index(s, v, l & ~64)])
                tally.Break($"a restriction widened at {i}");
            if ((l & 4) == 0 && levels[i] > levels[Index(s, v, l | 4)])
                tally.Break($"being named took something away at {i}");
        }
    }

    /// <summary>Compares two blocks cell by cell: in none may the lesser show more than the greater.</summary>
    private static void Never(byte[] lesser, byte[] greater, Tally tally, string what)
    {
        for (var i = 0; i < Block; i++)
        {
            if (lesser[i] > greater[i])
                tally.Break($"{what} at {i}");
        }
    }

    private sealed class Tally
    {
        private long cells;
        private long disagreements;
        private long broken;

        public long Cells => cells;

        public long Disagreements => disagreements;

        public long Broken => broken;

        public string? FirstDisagreement { get; private set; }

        public string? FirstBroken { get; private set; }

        public void Count(int more) => Interlocked.Add(ref cells, more);

        public void Disagree(Func<string> words)
        {
            if (Interlocked.Increment(ref disagreements) == 1)
                FirstDisagreement = words();
        }

        public void Break(string words)
        {
            if (Interlocked.Increment(ref broken) == 1)
                FirstBroken = words;
        }
    }
}
