using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Throughline.Access.Audit.Breaches;
using Throughline.Access.Audit.Checkpoints;
using Throughline.Access.Audit.Tree;
using Throughline.Evaluation.Reports;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.Agreements.Write;
using Throughline.Testing;
using Throughline.Tests.Imports.TakeIn;

namespace Throughline.Tests;

/// <summary>What to put in every address of the program so that the small world has something to show there. A new page is taught here.</summary>
internal static partial class EveryAddress
{
    /// <summary>The role codes with the test world's users, who sees most first.</summary>
    internal static readonly Dictionary<string, string> Users = new()
    {
        ["coordinator"] = "coordinator", ["chair"] = "chair", ["offender-manager"] = "manager", ["partner-worker"] = "drug-worker", ["link-worker"] = "prison-link",
        ["analyst"] = "analyst", ["intelligence-officer"] = "intelligence", ["neighbourhood-officer"] = "neighbourhood", ["strategic-lead"] = "lead",
        ["information-governance-officer"] = "governance", ["administrator"] = "administrator",
    };

    internal static async Task<IReadOnlyList<string>> AddressesAsync(SmallWorld small, string route)
    {
        var world = small.World;
        if (route is "/" || route is not "/users" && !route.Contains('{', StringComparison.Ordinal))
            return route == "/matrix/compare" ? [$"{route}?one={small.Matrix}&other={small.Draft}"] : [route];
        return route switch
        {
            "/error/{status:int}" => ["/error/404", "/error/409", "/error/500"],
            "/reports/{name}" => [.. ReportCatalogue.All.Select(report => "/reports/" + report.Name)],
            "/users/{user}" => [$"/users/{world.As("coordinator").User}", $"/users/{world.As("neighbourhood").User}", $"/users/{small.Gone}"],
            "/users" => ["/users?show=", "/users?show=closed"],
            "/users/requests/{request:guid}" => [$"/users/requests/{small.Request}"],
            "/users/conflicts/{conflict:guid}" => [$"/users/conflicts/{small.Conflict}"],
            "/users/brake/{stop:guid}" => [$"/users/brake/{small.Stop}"],
            "/audit/unusual/{alert:guid}" => [$"/audit/unusual/{await AlertAsync(world, small.Adopted)}"],
            "/audit/breaches/{breach:guid}" => [$"/audit/breaches/{await BreachAsync(world)}"],
            "/signing-in/{user}" => [$"/signing-in/{world.As("coordinator").User}"],
            "/imports/{importId:guid}" => [$"/imports/{small.Import}"],
            "/imports/{importId:guid}/rows/{rowId:guid}" => [$"/imports/{small.Import}/rows/{small.BadRow}"],
            "/people/search/{search:guid}" => [$"/people/search/{await SearchAsync(world)}"],
            "/people/new/{search:guid}" => [$"/people/new/{await SearchAsync(world)}"],
            "/people/{id}/items/{kind}/add" => [.. ItemKind.All.Select(kind => $"/people/{small.Adopted}/items/{kind.Code}/add")],
            "/people/{id}/items/{kind}/{item:guid}/correct" or "/people/{id}/items/{kind}/{item:guid}/withdraw" => [await ItemAsync(small, route)],
            "/people/{id}/items/{kind}/{item:guid}/sharing" or "/people/{id}/items/{kind}/{item:guid}/marking" => [(await ItemAsync(small, route)).Replace("/phone/", "/person_phone/", StringComparison.Ordinal)],
            "/people/{id}/ask" => [$"/people/{small.Shared.Person}/ask?agency={world.Agencies["north-drug-service"]}&category=treatment"],
            "/people/{id}/disclose" or "/people/{id}/sharing" or "/people/{id}/consents" or "/people/{id}/urgent-access" => [route.Replace("{id}", small.Shared.Person.ToString(), StringComparison.Ordinal)],
            "/people/{id}/drugs" => [$"/people/{small.Adopted}/drugs", $"/people/{small.Shared.Person}/drugs"],
            "/people/{id}/consents/{consent:guid}/withdraw" => [$"/people/{small.Shared.Person}/consents/{small.Shared.Consent}/withdraw"],
            "/sharing/disclosures/{disclosure:guid}" => [$"/sharing/disclosures/{small.Shared.Disclosure}"],
            "/sharing/questions/{question:guid}" => [$"/sharing/questions/{small.Shared.Question}"],
            "/sharing/urgent-access/{use:guid}" => [$"/sharing/urgent-access/{small.Shared.Urgent}"],
            "/sharing/lists/{entry:guid}" => [$"/sharing/lists/{small.Shared.Entry}"],
            "/rights/people/{id}" or "/rights/people/{id}/correction" or "/rights/retention/{id}" => [route.Replace("{id}", small.Adopted.ToString(), StringComparison.Ordinal)],
            "/rights/requests/{id:guid}" or "/rights/requests/{id:guid}/items" or "/rights/requests/{id:guid}/pack" or "/rights/requests/{id:guid}/letter" or "/rights/views/{id:guid}" => [route.Replace("{id:guid}", small.AccessRequest.ToString(), StringComparison.Ordinal)],
            "/rights/corrections/{id:guid}" => [$"/rights/corrections/{small.Correction}"],
            "/rights/documents/{name}" => [.. Throughline.Rights.Documents.LiveDocuments.All.Select(document => "/rights/documents/" + document.Code)],
            "/people/{id}/sealed" or "/people/{id}/sealed/{compartment}/add" => [route.Replace("{id}", small.Adopted.ToString(), StringComparison.Ordinal).Replace("{compartment}", "victim", StringComparison.Ordinal)],
            "/people/{id}/letter" => [$"/people/{small.WithLetter}/letter", $"/people/{small.WithLetter}/letter?printed={await world.AskAsync<Guid>("select id from letter limit 1")}"],
            "/people/{id}/matches" => [$"/people/{small.WithMatch}/matches"],
            "/people/{id}/matches/{match:guid}" => [$"/people/{small.WithMatch}/matches/{small.Match}"],
            "/sharing/gateways/{code}" => ["/sharing/gateways/oma-2007-s14"],
            "/sharing/agencies/{id}" => [$"/sharing/agencies/{world.Agencies["north-charity"]}"],
            _ when route.StartsWith("/sharing/agreements/", StringComparison.Ordinal) => await AgreementAsync(world, route),
            "/people/{id}/nominate" => [$"/people/{small.Nobodys}/nominate", $"/people/{small.BeforePanel}/nominate"],
            "/people/{id}/panel" => [$"/people/{small.BeforePanel}/panel", $"/people/{small.Adopted}/panel"],
            "/people/{id}" or "/people/{id}/status" or "/people/{id}/custody" => [route.Replace("{id}", small.Adopted.ToString(), StringComparison.Ordinal), route.Replace("{id}", small.BeforePanel.ToString(), StringComparison.Ordinal)],
            _ when route.StartsWith("/matrix/", StringComparison.Ordinal) =>
                [MatrixPart().Replace(route, "inclusions").Replace("{matrix:guid}", small.Draft.ToString(), StringComparison.Ordinal).Replace("{number:int}", "1", StringComparison.Ordinal)],
            _ when route.StartsWith("/people/{id}/", StringComparison.Ordinal) && route.Count(letter => letter == '{') == 1 => [route.Replace("{id}", small.Adopted.ToString(), StringComparison.Ordinal)],
            _ => [],
        };
    }

