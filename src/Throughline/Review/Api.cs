using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Review.Daily;

namespace Throughline.Review;

/// <summary>A decision about a status, as the API takes it.</summary>
/// <param name="Seen">The status that the decider saw; "none" when there was none. Somebody else's change since then is a conflict.</param>
public sealed record StatusDecision(string? To, string? Reason, string? DeEscalationPoint, string? Seen, string? WhyBlue);

/// <summary>The API of the review stage.</summary>
internal static class Api
{
    private static readonly string[] Categories = ["identity", "offending", "intelligence", "custody and dates", "treatment", "drug test", "supervision", "plan"];

    public static void MapReview(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<ApiGate>();
        api.MapGet("/people/{id}/status", GetAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new AboutPersonAttribute("id", Categories));
        api.MapPost("/people/{id}/status", PostAsync).WithMetadata(new AllowAttribute(SetStatus.Deciders), new AboutPersonAttribute("id", Categories));
        api.MapGet("/review/today", TodayAsync).WithMetadata(new AllowAttribute(SetStatus.Deciders), new RecordsLooksAttribute("records the people it lists"));
    }

    private static async Task<IResult> GetAsync(PersonId id, Db db, Look look, CancellationToken cancel)
    {
        var person = await PersonHeader.FindAsync(db, id, db.Act.On) ?? throw new NotThere("The person");
        var statuses = await StatusDefinitions.ListAsync(db, cancel);
        var facts = await StatusFactsOf.ReadAsync(db, id, cancel);
        var proposal = ProposeStatus.From(facts);
        var changes = await StatusChange.ListAsync(db, id, cancel);
        look.Showed(facts.Categories);
        look.Showed("plan", person.CaseId is not null || changes.Count > 0);
        return Results.Ok(new
        {
            Person = id.Value,
            Case = person.CaseId?.Value,
            person.Status,
            Label = person.Status is null ? null : statuses.LabelOf(person.Status),
            Proposal = new { proposal.Status, Because = proposal.Because.Select(r => new { r.Words, r.Source }), proposal.DeEscalationPoint },
            History = changes.Select(c => new { c.Id, c.At, From = c.FromStatus, To = c.ToStatus, c.Direction, c.Proposed, c.Reason, c.DeEscalationPoint, c.By, c.Agency, Undoes = c.UndoesId }),
        });
    }

    private static async Task<IResult> PostAsync(PersonId id, StatusDecision decision, Db db, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(decision.To))
            throw new BadRequest("to", "Say which status the person has: " + string.Join(", ", (await StatusDefinitions.ListAsync(db, cancel)).Select(s => s.Code)));
        if (string.IsNullOrWhiteSpace(decision.Reason))
            throw new BadRequest("reason", "Say why");
        var person = await PersonHeader.FindAsync(db, id, db.Act.On);
        var @case = person?.CaseId ?? throw new NotThere("The case");
        SeenStatus? seen = decision.Seen switch { null => null, "none" => new SeenStatus(null), var code => new SeenStatus(code) };
        var change = await SetStatus.DoAsync(db, @case, decision.To, decision.Reason, decision.DeEscalationPoint, seen, decision.WhyBlue, cancel);
        return Results.Created($"/api/v1/people/{id}/status", new { Id = change, Status = decision.To });
    }

    private static async Task<IResult> TodayAsync(Db db, string? status, string? lead, string? area, int? page, CancellationToken cancel)
    {
        var filter = new ReviewFilter(status, lead, area);
        var progress = await ReviewList.ProgressAsync(db, filter, cancel);
        var rows = await ReviewList.PageAsync(db, filter, Math.Max(1, page ?? 1), cancel: cancel);
        var facts = await StatusFactsOf.ReadAsync(db, [.. rows.Select(row => row.PersonId)], cancel);
        if (rows.Count > 0)
            await db.LookedAtAsync([.. rows.Select(row => row.PersonId)], ReviewList.CategoriesOf(rows, facts), "daily review", cancel);
        return Results.Ok(new
        {
            db.Act.On,
            progress.Total,
            progress.Reviewed,
            progress.Due,
            Page = Math.Max(1, page ?? 1),
            People = rows.Select(row => new
            {
                Person = row.PersonId.Value, Case = row.CaseId.Value, row.Name, row.Status, row.StatusSince, row.StatusReviewBy, row.Lead, row.Establishment, row.ExpectedReleaseOn, row.IsDue, row.IsReviewedToday,
                row.News, Proposed = ProposeStatus.From(facts[row.PersonId]).Status,
            }),
        });
    }
}
