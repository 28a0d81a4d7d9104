using Throughline.Access;
using Throughline.Platform.Database;
using Throughline.Rights.Rectify;
using Throughline.Rights.SubjectAccess;

namespace Throughline.Rights;

/// <summary>The way in for agencies that own something: what they are asked, and how much of it waits.</summary>
[Allow(Role.InformationGovernanceOfficer, Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[RecordsLooks("shows nobody")]
public sealed class AskedModel : ThroughlinePage
{
    public IReadOnlyList<(int? Waiting, string Text, string Url)> Work { get; private set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = $"What rights ask of {Viewer.AgencyName}";
        var work = new List<(int?, string, string)>
        {
            ((await AgencyView.OfAsync(Db, null, Viewer.Agency)).Count(view => view.AnsweredAt is null), "What other requests ask of your agency", "/rights/views"),
            ((await Correction.ListAsync(Db)).Count(one => one.State == "open" && one.OwnerAgencyId == Viewer.Agency), "Corrections and restrictions asked for", "/rights/corrections"),
            (null, "Items that are kept and not used", "/rights/restrictions"),
            (null, "Notices to act on, and those you sent", "/sharing/notices"),
        };
        if (await Retention.WhoReviews.MayAsync(Db, Viewer))
            work.Add((null, "Items to look at again", "/rights/retention"));
        if (await Disposal.WhoDisposes.MayAsync(Db))
            work.Add((await Db.ValueAsync<int>("select count(*)::int from disposal_request where agency_id = @Agency and refused_at is null and proposed_by <> @User", new { Viewer.Agency, Viewer.User }), "Disposals that wait for a second person", "/rights/disposals"));
        Work = work;
    }

    public Task OnGetAsync() => LoadAsync();
}