    /// <summary>Addresses that answer with files and the program's own (API) as well.</summary>
    internal static async Task<IReadOnlyList<string>> OfAnyKindAsync(SmallWorld small, Site site, string route)
    {
        if (!route.StartsWith("/api", StringComparison.Ordinal) && !route.EndsWith(".csv", StringComparison.Ordinal) && !route.EndsWith(".pdf", StringComparison.Ordinal))
            return await AddressesAsync(small, route);
        var person = route.Contains("/consents", StringComparison.Ordinal) || route.Contains("/glimpses", StringComparison.Ordinal) ? small.Shared.Person : small.Adopted;
        var values = new Dictionary<string, string>
        {
            ["{id}"] = person.ToString(), ["{import:guid}"] = small.Import.ToString(), ["{importId:guid}"] = small.Import.ToString(), ["{user}"] = small.World.As("neighbourhood").User.ToString(), ["{id:guid}"] = small.AccessRequest.ToString(), ["{request:guid}"] = small.AccessRequest.ToString(),
            ["{name}"] = route.Contains("documents", StringComparison.Ordinal) ? Throughline.Rights.Documents.LiveDocuments.All[0].Code : "police-events",
        };
        if (route.Contains("{item", StringComparison.Ordinal))
        {
            values["{id}"] = (await small.World.AskAsync<Guid>("select person_id from person_phone where superseded_at is null and withdrawn_at is null order by id limit 1")).ToString();
            values["{item:guid}"] = (await small.World.AskAsync<Guid>("select id from person_phone where superseded_at is null and withdrawn_at is null order by id limit 1")).ToString();
            values["{kind}"] = "person_phone";
        }

        if (route.Contains("/agreements/", StringComparison.Ordinal))
            values["{id:guid}"] = (await small.World.DoAsync(small.World.As("governance"), db => db.ValueAsync<Guid>("select id from agreement where state = 'in-force'"))).ToString();
        if (route.Contains("{breach", StringComparison.Ordinal))
            values["{breach:guid}"] = (await BreachAsync(small.World)).ToString();
        if (route.Contains("{case}", StringComparison.Ordinal))
            values["{case}"] = (await small.World.DoAsync(small.World.As("coordinator"), db => db.ValueAsync<Guid>("select id from iom_case where person_id = @Adopted", new { small.Adopted }))).ToString();
        if (route.Contains("{entry", StringComparison.Ordinal) || route.EndsWith("/consistency", StringComparison.Ordinal))
        {
            await new AuditKeeper(small.World.Database.Source, site.App.Services.GetRequiredService<CheckpointKeys>(), small.World.Clock, NullLogger<AuditKeeper>.Instance).RoundAsync();
            values["{entry:guid}"] = (await small.World.DoAsync(small.World.As("coordinator"), db => db.ValueAsync<Guid>("select entry_id from audit_leaf where seq = 0"))).ToString();
        }

        var address = values.Aggregate(route, (one, value) => one.Replace(value.Key, value.Value, StringComparison.Ordinal));
        if (address.Contains('{', StringComparison.Ordinal))
            return [];
        return [route.EndsWith("/consistency", StringComparison.Ordinal) ? address + "?from=1" : route.EndsWith("/compare", StringComparison.Ordinal) ? $"{address}?with={values["{id:guid}"]}" : address];
    }

