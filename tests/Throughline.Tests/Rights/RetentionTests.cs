using System.Net;
using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;
using Throughline.Rights.Retention;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Rights;

public sealed class RetentionTests
{
    private static readonly NewRetentionRule Rule = new("offending", null, 24, null, "recorded", false, "Records policy of North police, 2026", new DateOnly(2026, 11, 20), "The new policy");

    [Fact]
    public async Task Rule_Changed_MovesTheReviewDatesOfTheItemsItReaches()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.EventAsync(person, "arrest", "2026-10-01");
        (await ReviewOnAsync(world)).ShouldBe(new DateOnly(2032, 11, 20), "police: 72 months from when it was recorded");
        await world.DoAsync(world.As("governance"), db => SetRetentionRule.DoAsync(db, Rule));
        await RunAsync(world);
        (await ReviewOnAsync(world)).ShouldBe(new DateOnly(2028, 11, 20));
        (await world.ReadAsync<DateOnly>("select review_on from person_name where person_id = @person", new { person })).ShouldBe(new DateOnly(2032, 11, 20), "another category keeps its rule");
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => SetRetentionRule.DoAsync(db, Rule with { ValidFrom = new DateOnly(2026, 11, 19) })))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Rules_OfAnotherAgency_CannotBeWritten()
    {
        await using var world = await World.CreateAsync();
        await Should.ThrowAsync<Npgsql.PostgresException>(() => world.DoAsync(world.As("governance"), db => db.ExecuteAsync(
            "insert into retention_rule (partnership_id, agency_id, review_after_months, source, valid_from) values (@Partnership, @other, 1, 'x', '2026-11-20')", new { db.Act.Partnership, other = world.Agencies["north-probation"] })));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync(
            "insert into retention_rule (partnership_id, agency_id, review_after_months, source, valid_from) values (@Partnership, @Agency, 1, 'x', '2026-11-20')", new { db.Act.Partnership, db.Act.Agency })));
    }

    [Fact]
    public async Task ReviewGroup_WithAClearPeriod_BeginsAnewWithANewEvent()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.EventAsync(person, "arrest", "2026-10-01");
        await world.DoAsync(world.As("governance"), db => SetRetentionRule.GroupAsync(db, person, 2, "Serious violence in 2025"));
        (await ReviewOnAsync(world)).ShouldBe(new DateOnly(2036, 11, 20), "ten clear years");
        world.Clock.Move(TimeSpan.FromDays(400));
        await world.EventAsync(person, "arrest", "2027-12-01");
        await RunAsync(world);
        (await world.ReadAsync<DateOnly>("select min(review_on) from offence_event")).ShouldBe(new DateOnly(2037, 12, 1), "the older item counts from the newest event");
    }

    [Fact]
    public async Task ItemPastItsDate_StaysListed_UntilSomebodyDecides()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        world.Clock.Move(TimeSpan.FromDays(366 * 7));
        var (people, total) = await world.DoAsync(world.As("governance"), db => DueForReview.PeopleAsync(db, db.Act.Agency, 1));
        total.ShouldBe(1);
        people.ShouldHaveSingleItem().Items.ShouldBe(3, "the agency's own name, date of birth and description");
        var overdue = await world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(() => DueForReview.ByAgencyAsync(db)));
        overdue.Select(row => row.Agency).ShouldContain("North drug service", "governance sees the figures of every agency");

        var due = await world.DoAsync(world.As("governance"), db => DueForReview.OfPersonAsync(db, db.Act.Agency, person));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => DecideReview.DoAsync(db, person, due, new("retain", "Still offending", null))))).ShouldNotBeNull();
        var next = world.Clock.Today.AddYears(2);
        await world.DoAsync(world.As("governance"), db => DecideReview.DoAsync(db, person, due, new("retain", "Still offending", next)));
        (await world.ReadAsync<DateOnly>("select max(review_on) from person_name where owner_agency_id = @agency", new { agency = world.Agencies["north-police"] })).ShouldBe(next);
        await RunAsync(world);
        (await world.ReadAsync<DateOnly>("select max(review_on) from person_name where owner_agency_id = @agency", new { agency = world.Agencies["north-police"] })).ShouldBe(next, "a decision outlasts the rules' date");
        (await world.DoAsync(world.As("governance"), db => DueForReview.PeopleAsync(db, db.Act.Agency, 1))).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Item_Restricted_IsSeenByItsOwnerAndNobodyElse()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        await world.EventAsync(person, "arrest", "2026-10-01");
        const string Count = "select count(*) from offence_event";
        (await world.ReadAsync<long>(Count, by: "manager")).ShouldBe(1, "the agreement shows it to probation");
        var item = await world.ReadAsync<Guid>("select id from offence_event");
        (await world.ReadAsync<Guid?>("select restrict_item('offence_event', @item, 'accuracy-contested', 'He says it was his brother')", new { item }, by: "manager")).ShouldBeNull("not probation's");
        await world.DoAsync(world.As("coordinator"), db => db.ValueAsync<Guid?>("select restrict_item('offence_event', @item, 'accuracy-contested', 'He says it was his brother')", new { item }));
        (await world.ReadAsync<long>(Count)).ShouldBe(1, "the owner");
        (await world.ReadAsync<long>(Count, by: "manager")).ShouldBe(0);
        await world.DoAsync(world.As("manager"), db => db.ExecuteAsync(
            "insert into urgent_access (partnership_id, person_id, user_id, agency_id, ground, why, at, until_at, review_by) values (@Partnership, @person, @User, @Agency, 'risk-to-life', 'x', @At, @until, '2026-11-27')",
            new { db.Act.Partnership, person, db.Act.User, db.Act.Agency, db.Act.At, until = db.Act.At.AddHours(1) }));
        (await world.ReadAsync<long>(Count, by: "manager")).ShouldBe(0, "not even in an emergency");
        var restriction = await world.ReadAsync<Guid>("select id from item_restriction");
        (await world.ReadAsync<bool>("select lift_restriction(@restriction, 'Confirmed by the custody record')", new { restriction })).ShouldBeTrue();
        (await world.ReadAsync<long>(Count, by: "manager")).ShouldBe(1);
    }

    [Fact]
    public async Task Pages_LeadFromTheListToTheDisposal()
    {
        Environment.SetEnvironmentVariable("THROUGHLINE_DISPOSALS", Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        site.World.Clock.Move(TimeSpan.FromDays(366 * 7));
        using var browser = await site.SignInAsync("governance");
        var list = await browser.GetAsync("/rights/retention");
        list.Main.ShouldContain("North probation");
        var one = await browser.GetAsync($"/rights/retention/{person}");
        (await browser.SubmitAsync(one, "main form")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var item = one.Page.QuerySelector("input[name=Items]")!.GetAttribute("value");
        var check = await browser.SubmitAsync(one, "main form", new() { ["Items"] = item, ["What"] = "dispose", ["Reason"] = "Its time is over" });
        check.Main.ShouldContain("You are about to propose to dispose of 1 item");
        (await browser.SubmitAsync(check, "main form")).Main.ShouldContain("Proposed. A second person");
        (await browser.GetAsync("/rights/disposals")).Main.ShouldContain("You proposed it: somebody else must agree.");
        using var second = await site.SignInAsync("coordinator");
        (await second.SubmitAsync(await second.GetAsync("/rights/disposals"), "form[action*='Agree']")).Main.ShouldContain("Disposed of. The proof is below.");
        var rules = await browser.GetAsync("/rights/retention/rules");
        (await browser.SubmitAsync(rules, "main form")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static Task<DateOnly> ReviewOnAsync(World world) => world.ReadAsync<DateOnly>("select review_on from offence_event");

    private static Task RunAsync(World world) => new RetentionJob().RunAsync(new JobContext(Guid.Empty, world.As("governance"), null, () => new Db(world.Database.Source), (_, _, _) => Task.CompletedTask), CancellationToken.None);
}
