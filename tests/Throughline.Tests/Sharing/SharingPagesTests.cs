using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.Agreements.Write;
using Throughline.Testing;
using Throughline.Tests.Review;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>The pages about agreements as their users go through them, without scripts; and the API beside them.</summary>
public sealed class SharingPagesTests
{
    [Fact]
    public async Task Partnership_WithoutAnAgreement_SaysWhatIsMissingAndHowToBegin()
    {
        await using var site = await Site.StartAsync();
        await site.World.EndDefaultAsync();
        using var browser = await site.SignInAsync("coordinator");
        var page = await browser.GetAsync("/sharing");
        page.Main.ShouldContain("Nothing passes between agencies here: no agreement is in force.");
        page.Main.ShouldContain("The default agreement");
        (await browser.GetAsync("/sharing/today")).Main.ShouldContain("Nothing passes between agencies here today.");
        (await browser.GetAsync("/how-this-works")).Main.ShouldContain("No agreement is in force");
    }

    [Fact]
    public async Task Journey_FromTheDefaultToInForce_ByPagesAlone()
    {
        await using var site = await Site.StartAsync();
        await site.World.EndDefaultAsync();
        using var writer = await site.SignInAsync("coordinator");
        var page = await writer.SubmitAsync(await writer.GetAsync("/sharing/default"), "#adopt");
        page.Heading.ShouldBe("Information-sharing agreement, version 1");
        var here = page.Path;

        var edit = await writer.GetAsync(here + "/edit");
        var tooLong = await writer.SubmitAsync(edit, "#edit", Dates((20, 11, 2026), (20, 11, 2028)));
        tooLong.Status.ShouldBe(HttpStatusCode.BadRequest);
        tooLong.Main.ShouldContain("19 November 2028 or earlier");
        var looked = await writer.SubmitAsync(edit, "#edit", Dates((20, 11, 2026), (19, 11, 2028)));
        looked.Main.ShouldContain("Last day: 19 November 2028; until now not given.");
        (await writer.GetAsync(here)).Main.ShouldNotContain("19 November 2028", customMessage: "looking saves nothing");
        (await writer.SubmitAsync(looked, "#edit", new() { ["Step"] = "save" })).Main.ShouldContain("20 November 2026 to 19 November 2028");
        (await writer.SubmitAsync(edit, "#edit", Dates((20, 11, 2026), (1, 1, 2028)))).Status.ShouldBe(HttpStatusCode.Conflict, "the form is older than the draft");
        await writer.SubmitAsync(await writer.GetAsync(here + "/on-file"), "#file", new() { ["DpiaReference"] = "DPIA 2026/14", ["EqualityReference"] = "EIA 3", ["ResponsibleOwner"] = "Chief Superintendent", ["Contact"] = "0113 496 0000" });
        var sees = await writer.GetAsync(here + "/sees");
        sees.Main.ShouldContain("What North charity sees".Replace("What ", ""));
        sees.Main.ShouldContain("New:");
        sees.Main.ShouldContain("Never: victims and protected addresses");
        (await writer.SubmitAsync(await writer.GetAsync(here), "#send")).Main.ShouldContain("Out for signatures");

        foreach (var kind in new[] { "probation", "police" })
        {
            await site.World.LeadOfAsync(kind);
            using var signer = await site.SignInAsync("lead-" + kind);
            (await signer.GetAsync("/sharing")).Main.ShouldContain($"waits for the signature of North {kind}");
            var sign = await signer.GetAsync(here + "/sign");
            sign.Main.ShouldContain($"What North {kind} gives");
            sign.Main.ShouldContain("All of identity");
            var unsure = await signer.SubmitAsync(sign, "#sign", new() { ["Position"] = "Director" });
            unsure.Status.ShouldBe(HttpStatusCode.BadRequest);
            (await signer.SubmitAsync(sign, "#sign", new() { ["Position"] = "Director", ["IsAuthorised"] = "true" })).Main.ShouldContain("Signed for North " + kind);
        }

        var early = await writer.SubmitAsync(await writer.GetAsync(here), "#force");
        early.Status.ShouldBe(HttpStatusCode.BadRequest);
        early.Main.ShouldContain("A second person, who wrote none of it, has approved the agreement");
        using var governance = await site.SignInAsync("governance");
        (await governance.SubmitAsync(await governance.GetAsync(here), "#approve")).Main.ShouldContain("Gwen Ivor, 20 November 2026");
        (await writer.SubmitAsync(await writer.GetAsync(here), "#force")).Main.ShouldContain("In force");
        (await site.World.GrantsAsync()).ShouldNotBeEmpty();
        (await writer.GetAsync("/sharing/today")).Main.ShouldContain("from North probation");
        (await writer.GetAsync(here)).Main.ShouldContain("brought it into force");
    }

