using Throughline.Access;
using Throughline.Platform;
using Throughline.Review.Settings;
using Throughline.Review;

namespace Throughline.Work;

/// <summary>The partnership's own settings with their sources, for everybody who works by them.</summary>
[Allow]
[RecordsLooks("shows nobody")]
public sealed class HowThisWorksModel : ThroughlinePage
{
    public IReadOnlyList<StatusDefinition> Statuses { get; private set; } = [];

    public IReadOnlyList<(PolicyNumber Number, int Value)> Numbers { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "How this works";
        Statuses = await StatusDefinitions.ListAsync(Db);
        var numbers = new List<(PolicyNumber, int)>();
        foreach (var number in AllNumbers.List)
            numbers.Add((number, await Db.NumberAsync(number)));
        Numbers = numbers;
    }

    public Task OnGetAsync() => LoadAsync();
}
