using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Throughline.Access;

/// <summary>
/// What the gates refuse to somebody who is signed in, in the log and in a counter (ASVS 5.0, 16.3.2). The line names the endpoint as it
/// is written in the program, without its values, and the session: who that was, and what else they did, the database knows.
/// </summary>
internal sealed partial class RefusedRequests(ILogger<RefusedRequests> logger, IMeterFactory meters)
{
    public const string Meter = "Throughline.Access";

    private readonly Counter<long> counter = meters.Create(Meter).CreateCounter<long>("throughline.access.refused", "{request}", "Requests that the gates refused, by why");

    public static void Note(HttpContext context, GateVerdict verdict, Viewer? viewer) =>
        context.RequestServices.GetRequiredService<RefusedRequests>().Note(context, verdict.ToString(), viewer);

    private void Note(HttpContext context, string why, Viewer? viewer)
    {
        counter.Add(1, new KeyValuePair<string, object?>("why", why));
        if (viewer is not null)
            Refused(logger, why, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "?", viewer.SessionId, System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
    }

    [LoggerMessage(LogLevel.Warning, "Refused ({Why}): {Method} {Endpoint}, session {Session}, reference {Reference}")]
    private static partial void Refused(ILogger logger, string why, string method, string endpoint, Guid session, string reference);
}
