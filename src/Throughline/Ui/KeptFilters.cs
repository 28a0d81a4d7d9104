using Microsoft.AspNetCore.Http;

namespace Throughline.Ui;

/// <summary>
/// A list comes back as it was left: its filters are codes in the address, never anything about a person, and a cookie of
/// the browser keeps the last ones.
/// </summary>
public static class KeptFilters
{
    /// <summary>The address to go to instead when a list is opened without filters and had some before; null to stay.</summary>
    public static string? Recall(HttpContext context, string list)
    {
        if (context.Request.QueryString.HasValue)
        {
            context.Response.Cookies.Append("tl-" + list, context.Request.QueryString.Value!, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/" + list, IsEssential = true,
            });
            return null;
        }

        return context.Request.Cookies.TryGetValue("tl-" + list, out var kept) && kept.StartsWith('?') ? $"/{list}{kept}" : null;
    }
}
