using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Throughline.Access.SingleSignOn;

[OpenToAll("signing in comes before being known; names agencies and nobody")]
internal sealed class AgenciesModel(SignOn signOn) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Then { get; set; }

    public IReadOnlyList<AgencySignOn> All { get; private set; } = [];

    public string Query => LocalAddress.Or(Then, "/") is var then && then != "/" ? "?then=" + Uri.EscapeDataString(then) : "";

    public async Task OnGetAsync() => All = await signOn.AllAsync();
}