    /// <summary>A draft for the pages that write, what is in force for the others; the plain page as both.</summary>
    private static async Task<IReadOnlyList<string>> AgreementAsync(World world, string route)
    {
        var inForce = await world.DoAsync(world.As("governance"), db => db.ValueAsync<Guid>("select id from agreement where state = 'in-force'"));
        var draft = await world.DoAsync(world.As("coordinator"), async db => await db.FirstAsync<Guid?>("select id from agreement where state = 'draft'") ?? await WriteAgreement.NewVersionAsync(db, inForce));
        var clause = await world.DoAsync(world.As("coordinator"), async db => (await Clause.OfAsync(db, draft))[0].Id);
        string Of(Guid id) => route.Replace("{id:guid}", id.ToString(), StringComparison.Ordinal).Replace("{clause:guid}", clause.ToString(), StringComparison.Ordinal);
        return route switch
        {
            "/sharing/agreements/{id:guid}" or "/sharing/agreements/{id:guid}/sees" => [Of(inForce), Of(draft)],
            _ when route.EndsWith("/sign", StringComparison.Ordinal) || route.EndsWith("/withdraw", StringComparison.Ordinal) || route.EndsWith("/review", StringComparison.Ordinal) => [Of(inForce)],
            _ => [Of(draft)],
        };
    }

    private static Task<Guid> SearchAsync(World world) => world.DoAsync(world.As("coordinator"), db => new Throughline.People.Search.SearchTerms { Anything = "Lee Marsh" }.KeepAsync(db));

    internal static Task<Guid> AlertAsync(World world, PersonId person) => world.DoAsync(world.As("governance"), db => db.ValueAsync<Guid>(
        """
        insert into audit_alert (partnership_id, kind, user_id, agency_id, person_id, on_date, first_at, last_at, entries, found_at)
        values (@Partnership, 'same-surname', @who, @Agency, @person, @On, @At, @At, 1, @At) on conflict (partnership_id, kind, user_id, on_date, person_id) do update set entries = 1 returning id
        """, new { db.Act.Partnership, who = world.As("manager").User, db.Act.Agency, person, db.Act.On, db.Act.At }));

    internal static Task<Guid> BreachAsync(World world) => world.DoAsync(world.As("governance"), db => RecordBreach.DoAsync(
        db, new BreachScope { FromAt = db.Act.At.AddDays(-1), ToAt = db.Act.At.AddHours(1) }, db.Act.At, "A list was left on a train."));

    private static async Task<string> ItemAsync(SmallWorld small, string route)
    {
        var (person, item) = (await small.World.AskAsync<Guid>("select person_id from person_phone where superseded_at is null and withdrawn_at is null order by id limit 1"),
            await small.World.AskAsync<Guid>("select id from person_phone where superseded_at is null and withdrawn_at is null order by id limit 1"));
        return route.Replace("{id}", person.ToString(), StringComparison.Ordinal).Replace("{kind}", "phone", StringComparison.Ordinal).Replace("{item:guid}", item.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{list:.*?\)\)?\}")]
    private static partial Regex MatrixPart();
}
