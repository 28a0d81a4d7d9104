using System.Net;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.People;

public sealed class CreatePersonTests
{
    [Fact]
    public async Task Create_AfterASearch_MakesTheRecordWithItsProcessAndAudit()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("manager");
        var person = await browser.CreateAsync("Daniel", "Okafor", "17/7/1991", new() { ["IdentifierType"] = "crn", ["Identifier"] = "x123456", ["Sex"] = "M" });
        var page = await browser.GetAsync($"/people/{person}/identity");
        page.Main.ShouldContain("Daniel Okafor");
        page.Main.ShouldContain("17 July 1991");
        page.Main.ShouldContain("X123456 Probation CRN");
        page.Main.ShouldContain("North probation. Entered by Owen Mannering on 20 November 2026 at 10:30am.");
        (await browser.GetAsync($"/people/{person}/timeline")).Main.ShouldContain("Recorded by hand: Daniel Okafor Reason: Named at the daily meeting");
        var operations = await site.World.DoAsync(site.World.As("governance"), db => db.ListAsync<string>("select operation from audit_entry where @person = any(person_ids) order by id", new { person }));
        operations.ShouldContain("collection");
        operations.ShouldNotContain("alteration", "one act, one entry");
        operations.ShouldContain("consultation");
    }

    [Fact]
    public async Task Create_IdentifierOfSomebodyHere_IsRefusedWithALinkToThem()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var first = await browser.CreateAsync("John", "Smith", null, new() { ["IdentifierType"] = "pncid", ["Identifier"] = "02/73319Z" });
        var again = await browser.TryToCreateAsync("Gareth", "Pugh", null, new() { ["IdentifierType"] = "pncid", ["Identifier"] = "2002/0073319Z" });
        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        again.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain("PNCID 2002/0073319Z belongs to somebody who is recorded already");
        again.Page.QuerySelector($"main a[href='/people/{first}']")!.TextContent.ShouldBe("John Smith");
        again.Page.QuerySelector("input[name=Surname]")!.GetAttribute("value").ShouldBe("Pugh");
        (await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<int>("select count(*)::int from person"))).ShouldBe(1);
    }

    [Fact]
    public async Task Create_SomebodyAlikeIsHere_AsksOnceMore()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var first = await browser.CreateAsync("John", "Smith", "3/12/1991");
        var again = await browser.TryToCreateAsync("Jon", "Smith", "3/12/1991");
        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        again.Main.ShouldContain("1 person is like this one");
        again.Main.ShouldContain("Look at the people who are like this one");
        again.Page.QuerySelector($"main a[href='/people/{first}']").ShouldNotBeNull();
        var done = await browser.SubmitAsync(again, "main form", new() { ["NoneOfThem"] = "true" });
        done.Status.ShouldBe(HttpStatusCode.OK);
        done.Main.ShouldContain("Recorded.");
    }

    [Theory]
    [InlineData("Surname", "", "Enter the family name")]
    [InlineData("Forenames", "", "Enter the given names")]
    [InlineData("Source", "", "Say how you know of this person")]
    [InlineData("DateOfBirth", "20/11/2026", "Date of birth must be at least 10 years ago")]
    [InlineData("DateOfBirth", "21/11/2026", "Date of birth must be in the past")]
    [InlineData("DateOfBirth", "31/2/1990", "Date of birth must be a real date")]
    [InlineData("Identifier", "02/73319A", "PNCID “02/73319A” has a check character that does not follow from the rest")]
    [InlineData("Identifier", "rubbish", "PNCID “rubbish” does not have the right letters and digits in the right places")]
    public async Task Create_WhatCannotBeKept_Is400WithTheSentence(string field, string value, string sentence)
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var page = await browser.GetAsync((await browser.SearchAsync("Daniel Okafor")).Page.QuerySelector("a[href^='/people/new/']")!.GetAttribute("href")!);
        page.Page.QuerySelector("input[name=Surname]")!.GetAttribute("value").ShouldBe("Okafor");
        var fields = new Dictionary<string, string?> { ["Source"] = "Named at the daily meeting" };
        if (field == "Identifier")
            fields["IdentifierType"] = "pncid";
        if (field == "DateOfBirth" && value.Split('/') is [var day, var month, var year])
            (fields["DateOfBirth.Day"], fields["DateOfBirth.Month"], fields["DateOfBirth.Year"]) = (day, month, year);
        else
            fields[field] = value;
        var answer = await browser.SubmitAsync(page, "main form", fields);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain(sentence);
        answer.Page.QuerySelector(".govuk-error-message")!.TextContent.ShouldContain(sentence);
    }

    [Fact]
    public async Task Create_WithoutASearchOfOnesOwn_DoesNotExist()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        (await browser.GetAsync($"/people/new/{Guid.CreateVersion7()}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync("/people/new")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
