using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Scoring;

namespace Throughline.Selection.Matrices;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst, Role.StrategicLead, Role.InformationGovernanceOfficer)]
[RecordsLooks("criteria only, nobody's information")]
public sealed class MatrixViewModel : ThroughlinePage
{
    [FromRoute(Name = "matrix")]
    public Guid MatrixId { get; init; }

    [BindProperty]
    public string? UseReason { get; set; }

    [BindProperty]
    public string? RetireReason { get; set; }

    public SavedMatrix Saved { get; private set; } = null!;

    public SelectionMatrix Matrix { get; private set; } = null!;

    public bool MayChange => Viewer.Has(Role.Coordinator, Role.Chair);

    public override async Task LoadAsync()
    {
        Saved = await SavedMatrix.FindAsync(Db, MatrixId);
        Matrix = Saved.Read();
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnGetJsonAsync()
    {
        await LoadAsync();
        var name = new string([.. Saved.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return File(Encoding.UTF8.GetBytes(SelectionMatrixJson.Write(Matrix)), "application/json", $"{name}-{Saved.Version}.json");
    }

    public async Task<IActionResult> OnPostDraftAsync()
    {
        if (!MayChange)
            return NotFound();
        await LoadAsync();
        var draft = await StartDraft.DoAsync(Db, Matrix, $"version {Saved.Version}");
        return Done("The draft is ready to be changed.", $"/matrix/{draft}/edit");
    }

    public async Task<IActionResult> OnPostUseAsync()
    {
        if (!MayChange)
            return NotFound();
        if (!await ReasonsAsync(nameof(UseReason), UseReason, "Say why the partnership agreed to this matrix"))
            return await AgainAsync();
        await PutMatrixInUse.DoAsync(Db, MatrixId, UseReason!);
        return Done("The matrix is in use. Score everybody again to see what it does.", $"/matrix/{MatrixId}");
    }

    public async Task<IActionResult> OnPostRetireAsync()
    {
        if (!MayChange)
            return NotFound();
        if (!await ReasonsAsync(nameof(RetireReason), RetireReason, "Say why the matrix is retired"))
            return await AgainAsync();
        await RetireMatrix.DoAsync(Db, MatrixId, RetireReason!);
        return Done("The matrix is retired.", $"/matrix/{MatrixId}");
    }

    private async Task<bool> ReasonsAsync(string field, string? reasons, string what) =>
        new FieldRule[] { new(field, Rules.ReasonsMustSayWhy(reasons, await SelectionSettings.LoadAsync(Db), what)) }.ShowIn(ModelState);
}
