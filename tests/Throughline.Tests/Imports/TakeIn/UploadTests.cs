using System.Net;
using System.Text;
using Shouldly;
using Throughline.Imports;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform.Jobs;
using Throughline.Testing;
using Xunit;
using static Throughline.Tests.Imports.TakeIn.Senders;

namespace Throughline.Tests.Imports.TakeIn;

public sealed class UploadTests
{
    private const string Ada = "P1,02/73319Z,Lovell,Ada,1990-01-02,07700 900123,PPO";

    [Fact]
    public async Task Upload_WatchedAndCorrected_OnThePages()
    {
        await using var site = await Site.StartAsync();
        using var coordinator = await site.SignInAsync("coordinator", steppedUp: true);
        var done = await UploadAsync(site, coordinator, Folk(Ada, "P3,,Bad,Row,1990-02-30,,"));
        done.Main.ShouldContain("Set aside 1");
        done.Main.ShouldContain("is not a real date");
        var row = await coordinator.GetAsync(done.Page.QuerySelector("a[href*='/rows/']")!.GetAttribute("href")!);
        var still = await coordinator.SubmitAsync(row, "form[method=post]:not(.tl-header__form)", new() { ["f_date_of_birth"] = "1990-02-31" });
        still.Status.ShouldBe(HttpStatusCode.BadRequest);
        still.Main.ShouldContain("1990-02-31");
        var corrected = await coordinator.SubmitAsync(still, "form[method=post]:not(.tl-header__form)", new() { ["f_date_of_birth"] = "1990-02-28" });
        corrected.Main.ShouldContain("The row went in");
        (await site.World.AskAsync<int>("select count(*)::int from person")).ShouldBe(2);
        (await coordinator.GetAsync(done.Path.TrimEnd('/') + "/set-aside.csv")).Body.ShouldStartWith("line,field,found,expected,person_ref");
    }

    [Fact]
    public async Task Upload_OfNothingOfNoKind_SaysWhatIsMissing()
    {
        await using var site = await Site.StartAsync();
        using var coordinator = await site.SignInAsync("coordinator");
        var again = await coordinator.SubmitAsync(await coordinator.GetAsync("/imports/new"), "form[enctype]", []);
        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        again.Main.ShouldContain("Choose a kind of file");
        again.Main.ShouldContain("Choose the agency");
        again.Main.ShouldContain("Choose a file");
    }

    [Fact]
    public async Task Import_OfAnotherPartnership_IsNotThere()
    {
        await using var site = await Site.StartAsync();
        using var north = await site.SignInAsync("coordinator");
        var done = await UploadAsync(site, north, Folk(Ada));
        using var south = await site.SignInAsync("coordinator", "south");
        (await south.GetAsync(done.Path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await south.GetAsync("/imports")).Main.ShouldContain("No file has been sent yet");
        using var lead = await site.SignInAsync("lead");
        (await lead.GetAsync("/imports")).Status.ShouldBe(HttpStatusCode.NotFound, "a strategic lead sees no names");
    }

    [Fact]
    public async Task Job_WhoseProgramWasKilled_RunsAtTheNextStart()
    {
        var world = await World.CreateAsync();
        var act = world.As("coordinator");
        await world.DoAsync(act, async db =>
        {
            var id = await ImportStore.ReceiveAsync(db, ImportProfiles.Find("police-nominals")!, act.Agency, "killed.csv", new MemoryStream(Encoding.UTF8.GetBytes(Folk(Ada))), act.On, false, new ImportChoices(), keepFile: true);
            var job = await db.AskAsync(ImportJob.JobName, id);
            // what a kill -9 leaves: a job that runs under nobody's lock
            await db.ExecuteAsync("update job_run set state = 'running', started_at = @at where id = @job; update import set state = 'running' where id = @id", new { at = act.At, job, id });
        });
        await using var site = await Site.StartAsync(world);
        await UntilAsync(async () => await world.AskAsync<string>("select state from import") == "done");
        (await world.AskAsync<int>("select count(*)::int from person")).ShouldBe(1);
        (await world.AskAsync<int>("select count(*)::int from import_chunk")).ShouldBe(0, "the file is not kept once it is in");
    }

    private static async Task<Answer> UploadAsync(Site site, Browser browser, string csv)
    {
        var form = await browser.GetAsync("/imports/new");
        var sent = await browser.SubmitAsync(form, "form[enctype]", new() { ["Profile"] = "police-nominals", ["Agency"] = site.World.Agencies["north-police"].ToString() }, ("Upload", "people.csv", Encoding.UTF8.GetBytes(csv)));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Main);
        await UntilAsync(async () => (await browser.GetAsync(sent.Path)).Main.Contains("Taken in", StringComparison.Ordinal));
        return await browser.GetAsync(sent.Path);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
            await Task.Delay(50, patience.Token);
    }
}
