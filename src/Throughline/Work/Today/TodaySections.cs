using Throughline.Access;
using Throughline.Access.Audit;
using Throughline.Access.Audit.Checkpoints;
using Throughline.Access.Brake;
using Throughline.Access.DeclareConflict;
using Throughline.Access.GrantRoles;
using Throughline.Access.Keeping;
using Throughline.Access.ReviewAccess;
using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Review;
using Throughline.Review.Daily;
using Throughline.Selection.Cohort;
using Throughline.Ui;

namespace Throughline.Work.Today;

/// <summary>The first screen of each role. Somebody with several roles gets them one after another.</summary>
internal static class TodaySections
{
    public static async Task<TodaySection> OfAsync(Db db, Viewer viewer, Role role, CancellationToken cancel = default) => role switch
    {
        Role.Coordinator => await CoordinatorAsync(db, cancel),
        Role.OffenderManager => await OffenderManagerAsync(db, cancel),
        Role.IntelligenceOfficer => new TodaySection(role, "Intelligence")
        {
            Due = [new("Back from the dormant list", "Nobody has come back. New arrests, charges and intelligence bring names back by themselves.", await DueItems.ReturnedAsync(db, cancel))],
        },
        Role.NeighbourhoodOfficer => await NeighbourhoodAsync(db, viewer, cancel),
        Role.LinkWorker => await LinkWorkerAsync(db, cancel),
        Role.PartnerWorker => new TodaySection(role, "The people you work with")
        {
            Due =
            [
                new("Due now", "Nothing is due about them.", await DueItems.MineAsync(db, cancel)),
                new("Your people", "You are in nobody's case team. The coordinator or the lead professional adds you when your service has a part in a plan.", await DueItems.PeopleOfMineAsync(db, cancel), ShowsColour: true),
            ],
        },
        Role.Chair => new TodaySection(role, "The panel")
        {
            Due = [new("For the panel", "Nobody waits for the panel. The coordinator screens nominations and sends them here.", await DueItems.PanelAsync(db, cancel))],
            Counts = [new("people in the panel's list", await StateAsync(db, "for-panel", cancel), "/panel", "There is nothing to decide.")],
        },
        Role.Analyst => await AnalystAsync(db, cancel),
        Role.StrategicLead => new TodaySection(role, "The partnership in figures") { Lead = "Figures only: names are for those who work with people.", Figures = await StrategicFigures.OfAsync(db, cancel) },
        Role.InformationGovernanceOfficer => await GovernanceAsync(db, cancel),
        Role.Administrator => await AdministratorAsync(db, viewer, cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role."),
    };

    private static async Task<TodaySection> CoordinatorAsync(Db db, CancellationToken cancel)
    {
        var progress = await ReviewList.ProgressAsync(db, new ReviewFilter(), cancel);
        var days = await db.NumberAsync(ReviewNumbers.ReleaseSoonDays, cancel);
        return new TodaySection(Role.Coordinator, "Coordinator")
        {
            Counts =
            [
                new("to screen", await StateAsync(db, "nominated", cancel), "/screening", "No nomination waits. Any agency can nominate from a person's page."),
                new("to decide at the panel", await StateAsync(db, "for-panel", cancel), "/panel", "The panel has nothing to decide."),
                new("to review today", progress.Due, "/review", progress.Total == 0 ? "Nobody is in the cohort yet: the panel adopts people." : "Everybody due has been reviewed."),
                new("reviews overdue", await db.ValueAsync<int>("select count(*)::int from iom_case where state = 'adopted' and status_review_by < @on", new { on = db.Act.On }, cancel), "/review", "No review is overdue."),
                new("imports with rows set aside", await db.ValueAsync<int>("select count(distinct import_id)::int from import_reject where state = 'open'", cancel: cancel), "/imports", "No import waits for a correction."),
                new("people whose lead professional has left", await db.ValueAsync<int>($"select count(*)::int from iom_case k join app_user u on u.id = k.lead_user_id where k.state = 'adopted' and {CohortFilter.LeadIsGone}", new { partnership = db.Act.Partnership }, cancel), "/cohort?lead=gone", "Everybody's lead is there."),
                new("possible matches", await db.ValueAsync<int>("select count(*)::int from possible_match where state = 'open'", cancel: cancel), "/matches", "No two records look like one person."),
            ],
            Due =
            [
                new($"Releases in the next {days} days", "Nobody in the cohort is expected to be released.", await DueItems.ReleasesAsync(db, days, cancel)),
                new("Back from the dormant list", "Nobody has come back from the dormant list.", await DueItems.ReturnedAsync(db, cancel)),
                new("Possible matches to decide, the oldest first", "No two records look like one person.", await DueItems.MatchesAsync(db, cancel)),
            ],
        };
    }

    private static async Task<TodaySection> OffenderManagerAsync(Db db, CancellationToken cancel) => new(Role.OffenderManager, "Your people")
    {
        Due =
        [
            new("Due now", "Nothing is due about your people.", await DueItems.MineAsync(db, cancel)),
            new("Votes outstanding", "Your agency has voted on everybody before the panel.", await DueItems.VotesAsync(db, cancel)),
            new("Your people by colour", "You lead nobody yet. The panel names a lead when it adopts somebody.", await DueItems.PeopleOfMineAsync(db, cancel), ShowsColour: true),
        ],
    };

    private static async Task<TodaySection> NeighbourhoodAsync(Db db, Viewer viewer, CancellationToken cancel) => viewer.Area is { Length: > 0 } area
        ? new TodaySection(Role.NeighbourhoodOfficer, $"Briefing for {area}") { Briefing = await Briefings.OfAsync(db, area, cancel) }
        : new TodaySection(Role.NeighbourhoodOfficer, "Briefing") { Lead = "Your account has no area, so there is no briefing. Ask your agency's administrator to add it to your role." };

    private static async Task<TodaySection> LinkWorkerAsync(Db db, CancellationToken cancel)
    {
        var days = await db.NumberAsync(ReviewNumbers.ReleaseSoonDays, cancel);
        return new TodaySection(Role.LinkWorker, "Custody, release and turning 18")
        {
            Due =
            [
                new($"Releases in the next {days} days", "Nobody in the cohort is expected to be released.", await DueItems.ReleasesAsync(db, days, cancel)),
                new("In custody", "Nobody in the cohort is in custody.", await DueItems.InCustodyAsync(db, cancel)),
                new("Turning 18 in the next 26 weeks", "Nobody in the cohort turns 18.", await DueItems.TurningEighteenAsync(db, cancel)),
            ],
        };
    }

    private static async Task<TodaySection> AnalystAsync(Db db, CancellationToken cancel)
    {
        var run = await db.FirstAsync<DateOnly?>("select as_of from scoring_run where finished_at is not null order by asked_at desc limit 1", cancel: cancel);
        return new TodaySection(Role.Analyst, "Runs and reports")
        {
            Lead = run is { } asOf ? $"The matrix was last run as of {asOf.ToWords()}." : "The matrix has not been run yet: start a run under Scores.",
            Counts =
            [
                new("runs of the matrix", await db.ValueAsync<int>("select count(*)::int from scoring_run where finished_at is not null", cancel: cancel), "/scores", "Run the matrix to rank people for screening."),
                new("imports in the last 28 days", await db.ValueAsync<int>("select count(*)::int from import where asked_at > @from and not dry_run and (agency_id = current_agency() or asked_by = current_actor())", new { from = db.Act.At.AddDays(-28) }, cancel), "/imports", "Nothing has been imported: ask agencies for their extracts."),
                new("people in the cohort", await StateAsync(db, "adopted", cancel), "/reports", "Reports begin when people are adopted."),
            ],
        };
    }

    private static async Task<TodaySection> GovernanceAsync(Db db, CancellationToken cancel)
    {
        var from = db.Act.At.AddDays(-7);
        return new TodaySection(Role.InformationGovernanceOfficer, "Audit")
        {
            Lead = "The last seven days.",
            Counts =
            [
                new("role requests for you to decide", await RoleRequests.WaitingForMeAsync(db, cancel), "/users/requests", "Nobody waits for you as the second person."),
                new("users stopped for opening many records", await BrakeStop.CountAsync(db, "open", cancel), "/users/brake", "Nobody has been stopped."),
                new("access reviews overdue", await AccessReview.OverdueAsync(db, cancel), "/users/review", "No agency is late with its access review."),
                new("agencies whose only administrator has not used their account for long", await KeepAccounts.OnlyAdministratorsUnusedAsync(db, cancel), "/users/review", "Every agency's administrator is there."),
                new("declared conflicts of interest to link", await Conflict.CountAsync(db, governance: true, "open", cancel), "/users/conflicts", "No declaration waits."),
                new("entries in the audit", await db.ValueAsync<int>("select count(*)::int from audit_entry where at > @from", new { from }, cancel), "/audit", "Nobody has looked at anybody."),
                new("unusual uses to review", await db.ValueAsync<int>("select count(*)::int from audit_alert where state = 'new'", cancel: cancel), "/audit/unusual", "No unusual use waits for a review."),
                new("open breaches", await db.ValueAsync<int>("select count(*)::int from breach where closed_at is null", cancel: cancel), "/audit/breaches", "No breach is open."),
                new("agencies that are late with their copy of the audit's checkpoints", await Witness.LateAsync(db, cancel: cancel), "/audit/checkpoints", "Every agency has its copy."),
                new("urgent accesses to review", await db.ValueAsync<int>("select count(*)::int from urgent_access where reviewed_at is null", cancel: cancel), "/sharing/urgent-access", "None waits for a review."),
                new("urgent accesses whose review is overdue", await db.ValueAsync<int>("select count(*)::int from urgent_access where reviewed_at is null and review_by < @On", new { db.Act.On }, cancel), "/sharing/urgent-access", "No review is late."),
                new("exclusions and restrictions that wait for a second officer", await db.ValueAsync<int>(
                    """
                    select (select count(*) from person_exclusion where coalesce(until_at, 'infinity') > @At and (confirmed_by is null or lift_asked_by is not null))::int
                      + (select count(*) from person_restriction where coalesce(until_at, 'infinity') > @At and (confirmed_by is null or lift_asked_by is not null))::int
                    """, new { db.Act.At }, cancel), "/sharing/lists", "None waits."),
            ],
        };
    }

    private static async Task<TodaySection> AdministratorAsync(Db db, Viewer viewer, CancellationToken cancel)
    {
        Task<int> Count(string show) => AccountList.CountAsync(db, new AccountFilter(show), cancel);
        return new TodaySection(Role.Administrator, $"Accounts of {viewer.AgencyName}")
        {
            Counts =
            [
                new("accounts in use", await Count("in-use"), "/users?show=in-use", "Add the first account."),
                new("role requests for you to decide", await RoleRequests.WaitingForMeAsync(db, cancel), "/users/requests", "Nobody waits for you as the second person."),
                new("accounts whose vetting or training is missing", await Count("lacking"), "/users?show=lacking", "Everybody has what the partnership asks for."),
                new("accounts whose vetting or training ends very soon", await Count("expiring-now"), "/users?show=expiring-now", "Nothing ends very soon."),
                new("accounts whose vetting or training ends soon", await Count("expiring"), "/users?show=expiring", "Nothing ends soon."),
                new("accounts to review", (await AccessReview.OpenAsync(db, viewer.Agency, cancel))?.Outstanding ?? 0, "/users/review", "No access review waits."),
                new("copies of the audit's checkpoints that your agency is late to take", await Witness.LateAsync(db, viewer.Agency, cancel), "/audit/checkpoints", "Your agency has its copy."),
                new("accounts not used for long", await Count("unused"), "/users?show=unused", "Every account is used."),
                new("locked accounts", await Count("locked"), "/users?show=locked", "No account is locked."),
                new("disabled accounts", await Count("disabled"), "/users?show=disabled", "No account is disabled."),
            ],
        };
    }

    private static Task<int> StateAsync(Db db, string state, CancellationToken cancel) => db.ValueAsync<int>("select count(*)::int from iom_case where state = @state", new { state }, cancel);
}
