using Microsoft.Playwright;
using Shouldly;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Browser.Tests;

/// <summary>Everything works without scripts: they only make it nicer.</summary>
[Collection(InChromium.Name)]
public sealed class WithoutScriptsTests(Chromium chromium)
{
    [Fact]
    public async Task SigningInSendingAFileNominatingVotingAndDeciding_WithoutScripts()
    {
        await using var site = await Site.StartAsync();
        var adopted = await site.World.PersonAsync("Okafor");
        await site.World.AdoptedAsync(adopted);
        await using var desk = await Desk.OpenAsync(chromium, site, scripts: false);
        await desk.SignInAsync("coordinator");

        await desk.SendFileAsync("People known to police", "North police", "people.csv", AgencyFiles.Police);
        var again = desk.Link("look again");
        for (var looks = 0; looks < 500 && await again.CountAsync() > 0; looks++)
            await desk.Page.ReloadAsync();
        await Expect(desk.Reported("How it stands")).ToHaveTextAsync("Taken in");
        await Expect(desk.Reported("New people")).ToHaveTextAsync("3");

        await desk.GoAsync("/people");
        await desk.FillAsync("Find a person by anything you know", "Nadia Begum");
        await desk.PressAsync("Search");
        await desk.FollowAsync("Nadia Begum");
        var person = new Uri(desk.Page.Url).AbsolutePath;
        await desk.NominateAsync(person, "Three thefts since June, no home, and she asked a constable for help.");
        await desk.SendToPanelAsync("Nadia Begum", "Nobody works with her now and two agencies could.");
        await desk.VoteAsync("Nadia Begum", "North police", "Adopt", "She asked for help, which is the best moment to offer it.");

        await desk.GoAsync($"/people/{adopted}/status");
        await desk.MarkAsync("Green");
        await desk.FillAsync("Why", "In work since September and keeps every appointment.");
        await desk.PressAsync("Decide");
        await desk.SeesAsync("The status is now Green.");
        desk.Complaints.ShouldBeEmpty();
    }
}
