using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.AskOwner;

/// <summary>The questions between the viewer's agency and others, open ones first.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.InformationGovernanceOfficer)]
[RecordsLooks("records the people whom its questions name")]
public sealed class QuestionsModel : ThroughlinePage
{
    private const int Size = 25;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public int Pages { get; private set; } = 1;

    public IReadOnlyList<Question> ToUs { get; private set; } = [];

    public IReadOnlyList<Question> ByUs { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Number = Math.Max(1, Number);
        var most = Math.Max(await Question.CountAsync(Db, toUs: true), await Question.CountAsync(Db, toUs: false));
        Pages = Math.Max(1, (most + Size - 1) / Size);
        ToUs = await Question.ListAsync(Db, toUs: true, Number, Size);
        ByUs = await Question.ListAsync(Db, toUs: false, Number, Size);
        var people = ToUs.Concat(ByUs).Where(question => question.PersonName is not null).Select(question => question.PersonId).Distinct().ToList();
        if (people.Count > 0)
            await Db.LookedAtAsync(people, ["identity"], "questions");
    }
}
