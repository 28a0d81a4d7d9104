using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Throughline.Ui.Errors;

/// <summary>
/// What is shown when something is not found, not allowed, out of date or broken: what happened, whether anything was
/// saved, what to do next. "Not yours" reads exactly like "not found", so that an address tells nobody who is known.
/// </summary>
[Access.OpenToAll("says what went wrong, and nothing about anybody")]
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ErrorPage : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int Status { get; set; }

    public string Heading => Message.Heading;

    public IReadOnlyList<string> Paragraphs => Message.Paragraphs;

    /// <summary>True when the service failed, so that its own frame cannot be relied on either.</summary>
    public bool IsOurFault => Status >= 500;

    /// <summary>The same as in the log line.</summary>
    public string Reference => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    private (string Heading, IReadOnlyList<string> Paragraphs) Message => Status switch
    {
        429 when HttpContext.Items[typeof(Refusal)] is Refusal refusal => (refusal.Heading, refusal.Paragraphs),
        400 => ("That did not work", [
            "The page may have been open for a long time, or the address may be incomplete. Nothing was saved.",
            "Go back, refresh the page and try again."]),
        401 => ("Sign in first", ["You are not signed in, or you have been signed out because nothing happened for a while."]),
        405 => ("That cannot be done here", ["The address answers, but not to what was asked of it. Nothing was saved."]),
        409 => ("Somebody else has changed this", [
            "While you were working, somebody else changed the same thing. Nothing of yours was saved.",
            "Go back, read what they wrote, and make your change again if it is still needed."]),
        413 => ("The file is too big", ["Nothing was saved. Split the file, or ask for help with sending it another way."]),
        429 => ("Too many tries", ["Wait a few minutes and try again."]),
        503 => ("The service is not available", ["Try again in a few minutes. Nothing was saved."]),
        >= 500 => ("Something went wrong", [
            "It is our fault, not yours. What you were doing may not have been saved; look before you do it again."]),
        // 403 as well: somebody else's record must not be told from one that does not exist
        _ => ("Page not found", [
            "If you typed or pasted the address, check that it is complete.",
            "If somebody sent you a link, what it leads to may not be shared with you. Ask them, or your agency's lead."]),
    };

    public void OnGet() => Answer();

    public void OnPost() => Answer();

    /// <summary>Re-executed after a failure, the status is set already; opened by its own address, it says what it is about.</summary>
    private void Answer()
    {
        var original = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || HttpContext.Features.Get<IExceptionHandlerFeature>() is not null;
        if (HttpContext.Features.Get<IExceptionHandlerFeature>() is not null) Status = HttpContext.Response.StatusCode;
        if (Status is 403 or < 400 or > 599) Status = 404;
        if (!original || HttpContext.Response.StatusCode is 403) HttpContext.Response.StatusCode = Status;
    }
}
