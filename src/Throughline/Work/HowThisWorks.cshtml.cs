using Throughline.Access;
using Throughline.Access.Standing;
using Throughline.Platform;
using Throughline.Review.Settings;
using Throughline.Review;
using Throughline.Sharing.Agreements;
using Throughline.Ui;

namespace Throughline.Work;

/// <summary>The partnership's own settings with their sources, for everybody who works by them.</summary>
[Allow]
[RecordsLooks("shows nobody")]
public sealed class HowThisWorksModel : ThroughlinePage
{
    public IReadOnlyList<StatusDefinition> Statuses { get; private set; } = [];

    public IReadOnlyList<(PolicyNumber Number, int Value)> Numbers { get; private set; } = [];

    /// <summary>Roles that begin when a second person agrees: which, why, and where that comes from.</summary>
    public IReadOnlyList<(string Role, string Because, string Source)> PowerfulRoles { get; private set; } = [];

    public IReadOnlyList<StandingKind> NeededKinds { get; private set; } = [];

    /// <summary>By name and last day.</summary>
    public IReadOnlyList<string> AgreementsInForce { get; private set; } = [];

    public bool MayReadAgreements => Viewer.Has(AgreementMoves.Readers);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "How this works";
        Statuses = await StatusDefinitions.ListAsync(Db);
        PowerfulRoles = await Db.ListAsync<(string, string, string)>("select role, because, source from powerful_role order by role");
        var needs = await AccessNeeds.LoadAsync(Db);
        NeededKinds = [.. (await StandingKind.ListAsync(Db)).Where(kind => needs.Vetting.Concat(needs.Training).Contains(kind.Code))];
        var numbers = new List<(PolicyNumber, int)>();
        foreach (var number in AllNumbers.List)
            numbers.Add((number, await Db.NumberAsync(number)));
        Numbers = numbers;
        AgreementsInForce = [.. (await Agreement.ListAsync(Db)).Where(agreement => agreement.StateOn(Today) == AgreementState.InForce).Select(agreement => $"\"{agreement.Name}\" (version {agreement.Version}, until {agreement.EndsOn.ToWords("further notice")})")];
    }

    public Task OnGetAsync() => LoadAsync();
}
