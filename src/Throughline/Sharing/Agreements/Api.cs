using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Agreements.Gateways;
using Throughline.Sharing.Agreements.Members;
using Throughline.Sharing.Agreements.Sign;
using Throughline.Sharing.Agreements.Write;

namespace Throughline.Sharing.Agreements;

/// <param name="From">"default" for the default agreement, "nothing" (with name and purpose), or the key of the agreement that it is a new version of.</param>
public sealed record NewAgreement(string? From, string? Name, string? Purpose);

public sealed record AgreementBody(string? Name, string? Purpose, DateOnly? StartsOn, DateOnly? EndsOn, bool? ReachesBelow, Guid[]? Parties, int? Revision, bool Preview = false);

public sealed record FileBody(string? Contact, string? ResponsibleOwner, string? DpiaReference, string? EqualityReference, int? Revision);

/// <param name="From">"type:police" or "agency:" with its key.</param>
/// <param name="Clause">The key of a clause that the new ones stand in for, with the others of its sentence.</param>
/// <param name="Preview">True to be told what it would change; nothing is saved.</param>
public sealed record ClauseBody(string[]? Categories, string[]? From, string[]? To, string? Level, string? Gateway, string? Condition, Guid? Clause, int? Revision, bool Preview = false);

/// <param name="To">"signing", "draft", "in-force" or "ended".</param>
public sealed record MoveBody(string? To, string? Reason, int? Revision);

public sealed record SignatureBody(string? Position, int? Revision);

public sealed record ReasonBody(string? Reason);

public sealed record WordsBody(string? Words);

public sealed record PartyBody(Guid? Agency);

public sealed record SignOffBody(string? Officer, DateOnly? On, string? Words);

public sealed record AgencyBody(string? Code, string? Name, string? Type, string? Contact);

public sealed record AgencyChangeBody(string? Contact, bool? WorksForProbation, bool? ActsForAuthority, string? Because);

public sealed record DecisionBody(string? Decision, string? Reason);

public sealed record LeaveBody(DateOnly? On, string? Reason);

/// <summary>The API beside the pages about agreements: the same acts, the same rules.</summary>
internal static class Api
{
    private static readonly RecordsLooksAttribute Nobody = new("shows nobody");
    private static readonly AllowAttribute Readers = new(AgreementMoves.Readers);
    private static readonly AllowAttribute Writers = new(AgreementMoves.Writers);
    private static readonly AllowAttribute Signers = new(AgreementMoves.Signers);

    public static void MapAgreements(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/sharing").AddEndpointFilter<ApiGate>().WithMetadata(Nobody);
        api.MapGet("/agreements", ListAsync).WithMetadata(Readers);
        api.MapPost("/agreements", BeginAsync).WithMetadata(Writers);
        api.MapGet("/agreements/{id:guid}", GetAsync).WithMetadata(Readers);
        api.MapPut("/agreements/{id:guid}", ChangeAsync).WithMetadata(Writers);
        api.MapPut("/agreements/{id:guid}/on-file", FileAsync).WithMetadata(Writers);
        api.MapGet("/agreements/{id:guid}/sees", SeesAsync).WithMetadata(Readers);
        api.MapGet("/agreements/{id:guid}/compare", CompareAsync).WithMetadata(Readers);
        api.MapPost("/agreements/{id:guid}/clauses", ClausesAsync).WithMetadata(Writers);
        api.MapDelete("/agreements/{id:guid}/clauses/{clause:guid}", RemoveClauseAsync).WithMetadata(Writers);
        api.MapPost("/agreements/{id:guid}/moves", MoveAsync).WithMetadata(Writers);
        api.MapPost("/agreements/{id:guid}/parties", AddPartyAsync).WithMetadata(Writers);
        api.MapPost("/agreements/{id:guid}/reviews", ReviewAsync).WithMetadata(Writers);
        api.MapPost("/agreements/{id:guid}/approval", ApproveAsync).WithMetadata(Signers);
        api.MapPost("/agreements/{id:guid}/signature", SignAsync).WithMetadata(Signers);
        api.MapPost("/agreements/{id:guid}/withdrawal", WithdrawAsync).WithMetadata(Signers);
        api.MapGet("/default", DefaultAsync).WithMetadata(Readers);
        api.MapGet("/today", TodayAsync).WithMetadata(Readers);
        api.MapGet("/gateways", GatewaysAsync).WithMetadata(Readers);
        api.MapPost("/gateways/{code}/sign-off", SignOffAsync).WithMetadata(new AllowAttribute(Role.InformationGovernanceOfficer));
        api.MapGet("/partnership", PartnershipAsync).WithMetadata(Readers);
        api.MapPost("/agencies", AddAgencyAsync).WithMetadata(new AllowAttribute(MemberActs.Askers));
        api.MapPost("/agencies/{id}/changes", AskChangeAsync).WithMetadata(new AllowAttribute(MemberActs.Askers));
        api.MapPost("/agencies/{id}/last-day", LeaveAsync).WithMetadata(new AllowAttribute(MemberActs.Askers));
        api.MapPost("/agency-changes/{id:guid}/decision", DecideChangeAsync).WithMetadata(new AllowAttribute(MemberActs.Deciders));
    }

