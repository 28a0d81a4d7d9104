using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Throughline.Access;

/// <summary>
/// A page of signing in, for whoever has a session though something may still be missing from it. Without a session it
/// leads to the first page of signing in.
/// </summary>
public abstract class SomebodysPage : PageModel
{
    /// <summary>Where to go when this is done: an address of this site, or the first page.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Then { get; set; }

    public Somebody Who => Somebody.Of(HttpContext) ?? throw new InvalidOperationException("Nobody is signed in.");

    protected string? Address => HttpContext.Connection.RemoteIpAddress?.ToString();

    public string Onward => LocalAddress.Or(Then, "/");

    // by its name alone the framework takes it for what answers a verb called PAGE
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Somebody.Of(HttpContext) is null)
            context.Result = new LocalRedirectResult("/sign-in");
    }

    /// <summary>Loads what the page shows; called again when a form comes back.</summary>
    public virtual Task LoadAsync() => Task.CompletedTask;

    protected async Task<IActionResult> RefuseAsync(string field, string sentence)
    {
        ModelState.AddModelError(field, sentence);
        await LoadAsync();
        return Page();
    }

    protected LocalRedirectResult Done(string message, string url)
    {
        TempData[Ui.TagHelpers.Notification.Key] = message;
        return LocalRedirect(url);
    }
}

/// <summary>Addresses to return to come from outside: only one on this site is followed.</summary>
internal static class LocalAddress
{
    private const int Longest = 2000;

    public static string Or(string? address, string otherwise) => Is(address) ? address! : otherwise;

    /// <summary>Begins with one slash, and neither with two nor with a slash and a backslash, which browsers take for another site; holds no control characters.</summary>
    public static bool Is(string? address) =>
        address is { Length: > 0 and <= Longest } && address[0] == '/' && (address.Length == 1 || address[1] is not ('/' or '\\')) && !address.Any(char.IsControl);
}
