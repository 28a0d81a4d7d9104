using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.Imports.Correct;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;
using Throughline.Platform.Processes;

namespace Throughline.Imports;

/// <summary>The API of the imports stage: what its pages do, for programs.</summary>
internal static class Api
{
    private const int MostOnAPage = 200;

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/imports").AddEndpointFilter<ApiGate>().WithTags("Imports");
        var senders = new AllowAttribute(Stage.Senders);
        api.MapGet("/profiles", Profiles).WithMetadata(new AllowAttribute(), new RecordsLooksAttribute("kinds of file; nobody"));
        api.MapGet("", ListAsync).WithMetadata(senders, new RecordsLooksAttribute("names files and counts; shows nobody"));
        api.MapPost("", SendAsync).WithMetadata(senders, new RecordsLooksAttribute("shows nobody; the import records the collection")).Accepts<byte[]>("application/octet-stream");
        api.MapGet("/{import:guid}", OneAsync).WithMetadata(senders, new RecordsLooksAttribute("names files and counts; shows nobody"));
        api.MapGet("/{import:guid}/set-aside", SetAsideAsync).WithMetadata(senders, new RecordsLooksAttribute("the look at the rows is recorded"), new StepUpAttribute());
        api.MapPost("/{import:guid}/set-aside/{row:guid}", CorrectAsync).WithMetadata(senders, new RecordsLooksAttribute("the correction records the collection"));
    }

    private static IResult Profiles() => Results.Ok(ImportProfiles.All.Select(p => new
    {
        p.Name,
        p.Version,
        p.Title,
        p.Description,
        Mode = p.Mode.ToString().ToLowerInvariant(),
        Key = p.KeyText,
        Columns = p.Columns.Select(c => new { c.Name, Type = c.Kind.ToString(), c.Required, c.Description, c.Example, Category = c.Category.ToString() }),
    }));

    private static async Task<IResult> ListAsync(Db db, int? page, int? size)
    {
        var (number, most) = Page(page, size);
        var total = await ImportStore.CountAsync(db);
        return Results.Ok(new { Total = total, Page = number, Size = most, Items = (await ImportStore.NewestAsync(db, number, most)).Select(Shape) });
    }

    private static async Task<IResult> OneAsync(Guid import, Db db) => Results.Ok(Shape(await ImportStore.FindAsync(db, import) ?? throw new NotThere("The import")));

    private static async Task<IResult> SendAsync(HttpRequest request, Db db, string? profile, string? agency, string? fileName, DateOnly? asOf, bool? dryRun, bool? confirmWithdrawals, CancellationToken cancel)
    {
        var kind = ImportProfiles.Find(profile ?? "") ?? throw new BadRequest("profile", "Expected one of: " + string.Join(", ", ImportProfiles.All.Select(p => p.Name)));
        var sender = await db.FirstAsync<AgencyId?>("select a.id from agency a join partnership_agency m on m.agency_id = a.id where a.code = @agency and m.partnership_id = @partnership and m.left_on is null", new { agency, partnership = db.Act.Partnership })
            ?? throw new BadRequest("agency", "Expected the code of an agency of the partnership");
        if (asOf > db.Act.On)
            throw new BadRequest("asOf", "The day must be today or in the past");
        var choices = new ImportChoices { Mapping = await SavedMapping.FindAsync(db, sender, kind.Name), WithdrawConfirmed = confirmWithdrawals ?? false };
        var id = await ImportStore.ReceiveAsync(db, kind, sender, string.IsNullOrWhiteSpace(fileName) ? kind.Name : Path.GetFileName(fileName), request.Body, asOf ?? db.Act.On, dryRun ?? false, choices, keepFile: true, cancel);
        await db.AskAsync(ImportJob.JobName, id, cancel);
        return Results.Accepted($"/api/v1/imports/{id}", new { Id = id });
    }

    private static async Task<IResult> SetAsideAsync(Guid import, Db db, string? state, int? page, int? size)
    {
        var one = await ImportStore.FindAsync(db, import) ?? throw new NotThere("The import");
        var (number, most) = Page(page, size);
        var rows = await SetAside.ListAsync(db, import, state ?? "open", number, most);
        var profile = ImportProfiles.Find(one.Profile, one.ProfileVersion) ?? throw new NotThere("The profile");
        await db.LookedAtAsync([], profile.Columns.AuditWords(), $"rows set aside of import {one.Id}");
        return Results.Ok(new { Page = number, Size = most, Items = rows.Select(row => new { row.Id, row.Line, row.State, row.Fields, Problems = row.What }) });
    }

    private static async Task<IResult> CorrectAsync(Guid import, Guid row, Dictionary<string, string?> fields, Db db, OffenceGrouping grouping, IEnumerable<IAfterTakeIn> after, CancellationToken cancel)
    {
        if ((await SetAside.FindAsync(db, row))?.ImportId != import)
            throw new NotThere("The row");
        var problems = await CorrectRow.DoAsync(db, row, fields, grouping, after, cancel);
        return problems.Count == 0 ? Results.Ok(new { State = "corrected" }) : Results.Json(new { State = "open", Problems = problems }, statusCode: StatusCodes.Status422UnprocessableEntity);
    }

    private static (int Page, int Size) Page(int? page, int? size) => (Math.Max(1, page ?? 1), Math.Clamp(size ?? 50, 1, MostOnAPage));

    private static object Shape(ImportRow import) => new
    {
        import.Id,
        import.Profile,
        Version = import.ProfileVersion,
        Agency = import.AgencyCode,
        import.FileName,
        import.Sha256,
        import.Bytes,
        import.Mode,
        import.AsOf,
        import.DryRun,
        import.State,
        import.Sentence,
        import.Warnings,
        import.AskedAt,
        import.FinishedAt,
        Rows = new { Read = import.RowsRead, New = import.RowsNew, Changed = import.RowsChanged, Unchanged = import.RowsUnchanged, Ended = import.RowsWithdrawn, Repeated = import.RowsRepeated, SetAside = import.RowsQuarantined },
        import.PeopleNew,
        import.PossibleMatches,
    };
}
