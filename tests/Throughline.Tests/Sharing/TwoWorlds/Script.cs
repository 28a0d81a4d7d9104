using System.Text.Json;
using System.Text.RegularExpressions;
using Throughline.Access;
using Throughline.Evaluation.Reports;
using Throughline.People.Items;
using Throughline.People.Timeline;
using Throughline.Rights.Documents;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>
/// The script: every address of the census that answers a GET, with every filter, sort, page and export, and the searches of
/// the API. Keys are of people and acts that both worlds have, and of nobody; a hidden thing is asked for by its own keys as well.
/// </summary>
internal static partial class Script
{
    /// <summary>Addresses that are not asked, each with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> NotAsked = new Dictionary<string, string>
    {
        ["/sign-out"] = "ends the session of the asker",
    };

    /// <summary>Addresses of which the script gets no page, each with the reason; every other address answers somebody.</summary>
    public static readonly IReadOnlyDictionary<string, string> NobodysPage = new Dictionary<string, string>
    {
        ["/demo"] = "does not exist without --demo",
        ["/error/{status:int}"] = "says what went wrong, with that status",
        ["/sign-in/agency/{agency:guid}"] = "leads to an agency's own sign-in, which no agency here has",
        ["/sign-in/agency/{agency:guid}/back"] = "answers somebody who comes back from an agency's own sign-in",
        ["/matrix/edit"] = "leads to the newest draft",
        ["/rights/requests/{id:guid}/pack"] = "is information governance's alone, and holds the log of looks, which the script adds to",
        ["/rights/requests/{id:guid}/pack.pdf"] = "is information governance's alone, and holds the log of looks, which the script adds to",
        ["/api/v1/rights/requests/{request:guid}/pack"] = "is information governance's alone, and holds the log of looks, which the script adds to",
        ["/sign-in/second-factor"] = "leads on whoever has signed in",
        ["/sign-in/invitation/{code}"] = "answers whoever holds an invitation",
    };

    public static bool IsAsked(EndpointCensus.Row row) =>
        (row.Methods.Length == 0 || row.Methods.Split(' ').Contains("GET", StringComparer.Ordinal)) && !NotAsked.ContainsKey(row.Route);

    public static IReadOnlyList<Ask> Of(IEnumerable<EndpointCensus.Row> census, DrawnWorld drawn)
    {
        var known = drawn.Known.SelectMany(act => act.Keys).ToList();
        var asks = new List<Ask>();
        foreach (var row in census.Where(IsAsked))
        {
            foreach (var path in Paths(row.Route, known, drawn))
            {
                asks.Add(new("GET", path) { Route = row.Route });
                if (!row.Route.Contains("{id}", StringComparison.Ordinal) || path.Contains(drawn.People[0].ToString(), StringComparison.Ordinal))
                    asks.AddRange(Queries(row.Route, drawn).Select(query => new Ask("GET", path + "?" + query) { Route = row.Route }));
            }
        }

        asks.AddRange(ApiSearches());
        asks.AddRange([new("GET", "/nothing-here"), new("GET", "/people/not-a-key"), new("GET", "/api/v1/people/not-a-key"), new("POST", "/api/v1/people/search", "{"), new("POST", "/api/v1/people/search", "{}")]);
        return [.. asks.Distinct()];
    }

    /// <summary>A hidden thing by its own keys, on every address that takes them.</summary>
    public static IReadOnlyList<Ask> OfThing(IEnumerable<EndpointCensus.Row> census, DrawnWorld drawn, Hidden thing) =>
        [.. (from row in census.Where(IsAsked)
             where thing.Keys.Any(key => row.Route.Contains(key.Part, StringComparison.Ordinal) && row.Route.Contains("{" + key.Name, StringComparison.Ordinal))
             from path in Paths(row.Route, thing.Keys, drawn)
             where thing.Keys.Any(key => path.Contains(key.Value, StringComparison.Ordinal))
             select new Ask("GET", path) { Route = row.Route }).Distinct()];

