using Throughline.Access;
using Throughline.People;
using Throughline.Platform;

namespace Throughline.Selection.Team;

/// <summary>Who has a part in the person's case, who had one, and what may be done about it.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", "plan")]
public sealed class TeamModel : PersonPage
{
    public IomCase? Case { get; private set; }

    public IReadOnlyList<TeamMember> Now { get; private set; } = [];

    public IReadOnlyList<TeamMember> ToCome { get; private set; } = [];

    public IReadOnlyList<TeamMember> Past { get; private set; } = [];

    public bool Manages { get; private set; }

    public bool MayEnd(TeamMember part) => !part.IsLead && (Manages || part.UserId == Act.User);

    public override async Task LoadAsync()
    {
        Case = await IomCase.LatestAsync(Db, Id);
        Manages = Case is { } one && one.State.IsOpen() && await TeamRules.ManagesAsync(Db, one.Id);
        var parts = await TeamMember.OfAsync(Db, Id);
        Now = [.. parts.Where(part => part.IsOn(Act.On))];
        ToCome = [.. parts.Where(part => part.IsToCome(Act.On))];
        Past = [.. parts.Except(Now).Except(ToCome)];
    }

    public Task OnGetAsync() => LoadAsync();
}
