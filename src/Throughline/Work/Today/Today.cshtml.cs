using Throughline.Access;
using Throughline.Access.Keeping;
using Throughline.Access.Standing;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Review;
using Throughline.Sharing;

namespace Throughline.Work.Today;

/// <summary>The first screen: whom to see, call, review and leave alone today, for each role somebody holds.</summary>
[Allow]
[RecordsLooks("records the people its lists show")]
public sealed class TodayModel : ThroughlinePage
{
    public IReadOnlyList<TodaySection> Sections { get; private set; } = [];

    public IReadOnlyList<StatusDefinition> Statuses { get; private set; } = [];

    /// <summary>Vetting and training of the viewer that end soon and would take their sight of people away.</summary>
    public IReadOnlyList<StandingEnds> Ends { get; private set; } = [];

    public int LastWarningDays { get; private set; }

    /// <summary>Whoever answers for what an agency owns.</summary>
    private static readonly Role[] RightsWorkers = [Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair];

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Statuses = await StatusDefinitions.ListAsync(Db);
        LastWarningDays = await Db.NumberAsync(KeepingNumbers.LastWarningDays);
        Ends = await StandingEnds.OfAsync(Db, Viewer.User, await Db.NumberAsync(KeepingNumbers.FirstWarningDays));
        var sections = new List<TodaySection>();
        foreach (var role in Viewer.Roles.Order())
            sections.Add(await TodaySections.OfAsync(Db, Viewer, role));
        var worker = sections.FindIndex(section => SharingPages.Workers.Contains(section.Role));
        if (worker >= 0 && await DueItems.BetweenAgenciesAsync(Db) is { Count: > 0 } waiting)
            sections[worker] = sections[worker] with { Due = [.. sections[worker].Due, new("Between agencies", "No question and no notice waits for your agency.", waiting)] };
        var rights = sections.FindIndex(section => RightsWorkers.Contains(section.Role));
        if (rights >= 0 && await DueItems.RightsAsync(Db) is { Count: > 0 } asked)
            sections[rights] = sections[rights] with { Due = [.. sections[rights].Due, new("What rights ask of you, the first due first", "Nobody asks anything.", asked)] };
        Sections = sections;
        var people = sections.SelectMany(section => section.People).ToHashSet();
        if (people.Count > 0)
            await Db.LookedAtAsync(people, [.. sections.SelectMany(section => section.Categories).Append("identity").Distinct().Order(StringComparer.Ordinal)], "today");
    }
}
