using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Throughline.Access;
using Throughline.Testing;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>What somebody asks, one after the other.</summary>
internal sealed record Draw(Onlooker Looker, IReadOnlyList<Ask> Asks)
{
    public static IReadOnlyList<Draw> Of(IEnumerable<Answered> answers) => [.. answers.GroupBy(got => got.Looker).Select(group => new Draw(group.Key, [.. group.Select(got => got.Ask)]))];
}

internal sealed record Answered(Onlooker Looker, Ask Ask, Reply Reply);

/// <summary>
/// Asks the same of two worlds, of which one has something that the other has not, as everybody from whom it is hidden. A world is
/// one database at one time: the thing is written, the script is asked, the thing is erased. Keys and clock are the same in both.
/// </summary>
/// <remarks>
/// First, agency by agency, a world in which everything that is hidden from that agency is there at once is asked the whole
/// script: so every thing meets every viewer and every address. Then each thing has a world of its own, in which its own keys are
/// asked for and a drawn part of the script; just before, somebody who may see it asks the same.
/// </remarks>
internal sealed class TwoWorldRun : IAsyncDisposable
{
    /// <summary>The world without: the marks of its answers, for the answers themselves are many; and the few that are looked into.</summary>
    private readonly Dictionary<(string Looker, Ask Ask), string> without = [];
    private readonly Dictionary<(string Looker, Ask Ask), Reply> lookedInto = [];
    private readonly HashSet<(string Looker, Ask Ask)> given = [];
    private readonly Dictionary<string, Asker> askers = [];
    private readonly RunReport report = new();
    private readonly IReadOnlyList<Onlooker> lookers;
    private readonly IReadOnlyList<EndpointCensus.Row> census;
    private readonly Random random;

    /// <summary>The script is refused thousands of times: the console is not told of each.</summary>
    private static readonly Dictionary<string, string?> Quiet = new() { ["Logging:LogLevel:Throughline.Access.RefusedRequests"] = "None" };

    /// <summary>How many of the requests somebody who may see the thing asks just before, of one thing.</summary>
    private const int OfTheSeer = 6;

    private TwoWorldRun(Site site, DrawnWorld drawn, IReadOnlyList<Onlooker> lookers, int seed)
    {
        (Site, Drawn, this.lookers, random) = (site, drawn, lookers, new Random(seed));
        census = EndpointCensus.Rows(site.App);
        Things = [.. new HiddenItems(site.World, drawn, random).All(), .. Acts()];
        Asks = Script.Of(census, drawn);
    }

    public Site Site { get; }

    public DrawnWorld Drawn { get; }

    public IReadOnlyList<Hidden> Things { get; }

    public IReadOnlyList<Ask> Asks { get; private set; }

    public IReadOnlyList<string> Routes => [.. census.Where(Script.IsAsked).Select(row => row.Route).Distinct()];

    public IReadOnlyList<string> Lookers => [.. lookers.Select(looker => looker.Name)];

    /// <summary>Something that happens in each world before it is asked.</summary>
    public Action Before { get; set; } = () => { };

    public Action<string> Progress { get; set; } = _ => { };

    public static async Task<TwoWorldRun> StartAsync(int seed, IReadOnlyList<string>? only = null, Action<WebApplication>? more = null)
    {
        var world = await World.CreateAsync(keepsPlans: true);
        var drawn = await DrawnWorld.BuildAsync(world, seed);
        var lookers = (await Onlookers.GatherAsync(world)).Where(looker => only is null || only.Contains(looker.Name)).ToList();
        world.Clock.Move(TimeSpan.FromDays(3)); // to a Monday; what was done before is of another day than what the script does
        lookers = [.. lookers.Select(looker => looker with { Act = looker.Act with { At = world.Clock.GetUtcNow() } })];
        var site = await Site.StartAsync(world, settings: Quiet, more: more);
        var run = new TwoWorldRun(site, drawn, lookers, seed);
        await drawn.FinishAsync(site, lookers);
        run.Asks = Script.Of(run.census, drawn);
        foreach (var looker in lookers)
            run.askers[looker.Name] = await Asker.OfAsync(site, looker);
        await run.LookOnceAsync();
        return run;
    }

    private List<Hidden> Acts()
    {
        IReadOnlyList<Guid> about = [Drawn.People[0], Drawn.People[1], Drawn.People[4]]; // the known acts are about another
        List<Hidden> acts = [];
        foreach (var (owner, with, first) in new[] { ("drug-service", "charity", 0x1000), ("police", "prison", 0x1100), ("prison", "probation", 0x1200), ("probation", "council", 0x1300) })
            acts.AddRange(new HiddenActs(Site.World, Drawn, first).Between(owner, with, about[random.Next(about.Count)]));
        return acts;
    }

