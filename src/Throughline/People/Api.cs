using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Access;
using Throughline.People.Create;
using Throughline.People.Items;
using Throughline.People.Record;
using Throughline.People.Search;
using Throughline.People.Timeline;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing.Markings;

namespace Throughline.People;

/// <summary>People over the API: the same searches, records and acts as the pages, under the same gate.</summary>
internal static class Api
{
    private const int MostPerPage = 100;

    private static readonly AllowAttribute WithPeople = new([.. Roles.WithPeople]);

    public static void MapPeopleApi(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/api/v1/people").AddEndpointFilter<ApiGate>().WithTags("People");
        people.MapPost("/search", SearchAsync).WithMetadata(WithPeople, new RecordsLooksAttribute("records the people it returns")).WithSummary("Find people by anything known of them. Terms go in the body, never in the address.");
        people.MapGet("/{id}", OneAsync).WithMetadata(WithPeople, new AboutPersonAttribute("id", "identity", "supervision", "custody and dates", "risk", "contact details", "plan")).WithSummary("One person: who, statutory or not and why, where, and their current items with provenance.");
        people.MapGet("/{id}/timeline", TimelineAsync).WithMetadata(WithPeople, new AboutPersonAttribute("id", "identity", "contact details", "offending", "intelligence", "supervision", "custody and dates", "risk", "needs", "drug test", "treatment", "tag location", "meeting", "plan")).WithSummary("A person's timeline, newest first; filter by kind and dates.");
        people.MapPost("/", CreateAsync)
            .WithMetadata(new AllowAttribute(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker), new RecordsLooksAttribute("records the new person, and the people who are like them"))
            .WithSummary("Record a person by hand. Refused when an identifier belongs to somebody, or when people are alike and noneOfThem is not true.");
        people.MapPost("/{id}/items/{kind}", AddItemAsync)
            .WithMetadata(new AllowAttribute(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker), new AboutPersonAttribute("id", "identity"))
            .WithSummary("Add an item for your agency, with a marking. With preview true nothing is saved: the answer says who would see it.");
    }

    public sealed record PageOf<T>(IReadOnlyList<T> Items, int Total, int Page, int Size);

    public sealed record PersonFound(Guid Id, string Forenames, string Surname, DateOnly? DateOfBirth, double Strength, IReadOnlyList<string> Because, bool IsStatutory, string? InCustodyAt, string? Status);

    public sealed record Source(string Agency, string? File, long? Line, DateTimeOffset ReceivedAt, string? EnteredBy);

    public sealed record Item(Guid Id, string Kind, string Words, Source Source);

    public sealed record PersonRecord(
        Guid Id, string Forenames, string Surname, DateOnly? DateOfBirth, string? Sex, IReadOnlyList<string> OtherNames, bool IsStatutory, string Statutory, bool InCustody, string Whereabouts,
        IReadOnlyList<string> Designations, string? RiskOfSeriousHarm, string? CaseState, string? Status, string? LeadProfessional, IReadOnlyList<Item> Items);

    public sealed record Entry(Guid Id, DateOnly On, string Kind, string Category, string Words, string? Reason, Source Source);

    private static async Task<IResult> SearchAsync(SearchTerms terms, Db db, int page = 1, int size = PersonSearch.Size)
    {
        CheckPaging(page, size);
        var tidy = terms.Tidy();
        if (tidy.Problems().FirstOrDefault() is { } problem)
            throw new BadRequest(Field(problem.Field), problem.Sentence);
        var found = await PersonSearch.FindAsync(db, tidy, page, size);
        await db.LookedAtAsync([.. found.People.Select(person => person.Id)], found.Categories, "search of people");
        return Results.Ok(new PageOf<PersonFound>(
            [.. found.People.Select(p => new PersonFound(p.Id.Value, p.Forenames, p.Surname, p.DateOfBirth, Math.Round(p.Strength, 3), p.Because, p.IsStatutory, p.Establishment, p.Status))], found.Total, page, size));
    }

    private static async Task<IResult> OneAsync(PersonId id, Db db, Look look)
    {
        var on = db.Act.On;
        var person = await PersonHeader.FindAsync(db, id, on) ?? throw new NotThere("The person");
        var (orders, custody) = (await Spells.OrdersAsync(db, id), await Spells.CustodyAsync(db, id));
        var statutory = Supervision.StatutoryOn(on, orders);
        var where = Supervision.WhereOn(on, custody);
        look.Showed("supervision", orders.Count + person.Designations.Length > 0);
        look.Showed("custody and dates", custody.Count > 0);
        look.Showed("risk", person.Rosh is not null);
        look.Showed("plan", person.CaseId is not null);
        var items = new List<Item>();
        foreach (var kind in ItemKind.All)
            items.AddRange(await CurrentAsync(db, look, id, kind));
        return Results.Ok(new PersonRecord(
            id.Value, person.Forenames, person.Surname, person.DateOfBirth, person.Sex, person.OtherNames, statutory.IsStatutory, statutory.Words, where.InCustody, where.Words,
            person.Designations, person.Rosh, person.CaseState, person.Status, person.LeadName, items));
    }

