using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Write;

/// <summary>
/// The form of a clause. Sent the first time it shows what would change; sent again from there it saves. What it shows is
/// worked out by writing the clause, asking the database what it passes, and taking the clause back.
/// </summary>
public abstract class ClauseForm : AgreementPage
{
    [BindProperty]
    public List<string> Categories { get; set; } = [];

    [BindProperty]
    public List<string> From { get; set; } = [];

    [BindProperty]
    public List<string> To { get; set; } = [];

    [BindProperty]
    public string? Level { get; set; }

    [BindProperty]
    public string? Gateway { get; set; }

    [BindProperty]
    public string? Condition { get; set; }

    /// <summary>"save" when the changes have been seen.</summary>
    [BindProperty]
    public string? Step { get; set; }

    /// <summary>What was shown, as the form brings it back: anything else is shown before it is saved.</summary>
    [BindProperty]
    public string? Shown { get; set; }

    /// <summary>Stands for what is shown now.</summary>
    public string Seal { get; private set; } = "";

    /// <summary>The clause was changed after it had been looked at, so that it is shown again instead of saved.</summary>
    public bool IsOtherThanShown { get; private set; }

    /// <summary>What the clause would change; null until the form has been sent once without a fault.</summary>
    public DraftPreview? Preview { get; private set; }

    protected bool MaySave => Step == "save" && Order is { } order && Shown == DraftPreview.Seal(order);

    /// <summary>The clause in words, and agencies that it would not reach.</summary>
    public string PreviewWords { get; private set; } = "";

    public IReadOnlyList<string> PreviewNotReached { get; private set; } = [];

    public IEnumerable<Gateway> ForClauses => Gateways.Values.OrderBy(gateway => gateway.Kind switch { "clause" => 0, "case-by-case" => 1, _ => 2 }).ThenBy(gateway => gateway.Name, StringComparer.Ordinal);

    public IEnumerable<(string Code, string Words)> Sides => AgencyTypes.All.Select(type => (Side.OfType(type.Code).Code, $"Any {type.One}"))
        .Concat(Parties.Select(party => (Side.OfAgency(party.AgencyId.Value).Code, $"{party.Name} only")));

    protected ClauseOrder? Order { get; private set; }

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        if (!IsOwn || State != AgreementState.Draft)
            throw new NotThere("The draft");
    }

    /// <summary>Reads the form into an order, with what is wrong at each field.</summary>
    protected async Task ReadAsync()
    {
        await LoadAsync();
        var (from, to) = (From.Select(Side.Parse).OfType<Side>().ToList(), To.Select(Side.Parse).OfType<Side>().ToList());
        if (Categories.Count == 0 || !Categories.All(Category.All.Contains))
            ModelState.AddModelError(nameof(Categories), "Choose what is shared");
        if (from.Count == 0)
            ModelState.AddModelError(nameof(From), "Choose who gives it");
        if (to.Count == 0)
            ModelState.AddModelError(nameof(To), "Choose who gets it");
        if (ClauseWords.LevelOf(Level ?? "") == Sharing.Level.Nothing)
            ModelState.AddModelError(nameof(Level), "Choose how much of it");
        if (!Gateways.ContainsKey(Gateway ?? ""))
            ModelState.AddModelError(nameof(Gateway), "Choose the statute or power that allows it");
        if (ClauseWords.ConditionOf(Condition ?? "") is null)
            ModelState.AddModelError(nameof(Condition), "Choose for whose work");
        if (!ModelState.IsValid)
            return;
        Order = new([.. Category.All.Where(Categories.Contains)], from, to, ClauseWords.LevelOf(Level!), Gateway!, ClauseWords.ConditionOf(Condition!)!.Value);
        foreach (var rule in await WriteClauses.BrokenAsync(Db, Id, Order))
            ModelState.AddModelError(nameof(Gateway), $"{rule.Sentence} ({rule.Source})");
    }

    /// <summary>Does the act and takes it back: what it changes is asked of the database in between.</summary>
    protected async Task PreviewAsync(Func<Db, Task> act)
    {
        Preview = await DraftPreview.OfAsync(Db, Id, () => act(Db));
        if (Order is not { } order)
            return;
        IsOtherThanShown = Step == "save";
        Seal = DraftPreview.Seal(order);
        PreviewWords = new ClauseSentence([Guid.Empty], order.Categories, order.From, order.To, order.Level, order.Gateway, order.Condition).Words(Parties, Gateways);
        PreviewNotReached = [.. order.Terms().SelectMany(terms => ClauseRules.NotReached(terms, Gateways[order.Gateway], Parties)).Distinct()];
    }
}
