using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Scoring;
using Throughline.Ui.Components;

namespace Throughline.Selection.Matrices;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst, Role.StrategicLead, Role.InformationGovernanceOfficer)]
[RecordsLooks("criteria only, nobody's information")]
public sealed class MatrixListModel : ThroughlinePage
{
    private const long MostBytes = 1_000_000;

    [BindProperty]
    public string? Example { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public IReadOnlyList<SavedMatrix> All { get; private set; } = [];

    public IReadOnlyList<SelectItem> Versions { get; private set; } = [];

    public SelectionSettings Settings { get; private set; } = new();

    public bool MayChange => Viewer.Has(Role.Coordinator, Role.Chair);

    public override async Task LoadAsync()
    {
        All = await SavedMatrix.AllAsync(Db);
        Versions = [.. All.Select(one => new SelectItem { Value = one.Id.ToString(), Text = $"{one.Name}, version {one.Version} ({one.StateInWords.ToLowerInvariant()})" })];
        Settings = await SelectionSettings.LoadAsync(Db);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostExampleAsync()
    {
        if (!MayChange)
            return NotFound();
        var matrix = ShippedMatrices.Read(Example ?? "");
        return Done($"A draft of {matrix.Name} is ready to be changed or put in use.", $"/matrix/{await StartDraft.DoAsync(Db, matrix, "the example that comes with Throughline")}");
    }

    public async Task<IActionResult> OnPostUploadAsync()
    {
        if (!MayChange)
            return NotFound();
        if (Upload is null || Upload.Length == 0)
            ModelState.AddModelError(nameof(Upload), "Choose a JSON file");
        else if (Upload.Length > MostBytes)
            ModelState.AddModelError(nameof(Upload), "The file is larger than 1 MB, which no matrix is");
        if (!ModelState.IsValid)
            return await AgainAsync();
        using var reader = new StreamReader(Upload!.OpenReadStream());
        if (!SelectionMatrixJson.TryRead(await reader.ReadToEndAsync(), out var matrix, out var errors))
        {
            foreach (var error in errors.Take(20))
                ModelState.AddModelError(nameof(Upload), error.ToString());
            return await AgainAsync();
        }

        return Done($"A draft of {matrix.Name} is ready to be changed or put in use.", $"/matrix/{await StartDraft.DoAsync(Db, matrix, "a file")}");
    }
}
