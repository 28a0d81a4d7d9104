using Shouldly;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Consent;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.UrgentAccess;
using Throughline.Sharing.Why;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>Why somebody sees an item and who else does: said by the same rule as row-level security keeps.</summary>
public sealed class WhySharedTests
{
    private static readonly string[] Users = ["coordinator", "manager", "police-manager", "drug-worker", "charity-worker", "chair", "analyst", "intelligence", "neighbourhood", "prison-link"];

    [Fact]
    public async Task FactsOfTheDatabase_DecidedByTheRule_AgreeWithRowLevelSecurity()
    {
        await using var world = await World.CreateAsync();
        var people = await MixedAsync(world);
        var labels = await world.DoAsync(world.As("governance") with { IsService = true }, async db =>
        {
            var found = new List<LabelledItem>();
            foreach (var (kind, id, person) in await db.ListAsync<(string, Guid, Guid)>("select kind, id, person_id from item where person_id = any (@people)", new { people = people.Select(p => p.Value).ToArray() }))
                found.Add((await LabelledItem.FindAsync(db, new PersonId(person), kind, id))!);
            return found;
        });
        labels.Count.ShouldBeGreaterThan(60);
        var (shown, hidden) = (0, 0);
        foreach (var user in Users)
        {
            await world.DoAsync(world.As(user), async db =>
            {
                var seen = (await db.ListAsync<Guid>("select id from item")).ToHashSet();
                foreach (var item in labels)
                {
                    var (viewer, standing) = await SharingFacts.LoadAsync(db, item.PersonId, item.Label, item.Id);
                    var decision = SharingRule.Decide(viewer, item.Label, standing, db.Act.At);
                    (decision.Level == Level.Full).ShouldBe(seen.Contains(item.Id), $"{user}, {item.Kind} of {item.OwnerName}, {item.Category}, {item.Marking}: {decision}");
                    _ = decision.Level == Level.Full ? shown++ : hidden++;
                }
            });
        }

        shown.ShouldBeGreaterThan(100);
        hidden.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task WhoSees_AsTheOwnerIsTold_AreThoseWhomRowLevelSecurityLets()
    {
        await using var world = await World.CreateAsync();
        var people = await MixedAsync(world);
        var seen = new Dictionary<string, HashSet<Guid>>();
        foreach (var user in Users)
            seen[user] = [.. await world.DoAsync(world.As(user), db => db.ListAsync<Guid>("select id from item"))];
        var answers = await world.DoAsync(world.As("governance") with { IsService = true }, async db =>
        {
            var found = new List<(LabelledItem Item, HashSet<UserId> Who)>();
            foreach (var (kind, id, person) in await db.ListAsync<(string, Guid, Guid)>("select kind, id, person_id from item where person_id = any (@people)", new { people = people.Select(p => p.Value).ToArray() }))
            {
                var item = (await LabelledItem.FindAsync(db, new PersonId(person), kind, id))!;
                found.Add((item, [.. (await WhoSees.OfAsync(db, item.PersonId, item.Label, id)).Where(s => s.Level == "full").Select(s => s.UserId)]));
            }

            return found;
        });
        foreach (var (item, who) in answers)
        {
            foreach (var user in Users)
                who.Contains(world.As(user).User).ShouldBe(seen[user].Contains(item.Id), $"{user}, {item.Kind} of {item.OwnerName}, {item.Category}, {item.Marking}");
        }
    }

    [Fact]
    public async Task WhoSees_AskedByAnotherAgency_TellsNothing()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var label = new ItemLabel(world.Agencies["north-drug-service"], "treatment", Marking.Partnership, [], world.As("drug-worker").User);
        (await world.DoAsync(world.As("coordinator"), db => WhoSees.OfAsync(db, person, label))).ShouldBeEmpty();
        (await world.DoAsync(world.As("drug-worker"), db => WhoSees.OfAsync(db, person, label))).Select(s => s.AgencyName).Distinct().ShouldBe(["North drug service"], "no case, no sharing");
    }

    [Fact]
    public async Task Markings_OfEveryKind_NarrowAndNeverWiden()
    {
        await using var world = await World.CreateAsync();
        var person = (await MixedAsync(world))[0];
        foreach (var category in Category.All)
        {
            var owner = world.As("manager");
            var sights = new Dictionary<Marking, IReadOnlyList<Sight>>();
            foreach (var marking in Enum.GetValues<Marking>())
            {
                Guid[] named = marking switch
                {
                    Marking.Agencies => [world.Agencies["north-police"].Value, world.Agencies["north-charity"].Value],
                    Marking.People => [world.As("coordinator").User.Value, world.As("charity-worker").User.Value],
                    _ => [],
                };
                sights[marking] = await world.DoAsync(owner, db => WhoSees.OfAsync(db, person, new ItemLabel(owner.Agency, category, marking, named, owner.User)));
            }

            foreach (var (marking, who) in sights)
                who.Select(s => (s.UserId, s.Level)).Except(sights[Marking.Partnership].Select(s => (s.UserId, s.Level))).ShouldBeEmpty($"{marking} of {category} shows to somebody to whom the clauses do not");
        }
    }

