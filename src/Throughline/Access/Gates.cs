using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Throughline.Access.Brake;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Ui.Errors;

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
/// The endpoint shows or changes one person's record, named by a route value. The gate finds the person (or says 404), and
/// writes the audit entry in the transaction of the answer, before any of it leaves. The categories are what it may show;
/// the entry has those of them that it says it did (<see cref="Look"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AboutPersonAttribute(string routeValue, params string[] categories) : Attribute
{
    public string RouteValue { get; } = routeValue;

    public IReadOnlyList<string> Categories { get; } = categories;

    /// <summary>The endpoint tells of whatever categories there are (summaries, questions, disclosures): it says itself which it showed.</summary>
    public bool AndOthers { get; init; }
}

/// <summary>
/// What a kind of page about a person shows on every page, above its own: the identity bar. It is recorded with the page's own categories.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AlwaysShowsAttribute(params string[] categories) : Attribute
{
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
        if (context.HandlerMethod is null && HttpMethods.IsPost(context.HttpContext.Request.Method))
        {
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
            return;
        }

        var stepUp = context.HandlerMethod?.MethodInfo.GetCustomAttribute<StepUpAttribute>() ?? endpoint?.Metadata.GetMetadata<StepUpAttribute>();
        var counted = CountedWords.Of(context.HandlerMethod?.MethodInfo, endpoint);
        var verdict = await Gate.OpenAsync(context.HttpContext, endpoint, db, clock, stepUp, counted);
        switch (verdict)
        {
            case GateVerdict.SignIn:
                context.Result = new LocalRedirectResult(SignInPage(context.HttpContext));
                return;
            case GateVerdict.StepUp:
                context.Result = new LocalRedirectResult("/step-up?return=" + Uri.EscapeDataString(stepUp!.ReturnTo(context.HttpContext.Request)));
                return;
            case GateVerdict.NotThere:
                context.Result = new NotFoundResult();
                return;
            case GateVerdict.Stopped:
                context.Result = new StatusCodeResult(StatusCodes.Status429TooManyRequests);
                return;
            case GateVerdict.NotInOrder:
                context.Result = new LocalRedirectResult("/account/standing");
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
        catch
        {
            // the page that says so is made in this request too, and finds no transaction that has failed
            await db.RollbackAsync();
            throw;
        }

        var executed = await next();
        try
        {
            await FinishAsync(context, executed, page, counted);
        }
        catch
        {
            await db.RollbackAsync();
            throw;
        }
    }

    /// <summary>The first page of signing in, or the next one for somebody who is half way.</summary>
    private static string SignInPage(HttpContext context)
    {
        // an address that only answers forms is no place to come back to
        var then = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString : context.Request.Path.ToString();
        return Somebody.Of(context) is { } who ? who.NextPage(then) : "/sign-in?then=" + Uri.EscapeDataString(then);
    }

    private async Task FinishAsync(PageHandlerExecutingContext context, PageHandlerExecutedContext executed, ThroughlinePage? page, Counted counted)
    {
        switch (executed.Exception)
        {
            case null:
                if (executed.Result is IKeepTempDataResult or StatusCodeResult)
                    Look.Of(context.HttpContext).ShowedNothing();
                if (await Gate.StopAsync(context.HttpContext, db))
                {
                    executed.Result = new StatusCodeResult(StatusCodes.Status429TooManyRequests);
                    return;
                }

                // unless the page says more exactly what is wrong
                if (context.HttpContext.Response.StatusCode == StatusCodes.Status200OK && executed.Result is PageResult && HttpMethods.IsPost(context.HttpContext.Request.Method) && !context.ModelState.IsValid)
                    context.HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
                await db.CommitAsync();
                return;
            case RuleBroken broken when page is not null:
                executed.ExceptionHandled = true;
                executed.Result = await SayRuleAsync(context, page, broken, counted);
                return;
            case NotThere:
                executed.ExceptionHandled = true;
                await db.RollbackAsync();
                executed.Result = new NotFoundResult();
                return;
            case ChangedByAnother changed:
                executed.ExceptionHandled = true;
                // what somebody else did was told about: that is a look as well
                executed.Result = await Gate.RefuseAsync(context.HttpContext, db, clock, counted, null) ? new StatusCodeResult(StatusCodes.Status409Conflict) : StoppedOrGone(context.HttpContext);
                context.HttpContext.Items["changed"] = changed.Message;
                Look.Of(context.HttpContext).ShowedNothing();
                await db.CommitAsync();
                return;
            default:
                await db.RollbackAsync();
                return;
        }
    }

    /// <summary>The gate did not open once more: the brake says so, or what the request was about is visible no longer.</summary>
    private static IActionResult StoppedOrGone(HttpContext context) => context.Items.ContainsKey(typeof(Refusal)) ? new StatusCodeResult(StatusCodes.Status429TooManyRequests) : new NotFoundResult();

    private async Task<IActionResult> SayRuleAsync(PageHandlerExecutingContext context, ThroughlinePage page, RuleBroken broken, Counted counted)
    {
        if (!await Gate.RefuseAsync(context.HttpContext, db, clock, counted, broken.Rule.TellsOfSomebody ? OpenedRecords.RefusedForSomebody : null))
            return StoppedOrGone(context.HttpContext);
        context.ModelState.AddModelError("", broken.Rule.Sentence);
        await page.PrepareAsync();
        await page.LoadAsync();
        // the page is shown again, and what it shows counts like what any page shows
        if (await Gate.StopAsync(context.HttpContext, db))
            return StoppedOrGone(context.HttpContext);
        context.HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
        await db.CommitAsync();
        return page.Page();
    }
}