    /// <summary>The first look at a person may change the next answer: "since you last looked".</summary>
    private Task LookOnceAsync() => InEachNameAsync([.. lookers.Select(looker => new Draw(looker, [.. Drawn.People.SelectMany(person => new[] { new Ask("GET", $"/people/{person}"), new Ask("GET", $"/api/v1/people/{person}") })]))]);

    public async Task<RunReport> RunAsync(long most, double shareAlone = 0.4)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = new NpgsqlConnection(Site.World.Database.AdminConnection);
        await connection.OpenAsync();
        await RehearseAsync(connection);
        Progress($"{Things.Count} hidden things can be written, {clock.Elapsed.TotalSeconds:N0} s");
        await TogetherAsync(connection, (long)(most * (1 - shareAlone)));
        Progress($"{report.Pairs:N0} pairs of whole worlds, {clock.Elapsed.TotalSeconds:N0} s");
        await AloneAsync(connection, most);
        report.Took = clock.Elapsed;
        return report;
    }

    /// <summary>Every thing can be written, one way and the other: all that cannot are named at once.</summary>
    private async Task RehearseAsync(NpgsqlConnection connection)
    {
        var wrong = new List<string>();
        foreach (var (thing, variant) in from thing in Things from variant in new[] { 1, 2 } select (thing, variant))
        {
            await using var rehearsal = await connection.BeginTransactionAsync();
            try
            {
                await thing.WriteAsync(connection, variant);
            }
            catch (PostgresException no)
            {
                wrong.Add($"{thing} ({variant}): {no.MessageText} {no.Detail} {no.TableName} {no.ConstraintName}");
            }
        }

        if (wrong.Count > 0)
            throw new InvalidOperationException($"{wrong.Count} things cannot be written:\n{string.Join('\n', wrong)}");
    }

    /// <summary>For each agency a world with all that is hidden from its people; then once more for every address of which nobody was given anything.</summary>
    private async Task TogetherAsync(NpgsqlConnection connection, long most)
    {
        var rarely = Math.Max(1, lookers.Count * Asks.Count / Math.Max(1.0, most));
        var always = Asks.GroupBy(ask => ask.Route).Select(group => group.First()).ToHashSet();
        await TogetherAsync(connection, always, _ => random.NextDouble() * rarely < 1);
        var not = Asks.Where(ask => !report.Answered.Contains(ask.Route) && !Script.NobodysPage.ContainsKey(ask.Route)).ToHashSet();
        if (not.Count > 0)
            await TogetherAsync(connection, not, _ => false);
    }

    private async Task TogetherAsync(NpgsqlConnection connection, HashSet<Ask> always, Func<Ask, bool> sometimes)
    {
        foreach (var group in lookers.GroupBy(looker => (looker.AgencyCode, looker.SeesNorth, Onlookers.IsGovernance(looker))))
        {
            var things = Things.Where(thing => group.All(thing.IsBlind)).OrderBy(thing => thing.Way == Way.AnotherPartnership).ThenBy(_ => random.Next()).ToList();
            var draws = group.Select(looker => new Draw(looker, [.. Asks.Where(ask => !LawfulSight.Grows(looker, ask) && (sometimes(ask) || always.Contains(ask)))])).ToList();
            // just before, whoever sees the most of it opens every address once: what a cache keeps of that would be told to the next
            var seers = lookers.Except(group).OrderByDescending(looker => things.Count(thing => !thing.IsBlind(looker))).Take(1).Select(seer => new Draw(seer, [.. always.Where(ask => !LawfulSight.Grows(seer, ask))])).ToList();
            await InWorldAsync(connection, things, draws, seers);
            Progress($"{report.Pairs:N0} pairs; {string.Join(", ", group.Select(looker => looker.Name))} with {things.Count} things at once");
        }
    }

    /// <summary>Each thing alone, one way or the other, by its own keys and by what is drawn of the script, until there are pairs enough.</summary>
    private async Task AloneAsync(NpgsqlConnection connection, long most)
    {
        // what the world without answers to these is known from the worlds before
        var learnt = Asks.SelectMany(ask => lookers.Where(looker => without.ContainsKey((looker.Name, ask))).Select(looker => (looker.Name, Ask: ask))).ToLookup(pair => pair.Name, pair => pair.Ask);
        while (report.Pairs < most)
        {
            var each = (int)Math.Max(6, (most - report.Pairs) / Things.Count);
            foreach (var thing in Things.OrderBy(_ => random.Next()).ToList())
            {
                var blind = lookers.Where(thing.IsBlind).ToList();
                if (blind.Count == 0)
                    continue;
                var near = Asks.Where(ask => thing.Keys.Any(key => key.Name == "id" && ask.Path.Contains(key.Value, StringComparison.Ordinal))).ToHashSet();
                var asks = Script.OfThing(census, Drawn, thing).ToList();
                var pairs = asks.Select(ask => (Looker: One(blind), Ask: ask)).ToList();
                var known = blind.SelectMany(looker => learnt[looker.Name].Select(ask => (Looker: looker, Ask: ask))).ToList();
                var knownNear = known.Where(pair => near.Contains(pair.Ask)).ToList();
                var knownGiven = known.Where(pair => given.Contains((pair.Looker.Name, pair.Ask))).ToList();
                // about the same person; what somebody is given; anything
                while (pairs.Count < each)
                    pairs.Add(One((pairs.Count % 3) switch { 0 when knownNear.Count > 0 => knownNear, 1 when knownGiven.Count > 0 => knownGiven, _ => known }));
                var draws = pairs.Where(draw => !LawfulSight.Grows(draw.Looker, draw.Ask)).Distinct()
                    .GroupBy(draw => draw.Looker).Select(group => new Draw(group.Key, [.. group.Select(draw => draw.Ask)])).ToList();
                var seers = thing.Way == Way.SealedCompartment ? [] : lookers.Where(looker => !thing.IsBlind(looker)).OrderBy(_ => random.Next()).Take(1)
                    .Select(seer => new Draw(seer, [.. draws.SelectMany(draw => draw.Asks).Distinct().Take(OfTheSeer)])).ToList();
                await InWorldAsync(connection, [thing], draws, seers);
                if (report.Pairs >= most)
                    return;
            }

            Progress($"{report.Pairs:N0} pairs, {report.Told.Count} differences");
        }
    }

    private T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private async Task InWorldAsync(NpgsqlConnection connection, IReadOnlyList<Hidden> things, IReadOnlyList<Draw> draws, IReadOnlyList<Draw> seers)
    {
        await LearnAsync(draws);
        var variant = random.Next(1, 3);
        var (replies, written) = await AskWithAsync(connection, things, variant, draws, seers);
        foreach (var (looker, ask, reply) in replies)
            report.Count(looker, ask, reply, written);
        var open = Differing(replies);
        if (open.Count > 0)
            await TraceAsync(connection, written, variant, await ByThemselvesAsync(open), seers);
    }

    /// <summary>Writes the things, asks, and takes them away again.</summary>
    private async Task<(List<Answered> Replies, List<Hidden> Written)> AskWithAsync(NpgsqlConnection connection, IReadOnlyList<Hidden> things, int variant, IReadOnlyList<Draw> draws, IReadOnlyList<Draw> seers)
    {
        var written = new List<Hidden>();
        try
        {
            foreach (var thing in things)
            {
                if (await StandsBesideAsync(connection, thing, variant, isAlone: things.Count == 1))
                    written.Add(thing);
            }

            Before();
            if (seers.Count > 0)
                await InEachNameAsync(seers);
            return (await InEachNameAsync(draws), written);
        }
        finally
        {
            await Hidden.EraseAsync(connection, written);
        }
    }

    private List<Answered> Differing(IEnumerable<Answered> replies) => [.. replies.Where(got => got.Reply.Mark != without[(got.Looker.Name, got.Ask)])];

    /// <summary>Of the answers that differ, those that are the same by themselves; of each address two for each viewer, which is enough to know.</summary>
    private async Task<List<Answered>> ByThemselvesAsync(List<Answered> open)
    {
        var few = open.GroupBy(got => (got.Looker, got.Ask.Route)).SelectMany(group => group.Take(2)).ToList();
        Before();
        foreach (var (looker, ask, again) in await InEachNameAsync(Draw.Of(few)))
        {
            lookedInto[(looker.Name, ask)] = again;
            if (again.Mark == without[(looker.Name, ask)])
                continue;
            var seen = few.First(got => got.Looker == looker && got.Ask == ask);
            report.RestlessRoutes.Add(ask.Route);
            report.Restless.Add($"{looker.Name}: {ask}: {again.DifferenceFrom(seen.Reply)}");
            without[(looker.Name, ask)] = again.Mark;
            few.Remove(seen);
        }

        return few;
    }

    /// <summary>Which of the things made the difference, by halves: each half is written and asked anew, after whoever asked before. What no half tells is told of all of them.</summary>
    private async Task TraceAsync(NpgsqlConnection connection, IReadOnlyList<Hidden> things, int variant, List<Answered> open, IReadOnlyList<Draw> seers)
    {
        if (open.Count == 0)
            return;
        if (things.Count == 1)
        {
            foreach (var (looker, ask, reply) in open)
                report.Tell(looker, ask, things[0], reply.DifferenceFrom(lookedInto[(looker.Name, ask)]));
            return;
        }

        var traced = new HashSet<(string Looker, Ask Ask)>();
        foreach (var half in new[] { things.Take(things.Count / 2).ToList(), [.. things.Skip(things.Count / 2)] })
        {
            // one thing that is told of is enough to know of an answer, unless it may be told lawfully; of an address where all of it is lawful, one answer is asked on
            var asked = open.Where(got => !traced.Contains((got.Looker.Name, got.Ask)) || LawfulSight.All.Any(sight => sight.Reaches(got.Looker, got.Ask))).ToList();
            var lawful = asked.Where(got => half.TrueForAll(thing => LawfulSight.All.Any(sight => sight.Covers(got.Looker, got.Ask, thing)))).ToList();
            var (replies, written) = await AskWithAsync(connection, half, variant, Draw.Of(asked.Except(lawful.Skip(1))), Only(seers, asked));
            var differing = Differing(replies);
            traced.UnionWith(differing.Concat(lawful.Skip(1)).Select(got => (got.Looker.Name, got.Ask)));
            await TraceAsync(connection, written, variant, differing, seers);
        }

        foreach (var (looker, ask, reply) in open.Where(got => !traced.Contains((got.Looker.Name, got.Ask))))
            report.Tell(looker, ask, Hidden.SeveralOf(things), reply.DifferenceFrom(lookedInto[(looker.Name, ask)]));
    }

    /// <summary>Of what was asked before, the addresses that are looked into.</summary>
    private static IReadOnlyList<Draw> Only(IReadOnlyList<Draw> seers, IReadOnlyList<Answered> asked)
    {
        var routes = asked.Select(got => got.Ask.Route).ToHashSet();
        return [.. seers.Select(seer => seer with { Asks = [.. seer.Asks.Where(ask => routes.Contains(ask.Route))] }).Where(seer => seer.Asks.Count > 0)];
    }

    /// <summary>Two things that cannot be in one world (two open cases of one person) are not in it together.</summary>
    private static async Task<bool> StandsBesideAsync(NpgsqlConnection connection, Hidden thing, int variant, bool isAlone)
    {
        try
        {
            await thing.WriteAsync(connection, variant);
            return true;
        }
        catch (PostgresException taken) when (!isAlone && taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
        catch (PostgresException wrong)
        {
            throw new InvalidOperationException($"{thing} cannot be written: {wrong.MessageText} {wrong.Detail} {wrong.TableName}", wrong);
        }
    }

    private async Task LearnAsync(IReadOnlyList<Draw> draws)
    {
        var missing = draws.Select(draw => draw with { Asks = [.. draw.Asks.Where(ask => !without.ContainsKey((draw.Looker.Name, ask)))] }).Where(draw => draw.Asks.Count > 0).ToList();
        if (missing.Count == 0)
            return;
        Before();
        foreach (var (looker, ask, reply) in await InEachNameAsync(missing))
        {
            without[(looker.Name, ask)] = reply.Mark;
            if (reply.Status == "200")
                given.Add((looker.Name, ask));
        }
    }

    /// <summary>Everybody asks at once, each one thing after the other.</summary>
    private async Task<List<Answered>> InEachNameAsync(IReadOnlyList<Draw> draws)
    {
        var replies = new ConcurrentBag<Answered>();
        // a viewer's asks go in a few streams, so that a group of one keeps both processors at work
        var streams = draws.SelectMany(draw => draw.Asks.Chunk(Math.Max(20, draw.Asks.Count / 4 + 1)).Select(asks => (draw.Looker, asks)));
        await Parallel.ForEachAsync(streams, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (stream, _) =>
        {
            foreach (var ask in stream.asks)
                replies.Add(new(stream.Looker, ask, await askers[stream.Looker.Name].SendAsync(ask)));
        });
        return [.. replies];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var asker in askers.Values)
            asker.Dispose();
        await Site.DisposeAsync();
    }
}
