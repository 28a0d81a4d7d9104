using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Scoring;

namespace Throughline.Selection.Matrices;

/// <summary>What the pages that edit a draft share: the draft, what the form has seen of it, and saving through the strict reader.</summary>
public abstract class DraftPage : ThroughlinePage
{
    [FromRoute(Name = "matrix")]
    public Guid MatrixId { get; init; }

    /// <summary>The draft as the form saw it: somebody else's save in between is a 409, never overwritten.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    public SavedMatrix Saved { get; private set; } = null!;

    public SelectionMatrix Matrix { get; private set; } = null!;

    public override async Task LoadAsync()
    {
        Saved = await SavedMatrix.FindAsync(Db, MatrixId);
        if (!Saved.IsDraft)
            throw new NotThere("The draft");
        Matrix = Saved.Read();
        Seen ??= Saved.Seen;
    }

    /// <summary>Changes the draft's JSON and saves it; or puts the reader's errors into the form and gives false.</summary>
    private protected async Task<bool> SaveAsync(Action<JsonObject> change, string at, string prefix, (string Path, string Field)[] fields)
    {
        await LoadAsync();
        var json = JsonNode.Parse(SelectionMatrixJson.Write(Matrix))!.AsObject();
        change(json);
        if (!SelectionMatrixJson.TryRead(json.ToJsonString(), out var matrix, out var errors))
        {
            MeasureForm.Show(errors, at, prefix, fields, ModelState);
            return false;
        }

        await SaveDraft.DoAsync(Db, MatrixId, Seen, matrix);
        return true;
    }
}

/// <summary>The lines and the words of a draft, and the lists of what it holds.</summary>
[Allow(Role.Coordinator, Role.Chair)]
[RecordsLooks("criteria only, nobody's information")]
public sealed class EditMatrixModel : DraftPage
{
    private static readonly (string Path, string Field)[] Fields =
    [
        ("description", nameof(Description)), ("source", nameof(Source)), ("effective_from", nameof(EffectiveFrom)), ("thresholds.entry", nameof(Entry)), ("thresholds.exit", nameof(Exit)),
        ("thresholds.near", nameof(Near)), ("thresholds.source", nameof(LinesSource)), ("offence_groups", nameof(OffenceGroups)),
    ];

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    public DateOnly? EffectiveFrom { get; set; }

    [BindProperty]
    public string? Entry { get; set; }

    [BindProperty]
    public string? Exit { get; set; }

    [BindProperty]
    public string? Near { get; set; }

    [BindProperty]
    public string? LinesSource { get; set; }

    /// <summary>A line for each name: "neighbourhood-crime: burglary-residential, robbery-personal".</summary>
    [BindProperty]
    public string? OffenceGroups { get; set; }

    [BindProperty]
    public string? List { get; set; }

    [BindProperty]
    public int Number { get; set; }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (Description, Source, EffectiveFrom, LinesSource) = (Matrix.Description, Matrix.Source, Matrix.EffectiveFrom, Matrix.Thresholds.Source);
        (Entry, Exit, Near) = (FormattableString.Invariant($"{Matrix.Thresholds.Entry}"), FormattableString.Invariant($"{Matrix.Thresholds.Exit}"), FormattableString.Invariant($"{Matrix.Thresholds.Near}"));
        OffenceGroups = string.Join('\n', Matrix.OffenceGroups.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key}: {string.Join(", ", group.Value.Select(one => one.Id()))}"));
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (EffectiveFrom is null && ModelState.IsValid)
            ModelState.AddModelError(nameof(EffectiveFrom), "Enter the day from which the matrix holds");
        if (!ModelState.IsValid || !await SaveAsync(Change, "$", "", Fields))
            return await AgainAsync();
        return Done("The draft is saved.", $"/matrix/{MatrixId}/edit");
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        ModelState.Clear();
        await LoadAsync();
        var count = List switch { "factors" => Matrix.Factors.Count, "inclusions" => Matrix.Inclusions.Count, "exclusions" => Matrix.Exclusions.Count, _ => 0 };
        if (Number < 1 || Number > count)
            throw new NotThere("That part of the matrix");
        if (!await SaveAsync(json => json[List!]!.AsArray().RemoveAt(Number - 1), "$", "", Fields))
            return await AgainAsync();
        return Done("Removed from the draft.", $"/matrix/{MatrixId}/edit");
    }

    private void Change(JsonObject json)
    {
        json["description"] = Description?.Trim() ?? "";
        json["source"] = Source?.Trim() ?? "";
        json["effective_from"] = $"{EffectiveFrom:yyyy-MM-dd}";
        json["thresholds"] = new JsonObject
        {
            ["entry"] = MeasureForm.Number(Entry) ?? "", ["exit"] = MeasureForm.Number(Exit) ?? "", ["near"] = MeasureForm.Number(Near) ?? JsonValue.Create(0), ["source"] = LinesSource?.Trim() ?? "",
        };
        var groups = new JsonObject();
        foreach (var line in (OffenceGroups ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split(':', 2, StringSplitOptions.TrimEntries);
            groups[parts[0]] = new JsonArray([.. MeasureForm.List(parts.Length > 1 ? parts[1] : "").Select(id => (JsonNode)JsonValue.Create(id)!)]);
        }

        json["offence_groups"] = groups;
    }
}

/// <summary>The draft to change, when an address names none: the newest, or the list to start one from.</summary>
[Allow(Role.Coordinator, Role.Chair)]
[RecordsLooks("criteria only, nobody's information")]
public sealed class EditNewestModel : ThroughlinePage
{
    public async Task<IActionResult> OnGetAsync()
    {
        var draft = await Db.FirstAsync<Guid?>("select id from selection_matrix where state = 'draft' order by saved_at desc limit 1");
        return LocalRedirect(draft is null ? "/matrix" : $"/matrix/{draft}/edit");
    }
}
