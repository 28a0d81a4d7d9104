using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform.Jobs;
using Throughline.Rights.Disposal;
using Throughline.Rights.Retention;
using Throughline.Ui;

namespace Throughline.Rights;

/// <summary>What a person may ask of the partnership, and how long it may keep what it holds.</summary>
internal static class Stage
{
    public static IServiceCollection AddRights(this IServiceCollection services) => services
        .AddSingleton(DisposalRegister.Usual())
        .AddScoped<IJob, RetentionJob>()
        .AddHostedService<DateItemsDaily>()
        .AddPersonPage("Decisions", "/decisions", 8, (viewer, person) => person.CaseId is not null && viewer.Has(Role.Coordinator, Role.OffenderManager, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.InformationGovernanceOfficer))
        .AddNavigation("Rights", "/rights", 80, user => user.Is(Role.InformationGovernanceOfficer))
        .AddNavigation("Rights", "/rights/asked", 81, user => !user.Is(Role.InformationGovernanceOfficer) && user.Is(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair));
}
