using System.Net;
using Shouldly;
using Throughline.People.Search;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.People;

public sealed class SearchTests
{
    [Theory]
    [InlineData("jon smith", "John Smith", 0.93)]
    [InlineData("Smith John", "John Smith", 1)]
    [InlineData("mcdonald", "Ewan Macdonald", 0.9)]
    [InlineData("o'neill", "Sean ONEILL", 0.98)]
    [InlineData("Zbigniew Kowalski", "John Smith", 0)]
    public void NameLikeness_Names_IsAtLeast(string sought, string name, double atLeast)
    {
        var alike = NameLikeness.Of(sought, name);
        alike.ShouldBeGreaterThanOrEqualTo(atLeast);
        alike.ShouldBeLessThanOrEqualTo(1);
        if (atLeast == 0)
            alike.ShouldBeLessThan(0.75);
    }

    // the published examples of Winkler's comparator
    [Theory]
    [InlineData("martha", "marhta", 0.9611)]
    [InlineData("dixon", "dicksonx", 0.8133)]
    [InlineData("dwayne", "duane", 0.84)]
    public void JaroWinkler_PublishedPairs_Agree(string one, string other, double published) =>
        NameLikeness.JaroWinkler(one, other).ShouldBe(published, 0.0001);

    [Theory]
    [InlineData("Jon Smith 3/12/1991", 1991, 12, 3, "Jon Smith")]
    [InlineData("27 March 1991", 1991, 3, 27, "")]
    [InlineData("1991-03-27 smith", 1991, 3, 27, "smith")]
    public void TakeDate_DateInAText_IsTakenOut(string text, int year, int month, int day, string rest) =>
        SearchTerms.TakeDate(text).ShouldBe((new DateOnly(year, month, day), rest));

    [Fact]
    public async Task Search_EachWayOfKnowingSomebody_FindsThemAndSaysWhy()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var john = await browser.CreateAsync("John", "Smith", "3/12/1991", new() { ["IdentifierType"] = "pncid", ["Identifier"] = "02/73319Z" });
        await browser.CreateAsync("Ewan", "Macdonald", "1/5/1988");
        await browser.CreateAsync("Zbigniew", "Kowalski");
        (await browser.AddAsync(john, "name", new() { ["Kind"] = "alias", ["Forenames"] = "Johnny", ["Surname"] = "Whitlock" })).Status.ShouldBe(HttpStatusCode.OK);
        await browser.AddAsync(john, "phone", new() { ["Number"] = "07700 900123" });
        await browser.AddAsync(john, "vehicle", new() { ["Registration"] = "ab12 cde", ["Description"] = "Grey Vauxhall Corsa" });
        await browser.AddAsync(john, "address", new() { ["Address"] = "12 Mill Lane", ["Town"] = "Northbrook", ["Postcode"] = "m1 1ae" });
        await browser.AddAsync(john, "associate", new() { ["Name"] = "Lee Marsh", ["Relationship"] = "Brother-in-law" });

        foreach (var (text, why) in new[]
        {
            ("jon smith", "alike: John Smith"), ("Smith John", "name: John Smith"), ("jon smyth", "alike: John Smith"), ("johnny whitlock", "name: Johnny Whitlock"), ("whitlok", "alike: Johnny Whitlock"),
            ("3/12/1991", "date of birth"), ("12/3/1991", "day and month swapped"), ("smith 3 December 1991", "date of birth"),
            ("2002/0073319Z", "PNCID 2002/0073319Z"), ("02/73319z", "PNCID 2002/0073319Z"), ("+44 7700 900123", "telephone"), ("AB12CDE", "vehicle AB12CDE"), ("M11AE", "address: 12 Mill Lane"),
            ("mill lane northbrok", "address: 12 Mill Lane"), ("lee marsh", "associate: Lee Marsh"),
        })
        {
            var found = await browser.SearchAsync(text);
            found.Status.ShouldBe(HttpStatusCode.OK);
            found.Path.ShouldStartWith("/people/search/");
            found.Path.ShouldNotContain("?");
            found.FoundNames().FirstOrDefault().ShouldBe("John Smith", text);
            found.Main.ShouldContain(why, customMessage: text);
            found.Page.QuerySelector("input[name=Anything]")!.GetAttribute("value").ShouldBe(text);
        }

