using System.Net;
using Shouldly;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Lists;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

public sealed class ListsTests
{
    private static Task SecondOfficerAsync(World world) => world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync(
        "select set_config('throughline.user', '', true); insert into user_role (user_id, partnership_id, role, granted_at) values (@user, @Partnership, @role, @At)", new { user = world.As("lead").User, db.Act.Partnership, role = Role.InformationGovernanceOfficer.Code(), db.Act.At }));

    private static Task<bool> SeesPersonAsync(World world, string user, PersonId person) => world.DoAsync(world.As(user), db => db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }));

    [Fact]
    public async Task Exclusion_HoldsAtOnce_LooksLikeNobody_AndIsLiftedByTwo()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await SecondOfficerAsync(world);
        var analyst = world.As("analyst").User;
        var entry = await world.DoAsync(world.As("governance"), db => ExcludeUser.DoAsync(db, person, analyst, "His sister", null));
        using (var browser = await site.SignInAsync("analyst"))
        {
            (await browser.GetAsync($"/people/{person}")).Status.ShouldBe(HttpStatusCode.NotFound);
            (await browser.GetAsync($"/people/{person}")).Main.ShouldBe((await browser.GetAsync($"/people/{PersonId.New()}")).Main, "as if there were nobody");
        }

        (await SeesPersonAsync(world, "coordinator", person)).ShouldBeTrue();
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => ConfirmEntry.DoAsync(db, entry))))!.ShouldContain("it takes two");
        await world.DoAsync(world.As("lead"), db => ConfirmEntry.DoAsync(db, entry));
        await world.DoAsync(world.As("governance"), db => LiftEntry.AskAsync(db, entry, "She has left the force."));
        (await SeesPersonAsync(world, "analyst", person)).ShouldBeFalse("one officer's wish lifts nothing");
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => LiftEntry.DoAsync(db, entry))))!.ShouldContain("it takes two");
        world.Clock.Move(TimeSpan.FromSeconds(1));
        await world.DoAsync(world.As("lead"), db => LiftEntry.DoAsync(db, entry));
        (await SeesPersonAsync(world, "analyst", person)).ShouldBeTrue();
    }

    [Fact]
    public async Task Exclusion_WithALastDay_HoldsToItsEnd_AndNotASecondLonger()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.DoAsync(world.As("governance"), db => ExcludeUser.DoAsync(db, person, world.As("analyst").User, "His sister", world.Clock.Today));
        world.Clock.Move(TimeSpan.FromHours(13.5) - TimeSpan.FromSeconds(1));
        (await SeesPersonAsync(world, "analyst", person)).ShouldBeFalse();
        world.Clock.Move(TimeSpan.FromSeconds(1));
        (await SeesPersonAsync(world, "analyst", person)).ShouldBeTrue();
    }

    [Fact]
    public async Task Restriction_BeginsWithTheSecondOfficer_AndLetsInOnlyThoseNamed()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await SecondOfficerAsync(world);
        var entry = await world.DoAsync(world.As("governance"), db => RestrictPerson.DoAsync(db, person, [world.As("manager").User], "Threats from a colleague's family", null));
        (await SeesPersonAsync(world, "coordinator", person)).ShouldBeTrue("not before two agree");
        await world.DoAsync(world.As("lead"), db => ConfirmEntry.DoAsync(db, entry));
        (await SeesPersonAsync(world, "coordinator", person)).ShouldBeFalse();
        (await SeesPersonAsync(world, "manager", person)).ShouldBeTrue();
        (await SeesPersonAsync(world, "governance", person)).ShouldBeFalse();
        (await world.DoAsync(world.As("governance"), db => ListEntry.FindAsync(db, entry))).PersonName.ShouldBeNull();
    }

    [Fact]
    public async Task Lists_AreGovernancesAlone_AndNobodyReadsOfThemselves()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await SecondOfficerAsync(world);
        await world.DoAsync(world.As("lead"), db => ExcludeUser.DoAsync(db, person, world.As("governance").User, "Her cousin", null));
        (await world.DoAsync(world.As("governance"), db => ListEntry.ListAsync(db))).ShouldBeEmpty();
        (await world.DoAsync(world.As("lead"), db => ListEntry.ListAsync(db))).ShouldHaveSingleItem();
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator"), db => ExcludeUser.DoAsync(db, person, world.As("analyst").User, "His sister", null)))).ShouldBe("Information governance keeps these lists");
        foreach (var user in new[] { "coordinator", "administrator" })
        {
            using var browser = await site.SignInAsync(user);
            (await browser.GetAsync("/sharing/lists")).Status.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task PaperTrail_OfAPersonWhoIsHidden_IsHiddenAsWell()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.DiscloseAsync(person, world.Asked("police"));
        Task<int> LedgerAsync() => world.DoAsync(world.As("analyst"), db => db.ValueAsync<int>("select count(*)::int from disclosure"));
        (await LedgerAsync()).ShouldBe(1);
        await world.DoAsync(world.As("governance"), db => ExcludeUser.DoAsync(db, person, world.As("analyst").User, "His sister", null));
        (await LedgerAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Pages_FindThePersonAndExclude_WithoutScripts()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        using var governance = await site.SignInAsync("governance");
        var find = await governance.GetAsync("/sharing/lists/new");
        (await governance.SubmitAsync(find, "main form", [])).Status.ShouldBe(HttpStatusCode.BadRequest);
        var found = await governance.SubmitAsync(find, "main form", new() { ["Search"] = "marsh" });
        var add = await governance.GetAsync(found.Page.QuerySelector("main ul a")!.GetAttribute("href")!);
        add.Main.ShouldContain("About Lee Marsh");
        (await governance.SubmitAsync(add, "main form", [])).Main.ShouldContain("Choose what should happen");
        var done = await governance.SubmitAsync(add, "main form", new() { ["Kind"] = "exclusion", ["Users"] = world.As("analyst").User.ToString(), ["Because"] = "His sister" });
        done.Main.ShouldContain("Holds; a second officer has not confirmed it yet");
        var entry = await governance.GetAsync(done.Page.QuerySelector("main table a")!.GetAttribute("href")!);
        entry.Main.ShouldContain("Another information governance officer confirms it");
        (await SeesPersonAsync(world, "analyst", person)).ShouldBeFalse();
    }
}
