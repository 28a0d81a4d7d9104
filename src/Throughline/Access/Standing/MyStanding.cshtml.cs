using Throughline.Access.Users;
using Throughline.Platform.Database;

namespace Throughline.Access.Standing;

/// <summary>What the viewer has, what the partnership asks for, and who can put it right.</summary>
[Allow]
[RecordsLooks("shows nothing but the viewer's own account")]
public sealed class MyStandingModel : ThroughlinePage
{
    public AccessNeeds Needs { get; private set; } = AccessNeeds.None;

    public string NeededVetting { get; private set; } = "";

    public string NeededTraining { get; private set; } = "";

    public IReadOnlyList<UserStanding> Holds { get; private set; } = [];

    public IReadOnlyList<string> Administrators { get; private set; } = [];

    public IReadOnlyList<UserModel.AccountEvent> Events { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Your vetting and training";
        Needs = await AccessNeeds.LoadAsync(Db);
        var kinds = await StandingKind.ListAsync(Db);
        NeededVetting = string.Join(" or ", kinds.Where(kind => Needs.Vetting.Contains(kind.Code)).Select(kind => kind.Words));
        NeededTraining = string.Join(" and ", kinds.Where(kind => Needs.Training.Contains(kind.Code)).Select(kind => kind.Words));
        Holds = await UserStanding.OfAsync(Db, Viewer.User);
        Administrators = await AdministratorsAsync(Db, Viewer);
        Events = await UserModel.EventsOfAsync(Db, Viewer.User);
    }

    public Task OnGetAsync() => LoadAsync();

    private static Task<IReadOnlyList<string>> AdministratorsAsync(Db db, Viewer viewer) => db.ListAsync<string>(
        """
        select distinct u.full_name from app_user u join user_role r on r.user_id = u.id
        where u.agency_id = @Agency and r.partnership_id = @Partnership and r.role = 'administrator' and u.disabled_at is null and u.id <> @User order by 1
        """, new { viewer.Agency, viewer.Partnership, viewer.User });
}
