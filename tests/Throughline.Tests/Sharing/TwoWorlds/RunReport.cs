namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>A request whose answer told the two worlds apart.</summary>
internal sealed record Told(string Looker, Hidden Hidden, Ask Ask, string Difference)
{
    public override string ToString() => $"{Looker} learns of {Hidden} from {Ask}:\n{Difference}";
}

/// <summary>What a run compared, and what it found.</summary>
internal sealed class RunReport
{
    private readonly HashSet<string> lawful = [], kinds = [], owners = [], lookers = [], routes = [], answered = [];
    private readonly HashSet<Way> ways = [];

    public long Pairs { get; private set; }

    /// <summary>Pairs in which somebody was given what they asked for, and not "there is nothing here".</summary>
    public long Pages { get; private set; }

    public TimeSpan Took { get; set; }

    public List<Told> Told { get; } = [];

    /// <summary>Answers that were not the same by themselves, without any hidden thing: they say nothing, and must not be.</summary>
    public List<string> Restless { get; } = [];

    public HashSet<string> RestlessRoutes { get; } = [];

    public IReadOnlySet<string> Kinds => kinds;

    public IReadOnlySet<string> Owners => owners;

    public IReadOnlySet<Way> Ways => ways;

    public IReadOnlySet<string> Lookers => lookers;

    public IReadOnlySet<string> Routes => routes;

    /// <summary>Routes that gave somebody a page.</summary>
    public IReadOnlySet<string> Answered => answered;

    /// <summary>Which lawful sights showed something.</summary>
    public IReadOnlySet<string> Lawful => lawful;

    public void Count(Onlooker looker, Ask ask, Reply reply, IReadOnlyList<Hidden> things)
    {
        Pairs++;
        lookers.Add(looker.Name);
        routes.Add(ask.Route);
        if (reply.Status == "200")
        {
            Pages++;
            answered.Add(ask.Route);
        }

        foreach (var thing in things)
        {
            kinds.Add(thing.Kind);
            owners.Add(thing.Owner);
            ways.Add(thing.Way);
        }
    }

    public void Tell(Onlooker looker, Ask ask, Hidden thing, string difference)
    {
        if (LawfulSight.All.FirstOrDefault(sight => sight.Covers(looker, ask, thing)) is { } sight)
            lawful.Add(sight.Name);
        else
            Told.Add(new(looker.Name, thing, ask, difference));
    }

    public override string ToString() =>
        $"{Pairs:N0} pairs ({Pages * 100 / Math.Max(1, Pairs)}% of them pages) of {Kinds.Count} kinds of thing of {Owners.Count} agencies, hidden in {Ways.Count} ways, {Lookers.Count} kinds of viewer and {Routes.Count} addresses in {Took.TotalSeconds:N0} s; {Told.Count:N0} differences";
}
