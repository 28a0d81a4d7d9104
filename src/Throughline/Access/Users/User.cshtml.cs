using Microsoft.AspNetCore.Mvc;
using Throughline.Access.GrantRoles;
using Throughline.Access.Keeping;
using Throughline.Access.Standing;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Access.Users;

[Allow(Role.Administrator)]
[RecordsLooks("shows one account of staff and nobody else; each act is an account event")]
public sealed partial class UserModel(Sessions sessions) : KeepingPage
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

    [BindProperty]
    public string? RoleReason { get; set; }

    public IReadOnlyDictionary<Role, string> Powerful { get; private set; } = new Dictionary<Role, string>();

    public IReadOnlyList<RoleRequest> Requests { get; private set; } = [];

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public DateOnly? ObtainedOn { get; set; }

    [BindProperty]
    public DateOnly? ExpiresOn { get; set; }

    [BindProperty]
    public string? EndReason { get; set; }

    public IReadOnlyList<StandingKind> Kinds { get; private set; } = [];

    public IReadOnlyList<UserStanding> Holds { get; private set; } = [];

    /// <summary>Why they see nobody now; null when they may.</summary>
    public AccountProblem? Problem { get; private set; }

    public IReadOnlyList<AccountEvent> Events { get; private set; } = [];

    [BindProperty]
    public string? PasswordReason { get; set; }

    public string? NewPassword { get; private set; }

    /// <summary>The powerful roles that ended with the old password and wait for a second person.</summary>
    public IReadOnlyList<Role> NowWaiting { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    public string StateWords => Account.StateAt(Now) switch
    {
        "Closed" => $"Closed{(Account.ClosedAt is { } closed ? $" since {closed.ToWords()}" : "")}: {Account.ClosedBecause ?? "the last day has passed"}.",
        "Disabled" => $"Disabled since {Account.DisabledAt!.Value.ToWords()}.",
        "Locked" => $"Locked until {Account.LockoutEnd!.Value.ToWords()}.",
        "Leaving" => $"In use. The last day is {Account.LeavesOn!.Value.ToWords()}.",
        _ => "In use.",
    };

    public bool IsOwn => Who == Viewer.User;

    public override async Task LoadAsync()
    {
        Account = await AccountActs.FindAsync(Db, Who);
        Now = Act.At;
        ViewData["Title"] = Account.FullName;
        Powerful = await AskForRole.PowerfulAsync(Db);
        Requests = await RoleRequests.OfUserAsync(Db, Who);
        Kinds = await StandingKind.ListAsync(Db);
        Holds = await UserStanding.OfAsync(Db, Who);
        Problem = AccountOrder.Parse(await Db.FirstAsync<string>("select account_in_order(@Who, @Partnership, @At)", new { Who, Viewer.Partnership, Act.At }));
        Moves = await Db.ListAsync<Move>(
            """
            select f.name || ', ' || fp.name as from_words, t.name || ', ' || tp.name as to_words, m.at, m.keeps_sight_until from user_move m
            join agency f on f.id = m.from_agency_id join agency t on t.id = m.to_agency_id join partnership fp on fp.id = m.from_partnership_id join partnership tp on tp.id = m.to_partnership_id
            where m.user_id = @Who order by m.at desc limit 10
            """, new { Who });
        Places = await PlacesAsync();
        CasesLed = await Db.ValueAsync<int>("select count(*)::int from iom_case where lead_user_id = @Who and state = 'adopted'", new { Who });
        Events = await EventsOfAsync(Db, Who);
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (Roles, Area) = ([.. Account.RoleCodes], Account.Area);
    }

    [StepUp]
    public async Task<IActionResult> OnPostAsync()
    {
        var roles = Roles.Select(Access.Roles.Parse).OfType<Role>().Distinct().ToList();
        var asked = await AccountActs.SetRolesAsync(Db, Who, roles, Area, RoleReason);
        return Done(asked.Count == 0
            ? "The roles are changed. They hold from the next page that is opened."
            : $"Saved. {string.Join(", ", asked.Select(role => role.Words()))}: begins when a second person agrees.", $"/users/{Who}");
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
        await sessions.EndAllOfAsync(Who, "account disabled");
        return Done("The account is disabled and its sessions are ended.", $"/users/{Who}");
    }

    public async Task<IActionResult> OnPostStandingAsync()
    {
        if (string.IsNullOrEmpty(Kind))
            ModelState.AddModelError(nameof(Kind), "Choose the vetting or the training");
        if (ModelState.IsValid && !StandingRules.DatesMakeSense(ObtainedOn, ExpiresOn, Act.On).Holds)
            ModelState.AddModelError(nameof(ExpiresOn), StandingRules.DatesMakeSense(ObtainedOn, ExpiresOn, Act.On).Sentence);
        if (!ModelState.IsValid)
        {
            await OnGetAsync();
            return Page();
        }

        await RecordStanding.DoAsync(Db, Who, Kind, ObtainedOn, ExpiresOn);
        return Done("Recorded.", $"/users/{Who}");
    }

    public async Task<IActionResult> OnPostEndStandingAsync(Guid standing)
    {
        if (!StandingRules.SayWhyItEnds(EndReason).Holds)
        {
            ModelState.AddModelError(nameof(EndReason), StandingRules.SayWhyItEnds(EndReason).Sentence);
            await OnGetAsync();
            return Page();
        }

        await RecordStanding.EndAsync(Db, Who, standing, EndReason);
        return Done("Ended. It holds from now.", $"/users/{Who}");
    }

    internal static Task<IReadOnlyList<AccountEvent>> EventsOfAsync(Db db, UserId user) =>
        db.ListAsync<AccountEvent>("select at, kind, detail from account_event where user_id = @user order by at desc, id desc limit 50", new { user });

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

    [StepUp("/users/{user}")]
    public async Task<IActionResult> OnPostPasswordAsync()
    {
        if (!AccountRules.SaysHowTheyAreKnown(PasswordReason).Holds)
        {
            ModelState.AddModelError(nameof(PasswordReason), AccountRules.SaysHowTheyAreKnown(PasswordReason).Sentence);
            await OnGetAsync();
            return Page();
        }

        (NewPassword, NowWaiting) = await AccountActs.NewPasswordAsync(Db, Who, PasswordReason);
        PasswordReason = null;
        ModelState.Remove(nameof(PasswordReason));
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