internal enum GateVerdict
{
    Open,
    SignIn,
    StepUp,
    NotThere,

    /// <summary>Vetting or training is missing: said before anybody is looked up, so it tells nothing about anybody.</summary>
    NotInOrder,

    /// <summary>More people than the role opens in an hour or a day; governance has been told.</summary>
    Stopped,
}

internal static class Gate
{
    /// <param name="counted">How what the answer shows counts for the brake.</param>
    public static async Task<GateVerdict> OpenAsync(HttpContext context, Endpoint? endpoint, Db db, TimeProvider clock, StepUpAttribute? stepUp = null, Counted counted = Counted.ByTheGate)
    {
        var verdict = await DecideAsync(context, endpoint, db, clock, stepUp, counted);
        if (verdict != GateVerdict.Open)
            RefusedRequests.Note(context, verdict, Viewer.Of(context));
        return verdict;
    }

    private static async Task<GateVerdict> DecideAsync(HttpContext context, Endpoint? endpoint, Db db, TimeProvider clock, StepUpAttribute? stepUp, Counted counted)
    {
        if (endpoint?.Metadata.GetMetadata<OpenToAllAttribute>() is not null)
            return GateVerdict.Open;
        if (Viewer.Of(context) is not { } viewer)
            return GateVerdict.SignIn;
        var allow = endpoint?.Metadata.GetMetadata<AllowAttribute>();
        var about = endpoint?.Metadata.GetMetadata<AboutPersonAttribute>();
        if (allow is not null && viewer.NotInOrder is not null && (about is not null || !viewer.Has([.. allow.Roles])) && (allow.Roles.Count == 0 || allow.Roles.Any(viewer.RolesHeld.Contains)))
            return GateVerdict.NotInOrder;
        if (allow is null || !viewer.Has([.. allow.Roles]))
            return GateVerdict.NotThere;
        if (stepUp is not null && !(stepUp.OfThoseWhoHaveOne && Somebody.Of(context)?.HasSecondFactor == false) && !(Somebody.Of(context)?.IsSteppedUpAt(clock.GetUtcNow()) ?? viewer.MayExport))
            return GateVerdict.StepUp;

        await db.BeginAsync(viewer.Begin(Purpose(endpoint!) + counted.Ending(), clock.GetUtcNow()), context.RequestAborted);
        if (counted != Counted.ByTheGate || context.Request.Path.StartsWithSegments("/api"))
            await OpenedTooMany.NoteBeforeAsync(context, db);
        if (about is null)
            return GateVerdict.Open;
        var person = context.Request.RouteValues.TryGetValue(about.RouteValue, out var value) && PersonId.TryParse(value?.ToString(), null, out var id) ? id : default;
        if (!await db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }))
            return GateVerdict.NotThere;
        if (await OpenedTooMany.WouldBeAsync(context, db, viewer, person) is { } stop)
        {
            await TellAsync(context, db, viewer, stop);
            return GateVerdict.Stopped;
        }

        Look.Of(context).Begin(db, person, about.Categories);
        return GateVerdict.Open;
    }

    /// <summary>Asks once more when the answer is made: were there too many people in it? Then none of it leaves.</summary>
    public static async Task<bool> StopAsync(HttpContext context, Db db)
    {
        await Look.Of(context).WriteAsync(db);
        if (Viewer.Of(context) is not { } viewer)
            return false;
        var stop = await OpenedTooMany.HasBecomeAsync(context, db, viewer);
        if (stop is null && context.GetEndpoint()?.Metadata.GetMetadata<RecordsLooksAttribute>() is not null && !context.Request.Path.StartsWithSegments("/api"))
            stop = await OpenedTooMany.HasShownTooManyAsync(db, viewer);
        if (stop is null)
            return false;
        await TellAsync(context, db, viewer, stop);
        return true;
    }

    /// <summary>
    /// What a refused act did is undone; that somebody asked is kept, and counts: the gate opens once more, records the look that
    /// it always records, and where it would record none, that an act was refused.
    /// </summary>
    /// <param name="subject">What is recorded of the refusal; null when it is only about how a form was filled in.</param>
    /// <returns>Whether the refusal may be told. False when the brake has stopped the user instead.</returns>
    public static async Task<bool> RefuseAsync(HttpContext context, Db db, TimeProvider clock, Counted counted, string? subject)
    {
        await db.RollbackAsync();
        var endpoint = context.GetEndpoint();
        if (await OpenAsync(context, endpoint, db, clock, counted: counted) != GateVerdict.Open)
            return false;
        if (subject is null || Viewer.Of(context)?.Roles.Any(Roles.NamingPeople.Contains) != true || endpoint?.Metadata.GetMetadata<AboutPersonAttribute>() is not null)
            return true;
        await OpenedTooMany.NoteBeforeAsync(context, db);
        await db.LookedAtAsync([], [], subject);
        return !await StopAsync(context, db);
    }

    private static async Task TellAsync(HttpContext context, Db db, Viewer viewer, Stop stop)
    {
        var at = db.Act.At;
        context.Items[typeof(Refusal)] = await OpenedTooMany.TellAsync(db, viewer, stop);
        context.Response.Headers.RetryAfter = Math.Max(1, (int)(stop.Until - at).TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Every category that a page about a person may show.</summary>
    public static string[] MayShow(EndpointMetadataCollection metadata, AboutPersonAttribute about) =>
        [.. (metadata.GetMetadata<AlwaysShowsAttribute>()?.Categories ?? []).Concat(about.Categories).Concat(about.AndOthers ? ["any other that is told of"] : []).Distinct()];

    private static string Purpose(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>()?.AttributeRouteInfo?.Template
        ?? (endpoint as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName ?? "unknown";
}
