using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Platform.Database;

namespace Throughline.Access;

/// <summary>What a program's token is, and what it may do.</summary>
public sealed record TokenAccount
{
    public required string User { get; init; }

    public required string Agency { get; init; }

    public required string Partnership { get; init; }

    public required string[] Roles { get; init; }

    public required string Token { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required bool MayExport { get; init; }
}

/// <summary>One's own account, for programs: signing in itself is for people.</summary>
internal static class Api
{
    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<ApiGate>().WithTags("Account");
        api.MapGet("/account", AccountAsync).WithMetadata(new AllowAttribute(), new RecordsLooksAttribute("shows nothing but the token's own account"));
        api.MapPost("/account/sessions/end", EndSessionsAsync).WithMetadata(new AllowAttribute(), new RecordsLooksAttribute("shows nobody; it is an account event"), new StepUpAttribute());
    }

    private static async Task<IResult> AccountAsync(HttpContext context, Db db)
    {
        var viewer = Viewer.Of(context)!;
        var token = await db.FirstAsync<(string Name, DateTimeOffset ExpiresAt)>("select name, expires_at from api_token where id = @SessionId", new { viewer.SessionId });
        return Results.Ok(new TokenAccount
        {
            User = viewer.FullName, Agency = viewer.AgencyName, Partnership = viewer.PartnershipName, Roles = [.. viewer.Roles.Select(role => role.Code()).Order(StringComparer.Ordinal)],
            Token = token.Name, ExpiresAt = token.ExpiresAt, MayExport = viewer.MayExport,
        });
    }

    /// <summary>For somebody who has left a session open and has only a program at hand.</summary>
    private static async Task<IResult> EndSessionsAsync(HttpContext context, Sessions sessions, AccountEvents events)
    {
        var viewer = Viewer.Of(context)!;
        var ended = await sessions.EndAllOfAsync(viewer.User, "ended by the user");
        await events.RecordAsync("sessions ended", viewer.User, viewer.FullName, context.Connection.RemoteIpAddress?.ToString(), $"all {ended}, by the user's program");
        return Results.Ok(new { Ended = ended });
    }
}
