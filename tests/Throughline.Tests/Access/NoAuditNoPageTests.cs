using System.Net;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Testing;
using Throughline.Tests.Imports.TakeIn;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>No audit row, no page: when the look cannot be written, nobody is shown.</summary>
public sealed class NoAuditNoPageTests
{
    [Fact]
    public async Task AuditCannotBeWritten_NoPageShowsAnybody()
    {
        await using var site = await Site.StartAsync();
        await site.World.SendAsync("police-nominals", Senders.Folk("P1,02/73319Z,Quillfeather,Ada,1990-01-02,07700 900123,PPO"));
        var person = await site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<Guid>("select id from person"));
        using var browser = await site.SignInAsync("coordinator");
        string[] pages = ["", "/identity", "/contact", "/offending", "/supervision", "/custody", "/drugs", "/tags", "/needs", "/matches", "/timeline", "/score", "/nominate", "/status", "/panel"];
        (await browser.GetAsync($"/people/{person}")).Body.ShouldContain("Quillfeather");
        (await SearchAsync(browser)).ShouldContain("Ada Quillfeather");

        await using (var admin = new NpgsqlConnection(site.World.Database.AdminConnection))
        {
            await admin.OpenAsync();
            await admin.ExecuteAsync("revoke insert on audit_entry from throughline_app");
        }

        var shown = new List<string>();
        foreach (var page in pages)
        {
            var answer = await browser.GetAsync($"/people/{person}{page}");
            if (answer.Body.Contains("Quillfeather", StringComparison.Ordinal) || answer.Status == HttpStatusCode.OK)
                shown.Add($"{page}: {answer.Status}");
        }

        if ((await SearchAsync(browser)).Contains("Ada Quillfeather", StringComparison.Ordinal))
            shown.Add("search");
        shown.ShouldBeEmpty();
    }

    private static async Task<string> SearchAsync(Browser browser) =>
        (await browser.SubmitAsync(await browser.GetAsync("/people"), "main form[method=post]", new() { ["Name"] = "Ada Quillfeather" })).Main;
}
