using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Imports.Profiles;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Ui.Components;

namespace Throughline.Imports.MapColumns;

[Allow(Role.Coordinator, Role.Analyst)]
[RecordsLooks("column names only; shows nobody")]
public sealed class MapColumnsModel : ThroughlinePage
{
    [BindProperty(SupportsGet = true, Name = "agency")]
    public Guid? Agency { get; set; }

    [BindProperty(SupportsGet = true, Name = "profile")]
    public string? Profile { get; set; }

    [BindProperty]
    public string? DateFormat { get; set; }

    [BindProperty]
    public string? Constants { get; set; }

    public IReadOnlyList<SelectItem> Agencies { get; private set; } = [];

    public IReadOnlyList<SelectItem> Profiles { get; private set; } = [];

    internal Profile? Chosen { get; private set; }

    public Dictionary<string, string> Theirs { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Agencies = [.. (await AgencyChoices.ListAsync(Db)).Select(a => a with { Selected = a.Value == Agency?.ToString() })];
        Profiles = [.. ImportProfiles.All.Select(p => new SelectItem { Value = p.Name, Text = p.Title, Selected = p.Name == Profile })];
        Chosen = Agencies.Any(a => a.Value == Agency?.ToString()) ? ImportProfiles.Find(Profile ?? "") : null;
        if (Chosen is null || Request.HasFormContentType)
            return;
        if (await SavedMapping.FindAsync(Db, new AgencyId(Agency!.Value), Chosen.Name) is not { } json || ColumnMapping.Parse(json).Mapping is not { } mapping)
            return;
        Theirs = mapping.Columns.ToDictionary(c => c.Value, c => c.Key);
        DateFormat = mapping.DateFormats is [var first, ..] ? first : null;
        Constants = string.Join('\n', mapping.Constants.Select(c => $"{c.Key}={c.Value}"));
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (Chosen is null)
            return NotFound();
        Theirs = Chosen.Columns.Select(c => (c.Name, Heading: Request.Form["c_" + c.Name].ToString().Trim())).Where(c => c.Heading.Length > 0).ToDictionary(c => c.Name, c => c.Heading);
        foreach (var twice in Theirs.GroupBy(t => t.Value, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            ModelState.AddModelError("c_" + twice.Last().Key, $"The heading {twice.Key} is given for two of our columns");
        var constants = (Constants ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).ToList();
        if (constants.Any(pair => pair.Length != 2))
            ModelState.AddModelError(nameof(Constants), "Write each as column=value");
        if (!ModelState.IsValid)
            return Page();
        var mapping = new ColumnMapping
        {
            Name = $"{Agencies.First(a => a.Value == Agency.ToString()).Text}, {Chosen.Title}",
            Profile = Chosen.Name,
            Columns = Theirs.ToDictionary(t => t.Value, t => t.Key),
            Constants = constants.ToDictionary(pair => pair[0], pair => pair[1]),
            DateFormats = string.IsNullOrWhiteSpace(DateFormat) ? [] : [DateFormat.Trim()],
        };
        foreach (var problem in mapping.ProblemsFor(Chosen))
            ModelState.AddModelError("", problem);
        if (!ModelState.IsValid)
            return Page();
        await SavedMapping.SaveAsync(Db, new AgencyId(Agency!.Value), Chosen.Name, mapping.ToJson());
        await Db.ProcessAsync("imports.map-columns", null, null, null, [new Happened("imports.columns-mapped", "import", "Columns mapped: " + mapping.Name, Act.On)]);
        return Done("Saved. It will be used for the next file of this kind.", $"/imports/mappings?agency={Agency}&profile={Chosen.Name}");
    }
}
