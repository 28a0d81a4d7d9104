using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing.AskOwner;
using Throughline.Sharing.Consent;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Ledger;
using Throughline.Sharing.Lists;
using Throughline.Sharing.Markings;
using Throughline.Sharing.Notices;
using Throughline.Sharing.UrgentAccess;
using Throughline.Sharing.Why;

namespace Throughline.Sharing;

/// <summary>Sharing over the API: the same acts as the pages, under the same gate.</summary>
internal static class Api
{
    private const int MostPerPage = 100;

    private static readonly AllowAttribute WithPeople = new([.. Roles.WithPeople]);

    private static readonly AllowAttribute Disclosers = new([.. DiscloseItems.Disclosers]);

    private static readonly AllowAttribute Askers = new([.. AskTheOwner.Askers]);

    private static readonly AllowAttribute Workers = new([.. SharingPages.Workers]);
    private static readonly AllowAttribute NoticeReaders = new([.. SharingPages.NoticeReaders]);

    private static readonly AllowAttribute LedgerReaders = new([.. DiscloseItems.Disclosers, Role.InformationGovernanceOfficer]);

    private static readonly AllowAttribute Governance = new(Role.InformationGovernanceOfficer);

    private static readonly AboutPersonAttribute AboutPerson = new("id", "identity"), AboutPersonAndMore = new("id", "identity") { AndOthers = true };

