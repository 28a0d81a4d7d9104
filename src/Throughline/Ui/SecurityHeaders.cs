using Microsoft.Net.Http.Headers;

namespace Throughline.Ui;

/// <summary>
/// What browsers are told about every answer: run nothing and fetch nothing but our own, show us in nobody's frame, keep
/// no copy of a page about a person, tell no other site where the reader came from.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>No inline script or style anywhere, so an injected one cannot run.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    private const string PermissionsPolicy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            Write((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    private static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        // the address of a page about a person is nobody's business, not even our own log's
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // the content security policy says it too; this is for what does not read that
        headers[HeaderNames.XFrameOptions] = "DENY";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.CacheControl = CacheControl(context.Request);
    }

    /// <summary>A built file whose address names its version never changes; any other answer may be about a person.</summary>
    private static string CacheControl(HttpRequest request)
    {
        var isBuiltFile = request.Path.Value is "/app.css" or "/app.js" || request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
        if (!isBuiltFile) return "no-store";
        return request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
