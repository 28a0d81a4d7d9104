using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Rights.SubjectAccess;

/// <summary>A person's request for a copy of what the partnership holds about them.</summary>
public sealed record AccessRequest
{
    public static IReadOnlyList<(string Code, string Words)> Ways { get; } =
        [("letter", "Letter"), ("email", "Email"), ("in-person", "In person"), ("solicitor", "Through a solicitor"), ("prison", "From prison"), ("telephone", "By telephone")];

    public required Guid Id { get; init; }

    public required PersonId PersonId { get; init; }

    public string? PersonName { get; init; }

    public required DateOnly ReceivedOn { get; init; }

    public required string ReceivedHow { get; init; }

    public required string AskedFor { get; init; }

    public required string SendTo { get; init; }

    public DateOnly? IdentityAskedOn { get; init; }

    public DateOnly? IdentityCheckedOn { get; init; }

    public string? IdentityHow { get; init; }

    public DateOnly? ExtendedOn { get; init; }

    public string? ExtendedBecause { get; init; }

    public string? ExtendedWords { get; init; }

    public required string State { get; init; }

    public DateOnly? ClosedOn { get; init; }

    public string? RefusedBecause { get; init; }

    public string? ClosedWords { get; init; }

    public string? PackSha256 { get; init; }

    public DateTimeOffset? SearchedAt { get; init; }

    public IReadOnlyList<PauseRow> Pauses { get; set; } = [];

    public bool IsOpen => State == "open";

    public Clock Clock => new(ReceivedOn, IdentityAskedOn, IdentityCheckedOn, ExtendedOn is not null, [.. Pauses.Select(pause => new Pause(pause.AskedOn, pause.AnsweredOn))]);

    private const string Columns = "r.*, p.forenames || ' ' || p.surname as person_name";

    public static async Task<IReadOnlyList<AccessRequest>> ListAsync(Db db, bool open, int page, int size)
    {
        var found = await db.ListAsync<AccessRequest>(
            $"select {Columns} from subject_access r left join person p on p.id = r.person_id where (r.state = 'open') = @open and r.person_id <> all (people_hidden_from_me()) order by r.received_on, r.id limit @size offset @skip", new { open, size, skip = (page - 1) * size });
        foreach (var one in found)
            one.Pauses = await PauseRow.OfAsync(db, one.Id);
        return found;
    }

    public static async Task<AccessRequest> FindAsync(Db db, Guid id, bool toChange = false)
    {
        var found = await db.FirstAsync<AccessRequest>($"select {Columns} from subject_access r left join person p on p.id = r.person_id where r.id = @id {(toChange ? "for update of r" : "")}", new { id }) ?? throw new NotThere("The request");
        found.Pauses = await PauseRow.OfAsync(db, id);
        return found;
    }

    public Rule MustBeOpen() => new("This request is closed: what was answered stays as it was", "History by new rows", IsOpen);
}

public sealed record PauseRow
{
    public required Guid Id { get; init; }

    public required DateOnly AskedOn { get; init; }

    public required string Question { get; init; }

    public DateOnly? AnsweredOn { get; init; }

    public string? Answer { get; init; }

    public static Task<IReadOnlyList<PauseRow>> OfAsync(Db db, Guid request) => db.ListAsync<PauseRow>("select id, asked_on, question, answered_on, answer from subject_access_pause where request_id = @request order by asked_on", new { request });
}

/// <summary>One item found for a request: what is proposed, what its owner thinks, what was decided.</summary>
public sealed record AccessItem
{
    public required string Kind { get; init; }

    public required Guid ItemId { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string Category { get; init; }

    public required string Proposal { get; init; }

    public required bool NeedsALook { get; init; }

    public required string[] ThirdParties { get; init; }

    public string? OwnerView { get; init; }

    public string? OwnerWords { get; init; }

    public string? Decision { get; init; }

    public required string[] Redactions { get; init; }

    public string? Exemption { get; init; }

    public string? Reason { get; init; }

    /// <summary>What it says, when the act may see it.</summary>
    public FoundItem? Item { get; set; }

    public string Key => $"{Kind}.{ItemId}";

    public static async Task<IReadOnlyList<AccessItem>> ListAsync(Db db, AccessRequest request, AgencyId? owner = null)
    {
        var rows = await db.ListAsync<AccessItem>("select * from subject_access_item where request_id = @Id and (@owner::uuid is null or owner_agency_id = @owner) order by category, kind, item_id", new { request.Id, owner });
        var found = (await ItemCatalogue.EverythingAsync(db, await ItemCatalogue.SamePersonAsync(db, request.PersonId))).ToDictionary(item => (item.Kind, item.Id));
        foreach (var row in rows)
            row.Item = found.GetValueOrDefault((row.Kind, row.ItemId));
        // an item that has been disposed of since is no longer there to give
        return [.. rows.Where(row => row.Item is not null)];
    }
}

/// <summary>What an agency was asked about its own items, and whether it has answered.</summary>
public sealed record AgencyView
{
    public required Guid RequestId { get; init; }

    public required AgencyId AgencyId { get; init; }

    public required string AgencyName { get; init; }

    public required DateOnly AnswerBy { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public string? Words { get; init; }

    public required int Items { get; init; }

    public static Task<IReadOnlyList<AgencyView>> OfAsync(Db db, Guid? request, AgencyId? agency = null) => db.ListAsync<AgencyView>(
        """
        select v.request_id, v.agency_id, a.name as agency_name, v.answer_by, v.answered_at, v.words,
          (select count(*)::int from subject_access_item i where i.request_id = v.request_id and i.owner_agency_id = v.agency_id) as items
        from subject_access_view v join agency a on a.id = v.agency_id join subject_access r on r.id = v.request_id
        where (@request::uuid is null or v.request_id = @request) and (@agency::uuid is null or v.agency_id = @agency) and (@request::uuid is not null or r.state = 'open') order by v.answered_at is not null, v.answer_by, a.name
        """, new { request, agency });
}
