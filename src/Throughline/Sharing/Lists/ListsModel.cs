using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Ui;

namespace Throughline.Sharing.Lists;

/// <summary>Every exclusion and restriction of the partnership.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the people whom its entries name")]
public sealed class ListsModel : ThroughlinePage
{
    private const int Size = 50;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public int Total { get; private set; }

    public int Pages => Math.Max(1, (Total + Size - 1) / Size);

    public IReadOnlyList<ListEntry> Entries { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Number = Math.Max(1, Number);
        Total = await ListEntry.CountAsync(Db);
        Entries = await ListEntry.ListAsync(Db, Number, Size);
        if (Entries.Count > 0)
            await Db.LookedAtAsync([.. Entries.Select(entry => entry.PersonId).Distinct()], ["identity"], "exclusions and restrictions");
    }

    public static string When(ListEntry entry) => (entry.FromAt is { } from ? "From " + from.ToWords() : "Not begun") + (entry.UntilAt is { } until ? ", until " + until.ToWords() : "");

    public static string State(ListEntry entry) =>
        entry.IsOver ? "Over" : entry.WaitsToBeLifted ? "Somebody asks to lift it" : entry.WaitsForSecond ? (entry.FromAt is null ? "Waits for a second officer" : "Holds; a second officer has not confirmed it yet") : "Holds";
}

/// <summary>One entry: to confirm, to ask for its end, to lift.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the person whom the entry is about")]
[Opens]
public sealed class EntryModel : ThroughlinePage
{
    [FromRoute(Name = "entry")]
    public Guid Id { get; init; }

    [BindProperty]
    [Display(Name = "Why should it end?")]
    public string? Because { get; set; }

    public ListEntry Entry { get; private set; } = null!;

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Entry = await ListEntry.FindAsync(Db, Id);
        await Db.LookedAtAsync([Entry.PersonId], ["identity"], "an exclusion or restriction");
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        await ConfirmEntry.DoAsync(Db, Id);
        return Done("Confirmed.", "/sharing/lists");
    }

    public async Task<IActionResult> OnPostAskAsync()
    {
        if (string.IsNullOrWhiteSpace(Because) || Because.Trim().Length < 5)
        {
            ModelState.AddModelError(nameof(Because), "Say why");
            return await AgainAsync();
        }

        await LiftEntry.AskAsync(Db, Id, Because);
        return Done("Recorded.", "/sharing/lists");
    }

    public async Task<IActionResult> OnPostLiftAsync()
    {
        await LiftEntry.DoAsync(Db, Id);
        return Done("Lifted.", "/sharing/lists");
    }
}

/// <summary>A new exclusion or restriction; a declared conflict of interest leads here with the person and the user filled in.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the people it finds and the person it is about")]
[Opens]
public sealed class NewEntryModel : ThroughlinePage
{
    [BindProperty(SupportsGet = true, Name = "person")]
    public PersonId? Person { get; set; }

    [BindProperty(SupportsGet = true, Name = "user")]
    public Guid? Whom { get; set; }

    [BindProperty(SupportsGet = true, Name = "conflict")]
    public Guid? Conflict { get; set; }

    [BindProperty]
    [Display(Name = "About whom?")]
    public string? Search { get; set; }

    [BindProperty]
    [Display(Name = "What should happen?")]
    public string? Kind { get; set; }

    [BindProperty]
    [Display(Name = "Which users?")]
    public string[] Users { get; set; } = [];

    [BindProperty]
    [Display(Name = "Why?")]
    public string? Because { get; set; }

    [BindProperty]
    [Display(Name = "Last day")]
    public DateOnly? Until { get; set; }

    public string? PersonName { get; private set; }

    public IReadOnlyList<(Guid Id, string Words)> Choices { get; private set; } = [];

    public IReadOnlyList<FoundPerson> Found { get; private set; } = [];

    public async Task OnGetAsync()
    {
        await LoadAsync();
        if (Whom is { } user)
            (Kind, Users) = ("exclusion", [user.ToString()]);
    }

    public override async Task LoadAsync()
    {
        if (Person is not { } person)
            return;
        PersonName = await Db.FirstAsync<string>("select forenames || ' ' || surname from person where id = @person", new { person }) ?? throw new NotThere("The person");
        await Db.LookedAtAsync([person], ["identity"], "a new exclusion or restriction");
        Choices = [.. (await Db.ListAsync<Worker>(
            "select distinct u.id, u.full_name || ', ' || a.name as words from user_role r join app_user u on u.id = r.user_id and not u.is_service join agency a on a.id = u.agency_id where r.partnership_id = @Partnership order by 2", new { Act.Partnership }))
            .Select(worker => (worker.Id, worker.Words))];
    }

    public async Task<IActionResult> OnPostFindAsync()
    {
        if (string.IsNullOrWhiteSpace(Search))
        {
            ModelState.AddModelError(nameof(Search), "Enter a name, or the key of a record");
            return await AgainAsync();
        }

        if (PersonId.TryParse(Search.Trim(), null, out var id) && await Db.ValueAsync<bool>("select exists (select from person where id = @id)", new { id }))
            return LocalRedirect($"/sharing/lists/new?person={id}");
        Found = await Db.ListAsync<FoundPerson>(
            "select id, forenames || ' ' || surname as name, date_of_birth from person where lower(forenames || ' ' || surname) like '%' || lower(@search) || '%' order by surname, forenames limit 20", new { search = Search.Trim() });
        if (Found.Count == 0)
            ModelState.AddModelError(nameof(Search), "Nobody of that name is in this partnership");
        else
            await Db.LookedAtAsync([.. Found.Select(found => found.Id)], ["identity"], "search for the lists");
        return Page();
    }

    public async Task<IActionResult> OnPostAddAsync()
    {
        if (Person is not { } person)
            throw new NotThere("The person");
        if (Kind is not ("exclusion" or "restriction"))
            ModelState.AddModelError(nameof(Kind), "Choose what should happen");
        var users = Users.Select(text => Guid.TryParse(text, out var id) ? new UserId(id) : default).ToList();
        if (users.Count == 0 || (Kind == "exclusion" && users.Count > 1))
            ModelState.AddModelError(nameof(Users), Kind == "exclusion" ? "Choose one user to keep out" : "Choose the users who may see the person");
        if (string.IsNullOrWhiteSpace(Because))
            ModelState.AddModelError(nameof(Because), "Say why");
        if (!ModelState.IsValid)
            return await AgainAsync();
        if (Kind == "exclusion")
            await ExcludeUser.DoAsync(Db, person, users[0], Because!, Until, Conflict);
        else
            await RestrictPerson.DoAsync(Db, person, users, Because!, Until);
        return Done(Kind == "exclusion" ? "The user no longer sees the person. Another officer confirms it." : "Recorded. It begins when another officer agrees.", "/sharing/lists");
    }

    public sealed class Worker
    {
        public required Guid Id { get; init; }

        public required string Words { get; init; }
    }

    public sealed class FoundPerson
    {
        public required PersonId Id { get; init; }

        public required string Name { get; init; }

        public DateOnly? DateOfBirth { get; init; }
    }
}
