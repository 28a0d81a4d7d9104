using System.Net;
using Dapper;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

public sealed class SignInTests
{
    [Fact]
    public async Task SignIn_RightPassword_OpensAndSignOutCloses()
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Nobody();
        var page = await browser.GetAsync("/sign-in");
        var wrong = await browser.SubmitAsync(page, "form[method=post]", new() { ["UserName"] = "coordinator@north.example", ["Password"] = "no" });
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Main.ShouldContain("The email address or the password is wrong");
        wrong.Page.QuerySelector("#UserName")!.GetAttribute("value").ShouldBe("coordinator@north.example");
        var right = await browser.SubmitAsync(wrong, "form[method=post]", new() { ["UserName"] = "coordinator@north.example", ["Password"] = World.Password });
        right.Path.ShouldBe("/");
        var gone = await browser.SubmitAsync(right, "header form");
        gone.Path.ShouldBe("/sign-in");
        (await browser.GetAsync("/")).Path.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Session_UserDisabled_EndsAtTheNextRequest()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        await using (var connection = await site.World.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("update app_user set disabled_at = now() where user_name = 'coordinator@north.example'");
        (await browser.GetAsync("/")).Path.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Session_FifteenMinutesIdle_Ends()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        site.World.Clock.Move(TimeSpan.FromMinutes(14.9));
        (await browser.GetAsync("/")).Path.ShouldBe("/");
        site.World.Clock.Move(TimeSpan.FromMinutes(15));
        (await browser.GetAsync("/")).Path.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task DemoPage_WithoutDemo_DoesNotExist()
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Nobody();
        (await browser.GetAsync("/demo")).Status.ShouldBe(HttpStatusCode.NotFound);
        await using var demo = await Site.StartAsync(demo: true);
        using var visitor = demo.Nobody();
        (await visitor.GetAsync("/demo")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