    [Fact]
    public async Task Clause_ThatTheLawForbids_ComesBackWithTheReasonAndAnotherShowsWhatItChanges()
    {
        await using var site = await Site.StartAsync();
        var id = await site.World.DraftAsync();
        using var writer = await site.SignInAsync("governance");
        var form = await writer.GetAsync($"/sharing/agreements/{id}/clauses/add");
        var empty = await writer.SubmitAsync(form, "#clause", new() { ["Step"] = "look" });
        empty.Status.ShouldBe(HttpStatusCode.BadRequest);
        empty.Main.ShouldContain("Choose what is shared");
        var order = new Dictionary<string, string?> { ["Categories"] = "finance", ["From"] = "type:police", ["To"] = "type:charity", ["Level"] = "full", ["Condition"] = "case-team", ["Gateway"] = "cda-1998-s115", ["Step"] = "look" };
        var refused = await writer.SubmitAsync(form, "#clause", order);
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Main.ShouldContain("It is no power to tell a charity");
        order["To"] = "type:probation";
        var preview = await writer.SubmitAsync(form, "#clause", order);
        preview.Status.ShouldBe(HttpStatusCode.OK);
        preview.Main.ShouldContain("North probation, finance: New: all of it for the case team from North police.");
        (await CountAsync(site, id, "finance")).ShouldBe(0, "looking saves nothing");
        preview.Main.ShouldContain("Nothing of:", customMessage: "what it will not see is shown too");
        var other = await writer.SubmitAsync(preview, "#clause", new() { ["Level"] = "summary", ["Step"] = "save" });
        other.Status.ShouldBe(HttpStatusCode.OK);
        other.Main.ShouldContain("You changed the clause after looking at it, so nothing is saved yet.");
        other.Main.ShouldContain("New: a summary for the case team from North police");
        (await CountAsync(site, id, "finance")).ShouldBe(0, "what was not shown is not saved");
        var saved = await writer.SubmitAsync(preview, "#clause", new() { ["Step"] = "save" });
        saved.Main.ShouldContain("All of finance, from police to probation, for the person's case team (Crime and Disorder Act 1998 s.115).");
        (await CountAsync(site, id, "finance")).ShouldBe(1);

        var link = saved.Page.QuerySelectorAll("a").First(a => a.TextContent.Contains("All of finance", StringComparison.Ordinal)).GetAttribute("href")!;
        var change = await writer.GetAsync(link);
        change.Main.ShouldContain("No longer: all of it for the case team from North police");
        var narrower = await writer.SubmitAsync(change, "#clause", new() { ["Level"] = "existence", ["Step"] = "look" });
        narrower.Main.ShouldContain("Narrower: that there is something, and whom to ask for the case team from North police; until now all of it for the case team.");
        await writer.SubmitAsync(narrower, "#clause", new() { ["Step"] = "save" });
        var again = await writer.GetAsync($"/sharing/agreements/{id}");
        again.Main.ShouldContain("Only that there is something of finance, from police to probation");
        link = again.Page.QuerySelectorAll("a").First(a => a.TextContent.Contains("something of finance", StringComparison.Ordinal)).GetAttribute("href")!;
        await writer.SubmitAsync(await writer.GetAsync(link), "#remove");
        (await CountAsync(site, id, "finance")).ShouldBe(0);
    }

