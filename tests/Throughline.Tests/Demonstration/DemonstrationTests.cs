using Shouldly;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Demonstration;

[Collection(nameof(SeededDemonstration))]
public sealed class DemonstrationTests(SeededDemonstration seeded)
{
    [Fact]
    public async Task Create_PartnershipAlready_IsRefused()
    {
        var refused = await Should.ThrowAsync<RuleBroken>(() => Throughline.Work.Demonstration.Demonstration.CreateAsync(seeded.Database.Source, 1, 10, seeded.Clock));
        refused.Message.ShouldContain("already");
    }

    [Fact]
    public async Task RowLevelSecurity_OnePartnership_SeesNobodyOfAnother()
    {
        var names = new[] { "person", "offence_event", "order_spell", "need", "iom_case", "event", "process", "possible_match", "person_identifier", "status_definition" };
        var mine = await seeded.AsAsync("avonmere", db => db.ListAsync<Guid>("select id from person"));
        var theirs = await seeded.AsAsync("lunedale", db => db.ListAsync<Guid>("select id from person"));
        mine.Count.ShouldBeGreaterThan(600);
        theirs.Count.ShouldBeGreaterThan(600);
        mine.ShouldNotContain(id => theirs.Contains(id));
        (await seeded.AsAsync("avonmere", db => db.ValueAsync<long>("select count(*) from person where id = any(@theirs)", new { theirs = theirs.ToArray() }))).ShouldBe(0);
        foreach (var table in names)
            (await seeded.AsAsync("avonmere", db => db.ValueAsync<long>($"select count(distinct partnership_id) from {table}"))).ShouldBe(1, table);
        await using var nobody = new Db(seeded.Database.Source);
        await nobody.BeginForNobodyAsync();
        foreach (var table in names)
            (await nobody.ValueAsync<long>($"select count(*) from {table}")).ShouldBe(0, table);
    }

    [Fact]
    public async Task Users_EveryPartnership_HasEveryRoleOnTheSignInPage()
    {
        await using var db = new Db(seeded.Database.Source);
        await db.BeginForNobodyAsync();
        var kinds = await db.ListAsync<string>("select p.code || ' ' || r.role || ' ' || u.demo_kind from app_user u join user_role r on r.user_id = u.id join partnership p on p.id = r.partnership_id where u.demo_kind is not null");
        foreach (var code in new[] { "avonmere", "lunedale", "thornwood", "hammerwich", "calderstone" })
        {
            foreach (var role in Enum.GetValues<Role>())
                kinds.ShouldContain($"{code} {role.Code()} {role.Words()}");
        }

        (await db.ValueAsync<long>("select count(distinct type) from agency")).ShouldBe(11);
        var beats = await db.ListAsync<string>("select r.area from user_role r join app_user u on u.id = r.user_id join partnership p on p.id = r.partnership_id where r.role = 'neighbourhood-officer' and p.code = 'avonmere' and u.demo_kind is not null");
        (await seeded.AsAsync("avonmere", d => d.ValueAsync<long>("select count(*) from person where beat = @beat", new { beat = beats.Single() }))).ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Items_EveryOne_SaysWhoseItIs()
    {
        var wrong = await seeded.AsAsync("hammerwich", db => db.ListAsync<string>(
            """
            select 'offence not from police' from offence_event i join agency a on a.id = i.owner_agency_id where a.type <> 'police'
            union all select 'treatment not from the drug service' from drug_record i join agency a on a.id = i.owner_agency_id where a.type <> 'drug-service'
            union all select 'spell not from the prison' from custody_spell i join agency a on a.id = i.owner_agency_id where a.type <> 'prison'
            union all select 'intelligence as offending' from offence_event i where i.kind = 'intelligence' and i.category <> 'intelligence'
            union all select 'test as treatment' from drug_record i where i.kind = 'test' and i.category <> 'drug test'
            union all select 'agency not in the partnership' from order_spell i where not exists (select from partnership_agency p where p.partnership_id = i.partnership_id and p.agency_id = i.owner_agency_id)
            """));
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Casework_EveryAdoptedPerson_HasAStoryWithAVoteDecisionAndColour()
    {
        var gaps = await seeded.AsAsync("thornwood", db => db.ListAsync<string>(
            """
            select 'no nomination' from iom_case k where not exists (select from nomination n where n.case_id = k.id)
            union all select 'no decision' from iom_case k where k.state in ('adopted', 'exited') and not exists (select from panel_decision d where d.case_id = k.id and d.outcome = 'adopt')
            union all select 'colour is not the last one given' from iom_case k where k.state = 'adopted' and k.status is distinct from (select s.to_status from status_change s where s.case_id = k.id order by s.at desc limit 1)
            union all select 'inside and not blue' from iom_case k where k.state = 'adopted' and k.status <> 'blue' and exists (select from custody_spell c where c.person_id = k.person_id and c.released_on is null)
            union all select 'exited and not white' from iom_case k where k.state = 'exited' and k.status <> 'white'
            union all select 'no lead' from iom_case k where k.state = 'adopted' and (k.lead_user_id is null or k.lead_agency_id is null)
            union all select 'no timeline' from iom_case k where k.state = 'adopted' and (select count(*) from event e where e.case_id = k.id) < 4
            """));
        gaps.ShouldBeEmpty();
        var ppl = await seeded.AsAsync("thornwood", db => db.ListAsync<string>("select words from event where case_id is not null and words !~ '^[A-Z].*[.]$'"));
        ppl.ShouldBeEmpty();
    }

    [Fact]
    public async Task Demo_WebProgram_ShowsReportsToThoseWhoMay()
    {
        await using var app = Server.Build(seeded.Database, "http://127.0.0.1:0", demo: true, seeded.Clock);
        await app.StartAsync();
        var address = app.Urls.First();
        foreach (var (kind, sees) in new[] { ("Strategic lead", true), ("Analyst", true), ("Offender manager", false) })
        {
            using var browser = new Browser(address);
            var desks = await browser.GetAsync("/demo");
            var form = desks.Page.QuerySelectorAll("form").First(f => f.TextContent.Contains(kind, StringComparison.Ordinal) && f.TextContent.Contains("Hammerwich", StringComparison.Ordinal));
            form.Id = "chosen";
            await browser.SubmitAsync(desks, "#chosen");
            var page = await browser.GetAsync("/reports/rosh");
            page.Status.ShouldBe(sees ? System.Net.HttpStatusCode.OK : System.Net.HttpStatusCode.NotFound, kind);
            if (!sees)
                continue;
            page.Heading.ShouldBe("Risk of serious harm and likelihood of reoffending");
            page.Page.QuerySelectorAll("table caption").ShouldNotBeEmpty();
            page.Main.Contains("Very high hidden", StringComparison.Ordinal).ShouldBe(kind == "Strategic lead");
            page.Main.Contains("Not assessed hidden", StringComparison.Ordinal).ShouldBe(kind == "Strategic lead", "the other small count is hidden with it");
            (await browser.GetAsync("/reports")).Main.ShouldContain("Priority needs");
            (await browser.GetAsync("/reports/nothing-of-the-kind")).Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        }
    }
}
