using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Markings;
using Throughline.Sharing.Why;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>An item that its owner has restricted speaks to nobody else in any way, until the restriction is lifted.</summary>
public sealed class RestrictionTests
{
    private static Task<Guid?> RestrictAsync(World world, string kind, Guid item, string by) => world.DoAsync(world.As(by), db => db.ValueAsync<Guid?>("select restrict_item(@kind, @item, 'accuracy-contested', 'It was his brother')", new { kind, item }));

    [Fact]
    public async Task EventsThatTellOfARestrictedItem_AreHiddenWithIt_AndComeBack()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        await world.EventAsync(person, "arrest", "2026-10-01");
        var item = await world.OneAsync("select id from offence_event");
        await world.DoAsync(world.As("coordinator"), db => db.ProcessAsync("CorrectItem", person, null, "Wrong day", [new Happened("item-corrected", "offending", "Corrected arrest: shop theft", db.Act.On, new { item })]));
        const string Told = "select count(*) from event where words like 'Corrected arrest%'";
        (await world.ReadAsync<long>(Told, by: "manager")).ShouldBe(1);
        var restriction = await RestrictAsync(world, "offence_event", item, "coordinator");
        (await world.ReadAsync<long>(Told, by: "manager")).ShouldBe(0);
        (await world.ReadAsync<long>("select count(*) from process where type = 'CorrectItem'", by: "manager")).ShouldBe(0);
        (await world.ReadAsync<long>(Told)).ShouldBe(1, "the owner");
        await world.DoAsync(world.As("manager"), db => Throughline.Sharing.UrgentAccess.BeginUrgentAccess.DoAsync(db, person, "risk-to-life", "He told his sister that he would kill himself."));
        (await world.ReadAsync<long>(Told, by: "manager")).ShouldBe(0, "not even in an emergency");
        (await world.ReadAsync<bool>("select lift_restriction(@restriction, 'Confirmed by the custody record')", new { restriction })).ShouldBeTrue();
        (await world.ReadAsync<long>(Told, by: "manager")).ShouldBe(1);
    }

    [Fact]
    public async Task RestrictedItem_IsNeitherMarkedNorDisclosedNorGlimpsed()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        var item = await world.OneAsync("select id from drug_record");
        Task<IReadOnlyList<Glimpse>> Glimpses() => world.DoAsync(world.As("coordinator"), db => Glimpse.OfAsync(db, person, ["treatment"]));
        (await Glimpses()).ShouldNotBeEmpty();
        var restriction = await RestrictAsync(world, "drug_record", item, "drug-worker");
        (await Glimpses()).ShouldBeEmpty();
        (await world.DoAsync(world.As("drug-worker"), db => db.ValueAsync<bool>("select mark_item('drug_record', @item, 'partnership', '{}')", new { item }))).ShouldBeFalse();
        var label = (await world.DoAsync(world.As("drug-worker"), db => LabelledItem.FindAsync(db, person, "drug_record", item)))!;
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("drug-worker"), db => MarkItem.DoAsync(db, label, MarkingChoice.Usual, "All may see it")))).ShouldBe("This is restricted: only your own agency sees it until the restriction is lifted");
        (await Arrange.BrokenRuleAsync(() => world.DiscloseAsync(person, world.Asked("police", items: ("drug_record", item))))).ShouldBe("This is restricted: it cannot be shared until the restriction is lifted");
        (await Arrange.BrokenRuleAsync(() => world.DiscloseAsync(person, world.Asked("police"))))!.ShouldContain("nothing of that kind");
        var sights = await world.DoAsync(world.As("drug-worker"), db => WhoSees.OfAsync(db, person, label.Label with { Marking = Marking.Partnership }, item));
        sights.Select(sight => sight.AgencyName).Distinct().ShouldBe(["North drug service"]);
        (await world.DoAsync(world.As("drug-worker"), db => db.ValueAsync<bool>("select lift_restriction(@restriction, 'It was him')", new { restriction }))).ShouldBeTrue();
        (await Glimpses()).ShouldNotBeEmpty();
        (await Arrange.BrokenRuleAsync(() => world.DiscloseAsync(person, world.Asked("police", items: ("drug_record", item))))).ShouldBeNull();
    }
}
