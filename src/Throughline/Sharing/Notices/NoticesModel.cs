using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Notices;

/// <summary>An agency's notices that wait, and the newest that were acknowledged.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.InformationGovernanceOfficer, Role.Chair)]
[RecordsLooks("records the people whom its notices name")]
public sealed class NoticesModel : ThroughlinePage
{
    private const int Size = 25;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    [BindProperty]
    public Guid Notice { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public Guid? Wrong { get; private set; }

    public int Pages { get; private set; } = 1;

    public IReadOnlyList<Notice> Waiting { get; private set; } = [];

    public new IReadOnlyList<Notice> Done { get; private set; } = [];

    public bool MayOpenPeople => Viewer.Has(Roles.WithPeople);

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Number = Math.Max(1, Number);
        Pages = Math.Max(1, (await Notices.Notice.CountAsync(Db, waiting: true) + Size - 1) / Size);
        Waiting = await Notices.Notice.ListAsync(Db, waiting: true, Number, Size);
        Done = await Notices.Notice.ListAsync(Db, waiting: false);
        var people = Waiting.Concat(Done).Where(notice => notice.PersonName is not null).Select(notice => notice.PersonId!.Value).Distinct().ToList();
        if (people.Count > 0)
            await Db.LookedAtAsync(people, ["identity"], "notices");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Words) || Words.Trim().Length < 5)
        {
            Wrong = Notice;
            ModelState.AddModelError($"words-{Notice}", "Say what you did with it");
            return await AgainAsync();
        }

        await AcknowledgeNotice.DoAsync(Db, Notice, Words);
        return base.Done("Acknowledged.", "/sharing/notices");
    }
}
