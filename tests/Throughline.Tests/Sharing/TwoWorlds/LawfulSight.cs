namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>
/// Where somebody from whom a thing is hidden sees of it all the same, and lawfully: whose duty it is, on which addresses, and why.
/// A run in which one of these shows nothing of what it is said to show fails: an exception that nobody needs is taken away.
/// </summary>
internal sealed record LawfulSight(string Name, Func<Onlooker, bool> Who, Func<string, bool> On, Func<Hidden, bool> What, string Because)
{
    /// <summary>The audit is asked for the days before the script: what the script itself adds to it would differ by itself.</summary>
    public const string BeforeTheScript = "from=2026-11-01&to=2026-11-22";

    public static readonly IReadOnlyList<LawfulSight> All =
    [
        new("governance works on every item of a person for that person's rights", Onlookers.IsGovernance, route => route.StartsWith("/rights/", StringComparison.Ordinal) || route is "/rights" || route.StartsWith("/api/v1/rights/", StringComparison.Ordinal), thing => thing.Way != Way.AnotherPartnership,
            "Data Protection Act 2018 ss.45 to 48 and UK GDPR articles 15 to 18: a request for a copy, a correction or an erasure reaches everything that is held, whoever hides it from whom"),
        new("whoever writes an item is told who will see it", _ => true, route => route.StartsWith("/people/{id}/items/", StringComparison.Ordinal) || route.StartsWith("/api/v1/people/{id}/items/", StringComparison.Ordinal), thing => thing.Kind == "case_team",
            "a place in a case team gives sight of others' items: the owner of an item must know who sees it (UK GDPR articles 5(2) and 30), though the place itself is marked so that the owner may not read it"),
    ];

    /// <summary>What the script itself changes by asking: these say nothing of two worlds, and are not compared.</summary>
    public static readonly IReadOnlyDictionary<string, string> GrowsByAsking = new Dictionary<string, string>
    {
        ["/audit"] = "without a last day it lists the script's own requests",
        ["/audit/checkpoints"] = "says how many entries the audit has, and the script's requests are among them",
        ["/api/v1/audit/consistency"] = "says how many entries the audit has when more are asked for",
        ["/api/v1/audit/entries/{entry:guid}/proof"] = "without a size it is of the tree with the script's own requests",
        ["/api/v1/audit/checkpoints"] = "says how many entries the audit has, and the script's requests are among them",
    };

    /// <summary>The same, for one viewer only: everybody else's answer is compared.</summary>
    private static readonly IReadOnlyList<(string Route, string Looker, string Because)> GrowsForOne =
        [
            ("/account/standing", "administrator", "lists what oneself did with accounts, and of all viewers the administrator alone takes the list of accounts out"),
            ("/rights/requests/{id:guid}/pack", "governance", "has the log of who looked at the person, and the script looks"),
            ("/rights/requests/{id:guid}/pack", "council governance", "has the log of who looked at the person, and the script looks"),
            ("/rights/requests/{id:guid}/pack.pdf", "governance", "has the log of who looked at the person, and the script looks"),
            ("/rights/requests/{id:guid}/pack.pdf", "council governance", "has the log of who looked at the person, and the script looks"),
            ("/api/v1/rights/requests/{request:guid}/pack", "governance", "has the log of who looked at the person, and the script looks"),
            ("/api/v1/rights/requests/{request:guid}/pack", "council governance", "has the log of who looked at the person, and the script looks"),
        ];

    public static bool Grows(Onlooker looker, Ask ask) => GrowsForOne.Any(one => one.Route == ask.Route && one.Looker == looker.Name) || Grows(ask);

    public static bool Grows(Ask ask) => GrowsByAsking.ContainsKey(ask.Path) || GrowsByAsking.ContainsKey(ask.Route) && !IsOfAFixedDay(ask);

    private static bool IsOfAFixedDay(Ask ask) => ask.Path.Contains(BeforeTheScript, StringComparison.Ordinal) || ask.Path.Contains("&to=", StringComparison.Ordinal) || ask.Path.Contains("?size=", StringComparison.Ordinal);

    public bool Reaches(Onlooker looker, Ask ask) => Who(looker) && On(ask.Route);

    public bool Covers(Onlooker looker, Ask ask, Hidden thing) => Reaches(looker, ask) && What(thing);
}
