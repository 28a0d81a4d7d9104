using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection.Team;

public sealed record NewTeamMember(Guid? UserId, string? Part, DateOnly? From, DateOnly? Until);

public sealed record EndedPart(Guid? PartId, string? Because, DateOnly? LastDay);

public sealed record NewLead(Guid? UserId, string? Because, string? StaysAs);

/// <summary>The case team for programs: the same acts as the pages.</summary>
internal static class Api
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/people/{id}/team", TeamAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new AboutPersonAttribute("id", "identity", "plan"));
        api.MapPost("/people/{id}/team", AddAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new AboutPersonAttribute("id", "identity", "plan"));
        api.MapPost("/people/{id}/team/end", EndAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new AboutPersonAttribute("id", "identity", "plan"));
        api.MapPost("/people/{id}/team/lead", LeadAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new AboutPersonAttribute("id", "identity", "plan"));
    }

    private static async Task<IResult> TeamAsync(Db db, PersonId id)
    {
        var parts = await TeamMember.OfAsync(db, id);
        return Results.Ok(new
        {
            team = parts.Where(part => part.IsOn(db.Act.On)).Select(Words),
            toCome = parts.Where(part => part.IsToCome(db.Act.On)).Select(Words),
            past = parts.Where(part => !part.IsOn(db.Act.On) && !part.IsToCome(db.Act.On)).Select(Words),
        });
    }

    private static async Task<IResult> AddAsync(Db db, PersonId id, NewTeamMember member)
    {
        var part = await AddToTeam.DoAsync(db, id, new NewPart(User(member.UserId), Needed(member.Part, "part"), member.From ?? db.Act.On, member.Until));
        return Results.Created($"/api/v1/people/{id}/team", new { partId = part });
    }

    private static async Task<IResult> EndAsync(Db db, PersonId id, EndedPart ended)
    {
        await EndPart.DoAsync(db, id, ended.PartId ?? throw new BadRequest("partId", "Give partId"), Needed(ended.Because, "because"), ended.LastDay);
        return Results.Ok(new { partId = ended.PartId });
    }

    private static async Task<IResult> LeadAsync(Db db, PersonId id, NewLead lead)
    {
        await HandOverLead.DoAsync(db, id, User(lead.UserId), Needed(lead.Because, "because"), lead.StaysAs);
        return Results.Created($"/api/v1/people/{id}/team", new { userId = lead.UserId });
    }

    private static object Words(TeamMember part) => new
    {
        partId = part.Id, userId = part.UserId.Value, name = part.Name, agency = part.Agency, part = part.Part, from = part.FromOn, until = part.ToOn, withReferral = part.WithReferral, endedAt = part.EndedAt, endedBy = part.EndedBy, endedBecause = part.EndedBecause,
    };

    private static UserId User(Guid? id) => new(id ?? throw new BadRequest("userId", "Give userId"));

    private static string Needed(string? text, string field) => string.IsNullOrWhiteSpace(text) ? throw new BadRequest(field, $"Give {field}") : text;
}
