using System.Net;
using Shouldly;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights.Decisions;
using Throughline.Rights.Rectify;
using Throughline.Sharing;
using Throughline.Sharing.Markings;
using Throughline.Sharing.Why;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Throughline.Tests.Sharing;
using Xunit;

namespace Throughline.Tests.Rights;

public sealed class RectifyTests
{
    private static Task<Guid> AskedAsync(World world, PersonId person, string kind, Guid item, string asks = "correct") =>
        world.DoAsync(world.As("governance"), db => AskCorrection.DoAsync(db, person, asks, db.Act.On, $"{kind}.{item}", "What Lee says is wrong", null));

    private static Task<Guid> PhoneAsync(World world, PersonId person, MarkingChoice who, string by = "coordinator") =>
        world.DoAsync(world.As(by), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null, who));

    /// <summary>Of two versions the older is restricted when the newer is narrowed: lifted, it is no wider than the newer.</summary>
    [Fact]
    public async Task RestrictedVersion_WhoseSuccessorIsNarrowed_ComesBackNoWider()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var first = await world.DoAsync(world.As("coordinator"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null));
        var second = await world.DoAsync(world.As("coordinator"), db => CorrectItem.DoAsync(db, person, ItemKind.Phone, first, new ItemInput { Number = "07700 900456" }, "He changed it", MarkingChoice.Usual));
        var restriction = await world.ReadAsync<Guid>("select restrict_item('person_phone', @first, 'accuracy-contested', 'It was his brother''s')", new { first });
        await world.DoAsync(world.As("coordinator"), db => CorrectItem.DoAsync(db, person, ItemKind.Phone, second, new ItemInput { Number = "07700 900789" }, "He changed it", new(Marking.Owner, [])));
        (await world.ReadAsync<bool>("select lift_restriction(@restriction, 'It was his')", new { restriction })).ShouldBeTrue();
        (await world.ReadAsync<string>("select marking from person_phone where id = @first", new { first })).ShouldBe("owner");
    }

    [Fact]
    public async Task Restriction_IsListed_AndLiftedByItsOwnerAfterThePersonWasTold()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        var phone = await PhoneAsync(world, person, MarkingChoice.Usual);
        var asked = await AskedAsync(world, person, "person_phone", phone, "restrict");
        await world.DoAsync(world.As("coordinator"), db => DecideCorrection.DoAsync(db, asked, new("restricted", null, null, "accuracy-contested", "It cannot be shown", null)));
        (await world.SeesAsync("manager", "person_phone", phone)).ShouldBeFalse();
        using var probation = await site.SignInAsync("manager");
        (await probation.GetAsync("/rights/restrictions")).Main.ShouldContain("No item is restricted.");
        using var police = await site.SignInAsync("police-manager");
        var list = await police.GetAsync("/rights/restrictions");
        list.Main.ShouldContain("because the person says it is wrong: It cannot be shown");
        list.Main.ShouldContain("1 item is restricted, the newest first.");
        var again = await police.SubmitAsync(list, "main form", new() { ["Words"] = "The bill shows it" });
        again.Main.ShouldContain("Say that the person has been told");
        again.Page.QuerySelector("input[name=Words]")!.GetAttribute("value").ShouldBe("The bill shows it", "what was typed is kept");
        (await police.SubmitAsync(list, "main form", new() { ["Told"] = "true" })).Main.ShouldContain("Say why it is lifted");
        var done = await police.SubmitAsync(list, "main form", new() { ["Told"] = "true", ["Words"] = "The bill shows it" });
        done.Main.ShouldContain("Lifted. Whoever saw it before sees it again.");
        done.Main.ShouldContain("by Pat Rowle on 20 November 2026");
        done.Main.ShouldContain("The bill shows it");
        (await world.SeesAsync("manager", "person_phone", phone)).ShouldBeTrue();
        (await police.SubmitAsync(list, "main form", new() { ["Told"] = "true", ["Words"] = "The bill shows it" })).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Restriction_OfWhatWasDisclosed_EndsTheDisclosureInTheLedger()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.DiscloseAsync(person, world.Asked("police"));
        using var police = await site.SignInAsync("coordinator");
        (await police.GetAsync("/sharing/disclosures?state=running")).Main.ShouldContain("1 disclosure");
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("drug-worker"), async db =>
        {
            foreach (var (kind, id) in await db.ListAsync<(string, Guid)>("select kind, item_id from disclosed_item"))
                await db.ValueAsync<Guid?>("select restrict_item(@kind, @id, 'evidence', 'A court asks for it')", new { kind, id });
        });
        (await police.GetAsync("/sharing/disclosures")).Main.ShouldNotContain("Running,");
    }

    [Fact]
    public async Task Request_AboutAnItemForNamedPeople_IsForThem_AndNobodyDecidesUnseen()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        var phone = await PhoneAsync(world, person, new(Marking.People, [world.As("intelligence").User.Value]), "police-manager");
        var asked = await AskedAsync(world, person, "person_phone", phone);
        using var other = await site.SignInAsync("coordinator");
        (await other.GetAsync("/rights/corrections")).Main.ShouldNotContain("What Lee says is wrong");
        (await other.GetAsync($"/rights/corrections/{asked}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var named = await site.SignInAsync("intelligence");
        (await named.GetAsync("/rights/corrections")).Main.ShouldContain("What Lee says is wrong");
        using var officer = await site.SignInAsync("governance");
        var page = await officer.GetAsync($"/rights/corrections/{asked}");
        page.Main.ShouldContain("It is not yours to see, or it is gone");
        page.Page.QuerySelector("main form").ShouldBeNull();
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => DecideCorrection.DoAsync(db, asked, new("refused", null, null, null, "No", null))))).ShouldBe("You may not see the item: whoever may decides about it");
    }

    [Theory]
    [InlineData("person_birth_date", "date_of_birth", "2030-01-01", "Date of birth must be in the past")]
    [InlineData("person_birth_date", "date_of_birth", "the first", "'the first' cannot stand there: a date is written 2026-11-20")]
    [InlineData("person_phone", "number", "12", null)]
    [InlineData("person_description", "sex", "Q", null)]
    [InlineData("person_phone", "marking", "owner", "Choose what is corrected")]
    public async Task Correction_OfAKindWrittenByHand_IsReadAsOnItsOwnPage(string kind, string column, string value, string? sentence)
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await PhoneAsync(world, person, MarkingChoice.Usual);
        var item = await world.ReadAsync<Guid>($"select id from {kind} where owner_agency_id = @police", new { police = world.Agencies["north-police"] });
        var asked = await AskedAsync(world, person, kind, item);
        var broken = await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator"), db => DecideCorrection.DoAsync(db, asked, new("corrected", column, value, null, "He is right", null))));
        broken.ShouldNotBeNull();
        if (sentence is not null)
            broken.ShouldBe(sentence);
    }

    [Fact]
    public async Task Correction_WritesWhatItReplaced_ForWhoeverSeesTheItem()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.EventAsync(person, "arrest", "2026-10-01");
        var item = await world.ReadAsync<Guid>("select id from offence_event");
        var asked = await AskedAsync(world, person, "offence_event", item);
        await world.DoAsync(world.As("coordinator"), db => DecideCorrection.DoAsync(db, asked, new("corrected", "occurred_on", "2026-10-03", null, "He is right", null)));
        (await world.ReadAsync<string>("select data ->> 'supersedes' from event where type = 'offence_event-corrected'")).ShouldBe(item.ToString());
    }

    [Fact]
    public async Task Correction_ThatWidens_DoesNotTellWhatWasHidden()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        var phone = await PhoneAsync(world, person, new(Marking.Owner, []));
        var fresh = await world.DoAsync(world.As("coordinator"), db => CorrectItem.DoAsync(db, person, ItemKind.Phone, phone, new ItemInput { Number = "07700 900456" }, "He changed it", MarkingChoice.Usual));
        (await world.SeesAsync("manager", "person_phone", fresh)).ShouldBeTrue("the correction is for everybody");
        (await world.ReadAsync<long>("select count(*) from event where words like '%900123%'", by: "manager")).ShouldBe(0, "what it replaced was not");
        (await world.ReadAsync<long>("select count(*) from event where words like '%900123%'")).ShouldBe(2);
    }

    [Fact]
    public async Task Correction_OrMarking_ThatNarrows_HidesWhatCameBefore()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        var phone = await PhoneAsync(world, person, MarkingChoice.Usual);
        var second = await world.DoAsync(world.As("coordinator"), db => CorrectItem.DoAsync(db, person, ItemKind.Phone, phone, new ItemInput { Number = "07700 900456" }, "He changed it", new(Marking.Agencies, [world.Agencies["north-probation"].Value])));
        (await world.SeesAsync("manager", "person_phone", second)).ShouldBeTrue();
        (await world.SeesAsync("manager", "person_phone", phone)).ShouldBeTrue();
        await world.DoAsync(world.As("coordinator"), async db => await MarkItem.DoAsync(db, (await LabelledItem.FindAsync(db, person, "person_phone", second))!, new(Marking.Owner, []), "His mother asked for it."));
        foreach (var item in new[] { phone, second })
            (await world.SeesAsync("manager", "person_phone", item)).ShouldBeFalse();
        (await world.ReadAsync<long>("select count(*) from event where type like 'person_phone%'", by: "manager")).ShouldBe(0);
        (await world.ReadAsync<long>("select count(*) from event where type like 'person_phone%'")).ShouldBe(2, "the owner reads its own history");
        await world.DoAsync(world.As("coordinator"), async db => await MarkItem.DoAsync(db, (await LabelledItem.FindAsync(db, person, "person_phone", second))!, MarkingChoice.Usual, "He agrees to it now."));
        (await world.SeesAsync("manager", "person_phone", second)).ShouldBeTrue();
        (await world.SeesAsync("manager", "person_phone", phone)).ShouldBeFalse("what was hidden is not opened by it");
        (await world.ReadAsync<long>("select count(*) from event where words like '%900123%'", by: "manager")).ShouldBe(0);
    }

    [Theory]
    [InlineData("partnership", "", "owner", "", "owner", "")]
    [InlineData("agencies", "A,B", "agencies", "B,C", "agencies", "B")]
    [InlineData("agencies", "A", "agencies", "C", "owner", "")]
    [InlineData("owner", "", "agencies", "A", "owner", "")]
    [InlineData("people", "U,V", "people", "V", "people", "V")]
    [InlineData("people", "U", "partnership", "", "people", "U")]
    [InlineData("people", "U,V", "owner", "", "people", "U")]
    [InlineData("agencies", "B", "people", "U,V", "people", "U,V")]
    public async Task Narrower_OfTwoMarkings_LetsNobodyInThatEitherKeepsOut(string one, string oneFor, string other, string otherFor, string marking, string markedFor)
    {
        await using var world = await World.CreateAsync();
        // U is of the owner, V of probation, which B stands for
        Guid Id(string code) => code switch { "A" => world.Agencies["north-prison"].Value, "B" => world.Agencies["north-probation"].Value, "C" => world.Agencies["north-charity"].Value, "U" => world.As("coordinator").User.Value, _ => world.As("manager").User.Value };
        Guid[] Ids(string codes) => [.. codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Id)];
        MarkingChoice Of(string code, string whom) => new(MarkingWords.Parse(code), Ids(whom));
        var both = await world.DoAsync(world.As("coordinator"), db => MarkingChoice.NarrowerAsync(db, Of(one, oneFor), Of(other, otherFor)));
        both.Marking.Code().ShouldBe(marking);
        both.For.ShouldBe(Ids(markedFor), ignoreOrder: true);
    }

    [Fact]
    public async Task Decision_ByAnybodyWhoOpenedNothing_SaysSo_AndTheDecisionItselfIsNoLook()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var id = await world.VotedAsync(person);
        await world.DoAsync(world.As("chair"), async db =>
        {
            await Throughline.Platform.Processes.Records.LookedAtAsync(db, [person], ["meeting"], "the form of the decision");
            await Throughline.Selection.Decide.DecideCase.DoAsync(db, id, world.Adoption());
        });
        Task<PersonDecision> ReadAsync() => world.DoAsync(world.As("chair"), async db => (await PersonDecision.OfAsync(db, person)).Single(one => one.About == "panel_decision"));
        (await ReadAsync()).Before.ShouldStartWith("The decider had not opened the record");
        (await world.DoAsync(world.As("chair"), async db => (await PersonDecision.OfAsync(db, person)).Select(one => one.About).ToList())).ShouldContain("screening", "screening decides as well");
    }

    [Fact]
    public async Task Change_Promised_IsNotCarriedOut_UntilANewDecisionIsMade()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var @case = await world.AdoptedAsync(person);
        Task<PersonDecision> FirstAsync() => world.DoAsync(world.As("chair"), async db => (await PersonDecision.OfAsync(db, person)).Last(one => one.About == "screening"));
        var screened = await FirstAsync();
        var said = await world.DoAsync(world.As("manager"), db => RecordRepresentation.DoAsync(db, person, screened.Id, "representation", db.Act.On, "At the visit", "I was not asked"));
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("manager"), db => RecordRepresentation.ConsiderAsync(db, person, said, "changed", "He should have been asked"));
        (await FirstAsync()).Said.ShouldHaveSingleItem().ChangedBy.ShouldBeNull();
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("insert into screening (id, partnership_id, case_id, user_id, at, outcome, reasons) values (uuid7(), @Partnership, @case, @User, @At, 'to-panel', 'Asked this time')", new { db.Act.Partnership, @case, db.Act.User, db.Act.At }));
        (await FirstAsync()).Said.ShouldHaveSingleItem().ChangedBy.ShouldNotBeNull().Reasons.ShouldBe("Asked this time");
    }

    [Fact]
    public async Task Today_SaysWhatRightsAskOfTheAgency_AndHowToGetThere()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        var phone = await PhoneAsync(world, person, MarkingChoice.Usual);
        var asked = await AskedAsync(world, person, "person_phone", phone);
        var request = await world.DoAsync(world.As("governance"), db => Throughline.Rights.SubjectAccess.OpenRequest.DoAsync(db, person, new(db.Act.On, "letter", "Everything", "", null, db.Act.On, "Passport")));
        await world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(() => Throughline.Rights.SubjectAccess.SearchEverywhere.DoAsync(db, request)));
        using var police = await site.SignInAsync("coordinator");
        var today = await police.GetAsync("/");
        today.Main.ShouldContain("Asked to correct an item of your agency");
        today.Page.QuerySelector($"a[href='/rights/corrections/{asked}']").ShouldNotBeNull();
        today.Page.QuerySelector($"a[href='/rights/views/{request}']").ShouldNotBeNull();
        today.Page.QuerySelector("a[href='/rights/asked']").ShouldNotBeNull("the way in");
        (await police.GetAsync("/rights/asked")).Main.ShouldContain("Corrections and restrictions asked for: 1 to do");
        using var probation = await site.SignInAsync("manager");
        var theirs = await probation.GetAsync("/");
        theirs.Main.ShouldNotContain("Asked to correct");
        theirs.Main.ShouldContain("What your agency thinks of giving its items to the person");
        using var officer = await site.SignInAsync("governance");
        (await officer.GetAsync("/")).Main.ShouldContain("Asked for a copy of what is held");
    }
}
