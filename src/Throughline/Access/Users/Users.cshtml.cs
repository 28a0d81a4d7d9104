using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access.GrantRoles;
using Throughline.Access.Keeping;
using Throughline.Platform;
using Throughline.Ui;
using Throughline.Ui.Components;

namespace Throughline.Access.Users;

[Allow(Role.Administrator)]
[RecordsLooks("shows accounts of staff and nobody else; each act is an account event")]
public sealed class UsersModel(AccountEvents events) : KeepingPage
{
    [FromQuery(Name = "show")]
    public string? Show { get; init; }

    [FromQuery(Name = "role")]
    public string? RoleCode { get; init; }

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    /// <summary>Part of a name or an email address. It is sent in the form and never stands in an address.</summary>
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? FullName { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public List<string> Roles { get; set; } = [];

    [BindProperty]
    public string? Area { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<Account> Accounts { get; private set; } = [];

    public IReadOnlyDictionary<Role, string> Powerful { get; private set; } = new Dictionary<Role, string>();

    public int Total { get; private set; }

    public int At { get; private set; } = 1;

    public int Pages => (Total + AccountList.PageSize - 1) / AccountList.PageSize;

    /// <summary>Shown once, on the answer to the form: it is kept nowhere.</summary>
    public (string UserName, string Password)? NewPassword { get; private set; }

    public DateTimeOffset Now { get; private set; }

    public static IReadOnlyList<SelectItem> ShowItems { get; } = [new() { Value = "", Text = "All" }, .. AccountList.Shows.Select(show => new SelectItem { Value = show.Code, Text = show.Words })];

    public static IReadOnlyList<SelectItem> RoleItems { get; } = [new() { Value = "", Text = "All" }, .. Enum.GetValues<Role>().Select(role => new SelectItem { Value = role.Code(), Text = role.Words() })];

    public string CsvUrl => "/users" + QueryString.Create(new Dictionary<string, string?> { ["handler"] = "Csv", ["show"] = Show, ["role"] = RoleCode });

    /// <summary>Where the forms of the page go: the filters stay.</summary>
    public string Here(string? handler = null) => "/users" + QueryString.Create(new Dictionary<string, string?> { ["show"] = Show ?? "", ["role"] = RoleCode, ["handler"] = handler }.Where(pair => pair.Value is not null));

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Accounts";
        Now = Act.At;
        Powerful = await AskForRole.PowerfulAsync(Db);
        var filter = new AccountFilter(Show, RoleCode, Name);
        Total = await AccountList.CountAsync(Db, filter);
        At = Math.Clamp(Number ?? 1, 1, Math.Max(1, Pages));
        Accounts = await AccountList.ListAsync(Db, filter, At, AccountList.PageSize);
    }

    public async Task<IActionResult> OnGetAsync()
    {
        if (KeptFilters.Recall(HttpContext, "users") is { } kept)
            return LocalRedirect(kept);
        await LoadAsync();
        return Page();
    }

    /// <summary>The accounts whose name or address holds what was typed, within the filters.</summary>
    public async Task<IActionResult> OnPostFindAsync()
    {
        ModelState.Clear();
        await LoadAsync();
        return Page();
    }

    /// <summary>The list you see, all its pages, as a file.</summary>
    [StepUp]
    [TakesOut]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        using var text = new StringWriter();
        var csv = new CsvWriter(text);
        csv.WriteRow(["name", "email", "roles", "waiting_for_a_second_person", "area", "last_used_at", "leaves_on", "state"]);
        foreach (var account in await AccountList.ListAsync(Db, new AccountFilter(Show, RoleCode)))
        {
            csv.WriteRow([
                account.FullName, account.UserName, string.Join(';', account.RoleCodes), string.Join(';', account.AskedCodes), account.Area,
                account.LastUsedAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"), account.LeavesOn?.ToString("yyyy-MM-dd"), account.StateAt(Act.At),
            ]);
        }

        await events.RecordAsync("accounts exported", Viewer.User, Viewer.FullName, HttpContext.Connection.RemoteIpAddress?.ToString(), Viewer.AgencyName);
        return File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray(), "text/csv; charset=utf-8", $"accounts-{Today:yyyy-MM-dd}.csv");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var roles = Roles.Select(Access.Roles.Parse).OfType<Role>().ToList();
        var powerful = await AskForRole.PowerfulAsync(Db);
        if (string.IsNullOrWhiteSpace(FullName))
            ModelState.AddModelError(nameof(FullName), "Enter the person's name");
        if (Email?.Contains('@', StringComparison.Ordinal) != true)
            ModelState.AddModelError(nameof(Email), "Enter a work email address, such as name@agency.example");
        if (roles.Count == 0)
            ModelState.AddModelError(nameof(Roles), "Choose at least one role");
        if (!AccountRules.NeighbourhoodOfficersHaveAnArea(roles, Area).Holds)
            ModelState.AddModelError(nameof(Area), "Enter the area of a neighbourhood officer");
        if (roles.Exists(powerful.ContainsKey) && !RoleRequestRules.ReasonMustBeGiven(Reason).Holds)
            ModelState.AddModelError(nameof(Reason), RoleRequestRules.ReasonMustBeGiven(Reason).Sentence);
        if (!ModelState.IsValid)
            return await AgainAsync();
        var (_, password) = await AccountActs.AddAsync(Db, Email!, FullName!, roles, Area, Reason);
        NewPassword = (Email!.Trim(), password);
        ModelState.Clear();
        (FullName, Email, Area, Reason, Roles) = (null, null, null, null, []);
        await LoadAsync();
        return Page();
    }
}