    private static async Task<IResult> ListAsync(Db db, CancellationToken cancel) =>
        Results.Ok(new { Agreements = (await Agreement.ListAsync(db, cancel)).Select(agreement => Summary(db, agreement)) });

    private static async Task<IResult> BeginAsync(NewAgreement body, Db db, CancellationToken cancel)
    {
        var id = body.From switch
        {
            "default" => await WriteAgreement.AdoptDefaultAsync(db, cancel),
            "nothing" => await WriteAgreement.BeginAsync(db, body.Name, body.Purpose, cancel),
            var key when Guid.TryParse(key, out var before) => await WriteAgreement.NewVersionAsync(db, before, cancel),
            _ => throw new BadRequest("from", "Say \"default\", \"nothing\", or the key of the agreement that it is a new version of"),
        };
        return Results.Created($"/api/v1/sharing/agreements/{id}", Summary(db, await Agreement.FindAsync(db, id, cancel)));
    }

    private static async Task<IResult> GetAsync(Guid id, Db db, CancellationToken cancel)
    {
        var agreement = await Agreement.FindAsync(db, id, cancel);
        var parties = await Party.OfAsync(db, id, cancel);
        var clauses = await Clause.OfAsync(db, id, cancel);
        var gateways = (await Gateway.AllAsync(db)).ToDictionary(gateway => gateway.Code);
        var needed = agreement.IsFor(db.Act.Partnership) && agreement.StateOn(db.Act.On) is AgreementState.Draft or AgreementState.Signing ? await AgreementRules.BeforeForceAsync(db, agreement, cancel) : [];
        return Results.Ok(new
        {
            Agreement = Summary(db, agreement), agreement.Purpose, agreement.Contact, agreement.ResponsibleOwner, agreement.DpiaReference, agreement.EqualityReference, WrittenBy = agreement.WrittenByName,
            ApprovedBy = agreement.ApprovedByName, agreement.ApprovedAt, agreement.EndedAt, agreement.EndedBecause,
            Parties = parties.Select(p => new { Agency = p.AgencyId.Value, p.Name, p.Type, p.SignedAt, SignedBy = p.SignedByName, p.SignedAs, p.WithdrewAt, p.WithdrewBecause }),
            Clauses = ClauseSentence.Gather(clauses).Select(s => new
            {
                Clause = s.Key, Words = s.Words(parties, gateways), s.Categories, From = s.From.Select(side => side.Code), To = s.To.Select(side => side.Code), Level = s.Level.Code(), s.Gateway, Condition = s.Condition.Code(),
            }),
            Missing = needed.Where(rule => !rule.Holds).Select(rule => new { rule.Sentence, rule.Source }),
        });
    }

