using System.Net;
using Shouldly;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Markings;
using Throughline.Sharing.Why;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

public sealed class MarkingTests
{
    private static Task MarkAsync(World world, PersonId person, Guid phone, MarkingChoice choice) => world.DoAsync(world.As("manager"), async db =>
        await MarkItem.DoAsync(db, (await LabelledItem.FindAsync(db, person, "person_phone", phone))!, choice, "His mother asked for it."));

    [Fact]
    public async Task AddPage_SaysWhoWillSee_NarrowsBeforeSaving_AndKeepsTheTimelineAsNarrow()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        using var browser = await site.SignInAsync("manager");
        var form = await browser.GetAsync($"/people/{person}/items/phone/add");
        form.Main.ShouldContain("These 6 people in 2 agencies will see this: North probation (1) and North police (5).");
        var who = await browser.SubmitAsync(form, "main form", new() { ["Input.Number"] = "07700 900123", ["Who.Marking"] = "owner", ["Step"] = "who" });
        who.Status.ShouldBe(HttpStatusCode.OK);
        who.Main.ShouldContain("Only Owen Mannering of North probation will see this.");
        (await world.ReadAsync<int>("select count(*)::int from person_phone", by: "manager")).ShouldBe(0, "asking saves nothing");
        (await browser.SubmitAsync(who, "main form", new() { ["Who.Marking"] = "agencies" })).Main.ShouldContain("Choose the agencies that may see this");
        (await browser.SubmitAsync(who, "main form", [])).Status.ShouldBe(HttpStatusCode.OK);
        (await world.ReadAsync<int>("select count(*)::int from person_phone", by: "manager")).ShouldBe(1);
        (await world.ReadAsync<int>("select count(*)::int from person_phone")).ShouldBe(0);
        (await world.DoAsync(world.As("coordinator"), db => db.ListAsync<string>("select words from event where type like 'person_phone%'"))).ShouldBeEmpty("the timeline would say what the item hides");

        var phone = await world.OneAsync("select id from person_phone");
        var correct = await browser.GetAsync($"/people/{person}/items/phone/{phone}/correct");
        (await browser.SubmitAsync(correct, "main form", new() { ["Input.Number"] = "07700 900124", ["Reason"] = "He changed it" })).Status.ShouldBe(HttpStatusCode.OK);
        (await world.ReadAsync<int>("select count(*)::int from person_phone")).ShouldBe(0, "a correction is as narrow as what it corrects");
        (await world.ReadAsync<int>("select count(*)::int from event where type like 'person_phone%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Marking_ChangedLater_TellsARecipientWhoLosesSight_AndNobodyElse()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        var phone = await world.DoAsync(world.As("manager"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null));
        var disclosure = await world.DiscloseAsync(person, world.Asked("charity", gateway: "public-interest", items: ("person_phone", phone)), "manager");
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await MarkAsync(world, person, phone, new(Marking.Owner, []));
        (await world.SeesAsync("coordinator", "person_phone", phone)).ShouldBeFalse();
        (await world.DoAsync(world.As("coordinator"), db => db.ListAsync<string>("select words from event where type = 'person_phone-added'"))).ShouldBeEmpty("what told of it is narrowed with it");
        (await world.SeesAsync("charity-worker", "person_phone", phone)).ShouldBeTrue("what was disclosed stays until the disclosure ends");
        (await world.NoticesAsync("coordinator")).ShouldBeEmpty("the police saw it by a clause and were given nothing");
        (await world.NoticesAsync("charity-worker")).ShouldBeEmpty("the charity lost nothing");

        await MarkAsync(world, person, phone, MarkingChoice.Usual);
        await world.DoAsync(world.As("manager"), db => EndDisclosure.DoAsync(db, disclosure, "No longer needed."));
        await world.DiscloseAsync(person, world.Asked("police", items: ("person_phone", phone)), "manager");
        world.Clock.Move(TimeSpan.FromDays(8));
        await MarkAsync(world, person, phone, new(Marking.Owner, []));
        (await world.NoticesAsync("coordinator")).ShouldHaveSingleItem().ShouldStartWith("restriction: North probation has restricted");
        (await Arrange.BrokenRuleAsync(() => MarkAsync(world, person, phone, new(Marking.Owner, []))))!.ShouldContain("Nothing is different");
    }

    [Fact]
    public async Task Marking_OfNamedAgenciesOrPeople_ShowsToThemOnlyAsFarAsTheClausesLet()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        var phone = await world.DoAsync(world.As("manager"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null, new(Marking.Agencies, [world.Agencies["north-police"].Value, world.Agencies["north-drug-service"].Value])));
        (await world.SeesAsync("coordinator", "person_phone", phone)).ShouldBeTrue();
        (await world.SeesAsync("drug-worker", "person_phone", phone)).ShouldBeFalse("no clause shares contact details with the drug service outside the case team");
        await MarkAsync(world, person, phone, new(Marking.People, [world.As("analyst").User.Value, world.As("drug-worker").User.Value]));
        (await world.SeesAsync("analyst", "person_phone", phone)).ShouldBeTrue();
        (await world.SeesAsync("coordinator", "person_phone", phone)).ShouldBeFalse();
        (await world.SeesAsync("drug-worker", "person_phone", phone)).ShouldBeFalse();
        (await world.SeesAsync("manager", "person_phone", phone)).ShouldBeTrue();
    }

    [Fact]
    public async Task MarkingPage_IsTheOwnersAlone()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        await world.PhoneAsync(person, "+447700900123");
        var address = $"/people/{person}/items/person_phone/{await world.OneAsync("select id from person_phone")}/marking";
        using var police = await site.SignInAsync("coordinator");
        (await police.GetAsync(address)).Status.ShouldBe(HttpStatusCode.NotFound);
        using var owner = await site.SignInAsync("manager");
        var form = await owner.GetAsync(address);
        (await owner.SubmitAsync(form, "main form", new() { ["Who.Marking"] = "owner" })).Main.ShouldContain("Say why");
        var done = await owner.SubmitAsync(form, "main form", new() { ["Who.Marking"] = "owner", ["Reason"] = "His mother asked for it." });
        done.Main.ShouldContain("North probation only");
        (await police.GetAsync($"/people/{person}/contact")).Main.ShouldNotContain("900123");
    }
}
