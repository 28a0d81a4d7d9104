using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Selection.Decide;
using Throughline.Selection.Nominate;
using Throughline.Selection.Scores;

namespace Throughline.Selection;

public sealed record NewNomination(string? ReasonKind, string? Reasons);

public sealed record NewVote(string? Vote, string? Reasons);

/// <summary>A case in a list of the API.</summary>
public sealed record CaseRow
{
    public required Guid Id { get; init; }

    public required Guid PersonId { get; init; }

    public required string Name { get; init; }

    public required string State { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateOnly? AdoptedOn { get; init; }

    public string? CohortType { get; init; }

    public string? LeadAgency { get; init; }
}

/// <summary>The same acts as the pages, for programs.</summary>
internal static class Api
{
    private const int MostRows = 200;

    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<ApiGate>();
        api.MapGet("/scores", ScoresAsync).WithMetadata(new AllowAttribute(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.Chair, Role.Analyst), new RecordsLooksAttribute("the people whose scores are listed"));
        api.MapGet("/people/{id}/score", PersonScoreAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new AboutPersonAttribute("id", "identity", "offending", "intelligence", "risk", "needs", "supervision"));
        api.MapPost("/people/{id}/nominations", NominateAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new AboutPersonAttribute("id", "identity", "meeting"));
        Team.Api.Map(api);
        api.MapGet("/cases", CasesAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new RecordsLooksAttribute("the people whose cases are listed"));
        api.MapGet("/cases/{case}", CaseAsync).WithMetadata(new AllowAttribute(Roles.WithPeople), new RecordsLooksAttribute("the person of the case"));
        api.MapPost("/cases/{case}/votes", VoteAsync).WithMetadata(new AllowAttribute(PackModel.Voters), new RecordsLooksAttribute("the act records the person of the case"));
        api.MapPost("/cases/{case}/decisions", DecideAsync).WithMetadata(new AllowAttribute(Role.Coordinator, Role.Chair), new RecordsLooksAttribute("the act records the person of the case"));
    }

    private static async Task<IResult> ScoresAsync(Db db, string? line, string? cohort, string? provisional, string? beat, int page = 1, int size = 50)
    {
        var (skip, take) = Paging(page, size);
        if (await ScoringRun.NewestAsync(db) is not { } run)
            return Problems.NotThere();
        var filter = new ScoreFilter(line, cohort, provisional, beat).Known();
        var rows = await ScoreRow.OfAsync(db, run.Id, filter, skip, take);
        await db.LookedAtAsync([.. rows.Select(row => row.PersonId)], ScoreRow.CategoriesOf(rows), "Scores");
        return Results.Ok(new
        {
            run = new { id = run.Id, asOf = run.AsOf, askedAt = run.AskedAt, matrix = run.Matrix, people = run.People, entryLine = run.EntryLine, exitLine = run.ExitLine, leftOut = run.LeftOut },
            page, size = take, count = await ScoreRow.CountAsync(db, run.Id, filter),
            scores = rows.Select(row => new { personId = row.PersonId.Value, name = row.Name, total = row.Total, rank = row.Rank, line = row.Line, provisional = row.Provisional, stability = row.Stability, bySource = row.Sources, caseState = row.CaseState }),
        });
    }

    private static async Task<IResult> PersonScoreAsync(Db db, Look look, PersonId id)
    {
        if (await StoredScore.LatestAsync(db, id) is not { } score)
            throw new NotThere("The score");
        look.Showed(score.Categories);
        return Results.Ok(JsonSerializer.Deserialize<JsonElement>(score.Detail));
    }

    private static async Task<IResult> NominateAsync(Db db, PersonId id, NewNomination nomination)
    {
        var @case = await NominatePerson.DoAsync(db, id, Needed(nomination.ReasonKind, "reasonKind"), Needed(nomination.Reasons, "reasons"));
        return Results.Created($"/api/v1/cases/{@case}", new { caseId = @case.Value });
    }

    private static async Task<IResult> CasesAsync(Db db, string? state, int page = 1, int size = 50)
    {
        var (skip, take) = Paging(page, size);
        var rows = await db.ListAsync<CaseRow>(
            """
            select k.id, k.person_id, p.forenames || ' ' || p.surname as name, k.state, k.opened_at, k.adopted_on, k.cohort_type, a.name as lead_agency
            from iom_case k join person p on p.id = k.person_id left join agency a on a.id = k.lead_agency_id where @state::text is null or k.state = @state order by k.opened_at desc, k.id offset @skip limit @take
            """, new { state, skip, take });
        await db.LookedAtAsync([.. rows.Select(row => new PersonId(row.PersonId))], ["identity", "plan"], "Cases");
        return Results.Ok(new { page, size = take, cases = rows });
    }

    private static async Task<IResult> CaseAsync(Db db, CaseId @case)
    {
        var one = await IomCase.FindAsync(db, @case);
        await db.LookedAtAsync([one.PersonId], ["identity", "plan", "meeting"], "Case");
        return Results.Ok(new
        {
            id = one.Id.Value, personId = one.PersonId.Value, name = one.PersonName, state = one.StateCode, openedAt = one.OpenedAt, adoptedOn = one.AdoptedOn, exitedOn = one.ExitedOn, cohortType = one.CohortType,
            leadAgency = one.LeadAgency, leadProfessional = one.LeadName, firstStep = one.FirstStep, why = one.Why, deferredUntil = one.DeferredUntil,
            nominations = (await StandingNomination.OfAsync(db, @case)).Select(n => new { agency = n.Agency, by = n.By, at = n.At, reasonKind = n.ReasonKind, reasons = n.Reasons }),
            votes = (await Vote.OfAsync(db, @case)).Select(v => new { agency = v.Agency, by = v.By, at = v.At, vote = v.Choice, reasons = v.Reasons }),
            decisions = (await Pack.OfAsync(db, one.PersonId)).Decisions,
        });
    }

    private static async Task<IResult> VoteAsync(Db db, CaseId @case, NewVote vote)
    {
        await CastVote.DoAsync(db, @case, Needed(vote.Vote, "vote"), Needed(vote.Reasons, "reasons"));
        return Results.Created($"/api/v1/cases/{@case}", new { caseId = @case.Value });
    }

    private static async Task<IResult> DecideAsync(Db db, CaseId @case, DecisionForm decision)
    {
        Needed(decision.Outcome, "outcome");
        await DecideCase.DoAsync(db, @case, decision.ToDecision());
        return Results.Created($"/api/v1/cases/{@case}", new { caseId = @case.Value });
    }

    private static string Needed(string? text, string field) => string.IsNullOrWhiteSpace(text) ? throw new BadRequest(field, $"Give {field}") : text;

    private static (int Skip, int Take) Paging(int page, int size)
    {
        if (page < 1)
            throw new BadRequest("page", "Pages begin at 1");
        if (size is < 1 or > MostRows)
            throw new BadRequest("size", $"Ask for 1 to {MostRows} rows");
        return ((page - 1) * size, size);
    }
}
