using System.Net;
using Shouldly;
using Throughline.Access;
using Throughline.Access.Brake;
using Throughline.Access.Keeping;
using Throughline.Platform;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access.Keeping;

/// <summary>Whoever is held back by a number does not set it.</summary>
public sealed class SecurityNumbersTests
{
    [Fact]
    public async Task Numbers_ThatHoldPeopleBack_AreNotAmongThoseOfThePractice()
    {
        await using var site = await Site.StartAsync();
        using var coordinator = await site.SignInAsync("coordinator", steppedUp: true);
        var practice = await coordinator.GetAsync("/settings/numbers");
        practice.Body.ShouldContain("Values[review.quiet-days]");
        foreach (var number in SecurityNumbers.All)
            practice.Body.ShouldNotContain($"Values[{number.Key}]");
        (await coordinator.GetAsync("/users/numbers")).Status.ShouldBe(HttpStatusCode.NotFound);
        await coordinator.SubmitAsync(practice, "main form", new() { ["Values[brake.hour.coordinator]"] = "1000" });
        (await site.World.DoAsync(site.World.As("coordinator"), db => db.NumberAsync(BrakeNumbers.HourOf(Role.Coordinator)))).ShouldBe(300, "a field that the page does not have");
    }

    [Fact]
    public async Task Governance_SetsThem_ButNeverItsOwnUpwards()
    {
        await using var site = await Site.StartAsync();
        using var governance = await site.SignInAsync("governance", steppedUp: true);
        var page = await governance.GetAsync("/users/numbers");
        (await governance.SubmitAsync(page, "form#numbers", new() { ["Values[brake.hour.offender-manager]"] = "1001" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await governance.SubmitAsync(page, "form#numbers", new() { ["Values[brake.hour.offender-manager]"] = "1000" })).Main.ShouldContain("Saved.");
        var own = await governance.SubmitAsync(page, "form#numbers", new() { ["Values[brake.hour.information-governance-officer]"] = "301" });
        own.Status.ShouldBe(HttpStatusCode.BadRequest);
        own.Main.ShouldContain("this holds you back");
        (await governance.SubmitAsync(page, "form#numbers", new() { ["Values[brake.hour.information-governance-officer]"] = "299" })).Main.ShouldContain("Saved.");
        using var administrator = await site.SignInAsync("administrator", steppedUp: true);
        var theirs = await administrator.GetAsync("/users/numbers");
        theirs.Body.ShouldNotContain("Values[brake.hour.offender-manager]");
        (await administrator.SubmitAsync(theirs, "form#numbers", new() { ["Values[brake.hour.information-governance-officer]"] = "400" })).Main.ShouldContain("Saved.");
        (await site.World.DoAsync(site.World.As("governance"), db => BrakeNumbers.LimitAsync(db, [Role.InformationGovernanceOfficer])))!.InAnHour.ShouldBe(400);
    }

    [Theory]
    [InlineData("brake.hour.analyst", Role.Analyst, true)]
    [InlineData("brake.day.analyst", Role.Analyst, true)]
    [InlineData("brake.hour.analyst", Role.Coordinator, false)]
    [InlineData("brake.shown", Role.Analyst, true)]
    [InlineData("brake.shown", Role.Administrator, false)]
    [InlineData("access.idle-minutes", Role.Analyst, false)]
    public void Raising_WhatHoldsOneself_IsRefused(string key, Role role, bool isOwn)
    {
        var number = SecurityNumbers.All.Single(one => one.Key == key);
        SetSecurityNumbers.NobodyRaisesTheirOwnLimit(number, new HashSet<Role> { role }, 10, 11).Holds.ShouldBe(!isOwn);
        SetSecurityNumbers.NobodyRaisesTheirOwnLimit(number, new HashSet<Role> { role }, 10, 10).Holds.ShouldBeTrue();
    }

    [Fact]
    public async Task NumberFromBefore_AboveTheMost_CountsAsTheMost()
    {
        await using var world = await World.CreateAsync();
        await world.ChangeAsync("""update partnership set settings = jsonb_set(settings, '{numbers}', '{"brake.hour.analyst": 100000, "brake.day.analyst": 1000000}')""");
        (await world.DoAsync(world.As("analyst"), db => BrakeNumbers.LimitAsync(db, [Role.Analyst]))).ShouldBe(new BrakeLimit(BrakeNumbers.MostInAnHour, BrakeNumbers.MostInADay));
    }
}
