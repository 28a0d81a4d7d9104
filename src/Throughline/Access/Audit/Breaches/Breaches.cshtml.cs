using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Access.Audit.Breaches;

/// <summary>The register of breaches, and recording one.</summary>
[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the register, and the people its breaches are about")]
internal sealed class BreachesModel : ThroughlinePage
{
    private static readonly string[] Forms = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd"];

    [BindProperty]
    public string? Facts { get; set; }

    [BindProperty]
    public string? Known { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? To { get; set; }

    [BindProperty]
    public string? Who { get; set; }

    [BindProperty]
    public string? Agency { get; set; }

    [BindProperty]
    public string? About { get; set; }

    [BindProperty]
    public string? Session { get; set; }

    public IReadOnlyList<Breach> All { get; private set; } = [];

    public IReadOnlyList<AuditModel.UserRow> Users { get; private set; } = [];

    public IReadOnlyList<NamedAgency> Agencies { get; private set; } = [];

    public DateTimeOffset Now => Act.At;

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Breaches";
        AuditPages.ShowNavigation(ViewData, Viewer, "/audit/breaches");
        All = await Breach.ListAsync(Db);
        Users = await Db.ListAsync<AuditModel.UserRow>(
            "select distinct u.id, u.full_name, a.name as agency from app_user u join agency a on a.id = u.agency_id join user_role r on r.user_id = u.id where r.partnership_id = @partnership order by u.full_name",
            new { partnership = Viewer.Partnership });
        Agencies = await Db.ListAsync<NamedAgency>("select a.id, a.name from agency a join partnership_agency p on p.agency_id = a.id where p.partnership_id = @partnership order by a.name", new { partnership = Viewer.Partnership });
        await Db.AuditAsync(AuditOperation.Consultation, All.Select(breach => breach.PersonId).OfType<PersonId>().ToHashSet(), ["audit"], "register of breaches", null);
    }

    /// <summary>From an unusual use, what it was about is filled in.</summary>
    public Task OnGetAsync(Guid? user, Guid? person, DateOnly? on)
    {
        (Who, About) = (user?.ToString(), person?.ToString());
        From = To = on?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Known = UkTime.Local(Act.At).ToString(Forms[0], CultureInfo.InvariantCulture);
        return LoadAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Facts))
            ModelState.AddModelError(nameof(Facts), "Say what happened");
        var known = Instant(nameof(Known), Known, endOfDay: false, "when anybody here became aware of it");
        var from = Instant(nameof(From), From, endOfDay: false, "when the period begins");
        var to = Instant(nameof(To), To, endOfDay: true, "when the period ends");
        if (known > Act.At)
            ModelState.AddModelError(nameof(Known), "Enter a time that has been");
        if (from >= to)
            ModelState.AddModelError(nameof(To), "The period must end after it begins");
        var scope = new { user = Key(nameof(Who), Who), agency = Key(nameof(Agency), Agency), person = Key(nameof(About), About), session = Key(nameof(Session), Session) };
        if (!ModelState.IsValid)
            return await AgainAsync();
        var id = await RecordBreach.DoAsync(Db, new BreachScope
        {
            FromAt = from!.Value, ToAt = to!.Value, AboutUserId = scope.user is { } u ? UserId.From(u) : null, AboutAgencyId = scope.agency is { } a ? AgencyId.From(a) : null,
            PersonId = scope.person is { } p ? PersonId.From(p) : null, AboutSessionId = scope.session,
        }, known!.Value, Facts!);
        return Done("The breach is on the register, and its pack is below.", $"/audit/breaches/{id}");
    }

    private DateTimeOffset? Instant(string field, string? text, bool endOfDay, string what)
    {
        if (!DateTime.TryParseExact(text?.Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            ModelState.AddModelError(field, $"Enter {what}, such as 2026-11-20 14:30");
            return null;
        }

        if (endOfDay && text!.Trim().Length == "2026-11-20".Length)
            local = local.AddDays(1);
        return new DateTimeOffset(local, UkTime.Local(new DateTimeOffset(local, TimeSpan.Zero)).Offset).ToUniversalTime();
    }

    private Guid? Key(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (Guid.TryParse(text.Trim(), out var key))
            return key;
        ModelState.AddModelError(field, "Enter a key such as 0198c0de-0000-7000-8000-000000000000");
        return null;
    }

    public sealed class NamedAgency
    {
        public required Guid Id { get; init; }

        public required string Name { get; init; }
    }
}
