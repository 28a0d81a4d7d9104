using System.Net;
using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.AskOwner;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

public sealed class AskOwnerTests
{
    [Fact]
    public async Task Question_AboutWhatNoGlimpseNames_IsNotFound()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        var drug = world.Agencies["north-drug-service"];
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, drug, "treatment", SharingArrange.Why)), "without a case nothing is named");
        await world.NominatedAsync(person);
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, drug, "health", SharingArrange.Why)));
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("charity-worker"), db => AskTheOwner.DoAsync(db, person, drug, "treatment", SharingArrange.Why)));
        await world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, drug, "treatment", SharingArrange.Why));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("analyst"), db => AskTheOwner.DoAsync(db, person, drug, "treatment", SharingArrange.Why))))!.ShouldContain("asked North drug service about this already");
    }

    [Fact]
    public async Task Question_WithdrawnByThoseWhoAsked_EndsAndMayBeAskedAgain()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        var drug = world.Agencies["north-drug-service"];
        var question = await world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, drug, "treatment", SharingArrange.Why));
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("drug-worker"), db => WithdrawQuestion.DoAsync(db, question, "We do not want it")), "it is the askers' question");
        using var police = await site.SignInAsync("coordinator");
        var page = await police.GetAsync($"/sharing/questions/{question}");
        (await police.SubmitAsync(page, "#withdraw")).Main.ShouldContain("Say why it is withdrawn");
        (await police.SubmitAsync(page, "#withdraw", new() { ["WithdrawnBecause"] = "The visit is off" })).Main.ShouldContain("Withdrawn by those who asked");
        using var owner = await site.SignInAsync("drug-worker");
        var seen = await owner.GetAsync($"/sharing/questions/{question}");
        seen.Main.ShouldContain("The visit is off");
        seen.Page.QuerySelector("main form").ShouldBeNull("there is nothing to answer any more");
        await Should.ThrowAsync<ChangedByAnother>(() => world.DoAsync(world.As("drug-worker"), db => AnswerQuestion.DoAsync(db, question, new(false, null, null, null, "Not necessary for the visit."))));
        await Should.ThrowAsync<ChangedByAnother>(() => world.DoAsync(world.As("coordinator"), db => WithdrawQuestion.DoAsync(db, question, "Once more")));
        await world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, drug, "treatment", SharingArrange.Why));
    }

    [Theory]
    [InlineData("Not needed now", false)]
    [InlineData("Not needed now.", true)]
    public async Task Answer_WhateverItIs_SaysWhyInFifteenLetters(string reason, bool holds)
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        foreach (var answer in new Throughline.Sharing.AskOwner.Answer[] { new(false, null, null, null, reason), new(true, Level.Full, "public-interest", world.Clock.Today, reason) })
        {
            var question = await world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, world.Agencies["north-drug-service"], "treatment", SharingArrange.Why));
            var broken = await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("drug-worker"), db => AnswerQuestion.DoAsync(db, question, answer)));
            broken.ShouldBe(holds ? null : "Say why, in 15 letters or more");
            if (!holds)
                await world.DoAsync(world.As("coordinator"), db => WithdrawQuestion.DoAsync(db, question, "Asked again below"));
        }
    }

    [Fact]
    public async Task WhatWasDecidedTogether_IsNotAskedFor()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.NominatedAsync(person, "manager");
        await using (var connection = new Npgsql.NpgsqlConnection(world.Database.AdminConnection))
        {
            await connection.OpenAsync();
            await using var command = new Npgsql.NpgsqlCommand("update sharing_grant set level = 'existence' where category = 'meeting'", connection);
            await command.ExecuteNonQueryAsync();
        }

        var glimpses = await world.DoAsync(world.As("coordinator"), db => Glimpse.OfAsync(db, person));
        glimpses.ShouldContain(glimpse => glimpse.Category == "meeting");
        glimpses.Where(glimpse => glimpse.Category == "meeting").ShouldAllBe(glimpse => !glimpse.MayBeAskedFor);
        var probation = world.Agencies["north-probation"];
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, probation, "meeting", SharingArrange.Why))))!.ShouldContain("was decided together");
        using var police = await site.SignInAsync("coordinator");
        var page = await police.GetAsync($"/people/{person}/sharing");
        page.Main.ShouldContain("North probation holds meeting information. It was decided together in the case.");
        page.Page.QuerySelectorAll("a[href*='category=meeting']").ShouldBeEmpty();
        (await police.GetAsync($"/people/{person}/ask?agency={probation}&category=meeting")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Answer_GivenWithALevelAndATime_MakesADisclosure_ThatBothSidesSee()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        var item = await world.OneAsync("select id from drug_record");
        var question = await world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, world.Agencies["north-drug-service"], "treatment", SharingArrange.Why));
        await Should.ThrowAsync<NotThere>(() => world.DoAsync(world.As("manager"), db => AnswerQuestion.DoAsync(db, question, new(false, null, null, null, "It is not for you."))));
        await world.DoAsync(world.As("drug-worker"), db => AnswerQuestion.DoAsync(db, question, new(true, Level.Full, "public-interest", world.Clock.Today.AddDays(3), "The officer has to know before the visit.")));
        (await world.SeesAsync("coordinator", "drug_record", item)).ShouldBeTrue();
        var seen = await world.DoAsync(world.As("coordinator"), db => Question.FindAsync(db, question));
        seen.StateWords.ShouldBe("Answered");
        seen.AnswerBecause.ShouldBe("The officer has to know before the visit.");
        seen.DisclosureId.ShouldNotBeNull();
        await Should.ThrowAsync<ChangedByAnother>(() => world.DoAsync(world.As("drug-worker"), db => AnswerQuestion.DoAsync(db, question, new(false, null, null, null, "On second thoughts, no."))));
    }

    [Fact]
    public async Task Answer_BySomebodyNotNamedForIt_IsRefused_WhereTheAgencyHasACoordinator()
    {
        await using var world = await World.CreateAsync();
        var person = await world.PersonAsync();
        await world.EventAsync(person, "arrest", "2026-10-01");
        await world.NominatedAsync(person);
        // police share offending with the drug service as a summary, which is a glimpse to ask about
        var question = await world.DoAsync(world.As("drug-worker"), db => AskTheOwner.DoAsync(db, person, world.Agencies["north-police"], "offending", SharingArrange.Why));
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("police-manager"), db => AnswerQuestion.DoAsync(db, question, new(false, null, null, null, "Not necessary for treatment.")))))!.ShouldContain("on the case team");
        await world.DoAsync(world.As("coordinator"), db => AnswerQuestion.DoAsync(db, question, new(false, null, null, null, "Not necessary for treatment.")));
        (await world.DoAsync(world.As("drug-worker"), db => Question.FindAsync(db, question))).StateWords.ShouldBe("Refused");
    }

    [Fact]
    public async Task Pages_FromTheMarkerToTheAnswer_WorkWithoutScripts_AndTodayTellsTheOwner()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        using var police = await site.SignInAsync("coordinator");
        var record = await police.GetAsync($"/people/{person}/drugs");
        var ask = await police.GetAsync(record.Page.QuerySelector(".tl-glimpses a[role=button]")!.GetAttribute("href")!);
        ask.Heading.ShouldBe("Ask North drug service");
        (await police.SubmitAsync(ask, "main form", new() { ["Why"] = "Hm" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.SubmitAsync(ask, "main form", new() { ["Why"] = SharingArrange.Why })).Path.ShouldBe($"/people/{person}/sharing");
        (await police.GetAsync($"/people/{person}/drugs")).Main.ShouldContain("Your agency asked on 20 November 2026");
        using var worker = await site.SignInAsync("drug-worker");
        (await worker.GetAsync("/")).Main.ShouldContain("North police asks about treatment");
        var list = await worker.GetAsync("/sharing/questions");
        list.Main.ShouldContain("Waiting for an answer, due 25 November 2026");
        var page = await worker.GetAsync(list.Page.QuerySelector("main table a")!.GetAttribute("href")!);
        page.Main.ShouldContain("What your agency holds (1)");
        (await worker.SubmitAsync(page, "main form", new() { ["Answer"] = "full", ["Reason"] = "The visit needs it." })).Main.ShouldContain("Choose the power under which you share it");
        (await worker.SubmitAsync(page, "main form", new() { ["Answer"] = "refuse", ["Reason"] = "He asked us not to say." })).Status.ShouldBe(HttpStatusCode.OK);
        (await police.GetAsync("/sharing/questions")).Main.ShouldContain("Refused");
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public async Task Question_AfterItsDays_IsOverdue_AndNotADayBefore(int days, bool overdue)
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var person = await world.PersonAsync();
        await world.TreatmentAsync(person);
        await world.NominatedAsync(person);
        await world.DoAsync(world.As("coordinator"), db => AskTheOwner.DoAsync(db, person, world.Agencies["north-drug-service"], "treatment", SharingArrange.Why));
        world.Clock.Move(TimeSpan.FromDays(days));
        using var worker = await site.SignInAsync("drug-worker");
        (await worker.GetAsync("/sharing/questions")).Main.Contains("Overdue", StringComparison.Ordinal).ShouldBe(overdue);
    }
}