    private static IEnumerable<string> Paths(string route, IReadOnlyList<OwnKey> own, DrawnWorld drawn)
    {
        var paths = new List<string> { route };
        foreach (Match value in RouteValue().Matches(route))
        {
            var name = value.Groups[1].Value;
            var values = own.Where(key => key.Name == name && route.Contains(key.Part, StringComparison.Ordinal)).Select(key => key.Value).Distinct().ToList();
            if (values.Count == 0 || name == "search") // a search is kept for a day: the acts' own are over
                values = [.. Values(route, name, drawn), .. values];
            paths = [.. from path in paths from one in values select path.Replace(value.Value, one, StringComparison.Ordinal)];
        }

        return paths;
    }

    private static IEnumerable<string> Values(string route, string name, DrawnWorld drawn) => name switch
    {
        "id" when route.StartsWith("/sharing/agencies/", StringComparison.Ordinal) => [drawn.CharityAgency.ToString(), HiddenKeys.Nobody],
        "id" when route.Contains("/agreements/", StringComparison.Ordinal) => [drawn.Agreement.ToString(), drawn.AgreementDraft.ToString(), HiddenKeys.Nobody],
        "id" when route.Contains("/items/{kind}/{", StringComparison.Ordinal) || route.Contains("/matches/{", StringComparison.Ordinal) || route.Contains("/sealed/{", StringComparison.Ordinal) => [drawn.People[0].ToString()],
        "id" when route.EndsWith("/add", StringComparison.Ordinal) => [drawn.People[0].ToString()],
        "id" => [drawn.People[0].ToString(), drawn.People[2].ToString(), drawn.Unscored.ToString(), drawn.Excluded.ToString(), drawn.Restricted.ToString(), HiddenKeys.Nobody],
        "case" => [.. drawn.Cases.Take(4).Select(c => c.ToString()), HiddenKeys.Nobody],
        "clause" => [drawn.DraftClause.ToString()],
        "code" when route.Contains("gateway", StringComparison.Ordinal) => ["oma-2007-s14"],
        "compartment" => ["victim", "protected-address"],
        "kind" when route.EndsWith("/add", StringComparison.Ordinal) => ItemKind.All.Select(kind => kind.Code),
        "kind" => ["name", "person_name"],
        "item" => [drawn.Item.ToString(), HiddenKeys.Nobody],
        "search" => drawn.Searches.Values.Select(s => s.ToString()),
        "matrix" => [drawn.Draft.ToString(), drawn.Matrix.ToString()],
        "match" => ["01a80000-0000-7000-8000-000000000001", HiddenKeys.Nobody],
        "list" => ["inclusions", "exclusions"],
        "number" => ["1"],
        "status" => ["404", "500"],
        "documentName" => ["v1"],
        "entry" when route.Contains("/audit/", StringComparison.Ordinal) => [drawn.AuditEntry.ToString(), HiddenKeys.Nobody],
        "name" when route.StartsWith("/imports/profiles", StringComparison.Ordinal) => ["police-nominals"],
        "name" when route.Contains("/documents/", StringComparison.Ordinal) => LiveDocuments.All.Select(document => document.Code),
        "name" => ReportCatalogue.All.Select(report => report.Name),
        "user" => [drawn.World.As("coordinator").User.ToString(), HiddenKeys.Nobody],
        _ => [drawn.People[0].ToString(), HiddenKeys.Nobody],
    };

