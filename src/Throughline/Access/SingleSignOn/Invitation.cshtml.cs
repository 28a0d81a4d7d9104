using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Throughline.Access.SingleSignOn;

/// <summary>Takes the code of an invitation. It is typed, and goes on in a cookie: an address would keep it in logs and histories (ASVS 5.0, 14.2.1).</summary>
[OpenToAll("whoever holds an invitation is not known yet; it names the one account that it is for")]
internal sealed class InvitationModel(Bindings bindings) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    public Invited? Invited { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Invited = string.IsNullOrWhiteSpace(Code) ? null : await bindings.InvitedAsync(Code);
        if (Invited is null)
        {
            ModelState.AddModelError(nameof(Code), "The code is wrong, was used already or has run out. Ask your agency's administrator for a new one");
            return Page();
        }

        bindings.Bring(HttpContext, Code!);
        return Page();
    }
}
