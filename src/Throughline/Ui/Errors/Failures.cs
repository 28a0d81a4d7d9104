using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Throughline.Ui.Errors;

/// <summary>What becomes of a request that the program could not answer: pages get a page, the API gets problem details (RFC 9457).</summary>
internal static class Failures
{
    /// <summary>A request that nobody could read, such as a form with too many fields, is the sender's fault.</summary>
    public static int StatusOf(Exception failure) => failure switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        InvalidDataException => StatusCodes.Status400BadRequest,
        // a NUL inside a text: no database keeps one, and nobody types one
        DbException { SqlState: "22021" or "22P05" } => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static ExceptionHandlerOptions ForPages => new() { ExceptionHandlingPath = "/error/500", StatusCodeSelector = StatusOf };

    public static ExceptionHandlerOptions ForApi => new() { ExceptionHandler = context => AnswerAsync(context), StatusCodeSelector = StatusOf };

    /// <summary>An answer of the API without a body gets one.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var (code, sentence) = status switch
        {
            StatusCodes.Status404NotFound => ("not-found", "There is nothing here that you may see."),
            StatusCodes.Status405MethodNotAllowed => ("wrong-verb", "This address does not answer that verb."),
            StatusCodes.Status413PayloadTooLarge => ("too-large", "The request is larger than this address takes."),
            StatusCodes.Status415UnsupportedMediaType => ("wrong-kind", "Send JSON, with Content-Type: application/json."),
            >= 500 => ("failed", $"Something went wrong. It is our fault, not yours; the reference is {Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier}."),
            _ => ("bad-input", "The request could not be read: compare it with the description at /api/v1/openapi.json."),
        };
        var problem = new ProblemDetails { Status = status, Title = sentence, Type = "https://throughline.invalid/problems/" + code };
        problem.Extensions["code"] = code;
        return Results.Problem(problem).ExecuteAsync(context);
    }
}

/// <summary>Pages answer GET, HEAD and POST. Any other verb ends here, before it is asked who sends it.</summary>
internal sealed class PageVerbs(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var verb = context.Request.Method;
        if (HttpMethods.IsGet(verb) || HttpMethods.IsHead(verb) || HttpMethods.IsPost(verb))
            return next(context);
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
        {
            // the page that says so is fetched as any page is
            context.Request.Method = HttpMethods.Get;
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD, POST";
        return Task.CompletedTask;
    }
}