    private static async Task<IResult> ChangeAsync(Guid id, AgreementBody body, Db db, CancellationToken cancel)
    {
        var now = await Agreement.FindAsync(db, id, cancel);
        var parties = body.Parties?.Select(AgencyId.From).ToList() ?? [.. (await Party.OfAsync(db, id, cancel)).Select(party => party.AgencyId)];
        var terms = new AgreementTerms
        {
            Name = body.Name ?? now.Name, Purpose = body.Purpose ?? now.Purpose, StartsOn = body.StartsOn ?? now.StartsOn, EndsOn = body.EndsOn ?? now.EndsOn, ReachesBelow = body.ReachesBelow ?? now.ReachesBelow, Parties = parties,
        };
        return await DoneOrShownAsync(db, id, body.Preview, () => WriteAgreement.ChangeAsync(db, id, terms, NeedRevision(body.Revision), cancel), cancel);
    }

    private static async Task<IResult> FileAsync(Guid id, FileBody body, Db db, CancellationToken cancel)
    {
        await WriteAgreement.FileAsync(db, id, new(body.Contact, body.ResponsibleOwner, body.DpiaReference, body.EqualityReference), NeedRevision(body.Revision), cancel);
        return await AnswerAsync(db, id, cancel);
    }

    private static async Task<IResult> SeesAsync(Guid id, Db db, CancellationToken cancel) =>
        Results.Ok(Words(await SightOf.AgainstTodayAsync(db, await Agreement.FindAsync(db, id, cancel), db.Act.Partnership, cancel)));

    private static async Task<IResult> CompareAsync(Guid id, Guid? with, Db db, CancellationToken cancel)
    {
        var after = await Agreement.FindAsync(db, id, cancel);
        var before = (await Agreement.VersionsAsync(db, after.SeriesId, cancel)).FirstOrDefault(version => version.Id == with) ?? throw new BadRequest("with", "Say which version of the same agreement to compare with, by its key");
        return Results.Ok(new { Before = Summary(db, before), After = Summary(db, after), Sight = Words(await SightOf.BetweenAsync(db, before, after, db.Act.Partnership, cancel)) });
    }

    private static async Task<IResult> ClausesAsync(Guid id, ClauseBody body, Db db, CancellationToken cancel)
    {
        var order = new ClauseOrder(
            Each(body.Categories, "categories", category => Category.All.Contains(category) ? category : null), Each(body.From, "from", Side.Parse), Each(body.To, "to", Side.Parse),
            ClauseWords.LevelOf(body.Level ?? "") is var level && level != Level.Nothing ? level : throw new BadRequest("level", "Say how much: existence, summary or full"),
            body.Gateway ?? throw new BadRequest("gateway", "Say which gateway allows it"), ClauseWords.ConditionOf(body.Condition ?? "") ?? throw new BadRequest("condition", "Say for whose work: case-team or cohort"));
        return await DoneOrShownAsync(db, id, body.Preview, () => body.Clause is { } clause
            ? WriteClauses.ChangeAsync(db, id, clause, order, NeedRevision(body.Revision), cancel)
            : WriteClauses.AddAsync(db, id, order, NeedRevision(body.Revision), cancel), cancel);
    }

    private static Task<IResult> RemoveClauseAsync(Guid id, Guid clause, int? revision, Db db, CancellationToken cancel, bool preview = false) =>
        DoneOrShownAsync(db, id, preview, () => WriteClauses.RemoveAsync(db, id, clause, NeedRevision(revision), cancel), cancel);

    /// <summary>Does the act; or says what it would change, partnership by partnership, and leaves everything as it is.</summary>
    private static async Task<IResult> DoneOrShownAsync(Db db, Guid id, bool preview, Func<Task> act, CancellationToken cancel)
    {
        if (preview)
            return Results.Ok(new { Preview = (await DraftPreview.OfAsync(db, id, act, cancel)).Places.Select(place => new { Partnership = place.Name, place.IsOwn, place.Changes, Sight = Words(place.Sight) }) });
        await act();
        return await AnswerAsync(db, id, cancel);
    }

