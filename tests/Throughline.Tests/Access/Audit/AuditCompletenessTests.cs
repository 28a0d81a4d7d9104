using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Access.DeclareConflict;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Testing;
using Throughline.Tests.Imports.TakeIn;
using Xunit;

namespace Throughline.Tests.Access.Audit;

/// <summary>
/// Every address of the census that is fetched, as several roles, exports too: the audit rows it leaves are those that <see cref="AuditOracle"/> expects, no more and no fewer; the people in them are
/// those who can be read in the answer, and nothing is claimed that whoever asked may not see. An address that the table does not know fails.
/// </summary>
public sealed partial class AuditCompletenessTests(SmallSite shared) : IClassFixture<SmallSite>
{
    [Fact]
    public async Task EveryAddressFetched_LeavesTheRowsThatWhatItShowsAsksFor()
    {
        var site = shared.Site;
        var people = await PeopleAsync(site);
        var (faults, answered) = (new List<string>(), new HashSet<string>());
        var visits = await VisitsAsync();
        foreach (var visit in visits)
        {
            foreach (var user in visit.Users)
            {
                var before = await WrittenAsync(site);
                var (status, body) = await FetchAsync(site, user, visit.Address);
                var written = await EntriesAsync(site, before);
                var shown = In(body, people, visit.Address);
                var found = Found(status, written, shown, visit.Address).ToList();
                var expected = AuditOracle.Lines(visit.Route, user, visit.Number);
                // what is not there for somebody shows nobody and leaves nothing; that it is there for somebody is asked below
                if (status == HttpStatusCode.NotFound && written.Count == 0 && shown.Count == 0 && expected is not null)
                    continue;
                answered.Add(visit.Route);
                if (expected is null)
                    faults.Add($"{visit.Route}: the table does not know this address");
                else if (!Agree(expected, found, shown.Count > 0))
                    faults.Add($"{visit.Address} ({user}, {visit.Route} #{visit.Number}): expected {string.Join(" | ", expected)}; there is {string.Join(" | ", found)}");
                faults.AddRange((await UnfoundedAsync(site, user, visit.Route, written)).Select(fault => $"{visit.Address} ({user}): {fault}"));
                if (!AuditOracle.NamesAreWords.Contains(visit.Route))
                    faults.AddRange(NotRecorded(people, shown, written).Select(fault => $"{visit.Address} ({user}): {fault}"));
            }
        }

        faults.Distinct().ShouldBeEmpty();
        visits.Select(visit => visit.Route).Distinct().Where(route => !answered.Contains(route) && !AuditOracle.NotThereForTheseUsers.Contains(route)).ShouldBeEmpty("somebody finds something at every address");
    }

