using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Access;

/// <summary>
/// Who may use an endpoint: somebody signed in who holds one of the roles; with no roles named, anybody signed in.
/// Every endpoint carries this or <see cref="OpenToAllAttribute"/>; one that carries neither does not start.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowAttribute(params Role[] roles) : Attribute
{
    public IReadOnlyList<Role> Roles { get; } = roles;
}

/// <summary>Anybody may use the endpoint, signed in or not: sign-in, help, health.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OpenToAllAttribute(string because) : Attribute
{
    public string Because { get; } = because;
}

/// <summary>
/// The endpoint shows or changes one person's record, named by a route value. The gate finds the person (or says 404) and
/// writes the audit entry before anything else runs.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AboutPersonAttribute(string routeValue, params string[] categories) : Attribute
{
    public string RouteValue { get; } = routeValue;

    public IReadOnlyList<string> Categories { get; } = categories;
}

/// <summary>The endpoint reads or changes nothing about people that the gate could record; the endpoint records its own looks, or shows none.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RecordsLooksAttribute(string how) : Attribute
{
    public string How { get; } = how;
}

/// <summary>
/// What stands in front of every page: is somebody signed in, may they, is the person visible, is the look recorded. The
/// handler runs in one transaction, which commits before a byte of the page is written: no audit row, no page.
/// </summary>
internal sealed class PageGate(Db db, TimeProvider clock) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var endpoint = context.HttpContext.GetEndpoint();
        var verdict = await Gate.OpenAsync(context.HttpContext, endpoint, db, clock);
        switch (verdict)
        {
            case GateVerdict.SignIn:
                context.Result = new LocalRedirectResult("/sign-in?then=" + Uri.EscapeDataString(context.HttpContext.Request.Path + context.HttpContext.Request.QueryString));
                return;
            case GateVerdict.NotThere:
                context.Result = new NotFoundResult();
                return;
        }

        var page = context.HandlerInstance as ThroughlinePage;
        try
        {
            if (page is not null && db.HasBegun)
                await page.PrepareAsync();
        }
        catch (NotThere)
        {
            await db.RollbackAsync();
            context.Result = new NotFoundResult();
            return;
        }

        var executed = await next();
        await FinishAsync(context, executed, page);
    }

    private async Task FinishAsync(PageHandlerExecutingContext context, PageHandlerExecutedContext executed, ThroughlinePage? page)
    {
        switch (executed.Exception)
        {
            case null:
                if (executed.Result is PageResult && HttpMethods.IsPost(context.HttpContext.Request.Method) && !context.ModelState.IsValid)
                    context.HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
                await db.CommitAsync();
                return;
            case RuleBroken broken when page is not null:
                executed.ExceptionHandled = true;
                await db.RollbackAsync();
                await Gate.OpenAsync(context.HttpContext, context.HttpContext.GetEndpoint(), db, clock);
                context.ModelState.AddModelError("", broken.Rule.Sentence);
                await page.PrepareAsync();
                await page.LoadAsync();
                context.HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
                executed.Result = page.Page();
                await db.CommitAsync();
                return;
            case NotThere:
                executed.ExceptionHandled = true;
                await db.RollbackAsync();
                executed.Result = new NotFoundResult();
                return;
            case ChangedByAnother changed:
                executed.ExceptionHandled = true;
                await db.RollbackAsync();
                context.HttpContext.Items["changed"] = changed.Message;
                executed.Result = new StatusCodeResult(StatusCodes.Status409Conflict);
                return;
            default:
                await db.RollbackAsync();
                return;
        }
    }
}

internal enum GateVerdict
{
    Open,
    SignIn,
    NotThere,
}

internal static class Gate
{
    public static async Task<GateVerdict> OpenAsync(HttpContext context, Endpoint? endpoint, Db db, TimeProvider clock)
    {
        if (endpoint?.Metadata.GetMetadata<OpenToAllAttribute>() is not null)
            return GateVerdict.Open;
        if (Viewer.Of(context) is not { } viewer)
            return GateVerdict.SignIn;
        var allow = endpoint?.Metadata.GetMetadata<AllowAttribute>();
        if (allow is null || !viewer.Has([.. allow.Roles]))
            return GateVerdict.NotThere;

        var about = endpoint!.Metadata.GetMetadata<AboutPersonAttribute>();
        await db.BeginAsync(viewer.Begin(Purpose(endpoint), clock.GetUtcNow()), context.RequestAborted);
        if (about is null)
            return GateVerdict.Open;
        var person = context.Request.RouteValues.TryGetValue(about.RouteValue, out var value) && PersonId.TryParse(value?.ToString(), null, out var id) ? id : default;
        if (!await db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }))
            return GateVerdict.NotThere;
        await db.LookedAtAsync([person], [.. about.Categories], Purpose(endpoint));
        return GateVerdict.Open;
    }

    private static string Purpose(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>()?.AttributeRouteInfo?.Template
        ?? (endpoint as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName ?? "unknown";
}