    private static async Task<IResult> MoveAsync(Guid id, MoveBody body, Db db, CancellationToken cancel)
    {
        await (body.To switch
        {
            "signing" => MoveAgreement.SendForSignaturesAsync(db, id, body.Revision, cancel),
            "draft" => MoveAgreement.TakeBackAsync(db, id, body.Reason, cancel),
            "in-force" => MoveAgreement.BringIntoForceAsync(db, id, cancel),
            "ended" => MoveAgreement.EndAsync(db, id, body.Reason, cancel),
            _ => throw new BadRequest("to", "Say where it moves: signing, draft, in-force or ended"),
        });
        return await AnswerAsync(db, id, cancel);
    }

    private static async Task<IResult> AddPartyAsync(Guid id, PartyBody body, Db db, CancellationToken cancel)
    {
        await SignAgreement.AddPartyAsync(db, id, AgencyId.From(body.Agency ?? throw new BadRequest("agency", "Say which agency")), cancel);
        return await AnswerAsync(db, id, cancel);
    }

    private static async Task<IResult> ReviewAsync(Guid id, WordsBody body, Db db, CancellationToken cancel)
    {
        await MoveAgreement.ReviewAsync(db, id, body.Words, cancel);
        return await AnswerAsync(db, id, cancel);
    }

    private static async Task<IResult> ApproveAsync(Guid id, Db db, CancellationToken cancel)
    {
        await MoveAgreement.ApproveAsync(db, id, cancel);
        return await AnswerAsync(db, id, cancel);
    }

    private static async Task<IResult> SignAsync(Guid id, SignatureBody body, Db db, CancellationToken cancel)
    {
        await SignAgreement.DoAsync(db, id, body.Position, NeedRevision(body.Revision), cancel);
        return await AnswerAsync(db, id, cancel);
    }

    private static async Task<IResult> WithdrawAsync(Guid id, ReasonBody body, Db db, CancellationToken cancel)
    {
        await SignAgreement.WithdrawAsync(db, id, body.Reason, cancel);
        return await AnswerAsync(db, id, cancel);
    }

    private static async Task<IResult> DefaultAsync(Db db)
    {
        var gateways = (await Gateway.AllAsync(db)).ToDictionary(gateway => gateway.Code);
        return Results.Ok(new { DefaultAgreement.Purpose, Clauses = DefaultAgreement.Clauses().OrderBy(clause => clause.Openness).Select(c => new { c.Categories, c.From, c.To, c.Level, c.Gateway, gateways[c.Gateway].Statute, c.Condition, c.Why }) });
    }

    private static async Task<IResult> TodayAsync(Db db, CancellationToken cancel) => Results.Ok(Words(await SightOf.TodayAsync(db, db.Act.Partnership, cancel)));

    private static async Task<IResult> GatewaysAsync(Db db, CancellationToken cancel)
    {
        var signed = (await SignOff.ListAsync(db, cancel)).ToLookup(one => one.Gateway);
        return Results.Ok(new
        {
            Gateways = (await Gateway.AllAsync(db)).Select(g => new
            {
                g.Code, g.Name, g.Statute, g.Allows, Trap = g.Trap, g.Kind, g.FromTypes, g.ToTypes, g.FromRegimes, g.BarredCategories, g.NeedsConsent, g.NeedsProbationArrangement, g.ReachesWhoActsForThem, g.EffectiveFrom, g.EffectiveTo, g.Source,
                SignedOff = signed[g.Code].Select(s => new { On = s.SignedOffOn, s.Officer, s.Words }),
            }),
        });
    }

    private static async Task<IResult> SignOffAsync(string code, SignOffBody body, Db db, CancellationToken cancel)
    {
        await SignOffGateway.DoAsync(db, code, body.Officer, body.On, body.Words, cancel);
        return Results.Created("/api/v1/sharing/gateways", new { Gateway = code, body.On });
    }

