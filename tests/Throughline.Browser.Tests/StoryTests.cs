using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Throughline.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Browser.Tests;

/// <summary>What the system is for, from the agencies' files to the day's work, as eight people do it in their browsers.</summary>
[Collection(InChromium.Name)]
public sealed class StoryTests(Chromium chromium)
{
    private const string Lee = "Lee Marsh";
    private const string WhyHere = "Burglaries near your old home brought you here; housing and drug help are offered before your order ends.";

    [Fact]
    public async Task OnePerson_FromFourAgenciesFilesToTheDaysWork()
    {
        await using var site = await Site.StartAsync();
        await using var desk = await Desk.OpenAsync(chromium, site);
        await desk.SignInAsync("coordinator");

        await FilesComeInAsync(desk);
        var person = await ScoresExplainThemselvesAsync(desk);
        await ThePanelAdoptsAsync(desk, person);
        await TheColourIsDecidedWithTheKeyboardAsync(desk);
        await TheManagerSeesWhoIsDueAsync(desk, person);
        await AnotherPartnershipFindsNobodyAsync(desk, person);
        await GovernanceSeesWhoLookedAsync(desk);
        desk.Complaints.ShouldBeEmpty();
    }

    private static async Task FilesComeInAsync(Desk desk)
    {
        foreach (var (kind, agency, name, csv, rows, bad) in new[]
        {
            ("People known to police", "North police", "people.csv", AgencyFiles.Police, 3, 0), ("Police events about a person", "North police", "events.csv", AgencyFiles.Events, 10, 1),
            ("Probation cases", "North probation", "cases.csv", AgencyFiles.Probation, 1, 1), ("Drug tests and treatment", "North drug service", "tests.csv", AgencyFiles.DrugService, 1, 1),
        })
        {
            await desk.SendFileAsync(kind, agency, name, csv);
            // the page brings itself up to date
            await Expect(desk.Reported("How it stands")).ToHaveTextAsync("Taken in");
            await Expect(desk.Reported("New").First).ToHaveTextAsync(rows.ToString());
            await Expect(desk.Reported("Set aside")).ToHaveTextAsync(bad.ToString());
        }

        // the drug service knows somebody with a name and birthday that the police know too: it is not told so, and whoever sees both decides
        await Expect(desk.Reported("Possible matches to decide")).ToHaveTextAsync("0");
        await desk.GoAsync("/imports");
        await desk.FollowAsync("events.csv");
        await desk.SeesAsync("1 row waits to be put right");
        await desk.FollowAsync("Correct line 6");
        await desk.SeesAsync("2026-11-31");
        await desk.FillAsync("Occurred on", "2026-11-02");
        await desk.PressAsync("Check and take in");
        await desk.SeesAsync("The row went in.");
        await desk.SeesAsync("0 rows wait to be put right");
    }

