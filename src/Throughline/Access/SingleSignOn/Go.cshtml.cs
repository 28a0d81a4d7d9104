using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Throughline.Access.SingleSignOn;

/// <summary>Sends the browser to the agency's provider. A link, not a form: a form may not lead to another site (content security policy).</summary>
[OpenToAll("signing in comes before being known")]
internal sealed class GoModel(SignOn signOn, Bindings bindings) : PageModel
{
    [FromRoute(Name = "agency")]
    public Guid Agency { get; init; }

    public async Task<IActionResult> OnGetAsync(string? then)
    {
        if (await signOn.FindAsync(Agency) is not { } agency)
            return NotFound();
        // another site that sends a browser here would sign somebody in, as somebody, without their having done anything: they press the link themselves
        if (Request.Headers["Sec-Fetch-Site"] == "cross-site")
            return LocalRedirect("/sign-in/agency");
        await signOn.GoAsync(HttpContext, agency, LocalAddress.Or(then, "/"), bindings.Brought(HttpContext));
        return new EmptyResult();
    }
}
