using System.Net;
using Shouldly;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;
using Throughline.Rights.Disposal;
using Throughline.Rights.Retention;
using Throughline.Sharing;
using Throughline.Testing;
using Throughline.Tests.Access.Keeping;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Rights;

/// <summary>Review dates follow the rules by themselves, and the worklist holds what waits and nothing that does not.</summary>
public sealed class RetentionMoreTests
{
    private static readonly NewRetentionRule Rule = new("offending", null, 24, null, "recorded", false, "Records policy of North police, 2026", new DateOnly(2026, 12, 1), "The new policy");

    private static Task RunAsync(World world) => new RetentionJob().RunAsync(new JobContext(Guid.Empty, world.As("governance"), null, () => new Db(world.Database.Source), (_, _, _) => Task.CompletedTask), CancellationToken.None);

    private static Task<(IReadOnlyList<PersonDue> People, int Total)> ListAsync(World world) => world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(() => DueForReview.PeopleAsync(db, db.Act.Agency, 1)));

    private static Task<IReadOnlyList<ItemDue>> DueAsync(World world, PersonId person) => world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(() => DueForReview.OfPersonAsync(db, db.Act.Agency, person)));

    [Fact]
    public async Task Dates_AreAskedFor_OnceADay()
    {
        await using var world = await World.CreateAsync();
        (await DateItemsDaily.AskAsync(world.Database.Source, world.Clock.GetUtcNow(), default)).ShouldBe(2, "each partnership");
        (await DateItemsDaily.AskAsync(world.Database.Source, world.Clock.GetUtcNow().AddHours(13), default)).ShouldBe(0);
        (await DateItemsDaily.AskAsync(world.Database.Source, world.Clock.GetUtcNow().AddHours(14), default)).ShouldBe(2, "after midnight");
    }

    /// <summary>Governance and coordinators decide about disposals; in an agency that has neither, whoever works for it. The first screen asks the same.</summary>
    [Fact]
    public async Task Disposals_AreForWhoDecides_AlsoOnTheFirstScreen()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var phone = await world.DoAsync(world.As("coordinator"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null));
        await world.DoAsync(world.As("coordinator"), db => ProposeDisposal.DoAsync(db, person, [("person_phone", phone)], "retention", "Its time is over"));
        async Task<(bool May, int Told)> AsksAsync(string user) => await world.DoAsync(world.As(user), async db => (await WhoDisposes.MayAsync(db), (await Throughline.Work.Today.DueItems.RightsAsync(db)).Count(item => item.DueBecause.StartsWith("A disposal", StringComparison.Ordinal))));
        (await AsksAsync("governance")).ShouldBe((true, 1));
        (await AsksAsync("coordinator")).ShouldBe((true, 0), "their own proposal");
        (await AsksAsync("police-manager")).ShouldBe((false, 0));
        (await AsksAsync("manager")).ShouldBe((true, 0), "probation has neither, and nothing is proposed there");
        await world.ChangeAsync("delete from user_role where role = 'information-governance-officer' and user_id = @Value", world.As("governance").User);
        (await AsksAsync("police-manager")).ShouldBe((false, 0), "there is a coordinator still");
        await world.ChangeAsync("delete from user_role where role = 'coordinator' and user_id = @Value", world.As("coordinator").User);
        (await AsksAsync("police-manager")).ShouldBe((true, 1));
    }

    [Fact]
    public async Task Rule_ThatBeginsLater_HoldsFromItsDayAndNotBefore()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.EventAsync(person, "arrest", "2026-10-01");
        await world.DoAsync(world.As("governance"), db => SetRetentionRule.DoAsync(db, Rule));
        world.Clock.Move(TimeSpan.FromDays(10));
        await RunAsync(world);
        (await world.ReadAsync<DateOnly>("select review_on from offence_event")).ShouldBe(new DateOnly(2032, 11, 20), "the day before");
        world.Clock.Move(TimeSpan.FromDays(1));
        await RunAsync(world);
        (await world.ReadAsync<DateOnly>("select review_on from offence_event")).ShouldBe(new DateOnly(2028, 11, 20));
    }

    [Fact]
    public async Task Rule_ReplacedBeforeItBegan_NeverHolds()
    {
        await using var world = await World.CreateAsync();
        await world.DoAsync(world.As("governance"), db => SetRetentionRule.DoAsync(db, Rule));
        await world.DoAsync(world.As("governance"), db => SetRetentionRule.DoAsync(db, Rule with { ReviewAfterMonths = 36, ValidFrom = new DateOnly(2026, 11, 20) }));
        foreach (var day in new[] { "2026-11-20", "2026-11-30", "2026-12-01", "2026-12-02" })
            (await world.ReadAsync<int>("select (retention_rule_for(@police, 'offending', null, @day::date)).review_after_months", new { police = world.Agencies["north-police"], day })).ShouldBe(36, day);
    }

    [Fact]
    public async Task NewItem_OfAPersonInAGroup_IsDatedByTheGroupAtOnce()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.DoAsync(world.As("governance"), db => SetRetentionRule.GroupAsync(db, person, 2, "Serious violence in 2025"));
        await world.EventAsync(person, "arrest", "2026-10-01");
        (await world.ReadAsync<DateOnly>("select review_on from offence_event")).ShouldBe(new DateOnly(2036, 11, 20), "ten clear years");
    }

    [Fact]
    public async Task ItemForNamedPeople_PastItsDate_IsListed_WithoutItsWords()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.DoAsync(world.As("police-manager"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null, new(Marking.People, [world.As("intelligence").User.Value])));
        world.Clock.Move(TimeSpan.FromDays(366 * 7));
        (await ListAsync(world)).People.ShouldHaveSingleItem().Items.ShouldBe(5, "name, date of birth, description, the telephone number and the event that tells of it");
        (await DueAsync(world, person)).Single(item => item.Kind == "person_phone").Words.ShouldBe("Marked for named people: ask whoever recorded it");
    }

    [Fact]
    public async Task Item_ThatIsDecidedAbout_LeavesTheList_AndComesBackWhenItMust()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        world.Clock.Move(TimeSpan.FromDays(366 * 7));
        var due = await DueAsync(world, person);
        await world.DoAsync(world.As("governance"), db => DecideReview.DoAsync(db, person, [due[0]], new("restrict", "It may be wrong", null)));
        (await ListAsync(world)).People.ShouldHaveSingleItem().Items.ShouldBe(2, "what is restricted is looked at again in a year");
        (await world.ReadAsync<DateOnly>($"select review_on from {due[0].Kind} where id = @Id", new { due[0].Id })).ShouldBe(world.Clock.Today.AddMonths(12));
        await world.DoAsync(world.As("governance"), db => DecideReview.DoAsync(db, person, [due[1], due[2]], new("dispose", "Its time is over", null)));
        (await ListAsync(world)).Total.ShouldBe(0, "it waits for a second person, not for this one");
        var register = new DisposalRegister(Path.Combine(Path.GetTempPath(), $"disposals-{Guid.CreateVersion7():N}.jsonl"));
        await world.DoAsync(world.As("coordinator"), async db => await ApproveDisposal.RefuseAsync(db, register, (await DisposalRow.WaitingAsync(db)).Single().Id, "A court may ask for it"));
        (await ListAsync(world)).People.ShouldHaveSingleItem().Items.ShouldBe(2);
        world.Clock.Move(TimeSpan.FromDays(366));
        await RunAsync(world);
        (await ListAsync(world)).People.ShouldHaveSingleItem().Items.ShouldBe(3, "a restriction is no end");
    }

    [Fact]
    public async Task Agency_WithoutAnOfficer_DecidesAboutItsOwn_AndOneWithAnOfficerLeavesItToThem()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        site.World.Clock.Move(TimeSpan.FromDays(366 * 7));
        using var probation = await site.SignInAsync("manager");
        var list = await probation.GetAsync("/rights/retention");
        list.Main.ShouldContain("1 person");
        list.Main.ShouldNotContain("North drug service", customMessage: "how much of others waits is for governance");
        (await probation.GetAsync($"/rights/retention/{person}")).Status.ShouldBe(HttpStatusCode.OK);
        (await probation.GetAsync("/rights/disposals")).Status.ShouldBe(HttpStatusCode.OK);
        (await probation.GetAsync("/rights/asked")).Main.ShouldContain("Items to look at again");
        using var police = await site.SignInAsync("police-manager");
        foreach (var page in new[] { "/rights/retention", $"/rights/retention/{person}", "/rights/disposals" })
            (await police.GetAsync(page)).Status.ShouldBe(HttpStatusCode.NotFound, page);
        (await police.GetAsync("/rights/asked")).Main.ShouldNotContain("Items to look at again");
    }
}
