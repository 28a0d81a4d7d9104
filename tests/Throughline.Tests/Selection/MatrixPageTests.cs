using System.Net;
using System.Text;
using Shouldly;
using Throughline.Platform;
using Throughline.Scoring;
using Throughline.Selection.Matrices;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class MatrixPageTests
{
    [Fact]
    public async Task Matrix_FromExampleToInUse_ThroughThePages()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        var draft = await browser.SubmitAsync(await browser.GetAsync("/matrix"), "#matrix-burglary-weighted");
        draft.Heading.ShouldBe("Burglary-weighted matrix, version 1");
        var edit = await browser.GetAsync(draft.Path + "/edit");

        var wrong = await browser.SubmitAsync(edit, "#lines", new() { ["Entry"] = "30", ["Exit"] = "40" });
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Page.QuerySelector("#Exit-error")!.TextContent.ShouldContain("at or below the entry line");
        (await browser.SubmitAsync(edit, "#lines", new() { ["Entry"] = "lots" })).Page.QuerySelector("#Entry-error")!.TextContent.ShouldContain("a number");
        var saved = await browser.SubmitAsync(wrong, "#lines", new() { ["Entry"] = "55", ["Exit"] = "35" });
        saved.Status.ShouldBe(HttpStatusCode.OK, saved.Main);

        var factor = await browser.GetAsync(saved.Path + "/factors/1");
        var badPoints = await browser.SubmitAsync(factor, "#factor", new() { ["Factor.Points"] = "many", ["Factor.Cap"] = "-1" });
        badPoints.Page.QuerySelector("#Factor_Points-error")!.TextContent.ShouldContain("a number");
        (await browser.SubmitAsync(badPoints, "#factor", new() { ["Factor.Points"] = "12", ["Factor.Cap"] = "48" })).Status.ShouldBe(HttpStatusCode.OK);
        var added = await browser.GetAsync(saved.Path + "/factors/13");
        var withNew = await browser.SubmitAsync(added, "#factor", new()
        {
            ["Factor.Label"] = "Drug need", ["Factor.Id"] = "drug-need", ["Factor.Group"] = "needs", ["Factor.Kind"] = "number_fact", ["Factor.Fact"] = "need_drugs", ["Factor.PointsKind"] = "bands", ["Factor.Points"] = "3: 2\n6: 4",
        });
        withNew.Status.ShouldBe(HttpStatusCode.OK, withNew.Main);
        withNew.Main.ShouldContain("Drug need");
        (await browser.SubmitAsync(withNew, "#remove-factor-13")).Main.ShouldNotContain("Drug need");
        var rule = await browser.GetAsync(saved.Path + "/exclusions/2");
        (await browser.SubmitAsync(rule, "#rule", new() { ["Rule.TestValue"] = "MAPPA3" })).Status.ShouldBe(HttpStatusCode.OK);
        var lastRule = await browser.SubmitAsync(await browser.GetAsync(saved.Path), "#remove-inclusions-1");
        lastRule.Status.ShouldBe(HttpStatusCode.OK, lastRule.Main);

        var noReason = await browser.SubmitAsync(await browser.GetAsync(draft.Path), "#use", new() { ["UseReason"] = "ok" });
        noReason.Status.ShouldBe(HttpStatusCode.BadRequest);
        var inUse = await browser.SubmitAsync(noReason, "#use", new() { ["UseReason"] = "Agreed by the board on 12 November as a start." });
        inUse.Main.ShouldContain("In use");
        (await browser.GetAsync(draft.Path + "/edit")).Status.ShouldBe(HttpStatusCode.NotFound);

        var file = await browser.GetAsync(draft.Path + "?handler=Json");
        var matrix = SelectionMatrixJson.Read(file.Body);
        matrix.Thresholds.Entry.ShouldBe(55);
        matrix.Factors[0].Cap.ShouldBe(48);
        matrix.Exclusions[1].Test.AnyOf.ShouldBe(["MAPPA3"]);
        var again = await browser.SubmitAsync(await browser.GetAsync("/matrix"), "#upload", file: ("Upload", "matrix.json", Encoding.UTF8.GetBytes(file.Body)));
        again.Heading.ShouldBe("Burglary-weighted matrix, version 2");
        var broken = await browser.SubmitAsync(await browser.GetAsync("/matrix"), "#upload", file: ("Upload", "matrix.json", Encoding.UTF8.GetBytes(file.Body.Replace("\"entry\"", "\"entrance\""))));
        broken.Status.ShouldBe(HttpStatusCode.BadRequest);
        broken.Main.ShouldContain("$.thresholds");
        (await browser.SubmitAsync(again, "#retire", new() { ["RetireReason"] = "The same as the first version, uploaded to try it." })).Main.ShouldContain("Retired");
    }

    [Fact]
    public async Task Matrix_ChangedByTwo_SecondIsToldAndNothingIsLost()
    {
        await using var site = await Site.StartAsync();
        var id = await site.World.DoAsync(site.World.As("coordinator"), db => StartDraft.DoAsync(db, ShippedMatrices.Read("matrix-fixed-flex-free"), "the example"));
        using var one = await site.SignInAsync("coordinator");
        using var other = await site.SignInAsync("chair");
        var (first, second) = (await one.GetAsync($"/matrix/{id}/edit"), await other.GetAsync($"/matrix/{id}/edit"));
        (await one.SubmitAsync(first, "#lines", new() { ["Near"] = "3" })).Status.ShouldBe(HttpStatusCode.OK);
        (await other.SubmitAsync(second, "#lines", new() { ["Near"] = "9" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await site.World.ReadAsync<string>("select body #>> '{thresholds,near}' from selection_matrix")).ShouldBe("3");
    }

    [Fact]
    public async Task Matrix_RolesThatOnlyRead_CannotChange()
    {
        await using var site = await Site.StartAsync();
        var id = await site.World.MatrixInUseAsync();
        using var analyst = await site.SignInAsync("analyst");
        var page = await analyst.GetAsync($"/matrix/{id}");
        page.Main.ShouldContain("Burglary-weighted matrix");
        page.Page.QuerySelector("#retire").ShouldBeNull();
        (await analyst.GetAsync($"/matrix/{id}/edit")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var south = await site.SignInAsync("coordinator", "south");
        (await south.GetAsync($"/matrix/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task PutInUse_ASecondMatrix_RetiresTheFirst()
    {
        await using var world = await World.CreateAsync();
        var first = await world.MatrixInUseAsync();
        await world.MatrixInUseAsync("matrix-fixed-flex-free");
        (await world.ReadAsync<string>("select state from selection_matrix where id = @first", new { first })).ShouldBe("retired");
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator"), db => PutMatrixInUse.DoAsync(db, first, "We liked the old one better after all."))))!.ShouldContain("Only a draft");
        (await Arrange.BrokenRuleAsync(() => world.DoAsync(world.As("coordinator"), db => SaveDraft.DoAsync(db, first, null, ShippedMatrices.Read("matrix-burglary-weighted")))))!.ShouldContain("never changed");
    }

    [Fact]
    public void Compare_TwoVersions_SaysEveryChangeInWords()
    {
        var one = ShippedMatrices.Read("matrix-burglary-weighted");
        MatrixWords.Compare(one, one).ShouldBeEmpty();
        var other = one with
        {
            Thresholds = one.Thresholds with { Entry = 65 },
            Factors = [.. one.Factors.Skip(1).Select((factor, at) => at == 0 ? factor with { Cap = 30, Points = new PerUnitPoints { PerUnit = 7 } } : factor)],
            Inclusions = [],
        };
        MatrixWords.Compare(one, other).ShouldBe([
            "The entry line changes from \"60\" to \"65\"",
            "Factor removed: Convictions for residential burglary in two years",
            "Convictions for robbery or vehicle theft in two years: points changes from \"6 for each\" to \"7 for each\"",
            "Convictions for robbery or vehicle theft in two years: the most it gives changes from \"24\" to \"30\"",
            $"Inclusion removed: {one.Inclusions[0].Sentence}",
            $"Inclusion removed: {one.Inclusions[1].Sentence}",
        ]);
    }
}
