using System.Net;
using Shouldly;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights.Rectify;
using Throughline.Sharing;
using Throughline.Sharing.Consent;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Markings;
using Throughline.Sharing.Notices;
using Throughline.Sharing.Why;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Throughline.Tests.Sharing;
using Xunit;

namespace Throughline.Tests.Rights;

/// <summary>Whoever was given an item is told when it changes, once, and nobody else learns that it exists.</summary>
public sealed class RecipientsTests
{
    private static async Task CorrectAsync(World world, PersonId person, string kind, Guid item, string column, string value, string by)
    {
        var asked = await world.DoAsync(world.As("governance"), db => AskCorrection.DoAsync(db, person, "correct", db.Act.On, $"{kind}.{item}", "It is wrong", null));
        await world.DoAsync(world.As(by), db => DecideCorrection.DoAsync(db, asked, new("corrected", column, value, null, "He is right", null)));
    }

    private static Task TeamAsync(World world, PersonId person, string user) => world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync(
        "insert into case_team (partnership_id, case_id, user_id, part, from_on) select @Partnership, c.id, @worker, 'lead', @On from iom_case c where c.person_id = @person", new { db.Act.Partnership, db.Act.On, person, worker = world.As(user).User }));

    [Fact]
    public async Task ItemUnderAConsentClause_Corrected_IsToldOnlyWhereTheConsentReaches()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        await TeamAsync(world, person, "manager");
        // probation's page asks for treatment and shows none of it: the look is recorded all the same
        await world.DoAsync(world.As("manager"), db => Throughline.Platform.Processes.Records.LookedAtAsync(db, [person], ["treatment"], "drugs"));
        var item = await world.OneAsync("select id from drug_record");
        await CorrectAsync(world, person, "drug_record", item, "substance", "cocaine", "drug-worker");
        (await world.NoticesAsync("manager")).ShouldBeEmpty("a notice would say that there is something");
        (await world.NoticesAsync("coordinator")).ShouldBeEmpty();

        var consent = await world.DoAsync(world.As("drug-worker"), db => RecordConsent.DoAsync(db, person, new ConsentGiven(["treatment"], [world.Agencies["north-probation"]], db.Act.On, db.Act.On.AddDays(90), "in-writing", "You may tell my probation officer.")));
        world.Clock.Move(TimeSpan.FromMinutes(1));
        var now = await world.OneAsync("select id from drug_record where superseded_at is null");
        await CorrectAsync(world, person, "drug_record", now, "substance", "crack", "drug-worker");
        (await world.NoticesAsync("manager")).ShouldHaveSingleItem().ShouldContain("1 (Drug record), seen under the agreement");
        (await world.NoticesAsync("coordinator")).ShouldBeEmpty("the consent names probation");

        // what probation read while the consent ran, it may still have copies of
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("manager"), db => Throughline.Platform.Processes.Records.LookedAtAsync(db, [person], ["treatment"], "drugs"));
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("drug-worker"), db => WithdrawConsent.DoAsync(db, person, consent, "He said so at the appointment."));
        world.Clock.Move(TimeSpan.FromMinutes(1));
        var last = await world.OneAsync("select id from drug_record where superseded_at is null");
        await CorrectAsync(world, person, "drug_record", last, "substance", "heroin", "drug-worker");
        (await world.NoticesAsync("manager")).Count(notice => notice.Contains("seen under the agreement", StringComparison.Ordinal)).ShouldBe(2, "who looked while a clause let them is told though it does no longer");
    }

    [Fact]
    public async Task ItemMarkedForOneAgency_Restricted_TellsThatAgencyAndNoOther()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        var phone = await world.DoAsync(world.As("coordinator"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null, new(Marking.Agencies, [world.Agencies["north-probation"].Value])));
        var asked = await world.DoAsync(world.As("governance"), db => AskCorrection.DoAsync(db, person, "restrict", db.Act.On, $"person_phone.{phone}", "It is not mine", null));
        await world.DoAsync(world.As("coordinator"), db => DecideCorrection.DoAsync(db, asked, new("restricted", null, null, "accuracy-contested", "It cannot be shown", null)));
        (await world.NoticesAsync("manager")).ShouldHaveSingleItem().ShouldStartWith("restriction: ");
        foreach (var other in new[] { "drug-worker", "charity-worker", "prison-link", "chair" })
            (await world.NoticesAsync(other)).ShouldBeEmpty(other);
    }

    [Fact]
    public async Task Correction_OfWhatWasDisclosed_IsToldOnce_AndPassedOn_AndToldAgainWhenTheDisclosureIsOver()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var item = await world.OneAsync("select id from drug_record");
        await world.DiscloseAsync(person, world.Asked("police", category: null, items: ("drug_record", item)));
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await CorrectAsync(world, person, "drug_record", item, "substance", "cocaine", "drug-worker");
        (await world.NoticesAsync("coordinator")).ShouldHaveSingleItem("one correction, one notice").ShouldStartWith("correction: ");
        (await world.ReadAsync<string>("select substance from drug_record where superseded_at is null")).ShouldBe("cocaine", "they are told to look at it again, and can");

        world.Clock.Move(TimeSpan.FromDays(30));
        (await world.ReadAsync<long>("select count(*) from drug_record")).ShouldBe(0, "the disclosure is over");
        foreach (var (substance, notices) in new[] { ("crack", 2), ("heroin", 3) })
        {
            var now = await world.OneAsync("select id from drug_record where superseded_at is null");
            await CorrectAsync(world, person, "drug_record", now, "substance", substance, "drug-worker");
            (await world.NoticesAsync("coordinator")).Count.ShouldBe(notices, "a past recipient is told of every correction, not of the first alone");
            (await world.ReadAsync<long>("select count(*) from drug_record")).ShouldBe(0, "being told does not open it again");
            world.Clock.Move(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Correction_ByAnExtract_IsPassedOn_ToTheItemThatTakesItsPlaceAndToNoOther()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.DoAsync(world.As("manager") with { IsService = true }, db => db.ExecuteAsync(
            """
            insert into source_row (id, partnership_id, agency_id, profile, key, hash, person_id, import_id, line, received_at) values (4711, @Partnership, @Agency, 'x', 'k', 1, @person, uuid7(), 2, @At);
            insert into person_identifier (partnership_id, person_id, category, owner_agency_id, source_row_id, type, value) values (@Partnership, @person, 'identity', @Agency, 4711, 'nomis', 'A1234BC'), (@Partnership, @person, 'identity', @Agency, 4711, 'pncid', '2002/0073319Z')
            """, new { db.Act.Partnership, db.Act.Agency, db.Act.At, person }));
        var number = await world.OneAsync("select id from person_identifier where type = 'nomis'");
        await world.DiscloseAsync(person, world.Asked("charity", category: null, items: ("person_identifier", number)), "manager");
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("manager") with { IsService = true }, async db =>
        {
            await db.ExecuteAsync("update person_identifier set superseded_at = @At where source_row_id = 4711", new { db.Act.At });
            await db.ExecuteAsync("insert into person_identifier (partnership_id, person_id, category, owner_agency_id, source_row_id, type, value) values (@Partnership, @person, 'identity', @Agency, 4711, 'nomis', 'A1234BD'), (@Partnership, @person, 'identity', @Agency, 4711, 'pncid', '2002/0073319Z')", new { db.Act.Partnership, db.Act.Agency, person });
        });
        (await world.DoAsync(world.As("charity-worker"), db => db.ListAsync<string>("select value from person_identifier where superseded_at is null"))).ShouldBe(["A1234BD"]);
    }

    [Fact]
    public async Task Sender_SeesWhoHasNotActedUponANotice_AndWhatTheOthersDid()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var disclosure = await world.DiscloseAsync(person, world.Asked("police"));
        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("drug-worker"), db => EndDisclosure.DoAsync(db, disclosure, "The visit is over."));
        using var sender = await site.SignInAsync("drug-worker");
        (await sender.GetAsync("/sharing/notices/sent")).Main.ShouldContain("Nothing yet, due 27 November 2026");
        await world.DoAsync(world.As("coordinator"), async db => await AcknowledgeNotice.DoAsync(db, (await Notice.ListAsync(db, waiting: true)).Single().Id, "Taken out of the visit plan."));
        (await sender.GetAsync("/sharing/notices/sent")).Main.ShouldContain("Cora Ordway, 20 November 2026");
        (await sender.GetAsync("/sharing/notices/sent")).Main.ShouldContain("Taken out of the visit plan.");
        using var other = await site.SignInAsync("manager");
        (await other.GetAsync("/sharing/notices/sent")).Main.ShouldContain("Your agency has sent no notice");
        (await other.GetAsync("/rights/notices")).Status.ShouldBe(HttpStatusCode.NotFound, "notices have one page");
    }
}