    private static IEnumerable<string> Queries(string route, DrawnWorld drawn) => route switch
    {
        "/scores" => ["line=entry", "line=below", "cohort=on", "cohort=off", "provisional=yes", "beat=Aspley", "beat=Hidden+beat+1", "page=2", "handler=Csv"],
        "/cohort" => ["handler=Csv", "status=red", "status=green", "custody=in", "custody=out", "mine=yes", "type=Free", "sort=name", "sort=status", "sort=score", "sort=age", "order=name", "page=2"],
        "/review" => ["page=2", "status=red", "area=Aspley", "lead=none"],
        "/panel" or "/screening" or "/matches" or "/imports" or "/rights/retention" or "/audit/checkpoints" => ["page=2", "p=2"],
        "/people/{id}/timeline" => ["p=2", "From.Day=1&From.Month=11&From.Year=2026", .. TimelinePage.Kinds.Select(kind => "Kind=" + kind.Code)],
        "/people/{id}/offending" => ["p=2", "Kind=arrest", "Group=burglary-residential"],
        "/people/{id}/sharing" or "/sharing/notices" or "/sharing/questions" or "/sharing/lists" or "/sharing/urgent-access" => ["p=2"],
        "/people/{id}/ask" => [$"agency={drawn.World.Agencies["north-drug-service"]}&category=treatment", $"agency={drawn.World.Agencies["north-drug-service"]}&category=health"],
        "/api/v1/people/{id}/timeline" => ["size=1", "size=1&page=2", "kind=arrest", "kind=custody", "kind=nothing", "from=2026-11-01", "page=0"],
        "/api/v1/scores" => ["line=entry", "cohort=on", "provisional=no", "beat=Aspley", "size=1", "size=1&page=2", "size=1&page=9", "page=0"],
        "/api/v1/cases" => ["state=adopted", "state=for-panel", "state=exited", "size=1", "size=1&page=2", "size=1&page=9"],
        "/api/v1/imports/" => ["size=1", "size=1&page=2"],
        "/api/v1/sharing/disclosures" or "/api/v1/sharing/notices" or "/api/v1/sharing/notices/sent" or "/api/v1/sharing/questions" => ["page=2", "size=1"],
        "/sharing/disclosures" => [$"person={drawn.People[2]}", $"person={drawn.People[0]}", "p=2"],
        "/reports/{name}" or "/users" => ["handler=Csv"],
        "/matrix/compare" => [$"one={drawn.Matrix}&other={drawn.Draft}", "one=" + HiddenKeys.Nobody],
        "/people/{id}/score" => [$"run={drawn.Run}", "run=" + HiddenKeys.Nobody],
        "/people/search/{search:guid}" => ["p=2"],
        "/api/v1/sharing/agreements/{id:guid}/compare" => [$"with={drawn.AgreementDraft}", $"other={drawn.AgreementDraft}"],
        "/audit" => [LawfulSight.BeforeTheScript, LawfulSight.BeforeTheScript + "&operation=alteration", LawfulSight.BeforeTheScript + $"&person={drawn.People[0]}", LawfulSight.BeforeTheScript + "&page=2"],
        "/audit/unusual" => ["state=new", "kind=same-surname", "page=2"],
        "/api/v1/audit/consistency" => [$"from=1&to={drawn.TreeSize}", $"from={drawn.TreeSize}&to={drawn.TreeSize}"],
        "/api/v1/audit/entries/{entry:guid}/proof" => [$"size={drawn.TreeSize}"],
        _ => [],
    };

    /// <summary>The searches, by every kind of clue; some would find a hidden person, others somebody like them.</summary>
    public static readonly IReadOnlyDictionary<string, object> Clues = new Dictionary<string, object>
    {
        ["name"] = new { Name = "Lee Marsh" },
        ["name nearly"] = new { Name = "Leigh Marsch" },
        ["hidden name"] = new { Name = "Secret Hidden1" },
        ["other hidden name"] = new { Name = "Zed Aaron1" },
        ["anything"] = new { Anything = "Marsh 1/12/1989" },
        ["born"] = new { DateOfBirth = "1989-12-01" },
        ["name and born"] = new { Name = "Marsh", DateOfBirth = "1989-12-01" },
        ["pncid"] = new { Identifier = "2001/0012345X" },
        ["crn"] = new { Identifier = "X123456" },
        ["hidden crn"] = new { Identifier = "X123451" },
        ["nhs number"] = new { Anything = "943 476 5919" },
        ["prison number"] = new { Anything = "A1234AA" },
        ["phone"] = new { Phone = "07700 900123" },
        ["hidden phone"] = new { Phone = "07700 900001" },
        ["vehicle"] = new { Vehicle = "AB12 CDE" },
        ["address"] = new { Address = "12 Mill Lane" },
        ["postcode"] = new { Address = "M1 1AE" },
        ["hidden address"] = new { Address = "1 Hidden Lane" },
        ["associate"] = new { Associate = "Lee Marsh" },
        ["hidden associate"] = new { Associate = "Hidden Friend 1" },
        ["nobody"] = new { Name = "Nobody Atall" },
    };

    private static IEnumerable<Ask> ApiSearches() =>
        from clue in Clues.Values
        from paging in new[] { "", "?size=1", "?size=1&page=2" }
        select new Ask("POST", "/api/v1/people/search" + paging, JsonSerializer.Serialize(clue, JsonSerializerOptions.Web));

    [GeneratedRegex("""\{\*?(\w+)(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RouteValue();
}
