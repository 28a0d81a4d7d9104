using Microsoft.Playwright;
using Shouldly;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Browser.Tests;

/// <summary>A day's acts with Tab, Space, Enter and the arrows alone; wherever the focus is, it is seen.</summary>
[Collection(InChromium.Name)]
public sealed class KeyboardTests(Chromium chromium)
{
    [Fact]
    public async Task SigningInNominatingAndDeciding_WithoutAMouse()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        var adopted = await site.World.PersonAsync("Okafor");
        await site.World.AdoptedAsync(adopted);
        await using var desk = await Desk.OpenAsync(chromium, site);

        await desk.GoAsync("/sign-in");
        await desk.TabToAsync(Label(desk, "Email address"));
        await desk.TypeAsync("manager@north.example");
        await desk.TabToAsync(Label(desk, "Password"), 1);
        await desk.TypeAsync(World.Password);
        await desk.TabToAsync(Button(desk, "Sign in"), 3);
        await desk.KeyAsync("Enter");
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Today");

        await desk.GoAsync($"/people/{person}/nominate");
        await SkipToMainAsync(desk);
        await desk.TabToAsync(Radio(desk, "They are offending, or likely to offend again soon"), 1);
        await desk.KeyAsync("Space");
        await desk.KeyAsync("ArrowDown");
        await Expect(Radio(desk, "They may cause serious harm")).ToBeCheckedAsync();
        await desk.TabToAsync(Label(desk, "Why should the partnership look at this person?"), 1);
        await desk.TypeAsync(Arrange.Reasons);
        await desk.TabToAsync(Button(desk, "Nominate"), 8);
        await desk.KeyAsync("Enter");
        await desk.SeesAsync("ominated");
        (await site.World.ReadAsync<string>("select reason_kind from nomination where reasons = @Reasons and case_id in (select id from iom_case where person_id = @person)", new { Arrange.Reasons, person })).ShouldBe("harm");

        await desk.GoAsync($"/people/{adopted}/status");
        await SkipToMainAsync(desk);
        await desk.TabToAsync(Radio(desk, "Red"));
        await desk.KeyAsync("ArrowDown");
        await Expect(Radio(desk, "Amber")).ToBeCheckedAsync();
        await desk.TabToAsync(Label(desk, "Why"), 1);
        await desk.TypeAsync("Came in twice this week.");
        await desk.TabToAsync(Button(desk, "Decide"), 12);
        await desk.KeyAsync("Enter");
        await desk.SeesAsync("The status is now Amber.");
        desk.Complaints.ShouldBeEmpty();
    }

    /// <summary>The first press of Tab shows the skip link; Enter puts the next press of Tab into the main part.</summary>
    private static async Task SkipToMainAsync(Desk desk)
    {
        var skip = desk.Link("Skip to main content");
        await desk.TabToAsync(skip, 1);
        await Expect(skip).ToBeInViewportAsync();
        await desk.KeyAsync("Enter");
        await Expect(desk.Main).ToBeFocusedAsync();
    }

    private static ILocator Label(Desk desk, string words) => desk.Page.GetByLabel(words, new() { Exact = true });

    private static ILocator Button(Desk desk, string words) => desk.Page.GetByRole(AriaRole.Button, new() { Name = words, Exact = true });

    private static ILocator Radio(Desk desk, string words) => desk.Page.GetByRole(AriaRole.Radio, new() { Name = words, Exact = true });
}
