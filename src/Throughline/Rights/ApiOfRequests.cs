using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Rights.Papers;
using Throughline.Rights.SubjectAccess;

namespace Throughline.Rights;

/// <summary>A request for a copy, as the API takes it.</summary>
public sealed record RequestTyped(DateOnly? ReceivedOn, string? How, string? AskedFor, string? SendTo, DateOnly? IdentityCheckedOn, string? IdentityHow);

/// <summary>One step of a request: a day, words, and why where there is a choice.</summary>
public sealed record StepTyped(DateOnly? On, string? Words, string? Because);

/// <summary>What somebody decides about one item, or thinks of giving it.</summary>
public sealed record ItemTyped(string? Kind, Guid? Item, string? Decision, string? Redactions, string? Exemption, string? Reason);

/// <summary>What an agency thinks of giving its items.</summary>
public sealed record ViewTyped(string? Words, ItemTyped[]? Items);

/// <summary>The API of requests for a copy: the same acts as the pages.</summary>
internal static class ApiOfRequests
{
    private static readonly AllowAttribute Governance = new(Role.InformationGovernanceOfficer);
    private static readonly AllowAttribute Owners = new(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/rights/people/{id}/requests", OpenAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person")).WithSummary("Record that a person asks for a copy of what is held.");
        api.MapGet("/rights/requests/{request:guid}", OneAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person")).WithSummary("One request: its clock, what its owners said, what stands in the way of answering.");
        api.MapPost("/rights/requests/{request:guid}/search", SearchAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person")).WithSummary("Look everywhere for what is held, and ask the agencies that own it.");
        api.MapPost("/rights/requests/{request:guid}/{step:regex(^(ask-identity|identity|ask|answered|extend|refuse)$)}", StepAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person")).WithSummary("A step of a request: identity, a question to the person, its answer, two months more, a refusal.");
        api.MapGet("/rights/requests/{request:guid}/items", ItemsAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person, with the categories")).WithSummary("What was found, what is proposed, what its owner thinks and what was decided.");
        api.MapPost("/rights/requests/{request:guid}/items", DecideAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person")).WithSummary("Decide about one item.");
        api.MapPost("/rights/requests/{request:guid}/items/as-proposed", RestAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person")).WithSummary("Take the proposals for what nobody needs to read and no owner objects to.");
        api.MapPost("/rights/requests/{request:guid}/give", GiveAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person"), new StepUpAttribute()).WithSummary("Answer the request: the pack is made and kept as it is given.");
        api.MapGet("/rights/requests/{request:guid}/pack", PackAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person"), new StepUpAttribute()).WithSummary("The pack as PDF: a draft, or the file that was given.");
        api.MapGet("/rights/views", ViewsAsync).WithMetadata(Owners, new RecordsLooksAttribute("names nobody")).WithSummary("Requests that ask what your agency thinks of giving its items.");
        api.MapGet("/rights/views/{request:guid}", ViewAsync).WithMetadata(Owners, new RecordsLooksAttribute("records the look at the person")).WithSummary("Your agency's own items in one request.");
        api.MapPost("/rights/views/{request:guid}", GiveViewAsync).WithMetadata(Owners, new RecordsLooksAttribute("records the look at the person")).WithSummary("Say what your agency thinks of giving each.");
    }

    /// <summary>The request, for somebody who may handle the person's rights; the look is written down.</summary>
    private static async Task<AccessRequest> FindAsync(Db db, Guid request, params string[] categories)
    {
        var found = await db.WithPartnershipSightAsync(() => AccessRequest.FindAsync(db, request));
        await Handling.MustBeAllowedAsync(db, found.PersonId);
        await Handling.LookedAsync(db, found.PersonId, "subject-access request", categories);
        return found;
    }

    private static async Task<IResult> OpenAsync(PersonId id, RequestTyped typed, Db db)
    {
        await Handling.MustBeAllowedAsync(db, id);
        _ = await db.WithPartnershipSightAsync(() => db.FirstAsync<Guid?>("select id from person where id = @id", new { id })) ?? throw new NotThere("The person");
        await Handling.LookedAsync(db, id, "rights of a person");
        var request = await OpenRequest.DoAsync(db, id, new(typed.ReceivedOn, typed.How, typed.AskedFor, typed.SendTo, null, typed.IdentityCheckedOn, typed.IdentityHow));
        return Results.Created($"/api/v1/rights/requests/{request}", new { Id = request });
    }

    private static async Task<IResult> OneAsync(Guid request, Db db)
    {
        var found = await FindAsync(db, request);
        var (views, stops) = await db.WithPartnershipSightAsync(async () => (await AgencyView.OfAsync(db, request), await CloseRequest.InTheWayAsync(db, found)));
        return Results.Ok(new
        {
            found.Id, Person = found.PersonId.Value, found.ReceivedOn, found.ReceivedHow, found.AskedFor, found.State, found.IdentityAskedOn, found.IdentityCheckedOn, found.ExtendedOn, found.SearchedAt, found.ClosedOn, found.PackSha256, found.RefusedBecause,
            found.Clock.DueOn, found.Clock.Because, Overdue = found.IsOpen && found.Clock.IsOverdueOn(db.Act.On),
            Questions = found.Pauses.Select(pause => new { pause.AskedOn, pause.Question, pause.AnsweredOn, pause.Answer }),
            Owners = views.Select(view => new { Agency = view.AgencyId.Value, view.AgencyName, view.AnswerBy, view.AnsweredAt, view.Words, view.Items }),
            InTheWay = stops.Select(rule => rule.Sentence),
        });
    }

    private static async Task<IResult> SearchAsync(Guid request, Db db)
    {
        await FindAsync(db, request);
        return Results.Ok(new { Found = await db.WithPartnershipSightAsync(() => SearchEverywhere.DoAsync(db, request)) });
    }

    private static async Task<IResult> StepAsync(Guid request, string step, StepTyped typed, Db db)
    {
        await FindAsync(db, request);
        await (step switch
        {
            "ask-identity" => ChangeClock.IdentityAskedAsync(db, request),
            "identity" => ChangeClock.IdentityCheckedAsync(db, request, typed.On, typed.Words),
            "ask" => ChangeClock.AskAsync(db, request, typed.Words),
            "answered" => ChangeClock.AnswerAsync(db, request, typed.On, typed.Words),
            "extend" => ChangeClock.ExtendAsync(db, request, typed.Because, typed.Words),
            "refuse" => CloseRequest.RefuseAsync(db, request, typed.Because, typed.Words),
            _ => throw new NotThere("The step"),
        });
        return Results.NoContent();
    }

    private static object Shown(AccessItem row) => new
    {
        row.Kind, Item = row.ItemId, Owner = row.OwnerAgencyId.Value, row.Category, row.Item!.Words, Facts = row.Item.Facts().Select(fact => new { fact.Name, fact.Value }), row.Proposal, row.NeedsALook, row.ThirdParties, row.OwnerView, row.OwnerWords, row.Decision,
        row.Redactions, row.Exemption, row.Reason,
    };

    private static async Task<IResult> ItemsAsync(Guid request, Db db)
    {
        var (found, items) = await db.WithPartnershipSightAsync(async () =>
        {
            var one = await AccessRequest.FindAsync(db, request);
            return (one, await AccessItem.ListAsync(db, one));
        });
        await Handling.MustBeAllowedAsync(db, found.PersonId);
        await Handling.LookedAsync(db, found.PersonId, "subject access: items", [.. items.Select(item => item.Category).Distinct()]);
        return Results.Ok(items.Select(Shown));
    }

    private static async Task<IResult> DecideAsync(Guid request, ItemTyped typed, Db db)
    {
        await FindAsync(db, request);
        await DecideItem.DoAsync(db, request, new(typed.Kind ?? throw new BadRequest("kind", "Give the kind of the item"), typed.Item ?? throw new BadRequest("item", "Give the key of the item"), typed.Decision, typed.Redactions, typed.Exemption, typed.Reason));
        return Results.NoContent();
    }

    private static async Task<IResult> RestAsync(Guid request, Db db)
    {
        await FindAsync(db, request);
        return Results.Ok(new { Decided = await DecideItem.RestAsync(db, request) });
    }

    private static async Task<IResult> GiveAsync(Guid request, Db db)
    {
        await FindAsync(db, request, "subject access");
        return Results.Ok(new { Sha256 = await CloseRequest.GiveAsync(db, request) });
    }

    private static async Task<IResult> PackAsync(Guid request, Db db)
    {
        var (found, given) = await db.WithPartnershipSightAsync(async () => (await AccessRequest.FindAsync(db, request), await GivenItem.OfAsync(db, request)));
        await Handling.MustBeAllowedAsync(db, found.PersonId);
        await GivenItem.LookedAtAsync(db, found.PersonId, given);
        var pdf = found.IsOpen ? PaperPdf.Write(await db.WithPartnershipSightAsync(() => Pack.MakeAsync(db, found)))
            : await db.FirstAsync<byte[]>("select pdf from subject_access_pack where request_id = @request", new { request }) ?? throw new NotThere("The pack");
        return Results.File(pdf, "application/pdf", $"subject-access-{db.Act.On:yyyy-MM-dd}.pdf");
    }

    private static async Task<IResult> ViewsAsync(Db db) =>
        Results.Ok((await AgencyView.OfAsync(db, null, db.Act.Agency)).Select(view => new { Request = view.RequestId, view.AnswerBy, view.AnsweredAt, view.Items, Overdue = view.AnsweredAt is null && view.AnswerBy < db.Act.On }));

    private static async Task<(AgencyView View, IReadOnlyList<AccessItem> Items)> OwnAsync(Db db, Guid request)
    {
        var view = (await AgencyView.OfAsync(db, request, db.Act.Agency)).FirstOrDefault() ?? throw new NotThere("The request");
        var found = await AccessRequest.FindAsync(db, request);
        await Handling.MustBeAllowedAsync(db, found.PersonId);
        var items = await AccessItem.ListAsync(db, found, db.Act.Agency);
        await Handling.LookedAsync(db, found.PersonId, "subject access: the owner's view", [.. items.Select(item => item.Category).Distinct()]);
        return (view, items);
    }

    private static async Task<IResult> ViewAsync(Guid request, Db db)
    {
        var (view, items) = await OwnAsync(db, request);
        return Results.Ok(new { view.AnswerBy, view.AnsweredAt, view.Words, Items = items.Select(item => new { item.Kind, Item = item.ItemId, item.Category, item.Item!.Words, item.ThirdParties, item.OwnerView, item.OwnerWords }) });
    }

    private static async Task<IResult> GiveViewAsync(Guid request, ViewTyped typed, Db db)
    {
        await OwnAsync(db, request);
        var views = (typed.Items ?? []).Select(item => (item.Kind ?? throw new BadRequest("items", "Give the kind of each item"), item.Item ?? throw new BadRequest("items", "Give the key of each item"),
            item.Decision is "disclose" or "redact" or "withhold" ? item.Decision : throw new BadRequest("items", "Say disclose, redact or withhold of each item"), item.Reason)).ToList();
        await GiveView.DoAsync(db, request, typed.Words, views);
        return Results.NoContent();
    }
}
