using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access.SingleSignOn;

/// <summary>Where the provider sends the browser back to.</summary>
[OpenToAll("signing in comes before being known")]
internal sealed class BackModel(SignOn signOn, Bindings bindings, Sessions sessions, AccountEvents events, NpgsqlDataSource source) : PageModel
{
    [FromRoute(Name = "agency")]
    public Guid Agency { get; init; }

    public string Sentence { get; private set; } = "";

    private string? Address => HttpContext.Connection.RemoteIpAddress?.ToString();

    public async Task<IActionResult> OnGetAsync()
    {
        if (await signOn.FindAsync(Agency) is not { } agency)
            return NotFound();
        var (who, problem) = await signOn.ReturnAsync(HttpContext, agency);
        if (who is null)
            return await RefuseAsync(null, $"{agency.AgencyName}: {problem}", "What came back from your agency's sign-in cannot be used: it was old, or used already, or not meant for this browser.");
        var user = who.Invitation is null ? await bindings.FindAsync(agency.AgencyId, who.Subject) : await BindAsync(agency, who);
        if (user is null)
        {
            return await RefuseAsync(who.Name, $"{agency.AgencyName}: nobody here is {who.Subject}{(who.Invitation is null ? "" : ", and the invitation was no good")}",
                who.Invitation is null ? "Your agency knows you, but no account here is connected with you, or it is locked. Ask your agency's administrator for an invitation." : "The invitation was used already, has run out, or is for another agency. Ask your agency's administrator for a new one.");
        }

        await using var connection = await source.OpenConnectionAsync();
        if (await connection.QueryFirstOrDefaultAsync<PartnershipId?>("select partnership_id from user_role where user_id = @user order by granted_at, partnership_id limit 1", new { user }) is not { } partnership)
            return await RefuseAsync(who.Name, "no role", "Your account has no role in any partnership yet. Ask your agency's administrator.");
        await sessions.StartAsync(HttpContext, user.Value, partnership);
        await events.RecordAsync("signed in", user, await connection.ExecuteScalarAsync<string>("select user_name from app_user where id = @user", new { user }), Address, "single sign-on, " + agency.AgencyName);
        return LocalRedirect(LocalAddress.Or(who.Then, "/"));
    }

    private async Task<UserId?> BindAsync(AgencySignOn agency, SaidToBe who)
    {
        if (await bindings.BindAsync(agency.AgencyId, who) is not { } user)
            return null;
        // sessions that began with the password end with it
        await sessions.EndAllOfAsync(user, "connected with single sign-on");
        await events.RecordAsync("single sign-on connected", user, who.Name, Address, $"{agency.AgencyName}: {who.Subject}");
        return user;
    }

    private async Task<PageResult> RefuseAsync(string? name, string detail, string sentence)
    {
        await events.RecordAsync("sign-in refused", null, name, Address, "single sign-on, " + detail);
        Sentence = sentence;
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
