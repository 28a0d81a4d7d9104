using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;

namespace Throughline.Access.Audit.Ties;

/// <summary>Surnames and postcodes close to a user, told by themselves so that looks at them are asked about; shown to nobody else.</summary>
[Allow]
[RecordsLooks("shows nothing but what the viewer told about themselves")]
internal sealed class TiesModel : ThroughlinePage
{
    private const int Longest = 60;

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public string? Value { get; set; }

    public IReadOnlyList<Tie> All { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Names and places close to you";
        All = await Db.ListAsync<Tie>("select id, kind, value, declared_at from declared_tie where user_id = @user order by kind, value", new { user = Viewer.User });
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Kind is not ("surname" or "postcode"))
            ModelState.AddModelError(nameof(Kind), "Say whether it is a surname or a postcode");
        if (Normal is not { Length: > 0 and <= Longest } value)
            ModelState.AddModelError(nameof(Value), $"Enter the surname or postcode, up to {Longest} characters");
        else if (ModelState.IsValid)
        {
            await Db.ExecuteAsync("insert into declared_tie (partnership_id, user_id, kind, value, declared_at) values (@partnership, @user, @Kind, @value, @at) on conflict do nothing",
                new { partnership = Viewer.Partnership, user = Viewer.User, Kind, value, at = Act.At });
            return Done("It is on your list.", "/account/ties");
        }

        return await AgainAsync();
    }

    public async Task<IActionResult> OnPostTakeOffAsync(Guid tie)
    {
        if (await Db.ExecuteAsync("delete from declared_tie where id = @tie and user_id = @user", new { tie, user = Viewer.User }) == 0)
            throw new NotThere("The name or place");
        return Done("It is off your list.", "/account/ties");
    }

    private string Normal => (Kind == "postcode" ? Value?.Replace(" ", "", StringComparison.Ordinal) : Value?.Trim())?.ToLowerInvariant() ?? "";

    internal sealed class Tie
    {
        public required Guid Id { get; init; }

        public required string Kind { get; init; }

        public required string Value { get; init; }

        public required DateTimeOffset DeclaredAt { get; init; }
    }
}
