using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access.Audit.Checkpoints;
using Throughline.Access.Audit.Tree;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit;

/// <summary>The API of the audit: an agency's own program fetches its copy and its proofs.</summary>
internal static class Api
{
    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/audit").AddEndpointFilter<ApiGate>();
        api.MapGet("/checkpoints", CheckpointsAsync).WithMetadata(new AllowAttribute(), new RecordsLooksAttribute("shows nobody; taking a copy is recorded as the agency's"));
        api.MapGet("/consistency", ConsistencyAsync).WithMetadata(new AllowAttribute(), new RecordsLooksAttribute("hashes only; shows nobody"));
        api.MapGet("/entries/{entry:guid}/proof", InclusionAsync).WithMetadata(new AllowAttribute(Role.InformationGovernanceOfficer), new RecordsLooksAttribute("hashes only; shows nobody"));
    }

    private static async Task<IResult> CheckpointsAsync(Db db, CancellationToken cancel) => Results.Text((await TakeCopy.DoAsync(db, "api", cancel)).ToJson(), "application/json");

    private static async Task<IResult> ConsistencyAsync(Db db, long? from, long? to, CancellationToken cancel) =>
        Results.Text(TreeProofs.ToJson(TreeProofs.Shown(await TreeProofs.BetweenAsync(db, from ?? throw new BadRequest("from", "Say the size of the earlier tree"), to, cancel))), "application/json");

    private static async Task<IResult> InclusionAsync(Guid entry, Db db, long? size, CancellationToken cancel) =>
        Results.Text(TreeProofs.ToJson(TreeProofs.Shown(await TreeProofs.OfEntryAsync(db, entry, size, cancel))), "application/json");
}
