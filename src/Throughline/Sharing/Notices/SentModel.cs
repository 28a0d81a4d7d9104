using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Notices;

/// <summary>Notices that an agency sent, with what their recipients say that they did (Data Protection Act 2018 s.48(9)).</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.InformationGovernanceOfficer, Role.Chair)]
[RecordsLooks("records the people whom its notices name")]
public sealed class SentModel : ThroughlinePage
{
    private const int Size = 50;

    [FromQuery(Name = "p")]
    public int? At { get; init; }

    public int Number => Math.Max(1, At ?? 1);

    public int Total { get; private set; }

    public int Pages => Math.Max(1, (Total + Size - 1) / Size);

    public IReadOnlyList<Notice> List { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Total = await Notice.CountSentAsync(Db);
        List = await Notice.SentAsync(Db, Number, Size);
        var people = List.Where(notice => notice.PersonName is not null).Select(notice => notice.PersonId!.Value).Distinct().ToList();
        if (people.Count > 0)
            await Db.LookedAtAsync(people, ["identity"], "notices sent");
    }
}
