using System.Net;
using Shouldly;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Ledger;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

public sealed class DisclosureTests
{
    [Fact]
    public async Task Disclosure_WithinItsDays_ShowsTheItems_AndNotASecondLonger()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var item = await world.OneAsync("select id from drug_record");
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeFalse();
        await world.DiscloseAsync(person, world.Asked("police", days: 1));
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeTrue();
        (await world.SeesAsync("manager", "drug_record", item)).ShouldBeFalse("only the agency that was told");
        // 20 November 10:30; the last day is the 21st to its end
        world.Clock.Move(TimeSpan.FromHours(37.5) - TimeSpan.FromSeconds(1));
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeTrue();
        world.Clock.Move(TimeSpan.FromSeconds(1));
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeFalse();
    }

    /// <summary>An agency cannot give itself what is another's, nor more of what it was given, whatever it writes.</summary>
    [Fact]
    public async Task Disclosure_ForgedByWhoWouldSee_IsRefusedAndShowsNothing()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var item = await world.OneAsync("select id from drug_record");
        var given = await world.DiscloseAsync(person, world.Asked("police", level: Level.Summary));
        const string Row = "insert into disclosed_item (disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level, from_at, until_at) values (@disclosure, @Partnership, @kind, @item, 'treatment', @Agency, @Agency, 'full', @At, @At + interval '1 day')";
        var forged = Guid.CreateVersion7();
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(
            "insert into disclosure (id, partnership_id, person_id, from_agency_id, to_agency_id, level, gateway, purpose, necessity, at, until_at, made_by) values (@forged, @Partnership, @person, @Agency, @Agency, 'full', 'public-interest', 'x', 'x', @At, @At + interval '1 day', @User)",
            new { forged, person, db.Act.Partnership, db.Act.Agency, db.Act.At, db.Act.User }));
        foreach (var disclosure in new[] { forged, given })
            await Should.ThrowAsync<Npgsql.PostgresException>(() => world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(Row, new { disclosure, item, kind = "drug_record", db.Act.Partnership, db.Act.Agency, db.Act.At })));
        (await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update disclosed_item set level = 'full', until_at = until_at + interval '1 year'"))).ShouldBe(0);
        (await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update disclosure set until_at = until_at + interval '1 year' where id = @given", new { given }))).ShouldBe(0);
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeFalse();
    }

    [Fact]
    public async Task Disclosure_UnderConsent_EndsNoLaterThanTheConsent()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.DoAsync(world.As("drug-worker"), db => db.ExecuteAsync(
            "insert into consent (partnership_id, person_id, owner_agency_id, categories, to_agencies, given_on, expires_on, how) values (@Partnership, @person, @Agency, '{treatment}', @to, @On, @On + 10, 'on-paper')",
            new { db.Act.Partnership, person, db.Act.Agency, to = new[] { world.Agencies["north-police"].Value }, db.Act.On }));
        (await Arrange.BrokenRuleAsync(() => world.DiscloseAsync(person, world.Asked("police", gateway: "consent", days: 11)))).ShouldBe("The last day must be no later than 30 November 2026, when the person's consent runs out");
        (await Arrange.BrokenRuleAsync(() => world.DiscloseAsync(person, world.Asked("police", gateway: "consent", days: 10)))).ShouldBeNull();
    }

    [Fact]
    public void Lasts_PastTheLastDayOfAPower_IsRefused()
    {
        var gateway = new Gateway
        {
            Code = "x", Name = "A power", Statute = "", Allows = "", Kind = "case-by-case", BarredCategories = [], FromRegimes = ["uk-gdpr"], NeedsConsent = false, NeedsProbationArrangement = false,
            ReachesWhoActsForThem = false, EffectiveFrom = new(2018, 5, 25), EffectiveTo = new(2026, 12, 1), Trap = "", Source = "",
        };
        DisclosureRules.Lasts(gateway, null, new(2026, 12, 1)).ShouldAllBe(rule => rule.Holds);
        DisclosureRules.Lasts(gateway, null, new(2026, 12, 2)).Single(rule => !rule.Holds).Sentence.ShouldBe("The last day must be no later than 1 December 2026, the last day of A power");
        DisclosureRules.Lasts(gateway, new(2026, 11, 30), new(2026, 12, 1)).Single(rule => !rule.Holds).Sentence.ShouldContain("30 November 2026");
    }

    [Fact]
    public async Task Disclosure_InTheAudit_NamesItsRecipientAndEveryItem()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.TreatmentAsync(person, "2026-11-05");
        await world.DiscloseAsync(person, world.Asked("police"));
        var given = await world.DoAsync(world.As("drug-worker"), db => db.ListAsync<Guid>("select item_id from disclosed_item"));
        given.Count.ShouldBeGreaterThanOrEqualTo(2);
        var (items, recipients) = await world.DoAsync(world.As("governance"), db => db.FirstAsync<(Guid[], Guid[])>("select item_ids, recipients from audit_entry where operation = 'disclosure' and subject like 'disclosed%'"));
        items.ShouldBe(given, ignoreOrder: true);
        recipients.ShouldBe([world.Agencies["north-police"].Value]);
    }

    [Fact]
    public async Task Disclosure_OfASummary_ShowsALineAndNoRow()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.DiscloseAsync(person, world.Asked("police", level: Level.Summary));
        (await world.SeesAsync("coordinator", "drug_record", await world.OneAsync("select id from drug_record"))).ShouldBeFalse();
        var glimpse = (await world.DoAsync(world.As("coordinator"), db => Glimpse.OfAsync(db, person, ["treatment"]))).ShouldHaveSingleItem();
        glimpse.Words.ShouldBe("Treatment: attending");
    }

    [Fact]
    public async Task Disclosure_EndedEarly_HidesAtOnceAndTellsTheRecipient()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var item = await world.OneAsync("select id from drug_record");
        var disclosure = await world.DiscloseAsync(person, world.Asked("police"));
        world.Clock.Move(TimeSpan.FromMinutes(5));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("drug-worker"), db => EndDisclosure.DoAsync(db, disclosure, " ")))).ShouldBe("Say why it ends");
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("coordinator"), db => EndDisclosure.DoAsync(db, disclosure, "We have what we need.")));
        await world.DoAsync(world.As("drug-worker"), db => EndDisclosure.DoAsync(db, disclosure, "The visit is over."));
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeFalse();
        (await world.NoticesAsync("coordinator")).ShouldHaveSingleItem().ShouldStartWith("withdrawal: North drug service has ended a disclosure to your agency");
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("drug-worker"), db => EndDisclosure.DoAsync(db, disclosure, "Again.")))).ShouldBe("This disclosure has ended already");
    }

    [Fact]
    public async Task Disclosure_ThatTheLawOrThePolicyDoesNotAllow_IsRefusedWithTheReason()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        async Task<string?> Refused(DisclosureAsked asked, string by = "drug-worker") => await Arrange.BrokenRuleAsync(() => world.DiscloseAsync(person, asked, by));
        (await Refused(world.Asked("police", gateway: "cda-1998-s17a")))!.ShouldContain("cannot carry a record about a named person");
        (await Refused(world.Asked("charity", gateway: "cda-1998-s115")))!.ShouldContain("does not let anybody tell North charity");
        (await Refused(world.Asked("police", gateway: "common-law-policing")))!.ShouldContain("does not let North drug service share");
        (await Refused(world.Asked("police", gateway: "consent")))!.ShouldContain("consent to tell North police about treatment is not on record");
        (await Refused(world.Asked("drug-service")))!.ShouldContain("your own sees it already");
        (await Refused(world.Asked("police", category: "health")))!.ShouldContain("recorded nothing of that kind");
        (await Refused(world.Asked("police", days: 366)))!.ShouldContain("within 365 days");
        (await Refused(world.Asked("police", days: -1)))!.ShouldContain("today or later");
        (await Refused(world.Asked("police") with { Purpose = "Asked" }))!.ShouldBe("Say what they need it for");
        (await Refused(world.Asked("police") with { Necessity = "Yes" }))!.ShouldBe("Say why nothing less would do");
        (await Refused(world.Asked("police", days: 365))).ShouldBeNull("the last day that policy allows");
        var item = await world.OneAsync("select id from drug_record");
        await Should.ThrowAsync<NotThere>(() => world.DiscloseAsync(person, world.Asked("charity", items: ("drug_record", item)), "coordinator"), "only the owner discloses");
    }

    [Fact]
    public void Rules_OfACaseByCasePower_LetADisclosureThroughThatNoClauseCouldBe()
    {
        var gateway = new Gateway
        {
            Code = "public-interest", Name = "Overriding public interest", Statute = "", Allows = "", Kind = "case-by-case", BarredCategories = [], FromRegimes = ["uk-gdpr"], NeedsConsent = false, NeedsProbationArrangement = false,
            ReachesWhoActsForThem = false, EffectiveFrom = new(2018, 5, 25), Trap = "Case by case.", Source = "",
        };
        var (drug, police) = (new ClauseParty("drug-service", "drug", "uk-gdpr", false, false), new ClauseParty("police", "police", "part-3", false, false));
        var on = new DateOnly(2026, 11, 20);
        DisclosureRules.Of("treatment", Level.Full, gateway, drug, police, false, on).ShouldAllBe(rule => rule.Holds);
        ClauseRules.Of("treatment", Level.Full, Condition.CaseTeam, gateway, drug, police, on).ShouldContain(rule => !rule.Holds);
        DisclosureRules.Of("victim", Level.Full, gateway, drug, police, false, on).Single(rule => !rule.Holds).Sentence.ShouldContain("sealed");
        DisclosureRules.Of("treatment", Level.Full, gateway, drug, police, false, new(2018, 5, 24)).Single(rule => !rule.Holds).Sentence.ShouldContain("not in force");
    }

    [Fact]
    public async Task Correction_OfWhatWasDisclosed_IsToldToEveryRecipientPastAndPresent_AndFollowsTheRunningOnes()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.PhoneAsync(person, "+447700900123", "charity-worker");
        var phone = await world.OneAsync("select id from person_phone");
        var past = await world.DiscloseAsync(person, world.Asked("council", items: ("person_phone", phone)), "charity-worker");
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("charity-worker"), db => EndDisclosure.DoAsync(db, past, "No longer needed."));
        await world.DiscloseAsync(person, world.Asked("police", items: ("person_phone", phone)), "charity-worker");
        world.Clock.Move(TimeSpan.FromMinutes(1));
        var fresh = await world.DoAsync(world.As("charity-worker"), db => CorrectItem.DoAsync(db, person, ItemKind.Phone, phone, new ItemInput { Number = "07700 900124" }, "He has a new number."));
        (await world.NoticesAsync("coordinator")).ShouldHaveSingleItem().ShouldBe("correction: North charity has corrected something that it disclosed to your agency: telephone number, contact details. Put your own copies right, and tell those to whom you passed it on.");
        (await world.NoticesAsync("chair")).Count(words => words.StartsWith("correction", StringComparison.Ordinal)).ShouldBe(1, "a past recipient has copies as well");
        (await world.NoticesAsync("manager")).ShouldBeEmpty();
        (await world.SeesAsync("coordinator", "person_phone", fresh)).ShouldBeTrue("what is right now goes where the wrong went");
        (await world.SeesAsync("chair", "person_phone", fresh)).ShouldBeFalse();
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("charity-worker"), db => WithdrawItem.DoAsync(db, person, ItemKind.Phone, fresh, "It is not his."));
        (await world.NoticesAsync("coordinator"))[^1].ShouldStartWith("withdrawal: North charity has withdrawn");
    }

    [Fact]
    public async Task Correction_ToAnotherCategory_IsPassedOnInItsOwn_AndWhatIsRestrictedToNobody()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.PhoneAsync(person, "+447700900123", "charity-worker");
        var phone = await world.OneAsync("select id from person_phone");
        await world.DiscloseAsync(person, world.Asked("police", items: ("person_phone", phone)), "charity-worker");
        world.Clock.Move(TimeSpan.FromMinutes(1));
        Task<Guid> CorrectAsync(Guid item, string number, string also) => world.DoAsync(world.As("charity-worker"), async db =>
        {
            var fresh = await CorrectItem.DoAsync(db, person, ItemKind.Phone, item, new ItemInput { Number = number }, "He has a new number.");
            await db.ExecuteAsync(also, new { fresh });
            return fresh;
        });
        Task<IReadOnlyList<string>> GivenAsync(Guid item) => world.DoAsync(world.As("coordinator"), db => db.ListAsync<string>("select category from disclosed_item where item_id = @item", new { item }));

        var moved = await CorrectAsync(phone, "07700 900124", "update person_phone set category = 'family and children' where id = @fresh");
        (await GivenAsync(moved)).ShouldBe(["family and children"]);
        (await world.SeesAsync("coordinator", "person_phone", moved)).ShouldBeTrue();

        world.Clock.Move(TimeSpan.FromMinutes(1));
        var restricted = await CorrectAsync(moved, "07700 900125", "select restrict_item('person_phone', @fresh, 'evidence', 'It is kept for the court')");
        (await GivenAsync(restricted)).ShouldBeEmpty();
        (await world.SeesAsync("coordinator", "person_phone", restricted)).ShouldBeFalse();
    }

    [Fact]
    public async Task Erasure_OfWhatWasDisclosed_IsToldByTheDatabaseItself()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.DiscloseAsync(person, world.Asked("police"));
        await using var admin = new Npgsql.NpgsqlConnection(world.Database.AdminConnection);
        await admin.OpenAsync();
        await using var erase = new Npgsql.NpgsqlCommand("delete from drug_record", admin);
        (await erase.ExecuteNonQueryAsync()).ShouldBe(1);
        (await world.NoticesAsync("coordinator")).ShouldHaveSingleItem().ShouldStartWith("erasure: North drug service has erased");
    }

    [Fact]
    public async Task EveryItemTable_TellsItsRecipients()
    {
        await using var world = await World.CreateAsync();
        (await world.DoAsync(world.As("governance"), db => db.ListAsync<string>(
            "select k.table_name from item_kind k where (select count(*) from pg_trigger t where t.tgrelid = k.table_name::regclass and t.tgname in ('recipients_are_told', 'recipients_are_told_of_erasure')) <> 2"))).ShouldBeEmpty("call keep_recipients_told for a new item table");
    }

    [Fact]
    public async Task Ledger_IsSeenByBothSidesAndGovernance_AndTheAuditNamesTheRecipient()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.DiscloseAsync(person, world.Asked("police"));
        await world.DiscloseAsync(person, world.Asked("council"));
        Task<int> CountAsync(string user, LedgerFilter? filter = null) => world.DoAsync(world.As(user), db => LedgerSearch.CountAsync(db, filter ?? new()));
        (await CountAsync("drug-worker")).ShouldBe(2);
        (await CountAsync("coordinator")).ShouldBe(1);
        (await CountAsync("manager")).ShouldBe(0);
        (await CountAsync("governance")).ShouldBe(2);
        (await CountAsync("drug-worker", new() { Agency = world.Agencies["north-council"] })).ShouldBe(1);
        (await CountAsync("drug-worker", new() { Direction = "received" })).ShouldBe(0);
        (await CountAsync("drug-worker", new() { State = "over" })).ShouldBe(0);
        (await CountAsync("drug-worker", new() { From = world.Clock.Today.AddDays(1) })).ShouldBe(0);
        var audit = await world.DoAsync(world.As("governance"), db => db.ListAsync<string>("select subject from audit_entry where operation = 'disclosure' order by id"));
        audit[0].ShouldBe("disclosed 1 item (treatment) to North police, all of it, under Overriding public interest");
        (await world.DoAsync(world.As("drug-worker"), async db => LedgerSearch.Csv(await LedgerSearch.ListAsync(db, new())))).ShouldContain("Lee Marsh");
    }

    [Fact]
    public async Task Timeline_OfOthers_DoesNotTellOfTheDisclosure()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        await world.PhoneAsync(person, "+447700900123");
        var phone = await world.OneAsync("select id from person_phone");
        await world.DiscloseAsync(person, world.Asked("charity", items: ("person_phone", phone)), "manager");
        (await world.DoAsync(world.As("coordinator"), db => db.ListAsync<string>("select words from event where type = 'items-disclosed'"))).ShouldBeEmpty();
        (await world.DoAsync(world.As("manager"), db => db.ListAsync<string>("select words from event where type = 'items-disclosed'"))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Pages_FromChoosingToEnding_WorkWithoutScripts()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        using var worker = await site.SignInAsync("drug-worker");
        var form = await worker.GetAsync($"/people/{person}/disclose");
        var empty = await worker.SubmitAsync(form, "main form", new() { ["Level"] = null });
        empty.Status.ShouldBe(HttpStatusCode.BadRequest);
        empty.Main.ShouldContain("Choose what you want to share");
        var until = world.Clock.Today.AddDays(10);
        var answers = new Dictionary<string, string?>
        {
            ["Items"] = $"drug_record:{await world.OneAsync("select id from drug_record")}", ["ToAgency"] = world.Agencies["north-police"].ToString(), ["Level"] = "full", ["Gateway"] = "public-interest",
            ["Purpose"] = "To plan tomorrow's visit.", ["Necessity"] = "Two workers go there tomorrow.", ["Until.Day"] = $"{until.Day}", ["Until.Month"] = $"{until.Month}", ["Until.Year"] = $"{until.Year}",
        };
        (await worker.SubmitAsync(form, "main form", new(answers) { ["Gateway"] = "common-law-policing" })).Main.ShouldContain("does not let North drug service share");
        var check = await worker.SubmitAsync(form, "main form", answers);
        check.Status.ShouldBe(HttpStatusCode.OK, check.Main);
        check.Main.ShouldContain("Treatment, heroin: attending");
        check.Main.ShouldContain("Name: Lee Marsh, so that they know whom it is about");
        (await world.ReadAsync<int>("select count(*)::int from disclosure", by: "drug-worker")).ShouldBe(0, "nothing passes before it is confirmed");
        var done = await worker.SubmitAsync(check, "main form", []);
        done.Status.ShouldBe(HttpStatusCode.OK, done.Main);
        done.Path.ShouldBe($"/people/{person}/sharing");
        done.Main.ShouldContain("North police");

        using var police = await site.SignInAsync("coordinator");
        (await police.GetAsync($"/people/{person}/drugs")).Main.ShouldContain("attending");
        (await police.GetAsync("/sharing/disclosures")).Main.ShouldContain("1 disclosure, the latest first");
        var one = await worker.GetAsync(done.Page.QuerySelector("main table a[href^='/sharing/disclosures/']")!.GetAttribute("href")!);
        world.Clock.Move(TimeSpan.FromMinutes(1));
        (await worker.SubmitAsync(one, "main form", [])).Main.ShouldContain("Say why it ends");
        (await worker.SubmitAsync(one, "main form", new() { ["Because"] = "The visit is over." })).Main.ShouldContain("Ended early");
        (await police.GetAsync($"/people/{person}/drugs")).Main.ShouldNotContain("attending");
        var notices = await police.GetAsync("/sharing/notices");
        notices.Main.ShouldContain("has ended a disclosure");
        (await police.SubmitAsync(notices, "main form", [])).Main.ShouldContain("Say what you did with it");
        (await police.SubmitAsync(notices, "main form", new() { ["Words"] = "Removed from the visit plan." })).Main.ShouldContain("No notice waits.");
        await site.StepUpAsync("coordinator");
        var csv = await police.SubmitAsync(await police.GetAsync("/sharing/disclosures"), "#export", new() { ["Reason"] = "Yearly check" });
        csv.Body.ShouldStartWith("disclosure_id,at,until,ended");
        (await police.GetAsync($"/people/{person}/disclose?items=nonsense")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Notice_AfterItsDays_IsOverdue_AndNotADayBefore()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var disclosure = await world.DiscloseAsync(person, world.Asked("police"));
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("drug-worker"), db => EndDisclosure.DoAsync(db, disclosure, "The visit is over."));
        world.Clock.Move(TimeSpan.FromDays(7));
        using (var police = await site.SignInAsync("coordinator"))
            (await police.GetAsync("/sharing/notices")).Main.ShouldNotContain("Overdue");
        world.Clock.Move(TimeSpan.FromDays(1));
        using (var police = await site.SignInAsync("coordinator"))
            (await police.GetAsync("/sharing/notices")).Main.ShouldContain("Overdue");
    }
}