    [Fact]
    public async Task RecordPage_SaysWhatOthersHoldAndWhomToAsk_OnlyOnItsOwnPage()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        using var browser = await site.SignInAsync("coordinator");
        (await browser.GetAsync($"/people/{person}/drugs")).Main.ShouldNotContain("What other agencies hold", customMessage: "no case: nothing may be said");
        await world.NominatedAsync(person);
        var drugs = await browser.GetAsync($"/people/{person}/drugs");
        drugs.Main.ShouldContain("North drug service holds treatment information. Ask them: 0113 496 0000");
        drugs.Main.ShouldNotContain("attending");
        (await browser.GetAsync($"/people/{person}/contact")).Main.ShouldNotContain("North drug service");
        drugs.Page.QuerySelector(".tl-glimpses a")!.GetAttribute("href")!.ShouldStartWith($"/people/{person}/ask?agency=");
    }

    [Fact]
    public async Task ItemSharing_ToItsOwner_NamesWhoSees_AndToOthersTheClauseAlone()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.PhoneAsync(person, "+447700900123");
        await world.NominatedAsync(person);
        var phone = await world.OneAsync("select id from person_phone where person_id = @person", new { person });
        var address = $"/people/{person}/items/person_phone/{phone}/sharing";
        using var owner = await site.SignInAsync("manager");
        var whole = await owner.GetAsync(address);
        whole.Main.ShouldContain("It belongs to your agency, North probation.");
        whole.Main.ShouldContain("in 2 agencies can see this: North probation (1) and North police (5).");
        whole.Main.ShouldContain("It has not been disclosed beyond the clauses.");
        using var police = await site.SignInAsync("coordinator");
        var part = await police.GetAsync(address);
        part.Main.ShouldContain("North probation shares contact details with your agency under Offender Management Act, section 14");
        part.Main.ShouldContain("clause ");
        part.Main.ShouldNotContain("can see this:");
        part.Main.ShouldNotContain("Disclosed to");
        using var council = await site.SignInAsync("chair");
        (await council.GetAsync(address)).Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await police.GetAsync($"/people/{person}/timeline")).Page.QuerySelectorAll("a[href$='/sharing']").Length.ShouldBeGreaterThan(1);
    }

    /// <summary>People with and without a case, items of every owner and marking, a disclosure, a consent, a team, an exclusion and urgent access.</summary>
    private static async Task<PersonId[]> MixedAsync(World world)
    {
        var people = new List<PersonId>();
        foreach (var (surname, hasCase) in new[] { ("Marsh", true), ("Okafor", false), ("Harding", true) })
        {
            var person = await world.PersonAsync(surname);
            people.Add(person);
            await world.TreatmentAsync(person);
            await world.EventAsync(person, "arrest", "2026-10-01");
            await world.OnOrderAsync(person);
            await world.PhoneAsync(person, "+447700900123");
            await world.PhoneAsync(person, "+447700900124", "charity-worker");
            if (hasCase)
                await world.NominatedAsync(person);
        }

        await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ExecuteAsync(
            """
            insert into case_team (partnership_id, case_id, user_id, part, from_on) select @Partnership, c.id, @worker, 'mentor', @On from iom_case c where c.person_id = @first;
            insert into person_phone (partnership_id, person_id, category, owner_agency_id, recorded_by, number, marking, marked_for)
            select @Partnership, p, 'contact details', @probation, @manager, '+44770090' || n, m, case m when 'agencies' then array[@police::uuid] when 'people' then array[@coordinator::uuid] else '{}' end
            from unnest(@people) p, (values ('partnership', '1111'), ('agencies', '2222'), ('people', '3333'), ('owner', '4444')) x (m, n);
            insert into person_exclusion (partnership_id, person_id, user_id, because, from_at, made_by) values (@Partnership, @last, @excluded, 'His brother', @At, @User)
            """,
            new
            {
                db.Act.Partnership, db.Act.On, db.Act.At, db.Act.User, worker = world.As("charity-worker").User, first = people[0], last = people[2], people = people.Select(p => p.Value).ToArray(),
                probation = world.Agencies["north-probation"], manager = world.As("manager").User, police = world.Agencies["north-police"], coordinator = world.As("coordinator").User, excluded = world.As("analyst").User,
            }));
        await world.DiscloseAsync(people[1], world.Asked("police"));
        await world.DiscloseAsync(people[2], world.Asked("council", level: Level.Summary));
        await world.DoAsync(world.As("drug-worker"), db => RecordConsent.DoAsync(db, people[0], new ConsentGiven(["treatment"], [world.Agencies["north-probation"], world.Agencies["north-police"]], db.Act.On, db.Act.On.AddDays(90), "in-writing", "You may tell my officer how I get on.")));
        await world.DoAsync(world.As("prison-link"), db => BeginUrgentAccess.DoAsync(db, people[1], "risk-to-life", "He told a cellmate that he would harm himself tonight."));
        return [.. people];
    }
}
