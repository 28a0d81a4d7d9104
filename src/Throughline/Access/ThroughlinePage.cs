using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access;

/// <summary>What every page has: the transaction it acts in, who is looking, and the two ways to answer a form.</summary>
public abstract class ThroughlinePage : PageModel
{
    protected Db Db => HttpContext.RequestServices.GetRequiredService<Db>();

    protected Act Act => Db.Act;

    public Viewer Viewer => Access.Viewer.Of(HttpContext) ?? throw new InvalidOperationException("Nobody is signed in.");

    public DateOnly Today => UkTime.DateOf(HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>What the answer shows of a person, for the entry that the gate writes.</summary>
    private protected Look Look => Look.Of(HttpContext);

    /// <summary>Runs after the gate and before the handler, for every verb: what the layout of this kind of page needs.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Loads what the page shows. Called by the GET handler, and again when a form comes back with an error.</summary>
    public virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>The page again with status 400: the error summary first, what was typed kept.</summary>
    protected async Task<IActionResult> AgainAsync()
    {
        await LoadAsync();
        return Page();
    }

    /// <summary>The act is done: say so on the page that follows.</summary>
    protected IActionResult Done(string message, string url)
    {
        TempData[Ui.TagHelpers.Notification.Key] = message;
        return LocalRedirect(url);
    }
}
