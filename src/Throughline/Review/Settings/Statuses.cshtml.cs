using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Review.Settings;

[Allow(Role.Coordinator, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class StatusesModel : ThroughlinePage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Label { get; set; }

    [BindProperty]
    public string? Meaning { get; set; }

    [BindProperty]
    public string? Tag { get; set; }

    [BindProperty]
    public int? Position { get; set; }

    [BindProperty]
    public int? ReviewEveryDays { get; set; }

    [BindProperty]
    public decimal? ContactsPerWeek { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    public IReadOnlyList<StatusDefinition> Statuses { get; private set; } = [];

    /// <summary>The colour whose form is open.</summary>
    public StatusDefinition? Open { get; private set; }

    public override async Task LoadAsync()
    {
        Statuses = await StatusDefinitions.ListAsync(Db);
        Open = Statuses.Find(Code ?? Request.Query["change"]);
        ViewData["Title"] = "Statuses";
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        if (Open is not { } open)
            return;
        (Code, Label, Meaning, Tag, Position, ReviewEveryDays, ContactsPerWeek, Source) =
            (open.Code, open.Label, open.Meaning, open.Tag, open.Position, open.ReviewEveryDays, open.ContactsPerWeek, open.Source);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Label))
            ModelState.AddModelError(nameof(Label), "Enter a name");
        if (string.IsNullOrWhiteSpace(Meaning))
            ModelState.AddModelError(nameof(Meaning), "Say what it means");
        if (Position is not (>= 1 and <= 9))
            ModelState.AddModelError(nameof(Position), "Enter a position from 1 to 9");
        if (ReviewEveryDays is not (>= 1 and <= 365))
            ModelState.AddModelError(nameof(ReviewEveryDays), "Enter a number of days from 1 to 365");
        if (ContactsPerWeek is not (>= 0 and <= 14))
            ModelState.AddModelError(nameof(ContactsPerWeek), "Enter a number of contacts from 0 to 14");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await StatusDefinitions.ChangeAsync(Db, new StatusDefinition
        {
            Code = Code ?? "", Label = Label!, Meaning = Meaning!, Tag = Tag ?? "", Position = Position!.Value, ReviewEveryDays = ReviewEveryDays!.Value,
            ContactsPerWeek = ContactsPerWeek!.Value, Source = string.IsNullOrWhiteSpace(Source) ? "The partnership's choice" : Source.Trim(),
        });
        return Done($"{Label} is changed.", "/settings/statuses");
    }
}
