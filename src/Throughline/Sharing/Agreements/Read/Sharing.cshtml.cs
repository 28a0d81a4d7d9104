using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Sharing.Agreements.Read;

/// <summary>Every agreement of the partnership, what waits, and how to begin where there is none.</summary>
[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class SharingModel : SharingPage
{
    public IReadOnlyList<(Agreement Agreement, IReadOnlyList<Party> Parties)> Agreements { get; private set; } = [];

    public IReadOnlyList<Waiting> Waiting { get; private set; } = [];

    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public int MemberCount { get; private set; }

    /// <summary>Nothing passes between agencies here today.</summary>
    public bool NothingPasses => Agreements.All(a => a.Agreement.StateOn(Today) != AgreementState.InForce);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Sharing";
        var all = new List<(Agreement, IReadOnlyList<Party>)>();
        foreach (var agreement in await Agreement.ListAsync(Db))
            all.Add((agreement, await Party.OfAsync(Db, agreement.Id)));
        Agreements = all;
        Waiting = await WaitingOf.ListAsync(Db, Viewer);
        MemberCount = await Db.ValueAsync<int>(
            "select count(*)::int from partnership_agency m join agency a on a.id = m.agency_id where m.partnership_id = @Partnership and (m.left_on is null or m.left_on >= @Today) and a.type <> all (@never)",
            new { Viewer.Partnership, Today, never = AgencyTypes.NeverParties.ToArray() });
        Notices = await Db.ListAsync<Notice>(
            "select n.id, n.words, n.at, n.acknowledged_at from sharing_notice n where n.kind = 'withdrawal' and n.person_id is null and n.to_agency_id = @Agency and n.acknowledged_at is null order by n.at desc limit 50", new { Viewer.Agency });
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAcknowledgeAsync([FromForm] Guid notice)
    {
        if (await Db.ExecuteAsync("update sharing_notice set acknowledged_at = @At, acknowledged_by = @User where id = @notice and to_agency_id = @Agency and person_id is null and acknowledged_at is null", new { notice, Act.At, Act.User, Act.Agency }) == 0)
            throw new NotThere("The notice");
        return Done("Noted.", "/sharing");
    }

    public sealed class Notice
    {
        public required Guid Id { get; init; }

        public required string Words { get; init; }

        public required DateTimeOffset At { get; init; }
    }
}
