using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.People.Record;
using Throughline.Ui;

namespace Throughline.People;

/// <summary>One record for each person, from many agencies.</summary>
internal static class Stage
{
    public static IServiceCollection AddPeople(this IServiceCollection services)
    {
        // stages above put what can be done with the person between the summary (0) and the rest of the record (from 10)
        foreach (var (place, tab) in RecordTabs.All.Index())
            services.AddPersonPage(tab.Text, tab.Path, place == 0 ? 0 : 10 + place, (viewer, _) => viewer.Has(Roles.WithPeople));
        services.AddPersonPage("Sealed", "/sealed", 40, (_, person) => person.HoldsAKey);
        services.AddPersonPage("Sharing", "/sharing", 40, (viewer, _) => viewer.Has(Roles.WithPeople));
        return services.AddNavigation("People", "/people", 20, user => user.Is(Roles.WithPeople));
    }

    public static void MapPeople(this WebApplication app) => app.MapPeopleApi();
}
