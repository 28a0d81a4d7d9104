using System.Net;
using Shouldly;
using Throughline.Access.DeclareConflict;
using Throughline.Platform;
using Throughline.Testing;
using Throughline.Tests.Imports.TakeIn;
using Xunit;

namespace Throughline.Tests.Access.Keeping;

public sealed class ConflictTests
{
    [Fact]
    public async Task Declaration_IsLinkedByGovernance_AndShowsTheDeclarerNoRecord()
    {
        await using var site = await Site.StartAsync();
        await site.World.SendAsync("police-nominals", Senders.Folk("P1,02/73319Z,Quillfeather,Adelaide,1990-01-02,07700 900123,PPO"));
        using var worker = await site.SignInAsync("drug-worker");
        var page = await worker.GetAsync("/account/conflicts");
        (await worker.SubmitAsync(page, "#declare")).Main.ShouldContain("Enter at least the surname");
        var known = await worker.SubmitAsync(page, "#declare", new() { ["Surname"] = "Quillfether", ["Forenames"] = "Adelaide", ["Relation"] = "relative" });
        var unknown = await worker.SubmitAsync(page, "#declare", new() { ["Surname"] = "Zzyzx", ["Forenames"] = "Nobody", ["Relation"] = "relative" });
        known.Main.ShouldNotContain("Quillfeather", Case.Sensitive, "the record's own spelling");
        foreach (var answer in new[] { known, unknown })
            answer.Main.ShouldContain("Declared. Governance has it on its list.", Case.Sensitive, "the same words whether or not there is a record");
        (await worker.GetAsync("/users/conflicts")).Status.ShouldBe(HttpStatusCode.NotFound);

        using var governance = await site.SignInAsync("governance");
        (await governance.GetAsync("/")).Main.ShouldContain("2 declared conflicts of interest to link");
        var list = await governance.GetAsync("/users/conflicts");
        var settle = await governance.GetAsync(list.Page.QuerySelectorAll("main tbody a").Single(link => link.Closest("tr")!.TextContent.Contains("Quillfether", StringComparison.Ordinal)).GetAttribute("href")!);
        settle.Main.ShouldContain("Adelaide Quillfeather, born 2 January 1990");
        var person = settle.Page.QuerySelector("#link input[name=Person]")!.GetAttribute("value")!;
        (await governance.SubmitAsync(settle, "#link")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await governance.SubmitAsync(settle, "#link", new() { ["Person"] = person })).Main.ShouldContain("1 declaration");
        (await governance.GetAsync("/users/conflicts?show=linked")).Main.ShouldContain("Quillfether");
        (await worker.GetAsync("/account/conflicts")).Body.ShouldNotContain(person);
        var audited = await site.World.DoAsync(site.World.As("governance"), db => db.ListAsync<string>("select operation from audit_entry where person_ids @> array[@person::uuid] and user_id = @User order by at, id", new { person = Guid.Parse(person), site.World.As("governance").User }));
        audited.ShouldContain("consultation");
        audited.ShouldContain("alteration");
    }

    [Fact]
    public async Task Declaration_CannotBeEndedByWhoeverMadeIt()
    {
        await using var world = await World.CreateAsync();
        var governance = world.As("governance");
        await world.DoAsync(governance, db => DeclareConflictOfInterest.DoAsync(db, governance.User, new NewConflict("Marsh", "Lee", null, "neighbour", null)));
        var own = (await world.DoAsync(governance, db => Conflict.OfUserAsync(db, governance.User))).ShouldHaveSingleItem();
        (await Should.ThrowAsync<RuleBroken>(() => world.DoAsync(governance, db => SettleConflict.EndAsync(db, own, "It is nothing")))).Message.ShouldContain("Nobody settles or ends their own");
        await world.DoAsync(world.As("administrator"), db => SettleConflict.EndAsync(db, own, "They have moved away"));
        (await world.DoAsync(governance, db => Conflict.CountAsync(db, governance: true, "open"))).ShouldBe(0);
    }

    [Fact]
    public async Task Administrator_DeclaresForTheirAgencyOnly_AndLinksByKeyWithoutSeeingPeople()
    {
        await using var site = await Site.StartAsync();
        await site.World.SendAsync("police-nominals", Senders.Folk("P1,02/73319Z,Quillfeather,Adelaide,1990-01-02,07700 900123,PPO"));
        var person = await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<Guid>("select id from person"));
        var administrator = site.World.As("administrator");
        await Should.ThrowAsync<NotThere>(() => site.World.DoAsync(administrator, db => DeclareConflictOfInterest.DoAsync(db, site.World.As("manager").User, new NewConflict("Quillfeather", "", null, "friend", null))));
        using var browser = await site.SignInAsync("administrator");
        var declared = await browser.SubmitAsync(await browser.GetAsync("/users/conflicts"), "#declare", new() { ["Declarer"] = site.World.As("coordinator").User.ToString(), ["Surname"] = "Quillfeather", ["Relation"] = "friend" });
        var settle = await browser.GetAsync(declared.Page.QuerySelector("main tbody a")!.GetAttribute("href")!);
        settle.Body.ShouldNotContain("Adelaide");
        (await browser.SubmitAsync(settle, "#key", new() { ["Key"] = "not a key" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.SubmitAsync(settle, "#key", new() { ["Key"] = Guid.CreateVersion7().ToString() })).Main.ShouldContain("not the key of a record");
        (await browser.SubmitAsync(settle, "#key", new() { ["Key"] = person.ToString() })).Main.ShouldContain("Linked.");
        (await browser.GetAsync($"/people/{person}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task SearchResult_OffersToDeclare_AndTheChosenRecordIsLinked()
    {
        await using var site = await Site.StartAsync();
        await site.World.SendAsync("police-nominals", Senders.Folk("P1,02/73319Z,Quillfeather,Adelaide,1990-01-02,07700 900123,PPO"));
        using var browser = await site.SignInAsync("police-manager");
        var found = await browser.SubmitAsync(await browser.GetAsync("/people"), "main form[method=post]", new() { ["Name"] = "Adelaide Quillfeather" });
        found.Page.QuerySelector("a[href^='/account/conflicts?person=']").ShouldNotBeNull(found.Main);
        var declare = await browser.GetAsync(found.Page.QuerySelector("a[href^='/account/conflicts?person=']")!.GetAttribute("href")!);
        declare.Main.ShouldNotContain("Quillfeather");
        await browser.SubmitAsync(declare, "#declare", new() { ["Surname"] = "Quill", ["Relation"] = "neighbour" });
        var manager = site.World.As("police-manager");
        (await site.World.DoAsync(manager, db => Conflict.OfUserAsync(db, manager.User))).ShouldHaveSingleItem().PersonId.ShouldNotBeNull();
    }
}
