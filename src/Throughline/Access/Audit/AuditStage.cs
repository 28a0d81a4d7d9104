using Microsoft.Extensions.DependencyInjection;
using Throughline.Access.Audit.Tree;
using Throughline.Platform.Jobs;

namespace Throughline.Access.Audit;

internal static class AuditStage
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<CheckpointKeys>()
        .AddScoped<IJob, CheckpointJob>()
        .AddScoped<IJob, Unusual.UnusualJob>()
        .AddHostedService<AuditKeeper>();
}
