using System.Diagnostics;
using System.Net;
using System.Text;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights;
using Throughline.Rights.Papers;
using Throughline.Rights.SubjectAccess;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Rights;

public sealed class SubjectAccessTests
{
    private static readonly NewAccessRequest Typed = new(new DateOnly(2026, 11, 18), "letter", "Everything you have about me", "HMP Northshire", null, new DateOnly(2026, 11, 19), "Prison number and date of birth");

    [Fact]
    public async Task Pack_OfSomebodyInEveryTable_HoldsAllThatIsTheirsAndNothingOfOthers()
    {
        await using var world = await World.CreateAsync();
        var person = await world.AboutSomebodyAsync();
        await using (var admin = new NpgsqlConnection(world.Database.AdminConnection))
        {
            await admin.OpenAsync();
            const string Copied = "insert into offence_event (partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, kind, occurred_on, offence_group, description) select partnership_id, person_id, owner_agency_id, @category, received_at, recorded_by, 'crime', '2026-05-01', 'other', @words from offence_event limit 1";
            await admin.ExecuteAsync(Copied, new { category = "intelligence", words = "Secretintelligence words 4711" });
            // what is about victims and protected addresses cannot lie among the items at all: it has compartments of its own
            foreach (var category in new[] { "victim", "protected address" })
                (await Should.ThrowAsync<PostgresException>(() => admin.ExecuteAsync(Copied, new { category, words = "x" }))).ConstraintName.ShouldBe("offence_event_category_is_known");
        }

        var watch = Stopwatch.StartNew();
        var governance = world.As("governance");
        var request = await world.DoAsync(governance, db => OpenRequest.DoAsync(db, person, Typed));
        await world.DoAsync(governance, db => db.WithPartnershipSightAsync(() => SearchEverywhere.DoAsync(db, request)));
        var items = await ItemsAsync(world, request);
        var kinds = await world.DoAsync(governance, ItemCatalogue.AllAsync);
        items.Select(item => item.Kind).Distinct().ShouldBe(kinds.Select(kind => kind.TableName).Append("process"), ignoreOrder: true, "every kind of item was searched");

        await NothingAgainstItAsync(world, request, "governance");
        await world.DoAsync(governance, db => DecideItem.RestAsync(db, request));
        foreach (var left in (await ItemsAsync(world, request)).Where(item => item.Decision is null))
        {
            var decision = left.Category == "intelligence"
                ? new ItemDecision(left.Kind, left.ItemId, "withhold", null, "prejudice-policing", "A warrant is planned.")
                : new ItemDecision(left.Kind, left.ItemId, left.ThirdParties.Length > 0 ? "redact" : "disclose", string.Join('\n', left.ThirdParties), null, null);
            await world.DoAsync(governance, db => DecideItem.DoAsync(db, request, decision));
        }

        var paper = await PackAsync(world, request);
        var pdf = PaperPdf.Write(paper);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        var text = PaperText.Markdown(paper);
        var decided = await ItemsAsync(world, request);
        foreach (var item in decided.Where(item => item.Decision != "withhold"))
        {
            text.ShouldContain(ThirdParties.Without(item.Item!.Words, item.Redactions).Replace("|", "\\|", StringComparison.Ordinal), Case.Sensitive, item.Kind);
            foreach (var (name, value) in item.Item.Facts())
                text.ShouldContain(ThirdParties.Without(value, item.Redactions), Case.Sensitive, $"{item.Kind} {name}");
        }

        foreach (var notTheirs in new[] { "Dale Cross", "Rita Vale", "Secretintelligence", "warrant", "intelligence" })
            text.ShouldNotContain(notTheirs, Case.Insensitive);
        decided.Where(item => item.Decision == "withhold").ShouldAllBe(item => item.Exemption != null && item.Reason != null);
        text.ShouldContain("Information Commission");
        text.ShouldContain("Where it came from");
        Encoding.Latin1.GetString(pdf).ShouldContain("/StructTreeRoot");
        var keep = Environment.GetEnvironmentVariable("KEEP_PACK");
        if (keep is not null)
            await File.WriteAllBytesAsync(keep, pdf);
    }

