using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Markings;
using Throughline.Sharing.Why;
using Throughline.Testing;
using Throughline.Tests.People;
using Throughline.Tests.Review;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>Whoever writes about a person is told before saving who will see it, and narrows it where that makes sense.</summary>
public sealed class AuthoringTests
{
    private const string Reasons = "Three burglaries near his old home since the tenancy ended, and nobody has a plan.";

    [Fact]
    public async Task Nomination_NarrowedBeforeSaving_IsReadByThoseWhomTheSentenceNames()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (narrow, wide) = (await world.PersonAsync(), await world.PersonAsync("Pike"));
        using var browser = await site.SignInAsync("manager");
        var form = await browser.GetAsync($"/people/{narrow}/nominate");
        form.Main.ShouldContain("North probation (1)");
        form.Main.ShouldContain("will see this");
        var typed = new Dictionary<string, string?> { ["ReasonKind"] = "offending", ["Reasons"] = Reasons, ["Who.Marking"] = "owner", ["Step"] = "who" };
        var asked = await browser.SubmitAsync(form, "main form", typed);
        asked.Main.ShouldContain("Only Owen Mannering of North probation will see this.");
        (await world.ReadAsync<int>("select count(*)::int from nomination", by: "manager")).ShouldBe(0, "asking saves nothing");
        typed["Step"] = "";
        var unread = await browser.SubmitAsync(form, "main form", typed);
        unread.Status.ShouldBe(HttpStatusCode.BadRequest);
        unread.Main.ShouldContain("Choose so that the coordinator or the panel's chair sees it: somebody has to screen it");
        (typed["Who.Marking"], typed["Who.Agencies"]) = ("agencies", world.Agencies["north-police"].ToString());
        (await browser.SubmitAsync(form, "main form", typed)).Status.ShouldBe(HttpStatusCode.OK);
        (typed["Who.Marking"], typed["Who.Agencies"]) = ("partnership", null);
        (await browser.SubmitAsync(await browser.GetAsync($"/people/{wide}/nominate"), "main form", typed)).Status.ShouldBe(HttpStatusCode.OK);

