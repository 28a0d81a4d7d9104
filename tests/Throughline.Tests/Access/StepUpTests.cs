using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;
using Throughline.Tests.House;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>A second factor within the last five minutes, before information is taken out.</summary>
public sealed partial class StepUpTests
{
    /// <summary>Pages that answer with a file in which nobody is, and need no fresh second factor.</summary>
    private static readonly Dictionary<string, string> Harmless = new()
    {
        ["Imports/ReadProfiles/Sample.cshtml.cs"] = "a sample file of invented people",
        ["Rights/Documents/DocumentPage.cshtml.cs"] = "what the partnership does and why, made of its settings: nobody's information",
        ["Access/Audit/Checkpoints/Checkpoints.cshtml.cs"] = "hashes and signatures, made to be handed out",
        ["Selection/Matrices/MatrixView.cshtml.cs"] = "criteria only, nobody's information",
    };

    [Fact]
    public async Task Export_WithoutAFreshFactor_AsksForOneAndComesBackToTheList()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var browser = site.Nobody();
        var (app, _) = await browser.SetUpAsync(site);
        const string Csv = "/cohort?handler=Csv&custody=outside";
        (await browser.GetAsync(Csv)).Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv", "the factor was given just now");
        site.World.Clock.Move(TimeSpan.FromMinutes(5));
        (await browser.GetAsync(Csv)).Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv", "five minutes are within five minutes");
        site.World.Clock.Move(TimeSpan.FromSeconds(1));
        var asked = await browser.GetAsync(Csv);
        asked.Path.ShouldBe("/step-up?return=%2Fcohort%3Fcustody%3Doutside");
        asked.Heading.ShouldBe("Confirm that it is you");
        (await browser.SubmitAsync(asked, "form#code", new() { ["Code"] = "000000" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        var back = await browser.SubmitAsync(asked, "form#code", new() { ["Code"] = app.Code() });
        back.Path.ShouldBe("/cohort?custody=outside");
        back.Main.ShouldContain("Confirmed. For 5 minutes");
        (await browser.GetAsync(Csv)).Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
    }

    [Fact]
    public async Task Export_OfAnAccountWithoutAFactor_LeadsToSettingOneUp()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var asked = await browser.GetAsync("/cohort?handler=Csv");
        asked.Main.ShouldContain("You have no second factor yet");
        asked.Page.QuerySelector("form#demonstration").ShouldBeNull();
        (await browser.GetAsync(asked.Page.QuerySelector("main a.govuk-button")!.GetAttribute("href")!)).Path.ShouldBe("/account/second-factor?then=%2Fcohort");
    }

    [Fact]
    public async Task Export_ThatIsNotYours_DoesNotAskForAFactorFirst()
    {
        await using var site = await Site.StartAsync();
        using var lead = await site.SignInAsync("lead");
        (await lead.GetAsync("/cohort?handler=Csv")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Demonstration_APressOfAButton_StandsForTheFactor_AndNowhereElse()
    {
        await using var site = await Site.StartAsync(demo: true, settings: SigningIn.Required);
        using var visitor = site.Nobody();
        (await visitor.SubmitAsync(await visitor.GetAsync("/demo"), "main form")).Path.ShouldBe("/");
        site.World.Clock.Move(TimeSpan.FromMinutes(6));
        var asked = await visitor.GetAsync("/step-up?return=%2Faccount");
        asked.Main.ShouldContain("This is the demonstration");
        (await visitor.SubmitAsync(asked, "form#demonstration")).Path.ShouldBe("/account");

        // whoever came with a password gives a real one, in the demonstration too
        using var real = site.Nobody();
        await real.SetUpAsync(site);
        site.World.Clock.Move(TimeSpan.FromMinutes(6));
        var theirs = await real.GetAsync("/step-up");
        theirs.Page.QuerySelector("form#demonstration").ShouldBeNull();
        (await real.SubmitAsync(theirs, "form#code", new() { ["Code"] = null }, post: "/step-up?handler=Demonstration")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("")]
    public async Task Return_ToAnotherSite_IsNotFollowed(string address)
    {
        LocalAddress.Is(address).ShouldBeFalse();
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var browser = site.Nobody();
        var (app, _) = await browser.SetUpAsync(site);
        site.World.Clock.Move(TimeSpan.FromMinutes(6));
        var escaped = Uri.EscapeDataString(address);
        var back = await browser.CodeAsync(app.Code(), "/step-up?return=" + escaped);
        back.Path.ShouldBe("/");
        back.Response.RequestMessage!.RequestUri!.Host.ShouldBe("127.0.0.1");
        using var again = site.Nobody();
        (await again.PasswordAsync(then: "?then=" + escaped)).Response.RequestMessage!.RequestUri!.Host.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task Token_NotMadeForIt_TakesNoListsOut()
    {
        await using var site = await Site.StartAsync();
        var act = site.World.As("coordinator");
        foreach (var (mayExport, status) in new[] { (false, HttpStatusCode.Forbidden), (true, HttpStatusCode.NotFound) })
        {
            using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", await site.App.Services.GetRequiredService<ApiTokens>().IssueAsync(act.User, act.Partnership, "test", mayExport));
            using var answer = await client.GetAsync(new Uri($"/api/v1/imports/{Guid.Empty}/set-aside", UriKind.Relative));
            answer.StatusCode.ShouldBe(status);
            if (!mayExport)
                (await answer.Content.ReadAsStringAsync()).ShouldContain("may-not-export");
        }
    }

    /// <summary>Every handler that answers with a file, wherever its class stands: it, or its page, asks for a fresh factor, and the people in the file count.</summary>
    [Fact]
    public void Handlers_ThatAnswerWithAFile_NeedAFreshFactorAndCount()
    {
        var files = Checkout.Files("src/Throughline", ".cs").Where(file => FileAnswer().IsMatch(file.Text)).ToList();
        files.Count.ShouldBeGreaterThan(8);
        var open = new List<string>();
        foreach (var (path, text) in files.Select(file => (file.Path, file.Text)))
        {
            // from one member to the next; attributes stand before the member, those of the class before its first
            var members = Member().Split(text);
            var ofTheClass = members[0];
            foreach (var member in members.Where(member => FileAnswer().IsMatch(member)))
            {
                if (new[] { "[StepUp", "[TakesOut]" }.Any(attribute => !member.Contains(attribute, StringComparison.Ordinal) && !ofTheClass.Contains(attribute, StringComparison.Ordinal)))
                    open.Add(path);
            }
        }

        open.Distinct().ShouldBe(Harmless.Keys, ignoreOrder: true);
    }

    [Fact]
    public async Task RolesApprovalsLiftsMovesAndPasswords_NeedAFreshFactor()
    {
        await using var site = await Site.StartAsync();
        using var administrator = await site.SignInAsync("administrator");
        using var governance = await site.SignInAsync("governance");
        var who = site.World.As("intelligence").User;
        var page = await administrator.GetAsync($"/users/{who}");
        foreach (var form in new[] { "#roles", "#password", "#move" })
            (await administrator.SubmitAsync(page, form)).Path.ShouldBe("/step-up?return=" + Uri.EscapeDataString($"/users/{who}"), form);
        await site.World.DoAsync(site.World.As("administrator"), db => Throughline.Access.GrantRoles.AskForRole.DoAsync(db, who, Role.Analyst, null, "Is needed"));
        var request = await governance.GetAsync((await governance.GetAsync("/users/requests")).Page.QuerySelector("main table a")!.GetAttribute("href")!);
        (await governance.SubmitAsync(request, "#approve")).Path.ShouldStartWith("/step-up");
        var numbers = await governance.GetAsync("/users/numbers");
        (await governance.SubmitAsync(numbers, "form#numbers")).Path.ShouldStartWith("/step-up");
        (await Keeping.Keepers.RolesOfAsync(site.World, who)).ShouldBe(["intelligence-officer"]);
        using var program = await Review.ReviewApiTests.ClientAsync(site, "administrator");
        using var refused = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(program, $"/api/v1/users/{who}/roles", new { roles = new[] { "chair" } });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task SessionsEnded_NeedAFreshFactor_OfThoseWhoHaveOne()
    {
        await using var site = await Site.StartAsync(settings: SigningIn.Required);
        using var browser = site.Nobody();
        var (app, _) = await browser.SetUpAsync(site);
        using var lost = site.Nobody();
        await lost.PasswordAsync();
        await lost.CodeAsync(app.NextCode());
        site.World.Clock.Move(TimeSpan.FromMinutes(6));
        var page = await browser.GetAsync("/account");
        foreach (var form in new[] { "form[action*=EndSession]", "form#end-all" })
            (await browser.SubmitAsync(page, form)).Path.ShouldBe("/step-up?return=%2Faccount", form);
        (await lost.GetAsync("/people")).Path.ShouldBe("/people");
        await browser.CodeAsync(app.Code(), "/step-up?return=%2Faccount");
        (await browser.SubmitAsync(await browser.GetAsync("/account"), "form[action*=EndSession]")).Main.ShouldContain("The session is ended.");
        (await lost.GetAsync("/people")).Path.ShouldStartWith("/sign-in");
    }

    [GeneratedRegex(@"(return|\?|:) File\(", RegexOptions.NonBacktracking)]
    private static partial Regex FileAnswer();

    [GeneratedRegex(@"\n\n(?=    (?:///|\[|public |private |internal |protected ))", RegexOptions.None, 1000)]
    private static partial Regex Member();
}
