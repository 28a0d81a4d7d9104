using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Imports.Profiles;
using Throughline.Platform;
using Throughline.Platform.Jobs;
using Throughline.Ui.Components;
using Throughline.Ui.TagHelpers;

namespace Throughline.Imports.SendFile;

/// <summary>Takes a file from a browser and asks a job to take it in.</summary>
[Allow(Role.Coordinator, Role.Analyst, Role.IntelligenceOfficer)]
[RecordsLooks("shows nobody; the import records the collection")]
[RequestSizeLimit(LargestFile)]
[RequestFormLimits(MultipartBodyLengthLimit = LargestFile)]
public sealed class SendFileModel : ThroughlinePage
{
    private const long LargestFile = 2L << 30;

    [BindProperty, Display(Name = "Kind of file")]
    public string? Profile { get; set; }

    [BindProperty, Display(Name = "Agency")]
    public Guid? Agency { get; set; }

    [BindProperty, Display(Name = "Day the file speaks for")]
    public DateOnly? AsOf { get; set; }

    [BindProperty, Display(Name = "File")]
    public IFormFile? Upload { get; set; }

    [BindProperty]
    public string? Constants { get; set; }

    [BindProperty]
    public string[] Options { get; set; } = [];

    public IReadOnlyList<SelectItem> Profiles { get; } = [.. ImportProfiles.All.Select(profile => new SelectItem { Value = profile.Name, Text = profile.Title })];

    public IReadOnlyList<SelectItem> Agencies { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync() => Agencies = await AgencyChoices.ListAsync(Db);

    public async Task<IActionResult> OnPostAsync()
    {
        var profile = ImportProfiles.Find(Profile ?? "");
        if (profile is null)
            ModelState.AddModelError(nameof(Profile), "Choose a kind of file");
        await LoadAsync();
        if (Agency is null || Agencies.All(agency => agency.Value != Agency.ToString()))
            ModelState.AddModelError(nameof(Agency), "Choose the agency that the file comes from");
        if (Upload is null || Upload.Length == 0)
            ModelState.AddModelError(nameof(Upload), Upload is null ? "Choose a file" : "The file is empty: choose the file again");
        if (AsOf > Act.On)
            ModelState.AddModelError(nameof(AsOf), "The day must be today or in the past");
        var constants = Parse(Constants);
        if (constants is null)
            ModelState.AddModelError(nameof(Constants), "Write it as column=value, for example crime_type=Burglary");
        if (!ModelState.IsValid)
            return Page();

        var choices = new ImportChoices { Mapping = await SavedMapping.FindAsync(Db, new AgencyId(Agency!.Value), profile!.Name), Constants = constants! };
        await using var content = Upload!.OpenReadStream();
        var id = await ImportStore.ReceiveAsync(Db, profile, new AgencyId(Agency.Value), Path.GetFileName(Upload.FileName), content, AsOf ?? Act.On, Options.Contains("dry"), choices, keepFile: true);
        await Db.AskAsync(TakeIn.ImportJob.JobName, id);
        return LocalRedirect($"/imports/{id}");
    }

    private static Dictionary<string, string>? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        var constants = new Dictionary<string, string>();
        foreach (var pair in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } column, { Length: > 0 } value])
                return null;
            constants[column] = value;
        }

        return constants;
    }
}
