using System.Net;
using Shouldly;
using Throughline.Platform;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.People;

public sealed class ItemTests
{
    public static TheoryData<string, string, string, string> Kinds => new()
    {
        // kind, what is typed, page, what the page then says
        { "name", "Kind=alias;Forenames=Danny;Surname=White", "identity", "Danny White" },
        { "date-of-birth", "DateOfBirth.Day=27;DateOfBirth.Month=3;DateOfBirth.Year=1991", "identity", "27 March 1991" },
        { "description", "Sex=F;EthnicitySelf=W3;EthnicityObserved=IC1;Beat=NB04", "identity", "White: Gypsy or Irish Traveller (W3)" },
        { "identifier", "Type=cro;Value=65656/91h", "identity", "065656/91H" },
        { "address", "Address=12 Mill Lane;Town=Northbrook;Postcode=m11ae", "contact", "12 Mill Lane, Northbrook, M1 1AE" },
        { "phone", "Number=07700 900123", "contact", "+447700900123" },
        { "vehicle", "Registration=ab12 cde", "contact", "AB12CDE" },
        { "associate", "Name=Lee Marsh;Relationship=Cousin", "contact", "Lee Marsh" },
        { "designation", "Designation=MAPPA;Detail=C2 L1;FromOn.Day=5;FromOn.Month=1;FromOn.Year=2026", "supervision", "5 January 2026" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Item_AddedThenCorrectedThenWithdrawn_KeepsEveryVersion(string kind, string typed, string page, string said)
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var person = await browser.CreateAsync("Daniel", "Okafor");
        var table = Throughline.People.Items.ItemKind.Find(kind)!.Table;
        var before = (await site.World.DoAsync(site.World.As("coordinator"), db => db.ListAsync<Guid>($"select id from {table}"))).ToArray();
        var added = await browser.AddAsync(person, kind, Fields(typed));
        added.Status.ShouldBe(HttpStatusCode.OK, added.Main);
        added.Path.ShouldBe($"/people/{person}/{page}");
        added.Main.ShouldContain(said);

        var id = await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<Guid>($"select id from {table} where person_id = @person and id <> all(@before)", new { person, before }));
        var form = await browser.GetAsync($"/people/{person}/items/{kind}/{id}/correct");
        form.Main.ShouldContain("Recorded now");
        var same = await browser.SubmitAsync(form, "main form", new() { ["Reason"] = "Checked again" });
        same.Status.ShouldBe(HttpStatusCode.BadRequest);
        same.Main.ShouldContain("Nothing is different");
        var change = Fields(Different[kind]).ToDictionary(field => "Input." + field.Key, field => field.Value);
        (await browser.SubmitAsync(form, "main form", change)).Main.ShouldContain("Say why it is corrected");
        change["Reason"] = "Read from the custody record";
        var corrected = await browser.SubmitAsync(form, "main form", change);
        corrected.Status.ShouldBe(HttpStatusCode.OK, corrected.Main);
        corrected.Main.ShouldContain("Replaced on 20 November 2026");

        var versions = await site.World.DoAsync(site.World.As("coordinator"), db => db.ListAsync<bool>($"select superseded_at is null from {table} where person_id = @person and id <> all(@before)", new { person, before }));
        versions.Count(current => !current).ShouldBe(1);
        versions.Count(current => current).ShouldBe(1);
        // the old version cannot be corrected a second time
        (await browser.SubmitAsync(form, "main form", change)).Status.ShouldBe(HttpStatusCode.Conflict);

        var now = await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<Guid>($"select id from {table} where person_id = @person and superseded_at is null and id <> all(@before)", new { person, before }));
        var withdraw = await browser.GetAsync($"/people/{person}/items/{kind}/{now}/withdraw");
        (await browser.SubmitAsync(withdraw, "main form", [])).Main.ShouldContain("Say why it is withdrawn");
        var withdrawn = await browser.SubmitAsync(withdraw, "main form", new() { ["Reason"] = "Of somebody else" });
        withdrawn.Status.ShouldBe(HttpStatusCode.OK, withdrawn.Main);
        withdrawn.Main.ShouldContain("Withdrawn on 20 November 2026");
        var events = await site.World.DoAsync(site.World.As("coordinator"), db => db.ListAsync<string>("select p.type from event e join process p on p.id = e.process_id where e.person_id = @person order by e.id", new { person }));
        events.ShouldBe(["CreatePerson", "AddItem", "CorrectItem", "WithdrawItem"]);
    }

    private static readonly Dictionary<string, string> Different = new()
    {
        ["name"] = "Surname=Whyte",
        ["date-of-birth"] = "DateOfBirth.Day=28",
        ["description"] = "Sex=M",
        ["identifier"] = "Value=SF05/482703J",
        ["address"] = "Address=13 Mill Lane",
        ["phone"] = "Number=07700 900124",
        ["vehicle"] = "Description=Red",
        ["associate"] = "Relationship=Brother",
        ["designation"] = "Detail=C2 L2",
    };

    [Theory]
    [InlineData("name", "Kind=name;Forenames=;Surname=White", "Enter the given names")]
    [InlineData("name", "Forenames=Dan;Surname=White", "Choose whether this is the person's name or an alias")]
    [InlineData("date-of-birth", "DateOfBirth.Day=27", "Date of birth must include a month and year")]
    [InlineData("description", "Sex=;Beat=", "Give at least one of sex, ethnicity and neighbourhood")]
    [InlineData("identifier", "Type=cro;Value=85227/65G", "CRO number “85227/65G” has a check character that does not follow from the rest")]
    [InlineData("identifier", "Type=nhs_number;Value=9434765918", "NHS number “9434765918” has a check character")]
    [InlineData("address", "Address=;Postcode=", "Enter the address, or a postcode")]
    [InlineData("address", "Address=1 Mill Lane;Postcode=nowhere", "Postcode “nowhere” does not have the right letters and digits")]
    [InlineData("phone", "Number=+1 202 555 0100", "is not a United Kingdom number")]
    [InlineData("vehicle", "Registration=;Description=", "Enter the registration or describe the vehicle")]
    [InlineData("associate", "Name=", "Enter the associate's name")]
    [InlineData("designation", "Designation=PPO", "Enter the day from which the designation holds")]
    [InlineData("designation", "Designation=PPO;FromOn.Day=21;FromOn.Month=11;FromOn.Year=2026", "First day must be today or in the past")]
    [InlineData("designation", "Designation=PPO;FromOn.Day=2;FromOn.Month=11;FromOn.Year=2026;ToOn.Day=1;ToOn.Month=11;ToOn.Year=2026", "Last day must be the same as or after the first day")]
    [InlineData("designation", "Designation=MAPPA;Detail=C9;FromOn.Day=2;FromOn.Month=11;FromOn.Year=2026", "For MAPPA, give the category")]
    public async Task Item_WhatCannotBeKept_Is400WithTheSentence(string kind, string typed, string sentence)
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var person = await browser.CreateAsync("Daniel", "Okafor");
        var answer = await browser.AddAsync(person, kind, Fields(typed));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain(sentence);
        answer.Page.QuerySelector("title")!.TextContent.ShouldStartWith("Error: ");
    }

    [Fact]
    public async Task Item_OfAnotherAgency_IsNotOursToCorrect()
    {
        await using var site = await Site.StartAsync();
        using var police = await site.SignInAsync("coordinator");
        var person = await police.CreateAsync("Daniel", "Okafor");
        await police.AddAsync(person, "phone", new() { ["Number"] = "07700 900123" });
        var item = await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<Guid>("select id from person_phone where person_id = @person", new { person }));
        await site.World.DoAsync(site.World.As("coordinator"), db => Throughline.Selection.Nominate.NominatePerson.DoAsync(db, person, "offending", "Arrested four times since June for burglary."));
        using var probation = await site.SignInAsync("manager");
        (await probation.GetAsync($"/people/{person}/contact")).Main.ShouldContain("Ask North police");
        (await probation.GetAsync($"/people/{person}/items/phone/{item}/correct")).Main.ShouldContain("only North police can correct or withdraw it");
        var refused = await Should.ThrowAsync<RuleBroken>(site.World.DoAsync(site.World.As("manager"), db =>
            Throughline.People.Items.WithdrawItem.DoAsync(db, person, Throughline.People.Items.ItemKind.Phone, item, "wrong")));
        refused.Message.ShouldStartWith("North police recorded this");
    }

    [Fact]
    public async Task Item_OnlyName_CannotBeWithdrawn()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var person = await browser.CreateAsync("Daniel", "Okafor");
        var item = await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<Guid>("select id from person_name where person_id = @person", new { person }));
        var answer = await browser.SubmitAsync(await browser.GetAsync($"/people/{person}/items/name/{item}/withdraw"), "main form", new() { ["Reason"] = "No" });
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Main.ShouldContain("This is the person's only name");
        (await browser.AddAsync(person, "name", new() { ["Kind"] = "name", ["Forenames"] = "Daniel", ["Surname"] = "Okafor" })).Main.ShouldContain("Your agency has recorded exactly this already");
    }

    [Fact]
    public async Task Item_OfAnotherPersonOrPartnership_Is404()
    {
        await using var site = await Site.StartAsync();
        using var north = await site.SignInAsync("coordinator");
        var person = await north.CreateAsync("Daniel", "Okafor");
        var other = await north.CreateAsync("Zbigniew", "Kowalski");
        var item = await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<Guid>("select id from person_name where person_id = @person", new { person }));
        (await north.GetAsync($"/people/{other}/items/name/{item}/correct")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await north.GetAsync($"/people/{person}/items/shoe/add")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var south = await site.SignInAsync("coordinator", "south");
        (await south.GetAsync($"/people/{person}/items/name/add")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await south.GetAsync($"/people/{person}/items/name/{item}/correct")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Dictionary<string, string?> Fields(string typed) => typed.Split(';').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]);
}
