using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Write;

/// <summary>The default agreement, the most private first, with why each clause is there.</summary>
[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class DefaultModel : SharingPage
{
    private IReadOnlyList<Party> parties = [];

    public IReadOnlyList<DefaultClause> Clauses { get; private set; } = [];

    public IReadOnlyDictionary<string, Gateway> Gateways { get; private set; } = new Dictionary<string, Gateway>();

    public IReadOnlyList<string> InNoClause { get; private set; } = [];

    public string Words(DefaultClause clause) => new ClauseSentence(
        [Guid.Empty], clause.Categories, [.. clause.From.Select(Side.OfType)], [.. clause.To.Select(Side.OfType)], ClauseWords.LevelOf(clause.Level), clause.Gateway, ClauseWords.ConditionOf(clause.Condition)!.Value).Words([], Gateways);

    /// <summary>Kinds of agency that the clause speaks of and that the partnership has not.</summary>
    public IReadOnlyList<string> Missing(DefaultClause clause) => [.. clause.From.Concat(clause.To).Distinct().Except(parties.Select(party => party.Type)).Select(AgencyTypes.Many)];

    /// <summary>Why parts of the clause are left out here.</summary>
    public IReadOnlyList<string> LeftOut(DefaultClause clause) =>
    [.. (from category in clause.Categories from @from in clause.From from to in clause.To
         from rule in ClauseRules.Of(new(category, Side.OfType(@from), Side.OfType(to), ClauseWords.LevelOf(clause.Level), clause.Gateway, ClauseWords.ConditionOf(clause.Condition)!.Value), Gateways[clause.Gateway], parties, Today)
         where !rule.Holds select rule.Sentence).Distinct()];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "The default agreement";
        Clauses = [.. DefaultAgreement.Clauses().OrderBy(clause => clause.Openness)];
        Gateways = (await Gateway.AllAsync(Db)).ToDictionary(gateway => gateway.Code);
        parties = await Party.PossibleAsync(Db);
        InNoClause = [.. Category.All.Except(Clauses.SelectMany(clause => clause.Categories))];
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayWrite)
            throw new NotThere("The act");
        var id = await WriteAgreement.AdoptDefaultAsync(Db);
        return Done("The default is a draft now. Change what does not suit you.", $"/sharing/agreements/{id}");
    }
}
