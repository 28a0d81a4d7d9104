using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Jobs;
using Throughline.Ui;

namespace Throughline.Imports;

internal static class Stage
{
    /// <summary>Who sends files in and puts set-aside rows right.</summary>
    public static readonly Role[] Senders = [Role.Coordinator, Role.Analyst, Role.IntelligenceOfficer];

    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services.AddSingleton(provider => OffenceGrouping.Shipped(UkTime.DateOf(provider.GetRequiredService<TimeProvider>().GetUtcNow())));
        services.AddScoped<IJob, TakeIn.ImportJob>();
        services.AddNavigation("Imports", "/imports", 70, user => user.Is(Senders));
        return services;
    }
}
