using System.Net;
using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Consent;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

public sealed class ConsentTests
{
    private static ConsentGiven To(World world, params string[] agencies) =>
        new(["treatment"], [.. agencies.Select(agency => world.Agencies["north-" + agency])], world.Clock.Today, world.Clock.Today.AddDays(90), "in-writing", "You may tell my probation officer how I get on.");

    private static Task<Guid> RecordAsync(World world, PersonId person, ConsentGiven given, string by = "drug-worker") => world.DoAsync(world.As(by), db => RecordConsent.DoAsync(db, person, given));

    /// <summary>A drug record shared full with the case team by consent, beside the default agreement's summary.</summary>
    private static async Task<(PersonId Person, Guid Item)> TeamAsync(World world)
    {
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync(
            "insert into case_team (partnership_id, case_id, user_id, part, from_on) select @Partnership, c.id, @worker, 'lead', @On from iom_case c where c.person_id = @person", new { db.Act.Partnership, db.Act.On, person, worker = world.As("manager").User }));
        return (person, await world.OneAsync("select id from drug_record"));
    }

    private static async Task<int> SummariesAsync(World world, PersonId person) => (await world.DoAsync(world.As("manager"), db => Glimpse.OfAsync(db, person, ["treatment"]))).Count(glimpse => glimpse.IsSummary);

    [Fact]
    public async Task Consent_InForce_ReachesTheCaseTeam_AndStopsTheMomentItIsWithdrawn()
    {
        await using var world = await World.CreateAsync();
        var (person, _) = await TeamAsync(world);
        (await SummariesAsync(world, person)).ShouldBe(0);
        var consent = await RecordAsync(world, person, To(world, "probation"));
        (await SummariesAsync(world, person)).ShouldBe(1);
        world.Clock.Move(TimeSpan.FromMinutes(5));
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("manager"), db => WithdrawConsent.DoAsync(db, person, consent, "She said so.")), "only the service that took it");
        await world.DoAsync(world.As("drug-worker"), db => WithdrawConsent.DoAsync(db, person, consent, "He said so at the appointment."));
        (await SummariesAsync(world, person)).ShouldBe(0);
        (await world.NoticesAsync("manager")).ShouldHaveSingleItem().ShouldContain("withdrawn consent to share with your agency: treatment");
        await Should.ThrowAsync<ChangedByAnother>(() => world.DoAsync(world.As("drug-worker"), db => WithdrawConsent.DoAsync(db, person, consent, "Again.")));
    }

    [Fact]
    public async Task Consent_OnItsLastDay_StillHolds_AndNotADayLonger()
    {
        await using var world = await World.CreateAsync();
        var (person, _) = await TeamAsync(world);
        await RecordAsync(world, person, To(world, "probation"));
        world.Clock.Move(TimeSpan.FromDays(90));
        (await SummariesAsync(world, person)).ShouldBe(1);
        world.Clock.Move(TimeSpan.FromDays(1));
        (await SummariesAsync(world, person)).ShouldBe(0);
    }

    [Fact]
    public async Task CaseTeam_RowThatEnds_EndsAccessWithItsLastDay()
    {
        await using var world = await World.CreateAsync();
        var (person, _) = await TeamAsync(world);
        await RecordAsync(world, person, To(world, "probation"));
        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync("update case_team set to_on = @On", new { db.Act.On }));
        (await SummariesAsync(world, person)).ShouldBe(1, "the last day counts");
        // 10:30 to the first instant of the next day
        world.Clock.Move(TimeSpan.FromHours(13.5) - TimeSpan.FromSeconds(1));
        (await SummariesAsync(world, person)).ShouldBe(1);
        world.Clock.Move(TimeSpan.FromSeconds(1));
        (await SummariesAsync(world, person)).ShouldBe(0);
    }

    [Fact]
    public async Task Consent_Withdrawn_EndsTheDisclosuresThatRestOnIt_ButNotThoseThatAnotherCarries()
    {
        await using var world = await World.CreateAsync();
        var (person, item) = await TeamAsync(world);
        var first = await RecordAsync(world, person, To(world, "probation", "police"));
        await RecordAsync(world, person, To(world, "police"));
        await world.DiscloseAsync(person, world.Asked("probation", gateway: "consent"));
        await world.DiscloseAsync(person, world.Asked("police", gateway: "consent"));
        world.Clock.Move(TimeSpan.FromMinutes(5));
        await world.DoAsync(world.As("drug-worker"), db => WithdrawConsent.DoAsync(db, person, first, "He said so at the appointment."));
        (await world.SeesAsync("manager", "drug_record", item)).ShouldBeFalse();
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeTrue();
    }

    [Fact]
    public async Task Consent_ThatIsNone_IsRefusedWithTheReason()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        Task<string?> Refused(ConsentGiven given, string by = "drug-worker") => Arrange.BrokenRuleAsync(() => RecordAsync(world, person, given, by));
        var good = To(world, "probation");
        (await Refused(To(world, "drug-service"), "coordinator"))!.ShouldContain("North police cannot rest on consent");
        (await Refused(good with { Categories = [] }))!.ShouldContain("Choose what the person agreed to share");
        (await Refused(good with { Categories = ["victim"] }))!.ShouldContain("Choose what the person agreed to share");
        (await Refused(good with { ToAgencies = [world.Agencies["south-police"]] }))!.ShouldContain("Choose the agencies");
        (await Refused(good with { GivenOn = world.Clock.Today.AddDays(1) }))!.ShouldContain("today or in the past");
        (await Refused(good with { ExpiresOn = world.Clock.Today.AddDays(-1) }))!.ShouldContain("today or later");
        (await Refused(good with { ExpiresOn = world.Clock.Today.AddDays(366) }))!.ShouldContain("within 365 days");
        (await Refused(good with { How = "guessed" }))!.ShouldContain("how the person agreed");
        (await Refused(good with { Words = "Yes" }))!.ShouldContain("Write the words");
        (await Refused(good with { ExpiresOn = world.Clock.Today.AddDays(365) })).ShouldBeNull();
    }

    [Fact]
    public async Task Pages_RecordAndWithdraw_WithoutScripts()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        using var worker = await site.SignInAsync("drug-worker");
        var page = await worker.GetAsync($"/people/{person}/consents");
        (await worker.SubmitAsync(page, "main form", [])).Status.ShouldBe(HttpStatusCode.BadRequest);
        var recorded = await worker.SubmitAsync(page, "main form", new()
        {
            ["Categories"] = "treatment", ["Agencies"] = world.Agencies["north-probation"].ToString(), ["How"] = "in-person", ["Words"] = "You may tell my officer.",
            ["GivenOn.Day"] = "20", ["GivenOn.Month"] = "11", ["GivenOn.Year"] = "2026", ["ExpiresOn.Day"] = "20", ["ExpiresOn.Month"] = "2", ["ExpiresOn.Year"] = "2027",
        });
        recorded.Main.ShouldContain("In force");
        using var officer = await site.SignInAsync("manager");
        var seen = await officer.GetAsync($"/people/{person}/consents");
        seen.Main.ShouldContain("North drug service, given on 20 November 2026");
        seen.Main.ShouldNotContain("You may tell my officer");
        seen.Main.ShouldContain("North probation cannot rest on consent");
        var withdraw = await worker.GetAsync(recorded.Page.QuerySelector("main a[href$='/withdraw']")!.GetAttribute("href")!);
        (await officer.GetAsync(withdraw.Path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await worker.SubmitAsync(withdraw, "main form", [])).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await worker.SubmitAsync(withdraw, "main form", new() { ["Because"] = "By telephone today" })).Main.ShouldContain("Withdrawn on 20 November 2026");
    }
}
