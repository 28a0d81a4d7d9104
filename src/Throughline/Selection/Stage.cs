using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Ui;

namespace Throughline.Selection;

/// <summary>Select and allocate: matrices, scores, nominations, the panel, the cohort.</summary>
internal static class Stage
{
    public static IServiceCollection AddSelection(this IServiceCollection services) => services
        .AddNavigation("Scores", "/scores", 30)
        .AddNavigation("Screening", "/screening", 31)
        .AddNavigation("Panel", "/panel", 32)
        .AddNavigation("Cohort", "/cohort", 20);

    public static void MapSelection(this WebApplication app) => Api.Map(app);
}