    /// <summary>The table holds nothing that is no address of the program any more.</summary>
    [Fact]
    public void Table_KnowsNoAddressThatIsGone()
    {
        var routes = EndpointCensus.Rows(shared.Site.App).Select(row => row.Route).ToHashSet();
        AuditOracle.Routes.Select(route => route.Split('?')[0]).Where(route => !routes.Contains(route)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AddressNotForOnesRole_LeavesNoRowAndShowsNobody()
    {
        var site = shared.Site;
        var people = await PeopleAsync(site);
        var faults = new List<string>();
        foreach (var (_, address, _, _, not) in (await VisitsAsync()).Where(visit => visit.Not is not null))
        {
            var before = await WrittenAsync(site);
            var (status, body) = await FetchAsync(site, not!, address);
            if (status != HttpStatusCode.NotFound || In(body, people, address).Count > 0)
                faults.Add($"{address} ({not}): answered {status}");
            if ((await EntriesAsync(site, before)).Count > 0)
                faults.Add($"{address} ({not}): left a row, though nothing was shown");
        }

        faults.ShouldBeEmpty();
    }

    /// <summary>When the record cannot be written, no answer holds anybody: every address of the census, exports and reports too.</summary>
    [Fact]
    public async Task RecordCannotBeWritten_NoAnswerHoldsAnybody()
    {
        var site = shared.Site;
        var people = await PeopleAsync(site);
        var visits = await VisitsAsync();
        using var coordinator = await site.SignInAsync("coordinator");
        using var governance = await site.SignInAsync("governance");
        var (search, audit) = (await coordinator.GetAsync("/people"), await governance.GetAsync("/audit"));
        await AdminAsync(site, "create function refuse_entry() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$; create trigger refuse before insert on audit_entry for each statement execute function refuse_entry()");
        try
        {
            var shown = new List<string>();
            foreach (var (route, address, _, users, _) in visits)
            {
                foreach (var user in users)
                {
                    var (status, body) = await FetchAsync(site, user, address);
                    if (In(body, people, address).Count > 0)
                        shown.Add($"{address} ({user}): {status}");
                }
            }

            foreach (var (what, answer) in new[]
            {
                ("search", await coordinator.SubmitAsync(search, "main form[method=post]", new() { ["Name"] = "Begum" })),
                ("export of the audit", await governance.SubmitAsync(audit, "#export", new() { ["Reason"] = "test" })),
                ("finding in the audit", await governance.SubmitAsync(audit, "#find", new() { ["Search"] = "begum" })),
            })
            {
                if (In(answer.Body, people, answer.Path).Count > 0)
                    shown.Add($"{what}: {answer.Status}");
            }

            shown.ShouldBeEmpty();
        }
        finally
        {
            await AdminAsync(site, "drop trigger refuse on audit_entry; drop function refuse_entry()");
        }
    }

    /// <summary>The rows as the table writes them.</summary>
    private static IEnumerable<string> Found(HttpStatusCode status, IReadOnlyList<Entry> written, IReadOnlyList<Person> shown, string address)
    {
        if (status != HttpStatusCode.OK)
            yield return ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        else if (written.Count == 0)
            yield return "nothing";
        foreach (var line in written.Select(entry => $"{entry.Operation} {AboutOf(entry, shown, address)}: {string.Join(", ", entry.Categories.Order(StringComparer.Ordinal))} ({entry.Subject})").Order(StringComparer.Ordinal))
            yield return Keys().Replace(line.Replace("consultation ", "", StringComparison.Ordinal), "*");
    }

    /// <summary>Every row that the table expects is there, and none besides.</summary>
    private static bool Agree(IReadOnlyList<string> expected, IReadOnlyList<string> found, bool showsAnybody)
    {
        var left = found.Where(line => line != "nothing").ToList();
        foreach (var line in expected.Where(line => line != "nothing"))
        {
            var row = "^" + Regex.Escape(line.TrimEnd('?')).Replace("some:", "(one|shown|nobody|[0-9]+\\ not\\ shown):", StringComparison.Ordinal).Replace(@":\ \*\ \(", @":\ [a-z, ]*\ \(", StringComparison.Ordinal) + "$";
            if (left.FirstOrDefault(one => Regex.IsMatch(one, row, RegexOptions.None, TimeSpan.FromSeconds(1))) is { } match)
                left.Remove(match);
            else if (!line.EndsWith('?') || showsAnybody)
                return false;
        }

        return left.Count == 0;
    }

    private static string AboutOf(Entry entry, IReadOnlyList<Person> shown, string address)
    {
        if (entry.PersonIds.Length == 0)
            return "nobody";
        if (entry.PersonIds.Length == 1 && address.Contains(entry.PersonIds[0].ToString(), StringComparison.Ordinal))
            return "one";
        var strangers = entry.PersonIds.Count(id => shown.All(person => person.Id != id));
        return strangers == 0 ? "shown" : $"{strangers} not shown";
    }

    /// <summary>Categories that the row claims and that whoever asked has no item and no glimpse of, for anybody in it.</summary>
    private static async Task<IEnumerable<string>> UnfoundedAsync(Site site, string user, string route, IReadOnlyList<Entry> written)
    {
        var faults = new List<string>();
        foreach (var entry in written.Where(entry => entry.PersonIds.Length > 0 && !route.StartsWith("/rights", StringComparison.Ordinal) && !route.StartsWith("/api/v1/rights", StringComparison.Ordinal) && !AuditOracle.HoldsCopies.Contains(route) && !route.StartsWith("/audit", StringComparison.Ordinal)))
        {
            var seen = await site.World.DoAsync(site.World.As(user), async db =>
            {
                var categories = (await db.ListAsync<string>("select distinct category from item where person_id = any (@PersonIds)", new { entry.PersonIds })).ToHashSet();
                foreach (var person in entry.PersonIds)
                    categories.UnionWith((await Glimpse.OfAsync(db, new PersonId(person))).Select(glimpse => glimpse.Category));
                return categories;
            });
            var unfounded = entry.Categories.Where(category => category != "identity" && !Category.IsSealed(category) && !seen.Contains(category)).ToList();
            if (unfounded.Count > 0)
                faults.Add($"the row claims {string.Join(", ", unfounded)}, of which {user} sees nothing");
        }

        return faults;
    }

    // people of the same name are told apart by their keys only where the answer has them
    private static IEnumerable<string> NotRecorded(IReadOnlyList<Person> people, IReadOnlyList<Person> shown, IReadOnlyList<Entry> written)
    {
        var recorded = people.Where(person => written.Any(entry => entry.PersonIds.Contains(person.Id))).SelectMany(person => person.OtherNames.Append(person.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return shown.Where(person => !recorded.Contains(person.Name)).Select(person => $"{person.Name} is shown and not recorded");
    }

    /// <summary>Who can be read in an answer: by name in either order, or by key.</summary>
    private static IReadOnlyList<Person> In(string body, IReadOnlyList<Person> people, string address)
    {
        if (address.Contains("/imports/profiles", StringComparison.Ordinal))
            return []; // the columns' examples are of the same invented people as the sample files of this world
        var isPage = body.TrimStart().StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase);
        var text = isPage ? string.Join(' ', new HtmlParser().ParseDocument(body).Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : body;
        text = text.Replace("\\u0027", "'", StringComparison.OrdinalIgnoreCase);
        return [.. people.Where(person => text.Contains(person.Name, StringComparison.OrdinalIgnoreCase) || text.Contains($"{person.Surname}, {person.Forenames}", StringComparison.OrdinalIgnoreCase)
            || (!address.Contains(person.Id.ToString(), StringComparison.Ordinal) && body.Contains(person.Id.ToString(), StringComparison.OrdinalIgnoreCase)))];
    }

    private sealed record Visit(string Route, string Address, int Number, IReadOnlyList<string> Users, string? Not);

    /// <summary>Every address that is fetched, with up to three users who may see it and one who may not; with a handler that gives a file, that too.</summary>
    private async Task<IReadOnlyList<Visit>> VisitsAsync()
    {
        await LinkConflictAsync();
        var (visits, unknown) = (new List<Visit>(), new List<string>());
        foreach (var row in EndpointCensus.Rows(shared.Site.App).Where(row => !row.Who.StartsWith("anybody:", StringComparison.Ordinal) && (row.Methods.Length == 0 || row.Methods.Split(' ').Contains("GET"))))
        {
            var may = EveryAddress.Users.Where(user => row.Who == "anybody signed in" || row.Who.Split(", ").Contains(user.Key)).Select(user => user.Value).ToList();
            var not = EveryAddress.Users.Values.FirstOrDefault(user => !may.Contains(user));
            // a search is its searcher's own: nobody else finds it
            IReadOnlyList<string> users = row.Route.Contains("{search", StringComparison.Ordinal) ? ["coordinator"] : [.. new[] { may[0], may[may.Count / 2], may[^1] }.Distinct()];
            var addresses = (await AddressesAsync(row.Route)).Take(2).ToList();
            if (addresses.Count == 0)
                unknown.Add(row.Route);
            visits.AddRange(addresses.Select((address, i) => new Visit(row.Route, address, i + 1, users, not)));
            if (row.About.Contains("for GET Csv", StringComparison.Ordinal))
                visits.Add(new Visit(row.Route + "?handler=Csv", row.Route + "?handler=Csv", 1, users, not));
        }

        unknown.ShouldBeEmpty("the test does not know what to put in these addresses; teach it in EveryAddress or here");

        // signing in leads to the first screen, which leaves a row of its own: before anything is counted
        foreach (var user in EveryAddress.Users.Values)
        {
            await FetchAsync(shared.Site, user, "/how-this-works");
            await FetchAsync(shared.Site, user, "/api/v1/imports/profiles");
        }

        return visits;
    }

    /// <summary>A declaration that is linked to a record tells whom somebody knows.</summary>
    private async Task LinkConflictAsync()
    {
        var world = shared.World.World;
        var known = await world.AskAsync<PersonId>("select id from person where surname = 'Marsh' order by id limit 1");
        await world.DoAsync(world.As("governance"), async db =>
        {
            if (await Conflict.FindAsync(db, governance: true, shared.World.Conflict) is { PersonId: null } conflict)
                await SettleConflict.LinkAsync(db, conflict, known);
        });
    }

    private async Task<IReadOnlyList<string>> AddressesAsync(string route)
    {
        var small = shared.World;
        if (route == "/users/conflicts")
            return [route, route + "?show=linked"];
        return await EveryAddress.OfAnyKindAsync(small, shared.Site, route);
    }

    private readonly Dictionary<string, HttpClient> programs = [];
    private readonly Dictionary<string, Throughline.Testing.Browser> browsers = [];

    /// <summary>As somebody who gave a second factor just now, or whose token may take lists out.</summary>
    private async Task<(HttpStatusCode Status, string Body)> FetchAsync(Site site, string user, string address)
    {
        if (!address.StartsWith("/api", StringComparison.Ordinal))
        {
            if (!browsers.TryGetValue(user, out var browser))
                browsers[user] = browser = await site.SignInAsync(user, steppedUp: true);
            var page = await browser.GetAsync(address);
            return (page.Status, page.Body);
        }

        if (!programs.TryGetValue(user, out var client))
        {
            var act = site.World.As(user);
            var token = await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test", mayExport: true);
            programs[user] = client = new HttpClient { BaseAddress = new Uri(site.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        }

        var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<IReadOnlyList<Person>> PeopleAsync(Site site)
    {
        await using var admin = new NpgsqlConnection(site.World.Database.AdminConnection);
        return (await admin.QueryAsync<Person>("select p.id, p.forenames, p.surname, array(select n.forenames || ' ' || n.surname from person_name n where n.person_id = p.id) as other_names from person p where p.partnership_id = @north", new { north = site.World.North.Value })).AsList();
    }

    /// <summary>The keys of what has been written: neither they nor the places of rows tell which came first among several connections.</summary>
    private static async Task<Guid[]> WrittenAsync(Site site)
    {
        await using var admin = new NpgsqlConnection(site.World.Database.AdminConnection);
        return [.. await admin.QueryAsync<Guid>("select id from audit_entry")];
    }

    private static async Task<IReadOnlyList<Entry>> EntriesAsync(Site site, Guid[] before)
    {
        await using var admin = new NpgsqlConnection(site.World.Database.AdminConnection);
        return (await admin.QueryAsync<Entry>("select id, operation, person_ids, categories, subject from audit_entry where id <> all (@before) order by ctid", new { before })).AsList();
    }

    private static async Task AdminAsync(Site site, string sql)
    {
        await using var admin = new NpgsqlConnection(site.World.Database.AdminConnection);
        await admin.ExecuteAsync(sql);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<=breach |use )[A-Z]+-[A-Z0-9-]+")]
    private static partial Regex Keys();

    private sealed class Person
    {
        public required Guid Id { get; init; }

        public required string Forenames { get; init; }

        public required string Surname { get; init; }

        /// <summary>Names of the person that the bar of their pages shows as well; one of them may be another record's name.</summary>
        public required string[] OtherNames { get; init; }

        public string Name => $"{Forenames} {Surname}";
    }

    private sealed class Entry
    {
        public required Guid Id { get; init; }

        public required string Operation { get; init; }

        public required Guid[] PersonIds { get; init; }

        public required string[] Categories { get; init; }

        public required string Subject { get; init; }
    }
}
