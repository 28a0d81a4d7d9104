using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Testing;

namespace Throughline.Tests.Access.SingleSignOn;

/// <summary>A site whose agencies sign in through providers of the tests.</summary>
internal static class Agencies
{
    /// <summary>The real clock: providers that are not ours have it too.</summary>
    public static async Task<Site> SiteAsync(params string[] issuers)
    {
        var settings = new Dictionary<string, string?> { ["environment"] = "Development", ["SingleSignOn:AllowLoopback"] = "true" };
        for (var at = 0; at < issuers.Length; at++)
            settings[$"SingleSignOn:Allowed:{at}"] = issuers[at];
        var site = await Site.StartAsync(settings: settings);
        site.World.Clock.Move(TimeProvider.System.GetUtcNow() - site.World.Clock.GetUtcNow());
        return site;
    }

    /// <summary>The administrator sets the agency's provider on the page.</summary>
    public static async Task<Answer> SetAsync(this Browser administrator, string issuer, string client = OidcProvider.Client, string secret = OidcProvider.Secret) =>
        await administrator.SubmitAsync(await administrator.GetAsync("/single-sign-on"), "form#single-sign-on", new() { ["Issuer"] = issuer, ["ClientId"] = client, ["ClientSecret"] = secret, ["Authorisation"] = null, ["Token"] = null, ["Userinfo"] = null, ["Keys"] = null });

    /// <summary>The administrator invites an account; the answer is the invitation's code.</summary>
    public static async Task<string> InviteAsync(this Browser administrator, Site site, string user)
    {
        var page = await administrator.GetAsync($"/signing-in/{site.World.As(user).User}");
        var invited = await administrator.SubmitAsync(page, "form#invite");
        return invited.Page.QuerySelector("#invitation")!.TextContent;
    }

    /// <summary>Whoever was invited types the code.</summary>
    public static async Task<Answer> InvitedAsync(this Browser browser, string code) =>
        await browser.SubmitAsync(await browser.GetAsync("/sign-in/invitation"), "form#invitation", new() { ["Code"] = code });

    /// <summary>Signs in at oidc-provider's own pages, from its first to wherever it sends the browser.</summary>
    public static async Task<Answer> SignInThereAsync(this Browser browser, Answer page, string login)
    {
        page.Page.QuerySelector("input[name=login]").ShouldNotBeNull(page.Body);
        var consent = await browser.SubmitAsync(page, "form", new() { ["login"] = login, ["password"] = "any" });
        return consent.Page.QuerySelector("input[value=consent]") is null ? consent : await browser.SubmitAsync(consent, "form");
    }

    public static Task<T> AskDatabaseAsync<T>(this Site site, string sql) => site.World.DoAsync(site.World.As("coordinator"), db => db.ValueAsync<T>(sql));

    public static async Task RunAsync(this Site site, string sql)
    {
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
