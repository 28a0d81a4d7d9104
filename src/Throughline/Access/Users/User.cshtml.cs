using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;

namespace Throughline.Access.Users;

[Allow(Role.Administrator)]
[RecordsLooks("shows one account of staff and nobody else; each act is an account event")]
public sealed class UserModel(Sessions sessions) : ThroughlinePage
{
    [FromRoute(Name = "user")]
    public UserId Who { get; init; }

    [BindProperty]
    public List<string> Roles { get; set; } = [];

    [BindProperty]
    public string? Area { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Account Account { get; private set; } = null!;

    public IReadOnlyList<AccountEvent> Events { get; private set; } = [];

    public string? NewPassword { get; private set; }

    public DateTimeOffset Now { get; private set; }

    public bool IsOwn => Who == Viewer.User;

    public override async Task LoadAsync()
    {
        Account = await AccountActs.FindAsync(Db, Who);
        Now = Act.At;
        ViewData["Title"] = Account.FullName;
        Events = await Db.ListAsync<AccountEvent>("select at, kind, detail from account_event where user_id = @Who order by at desc, id desc limit 50", new { Who });
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (Roles, Area) = ([.. Account.RoleCodes], Account.Area);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await AccountActs.SetRolesAsync(Db, Who, [.. Roles.Select(Access.Roles.Parse).OfType<Role>().Distinct()], Area);
        return Done("The roles are changed. They hold from the next page that is opened.", $"/users/{Who}");
    }

    public async Task<IActionResult> OnPostDisableAsync()
    {
        if (string.IsNullOrWhiteSpace(Reason))
        {
            ModelState.AddModelError(nameof(Reason), "Say why the account is disabled");
            await OnGetAsync();
            return Page();
        }

        await AccountActs.DisableAsync(Db, Who, Reason);
        await Db.CommitAsync();
        // once more after the commit, for a session that began in between
        await sessions.EndAllAsync(Who, "account disabled");
        return Done("The account is disabled and its sessions are ended.", $"/users/{Who}");
    }

    public async Task<IActionResult> OnPostEnableAsync()
    {
        await AccountActs.EnableAsync(Db, Who);
        return Done("The account can be used again.", $"/users/{Who}");
    }

    public async Task<IActionResult> OnPostUnlockAsync()
    {
        await AccountActs.UnlockAsync(Db, Who);
        return Done("The account is unlocked.", $"/users/{Who}");
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        NewPassword = await AccountActs.NewPasswordAsync(Db, Who);
        await OnGetAsync();
        return Page();
    }

    public sealed class AccountEvent
    {
        public required DateTimeOffset At { get; init; }

        public required string Kind { get; init; }

        public required string Detail { get; init; }
    }
}
