using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Sharing.Agreements;
using Throughline.Ui;

namespace Throughline.Sharing;

/// <summary>Who may see what, and what passes between agencies.</summary>
internal static class Stage
{
    /// <summary>What this stage adds to the bar under the header.</summary>
    public static IServiceCollection AddSharing(this IServiceCollection services) => services
        .AddNavigation("Sharing", "/sharing/notices", 80, user => user.Is(SharingPages.NoticeReaders))
        .AddNavigation("Agreements", "/sharing", 88, user => user.Is(AgreementMoves.Readers));

    public static void MapSharing(this WebApplication app)
    {
        app.MapSharingApi();
        app.MapAgreements();
    }
}