        (await browser.SearchAsync("mcdonald")).FoundNames().ShouldBe(["Ewan Macdonald"]);
        (await browser.SearchAsync("jon")).FoundNames().ShouldContain("John Smith");
        var nobody = await browser.SearchAsync("Thistlewaite");
        nobody.Main.ShouldContain("Nobody fits");
    }

    [Fact]
    public async Task Search_Particulars_MustAllFit()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        await browser.CreateAsync("John", "Smith", "3/12/1991");
        await browser.CreateAsync("Joan", "Smith", "4/12/1991", new() { ["NoneOfThem"] = "true" });
        var found = await browser.SearchAsync(null, new() { ["Name"] = "jon smith", ["DateOfBirth.Day"] = "3", ["DateOfBirth.Month"] = "12", ["DateOfBirth.Year"] = "1991" });
        found.FoundNames().ShouldBe(["John Smith"]);
        found.Main.ShouldContain("1 person");
        found.Page.QuerySelector("input[name='DateOfBirth.Year']")!.GetAttribute("value").ShouldBe("1991");
        (await browser.SearchAsync(null, new() { ["Name"] = "jon smith", ["Phone"] = "07700 900999" })).Main.ShouldContain("Nobody");
    }

    [Theory]
    [InlineData("Anything", "", "Enter a name, a date of birth")]
    [InlineData("Anything", "x", "Enter at least 2 characters")]
    [InlineData("Phone", "0770", "Telephone number “0770” does not have the right letters and digits")]
    [InlineData("Vehicle", "QQQQQQQQ", "Registration “QQQQQQQQ” does not have the right letters and digits")]
    [InlineData("DateOfBirth.Year", "1991", "Date of birth must include a day and month")]
    public async Task Search_WhatCannotBeSearchedFor_Is400WithTheSentence(string field, string value, string sentence)
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var answer = await browser.SearchAsync(null, new() { [field] = value });
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain(sentence);
    }

    [Fact]
    public async Task Search_OtherPartnershipAndOtherUser_SeeNothingOfIt()
    {
        await using var site = await Site.StartAsync();
        using var north = await site.SignInAsync("coordinator");
        var person = await north.CreateAsync("John", "Smith", "3/12/1991", new() { ["IdentifierType"] = "pncid", ["Identifier"] = "02/73319Z" });
        var search = (await north.SearchAsync("john smith")).Path;
        using var south = await site.SignInAsync("coordinator", "south");
        foreach (var text in new[] { "john smith", "02/73319Z", "3/12/1991" })
            (await south.SearchAsync(text)).Main.ShouldContain("Nobody fits");
        (await south.GetAsync(search)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await south.GetAsync($"/people/{person}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var colleague = await site.SignInAsync("manager");
        (await colleague.GetAsync(search)).Status.ShouldBe(HttpStatusCode.NotFound);
        // the same identifier in the other partnership betrays nothing
        (await south.CreateAsync("John", "Smith", "3/12/1991", new() { ["IdentifierType"] = "pncid", ["Identifier"] = "02/73319Z" })).ShouldNotBe(person);
    }

    [Fact]
    public async Task Search_ManyFound_ArePagedAndTheLookIsRecordedForThoseShown()
    {
        await using var site = await Site.StartAsync();
        await site.World.DoAsync(site.World.As("coordinator"), async db =>
        {
            for (var i = 0; i < 45; i++)
                await RecordPeople.BareAsync(db, "Smith", "John " + (char)('A' + i % 26) + (char)('a' + i / 26));
        });
        using var browser = await site.SignInAsync("analyst");
        var first = await browser.SearchAsync("john smith");
        first.Main.ShouldContain("45 people, page 1 of 3");
        first.FoundNames().Count().ShouldBe(20);
        first.Page.QuerySelector("a[href^='/people/new/']").ShouldBeNull();
        var last = await browser.GetAsync(first.Path + "?p=3");
        last.FoundNames().Count().ShouldBe(5);
        last.FoundNames().Intersect(first.FoundNames()).ShouldBeEmpty();
        var looks = await site.World.DoAsync(site.World.As("governance"), db => db.ListAsync<int>("select cardinality(person_ids) from audit_entry where subject = 'search of people' order by id"));
        looks.ShouldBe([20, 5]);
    }

    [Fact]
    public async Task Search_StrategicLead_HasNoSuchPage()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("lead");
        (await browser.GetAsync("/people")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