    private static async Task<string> ScoresExplainThemselvesAsync(Desk desk)
    {
        await desk.GoAsync("/matrix");
        await desk.PressAsync("Start a draft of Burglary-weighted matrix");
        await desk.FillAsync("Why did the partnership agree to this matrix?", "Agreed by the board on 12 November as a start.");
        await desk.PressAsync("Put in use");
        await desk.SeesAsync("The matrix is in use.");
        await desk.FollowAsync("Scores");
        await desk.PressAsync("Score everybody");
        await desk.SeesAsync("3 people scored");
        await desk.FollowAsync(Lee);
        await Expect(desk.Heading("Score of " + Lee)).ToBeVisibleAsync();
        // five arrests: the one that was put right counts
        await Expect(desk.Main).ToContainTextAsync(new Regex(@"5 arrests for .* since \d+ \w+ 202\d", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await desk.SeesAsync("A score decides nothing: people do, with reasons.");
        return new Uri(desk.Page.Url).AbsolutePath.Replace("/score", "", StringComparison.Ordinal);
    }

    private static async Task ThePanelAdoptsAsync(Desk desk, string person)
    {
        await desk.NominateAsync(person, "Five burglary arrests since June, using again, and his order ends on 4 December.");
        await desk.SendToPanelAsync(Lee, "Three agencies know him and no plan covers the burglaries.");
        await desk.VoteAsync(Lee, "North police", "Adopt", "The burglaries stop when somebody sees him every week.");
        await desk.HandOverToAsync("manager");
        await desk.VoteAsync(Lee, "North probation", "Adopt", "He keeps appointments when they are near his home.");
        await desk.HandOverToAsync("drug-worker");
        await desk.VoteAsync(Lee, "North drug service", "Defer", "He has asked for a place in treatment and should have it first.");

        await desk.HandOverToAsync("chair");
        await desk.AdoptAsync(Lee, "North probation", "Owen Mannering", "Fixed", "Joint visit by the lead professional and another agency", WhyHere);
        await desk.GoAsync(person);
        await desk.SeesAsync(WhyHere);
        await desk.SeesAsync("Owen Mannering, North probation");
        await desk.GoAsync(person + "/panel");
        await desk.SeesAsync("He has asked for a place in treatment and should have it first.");
    }

    private static async Task TheColourIsDecidedWithTheKeyboardAsync(Desk desk)
    {
        await desk.HandOverToAsync("coordinator");
        await desk.FollowAsync("Daily review");
        var row = desk.Page.GetByRole(AriaRole.Group, new() { NameRegex = new(Lee, RegexOptions.None, TimeSpan.FromSeconds(1)) });
        await desk.TabToAsync(row.GetByRole(AriaRole.Radio).First);
        await desk.KeyAsync("r");
        await Expect(row.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Red", RegexOptions.None, TimeSpan.FromSeconds(1)) })).ToBeCheckedAsync();
        await desk.TabToAsync(row.GetByRole(AriaRole.Textbox));
        await desk.TypeAsync("Two arrests this autumn and a missed test.");
        await desk.TabToAsync(row.GetByRole(AriaRole.Button));
        await desk.KeyAsync("Enter");
        await desk.SeesAsync("1 decision saved.");
        await desk.SeesAsync("1 of 1 reviewed today");
    }

    private static async Task TheManagerSeesWhoIsDueAsync(Desk desk, string person)
    {
        await desk.HandOverToAsync("manager");
        await Expect(desk.Main.GetByRole(AriaRole.Row).Filter(new() { HasTextString = Lee }).Filter(new() { HasTextString = "The order ends" })).ToContainTextAsync("4 December 2026");
        await desk.FollowAsync(Lee);
        new Uri(desk.Page.Url).AbsolutePath.ShouldStartWith(person);
        await desk.GoAsync(person + "/status");
        await desk.SeesAsync("Two arrests this autumn and a missed test.");
    }

    private static async Task AnotherPartnershipFindsNobodyAsync(Desk desk, string person)
    {
        await desk.HandOverToAsync("coordinator", "south");
        await desk.GoAsync("/people");
        await desk.FillAsync("Find a person by anything you know", Lee);
        await desk.PressAsync("Search");
        await Expect(desk.Heading("People found")).ToBeVisibleAsync();
        await desk.SeesAsync("Nobody");
        foreach (var page in new[] { "", "/score", "/status", "/panel", "/timeline" })
            (await desk.GoAsync(person + page)).Status.ShouldBe(404, person + page);
    }

    private static async Task GovernanceSeesWhoLookedAsync(Desk desk)
    {
        await desk.GoAsync("/");
        await desk.HandOverToAsync("governance");
        await desk.FollowAsync("Audit");
        await desk.FillAsync("Who looked at this person?", Lee);
        await desk.PressAsync("Find the person");
        await desk.Main.GetByRole(AriaRole.List).GetByRole(AriaRole.Link, new() { Name = Lee }).ClickAsync();
        await desk.SeesAsync("About " + Lee);
        var entries = desk.Page.GetByRole(AriaRole.Table);
        foreach (var who in new[] { "Cora Ordway", "Owen Mannering", "Dee Werner", "Cherry Hale" })
            await Expect(entries.GetByRole(AriaRole.Link, new() { Name = who }).First).ToBeVisibleAsync();
        (await desk.Main.InnerTextAsync()).ShouldNotContain("South", Case.Sensitive, "nobody of the other partnership saw anything");
    }
}
