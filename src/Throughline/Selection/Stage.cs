using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform.Jobs;
using Throughline.Selection.Scores;
using Throughline.Ui;

namespace Throughline.Selection;

/// <summary>Select and allocate: matrices, scores, nominations, the panel, the cohort.</summary>
internal static class Stage
{
    public static IServiceCollection AddSelection(this IServiceCollection services) => services
        .AddScoped<IJob, ScoringJob>()
        .AddPersonPage("Score", "/score", 2, (viewer, _) => viewer.Has(Roles.WithPeople))
        .AddPersonPage("Nominate", "/nominate", 3, (viewer, person) => viewer.Has(Roles.WithPeople) && (person.CaseState is null or "nominated" or "refused" or "exited"))
        .AddPersonPage("Panel", "/panel", 4, (viewer, person) => viewer.Has(Roles.WithPeople) && person.CaseState is not null)
        .AddPersonPage("Letter", "/letter", 5, (viewer, person) => viewer.Has(Role.Coordinator, Role.OffenderManager, Role.LinkWorker, Role.PartnerWorker, Role.Chair) && person.CaseState == "adopted")
        .AddPersonPage("Team", "/team", 6, (viewer, person) => viewer.Has(Roles.WithPeople) && person.CaseState is not null)
        .AddNavigation("Cohort", "/cohort", 20, user => user.Is(Roles.WithPeople))
        .AddNavigation("Scores", "/scores", 30, user => user.Is(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.Chair, Role.Analyst))
        .AddNavigation("Screening", "/screening", 31, user => user.Is(Role.Coordinator, Role.Chair))
        .AddNavigation("Panel", "/panel", 32, user => user.Is(Roles.WithPeople));

    public static void MapSelection(this WebApplication app) => Api.Map(app);
}
