using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Scoring;
using Throughline.Ui.Components;

namespace Throughline.Selection.Matrices;

/// <summary>One factor of a draft: changed, or added when its number is one more than there are.</summary>
[Allow(Role.Coordinator, Role.Chair)]
[RecordsLooks("criteria only, nobody's information")]
public sealed class EditFactorModel : DraftPage
{
    [FromRoute(Name = "number")]
    public int Number { get; init; }

    [BindProperty]
    public FactorForm Factor { get; set; } = new() { Kind = "event_count", Group = "arrests", PointsKind = "per_unit", WhenMissing = "provisional" };

    public bool IsNew => Number == Matrix.Factors.Count + 1;

    public static IEnumerable<SelectItem> Groups => Enum.GetValues<SourceGroup>().Select(group => new SelectItem { Value = group.ToString().ToLowerInvariant(), Text = group.ToString() });

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        if (Number < 1 || Number > Matrix.Factors.Count + 1)
            throw new NotThere("The factor");
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        if (!IsNew)
            Factor = FactorForm.Of(Matrix.Factors[Number - 1]);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await SaveAsync(json => Parts.Put(json["factors"]!.AsArray(), Number, Factor.ToJson()), $"$.factors[{Number - 1}]", "Factor.", FactorForm.Fields))
            return await AgainAsync();
        return Done("The factor is saved in the draft.", $"/matrix/{MatrixId}/edit");
    }
}

/// <summary>One inclusion or exclusion of a draft.</summary>
[Allow(Role.Coordinator, Role.Chair)]
[RecordsLooks("criteria only, nobody's information")]
public sealed class EditRuleModel : DraftPage
{
    [FromRoute(Name = "list")]
    public string List { get; init; } = "";

    [FromRoute(Name = "number")]
    public int Number { get; init; }

    [BindProperty]
    public RuleForm Rule { get; set; } = new() { Kind = "designation", TestKind = "any_of" };

    public IReadOnlyList<ConsiderationRule> Rules => List == "inclusions" ? Matrix.Inclusions : Matrix.Exclusions;

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        if (List is not ("inclusions" or "exclusions") || Number < 1 || Number > Rules.Count + 1)
            throw new NotThere("The rule");
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        if (Number <= Rules.Count)
            Rule = RuleForm.Of(Rules[Number - 1]);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await SaveAsync(json => Parts.Put(json[List]!.AsArray(), Number, Rule.ToJson()), $"$.{List}[{Number - 1}]", "Rule.", RuleForm.Fields))
            return await AgainAsync();
        return Done("The rule is saved in the draft.", $"/matrix/{MatrixId}/edit");
    }
}

internal static class Parts
{
    public static void Put(JsonArray parts, int number, JsonObject part)
    {
        if (number <= parts.Count)
            parts[number - 1] = part;
        else
            parts.Add((JsonNode)part);
    }
}
