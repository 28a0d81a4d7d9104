using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Ui;

namespace Throughline.Evaluation;

internal static class Stage
{
    public static IServiceCollection AddEvaluation(this IServiceCollection services) =>
        services.AddNavigation("Reports", "/reports", 65, user => user.Is(Role.Coordinator, Role.Analyst, Role.StrategicLead, Role.Chair));
}