        async Task<int> SeenAsync(string by, PersonId person) => await world.ReadAsync<int>("select (select count(*) from nomination where person_id = @person)::int + (select count(*) from event where person_id = @person and type = 'PersonNominated')::int", new { person }, by);
        (await SeenAsync("coordinator", narrow)).ShouldBe(2);
        (await SeenAsync("manager", narrow)).ShouldBe(2);
        (await SeenAsync("prison-link", narrow)).ShouldBe(0, "the timeline would say what the nomination hides");
        (await SeenAsync("prison-link", wide)).ShouldBe(2, "without a marking the clauses decide");
        Task<int> PlacesAsync(string by, PersonId person) => world.ReadAsync<int>("select count(*)::int from case_team t join iom_case c on c.id = t.case_id where c.person_id = @person", new { person }, by);
        (await PlacesAsync("coordinator", narrow)).ShouldBe(1);
        (await PlacesAsync("prison-link", narrow)).ShouldBe(0, "the nominator's place would say who nominated");
        (await PlacesAsync("prison-link", wide)).ShouldBe(1);
        (await world.ReadAsync<string>("select state from iom_case where person_id = @narrow", new { narrow })).ShouldBe("nominated", "the case itself is the scheme's");
    }

    [Fact]
    public async Task Status_WithANarrowReason_HidesTheReasonAndNotTheStatus()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        using var manager = await site.SignInAsync("manager");
        async Task<Answer> DecideAsync(string to, string why, string marking) => await manager.SubmitAsync(await manager.GetAsync($"/people/{person}/status"), "main form", new() { ["To"] = to, ["Reason"] = why, ["Who.Marking"] = marking, ["Step"] = "" });
        (await DecideAsync("amber", "He missed two appointments", "partnership")).Status.ShouldBe(HttpStatusCode.OK);
        (await DecideAsync("red", "His brother told us in confidence", "owner")).Main.ShouldContain("His brother told us in confidence");
        using var coordinator = await site.SignInAsync("coordinator");
        var seen = await coordinator.GetAsync($"/people/{person}/status");
        seen.Main.ShouldContain("He missed two appointments");
        seen.Main.ShouldNotContain("in confidence");
        seen.Main.ShouldNotContain("decided by Owen Mannering", customMessage: "the older decision is not the one that stands");
        seen.Page.QuerySelector("form.tl-undo").ShouldBeNull("a decision that a later one has replaced is not taken back");
        (await world.ReadAsync<string>("select status from iom_case where person_id = @person", new { person })).ShouldBe("red");
        (await coordinator.GetAsync($"/people/{person}/timeline")).Main.ShouldNotContain("in confidence");
    }

    [Fact]
    public async Task Letter_NarrowedBeforeSaving_StaysWithTheAgency()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.AdoptedAsync(person);
        using var manager = await site.SignInAsync("manager");
        var form = await manager.GetAsync($"/people/{person}/letter");
        var printed = await manager.SubmitAsync(form, "main form", new() { ["SendTo"] = "1 High Street", ["ContactName"] = "Owen Mannering", ["ContactPhone"] = "0113 496 0000", ["Who.Marking"] = "owner", ["Step"] = "" });
        printed.Status.ShouldBe(HttpStatusCode.OK);
        (await world.ReadAsync<int>("select count(*)::int from letter", by: "manager")).ShouldBe(1);
        (await world.ReadAsync<int>("select count(*)::int from letter")).ShouldBe(0);
        (await world.ReadAsync<int>("select count(*)::int from event where type = 'LetterPrinted'")).ShouldBe(0);
    }

    [Fact]
    public async Task NewPerson_IsSaidToBeSeenByWhomTheAgreementsLet_AndNobodyElse()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        using var manager = await site.SignInAsync("manager");
        var form = await manager.TryToCreateAsync("Daniel", "Okafor", more: new() { ["Source"] = "" });
        form.Status.ShouldBe(HttpStatusCode.BadRequest);
        form.Main.ShouldNotContain("every agency");
        form.Main.ShouldContain("will see this");
        var sentence = form.Page.QuerySelector("[data-who-sees]")!.TextContent;
        var person = await manager.CreateAsync("Daniel", "Okafor");
        foreach (var (user, agency) in new[] { ("coordinator", "North police"), ("prison-link", "North prison"), ("charity-worker", "North charity"), ("manager", "North probation") })
            (await world.ReadAsync<bool>("select exists (select from person where id = @person)", new { person }, user)).ShouldBe(sentence.Contains(agency, StringComparison.Ordinal), user);

        var narrow = await manager.CreateAsync("Noel", "Hartnell", more: new() { ["Who.Marking"] = "people", ["Who.People"] = world.As("coordinator").User.ToString() });
        await world.NominatedAsync(narrow, "manager");
        (await world.ReadAsync<bool>("select exists (select from person where id = @narrow)", new { narrow }, "coordinator")).ShouldBeTrue();
        (await world.ReadAsync<bool>("select exists (select from person where id = @narrow)", new { narrow }, "prison-link")).ShouldBeFalse();
        (await world.ReadAsync<int>("select count(*)::int from event where person_id = @narrow and type = 'person-created'", new { narrow }, "prison-link")).ShouldBe(0);
    }

    [Fact]
    public async Task PagesThatCannotBeNarrowed_SayWhoWillSee()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var (before, adopted, waiting) = (await world.PersonAsync(), await world.PersonAsync("Pike"), await world.PersonAsync("Reed"));
        await world.ForPanelAsync(before);
        await world.AdoptedAsync(adopted);
        await world.NominatedAsync(waiting);
        using var coordinator = await site.SignInAsync("coordinator");
        foreach (var (path, words) in new[]
        {
            ("/screening", "will see what you write here"), ("/review", "will see what you decide here"), ($"/people/{before}/panel", "will see what you write here"),
            ($"/people/{adopted}/status", "will see what you write here"), ($"/people/{adopted}/decisions", "will see what you write here"),
        })
        {
            var page = await coordinator.GetAsync(path);
            page.Main.ShouldContain(words, customMessage: path);
            page.Main.ShouldContain("Who will see it, by agency", customMessage: path);
        }

        using var reader = await site.SignInAsync("analyst");
        (await reader.GetAsync($"/people/{before}/panel")).Main.ShouldNotContain("will see what you write here", customMessage: "there is no form");
    }

    [Fact]
    public async Task Item_AddedOverTheApi_CarriesItsMarking()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        using var api = await ReviewApiTests.ClientAsync(site, "manager");
        var here = $"/api/v1/people/{person}/items";
        var preview = await api.PostAsJsonAsync(here + "/phone", new { item = new { number = "07700 900123" }, marking = "owner", preview = true });
        (await preview.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sentence").GetString().ShouldBe("Only Owen Mannering of North probation will see this.");
        (await world.ReadAsync<int>("select count(*)::int from person_phone", by: "manager")).ShouldBe(0, "a preview saves nothing");
        (await api.PostAsJsonAsync(here + "/phone", new { item = new { number = "12" }, marking = "owner" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PostAsJsonAsync(here + "/phone", new { item = new { number = "07700 900123" }, marking = "secret" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PostAsJsonAsync(here + "/phone", new { item = new { number = "07700 900123" }, marking = "agencies" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PostAsJsonAsync(here + "/ship", new { item = new { number = "07700 900123" } })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var made = await api.PostAsJsonAsync(here + "/phone", new { item = new { number = "07700 900123" }, marking = "owner", source = "Told me today" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        (await world.ReadAsync<int>("select count(*)::int from person_phone", by: "manager")).ShouldBe(1);
        (await world.ReadAsync<int>("select count(*)::int from person_phone")).ShouldBe(0);
        (await world.ReadAsync<int>("select count(*)::int from event where type = 'person_phone-added'")).ShouldBe(0);
        var why = await api.GetFromJsonAsync<JsonElement>(made.Headers.Location!);
        why.GetProperty("words").GetString().ShouldBe("Telephone: +447700900123", "the kind's code leads to its sharing, as the record's API gives it");
    }

    [Fact]
    public void EveryKindWrittenByHand_HasAnAddressOfItsSharing() =>
        ItemKind.All.ShouldAllBe(kind => ItemAddress.TablesOf(kind.Code).Contains(kind.Table));

    [Fact]
    public async Task SharingPage_ListsWhatTheViewerSees_WithOwnerAndReason_AndNothingElse()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        await world.PhoneAsync(person, "07700 900123");
        var given = await world.DiscloseAsync(person, world.Asked("police"));
        foreach (var user in new[] { "coordinator", "manager", "prison-link" })
        {
            var (ids, said) = await world.DoAsync(world.As(user), async db =>
            {
                var words = new Dictionary<Guid, string>();
                foreach (var (kind, id) in await db.ListAsync<(string, Guid)>("select kind, id from item where person_id = @person", new { person }))
                    words[id] = (await WhyShown.OfAsync(db, (await LabelledItem.FindAsync(db, person, kind, id))!)).Words;
                return (words.Keys.ToList(), words);
            });
            var shown = await world.DoAsync(world.As(user), db => ShownItem.PageAsync(db, person, 1));
            shown.Select(one => one.Item.Id).ShouldBe(ids, ignoreOrder: true, customMessage: user);
            shown.ShouldAllBe(one => one.Because == said[one.Item.Id]);
        }

        using var browser = await site.SignInAsync("coordinator");
        var page = await browser.GetAsync($"/people/{person}/sharing");
        page.Main.ShouldContain("North drug service disclosed it to your agency");
        page.Main.ShouldContain("North probation shares contact details with your agency");
        given.ShouldNotBe(Guid.Empty);
        using var prison = await site.SignInAsync("prison-link");
        (await prison.GetAsync($"/people/{person}/sharing")).Main.ShouldNotContain("heroin");
        (await browser.GetAsync($"/people/{person}")).Page.QuerySelector(".tl-identity__why a")!.GetAttribute("href").ShouldBe($"/people/{person}/sharing");
    }
}
