using Throughline.Access;
using Throughline.People;
using Throughline.Ui;

namespace Throughline.Review;

internal static class Stage
{
    /// <summary>What this stage adds to the bar under the header, with the pages of governance and accounts.</summary>
    public static IServiceCollection AddReview(this IServiceCollection services) => services
        .AddPersonPage("Status", "/status", 1, (viewer, person) => viewer.Has(Roles.WithPeople) && person.CaseState is "adopted" or "exited")
        .AddNavigation("Today", "/", 0)
        .AddNavigation("Daily review", "/review", 60, user => user.Is(SetStatus.Deciders))
        .AddNavigation("Audit", "/audit", 90, user => user.Is(Role.InformationGovernanceOfficer))
        .AddNavigation("Accounts", "/users", 91, user => user.Is(Role.Administrator))
        .AddNavigation("Accounts", "/users/requests", 91, user => user.Is(Role.InformationGovernanceOfficer) && !user.Is(Role.Administrator))
        .AddNavigation("Settings", "/settings/statuses", 92, user => user.Is(Role.Coordinator, Role.Administrator));
}
