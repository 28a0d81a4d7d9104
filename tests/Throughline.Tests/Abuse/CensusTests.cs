using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Throughline.Access;
using Throughline.Tests.House;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>Nothing that answers is left out of the access matrix.</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed class CensusTests(AttackedSite attacked)
{
    [Fact]
    public void Endpoints_AllThatAreRouted_AreInTheMatrix()
    {
        var named = attacked.Endpoints.Select(endpoint => endpoint.Route).ToHashSet();
        var routed = Endpoint.Routed(attacked.Site).Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).ToList();
        routed.Count.ShouldBeGreaterThan(70);
        routed.Where(route => !named.Contains(route)).ShouldBeEmpty();
    }

    [Fact]
    public void Endpoints_EveryVerbThatIsRouted_IsInTheMatrix()
    {
        var named = attacked.Endpoints.ToLookup(endpoint => endpoint.Route);
        foreach (var endpoint in Endpoint.Routed(attacked.Site).Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null))
        {
            var verbs = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
            verbs.ShouldNotBeEmpty($"{endpoint.RoutePattern.RawText} answers every verb");
            named["/" + endpoint.RoutePattern.RawText!.TrimStart('/')].ShouldContain(row => row.Methods.SequenceEqual(verbs), endpoint.RoutePattern.RawText);
        }
    }

    [Fact]
    public void Matrix_AsWritten_NamesEveryEndpointOnce()
    {
        var lines = Checkout.Read("docs/reference/access-matrix.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(lines.Distinct().Count());
        foreach (var endpoint in attacked.Endpoints)
            lines.ShouldContain(line => line.StartsWith($"| `{endpoint.Route}` |", StringComparison.Ordinal));
    }

    [Fact]
    public void Matrix_AsWritten_NamesEveryCommand()
    {
        var matrix = Checkout.Read("docs/reference/access-matrix.md");
        foreach (var command in Cli.Commands.All())
            matrix.ShouldContain($"- `{command.Name}`: ");
    }

    [Fact]
    public async Task Endpoints_OpenToAnybody_AreTheFewThatMustBe()
    {
        var open = attacked.Endpoints.Where(endpoint => endpoint.IsOpen).ToList();
        open.Select(endpoint => endpoint.Who).ShouldAllBe(who => who.Length > "anybody: ".Length + 10);
        // what is open shows nobody, whoever asks
        using var nobody = attacked.Nobody();
        foreach (var endpoint in open.Where(endpoint => endpoint.Gets))
            (await nobody.GetAsync(await attacked.AddressAsync(endpoint))).Body.ShouldNotContain("Begum", Case.Insensitive, endpoint.Route);
    }

    [Fact]
    public async Task Endpoints_NotOpen_SendNobodyToSignInOrAskForAToken()
    {
        using var nobody = attacked.Nobody();
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => !endpoint.IsOpen && endpoint.Gets))
        {
            var reply = await nobody.GetAsync(await attacked.AddressAsync(endpoint));
            if (endpoint.IsApi)
                reply.Status.ShouldBe(401, endpoint.Route);
            else
                (reply.Status, reply.Location?.Split('?')[0]).ShouldBe((302, "/sign-in"), endpoint.Route);
        }
    }

    [Fact]
    public async Task Endpoints_ForSomebodyWithoutTheRole_AreNotThere()
    {
        // each is tried by every kind of user whom the matrix does not name
        var roles = Enum.GetValues<Role>().Select(role => role.Code()).ToList();
        var users = new Dictionary<string, string>();
        foreach (var role in roles)
        {
            var name = await attacked.AskAsync<string?>("select split_part(min(u.user_name), '@', 1) from app_user u where u.user_name like '%@north.example' and array[@role::text] = array(select r.role::text from user_role r where r.user_id = u.id)", new { role });
            if (name is not null)
                users[role] = name;
        }

        users.Count.ShouldBeGreaterThan(8);
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => !endpoint.IsOpen && endpoint.Who != "anybody signed in" && endpoint.Gets))
        {
            var allowed = endpoint.Who.Split(", ");
            foreach (var (role, user) in users.Where(user => !allowed.Contains(user.Key)))
            {
                var caller = await attacked.CallerAsync(user, api: endpoint.IsApi);
                (await caller.GetAsync(await attacked.AddressAsync(endpoint))).Status.ShouldBe(404, $"{endpoint} for {role}");
            }
        }
    }

    /// <summary>Told of when all was new: later on, other tests have attacked what is there.</summary>
    [Fact]
    public void Endpoints_ForWhoMay_AnswerWithSomething() => attacked.Unreached.Where(line => !NothingThere.Contains(line.Split(' ')[0])).ShouldBeEmpty("the tests must be able to reach what they attack");

    /// <summary>A page that only a demonstration has, the page of errors, the ways to a provider and back (tested with a provider), and a review that nothing is due for.</summary>
    private static readonly string[] NothingThere = ["/demo", "/error/{status:int}", "/sign-in/agency/{agency:guid}", "/sign-in/agency/{agency:guid}/back", "/api/v1/rights/people/{id}/review"];

    /// <summary>An endpoint that does not say who may use it, or how a look is recorded, stops the program from starting.</summary>
    [Fact]
    public async Task Check_EndpointWithoutADecision_IsRefusedByName()
    {
        await using var naked = await Testing.Site.StartAsync(more: app => app.MapGet("/naked", () => "x"));
        Should.Throw<InvalidOperationException>(() => EndpointCensus.Check(naked.App)).Message.ShouldContain("who may use them ([Allow] or [OpenToAll]): /naked");
        await using var silent = await Testing.Site.StartAsync(more: app => app.MapGet("/silent", () => "x").WithMetadata(new AllowAttribute()));
        Should.NotThrow(() => EndpointCensus.Check(attacked.Site.App));
        Should.Throw<InvalidOperationException>(() => EndpointCensus.Check(silent.App)).Message.ShouldContain("how a look at a person is recorded");
    }

    [Fact]
    public void StaticFiles_AreOnlyWhatIsBuilt()
    {
        string[] kinds = [".css", ".js", ".svg", ".png", ".ico", ".woff", ".woff2", ".jpg", ".webmanifest", ".json"];
        var files = Directory.EnumerateFiles(attacked.Site.App.Environment.WebRootPath, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(attacked.Site.App.Environment.WebRootPath, file)).Where(file => file != ".gitkeep").ToList();
        files.Where(file => !kinds.Contains(Path.GetExtension(file))).ShouldBeEmpty();
        files.Where(file => file is not "app.css" and not "app.js" && !file.StartsWith("assets/", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