    [Fact]
    public async Task Pack_CannotBeGiven_BeforeEverythingIsDecidedAndOwnersHaveHadTheirTime()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var governance = world.As("governance");
        var request = await world.DoAsync(governance, db => OpenRequest.DoAsync(db, person, Typed with { IdentityCheckedOn = null, IdentityHow = null }));
        await world.DoAsync(governance, db => db.WithPartnershipSightAsync(() => SearchEverywhere.DoAsync(db, request)));
        var stops = await world.DoAsync(governance, async db => await CloseRequest.InTheWayAsync(db, await AccessRequest.FindAsync(db, request)));
        stops.Count.ShouldBe(3, string.Join("; ", stops.Select(rule => rule.Sentence)));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(governance, db => CloseRequest.AnswerAsync(db, request, [], [])))).ShouldBe("Check who asks before anything is given");

        (await world.DoAsync(governance, db => DecideItem.RestAsync(db, request))).ShouldBe(0, "silence is no consent while an owner has its time");
        await world.DoAsync(governance, db => ChangeClock.IdentityCheckedAsync(db, request, db.Act.On, "Passport"));
        foreach (var user in new[] { "governance", "manager", "chair", "drug-worker", "charity-worker" })
            await NothingAgainstItAsync(world, request, user);
        (await world.DoAsync(governance, db => DecideItem.RestAsync(db, request))).ShouldBeGreaterThan(0);
        var left = await world.DoAsync(governance, async db => await CloseRequest.InTheWayAsync(db, await AccessRequest.FindAsync(db, request)));
        left.Count.ShouldBe(2, "the prison's items are not decided, and it still has time");
        left[1].Sentence.ShouldContain("North prison");
        world.Clock.Move(TimeSpan.FromDays(11));
        await world.DoAsync(world.As("governance"), db => DecideItem.RestAsync(db, request));
        await world.DoAsync(world.As("governance"), db => CloseRequest.AnswerAsync(db, request, [1, 2], ["identity"]));
    }

    [Fact]
    public async Task Owner_SeesItsOwnItemsInARequest_AndNobodyElseAny()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var governance = world.As("governance");
        var request = await world.DoAsync(governance, db => OpenRequest.DoAsync(db, person, Typed));
        await world.DoAsync(governance, db => db.WithPartnershipSightAsync(() => SearchEverywhere.DoAsync(db, request)));
        var owners = await world.DoAsync(world.As("drug-worker"), db => db.ListAsync<Guid>("select distinct owner_agency_id from subject_access_item"));
        owners.ShouldBe([world.Agencies["north-drug-service"].Value]);
        (await world.DoAsync(world.As("drug-worker", "south"), db => db.ListAsync<Guid>("select id from subject_access"))).ShouldBeEmpty();
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("drug-worker"), db => GiveView.DoAsync(db, request, null, [("person_name", Guid.Empty, "withhold", " ")])))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Extension_AfterTheFirstMonth_IsRefused()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        var request = await world.DoAsync(world.As("governance"), db => OpenRequest.DoAsync(db, person, Typed));
        world.Clock.Move(TimeSpan.FromDays(29));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("governance"), db => ChangeClock.ExtendAsync(db, request, "complex", "Nine agencies hold something.")))).ShouldBe("The person must be told within the first month, and that is over");
        world.Clock.Move(TimeSpan.FromDays(-1));
        await world.DoAsync(world.As("governance"), db => ChangeClock.ExtendAsync(db, request, "complex", "Nine agencies hold something."));
    }

    [Fact]
    public async Task Pages_ForGovernance_LeadFromTheNameToThePack()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.AboutSomebodyAsync();
        using var browser = await site.SignInAsync("governance", steppedUp: true);
        var found = await browser.SubmitAsync(await browser.GetAsync("/rights"), "form#find", new() { ["Search"] = "canary person_name" });
        found.Page.QuerySelector($"a[href='/rights/people/{person}']").ShouldNotBeNull(found.Main);
        var open = await browser.GetAsync($"/rights/people/{person}");
        (await browser.SubmitAsync(open, "main form")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var request = await browser.SubmitAsync(open, "main form", new() { ["ReceivedOn.Day"] = "18", ["ReceivedOn.Month"] = "11", ["ReceivedOn.Year"] = "2026", ["How"] = "letter", ["AskedFor"] = "Everything" });
        request.Main.ShouldContain("18 December 2026");
        var searched = await browser.SubmitAsync(request, "form[action*='Search']");
        searched.Main.ShouldContain("items found");
        var items = await browser.GetAsync(searched.Page.QuerySelector("a[href$='/items']")!.GetAttribute("href")!);
        items.Main.ShouldContain("Names others: Dale Cross");
        using (var police = await site.SignInAsync("police-manager"))
        {
            var view = await police.GetAsync((await police.GetAsync("/rights/views")).Page.QuerySelector("main a[href^='/rights/views/']")!.GetAttribute("href")!);
            view.Status.ShouldBe(HttpStatusCode.OK);
            (await police.SubmitAsync(view, "main form")).Main.ShouldContain("Sent. Thank you.");
        }

        items = await browser.GetAsync(items.Path);
        (await browser.SubmitAsync(items, "form[action*='Rest']")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync(request.Path + "/pack")).Main.ShouldContain("This is a draft");
        var pdf = await browser.GetAsync(request.Path + "/pack.pdf");
        pdf.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        pdf.Body.ShouldStartWith("%PDF-1.7");
        foreach (var user in new[] { "coordinator", "administrator", "drug-worker" })
        {
            using var another = await site.SignInAsync(user);
            (await another.GetAsync(request.Path)).Status.ShouldBe(HttpStatusCode.NotFound, user);
        }

    }

    private static Task NothingAgainstItAsync(World world, Guid request, string user) => world.DoAsync(world.As(user), async db =>
    {
        var items = await AccessItem.ListAsync(db, await AccessRequest.FindAsync(db, request), db.Act.Agency);
        await GiveView.DoAsync(db, request, "Nothing against it.", [.. items.Select(item => (item.Kind, item.ItemId, "disclose", (string?)null))]);
    });

    private static Task<IReadOnlyList<AccessItem>> ItemsAsync(World world, Guid request) => world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(async () => await AccessItem.ListAsync(db, await AccessRequest.FindAsync(db, request))));

    private static Task<Paper> PackAsync(World world, Guid request) => world.DoAsync(world.As("governance"), db => db.WithPartnershipSightAsync(async () => await Pack.MakeAsync(db, await AccessRequest.FindAsync(db, request))));
}
