using Microsoft.AspNetCore.Builder;

namespace Throughline.Selection;

internal static class Api
{
    public static void Map(WebApplication app) => app.MapGroup("/api/v1");
}
