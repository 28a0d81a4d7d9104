using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Rights.Decisions;
using Throughline.Rights.Documents;
using Throughline.Rights.Papers;
using Throughline.Rights.Retention;
using Throughline.Rights.SubjectAccess;

namespace Throughline.Rights;

/// <summary>What a person says of a decision, as the API takes it.</summary>
public sealed record SaidOfDecision(Guid Decision, string? Kind, DateOnly? ReceivedOn, string? How, string? Words);

/// <summary>The API of the rights stage.</summary>
internal static class Api
{
    private static readonly Role[] Deciding = [Role.Coordinator, Role.OffenderManager, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.InformationGovernanceOfficer];

    public static void MapRights(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<ApiGate>();
        var governance = new AllowAttribute(Role.InformationGovernanceOfficer);
        api.MapGet("/people/{id}/decisions", DecisionsAsync).WithMetadata(new AllowAttribute(Deciding), new AboutPersonAttribute("id", "plan", "meeting", "risk"));
        api.MapPost("/people/{id}/representations", SayAsync).WithMetadata(new AllowAttribute(Deciding), new AboutPersonAttribute("id", "plan"));
        api.MapGet("/rights/requests", RequestsAsync).WithMetadata(governance, new RecordsLooksAttribute("records the people it names"));
        api.MapGet("/rights/retention", OverdueAsync).WithMetadata(governance, new RecordsLooksAttribute("names nobody"));
        ApiOfRequests.Map(api);
        ApiOfItems.Map(api);
        api.MapGet("/rights/documents/{name}", DocumentAsync).WithMetadata(new AllowAttribute(Role.InformationGovernanceOfficer, Role.StrategicLead), new RecordsLooksAttribute("shows nobody"));
    }

    private static async Task<IResult> DecisionsAsync(PersonId id, Db db, Look look)
    {
        var decisions = await PersonDecision.OfAsync(db, id);
        look.Showed(decisions.SelectMany(decision => decision.Categories));
        return Results.Ok(new
        {
            Person = id.Value,
            Automated = false,
            Decisions = decisions.Select(d => new { d.About, d.Id, d.At, d.By, d.Agency, d.What, d.Reasons, d.Beside, d.Departs, d.DepartureReasons, d.Dissent, d.LooksBefore, Said = d.Said.Select(s => new { s.Id, s.Kind, s.ReceivedOn, s.ReceivedHow, s.Words, s.DueOn, s.ConsideredBy, s.ConsideredAt, s.Outcome, s.OutcomeWords }) }),
        });
    }

    private static async Task<IResult> SayAsync(PersonId id, SaidOfDecision said, Db db)
    {
        if (string.IsNullOrWhiteSpace(said.Words))
            throw new BadRequest("words", "Write what the person said");
        return Results.Created($"/api/v1/people/{id}/decisions", new { Id = await RecordRepresentation.DoAsync(db, id, said.Decision, said.Kind, said.ReceivedOn, said.How, said.Words) });
    }

    private static async Task<IResult> RequestsAsync(Db db, int? page)
    {
        var open = await AccessRequest.ListAsync(db, true, Math.Max(1, page ?? 1), 50);
        if (open.Count > 0)
            await db.LookedAtAsync([.. open.Select(request => request.PersonId)], ["identity"], "rights: list of requests");
        return Results.Ok(open.Select(request => new { request.Id, Person = request.PersonId.Value, request.ReceivedOn, request.Clock.DueOn, request.Clock.Because, Overdue = request.Clock.IsOverdueOn(db.Act.On) }));
    }

    private static async Task<IResult> OverdueAsync(Db db) => Results.Ok(await db.WithPartnershipSightAsync(() => DueForReview.ByAgencyAsync(db)));

    private static async Task<IResult> DocumentAsync(string name, Db db) =>
        await LiveDocuments.FindAsync(db, name) is var (_, paper, _) ? Results.Text(PaperText.Markdown(paper), "text/markdown") : throw new NotThere("The document");
}
