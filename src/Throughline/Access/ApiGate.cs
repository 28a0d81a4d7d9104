using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access.Brake;
using Throughline.Access.Standing;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui.Errors;

namespace Throughline.Access;

/// <summary>The page gate's twin for the API: the same decision, the same audit entry, problem details for answers.</summary>
internal sealed class ApiGate(Db db, TimeProvider clock) : IEndpointFilter
{
    /// <summary>More people than this in one answer are a list taken out, whatever the endpoint: a token must have been made for it.</summary>
    public const int MostWithoutExport = 100;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var endpoint = context.HttpContext.GetEndpoint();
        switch (await Gate.OpenAsync(context.HttpContext, endpoint, db, clock, endpoint?.Metadata.GetMetadata<StepUpAttribute>()))
        {
            case GateVerdict.StepUp:
                return MayNotExport();
            case GateVerdict.SignIn:
                return TokenNeeded();
            case GateVerdict.NotThere:
                return Problems.NotThere();
            case GateVerdict.Stopped:
                return TooMany(context.HttpContext);
            case GateVerdict.NotInOrder:
                return Problems.Of(StatusCodes.Status403Forbidden, "account-not-in-order", Viewer.Of(context.HttpContext)!.NotInOrder!.Value.Words());
        }

        try
        {
            var result = await next(context);
            // what is sent answers with keys alone
            if (!HttpMethods.IsGet(context.HttpContext.Request.Method))
                Look.Of(context.HttpContext).ShowedNothing();
            if (await Gate.StopAsync(context.HttpContext, db))
                return TooMany(context.HttpContext);
            if (Viewer.Of(context.HttpContext)?.MayExport == false && db.HasBegun && await OpenedRecords.InThisAnswerAsync(db) > MostWithoutExport)
            {
                await db.RollbackAsync();
                return MayNotExport();
            }

            await db.CommitAsync();
            return result;
        }
        catch (RuleBroken broken)
        {
            return await RefuseAsync(context.HttpContext, broken.Rule.TellsOfSomebody ? OpenedRecords.RefusedForSomebody : OpenedRecords.Refused, Problems.Of(StatusCodes.Status422UnprocessableEntity, "rule-broken", broken.Rule.Sentence, broken.Rule.Source));
        }
        catch (NotThere)
        {
            await db.RollbackAsync();
            return Problems.NotThere();
        }
        catch (ChangedByAnother changed)
        {
            return await RefuseAsync(context.HttpContext, OpenedRecords.Refused, Problems.Of(StatusCodes.Status409Conflict, "changed-by-another", changed.Message));
        }
        catch (BadRequest bad)
        {
            return await RefuseAsync(context.HttpContext, null, Problems.Of(StatusCodes.Status400BadRequest, "bad-input", bad.Message, field: bad.Field));
        }
    }

    /// <summary>An act that was refused is undone, and that it was asked for is recorded and counted before it is said.</summary>
    private async Task<IResult> RefuseAsync(HttpContext context, string? subject, IResult refusal)
    {
        if (!await Gate.RefuseAsync(context, db, clock, Counted.ByTheGate, subject))
            return context.Items.ContainsKey(typeof(Refusal)) ? TooMany(context) : Problems.NotThere();
        Look.Of(context).ShowedNothing();
        await db.CommitAsync();
        return refusal;
    }

    public static IResult TokenNeeded() => Problems.Of(StatusCodes.Status401Unauthorized, "token-needed", "Send a token: Authorization: Bearer thr_... (make one on your account page).");

    private static IResult MayNotExport() =>
        Problems.Of(StatusCodes.Status403Forbidden, "may-not-export", "This token was not made for this: to take lists out, or to do what needs a fresh second factor in a browser. Make one that may, on your account page.");

    private static IResult TooMany(HttpContext context) =>
        Problems.Of(StatusCodes.Status429TooManyRequests, "too-many-people", string.Join(' ', ((Refusal)context.Items[typeof(Refusal)]!).Paragraphs), "ASVS 5.0, 2.4.1");
}

/// <summary>A request whose field cannot be used; the API answers 400 with the field's name.</summary>
public sealed class BadRequest(string field, string sentence) : Exception(sentence)
{
    public string Field { get; } = field;
}

/// <summary>The API's errors (RFC 9457). The codes are documented in docs/reference/api-errors.md.</summary>
internal static class Problems
{
    public static IResult NotThere() => Of(StatusCodes.Status404NotFound, "not-found", "There is nothing here that you may see.");

    public static IResult Of(int status, string code, string sentence, string? source = null, string? field = null)
    {
        var problem = new ProblemDetails { Status = status, Title = sentence, Type = "https://throughline.invalid/problems/" + code };
        problem.Extensions["code"] = code;
        if (source is not null)
            problem.Extensions["source"] = source;
        if (field is not null)
            problem.Extensions["field"] = field;
        return Results.Problem(problem);
    }
}
