using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;

namespace Throughline.Access.Users;

[Allow(Role.Administrator)]
[RecordsLooks("shows accounts of staff and nobody else; each act is an account event")]
public sealed class UsersModel : ThroughlinePage
{
    [FromQuery(Name = "show")]
    public string? Show { get; init; }

    [BindProperty]
    public string? FullName { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public List<string> Roles { get; set; } = [];

    [BindProperty]
    public string? Area { get; set; }

    public IReadOnlyList<Account> Accounts { get; private set; } = [];

    /// <summary>Shown once, on the answer to the form: it is kept nowhere.</summary>
    public (string UserName, string Password)? NewPassword { get; private set; }

    public DateTimeOffset Now { get; private set; }

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Accounts";
        Now = Act.At;
        Accounts = [.. (await AccountActs.ListAsync(Db)).Where(account => Show switch
        {
            "locked" => account.IsLockedAt(Now),
            "disabled" => account.DisabledAt is not null,
            _ => true,
        })];
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var roles = Roles.Select(Access.Roles.Parse).OfType<Role>().ToList();
        if (string.IsNullOrWhiteSpace(FullName))
            ModelState.AddModelError(nameof(FullName), "Enter the person's name");
        if (Email?.Contains('@', StringComparison.Ordinal) != true)
            ModelState.AddModelError(nameof(Email), "Enter a work email address, such as name@agency.example");
        if (roles.Count == 0)
            ModelState.AddModelError(nameof(Roles), "Choose at least one role");
        if (!AccountRules.NeighbourhoodOfficersHaveAnArea(roles, Area).Holds)
            ModelState.AddModelError(nameof(Area), "Enter the area of a neighbourhood officer");
        if (!ModelState.IsValid)
            return await AgainAsync();
        var (_, password) = await AccountActs.AddAsync(Db, Email!, FullName!, roles, Area);
        NewPassword = (Email!.Trim(), password);
        ModelState.Clear();
        (FullName, Email, Area, Roles) = (null, null, null, []);
        await LoadAsync();
        return Page();
    }
}
