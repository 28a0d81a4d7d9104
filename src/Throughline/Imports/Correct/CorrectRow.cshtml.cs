using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Imports.Correct;

[Allow(Role.Coordinator, Role.Analyst, Role.IntelligenceOfficer)]
[RecordsLooks("the look at the row is recorded")]
public sealed class CorrectRowModel : ThroughlinePage
{
    [FromRoute(Name = "importId")]
    public Guid ImportId { get; init; }

    [FromRoute(Name = "rowId")]
    public Guid RowId { get; init; }

    [BindProperty]
    public string? Reason { get; set; }

    public SetAsideRow Row { get; private set; } = null!;

    public ImportRow Import { get; private set; } = null!;

    internal Profile Profile { get; private set; } = null!;

    public IReadOnlyDictionary<string, string?> Fields { get; private set; } = new Dictionary<string, string?>();

    public override async Task LoadAsync()
    {
        Row = await SetAside.FindAsync(Db, RowId) ?? throw new NotThere("The row");
        if (Row.ImportId != ImportId)
            throw new NotThere("The row");
        Import = await ImportStore.FindAsync(Db, ImportId) ?? throw new NotThere("The import");
        Profile = ImportProfiles.Find(Import.Profile, Import.ProfileVersion) ?? throw new NotThere("The profile");
        Fields = Request.HasFormContentType && Request.Form.Keys.Any(key => key.StartsWith("f_", StringComparison.Ordinal)) ? Sent() : Row.Fields;
        await Db.LookedAtAsync([], Profile.Columns.AuditWords(), $"row {RowId} set aside of import {ImportId}");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var problems = await CorrectRow.DoAsync(Db, RowId, Sent(), HttpContext.RequestServices.GetRequiredService<OffenceGrouping>(), HttpContext.RequestServices.GetServices<IAfterTakeIn>());
        foreach (var problem in problems)
            ModelState.AddModelError(problem.Field.Length > 0 ? "f_" + problem.Field : "", problem.Sentence);
        return problems.Count > 0 ? await AgainAsync() : Done("The row went in.", $"/imports/{ImportId}");
    }

    public async Task<IActionResult> OnPostLeaveAsync()
    {
        if (string.IsNullOrWhiteSpace(Reason))
        {
            ModelState.AddModelError(nameof(Reason), "Say why the row should not go in");
            return await AgainAsync();
        }

        await CorrectRow.SetAsideForGoodAsync(Db, RowId, Reason);
        return Done("The row is set aside for good. It can still be read here.", $"/imports/{ImportId}");
    }

    private Dictionary<string, string?> Sent() => Request.Form.Where(f => f.Key.StartsWith("f_", StringComparison.Ordinal)).ToDictionary(f => f.Key["f_".Length..], f => (string?)f.Value.ToString());

    internal string LabelOf(Column column) => column.Name.Replace('_', ' ') is var words ? char.ToUpperInvariant(words[0]) + words[1..] + (column.Required ? "" : " (optional)") : column.Name;

    internal string HintOf(Column column) => column.Example.Length > 0 ? $"{column.Description}. For example {column.Example}" : column.Description;
}