    private static async Task<IEnumerable<Item>> CurrentAsync(Db db, Look look, PersonId person, ItemKind kind)
    {
        var rows = await db.ListAsync<Fact>($"select {Provenance.Columns}, '{{}}'::text[] as cells from {kind.Table} i {Provenance.Joins} where i.person_id = @person and i.superseded_at is null and i.withdrawn_at is null order by i.received_at, i.id", new { person });
        var inputs = await db.ListAsync<ItemInput>($"select {string.Join(", ", kind.Columns)} from {kind.Table} i where i.person_id = @person and i.superseded_at is null and i.withdrawn_at is null order by i.received_at, i.id", new { person });
        look.Showed(rows.Select(row => row.Category));
        return rows.Zip(inputs, (row, input) => new Item(row.Id, kind.Code, kind.Words(input), Of(row)));
    }

    private static async Task<IResult> TimelineAsync(PersonId id, Db db, Look look, string[]? kind = null, DateOnly? from = null, DateOnly? to = null, int page = 1, int size = 50)
    {
        CheckPaging(page, size);
        if (from > to)
            throw new BadRequest("to", "To must be the same as or after from.");
        if (kind?.FirstOrDefault(code => TimelinePage.Kinds.All(known => known.Code != code)) is { } unknown)
            throw new BadRequest("kind", $"“{unknown}” is not one of: {string.Join(", ", TimelinePage.Kinds.Select(known => known.Code))}.");
        var shown = await TimelinePage.LoadAsync(db, id, new TimelineFilter(kind, from, to), page, size);
        look.Showed(shown.Entries.Select(entry => entry.Category));
        return Results.Ok(new PageOf<Entry>([.. shown.Entries.Select(e => new Entry(e.Id, e.OnDate, e.Kind, e.Category, e.Words, e.Reason, Of(e)))], shown.Total, page, size));
    }

    public sealed record CreateRequest(string? Surname, string? Forenames, DateOnly? DateOfBirth, string? Sex, string? IdentifierType, string? Identifier, string? Source, bool NoneOfThem, string? Marking, Guid[]? MarkedFor);

    public sealed record AddItemRequest(ItemInput? Item, string? Source, string? Marking, Guid[]? MarkedFor, bool Preview = false);

    private static async Task<IResult> CreateAsync(CreateRequest asked, Db db)
    {
        var person = new NewPerson(asked.Surname, asked.Forenames, asked.DateOfBirth, asked.Sex, asked.IdentifierType, asked.Identifier, asked.Source);
        if (CreatePerson.Read(person, db.Act.On).Problems.FirstOrDefault() is { } problem)
            throw new BadRequest(Field(problem.Field), problem.Sentence);
        var (who, _) = await ChosenAsync(db, default, "identity", asked.Marking, asked.MarkedFor);
        var id = await CreatePerson.DoAsync(db, person, asked.NoneOfThem, who);
        return Results.Created($"/api/v1/people/{id}", new { id = id.Value });
    }

    private static async Task<IResult> AddItemAsync(PersonId id, string kind, AddItemRequest asked, Db db)
    {
        var found = ItemKind.Find(kind) ?? throw new NotThere("The kind of item");
        var typed = asked.Item ?? throw new BadRequest("item", "Give the item");
        var read = new ItemReading(db.Act.On);
        found.Read(typed, read);
        if (read.Problems.FirstOrDefault() is { } problem)
            throw new BadRequest("item." + Field(problem.Field), problem.Sentence);
        var (who, sentence) = await ChosenAsync(db, id, found.Category, asked.Marking, asked.MarkedFor);
        if (asked.Preview)
            return Results.Ok(new { Marking = who.Marking.Code(), Sentence = sentence });
        var item = await AddItem.DoAsync(db, id, found, typed, asked.Source, who);
        return Results.Created($"/api/v1/people/{id}/items/{kind}/{item}/sharing", new { Id = item, Marking = who.Marking.Code(), Sentence = sentence });
    }

    /// <summary>The marking as given, "partnership" when none is, and who will see what is marked so.</summary>
    private static async Task<(MarkingChoice Who, string Sentence)> ChosenAsync(Db db, PersonId person, string category, string? marking, Guid[]? markedFor)
    {
        string[] named = [.. (markedFor ?? []).Select(one => one.ToString())];
        var input = new MarkingInput { Marking = marking ?? "partnership", Agencies = named, People = named };
        var question = await MarkingQuestion.LoadAsync(db, person, category, input, db.Act.User);
        var problems = question.Read(input, out var who);
        if (problems is [var problem, ..])
            throw new BadRequest(problem.Field == nameof(MarkingInput.Marking) ? "marking" : "markedFor", problem.Sentence);
        return (who, question.Sentence);
    }

    private static void CheckPaging(int page, int size)
    {
        if (page is < 1 or > 1_000_000)
            throw new BadRequest("page", "Page must be 1 or more.");
        if (size is < 1 or > MostPerPage)
            throw new BadRequest("size", $"Size must be between 1 and {MostPerPage}.");
    }

    private static Source Of(Provenance row) => new(row.OwnerName, row.FileName, row.Line, row.ReceivedAt, row.FileName is null ? row.RecordedByName : null);

    private static string Field(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