    [Fact]
    public async Task Comparison_OfTwoVersions_SaysWhatIsAddedRemovedWidenedAndNarrowed()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var first = await world.DoAsync(world.As("governance"), db => db.ValueAsync<Guid>("select id from agreement where state = 'in-force'"));
        var second = await world.DoAsync(world.As("coordinator"), db => WriteAgreement.NewVersionAsync(db, first));
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            await WriteClauses.AddAsync(db, second, new(["finance"], [Side.OfType("police")], [Side.OfType("probation")], Level.Full, "oma-2007-s14", Condition.Cohort), null);
            await WriteClauses.AddAsync(db, second, new(["intelligence"], [Side.OfType("police")], [Side.OfType("prison")], Level.Full, "oma-2007-s14", Condition.Cohort), null);
            foreach (var (category, level) in new[] { ("family and children", "summary"), ("tag location", "") })
            {
                var clauses = (await Clause.OfAsync(db, second)).Where(clause => clause.Category == category && clause.ToType == "police").ToList();
                var sentence = ClauseSentence.Gather(clauses)[0];
                await db.ExecuteAsync("delete from clause where id = any (@ids)", new { ids = clauses.Select(clause => clause.Id).ToArray() });
                if (level.Length > 0)
                    await WriteClauses.AddAsync(db, second, new([category], sentence.From, sentence.To, ClauseWords.LevelOf(level), sentence.Gateway, sentence.Condition), null);
            }
        });
        using var browser = await site.SignInAsync("lead");
        var page = (await browser.GetAsync($"/sharing/agreements/{second}/compare?with={first}")).Main;
        page.ShouldContain("Added: 1 North probation, finance: New: all of it for any case from North police.");
        page.ShouldContain("Removed: 1 North police, tag location: No longer: all of it for any case from North electronic monitoring.");
        page.ShouldContain("Widened: 1 North prison, intelligence: Wider: all of it for any case from North police; until now a summary for the case team.");
        page.ShouldContain("Narrowed: 1 North police, family and children: Narrower: a summary for the case team from North council; until now all of it for the case team.");
        (await browser.GetAsync($"/sharing/agreements/{second}/compare?with={Guid.Empty}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Withdrawal_ByPage_TellsTheOthersWhoNoteIt()
    {
        await using var site = await Site.StartAsync();
        var id = await site.World.DoAsync(site.World.As("governance"), db => db.ValueAsync<Guid>("select id from agreement where state = 'in-force'"));
        using var lead = await site.SignInAsync("lead");
        var page = await lead.GetAsync($"/sharing/agreements/{id}/withdraw");
        page.Main.ShouldContain("What North council no longer gives");
        (await lead.SubmitAsync(page, "#withdraw")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await lead.SubmitAsync(page, "#withdraw", new() { ["Reason"] = "our members have decided so" })).Main.ShouldContain("Withdrew on 20 November 2026");
        using var police = await site.SignInAsync("coordinator");
        var told = await police.GetAsync("/sharing");
        told.Main.ShouldContain("North council has withdrawn");
        (await police.SubmitAsync(told, "form[action*=Acknowledge]")).Main.ShouldNotContain("North council has withdrawn");
    }

    [Fact]
    public async Task Gateway_SignedOffByGovernance_IsOnRecordAndNobodyElseMay()
    {
        await using var site = await Site.StartAsync();
        using var governance = await site.SignInAsync("governance");
        var page = await governance.GetAsync("/sharing/gateways/oma-2007-s14");
        page.Main.ShouldContain("It lists no NHS body and no charity");
        (await governance.SubmitAsync(page, "#sign-off", new() { ["Officer"] = "Dana Pryce, North police", ["On.Day"] = "21", ["On.Month"] = "11", ["On.Year"] = "2026" })).Status.ShouldBe(HttpStatusCode.BadRequest, "tomorrow");
        (await governance.SubmitAsync(page, "#sign-off", new() { ["Officer"] = "Dana Pryce, North police", ["On.Day"] = "20", ["On.Month"] = "11", ["On.Year"] = "2026" })).Main.ShouldContain("Signed off by Dana Pryce, North police on 20 November 2026");
        using var coordinator = await site.SignInAsync("coordinator");
        var seen = await coordinator.GetAsync("/sharing/gateways/oma-2007-s14");
        seen.Page.QuerySelector("#sign-off").ShouldBeNull();
        (await coordinator.GetAsync("/sharing/gateways")).Main.ShouldContain("Dana Pryce, North police, 20 November 2026");
        using var south = await site.SignInAsync("governance", "south");
        (await south.GetAsync("/sharing/gateways")).Main.ShouldNotContain("Dana Pryce");
    }

    [Fact]
    public async Task Agency_ChangedByAdministratorAndSecondPerson_ByPages()
    {
        await using var site = await Site.StartAsync();
        using var administrator = await site.SignInAsync("administrator");
        var added = await administrator.SubmitAsync(await administrator.GetAsync("/sharing/partnership"), "#add", new() { ["Name"] = "North homes", ["Code"] = "north-homes", ["Type"] = "housing", ["Contact"] = "0113 496 0001" });
        added.Heading.ShouldBe("North homes");
        var asked = await administrator.SubmitAsync(added, "#ask", new() { ["WorksForProbation"] = "true", ["Because"] = "contract of 1 April, lot 3" });
        asked.Main.ShouldContain("A change waits for a second person");
        asked.Page.QuerySelector("#decide").ShouldBeNull();
        using var governance = await site.SignInAsync("governance");
        (await governance.GetAsync("/sharing")).Main.ShouldContain("A change to North homes waits for a second person");
        var decided = await governance.SubmitAsync(await governance.GetAsync(added.Path), "#decide", new() { ["Decision"] = "agreed" });
        decided.Main.ShouldContain("Yes, under an arrangement");
        var gone = await administrator.SubmitAsync(await administrator.GetAsync(added.Path), "#leave", new() { ["LeavesOn.Day"] = "19", ["LeavesOn.Month"] = "11", ["LeavesOn.Year"] = "2026", ["LeaveReason"] = "contract ended" });
        gone.Status.ShouldBe(HttpStatusCode.BadRequest, "yesterday");
        gone = await administrator.SubmitAsync(await administrator.GetAsync(added.Path), "#leave", new() { ["LeavesOn.Day"] = "20", ["LeavesOn.Month"] = "11", ["LeavesOn.Year"] = "2026", ["LeaveReason"] = "contract ended" });
        gone.Main.ShouldContain("to 20 November 2026");
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("drug-worker")]
    [InlineData("analyst")]
    public async Task Pages_ForRolesThatHaveNoPartInAgreements_AreNotThere(string user)
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync(user);
        foreach (var path in new[] { "/sharing", "/sharing/today", "/sharing/default", "/sharing/gateways", "/sharing/partnership" })
            (await browser.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound, path);
    }

    [Fact]
    public async Task Acts_ByReadersWhoMayNotWrite_AreNotThere()
    {
        await using var site = await Site.StartAsync();
        var id = await site.World.DraftAsync();
        using var administrator = await site.SignInAsync("administrator");
        var page = await administrator.GetAsync($"/sharing/agreements/{id}");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Page.QuerySelector("#send").ShouldBeNull();
        // the sign-out form stands for any: with a good token and another address the act is still not theirs
        page.Page.QuerySelector("form")!.SetAttribute("action", $"/sharing/agreements/{id}?handler=Send");
        (await administrator.SubmitAsync(page, "form")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await administrator.GetAsync($"/sharing/agreements/{id}/edit")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var south = await site.SignInAsync("governance", "south");
        (await south.GetAsync($"/sharing/agreements/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Api_WritesSignsAndReads_ByTheSameRules()
    {
        await using var site = await Site.StartAsync();
        await site.World.EndDefaultAsync();
        using var writer = await ReviewApiTests.ClientAsync(site, "coordinator");
        const string all = "/api/v1/sharing/agreements";
        var begun = await Json(await writer.PostAsJsonAsync(all, new { from = "nothing", name = "Pilot", purpose = "To begin small" }));
        var here = $"{all}/{begun.GetProperty("id").GetGuid()}";
        var revision = begun.GetProperty("revision").GetInt32();
        (await writer.PutAsJsonAsync(here, new { startsOn = "2026-11-20", endsOn = "2027-11-20" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest, "without the revision that was read");
        revision = (await Json(await writer.PutAsJsonAsync(here, new { startsOn = "2026-11-20", endsOn = "2027-11-20", revision }))).GetProperty("revision").GetInt32();
        (await writer.PutAsJsonAsync(here, new { name = "Mine", revision = revision - 1 })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var forbidden = await writer.PostAsJsonAsync(here + "/clauses", new { categories = new[] { "offending" }, from = new[] { "type:police" }, to = new[] { "type:council" }, level = "full", gateway = "cda-1998-s17a", condition = "cohort", revision });
        forbidden.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await forbidden.Content.ReadAsStringAsync()).ShouldContain("depersonalised");
        revision = (await Json(await writer.PostAsJsonAsync(here + "/clauses", new { categories = new[] { "offending" }, from = new[] { "type:police" }, to = new[] { "type:council", "type:probation" }, level = "full", gateway = "cda-1998-s115", condition = "cohort", revision }))).GetProperty("revision").GetInt32();
        revision = (await Json(await writer.PutAsJsonAsync(here + "/on-file", new { contact = "0113", responsibleOwner = "Chief", dpiaReference = "D1", equalityReference = "E1", revision }))).GetProperty("revision").GetInt32();
        (await Json(await writer.GetAsync(here + "/sees"))).GetProperty("widening").GetInt32().ShouldBe(2);
        var sent = await Json(await writer.PostAsJsonAsync(here + "/moves", new { to = "signing", revision }));
        sent.GetProperty("state").GetString().ShouldBe("signing");
        (await writer.PostAsJsonAsync(here + "/signature", new { position = "me", revision })).StatusCode.ShouldBe(HttpStatusCode.NotFound, "a coordinator does not sign");
        using var governance = await ReviewApiTests.ClientAsync(site, "governance");
        using var lead = await ReviewApiTests.ClientAsync(site, "lead");
        revision = sent.GetProperty("revision").GetInt32();
        (await governance.PostAsJsonAsync(here + "/signature", new { position = "Information governance", revision })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await lead.PostAsJsonAsync(here + "/signature", new { position = "Director", revision })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await lead.PostAsync(here + "/approval", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json(await writer.PostAsJsonAsync(here + "/moves", new { to = "in-force" }))).GetProperty("state").GetString().ShouldBe("in-force");
        (await site.World.GrantsAsync()).Count.ShouldBe(1, "police tell the council; probation has not signed");
        (await Json(await lead.PostAsJsonAsync(here + "/withdrawal", new { reason = "we have thought again" }))).GetProperty("state").GetString().ShouldBe("in-force");
        (await site.World.GrantsAsync()).ShouldBeEmpty();
        (await Json(await governance.GetAsync("/api/v1/sharing/gateways"))).GetProperty("gateways").GetArrayLength().ShouldBe(11);
        (await Json(await governance.GetAsync("/api/v1/sharing/partnership"))).GetProperty("agencies").GetArrayLength().ShouldBe(8);
        using var south = await ReviewApiTests.ClientAsync(site, "governance", "south");
        (await south.GetAsync(here)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var manager = await ReviewApiTests.ClientAsync(site, "manager");
        (await manager.GetAsync(all)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Edit_ChangedAfterThePreview_IsShownAgainAndNotSaved()
    {
        await using var site = await Site.StartAsync();
        var id = await site.World.DraftAsync();
        using var writer = await site.SignInAsync("governance");
        var edit = await writer.GetAsync($"/sharing/agreements/{id}/edit");
        var charity = site.World.Agencies["north-charity"].ToString();
        var looked = await writer.SubmitAsync(edit, "#edit", new() { ["Name"] = "Another name", ["Step"] = "look" });
        looked.Main.ShouldContain("Name: Another name; until now");
        var changed = await writer.SubmitAsync(looked, "#edit", new() { ["Name"] = "A third name", ["Step"] = "save" });
        changed.Main.ShouldContain("You changed something after looking at it, so nothing is saved yet.");
        (await writer.GetAsync($"/sharing/agreements/{id}")).Main.ShouldNotContain("A third name");
        (await writer.SubmitAsync(changed, "#edit", new() { ["Step"] = "save" })).Main.ShouldContain("A third name");

        edit = await writer.GetAsync($"/sharing/agreements/{id}/edit");
        foreach (var box in edit.Page.QuerySelectorAll("input[name=Between]").Where(box => box.GetAttribute("value") == charity))
            box.RemoveAttribute("checked");
        var without = await writer.SubmitAsync(edit, "#edit", new() { ["Step"] = "look" });
        without.Main.ShouldContain("No longer: North charity.");
        without.Main.ShouldContain("North charity, identity: No longer:", customMessage: "what it will no longer see is said beforehand");
    }

    [Fact]
    public async Task Api_WithPreview_SaysWhatWouldChangeAndSavesNothing()
    {
        await using var site = await Site.StartAsync();
        var id = await site.World.DraftAsync();
        using var writer = await ReviewApiTests.ClientAsync(site, "coordinator");
        var here = $"/api/v1/sharing/agreements/{id}";
        var revision = (await Json(await writer.GetAsync(here))).GetProperty("agreement").GetProperty("revision").GetInt32();
        var clause = new { categories = new[] { "finance" }, from = new[] { "type:police" }, to = new[] { "type:probation" }, level = "full", gateway = "cda-1998-s115", condition = "case-team", revision, preview = true };
        var shown = (await Json(await writer.PostAsJsonAsync(here + "/clauses", clause))).GetProperty("preview")[0];
        shown.GetProperty("changes")[0].GetString().ShouldBe("North probation, finance: New: all of it for the case team from North police");
        shown.GetProperty("sight").GetProperty("agencies")[0].GetProperty("nothingOf").GetArrayLength().ShouldBeGreaterThan(0);
        (await CountAsync(site, id, "finance")).ShouldBe(0);
        (await Json(await writer.PutAsJsonAsync(here, new { name = "Other", revision, preview = true }))).GetProperty("preview").GetArrayLength().ShouldBe(1);
        (await Json(await writer.GetAsync(here))).GetProperty("agreement").GetProperty("revision").GetInt32().ShouldBe(revision, "nothing is saved");
    }

    [Fact]
    public async Task Comparison_OfVersionsThatPassAsMuch_SaysWhichPowerConditionAndDaysAreOthers()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var first = await world.DoAsync(world.As("governance"), db => db.ValueAsync<Guid>("select id from agreement where state = 'in-force'"));
        var second = await world.DoAsync(world.As("coordinator"), db => WriteAgreement.NewVersionAsync(db, first));
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            var clause = (await Clause.OfAsync(db, second)).First(one => one.Category == "offending" && one.FromType == "police" && one.ToType == "probation");
            await db.ExecuteAsync("update clause set gateway = @other where id = @Id", new { clause.Id, other = clause.Gateway == "oma-2007-s14" ? "cda-1998-s115" : "oma-2007-s14" });
            await db.ExecuteAsync("update agreement set starts_on = '2026-12-01', ends_on = '2027-11-30' where id = @second", new { second });
        });
        using var browser = await site.SignInAsync("lead");
        var page = (await browser.GetAsync($"/sharing/agreements/{second}/compare?with={first}")).Main;
        page.ShouldContain("North probation, offending: On other terms:");
        page.ShouldContain("by Offender Management Act, section 14 (Offender Management Act 2007 s.14)");
        page.ShouldContain("until now by ");
        page.ShouldContain("30 November 2027");
        page.ShouldContain("Where it holds");
        page.ShouldContain("in this partnership only");
    }

    private static Dictionary<string, string?> Dates((int Day, int Month, int Year) starts, (int Day, int Month, int Year) ends) => new()
    {
        ["StartsOn.Day"] = $"{starts.Day}", ["StartsOn.Month"] = $"{starts.Month}", ["StartsOn.Year"] = $"{starts.Year}", ["EndsOn.Day"] = $"{ends.Day}", ["EndsOn.Month"] = $"{ends.Month}", ["EndsOn.Year"] = $"{ends.Year}",
    };

    private static Task<long> CountAsync(Site site, Guid id, string category) =>
        site.World.DoAsync(site.World.As("governance"), db => db.ValueAsync<long>("select count(*) from clause where agreement_id = @id and category = @category", new { id, category }));

    private static async Task<JsonElement> Json(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonSerializer.Deserialize<JsonElement>(body);
    }
}
