using System.Text;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Browser.Tests;

/// <summary>What people do on the pages, in the words that the pages have.</summary>
internal static class Steps
{
    public static async Task SendFileAsync(this Desk desk, string kind, string agency, string name, string csv)
    {
        await desk.GoAsync("/imports/new");
        await desk.ChooseAsync("What kind of file is it?", kind);
        await desk.ChooseAsync("Which agency does it come from?", agency);
        await desk.Page.GetByLabel("The file", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await desk.PressAsync("Send");
        await Expect(desk.Heading("Import of " + name)).ToBeVisibleAsync();
    }

    /// <summary>What the report of an import says beside a key such as "New people".</summary>
    public static ILocator Reported(this Desk desk, string key) =>
        desk.Page.GetByRole(AriaRole.Term).Filter(new() { HasTextString = key }).First.Locator("xpath=following-sibling::dd[1]");

    public static async Task NominateAsync(this Desk desk, string person, string reasons)
    {
        await desk.GoAsync(person + "/nominate");
        await desk.MarkAsync("They are offending, or likely to offend again soon");
        await desk.FillAsync("Why should the partnership look at this person?", reasons);
        await desk.PressAsync("Nominate");
        await Expect(desk.Main).ToContainTextAsync("ominated");
    }

    public static async Task SendToPanelAsync(this Desk desk, string name, string reasons)
    {
        await desk.GoAsync("/screening");
        var card = desk.Page.Locator(".govuk-summary-card", new() { Has = desk.Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });
        await card.GetByRole(AriaRole.Radio, new() { Name = "Yes, send to the panel" }).CheckAsync();
        await card.GetByLabel("Reasons", new() { Exact = true }).FillAsync(reasons);
        await card.GetByRole(AriaRole.Button, new() { Name = "Record for " + name }).ClickAsync();
        await desk.SeesAsync(name + " goes to the panel.");
    }

    public static async Task VoteAsync(this Desk desk, string name, string agency, string vote, string reasons)
    {
        await desk.GoAsync("/panel");
        await desk.FollowAsync(name);
        await desk.Page.GetByRole(AriaRole.Group, new() { Name = $"How does {agency} vote?" }).GetByRole(AriaRole.Radio, new() { Name = vote, Exact = true }).CheckAsync();
        await desk.FillAsync("Reasons for the vote", reasons);
        await desk.PressAsync("Vote");
        await desk.SeesAsync($"{agency} has voted: {vote.ToLowerInvariant()}.");
    }

    public static async Task AdoptAsync(this Desk desk, string name, string leadAgency, string lead, string cohortType, string firstStep, string why)
    {
        await desk.GoAsync("/panel");
        await desk.FollowAsync(name);
        await desk.Page.GetByRole(AriaRole.Group, new() { Name = "What was decided?" }).GetByRole(AriaRole.Radio, new() { Name = "Adopt", Exact = true }).CheckAsync();
        await desk.FillAsync("Reasons for the decision", "Burglaries since the summer, an order that ends soon, and a service that can see him next week.");
        if (await desk.Page.GetByRole(AriaRole.Group, new() { Name = "Beside the score" }).CountAsync() > 0)
            await desk.MarkAsync("The decision agrees with the score");
        await desk.ChooseAsync("Lead agency", leadAgency);
        await desk.ChooseAsync("Lead professional", $"{lead}, {leadAgency}");
        await desk.ChooseAsync("Cohort type", cohortType);
        await desk.MarkAsync(firstStep);
        await desk.FillAsync("Why this person is here", why);
        await desk.PressAsync("Record the decision");
        await desk.SeesAsync("The decision is recorded.");
    }

    /// <summary>Presses Tab until the control has the focus; wherever the focus stops on the way, it is seen.</summary>
    public static async Task TabToAsync(this Desk desk, ILocator control, int most = 60)
    {
        await Expect(control).ToBeAttachedAsync();
        for (var pressed = 0; pressed < most; pressed++)
        {
            await desk.Page.Keyboard.PressAsync("Tab");
            if (await desk.Page.EvaluateAsync<bool>("() => document.activeElement === document.body"))
                continue;
            (await desk.FocusIsSeenAsync()).ShouldBeTrue($"the focus cannot be seen on {await desk.Page.EvaluateAsync<string>("() => document.activeElement.outerHTML.slice(0, 200)")} of {desk.Page.Url}");
            if (await control.EvaluateAsync<bool>("control => control === document.activeElement"))
                return;
        }

        throw new ShouldAssertException($"{most} presses of Tab did not reach {control} on {desk.Page.Url}");
    }

    /// <summary>Something about the control that has the focus, or about its label, is drawn: an outline, a shadow or a border that is not transparent.</summary>
    public static Task<bool> FocusIsSeenAsync(this Desk desk) => desk.Page.EvaluateAsync<bool>(
        """
        () => {
          const clear = /^(transparent|rgba\(.*, 0\))$/
          const drawn = s => s.opacity !== '0' && ((s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 && !clear.test(s.outlineColor)) || s.boxShadow !== 'none')
          const control = document.activeElement
          const box = control.getBoundingClientRect()
          if (box.width === 0 || box.height === 0) return false
          return [control, ...(control.labels ?? [])].some(e => drawn(getComputedStyle(e)) || drawn(getComputedStyle(e, '::before')))
        }
        """);

    public static Task TypeAsync(this Desk desk, string text) => desk.Page.Keyboard.TypeAsync(text);

    public static Task KeyAsync(this Desk desk, string key) => desk.Page.Keyboard.PressAsync(key);
}
