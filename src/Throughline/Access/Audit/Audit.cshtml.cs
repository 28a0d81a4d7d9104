using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit;

/// <summary>Who looked at this person; what did this user look at.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the audit, and the people it names")]
public sealed class AuditModel : ThroughlinePage
{
    private const int NamesInARow = 3;

    [FromQuery(Name = "person")]
    public PersonId? Person { get; init; }

    [FromQuery(Name = "user")]
    public UserId? Who { get; init; }

    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }

    [FromQuery(Name = "operation")]
    public string? Operation { get; init; }

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    [BindProperty]
    public string? Search { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    public IReadOnlyList<FoundPerson> Found { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public IReadOnlyList<UserRow> Users { get; private set; } = [];

    public int Total { get; private set; }

    public bool Watched { get; private set; }

    public int At => Math.Max(1, Number ?? 1);

    public int Pages => (Math.Min(Total, AuditSearch.CountLimit) + AuditSearch.PageSize - 1) / AuditSearch.PageSize;

    private AuditFilter Filter => new() { Person = Person, User = Who, From = From, To = To, Operation = Operation };

    public string Query() => QueryString.Create(Request.Query.Where(q => q.Key != "handler").SelectMany(q => q.Value.Select(value => new KeyValuePair<string, string?>(q.Key, value)))).ToString();

    public static IEnumerable<Guid> NamedIn(AuditLine line) => line.PersonIds.Take(NamesInARow);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Audit";
        AuditPages.ShowNavigation(ViewData, Viewer, "/audit");
        Total = await AuditSearch.CountAsync(Db, Filter);
        Lines = await AuditSearch.ListAsync(Db, Filter, At);
        var named = Lines.SelectMany(NamedIn).Concat(Person is { } one ? [one.Value] : []).Distinct().ToArray();
        Names = (await Db.ListAsync<FoundPerson>("select id, forenames || ' ' || surname as name from person where id = any(@named)", new { named })).ToDictionary(p => p.Id.Value, p => p.Name);
        Users = await Db.ListAsync<UserRow>(
            "select distinct u.id, u.full_name, a.name as agency from app_user u join agency a on a.id = u.agency_id join user_role r on r.user_id = u.id where r.partnership_id = @partnership order by u.full_name",
            new { partnership = Viewer.Partnership });
        Watched = Person is { } about && await Unusual.WatchRecord.IsWatchedAsync(Db, about);
        await RecordLookAsync(Names.Keys.Concat(Found.Select(f => f.Id.Value)).Select(PersonId.From), "the audit");
    }

    public Task OnGetAsync() => LoadAsync();

    /// <summary>A name never stands in an address: it is sent in the form, and the answer leads on by key.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Search))
        {
            ModelState.AddModelError(nameof(Search), "Enter a name, or the key of a record");
            return await AgainAsync();
        }

        if (PersonId.TryParse(Search.Trim(), null, out var id))
            return LocalRedirect($"/audit?person={id}");
        Found = await Db.ListAsync<FoundPerson>(
            "select id, forenames || ' ' || surname as name, date_of_birth from person where lower(forenames || ' ' || surname) like '%' || lower(@search) || '%' order by surname, forenames limit 20", new { search = Search.Trim() });
        if (Found.Count == 0)
            ModelState.AddModelError(nameof(Search), "Nobody of that name is in this partnership");
        await LoadAsync();
        return Page();
    }

    [StepUp]
    [TakesOut]
    public async Task<IActionResult> OnPostExportAsync()
    {
        if (string.IsNullOrWhiteSpace(Reason))
        {
            ModelState.AddModelError(nameof(Reason), "Say what the export is for");
            return await AgainAsync();
        }

        var lines = await AuditSearch.ListAsync(Db, Filter, 1, AuditSearch.ExportLimit);
        await RecordLookAsync(lines.SelectMany(line => line.PersonIds).Select(PersonId.From), "export of the audit", Reason);
        return File(Encoding.UTF8.GetBytes(AuditSearch.Csv(lines)), "text/csv; charset=utf-8", $"audit-{Act.On:yyyy-MM-dd}.csv");
    }

    /// <summary>From now on, or no longer, every look at this person's record is asked about.</summary>
    public async Task<IActionResult> OnPostWatchAsync(bool watch)
    {
        var person = Person ?? throw new NotThere("The person");
        if (watch && string.IsNullOrWhiteSpace(Reason))
        {
            ModelState.AddModelError(nameof(Reason), "Say why every look at this record should be asked about");
            return await AgainAsync();
        }

        await Unusual.WatchRecord.DoAsync(Db, person, watch, Reason);
        return Done(watch ? "Every look at this record will be asked about." : "Looks at this record are no longer asked about.", $"/audit?person={person}");
    }

    /// <summary>Writes that somebody looked at the audit, and at whom it was about.</summary>
    private Task RecordLookAsync(IEnumerable<PersonId> people, string subject, string? reason = null) =>
        Db.AuditAsync(AuditOperation.Consultation, people.ToHashSet(), ["audit"], subject, reason);

    public sealed class FoundPerson
    {
        public required PersonId Id { get; init; }

        public required string Name { get; init; }

        public DateOnly? DateOfBirth { get; init; }
    }

    public sealed class UserRow
    {
        public required UserId Id { get; init; }

        public required string FullName { get; init; }

        public required string Agency { get; init; }
    }
}
