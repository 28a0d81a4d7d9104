using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access;

/// <summary>The page gate's twin for the API: the same decision, the same audit entry, problem details for answers.</summary>
internal sealed class ApiGate(Db db, TimeProvider clock) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        switch (await Gate.OpenAsync(context.HttpContext, context.HttpContext.GetEndpoint(), db, clock))
        {
            case GateVerdict.SignIn:
                return Problems.Of(StatusCodes.Status401Unauthorized, "token-needed", "Send a token: Authorization: Bearer thr_... (make one on your account page).");
            case GateVerdict.NotThere:
                return Problems.NotThere();
        }

        try
        {
            var result = await next(context);
            await db.CommitAsync();
            return result;
        }
        catch (RuleBroken broken)
        {
            await db.RollbackAsync();
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "rule-broken", broken.Rule.Sentence, broken.Rule.Source);
        }
        catch (NotThere)
        {
            await db.RollbackAsync();
            return Problems.NotThere();
        }
        catch (ChangedByAnother changed)
        {
            await db.RollbackAsync();
            return Problems.Of(StatusCodes.Status409Conflict, "changed-by-another", changed.Message);
        }
        catch (BadRequest bad)
        {
            await db.RollbackAsync();
            return Problems.Of(StatusCodes.Status400BadRequest, "bad-input", bad.Message, field: bad.Field);
        }
    }
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
