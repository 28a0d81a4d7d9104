using Throughline.Access;
using Throughline.Platform.Processes;
using Throughline.Review;

namespace Throughline.Work.Today;

/// <summary>The first screen: whom to see, call, review and leave alone today, for each role somebody holds.</summary>
[Allow]
[RecordsLooks("records the people its lists show")]
public sealed class TodayModel : ThroughlinePage
{
    public IReadOnlyList<TodaySection> Sections { get; private set; } = [];

    public IReadOnlyList<StatusDefinition> Statuses { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Statuses = await StatusDefinitions.ListAsync(Db);
        var sections = new List<TodaySection>();
        foreach (var role in Viewer.Roles.Order())
            sections.Add(await TodaySections.OfAsync(Db, Viewer, role));
        Sections = sections;
        var people = sections.SelectMany(section => section.People).ToHashSet();
        if (people.Count > 0)
            await Db.LookedAtAsync(people, ["identity", "offending", "custody and dates", "supervision"], "today");
    }
}
