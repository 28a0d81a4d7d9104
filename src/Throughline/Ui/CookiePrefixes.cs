using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Throughline.Ui;

/// <summary>
/// Over HTTPS every cookie carries a prefix that browsers keep to: __Host- for those of the whole site, __Secure- for those of
/// one path. Another host of the same domain, or somebody on a way without HTTPS, can then set none of them (ASVS 5.0, 3.3.1 and
/// 3.3.3). It stands in front of everything, so that whoever reads and writes cookies knows one name. Without HTTPS, on one's own
/// machine, browsers take no such cookie, and there is no prefix.
/// </summary>
internal sealed class CookiePrefixes(RequestDelegate next)
{
    private const string OfTheSite = "__Host-";
    private const string OfAPath = "__Secure-";

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.IsHttps)
            return next(context);
        context.Request.Headers.Cookie = Taken(context.Request.Headers.Cookie.ToString());
        // registered first, so it runs last: when every cookie of the answer has been written
        context.Response.OnStarting(() =>
        {
            var set = context.Response.Headers.SetCookie;
            for (var at = 0; at < set.Count; at++)
                set = Replaced(set, at, Prefixed(set[at]!));
            context.Response.Headers.SetCookie = set;
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>What came with a prefix, without it; what came without one was not set by this site.</summary>
    internal static string Taken(string header) => string.Join("; ", header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(cookie => cookie.StartsWith(OfTheSite, StringComparison.Ordinal) ? cookie[OfTheSite.Length..] : cookie.StartsWith(OfAPath, StringComparison.Ordinal) ? cookie[OfAPath.Length..] : "")
        .Where(cookie => cookie.Length > 0));

    internal static string Prefixed(string setCookie)
    {
        var cookie = SetCookieHeaderValue.Parse(setCookie);
        cookie.Secure = true;
        cookie.Name = (cookie.Path == "/" && !cookie.Domain.HasValue ? OfTheSite : OfAPath) + cookie.Name.Value;
        return cookie.ToString();
    }

    private static Microsoft.Extensions.Primitives.StringValues Replaced(Microsoft.Extensions.Primitives.StringValues all, int at, string with)
    {
        var values = all.ToArray();
        values[at] = with;
        return values;
    }
}