    private static async Task<IResult> PartnershipAsync(Db db, CancellationToken cancel) => Results.Ok(new
    {
        Tree = await PartnershipTree.OfAsync(db, db.Act.Partnership, cancel) is var tree ? Node(tree) : null,
        Agencies = (await MemberAgency.ListAsync(db, cancel)).Select(a => new { Id = a.Id.Value, a.Code, a.Name, a.Type, a.Regime, a.Contact, a.WorksForProbation, a.ActsForAuthority, a.JoinedOn, a.LeftOn, a.Leads }),
        Changes = (await AgencyChange.OpenAsync(db, cancel)).Select(c => new { c.Id, Agency = c.AgencyId.Value, c.Contact, c.WorksForProbation, c.ActsForAuthority, c.Because, AskedBy = c.AskedByName, c.AskedAt }),
    });

    private static async Task<IResult> AddAgencyAsync(AgencyBody body, Db db, CancellationToken cancel)
    {
        var id = await MemberActs.AddAsync(db, new NewAgency(
            body.Code ?? throw new BadRequest("code", "Give its short code"), body.Name ?? throw new BadRequest("name", "Give its name"), body.Type ?? throw new BadRequest("type", "Say what kind of agency it is"), body.Contact ?? ""), cancel);
        return Results.Created("/api/v1/sharing/partnership", new { Id = id.Value });
    }

    private static async Task<IResult> AskChangeAsync(AgencyId id, AgencyChangeBody body, Db db, CancellationToken cancel)
    {
        var now = await MemberAgency.FindAsync(db, id, cancel);
        var change = await MemberActs.AskAsync(db, id, body.Contact ?? now.Contact, body.WorksForProbation ?? now.WorksForProbation, body.ActsForAuthority ?? now.ActsForAuthority, body.Because, cancel);
        return Results.Created("/api/v1/sharing/partnership", new { Id = change });
    }

    private static async Task<IResult> DecideChangeAsync(Guid id, DecisionBody body, Db db, CancellationToken cancel)
    {
        if (body.Decision is not ("agreed" or "refused"))
            throw new BadRequest("decision", "Say \"agreed\" or \"refused\"");
        await MemberActs.DecideAsync(db, id, body.Decision == "agreed", body.Reason, cancel);
        return Results.Ok(new { Id = id, body.Decision });
    }

    private static async Task<IResult> LeaveAsync(AgencyId id, LeaveBody body, Db db, CancellationToken cancel)
    {
        await MemberActs.LeaveAsync(db, id, body.On, body.Reason, cancel);
        return Results.Ok(new { Id = id.Value, body.On });
    }

    private static async Task<IResult> AnswerAsync(Db db, Guid id, CancellationToken cancel) => Results.Ok(Summary(db, await Agreement.FindAsync(db, id, cancel)));

    private static object Summary(Db db, Agreement a) => new
    {
        a.Id, Partnership = a.PartnershipName, a.Name, a.Version, Series = a.SeriesId, State = a.StateOn(db.Act.On).Code(), a.StartsOn, a.EndsOn, a.ReviewOn,
        ReviewOverdue = a.StateOn(db.Act.On) == AgreementState.InForce && a.ReviewOn < db.Act.On, a.ReachesBelow, a.Revision,
    };

    private static object Words(Sight sight) => new
    {
        sight.Widening, sight.Narrowing,
        Agencies = sight.Agencies.Select(a => new { Agency = a.Agency.Value, a.Name, Sees = a.Sees.Select(c => new { c.Category, c.Lines, Changes = c.Changes.Select(change => new { Kind = change.Kind.ToString().ToLowerInvariant(), change.Words }) }), NothingOf = a.SeesNothingOf }),
    };

    private static object Node(TreeNode node) => new { Id = node.Id.Value, node.Code, node.Name, node.IsHere, Below = node.Below.Select(Node) };

    private static IReadOnlyList<T> Each<T>(string[]? texts, string field, Func<string, T?> read) where T : class =>
        texts is { Length: > 0 } ? [.. texts.Select(text => read(text) ?? throw new BadRequest(field, $"\"{text}\" cannot be used here"))] : throw new BadRequest(field, "Give at least one");

    /// <summary>Whoever writes says what they have read, so that nobody writes over somebody else's change.</summary>
    private static int NeedRevision(int? revision) => revision ?? throw new BadRequest("revision", "Send the revision that you have read");
}