    public static void MapSharingApi(this IEndpointRouteBuilder routes)
    {
        var person = routes.MapGroup("/api/v1/people/{id}").AddEndpointFilter<ApiGate>().WithTags("Sharing");
        person.MapGet("/glimpses", GlimpsesAsync).WithMetadata(WithPeople, new AboutPersonAttribute("id", [.. Category.All])).WithSummary("What other agencies hold, short of seeing it: summaries, and whom to ask. Absence means nothing.");
        person.MapGet("/items/{kind}/{item:guid}/sharing", WhyAsync).WithMetadata(WithPeople, AboutPerson).WithSummary("Why an item is shown to you; for its owner also who else sees it and to whom it was disclosed.");
        person.MapGet("/sharing", ShownAsync).WithMetadata(WithPeople, AboutPersonAndMore).WithSummary("Every item of the person that you see, page by page, with its owner and why it is shown to you.");
        person.MapPost("/items/{kind}/{item:guid}/marking", MarkAsync).WithMetadata(Disclosers, AboutPerson).WithSummary("Change who may see an item of your agency. With preview true nothing is changed.");
        person.MapPost("/disclosures", DiscloseAsync).WithMetadata(Disclosers, AboutPerson).WithSummary("Disclose items of your agency beyond the clauses.");
        person.MapPost("/questions", AskAsync).WithMetadata(Askers, AboutPerson).WithSummary("Ask the agency that a glimpse names.");
        person.MapPost("/urgent-access", BeginAsync).WithMetadata(Askers, AboutPerson, new StepUpAttribute()).WithSummary("Begin sixty minutes of urgent access. The token must have been made to take information out.");
        person.MapPost("/urgent-access/end", EndUrgentAsync).WithMetadata(Askers, AboutPerson).WithSummary("End your urgent access early.");
        person.MapGet("/consents", ConsentsAsync).WithMetadata(Disclosers, AboutPersonAndMore).WithSummary("The person's consents that your agency took or that name it.");
        person.MapPost("/consents", ConsentAsync).WithMetadata(Disclosers, AboutPerson).WithSummary("Record a person's consent.");
        person.MapPost("/consents/{consent:guid}/withdraw", WithdrawAsync).WithMetadata(Disclosers, AboutPerson).WithSummary("Withdraw a consent.");

        var sharing = routes.MapGroup("/api/v1/sharing").AddEndpointFilter<ApiGate>().WithTags("Sharing");
        sharing.MapGet("/disclosures", LedgerAsync).WithMetadata(LedgerReaders, new RecordsLooksAttribute("records the people whose disclosures it lists")).WithSummary("The ledger of disclosures.");
        sharing.MapPost("/disclosures/{disclosure:guid}/end", EndAsync).WithMetadata(Disclosers, new RecordsLooksAttribute("the process names the person")).WithSummary("End a disclosure of your agency early.");
        sharing.MapGet("/notices", NoticesAsync).WithMetadata(NoticeReaders, new RecordsLooksAttribute("records the people whom its notices name")).WithSummary("Notices to your agency that wait.");
        sharing.MapGet("/notices/sent", SentAsync).WithMetadata(NoticeReaders, new RecordsLooksAttribute("records the people whom its notices name")).WithSummary("Notices that your agency sent, and what their recipients did.");
        sharing.MapPost("/notices/{notice:guid}/acknowledge", AcknowledgeAsync).WithMetadata(NoticeReaders, new RecordsLooksAttribute("the process names the person")).WithSummary("Say what you did with a notice.");
        sharing.MapGet("/questions", QuestionsAsync).WithMetadata(Workers, new RecordsLooksAttribute("records the people whom its questions name")).WithSummary("Questions to your agency and of it.");
        sharing.MapPost("/questions/{question:guid}/answer", AnswerAsync).WithMetadata(Workers, new RecordsLooksAttribute("the process names the person")).WithSummary("Answer a question to your agency.");
        sharing.MapPost("/questions/{question:guid}/withdraw", WithdrawQuestionAsync).WithMetadata(Askers, new RecordsLooksAttribute("the process names the person")).WithSummary("Withdraw a question of your agency that nobody has answered.");
        sharing.MapGet("/urgent-access", UrgentAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the people whom it names")).WithSummary("Uses of urgent access that wait for a review.");
        sharing.MapPost("/urgent-access/{use:guid}/review", ReviewAsync).WithMetadata(Governance, new RecordsLooksAttribute("the process names the person")).WithSummary("Record the review of an urgent access.");
        sharing.MapGet("/lists", ListsAsync).WithMetadata(Governance, new RecordsLooksAttribute("records the people whom its entries name")).WithSummary("Exclusions and restrictions.");
        sharing.MapPost("/lists", AddEntryAsync).WithMetadata(Governance, new RecordsLooksAttribute("the process names the person")).WithSummary("Add an exclusion (one user) or a restriction (the users who alone may see).");
        sharing.MapPost("/lists/{entry:guid}/{act:regex(^(confirm|ask-to-lift|lift)$)}", ChangeEntryAsync).WithMetadata(Governance, new RecordsLooksAttribute("the process names the person")).WithSummary("Confirm an entry, ask for it to be lifted, or lift it.");
    }

    public sealed record MarkingRequest(string? Marking, string[]? Agencies, string[]? People, string? Reason, bool Preview = false);

    public sealed record DisclosureRequest(string? ToAgency, string[]? Items, string? Category, string? Level, string? Gateway, string? Purpose, string? Necessity, DateOnly? Until);

    public sealed record QuestionRequest(Guid? Agency, string? Category, string? Why);

    public sealed record UrgentRequest(string? Ground, string? Why, bool Confirmed);

    public sealed record ConsentRequest(string[]? Categories, Guid[]? ToAgencies, DateOnly? GivenOn, DateOnly? ExpiresOn, string? How, string? Words);

    public sealed record WordsRequest(string? Words);

    public sealed record AnswerRequest(string? Answer, string? Gateway, DateOnly? Until, string? Reason);

    public sealed record ReviewRequest(string? Finding, string? Words);

    public sealed record EntryRequest(string? Kind, Guid? Person, Guid[]? Users, string? Because, DateOnly? Until);

    private static async Task<IResult> GlimpsesAsync(PersonId id, Db db, Look look)
    {
        var glimpses = await Glimpse.OfAsync(db, id);
        look.Showed(glimpses.Select(glimpse => glimpse.Category));
        return Results.Ok(glimpses.Select(g => new { Agency = g.OwnerName, AgencyId = g.OwnerAgencyId.Value, Contact = g.OwnerContact, g.Category, g.Level, g.Words, g.DatedOn, g.AskedAt, g.MayBeAskedFor }));
    }

    private static async Task<IResult> ShownAsync(PersonId id, Db db, Look look, int page = 1)
    {
        if (page < 1)
            throw new BadRequest("page", "Page must be 1 or more.");
        var total = await ShownItem.CountAsync(db, id);
        var items = await ShownItem.PageAsync(db, id, page);
        look.Showed(items.Select(shown => shown.Item.Category));
        return Results.Ok(new
        {
            Items = items.Select(shown => new { shown.Item.Id, shown.Item.Kind, shown.Item.Words, Owner = shown.Item.OwnerName, shown.Item.Category, shown.Item.IsCurrent, shown.Because }), Total = total, Page = page, Size = ShownItem.PageSize,
        });
    }

    private static async Task<IResult> WhyAsync(PersonId id, string kind, Guid item, Db db)
    {
        var found = await LabelledItem.FindAsync(db, id, kind, item) ?? throw new NotThere("The item");
        await db.LookedAtAsync([id], [found.Category], "why an item is shown", [found.Id]);
        var (decision, because) = await WhyShown.OfAsync(db, found);
        var isOwner = found.OwnerAgencyId == db.Act.Agency;
        var sights = isOwner ? await WhoSees.OfAsync(db, id, found.Label, found.Id) : [];
        return Results.Ok(new
        {
            found.Id, found.Kind, found.Words, Owner = found.OwnerName, found.Category, Marking = isOwner ? found.Marking : null, Source = found.SourceInWords, Author = found.RecordedByName, RecordedAt = found.ReceivedAt,
            found.Regime, Gateway = found.GatewayName, found.Statute, found.ReviewOn, Through = decision.Through.ToString(), decision.Clause, Because = because,
            SeenBy = isOwner ? WhoSees.ByAgency(sights).Select(a => new { Agency = a.Name, a.Level, a.Through, People = a.People.Count }) : null,
            Disclosures = isOwner ? (await LedgerSearch.OfItemAsync(db, found.Id)).Select(Said) : null,
        });
    }

    private static async Task<IResult> MarkAsync(PersonId id, string kind, Guid item, MarkingRequest asked, Db db)
    {
        var found = await LabelledItem.FindAsync(db, id, kind, item) ?? throw new NotThere("The item");
        if (found.OwnerAgencyId != db.Act.Agency)
            throw new NotThere("The item");
        var input = new MarkingInput { Marking = asked.Marking ?? "", Agencies = asked.Agencies ?? [], People = asked.People ?? [] };
        var question = await MarkingQuestion.LoadAsync(db, id, found.Category, input, found.RecordedBy, found.Id);
        if (question.Read(input, out var choice) is [var problem, ..])
            throw new BadRequest(Lower(problem.Field), problem.Sentence);
        if (!asked.Preview)
            await MarkItem.DoAsync(db, found, choice, Needed(asked.Reason, "reason", "Say why"));
        return Results.Ok(new { Marking = choice.Marking.Code(), question.Sentence });
    }

    private static async Task<IResult> DiscloseAsync(PersonId id, DisclosureRequest asked, Db db)
    {
        var items = (asked.Items ?? []).Select(key => OwnItem.Parse(key) ?? throw new BadRequest("items", "Give items as kind:id")).ToList();
        if (items.Count == 0 == string.IsNullOrEmpty(asked.Category))
            throw new BadRequest("items", "Give items or a category");
        var disclosure = await DiscloseItems.DoAsync(db, id, new DisclosureAsked
        {
            ToAgency = Guid.TryParse(asked.ToAgency, out var to) ? new AgencyId(to) : throw new BadRequest("toAgency", "Give the key of the agency"),
            Items = items, Category = asked.Category, Level = LevelOf(asked.Level), Gateway = Needed(asked.Gateway, "gateway", "Give the code of the power"),
            Purpose = Needed(asked.Purpose, "purpose", "Say what they need it for"), Necessity = Needed(asked.Necessity, "necessity", "Say why nothing less would do"),
            Until = asked.Until ?? throw new BadRequest("until", "Give the last day on which they may see it"),
        });
        return Results.Created($"/api/v1/sharing/disclosures", new { id = disclosure });
    }

    private static async Task<IResult> AskAsync(PersonId id, QuestionRequest asked, Db db)
    {
        var question = await AskTheOwner.DoAsync(db, id, new AgencyId(asked.Agency ?? throw new BadRequest("agency", "Give the key of the agency")), Needed(asked.Category, "category", "Give the category"), Needed(asked.Why, "why", "Say what you need to know and what for"));
        return Results.Created("/api/v1/sharing/questions", new { id = question });
    }

    private static async Task<IResult> BeginAsync(PersonId id, UrgentRequest asked, Db db)
    {
        if (!asked.Confirmed)
            throw new BadRequest("confirmed", "Confirm that you have to act now");
        var access = await BeginUrgentAccess.DoAsync(db, id, Needed(asked.Ground, "ground", "Choose what could happen"), Needed(asked.Why, "why", "Say in your own words what is happening and why it cannot wait"));
        return Results.Created($"/api/v1/people/{id}/urgent-access", new { id = access, until = db.Act.At.AddMinutes(BeginUrgentAccess.Minutes) });
    }

    private static async Task<IResult> EndUrgentAsync(PersonId id, Db db)
    {
        await EndUrgentAccess.DoAsync(db, id);
        return Results.NoContent();
    }

    private static async Task<IResult> ConsentsAsync(PersonId id, Db db, Look look)
    {
        var consents = await ConsentOnRecord.ListAsync(db, id);
        look.Showed(consents.SelectMany(consent => consent.Categories));
        return Results.Ok(consents.Select(c => new
        {
            c.Id, Owner = c.OwnerName, c.Categories, To = c.ToNames, c.GivenOn, c.ExpiresOn, c.How, Words = c.OwnerAgencyId == db.Act.Agency ? c.Words : null, c.WithdrawnAt, InForce = c.HoldsOn(db.Act.On),
        }));
    }

    private static async Task<IResult> ConsentAsync(PersonId id, ConsentRequest asked, Db db)
    {
        var consent = await RecordConsent.DoAsync(db, id, new ConsentGiven(
            asked.Categories ?? [], [.. (asked.ToAgencies ?? []).Select(to => new AgencyId(to))], asked.GivenOn ?? throw new BadRequest("givenOn", "Enter the day on which they agreed"),
            asked.ExpiresOn ?? throw new BadRequest("expiresOn", "Enter the last day on which it holds"), Needed(asked.How, "how", "Choose how the person agreed"), Needed(asked.Words, "words", "Write the words that the person agreed to")));
        return Results.Created($"/api/v1/people/{id}/consents", new { id = consent });
    }

    private static async Task<IResult> WithdrawAsync(PersonId id, Guid consent, WordsRequest asked, Db db)
    {
        await WithdrawConsent.DoAsync(db, id, consent, Needed(asked.Words, "words", "Say how the person withdrew it"));
        return Results.NoContent();
    }

    private static async Task<IResult> LedgerAsync(Db db, Guid? person = null, Guid? agency = null, string? direction = null, string? state = null, DateOnly? from = null, DateOnly? to = null, int page = 1, int size = LedgerSearch.PageSize)
    {
        CheckPaging(page, size);
        var filter = new LedgerFilter { Person = person is { } one ? new PersonId(one) : null, Agency = agency is { } other ? new AgencyId(other) : null, Direction = direction, State = state, From = from, To = to };
        var lines = await LedgerSearch.ListAsync(db, filter, page, size);
        await LookedAsync(db, lines.Select(line => (PersonId?)line.PersonId), "ledger of disclosures");
        return Results.Ok(new { Total = await LedgerSearch.CountAsync(db, filter), Page = page, Size = size, Items = lines.Select(Said) });
    }

    private static async Task<IResult> EndAsync(Guid disclosure, WordsRequest asked, Db db)
    {
        await EndDisclosure.DoAsync(db, disclosure, Needed(asked.Words, "words", "Say why it ends"));
        return Results.NoContent();
    }

    private static async Task<IResult> NoticesAsync(Db db, int page = 1, int size = 25)
    {
        CheckPaging(page, size);
        var list = await Notice.ListAsync(db, waiting: true, page, size);
        await LookedAsync(db, list.Where(notice => notice.PersonName is not null).Select(notice => notice.PersonId), "notices");
        return Results.Ok(new { Total = await Notice.CountAsync(db, waiting: true), Page = page, Size = size, Items = list.Select(n => new { n.Id, n.Kind, From = n.FromName, Person = n.PersonName is null ? null : n.PersonId?.Value, n.About, n.Words, n.At, n.DueOn, Overdue = n.DueOn < db.Act.On }) });
    }

    private static async Task<IResult> SentAsync(Db db, int page = 1, int size = 25)
    {
        CheckPaging(page, size);
        var list = await Notice.SentAsync(db, page, size);
        await LookedAsync(db, list.Where(notice => notice.PersonName is not null).Select(notice => notice.PersonId), "notices sent");
        return Results.Ok(new
        {
            Total = await Notice.CountSentAsync(db), Page = page, Size = size,
            Items = list.Select(n => new { n.Id, n.Kind, To = n.ToName, Person = n.PersonName is null ? null : n.PersonId?.Value, n.Words, n.At, n.DueOn, Overdue = n.AcknowledgedAt is null && n.DueOn < db.Act.On, n.AcknowledgedAt, n.AcknowledgedWords }),
        });
    }

    private static async Task<IResult> AcknowledgeAsync(Guid notice, WordsRequest asked, Db db)
    {
        await AcknowledgeNotice.DoAsync(db, notice, Needed(asked.Words, "words", "Say what you did with it"));
        return Results.NoContent();
    }

    private static async Task<IResult> QuestionsAsync(Db db, bool toUs = true, int page = 1, int size = 25)
    {
        CheckPaging(page, size);
        var list = await Question.ListAsync(db, toUs, page, size);
        await LookedAsync(db, list.Where(question => question.PersonName is not null).Select(question => (PersonId?)question.PersonId), "questions");
        return Results.Ok(new
        {
            Total = await Question.CountAsync(db, toUs), Page = page, Size = size,
            Items = list.Select(q => new { q.Id, Person = q.PersonName is null ? (Guid?)null : q.PersonId.Value, q.Category, Owner = q.OwnerName, From = q.FromName, q.AskedBy, q.AskedAt, q.Why, q.DueOn, q.Answer, q.AnsweredAt, q.AnswerBecause, Disclosure = q.DisclosureId }),
        });
    }

    private static async Task<IResult> AnswerAsync(Guid question, AnswerRequest asked, Db db)
    {
        if (asked.Answer is not ("full" or "summary" or "refuse"))
            throw new BadRequest("answer", "Answer full, summary or refuse");
        var reason = Needed(asked.Reason, "reason", "Say why");
        await AnswerQuestion.DoAsync(db, question, asked.Answer == "refuse" ? new Answer(false, null, null, null, reason)
            : new Answer(true, LevelOf(asked.Answer), Needed(asked.Gateway, "gateway", "Give the code of the power"), asked.Until ?? throw new BadRequest("until", "Give the last day on which they may see it"), reason));
        return Results.NoContent();
    }

    private static async Task<IResult> WithdrawQuestionAsync(Guid question, WordsRequest asked, Db db)
    {
        await WithdrawQuestion.DoAsync(db, question, Needed(asked.Words, "words", "Say why it is withdrawn"));
        return Results.NoContent();
    }

    private static async Task<IResult> UrgentAsync(Db db, bool waiting = true, int page = 1, int size = 25)
    {
        CheckPaging(page, size);
        var list = await UrgentUse.ListAsync(db, waiting, page, size);
        await LookedAsync(db, list.Where(use => use.PersonName is not null).Select(use => (PersonId?)use.PersonId), "urgent access");
        return Results.Ok(new { Total = await UrgentUse.CountAsync(db, waiting), Page = page, Size = size, Items = list.Select(u => new { u.Id, u.Reference, Person = u.PersonName is null ? (Guid?)null : u.PersonId.Value, User = u.UserName, Agency = u.AgencyName, u.Ground, u.Why, u.At, u.UntilAt, u.EndedAt, u.ReviewBy, Overdue = u.ReviewedAt is null && u.ReviewBy < db.Act.On, u.Looks, u.Finding, u.ReviewWords, Breach = u.BreachId }) });
    }

    private static async Task<IResult> ReviewAsync(Guid use, ReviewRequest asked, Db db)
    {
        await ReviewUrgentAccess.DoAsync(db, use, Needed(asked.Finding, "finding", "Choose whether it was justified"), Needed(asked.Words, "words", "Say how you came to that"));
        return Results.NoContent();
    }

    private static async Task<IResult> ListsAsync(Db db, int page = 1, int size = 50)
    {
        CheckPaging(page, size);
        var list = await ListEntry.ListAsync(db, page, size);
        await LookedAsync(db, list.Select(entry => (PersonId?)entry.PersonId), "exclusions and restrictions");
        return Results.Ok(new { Total = await ListEntry.CountAsync(db), Page = page, Size = size, Items = list.Select(e => new { e.Id, e.Kind, Person = e.PersonId.Value, Users = e.Names, e.Because, e.FromAt, e.UntilAt, MadeBy = e.MadeByName, ConfirmedBy = e.ConfirmedByName, LiftAskedBy = e.LiftAskedByName, e.IsOver }) });
    }

    private static async Task<IResult> AddEntryAsync(EntryRequest asked, Db db)
    {
        var person = new PersonId(asked.Person ?? throw new BadRequest("person", "Give the key of the person"));
        var users = (asked.Users ?? []).Select(user => new UserId(user)).ToList();
        var because = Needed(asked.Because, "because", "Say why");
        var id = asked.Kind switch
        {
            "exclusion" when users.Count == 1 => await ExcludeUser.DoAsync(db, person, users[0], because, asked.Until),
            "exclusion" => throw new BadRequest("users", "Choose one user to keep out"),
            "restriction" => await RestrictPerson.DoAsync(db, person, users, because, asked.Until),
            _ => throw new BadRequest("kind", "Choose exclusion or restriction"),
        };
        return Results.Created("/api/v1/sharing/lists", new { id });
    }

    private static async Task<IResult> ChangeEntryAsync(Guid entry, string act, Db db, WordsRequest? asked = null)
    {
        await (act switch
        {
            "confirm" => ConfirmEntry.DoAsync(db, entry),
            "lift" => LiftEntry.DoAsync(db, entry),
            _ => LiftEntry.AskAsync(db, entry, Needed(asked?.Words, "words", "Say why")),
        });
        return Results.NoContent();
    }

    private static object Said(LedgerLine line) => new
    {
        line.Id, Person = line.PersonName is null ? (Guid?)null : line.PersonId.Value, From = line.FromName, To = line.ToName, line.Level, line.Categories, line.Items, line.Gateway, line.Purpose, line.Necessity, line.At, line.UntilAt, line.EndedAt, line.Runs,
    };

    private static async Task LookedAsync(Db db, IEnumerable<PersonId?> people, string subject)
    {
        var looked = people.OfType<PersonId>().Distinct().ToList();
        if (looked.Count > 0)
            await db.LookedAtAsync(looked, ["identity"], subject);
    }

    private static Level LevelOf(string? level) => level switch
    {
        "full" => Level.Full,
        "summary" => Level.Summary,
        _ => throw new BadRequest("level", "Choose full or summary"),
    };

    private static string Needed(string? text, string field, string sentence) => string.IsNullOrWhiteSpace(text) ? throw new BadRequest(field, sentence) : text.Trim();

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static void CheckPaging(int page, int size)
    {
        if (page is < 1 or > 1_000_000)
            throw new BadRequest("page", "Page must be 1 or more.");
        if (size is < 1 or > MostPerPage)
            throw new BadRequest("size", $"Size must be between 1 and {MostPerPage}.");
    }
}
