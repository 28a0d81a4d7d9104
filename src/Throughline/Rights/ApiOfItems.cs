using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Rights.Disposal;
using Throughline.Rights.Rectify;
using Throughline.Rights.Retention;

namespace Throughline.Rights;

/// <summary>What a person asks to have put right, as the API takes it.</summary>
public sealed record CorrectionTyped(string? Asks, DateOnly? ReceivedOn, string? Kind, Guid? Item, string? Wrong, string? Wanted);

/// <summary>Why, and whether the person knows.</summary>
public sealed record LiftTyped(bool Told, string? Words);

/// <summary>Items of the acting agency, and what is decided about them at their review date.</summary>
public sealed record ReviewTyped(ItemTyped[]? Items, string? Decision, string? Reason, DateOnly? NextReviewOn);

/// <summary>Why not.</summary>
public sealed record RefusalTyped(string? Words);

/// <summary>The API of corrections, restrictions, review dates and disposals: the same acts as the pages.</summary>
internal static class ApiOfItems
{
    private static readonly AllowAttribute Governance = new(Role.InformationGovernanceOfficer);
    private static readonly AllowAttribute Owners = new(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/rights/people/{id}/corrections", AskAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the look at the person")).WithSummary("Record that a person asks to correct, restrict or erase an item.");
        api.MapGet("/rights/corrections", CorrectionsAsync).WithMetadata(Owners, new RecordsLooksAttribute("records the people the requests are about")).WithSummary("What people asked to have put right, as far as you may see the item.");
        api.MapPost("/rights/corrections/{correction:guid}/decision", DecideAsync).WithMetadata(Owners, new RecordsLooksAttribute("records the look at the person")).WithSummary("Decide about it, as the agency that owns the item.");
        api.MapGet("/rights/restrictions", RestrictionsAsync).WithMetadata(Owners, new RecordsLooksAttribute("records the people whose items are restricted")).WithSummary("Items that are kept and not used.");
        api.MapPost("/rights/restrictions/{restriction:guid}/lift", LiftAsync).WithMetadata(Owners, new RecordsLooksAttribute("the process names the person")).WithSummary("Use an item of your agency again, after telling the person.");
        api.MapGet("/rights/people/{id}/review", DueAsync).WithMetadata(Owners, new RecordsLooksAttribute("records the look at the person")).WithSummary("Your agency's items about a person that are past their review date.");
        api.MapPost("/rights/people/{id}/review", ReviewAsync).WithMetadata(Owners, new RecordsLooksAttribute("records the look at the person")).WithSummary("Keep, restrict, or propose to dispose of them.");
        api.MapGet("/rights/disposals", DisposalsAsync).WithMetadata(Owners, new RecordsLooksAttribute("records the people it names")).WithSummary("Disposals of your agency that wait for a second person.");
        api.MapPost("/rights/disposals/{disposal:guid}/agree", AgreeAsync).WithMetadata(Owners, new RecordsLooksAttribute("the audit names the person")).WithSummary("Agree, as the second person: the items are gone for good.");
        api.MapPost("/rights/disposals/{disposal:guid}/refuse", RefuseAsync).WithMetadata(Owners, new RecordsLooksAttribute("shows nobody")).WithSummary("Do not dispose, and say why.");
    }

    private static async Task<IResult> AskAsync(PersonId id, CorrectionTyped typed, Db db)
    {
        await Handling.MustBeAllowedAsync(db, id);
        _ = await db.WithPartnershipSightAsync(() => db.FirstAsync<Guid?>("select id from person where id = @id", new { id })) ?? throw new NotThere("The person");
        await Handling.LookedAsync(db, id, "rights of a person");
        return Results.Created("/api/v1/rights/corrections", new { Id = await AskCorrection.DoAsync(db, id, typed.Asks, typed.ReceivedOn, $"{typed.Kind}.{typed.Item}", typed.Wrong, typed.Wanted) });
    }

    private static async Task<IResult> CorrectionsAsync(Db db)
    {
        var list = await Correction.ListAsync(db);
        if (list.Count > 0)
            await db.LookedAtAsync([.. list.Select(one => one.PersonId).Distinct()], ["identity"], "corrections asked for");
        return Results.Ok(list.Select(one => new { one.Id, Person = one.PersonId.Value, one.Asks, one.ReceivedOn, one.Kind, Item = one.ItemId, Owner = one.OwnerAgencyId.Value, one.Wrong, one.Wanted, one.DueOn, one.State, one.Reason, one.Statement }));
    }

    private static async Task<IResult> DecideAsync(Guid correction, CorrectionDecision typed, Db db)
    {
        var asked = await Correction.FindAsync(db, correction);
        await Handling.MustBeAllowedAsync(db, asked.PersonId);
        await Handling.LookedAsync(db, asked.PersonId, "correction asked for");
        await DecideCorrection.DoAsync(db, correction, typed);
        return Results.NoContent();
    }

    private static async Task<IResult> RestrictionsAsync(Db db)
    {
        var list = await Restriction.ListAsync(db, lifted: false);
        if (list.Count > 0)
            await db.LookedAtAsync([.. list.Select(one => one.PersonId).Distinct()], [.. list.Where(one => one.ItemWords is not null).Select(one => one.Category).Append("identity").Distinct()], "restricted items");
        return Results.Ok(list.Select(one => new { one.Id, Person = one.PersonId.Value, one.KindName, Owner = one.OwnerAgencyId.Value, one.Because, one.Words, one.FromAt, one.ItemWords }));
    }

    private static async Task<IResult> LiftAsync(Guid restriction, LiftTyped typed, Db db)
    {
        await LiftRestriction.DoAsync(db, restriction, typed.Told, typed.Words);
        return Results.NoContent();
    }

    private static async Task<IReadOnlyList<ItemDue>> DueOfAsync(Db db, Viewer viewer, PersonId id)
    {
        await WhoReviews.MustBeAllowedAsync(db, viewer);
        await Handling.MustBeAllowedAsync(db, id);
        var due = await db.WithPartnershipSightAsync(() => DueForReview.OfPersonAsync(db, db.Act.Agency, id));
        if (due.Count == 0)
            throw new NotThere("The person");
        await db.LookedAtAsync([id], [.. due.Select(item => item.Category).Append("identity").Distinct()], "retention: items of a person");
        return due;
    }

    private static async Task<IResult> DueAsync(PersonId id, Db db, HttpContext context) =>
        Results.Ok((await DueOfAsync(db, Viewer.Of(context)!, id)).Select(item => new { item.Kind, Item = item.Id, item.Category, item.Words, item.ReviewOn, item.Standing }));

    private static async Task<IResult> ReviewAsync(PersonId id, ReviewTyped typed, Db db, HttpContext context)
    {
        var due = await DueOfAsync(db, Viewer.Of(context)!, id);
        var chosen = (typed.Items ?? []).Select(item => due.FirstOrDefault(one => one.Kind == item.Kind && one.Id == item.Item) ?? throw new BadRequest("items", "Give items of this person that are past their review date")).ToList();
        await DecideReview.DoAsync(db, id, chosen, new(typed.Decision, typed.Reason, typed.NextReviewOn));
        return Results.NoContent();
    }

    private static async Task<IResult> DisposalsAsync(Db db)
    {
        await WhoDisposes.MustBeAllowedAsync(db);
        var waiting = await DisposalRow.WaitingAsync(db);
        if (waiting.Count > 0)
            await db.LookedAtAsync([.. waiting.Select(row => row.PersonId).Distinct()], ["identity"], "disposals that wait");
        return Results.Ok(waiting.Select(row => new { row.Id, Person = row.PersonId.Value, row.Because, row.Reason, row.ProposedByName, row.ProposedAt, Items = row.Named.Select(item => new { item.Kind, item.Id }) }));
    }

    private static async Task<IResult> AgreeAsync(Guid disposal, Db db, DisposalRegister register)
    {
        await WhoDisposes.MustBeAllowedAsync(db);
        await ApproveDisposal.DoAsync(db, register, disposal);
        return Results.NoContent();
    }

    private static async Task<IResult> RefuseAsync(Guid disposal, RefusalTyped typed, Db db, DisposalRegister register)
    {
        await WhoDisposes.MustBeAllowedAsync(db);
        await ApproveDisposal.RefuseAsync(db, register, disposal, typed.Words);
        return Results.NoContent();
    }
}
