using System.Net;
using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights;
using Throughline.Rights.SubjectAccess;
using Throughline.Sharing;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Rights;

/// <summary>What a request for a copy must not let through, and what it must not miss.</summary>
public sealed class SubjectAccessMoreTests
{
    private static readonly NewAccessRequest Typed = new(new DateOnly(2026, 11, 18), "letter", "Everything", "", null, new DateOnly(2026, 11, 19), "Passport");

    private static async Task<Guid> SearchedAsync(World world, PersonId person, NewAccessRequest? typed = null)
    {
        var request = await world.DoAsync(world.As("governance"), db => OpenRequest.DoAsync(db, person, typed ?? Typed));
        await AgainAsync(world, request);
        return request;
    }

    private static Task<int> AgainAsync(World world, Guid request) => world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(() => SearchEverywhere.DoAsync(db, request)));

    private static Task<IReadOnlyList<AccessItem>> ItemsAsync(World world, Guid request) => world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(async () => await AccessItem.ListAsync(db, await AccessRequest.FindAsync(db, request))));

    private static Task AdminAsync(World world, string sql, object values) => Task.Run(async () =>
    {
        await using var admin = new NpgsqlConnection(world.Database.AdminConnection);
        await admin.OpenAsync();
        await admin.ExecuteAsync(sql, values);
    });

    [Theory]
    [InlineData("Seen with Darren Pike on the estate", true)]
    [InlineData("SEEN WITH DARREN PIKE", true)]
    [InlineData("Seen with Darren at noon", true)]
    [InlineData("Rita was there", true)]
    [InlineData("His brother rang", true)]
    [InlineData("Lee Marsh was arrested on Monday", false)]
    [InlineData("MARSH, LEE", false)]
    [InlineData("Held at HMP Northshire since January", false)]
    [InlineData("Annual review of the PNC entry", false)]
    public void Text_ThatMayNameSomebodyElse_IsReadFirst(string text, bool read) => ThirdParties.Of(["Dale Cross"], ["lee marsh"], "rita").AsksForALook(text).ShouldBe(read);

    [Fact]
    public void Name_IsCutAsAWord_NotOutOfAnother()
    {
        var others = ThirdParties.Of(["Ann"], []);
        others.In("The annual review").ShouldBeEmpty();
        others.In("Ann's house").ShouldBe(["Ann"]);
        ThirdParties.Without("Ann came to the annual review with ANN.", ["Ann"]).ShouldBe($"{ThirdParties.Removed} came to the annual review with {ThirdParties.Removed}.");
        ThirdParties.Without("Pike, Pike-Smith and Spike", ["Pike"]).ShouldBe($"{ThirdParties.Removed}, {ThirdParties.Removed}-Smith and Spike");
    }

    [Fact]
    public async Task StatusReason_ThatNamesSomebodyUnknown_IsNotDecidedAsProposed()
    {
        await using var world = await World.CreateAsync();
        var person = await world.AboutSomebodyAsync();
        await AdminAsync(world, "update status_change set reason = 'Seen with Darren Pike' where person_id = @person", new { person = person.Value });
        var request = await SearchedAsync(world, person);
        (await ItemsAsync(world, request)).Single(item => item.Kind == "status_change").NeedsALook.ShouldBeTrue();
    }

    [Fact]
    public async Task Tables_ThatAreShown_AreSearched_AndTheListIsTheSchemas()
    {
        await using var world = await World.CreateAsync();
        var person = await world.AboutSomebodyAsync();
        await AdminAsync(world,
            """
            insert into consent (partnership_id, person_id, owner_agency_id, categories, to_agencies, given_on, expires_on, how, words) values (@partnership, @person, @agency, '{treatment}', '{}', '2026-01-01', '2027-01-01', 'in-writing', 'Shown consent');
            insert into urgent_access (partnership_id, person_id, user_id, agency_id, ground, why, at, until_at, review_by) values (@partnership, @person, @user, @agency, 'risk-to-life', 'Shown urgent', @at, @at + interval '1 hour', '2026-11-27');
            insert into ask_owner (partnership_id, person_id, category, owner_agency_id, from_agency_id, asked_by, asked_at, why) values (@partnership, @person, 'risk', @agency, @other, @user, @at, 'Shown question');
            insert into retention_group (partnership_id, person_id, agency_id, review_group, reason, at, user_id) values (@partnership, @person, @agency, 2, 'Shown group', @at, @user);
            insert into retention_review (partnership_id, person_id, kind, item_id, agency_id, was_due_on, decision, reason, next_review_on, at, user_id) select @partnership, @person, 'person_phone', id, @agency, '2026-01-01', 'retain', 'Shown review', '2027-01-01', @at, @user from person_phone where person_id = @person;
            insert into item_restriction (partnership_id, person_id, kind, item_id, owner_agency_id, because, words, marking_before, marked_for_before, from_at, made_by) select @partnership, @person, 'person_phone', id, @agency, 'person-asks', 'Shown restriction', 'partnership', '{}', @at, @user from person_phone where person_id = @person
            """, new { person = person.Value, partnership = world.North.Value, agency = world.Agencies["north-police"].Value, other = world.Agencies["north-probation"].Value, user = world.As("coordinator").User.Value, at = world.Clock.GetUtcNow().UtcDateTime });
        var found = await ItemsAsync(world, await SearchedAsync(world, person));
        var shown = await world.DoAsync(world.As("governance"), db => db.ListAsync<string>("select table_name from person_table where subject_access = 'shown' and table_name not in ('process', 'disclosure', 'source_row')"));
        Handling.Shown.Keys.ShouldBe(shown, ignoreOrder: true);
        foreach (var table in shown)
            found.ShouldContain(item => item.Kind == table && item.Item!.Words.Contains("Shown", StringComparison.Ordinal), table);
    }

    [Fact]
    public async Task RecordDecidedTheSame_AndRowsSetAside_AreSearchedToo()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var same = await world.PersonAsync("Marshe");
        var other = await world.PersonAsync("Marsch");
        var import = Guid.CreateVersion7();
        await AdminAsync(world,
            """
            insert into possible_match (partnership_id, person_id, other_person_id, because, found_at, state) values (@partnership, @same, @person, 'x', @at, 'same'), (@partnership, @other, @person, 'x', @at, 'different');
            insert into import (id, partnership_id, agency_id, profile, profile_version, file_name, sha256, bytes, mode, as_of, dry_run, state, asked_by, asked_at) values (@import, @partnership, @agency, 'police-nominals', 1, 'x.csv', '', 1, 'delta', '2026-11-01', false, 'done', @user, @at);
            insert into import_reject (partnership_id, import_id, line, raw, problems) values (@partnership, @import, 2, '{"surname": "MARSH", "forenames": "LEE", "note": "Row about him"}', '[]'), (@partnership, @import, 3, '{"surname": "MARSH", "forenames": "BOB", "note": "Row about Bob"}', '[]')
            """, new { person = person.Value, same = same.Value, other = other.Value, import, partnership = world.North.Value, agency = world.Agencies["north-police"].Value, user = world.As("coordinator").User.Value, at = world.Clock.GetUtcNow().UtcDateTime });
        var words = (await ItemsAsync(world, await SearchedAsync(world, person))).Select(item => item.Item!.Words).ToList();
        words.ShouldContain(text => text.Contains("Marshe", StringComparison.Ordinal));
        words.ShouldNotContain(text => text.Contains("Marsch", StringComparison.Ordinal));
        words.ShouldContain(text => text.Contains("Row about him", StringComparison.Ordinal));
        words.ShouldNotContain(text => text.Contains("Row about Bob", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Owner_AnswersForWhatItSaw_AndIsAskedAgainAboutWhatIsFoundLater()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var secret = await world.DoAsync(world.As("manager"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null, new(Marking.People, [world.As("manager").User.Value])));
        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync("update person_phone set owner_agency_id = @police where id = @secret", new { secret, police = world.Agencies["north-police"] }));
        var request = await SearchedAsync(world, person);
        async Task AnswerAsync() => await world.DoAsync(world.As("coordinator"), async db => await GiveView.DoAsync(db, request, null, [.. (await AccessItem.ListAsync(db, await AccessRequest.FindAsync(db, request), db.Act.Agency)).Select(item => (item.Kind, item.ItemId, "disclose", (string?)null))]));
        await AnswerAsync();
        (await world.OneAsyncOrNull("select owner_view from subject_access_item where item_id = @secret", new { secret })).ShouldBeNull("whoever answered could not see it");
        await world.DoAsync(world.As("governance"), db => DecideItem.RestAsync(db, request));
        (await world.OneAsyncOrNull("select decision from subject_access_item where item_id = @secret", new { secret })).ShouldBeNull("silence about an item is no consent");
        (await Arrange.BrokenRuleAsync(AnswerAsync)).ShouldNotBeNull("one answer");

        world.Clock.Move(TimeSpan.FromMinutes(1));
        await world.DoAsync(world.As("coordinator"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900456" }, null));
        (await AgainAsync(world, request)).ShouldBeGreaterThan(0);
        await AnswerAsync();
        (await AgainAsync(world, request)).ShouldBe(0);
        (await Arrange.BrokenRuleAsync(AnswerAsync)).ShouldNotBeNull("nothing new was found, so nothing is asked again");
    }

    [Fact]
    public async Task Pack_Given_IsKeptAsItWas()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.DoAsync(world.As("coordinator"), db => AddItem.DoAsync(db, person, ItemKind.Phone, new ItemInput { Number = "07700 900123" }, null));
        var request = await SearchedAsync(world, person);
        world.Clock.Move(TimeSpan.FromDays(11));
        await world.DoAsync(world.As("governance"), db => DecideItem.RestAsync(db, request));
        foreach (var left in (await ItemsAsync(world, request)).Where(item => item.Decision is null))
            await world.DoAsync(world.As("governance"), db => DecideItem.DoAsync(db, request, new(left.Kind, left.ItemId, "disclose", null, null, null)));
        using var browser = await site.SignInAsync("governance", steppedUp: true);
        (await browser.SubmitAsync(await browser.GetAsync($"/rights/requests/{request}"), "form[action*='Give']")).Main.ShouldContain("that very file is kept");
        var hash = await world.ReadAsync<string>("select pack_sha256 from subject_access", by: "governance");
        world.Clock.Move(TimeSpan.FromMinutes(5));
        var file = await browser.GetAsync($"/rights/requests/{request}/pack.pdf");
        Convert.ToHexStringLower(SHA256.HashData(await file.Response.Content.ReadAsByteArrayAsync())).ShouldBe(hash, "what is shown later is what was given");
        var page = await browser.GetAsync($"/rights/requests/{request}/pack");
        page.Main.ShouldContain(hash);
        page.Main.ShouldNotContain("1989", customMessage: "what is in the file is in the file");
        (await world.ReadAsync<string>("select array_to_string(categories, ', ') from audit_entry where purpose like 'rights/requests/{id:guid}/pack%' and purpose not like '%pdf%' order by at desc limit 1", by: "governance")).ShouldBe("identity, subject access");
        (await world.ReadAsync<string>("select array_to_string(categories, ', ') from audit_entry where purpose like '%pack.pdf%' order by at desc limit 1", by: "governance")).ShouldContain("contact details", customMessage: "taking the file out is a look at all that is in it");

        // a disposal about the person removes the file
        await using (var admin = new NpgsqlConnection(world.Database.AdminConnection))
        {
            await admin.OpenAsync();
            await admin.ExecuteAsync("delete from subject_access_pack");
        }

        (await browser.GetAsync($"/rights/requests/{request}/pack")).Main.ShouldContain("It was removed with something else about them that was disposed of since");
        (await browser.GetAsync($"/rights/requests/{request}/pack.pdf")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Clock_OverItsDay_IsNotStoppedAnyMore_AndWhoMovedItIsRecorded()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var request = await world.DoAsync(world.As("governance"), db => OpenRequest.DoAsync(db, person, Typed with { IdentityCheckedOn = null, IdentityHow = null }));
        world.Clock.Move(TimeSpan.FromDays(28));
        await world.DoAsync(world.As("governance"), db => ChangeClock.AskAsync(db, request, "Which years?"));
        await world.DoAsync(world.As("governance"), db => ChangeClock.AnswerAsync(db, request, db.Act.On, "All"));
        world.Clock.Move(TimeSpan.FromDays(1));
        const string TooLate = "The day on which the answer was due has passed: asking the person now does not stop the clock";
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => ChangeClock.AskAsync(db, request, "Which years?")))).ShouldBe(TooLate);
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => ChangeClock.IdentityAskedAsync(db, request)))).ShouldBe(TooLate);
        (await world.DoAsync(world.As("governance"), db => db.ListAsync<string>("select type from process where person_id = @person order by at, id", new { person }))).ShouldBe(["ask-what-is-meant", "record-what-is-meant"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("2026-12-18", "2026-11-20", "2026-11-30")]
    [InlineData("2026-11-30", "2026-11-20", "2026-11-29")]
    [InlineData("2026-12-01", "2026-11-20", "2026-11-30")]
    [InlineData("2026-11-20", "2026-11-20", "2026-11-20")]
    [InlineData("2026-11-01", "2026-11-20", "2026-11-20")]
    [InlineData(null, "2026-11-20", "2026-11-30")]
    public void Owners_AnswerBeforeTheDayOnWhichTheAnswerIsDue(string? due, string today, string by)
    {
        static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        SearchEverywhere.AnswerBy(due is null ? null : Day(due), Day(today), 10).ShouldBe(Day(by));
    }

    [Fact]
    public async Task PersonHidden_FromTheOfficer_IsInNoListOfRights()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync("Hiddenly");
        var request = await SearchedAsync(world, person);
        var officer = world.As("governance").User.Value;
        await AdminAsync(world, "insert into person_exclusion (partnership_id, person_id, user_id, because, from_at, made_by) values (@partnership, @person, @officer, 'x', @at, @by)",
            new { partnership = world.North.Value, person = person.Value, officer, at = world.Clock.GetUtcNow().UtcDateTime, by = world.As("administrator").User.Value });
        using var browser = await site.SignInAsync("governance");
        (await browser.GetAsync("/rights")).Body.ShouldNotContain("Hiddenly");
        (await browser.GetAsync($"/rights/requests/{request}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync("/api/v1/rights/requests")).Body.ShouldNotContain(person.ToString());
        foreach (var table in new[] { "subject_access", "subject_access_item", "subject_access_view" })
            (await world.ReadAsync<long>($"select count(*) from {table}", by: "governance")).ShouldBe(0, table);
    }
}

internal static class ReadOrNull
{
    public static Task<string?> OneAsyncOrNull(this World world, string sql, object values) => world.DoAsync(world.As("governance") with { IsService = true }, db => db.FirstAsync<string?>(sql, values));
}

/// <summary>What the person is told when it takes longer or is refused.</summary>
public sealed class RequestLetterTests
{
    [Fact]
    public async Task Letter_IsThere_WhenItIsDue_AndSaysNothingThatWasWithheld()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        var request = await world.DoAsync(world.As("governance"), db => OpenRequest.DoAsync(db, person, new(new DateOnly(2026, 11, 18), "letter", "Everything", "", null, db.Act.On, "Passport")));
        using var browser = await site.SignInAsync("governance");
        (await browser.GetAsync($"/rights/requests/{request}/letter")).Status.ShouldBe(HttpStatusCode.NotFound, "nothing is to be told");
        await world.DoAsync(world.As("governance"), db => ChangeClock.ExtendAsync(db, request, "complex", "Nine agencies hold something."));
        var longer = await browser.GetAsync($"/rights/requests/{request}/letter");
        longer.Main.ShouldContain("because it is complex. Nine agencies hold something.");
        longer.Main.ShouldContain("You will have our answer by 18 February 2027.");
        await world.DoAsync(world.As("governance"), db => CloseRequest.RefuseAsync(db, request, "all-restricted", "A warrant is planned."));
        var refused = await browser.GetAsync($"/rights/requests/{request}/letter");
        refused.Main.ShouldContain("There is nothing that we can give you.");
        refused.Main.ShouldNotContain("warrant");
        refused.Main.ShouldContain("Information Commission");
        RequestLetter.Of((await world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(() => AccessRequest.FindAsync(db, request)))) with { RefusedBecause = "not-held" }, "x", world.Clock.Today)!
            .Blocks.OfType<Throughline.Rights.Papers.Paragraph>().Select(paragraph => paragraph.Text).ShouldContain("There is nothing that we can give you. The law lets us keep back some information, and we do not say whether there was any.", "both read alike");
    }
}
