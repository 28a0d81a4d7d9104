using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Ui;

namespace Throughline.People;

/// <summary>One record for each person, from many agencies.</summary>
internal static class Stage
{
    public static IServiceCollection AddPeople(this IServiceCollection services) =>
        services.AddNavigation("People", "/people", 20, user => user.Is(Roles.WithPeople));

    public static void MapPeople(this WebApplication app) => app.MapPeopleApi();
}
