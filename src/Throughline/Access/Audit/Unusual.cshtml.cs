using Throughline.Platform;

namespace Throughline.Access.Audit;

[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("records the look at the audit, and the people it names")]
public sealed class UnusualModel : ThroughlinePage
{
    public const int Days = 28;

    public IReadOnlyList<UnusualUse> Uses { get; private set; } = [];

    public IReadOnlyList<(PolicyNumber Number, int Value)> Numbers { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Unusual uses";
        Uses = await UnusualUse.ListAsync(Db, Act.At.AddDays(-Days), Act.At);
        var numbers = new List<(PolicyNumber, int)>();
        foreach (var number in AuditNumbers.All)
            numbers.Add((number, await Db.NumberAsync(number)));
        Numbers = numbers;
        await UnusualUse.RecordLookAsync(Db, Uses.Select(use => use.PersonId).OfType<PersonId>(), "unusual uses");
    }

    public Task OnGetAsync() => LoadAsync();
}
